package localize

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/rules"
	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// Options set for whom a sheet is localized: the language of the names, and the
// systems of the codes, of which a zero one keeps the codes as they are.
type Options struct {
	Language             term.Language
	Diagnosis, Procedure codes.System
	KeepCodings          bool // the source's codes stay, behind the others
}

// New returns a Localizer of a copy of a sheet.
func New(maps *CodeMaps, s *frontsheet.FrontSheet, to *layout.Layout, o Options) *Localizer {
	copied := s.Clone()
	if layout.Of(s) != to { // whose files may be coded in several systems
		o.Diagnosis, o.Procedure = cmp.Or(o.Diagnosis, to.Diagnosis), cmp.Or(o.Procedure, to.Procedure)
	}
	o.Language = cmp.Or(o.Language, to.Wording())
	return &Localizer{CodeMaps: maps, Options: o, Sheet: &copied, To: to, Chinese: layout.Of(s).Wording()}
}

// A Localizer localizes one sheet.
type Localizer struct {
	*CodeMaps
	Options  Options
	Sheet    *frontsheet.FrontSheet
	To       *layout.Layout
	Chinese  term.Language // of the sheet's author
	Issues   []frontsheet.Issue
	Unmapped []frontsheet.Unmapped
}

func (l *Localizer) issue(severity frontsheet.Severity, element, code, detail string) {
	s := l.Sheet
	l.Issues = append(l.Issues, frontsheet.Issue{
		File: s.Origin().Position.File, Record: s.Origin().Position.Record, Line: s.Origin().Position.Line,
		Column: l.To.ColumnOf(element), Title: l.To.TitleOf(element), Field: element, Severity: severity, Code: code, Detail: detail,
	})
}

func (l *Localizer) Diagnoses() {
	for i := range l.Sheet.Diagnoses {
		d := &l.Sheet.Diagnoses[i]
		source, target := d.Codes, l.Options.Diagnosis
		if d.Role.ChineseMedicine() {
			target = codes.System{} // which none of the ICD's is
		}
		d.Codes = l.codes(d.Codes, target, layout.LineOf(d)+".code")
		d.Name = l.named(l.name(d.Name, d.Codes, source, layout.LineOf(d)+".name"), d.Codes, source, layout.LineOf(d)+".name")
		d.Codes = l.kept(d.Codes, source)
	}
}

func (l *Localizer) Procedures() {
	for i := range l.Sheet.Procedures {
		p := &l.Sheet.Procedures[i]
		path := "procedure[" + strconv.Itoa(p.Rank) + "]"
		source := p.Codes
		p.Codes = l.codes(p.Codes, l.Options.Procedure, path+".code")
		p.Name = l.named(l.name(p.Name, p.Codes, source, path+".name"), p.Codes, source, path+".name")
		p.Codes = l.kept(p.Codes, source)
	}
}

// kept returns codes with those of the source behind them, where these are to stay.
func (l *Localizer) kept(list, source []frontsheet.Code) []frontsheet.Code {
	if !l.Options.KeepCodings {
		return list
	}
	list = slices.Clip(list)
	for _, c := range source {
		if !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

// leftOut says what becomes of a code that the readers have none for.
func (l *Localizer) leftOut() string {
	if l.Options.KeepCodings {
		return ": it stands among the codings that are kept"
	}
	return ": it is left out"
}

// named returns the name of a line, the code of the source where it has no name
// and no code of the target: a line with nothing but a date would say nothing.
func (l *Localizer) named(name string, own, source []frontsheet.Code, element string) string {
	if name != "" || len(own) > 0 || len(source) == 0 || l.To.ColumnOf(element) == "" {
		return name
	}
	l.issue(frontsheet.Warning, element, "named-by-code", "the line has no name, and no code that the file can be coded in: the code of the source stands where its name would")
	return source[0].Code
}

func (l *Localizer) Allergies() {
	a := &l.Sheet.Allergy
	a.Drugs, a.Items = slices.Clone(a.Drugs), slices.Clone(a.Items)
	for i := range a.Drugs {
		a.Drugs[i] = l.name(a.Drugs[i], nil, nil, "allergy.drugs")
	}
	for i := range a.Items {
		a.Items[i].Name = l.name(a.Items[i].Name, nil, nil, "allergy.name")
	}
	if words := a.InWords(); words != "" {
		a.Recorded.Text = l.name(words, nil, nil, "allergy.recorded")
	}
}

// Medications translates what drugs are called: their names, and nothing of how they
// are taken.
func (l *Localizer) Medications() {
	l.Sheet.Medications = slices.Clone(l.Sheet.Medications)
	for i := range l.Sheet.Medications {
		m := &l.Sheet.Medications[i]
		m.Name = l.name(m.Name, nil, nil, "medication.name")
	}
}

// codes returns the codes of a cell in the target's system: those that are of
// it already where there are any, else what the others translate to.
func (l *Localizer) codes(list []frontsheet.Code, target codes.System, element string) []frontsheet.Code {
	if len(list) == 0 || target.IsZero() || slices.ContainsFunc(list, func(c frontsheet.Code) bool { return c.System.Matches(target) }) {
		return list
	}
	var translated []frontsheet.Code
	for i, c := range list {
		if i > 0 && c.System.URI != list[0].System.URI && len(translated) > 0 {
			continue // the same disease in another system
		}
		for _, m := range l.translate(c, target, element) {
			found := frontsheet.Code{System: m.Concept.System, Code: m.Concept.Code}
			if !slices.Contains(translated, found) {
				translated = append(translated, found)
			}
		}
	}
	return translated
}

// translate returns the matches of a code where the maps leave no choice, and
// reports what became of it.
func (l *Localizer) translate(c frontsheet.Code, target codes.System, element string) []codes.Match {
	var all []codes.Match
	if l.Registry != nil {
		all = l.Registry.Translate(c.System, c.Code, target)
	}
	if len(all) == 0 {
		all = l.built(c, target)
	}
	matches := codes.Chosen(all)
	switch {
	case len(matches) == 0 && codes.Translated(all):
		l.Unmapped = append(l.Unmapped, frontsheet.Unmapped{Source: c.System, Code: c.Code, Target: target, Choices: Choices(l.Registry, c.Code, all)})
		l.issue(frontsheet.Warning, element, "ambiguous-code", "the maps leave a choice among codes of "+target.String()+" for the code"+l.leftOut())
	case len(matches) == 0:
		l.Unmapped = append(l.Unmapped, frontsheet.Unmapped{Source: c.System, Code: c.Code, Target: target})
		l.issue(frontsheet.Warning, element, "unmapped-code", "no map has a code of "+target.String()+" for the code"+l.leftOut())
	case len(matches) > 1:
		l.issue(frontsheet.Warning, element, "combination", "the code translates into several of "+target.String()+", which only together say what it says")
	default:
		m := &matches[0]
		severity := frontsheet.Information
		if m.Equivalence.Compare(codes.Equivalent) > 0 {
			severity = frontsheet.Warning
		}
		given := target.String()
		if printable(l.Registry, c.Code, m) {
			given = m.Concept.Code + " of " + given
		}
		l.issue(severity, element, "translated-code", "the code is given as "+given+", which is "+m.Equivalence.String()+verified(m.Equivalence)+", by "+strings.Join(strings.Fields(m.Map), " and "))
	}
	return matches
}

// verified says of a match that is only related that nobody has said how.
func verified(e codes.Equivalence) string {
	if e == codes.RelatedTo || e == codes.Inexact {
		return " and not verified"
	}
	return ""
}

// built returns what the rules give by which the Chinese editions are built on
// the WHO's ICD-10 and on volume 3 of ICD-9-CM.
func (t *CodeMaps) built(c frontsheet.Code, target codes.System) []codes.Match {
	switch {
	case t.stem[c.System.URI] != nil && target.Matches(codes.ICD10):
		return t.stem[c.System.URI].Translate(c.Code)
	case t.Volume3[c.System.URI] != nil && target.Matches(codes.ICD9CM):
		return t.Volume3[c.System.URI].Translate(c.Code)
	}
	return nil
}

// Stems returns the WHO's codes on which a code of a Chinese edition is built: one
// alone, of which the equivalence is said. It returns none for a code of another
// system, or whose stem the WHO does not have.
func (t *CodeMaps) Stems(system codes.System, code string) []codes.Match {
	if rule := t.stem[system.URI]; rule != nil {
		return rule.Translate(code)
	}
	return nil
}

// stem returns the rules from the Chinese editions of ICD-10 to the WHO's, by the
// URI of the edition.
func stem() map[string]codes.Map {
	m := map[string]codes.Map{}
	for _, edition := range [...]codes.System{codes.DiagnosisClinical, codes.DiagnosisInsurance, codes.DiagnosisNational} {
		m[edition.URI] = rules.Stem(edition, nil)
	}
	return m
}

// name returns the name of a diagnosis, procedure or drug in the readers'
// words, or as it is where there are none.
func (l *Localizer) name(name string, local, source []frontsheet.Code, element string) string {
	to := l.Options.Language
	switch {
	case l.Chinese == l.To.Wording() && l.Chinese == to:
		return name // it is for the readers that it was written for
	case name == "":
		return l.title(slices.Concat(local, source), element)
	case l.To.ReadBesides(to, LanguageOf(name, l.Chinese)):
		return name
	}
	w := l.Terms.Reword(name, l.Chinese, to)
	if w.By == Unworded && !layout.Chinese(to) && l.Chinese != l.To.Wording() {
		// Better in the reader's script than in another.
		w = l.Terms.Reword(name, l.Chinese, l.To.Wording())
	}
	if w.Caution != "" {
		l.issue(frontsheet.Warning, element, "cautioned-term", "the name, or a part of it, means something else on the other side: a person should look at it")
	}
	switch w.By {
	case Unworded:
		l.issue(frontsheet.Warning, element, "untranslated-name", "no table of terms has the name: it stays as it is")
		return name
	case byTerm:
		l.issue(frontsheet.Information, element, "translated-name", "the name is given in the reader's words, as the table of terms has it")
	case ByPart:
		l.issue(frontsheet.Information, element, "translated-name", "parts of the name are given in the reader's words, as the table of terms has them; of the rest the script alone was converted")
	case ByScript:
		l.issue(frontsheet.Information, element, "converted-script", "no table of terms has the name: its script alone was converted")
	}
	return w.Name
}

// title returns the title of the first of the codes that has one, where the
// sheet has no name.
func (l *Localizer) title(list []frontsheet.Code, element string) string {
	var best Worded
	for _, c := range list {
		if w := TitleOf(l.Registry, c, l.Options.Language); w.By != Unworded && (best.By == Unworded || w.By < best.By) {
			best = w
		}
	}
	switch best.By {
	case ByCode:
		l.issue(frontsheet.Information, element, "named-by-code", "the sheet has no name for it: the name is the title of the code")
	case ByCategory:
		l.issue(frontsheet.Information, element, "named-by-category", "the sheet has no name for it: the name is that of the category in which the code stands, and says so")
	}
	return best.Name
}

// NewCodeMaps returns the maps of a registry, which may be nil, the rules, and
// terms, nil for those of package term alone.
func NewCodeMaps(registry *codes.Registry, terms *term.Translator) CodeMaps {
	return CodeMaps{Registry: registry, Terms: Terms{terms}, Volume3: volume3(), stem: stem()}
}
