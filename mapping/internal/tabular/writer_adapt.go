package tabular

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
	"github.com/crossbay/crossbay/mapping/internal/personname"
)

// labelled returns the name of a coded value for a column of free text: for
// readers who write otherwise than the source in their words.
func (w *Writer) labelled(f *layout.Field, c frontsheet.Coded) string {
	name := c.Label()
	from, to := layout.Of(w.Sheet).Wording(), w.Layout.Wording()
	if layout.Of(w.Sheet) == nil || from == to || localize.LanguageOf(name, from) == term.English {
		return name
	}
	reworded := w.terms().Reword(name, from, to)
	if reworded.By == localize.Unworded || reworded.By == localize.ByPart || reworded.Caution != "" || reworded.Name == name {
		return name
	}
	w.report(f, frontsheet.Information, "translated-name", "the name of the value is given in the reader's words")
	return reworded.Name
}

// terms are those in which values of another layout are named, and found.
func (w *Writer) terms() localize.Terms { return localize.Terms{Own: w.Options.Terms} }

// adapt puts values where the layout has columns for them that has none for
// them as they stand: class and healing of an incision apart or in one, the days
// of an age as a part of a month, the receiving institution under the one title
// that serves for both kinds; a name in Latin letters where there is but one
// column for a name. Amounts of another currency than the layout's are taken
// out: no column says which they are of. It changes s alone, and nothing that s
// shares.
func (w *Writer) adapt(s *frontsheet.FrontSheet) {
	w.adaptFees(&s.Fees)
	w.adaptAllergies(&s.Allergy)
	w.adaptNames(s)
	w.adaptKey(s)
	w.adaptRecordNumber(s)
	w.adaptFinal(s)
	w.adaptWorking(s)
	w.adaptNotes(&s.Referral)
	w.adaptFacilityCode(s)
	w.adaptFacility(&s.Facility)
	w.adaptBirthPlace(&s.Patient)
	w.adaptDepartments(s)
	w.adaptRanks(s)
	for i := range s.Procedures {
		p := &s.Procedures[i]
		path := "procedure." // the first stands for all
		switch {
		case w.names[path+"incision-healing"] != nil && p.IncisionHealing.IsZero():
			if joined, ok := localize.JoinIncision(w.names[path+"incision-healing"].Set, p.Incision, p.Healing); ok {
				p.IncisionHealing, p.Incision, p.Healing = joined, frontsheet.Coded{}, frontsheet.Coded{}
			}
		case w.names[path+"incision"] != nil && w.names[path+"healing"] != nil && p.Incision.IsZero() && p.Healing.IsZero():
			if class, healing, ok := localize.SplitIncision(w.names[path+"incision"].Set, w.names[path+"healing"].Set, p.IncisionHealing); ok {
				p.Incision, p.Healing, p.IncisionHealing = class, healing, frontsheet.Coded{}
			}
		}
	}
	st := &s.Stay
	switch {
	case w.names["stay.community"] == nil && st.Destination == "":
		st.Destination, st.Community = st.Community, ""
	case w.names["stay.community"] != nil && layout.Of(s) != nil && layout.Of(s).ColumnOf("stay.community") == "" && st.Community == "" && localize.ToCommunity(st.Disposition):
		st.Destination, st.Community = "", st.Destination
	}
}

// adaptAllergies puts the drugs among allergies of which the source says more
// than a name into the list of drugs, and says whether there are any, where the
// layout has a list and no items. What else the source says of them stays where
// it is, and has no column.
func (w *Writer) adaptAllergies(a *frontsheet.Allergy) {
	if w.Layout.OfItems {
		w.adaptDrugs(a)
	}
	if layout.Of(w.Sheet) == w.Layout {
		w.reportDrugCodes(a)
		return
	}
	if f := w.names["allergy.recorded"]; f != nil {
		if denied, ok := localize.Denial(f.Set, a.Recorded); ok {
			a.Recorded = denied
		}
	}
	list := cmp.Or(w.names["allergy.drugs"], w.names["allergy.drugs-or-none"])
	if list == nil {
		if f := w.names["allergy.recorded"]; f != nil && f.Set == nil {
			w.adaptAllergiesInWords(f, a)
		}
		return
	}
	a.Items, a.Drugs = slices.Clone(a.Items), slices.Clone(a.Drugs)
	for i := range a.Items {
		item := &a.Items[i]
		name := item.Name
		for _, c := range item.Codes {
			name = chars.FirstOf(name, c.Display)
		}
		if name == "" || item.Kind.Code != "" && item.Kind.Standard() != "medication" {
			continue
		}
		if item.Kind.Code == "" {
			w.report(list, frontsheet.Warning, "allergy-kind", "the source does not say whether an allergy is to a drug: it is listed as one")
		}
		if !slices.Contains(a.Drugs, name) {
			a.Drugs = append(a.Drugs, name)
		}
		if at := slices.Index(a.Drugs, name); len(a.CodesOf(at)) == 0 {
			a.SetCodes(at, item.Codes)
			item.Codes = nil
		}
		item.Name, item.Kind = "", frontsheet.Coded{}
	}
	w.reportDrugCodes(a)
	if f := w.names["allergy.recorded"]; f != nil && a.Recorded.IsZero() && len(a.Drugs) > 0 {
		if some, ok := localize.Presence(f.Set); ok {
			a.Recorded = some
			w.report(f, frontsheet.Information, "allergy-stated", "the source lists drugs to which the patient is allergic: the column says that there are some")
		}
	}
}

// adaptDrugs makes items of the drugs of a list, where the layout has a row for each.
func (w *Writer) adaptDrugs(a *frontsheet.Allergy) {
	for i, drug := range a.Drugs {
		a.Items = append(a.Items, frontsheet.AllergyItem{Name: drug, Codes: a.CodesOf(i), Kind: w.kindOf("domain.allergy.kind", "medication")})
	}
	a.Drugs, a.DrugCodes = nil, nil
}

// reportDrugCodes reports the codes of drugs, of which a list has the names alone.
func (w *Writer) reportDrugCodes(a *frontsheet.Allergy) {
	list := cmp.Or(w.names["allergy.drugs"], w.names["allergy.drugs-or-none"], w.names["allergy.recorded"])
	if list == nil || w.Options.KeepCodings {
		return
	}
	for _, codes := range a.DrugCodes {
		if len(codes) > 0 {
			w.report(list, frontsheet.Warning, "no-column", codeOfAllergy)
		}
	}
}

func (w *Writer) adaptFees(f *frontsheet.Fees) {
	if f.Currency == w.Layout.Currency || f.Currency == "" || w.Layout.Currency == "" || (f.Total == "" && f.SelfPaid == "" && len(f.Items) == 0) {
		return
	}
	w.report(w.names["fee.total"], frontsheet.Warning, "other-currency", "the amounts are in "+f.Currency+", and those of the layout in "+w.Layout.Currency+": they are left out, for nothing would say so, and none is converted")
	*f = frontsheet.Fees{}
}

// adaptNames gives each name the column of its script, where the layout has one
// for either, and to a layout with one column the name that there is. In a row of
// the layout itself the names stay where its writer had them.
func (w *Writer) adaptNames(s *frontsheet.FrontSheet) {
	if layout.Of(w.Sheet) == w.Layout {
		return
	}
	p := &s.Patient
	english := cmp.Or(w.names["patient.english-name"], w.names["patient.english-name.surname"])
	name := frontsheet.PersonName{Text: p.Name, NameParts: p.NameParts}
	p.Name, p.NameParts = w.adaptName(w.names["patient.name"], english, name, &p.EnglishName)
	if column, from := w.names["patient.name"], layout.Of(w.Sheet); english == nil && column != nil && name.Text != "" &&
		personname.Script(p.Name) == personname.Latin && (from == nil || from.English() || from.Messages()) {
		w.report(column, frontsheet.Information, "latin-name", "the sheet has no Chinese name: the name is the one in Latin letters")
	}
	if layout.Of(w.Sheet) == nil { // FHIR has both: the name in full says what its parts do
		if w.names["patient.surname"] == nil && p.Name != "" {
			p.NameParts = frontsheet.NameParts{}
		}
		if w.names["patient.contact.surname"] == nil && p.Contact.Name != "" {
			p.Contact.NameParts = frontsheet.NameParts{}
		}
	}
	for i := range s.Staff {
		m := &s.Staff[i]
		role := "staff." + string(m.Role)
		english := w.names[role+".english-name"]
		m.Name, m.NameParts = w.adaptName(w.names[role], english, frontsheet.PersonName{Text: m.Name, NameParts: m.NameParts}, &m.EnglishName)
		if english != nil && m.EnglishName.Text == "" { // the column is for the name in full
			m.EnglishName.Text = personname.Full(m.EnglishName)
		}
	}
}

// adaptName is adaptNames for one person: chinese and english are the columns, nil
// for none.
func (w *Writer) adaptName(chinese, english *layout.Field, name frontsheet.PersonName, latin *frontsheet.PersonName) (string, frontsheet.NameParts) {
	sorted, other := personname.ByScript(name, *latin)
	if english == nil && chinese != nil && sorted.IsZero() && !other.IsZero() {
		if name.IsZero() {
			w.report(chinese, frontsheet.Information, "latin-name", "the sheet has no Chinese name: the name is the one in Latin letters")
		}
		full := chars.FirstOf(other.Text, strings.TrimSpace(other.Surname+" "+other.GivenName))
		if !name.IsZero() {
			full = personname.Full(other)
		}
		*latin = frontsheet.PersonName{}
		return full, frontsheet.NameParts{}
	}
	if other.Text != "" && !other.NameParts.IsZero() && other.Text == personname.Full(frontsheet.PersonName{NameParts: other.NameParts}) {
		other.Text = "" // its parts say it
	}
	*latin = other
	return personname.Full(sorted), sorted.NameParts
}

// adaptKey takes out the number by which the source knows the patient where the
// layout's column is for another: the key of an extract is nobody's number in
// the health record of the region, and may be that of somebody else.
func (w *Writer) adaptKey(s *frontsheet.FrontSheet) {
	const system = "patient-key"
	column := w.names["patient.reference-key"]
	if column == nil || layout.Of(s) == nil || layout.Of(s).Systems[system] == w.Layout.Systems[system] {
		return
	}
	isKey := func(i frontsheet.Identifier) bool { return i.Type == "PI" && i.Value != "" }
	if slices.ContainsFunc(s.Patient.Identifiers, isKey) {
		s.Patient.Identifiers = slices.DeleteFunc(slices.Clone(s.Patient.Identifiers), isKey)
		w.report(column, frontsheet.Warning, "no-column", "the number by which the source knows the patient is not the one of this column: it is left out")
	}
}

// adaptFacility names the hospital that the source gives by a code of a value
// set, in a layout that has but its name, and gives a name the column of its
// script, as adaptNames does.
func (w *Writer) adaptFacility(f *frontsheet.Facility) {
	column := w.names["facility.name"]
	if column != nil && f.Name == "" && f.EnglishName == "" && w.names["facility.hospital"] == nil && !f.Hospital.IsZero() {
		name := f.Hospital.Label()
		if name == f.Hospital.Code {
			return // it has none: no-column says so
		}
		if concept := conceptOf(&f.Hospital); concept.Chinese != "" && personname.Script(name) == personname.Latin && !w.Layout.English() {
			name, f.EnglishName = concept.Chinese, name
		}
		f.Name, f.Hospital = name, frontsheet.Coded{}
		w.report(column, frontsheet.Information, "named-by-code", "the hospital is given by its name: there is no column for its code")
	}
	if layout.Of(w.Sheet) == w.Layout {
		return
	}
	if coded := w.names["facility.hospital"]; coded != nil && coded.Format == "name" && f.Hospital.IsZero() && column == nil {
		f.Hospital = frontsheet.Coded{Text: chars.FirstOf(f.Name, f.EnglishName)}
		f.Name, f.EnglishName = "", ""
	}
	name, english := personname.ByScript(frontsheet.PersonName{Text: f.Name}, frontsheet.PersonName{Text: f.EnglishName})
	if column != nil && w.names["facility.english-name"] == nil && name.IsZero() && !english.IsZero() {
		name, english = english, name
		if f.Name == "" {
			w.report(column, frontsheet.Information, "latin-name", "the sheet has no Chinese name of the hospital: the name is the one in Latin letters")
		}
	}
	f.Name, f.EnglishName = name.Text, english.Text
}

// adaptBirthPlace joins the parts of a place of birth where the layout has one column
// for all of it.
func (w *Writer) adaptBirthPlace(p *frontsheet.Patient) {
	column := w.names["patient.birth-place"]
	if column == nil || w.names["patient.birth-place.province"] != nil || p.BirthPlace != "" || p.BirthRegion == (frontsheet.Region{}) {
		return
	}
	p.BirthPlace, p.BirthRegion = p.BirthRegion.Whole(), frontsheet.Region{}
	w.report(column, frontsheet.Information, "joined", "the place of birth is stated in parts, which were joined")
}

// conceptOf returns the code of a value set that a value has, the zero one for none.
func conceptOf(c *frontsheet.Coded) (concept frontsheet.SetConcept) {
	if c.Set != nil {
		concept, _ = c.Set.Concept(c.Code)
	}
	return concept
}

// adaptFacilityCode takes out the code of the facility where the layout's column is for
// one of another authority: the medical insurance numbers hospitals otherwise than the
// register of organizations does.
func (w *Writer) adaptFacilityCode(s *frontsheet.FrontSheet) {
	const system = "organization"
	from, column := layout.Of(s), w.names["facility.code"]
	if column == nil || from == nil || s.Facility.Code == "" {
		return
	}
	if from.Wording() != w.Layout.Wording() {
		return // a reader across the border has no register of the source's to mistake it for
	}
	if a, b := from.Systems[system], w.Layout.Systems[system]; a != "" && b != "" && a != b {
		s.Facility.Code = ""
		w.report(column, frontsheet.Warning, "no-column", "the code of the facility is of another authority than those of this column: it is left out")
	}
}

// adaptDepartments gives the specialty of a stay as the departments of a layout that
// has only these, and the other way about.
func (w *Writer) adaptDepartments(s *frontsheet.FrontSheet) {
	service, department := w.names["stay.service"], w.names["stay.admitted-to.department"]
	switch {
	case service == nil && department != nil:
		if localize.DepartmentsOfService(&s.Stay, layout.OfEvent(s)) {
			w.report(department, frontsheet.Information, "department-by-specialty", "the source states the specialty of the stay, and no departments: it is given as the department")
		}
	case service != nil && department == nil:
		given, several := localize.ServiceOfDepartments(&s.Stay)
		if given.IsZero() {
			return
		}
		if several {
			w.report(service, frontsheet.Warning, "several-departments", "the patient was in several departments, and there is one column: it has the one from which he was discharged, where the source states that")
		} else {
			w.report(service, frontsheet.Information, "specialty-by-department", "the source states the department of the stay: it is given as the specialty")
		}
		s.Stay.Service, s.Stay.AdmittedTo.Department, s.Stay.DischargedFrom.Department = given, frontsheet.Coded{}, frontsheet.Coded{}
	}
}

// adaptRanks says of members of staff that one side has their rank and the other what
// they answer for.
func (w *Writer) adaptRanks(s *frontsheet.FrontSheet) {
	for i := range s.Staff {
		role := s.Staff[i].Role
		if column := w.names["staff."+string(role)]; column != nil && w.Layout.OtherRank(s, role) {
			w.report(column, frontsheet.Warning, "staff-rank", layout.OfOtherRank)
		}
	}
}

// adaptFinal puts diagnoses of the discharge, of which nothing says whether
// one is the principal, among the others, where a layout tells these apart.
func (w *Writer) adaptFinal(s *frontsheet.FrontSheet) {
	if w.names["diagnosis.other.code"] == nil || w.names["diagnosis.final.code"] != nil {
		return
	}
	last := 0
	for _, d := range s.Diagnoses {
		if d.Role == frontsheet.Other {
			last = max(last, d.Slot)
		}
	}
	for i := range s.Diagnoses {
		if d := &s.Diagnoses[i]; d.Role == frontsheet.Final {
			last++
			d.Role, d.Slot = frontsheet.Other, last
			column := w.names["diagnosis.other.code"]
			if at, ok := w.Layout.ByPath["diagnosis.other["+strconv.Itoa(last)+"].code"]; ok {
				column = &w.Layout.Fields[at]
			}
			w.report(column, frontsheet.Warning, "diagnosis-role", "the source does not say which diagnosis of the discharge is the principal one: this one is put among the others")
		}
	}
}

// adaptRecordNumber says where the record number of a message comes from. Where
// the message has several, it takes them for none: there they stand beside each
// other, and a row has room for one.
func (w *Writer) adaptRecordNumber(s *frontsheet.FrontSheet) {
	column, p := w.names["patient.record-number"], &s.Patient
	if column == nil || !layout.OfEvent(s) {
		return
	}
	if p.RecordNumber == "" {
		w.adaptForeignNumber(column, s)
		return
	}
	if slices.ContainsFunc(p.Identifiers, func(i frontsheet.Identifier) bool {
		return i.Type == layout.TypeRecordNumber && !i.Old && i.Value != "" && i.Value != p.RecordNumber && !layout.IsOtherFacility(&s.Facility, i.Authority)
	}) {
		p.RecordNumber = ""
		w.report(column, frontsheet.Warning, "several-record-numbers", "the message has several numbers of the type MR (medical record number), and nothing says which is that of the facility's record: the cell stays empty")
		return
	}
	w.report(column, frontsheet.Information, "record-number-source", "the number is the identifier of the patient that has the type MR (medical record number) in the message, and that no other hospital is known to have assigned")
}

// adaptForeignNumber takes the one record number of a message for that of the row
// where an authority gave it that no table knows: it may be the facility under
// another name. Whose it is the row cannot say.
func (w *Writer) adaptForeignNumber(column *layout.Field, s *frontsheet.FrontSheet) {
	found := ""
	for i := range s.Patient.Identifiers {
		n := &s.Patient.Identifiers[i]
		if n.Type != layout.TypeRecordNumber || n.Old || n.Value == "" {
			continue
		}
		if found != "" || s.Facility.Hospital.IsZero() || layout.IsKnownHospital(&s.Facility, n.Authority) {
			return
		}
		found = n.Value
	}
	if found != "" {
		s.Patient.RecordNumber = found
		w.report(column, frontsheet.Warning, "record-number-source", "the number is the identifier of the patient that has the type MR (medical record number) in the message; who gave it is not known to be the facility, and the row cannot say who it was")
	}
}
