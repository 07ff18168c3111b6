package mapping

import (
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// LocalizeValue returns the value of another value set as one of v: as the code that
// stands for the same code of FHIR's, or that is called the same. exact reports
// that both mean the same; ok is false where v has no code for it, or more than
// one, and nothing says which.
//
// A text is a value of v where it is the label of one of its codes.
func LocalizeValue(v *ValueSet, c Coded) (_ Coded, exact, ok bool) {
	if c.Set == v && c.Code != "" {
		return c, true, true
	}
	if c.Set == nil || c.Code == "" {
		if code, found := v.calledAlike(c.Text); found {
			return Coded{Set: v, Code: code}, true, true
		}
		return c, false, false
	}
	from, known := c.Set.Concept(c.Code)
	if !known {
		return c, false, false
	}
	if to, exact, listed := v.acrossTheBorder(c); listed {
		return to, exact, to.Code != ""
	}
	for _, label := range [...]string{c.Text, from.Chinese} {
		if code, found := v.calledAlike(label); found {
			return Coded{Set: v, Code: code}, true, true
		}
	}
	if from.Standard != "" {
		if to, same, found := v.fromStandard(from.System, from.Standard); found {
			return Coded{Set: v, Code: to.Code}, same && from.Equivalence == "equivalent", true
		}
	}
	// Editions that write one code in two ways list the one beside the other.
	if i, found := v.byAlias[chars.FoldLabel(c.Code)]; found && i >= 0 {
		return Coded{Set: v, Code: v.concepts[i].Code}, true, true
	}
	return c, false, false
}

// calledAlike returns the code of v that is called so, in the words of either
// side of the border.
func (v *ValueSet) calledAlike(label string) (code string, ok bool) {
	if label == "" {
		return "", false
	}
	if i, found := v.byLabel(chars.FoldLabel(label)); found {
		return v.concepts[i].Code, true
	}
	for _, side := range [...][2]term.Language{{term.HongKong, term.Mainland}, {term.Mainland, term.HongKong}} {
		w := reword(label, side[0], side[1])
		if w.caution != "" || w.by == byPart {
			continue
		}
		if i, found := v.byLabel(chars.FoldLabel(w.name)); found && w.name != "" {
			return v.concepts[i].Code, true
		}
	}
	return "", false
}

// labelled returns the name of a coded value for a column of free text: across
// the border in the words of the other side.
func (w *Writer) labelled(f *field, c Coded) string {
	name := nameOr(c)
	from, to := w.sheet.lay().wording(), w.layout.wording()
	if w.sheet.lay() == nil || from == to || languageOf(name, from) == term.English {
		return name
	}
	said := reword(name, from, to)
	if said.by == unworded || said.by == byPart || said.caution != "" || said.name == name {
		return name
	}
	w.report(f, Information, "translated-name", "the name of the value is given in the reader's words")
	return said.name
}

// adapt puts values where the layout has columns for them that has none for
// them as they stand: class and healing of an incision apart or in one, the days
// of an age as a part of a month, the receiving institution under the one title
// that serves for both kinds; a name in Latin letters where there is but one
// column for a name. Amounts of another currency than the layout's are taken
// out: no column says which they are of. It changes s alone, and nothing that s
// shares.
func (w *Writer) adapt(s *FrontSheet) {
	w.adaptFees(&s.Fees)
	w.adaptName(&s.Patient)
	w.adaptKey(s)
	w.adaptRecordNumber(s)
	w.adaptFinal(s)
	w.adaptFacility(&s.Facility)
	for i := range s.Procedures {
		p := &s.Procedures[i]
		path := "procedure." // the first stands for all
		switch {
		case w.names[path+"incision-healing"] != nil && p.IncisionHealing.IsZero():
			if joined, ok := joinIncision(w.names[path+"incision-healing"].set, p.Incision, p.Healing); ok {
				p.IncisionHealing, p.Incision, p.Healing = joined, Coded{}, Coded{}
			}
		case w.names[path+"incision"] != nil && w.names[path+"healing"] != nil && p.Incision.IsZero() && p.Healing.IsZero():
			if class, healing, ok := splitIncision(w.names[path+"incision"].set, w.names[path+"healing"].set, p.IncisionHealing); ok {
				p.Incision, p.Healing, p.IncisionHealing = class, healing, Coded{}
			}
		}
	}
	st := &s.Stay
	switch {
	case w.names["stay.community"] == nil && st.Destination == "":
		st.Destination, st.Community = st.Community, ""
	case w.names["stay.community"] != nil && s.lay() != nil && s.lay().columnOf("stay.community") == "" && st.Community == "" && toCommunity(st.Disposition):
		st.Destination, st.Community = "", st.Destination
	}
}

func (w *Writer) adaptFees(f *Fees) {
	if f.Currency == w.layout.Currency || f.Currency == "" || w.layout.Currency == "" || (f.Total == "" && f.SelfPaid == "" && len(f.Items) == 0) {
		return
	}
	w.report(w.names["fee.total"], Warning, "other-currency", "the amounts are in "+f.Currency+", and those of the layout in "+w.layout.Currency+": they are left out, for nothing would say so, and none is converted")
	*f = Fees{}
}

func (w *Writer) adaptName(p *Patient) {
	column := w.names["patient.name"]
	if p.Name != "" || p.EnglishName.IsZero() || column == nil || w.names["patient.english-name"] != nil || w.names["patient.english-name.surname"] != nil {
		return
	}
	p.Name = p.EnglishName.Text
	if p.Name == "" {
		p.Name = strings.TrimSpace(p.EnglishName.Surname + " " + p.EnglishName.GivenName)
	}
	p.EnglishName = PersonName{}
	w.report(column, Information, "latin-name", "the sheet has no Chinese name: the name is the one in Latin letters")
}

// adaptKey takes out the number by which the source knows the patient where the
// layout's column is for another: the key of an extract is nobody's number in
// the health record of the region, and may be that of somebody else.
func (w *Writer) adaptKey(s *FrontSheet) {
	const system = "patient-key"
	column := w.names["patient.reference-key"]
	if column == nil || s.lay() == nil || s.lay().systems[system] == w.layout.systems[system] {
		return
	}
	isKey := func(i Identifier) bool { return i.Type == "PI" && i.Value != "" }
	if slices.ContainsFunc(s.Patient.Identifiers, isKey) {
		s.Patient.Identifiers = slices.DeleteFunc(slices.Clone(s.Patient.Identifiers), isKey)
		w.report(column, Warning, "no-column", "the number by which the source knows the patient is not the one of this column: it is left out")
	}
}

// adaptFacility names the hospital that the source gives by a code of a value
// set, in a layout that has but its name.
func (w *Writer) adaptFacility(f *Facility) {
	column := w.names["facility.name"]
	if column == nil || f.Name != "" || w.names["facility.hospital"] != nil || f.Hospital.IsZero() {
		return
	}
	name := nameOr(f.Hospital)
	if name == f.Hospital.Code {
		return // it has none: no-column says so
	}
	f.Name, f.Hospital = name, Coded{}
	w.report(column, Information, "named-by-code", "the hospital is given by its name: there is no column for its code")
}

// adaptFinal puts diagnoses of the discharge, of which nothing says whether
// one is the principal, among the others, where a layout tells these apart.
func (w *Writer) adaptFinal(s *FrontSheet) {
	if w.names["diagnosis.other.code"] == nil || w.names["diagnosis.final.code"] != nil {
		return
	}
	last := 0
	for _, d := range s.Diagnoses {
		if d.Role == Other {
			last = max(last, d.Slot)
		}
	}
	for i := range s.Diagnoses {
		if d := &s.Diagnoses[i]; d.Role == Final {
			last++
			d.Role, d.Slot = Other, last
			column := w.names["diagnosis.other.code"]
			if at, ok := w.layout.byPath["diagnosis.other["+strconv.Itoa(last)+"].code"]; ok {
				column = &w.layout.fields[at]
			}
			w.report(column, Warning, "diagnosis-role", "the source does not say which diagnosis of the discharge is the principal one: this one is put among the others")
		}
	}
}

// toCommunity reports whether the patient was sent on to a community health
// centre.
func toCommunity(c Coded) bool {
	if c.Set == nil {
		return false
	}
	concept, _ := c.Set.Concept(c.Code)
	return concept.Standard == "other-hcf" && concept.Equivalence == "wider"
}

// joinIncision finds the one code for the class of an incision and its healing:
// that whose name is made of both of theirs.
func joinIncision(set *ValueSet, class, healing Coded) (Coded, bool) {
	if set == nil || class.Code == "" || class.Set == nil {
		return Coded{}, false
	}
	c, _ := class.Set.Concept(class.Code)
	name := c.Chinese
	if healing.Code != "" && healing.Set != nil {
		h, _ := healing.Set.Concept(healing.Code)
		if i, ok := set.byLabel(chars.FoldLabel(name + "/" + h.Chinese)); ok {
			return Coded{Set: set, Code: set.concepts[i].Code}, true
		}
		for _, alias := range h.aliases {
			if i, ok := set.byLabel(chars.FoldLabel(name + "/" + alias)); ok {
				return Coded{Set: set, Code: set.concepts[i].Code}, true
			}
		}
		return Coded{}, false
	}
	if i, ok := set.byLabel(chars.FoldLabel(name)); ok {
		return Coded{Set: set, Code: set.concepts[i].Code}, true
	}
	return Coded{}, false
}

// splitIncision is the way back of joinIncision.
func splitIncision(classes, healings *ValueSet, both Coded) (class, healing Coded, ok bool) {
	if classes == nil || healings == nil || both.Code == "" || both.Set == nil {
		return class, healing, false
	}
	concept, _ := both.Set.Concept(both.Code)
	for _, name := range append([]string{concept.Chinese}, concept.aliases...) {
		first, second, two := strings.Cut(name, "/")
		i, ok := classes.byLabel(chars.FoldLabel(first))
		if !ok {
			continue
		}
		class = Coded{Set: classes, Code: classes.concepts[i].Code}
		if !two {
			return class, Coded{}, true
		}
		if j, ok := healings.byLabel(chars.FoldLabel(second)); ok {
			return class, Coded{Set: healings, Code: healings.concepts[j].Code}, true
		}
	}
	return Coded{}, Coded{}, false
}
