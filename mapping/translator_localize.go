package mapping

import (
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/rules"
	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// LocalizeOptions set for whom a sheet is localized. Nil means the readers of
// the layout's files.
type LocalizeOptions struct {
	// Language is that of the names of diagnoses, procedures and drugs:
	// [term.HongKong] for the layouts of Hong Kong and [term.Mainland] for
	// others where empty. Where [term.English] is asked for, names that no
	// table has in English stay as they are.
	Language term.Language
	// Diagnosis and Procedure are the systems of the codes. Where zero, they
	// are the layout's; a sheet of the same layout keeps its codes.
	Diagnosis, Procedure codes.System

	_ struct{}
}

// A Localized is a sheet for the readers of another layout.
type Localized struct {
	Sheet *frontsheet.FrontSheet
	// Issues says what was changed, and what could not be.
	Issues []frontsheet.Issue
	// Unmapped lists the codes without a code in the target's system.
	Unmapped []Unmapped
}

// Localize returns the sheet as readers of another layout's files need it: the
// codes of diagnoses and procedures in the layout's systems, and their names,
// and those of drugs, in the readers' words. It is for sheets that cross the
// border; one that is in those systems and words already comes back as it is.
//
// A code is translated through the maps of the registry, and where they leave
// no choice; otherwise it is left out of the sheet, and reported. A name is
// translated by the tables of package term, whole or in parts; of one that they
// do not have the script is converted. An English name that they do not have
// stays. A diagnosis or procedure without a name takes that of its code, or
// that of the code's category, which is marked as such. All of it is reported.
//
// Names of people and of places, identity numbers, dates and amounts are never
// touched. The values of value sets are the [Writer]'s to localize. Nothing is
// lost by it: the source's codes and names are in the sheet that was given, and
// in its FHIR document.
func (t *Translator) Localize(s *frontsheet.FrontSheet, to *layout.Layout, options *LocalizeOptions) Localized {
	copied := s.Clone()
	l := localizer{codeMaps: &t.codeMaps, sheet: &copied, to: to, chinese: layout.Of(s).Wording()}
	if options != nil {
		l.options = *options
	}
	if layout.Of(s) != to { // whose files may be coded in several systems
		l.options.Diagnosis = orSystem(l.options.Diagnosis, to.Diagnosis)
		l.options.Procedure = orSystem(l.options.Procedure, to.Procedure)
	}
	if l.options.Language == "" {
		l.options.Language = to.Wording()
	}
	l.diagnoses()
	l.procedures()
	l.allergies()
	return Localized{Sheet: l.sheet, Issues: l.issues, Unmapped: l.unmapped}
}

// A localizer localizes one sheet.
type localizer struct {
	*codeMaps
	options  LocalizeOptions
	sheet    *frontsheet.FrontSheet
	to       *layout.Layout
	chinese  term.Language // of the sheet's author
	issues   []frontsheet.Issue
	unmapped []Unmapped
}

func (l *localizer) issue(severity frontsheet.Severity, element, code, detail string) {
	s := l.sheet
	l.issues = append(l.issues, frontsheet.Issue{
		File: s.Origin().Position.File, Record: s.Origin().Position.Record, Line: s.Origin().Position.Line,
		Column: l.to.ColumnOf(element), Field: element, Severity: severity, Code: code, Detail: detail,
	})
}

func (l *localizer) diagnoses() {
	for i := range l.sheet.Diagnoses {
		d := &l.sheet.Diagnoses[i]
		source := d.Codes
		d.Codes = l.codes(d.Codes, l.options.Diagnosis, layout.LineOf(d)+".code")
		d.Name = l.name(d.Name, d.Codes, source, layout.LineOf(d)+".name")
	}
}

func (l *localizer) procedures() {
	for i := range l.sheet.Procedures {
		p := &l.sheet.Procedures[i]
		path := "procedure[" + strconv.Itoa(p.Rank) + "]"
		source := p.Codes
		p.Codes = l.codes(p.Codes, l.options.Procedure, path+".code")
		p.Name = l.name(p.Name, p.Codes, source, path+".name")
	}
}

func (l *localizer) allergies() {
	a := &l.sheet.Allergy
	a.Drugs, a.Items = slices.Clone(a.Drugs), slices.Clone(a.Items)
	for i := range a.Drugs {
		a.Drugs[i] = l.name(a.Drugs[i], nil, nil, "allergy.drugs")
	}
	for i := range a.Items {
		a.Items[i].Name = l.name(a.Items[i].Name, nil, nil, "allergy.name")
	}
}

// codes returns the codes of a cell in the target's system: those that are of
// it already where there are any, else what the others translate to.
func (l *localizer) codes(list []frontsheet.Code, target codes.System, element string) []frontsheet.Code {
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
func (l *localizer) translate(c frontsheet.Code, target codes.System, element string) []codes.Match {
	var all []codes.Match
	if l.registry != nil {
		all = l.registry.Translate(c.System, c.Code, target)
	}
	if len(all) == 0 {
		all = l.built(c, target)
	}
	matches := chosen(all)
	switch {
	case len(matches) == 0 && codes.Translated(all):
		l.unmapped = append(l.unmapped, Unmapped{Source: c.System, Code: c.Code, Target: target, Choices: choices(all)})
		l.issue(frontsheet.Warning, element, "ambiguous-code", "the maps leave a choice among codes of "+target.String()+" for the code: it is left out")
	case len(matches) == 0:
		l.unmapped = append(l.unmapped, Unmapped{Source: c.System, Code: c.Code, Target: target})
		l.issue(frontsheet.Warning, element, "unmapped-code", "no map has a code of "+target.String()+" for the code: it is left out")
	case len(matches) > 1:
		l.issue(frontsheet.Warning, element, "combination", "the code translates into several of "+target.String()+", which only together say what it says")
	default:
		m := &matches[0]
		severity := frontsheet.Information
		if m.Equivalence.Compare(codes.Equivalent) > 0 {
			severity = frontsheet.Warning
		}
		l.issue(severity, element, "translated-code", "the code is given as "+m.Concept.Code+" of "+target.String()+", which is "+m.Equivalence.String()+", by "+strings.Join(strings.Fields(m.Map), " and "))
	}
	return matches
}

// built returns what the rules give by which the Chinese editions are built on
// the WHO's ICD-10 and on volume 3 of ICD-9-CM.
func (t *codeMaps) built(c frontsheet.Code, target codes.System) []codes.Match {
	switch {
	case t.stem[c.System.URI] != nil && target.Matches(codes.ICD10):
		return t.stem[c.System.URI].Translate(c.Code)
	case t.volume3[c.System.URI] != nil && target.Matches(codes.ICD9CM):
		return t.volume3[c.System.URI].Translate(c.Code)
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
func (l *localizer) name(name string, local, source []frontsheet.Code, element string) string {
	to := l.options.Language
	switch {
	case l.chinese == l.to.Wording() && l.chinese == to:
		return name // it is for the readers that it was written for
	case name == "":
		return l.title(slices.Concat(local, source), element)
	case to == term.HongKong && languageOf(name, l.chinese) == term.English:
		return name // readers of Hong Kong read English charts
	}
	w := reword(name, l.chinese, to)
	if w.by == unworded && to == term.English && l.chinese != l.to.Wording() {
		// Better in the reader's script than in another.
		w = reword(name, l.chinese, l.to.Wording())
	}
	if w.caution != "" {
		l.issue(frontsheet.Warning, element, "cautioned-term", "the name, or a part of it, means something else on the other side: a person should look at it")
	}
	switch w.by {
	case unworded:
		l.issue(frontsheet.Warning, element, "untranslated-name", "no table of terms has the name: it stays as it is")
		return name
	case byTerm:
		l.issue(frontsheet.Information, element, "translated-name", "the name is given in the reader's words, as the table of terms has it")
	case byPart:
		l.issue(frontsheet.Information, element, "translated-name", "parts of the name are given in the reader's words, as the table of terms has them; of the rest the script alone was converted")
	case byScript:
		l.issue(frontsheet.Information, element, "converted-script", "no table of terms has the name: its script alone was converted")
	}
	return w.name
}

// title returns the title of the first of the codes that has one, where the
// sheet has no name.
func (l *localizer) title(list []frontsheet.Code, element string) string {
	var best worded
	for _, c := range list {
		if w := titleOf(l.registry, c, l.options.Language); w.by != unworded && (best.by == unworded || w.by < best.by) {
			best = w
		}
	}
	switch best.by {
	case byCode:
		l.issue(frontsheet.Information, element, "named-by-code", "the sheet has no name for it: the name is the title of the code")
	case byCategory:
		l.issue(frontsheet.Information, element, "named-by-category", "the sheet has no name for it: the name is that of the category in which the code stands, and says so")
	}
	return best.name
}

// newCodeMaps returns the maps of a registry, which may be nil, and the rules.
func newCodeMaps(registry *codes.Registry) codeMaps {
	return codeMaps{registry: registry, volume3: volume3(), stem: stem()}
}
