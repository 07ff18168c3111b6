package message

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
)

// adaptMessage puts what sheets of other layouts say in one piece, or in another
// place, where messages have it. It changes s alone, and nothing that s shares.
func (w *Writer) adaptMessage(s *frontsheet.FrontSheet) {
	s.Event = frontsheet.Event{Code: s.Event.Code, Message: s.Event.Message, Recorded: s.Event.Recorded, Sent: s.Event.Sent}
	if f := &s.Facility; f.Hospital.IsZero() {
		for _, name := range [...]*string{&f.Name, &f.EnglishName, &f.Code} {
			if *name != "" {
				f.Hospital, *name = frontsheet.Coded{Text: *name}, ""
				break
			}
		}
	}
	w.adaptHospital(&s.Facility.Hospital)
	if w.Layout.IsReferral() {
		w.dropResults(s)
	}
	p := &s.Patient
	for _, a := range [...]*frontsheet.Address{&p.Current, &p.Registered, &p.Employer} {
		if len(a.Lines) == 0 && a.Text != "" {
			a.Lines, a.Text = []string{a.Text}, ""
		}
	}
	p.NextOfKin = slices.Clone(p.NextOfKin)
	p.Telecoms = slices.Clone(p.Telecoms)
	if phone := &p.Employer.Phone; *phone != "" {
		p.Telecoms, *phone = append(p.Telecoms, frontsheet.Telecom{System: "phone", Use: "work", Value: *phone}), ""
	}
	for i := range s.Allergy.Drugs {
		if i == 0 {
			s.Allergy.Items = slices.Clone(s.Allergy.Items)
		}
		s.Allergy.Items = append(s.Allergy.Items, frontsheet.AllergyItem{Kind: w.drugAllergy(), Codes: s.Allergy.CodesOf(i), Name: s.Allergy.Drugs[i]})
	}
	s.Allergy.Drugs, s.Allergy.DrugCodes = nil, nil
	if words := s.Allergy.InWords(); words != "" {
		s.Allergy.Items = append(slices.Clip(s.Allergy.Items), frontsheet.AllergyItem{Name: words})
		s.Allergy.Recorded = frontsheet.Coded{}
	}
	for i := range s.Procedures {
		r := &s.Procedures[i]
		r.Staff = slices.Clone(r.Staff)
		for _, performer := range [...]struct {
			role frontsheet.StaffRole
			name *string
		}{{frontsheet.Surgeon, &r.Surgeon}, {frontsheet.Anaesthetist, &r.Anaesthetist}} {
			if *performer.name != "" && !slices.ContainsFunc(r.Staff, func(m frontsheet.StaffMember) bool { return m.Role == performer.role }) {
				r.Staff = append(r.Staff, frontsheet.StaffMember{Role: performer.role, Name: *performer.name})
				*performer.name = ""
			}
		}
	}
	for i := range s.Staff {
		role := s.Staff[i].Role
		if at, ok := w.Layout.ByPath["staff."+string(role)]; ok && w.Layout.OtherRank(s, role) {
			w.note(w.Layout.Fields[at].Column, frontsheet.Warning, "staff-rank", layout.OfOtherRank)
		}
	}
	st := &s.Stay
	if given, _ := localize.ServiceOfDepartments(st); given.Code != "" { // a name alone is that of a place
		st.Service = given
	}
	for _, ward := range [...]*frontsheet.Ward{&st.DischargedFrom, &st.AdmittedTo} {
		if st.Location == (frontsheet.Ward{}) {
			st.Location, ward.Name, ward.Room, ward.Bed = *ward, "", "", ""
			if st.Location.Name == "" {
				st.Location.Name, ward.Department = ward.Department.Label(), frontsheet.Coded{}
			}
			st.Location.Department = frontsheet.Coded{}
		}
	}
	if st.Destination == "" {
		st.Destination, st.Community = st.Community, ""
	}
}

// dropResults leaves out the results of a sheet of another layout, and says which: a
// referral has them within orders (OBX behind OBR alone), and the sheet has none.
func (w *Writer) dropResults(s *frontsheet.FrontSheet) {
	for _, e := range w.elements {
		if !strings.HasPrefix(e.Name, "result.") {
			continue
		}
		for _, index := range e.Part.Indices(s) {
			if !e.At(s, index).Empty() {
				w.Report("", e.Part.Path(e.Name, index), frontsheet.Warning, "no-column", "a referral has results within orders, and the sheet has no orders: the value is left out, and goes with it as a report")
			}
		}
	}
	s.Observations = nil
}

// adaptDetails puts what is said of a referral beside its fields into the letter, each
// by its name: NTE is where REF has what a clinician writes to another.
func (w *Writer) adaptDetails(s *frontsheet.FrontSheet) {
	if !w.columns["referral.note"] {
		return
	}
	s.Referral.Notes = slices.Clip(s.Referral.Notes)
	s.Details = slices.DeleteFunc(slices.Clone(s.Details), func(d frontsheet.Detail) bool {
		text := d.Coded.Text
		if !d.Time.IsZero() {
			text = string(d.Time.Append(nil, ""))
		}
		if d.Part != "referral" || text == "" {
			return false
		}
		s.Referral.Notes = append(s.Referral.Notes, w.Layout.OwnDisplay(fhir.SystemSheetDetail, d.Code)+": "+text)
		w.Report("NTE-3", layout.DetailPath(&d), frontsheet.Information, "in-the-letter", "the message has no field for the value: it stands in the letter, by its name")
		return true
	})
}

// adaptHospital gives a hospital of another region by its name, where the value set of
// the message has none of that: the same short name is another hospital there.
func (w *Writer) adaptHospital(h *frontsheet.Coded) {
	column, ok := w.Layout.ByPath["facility.hospital"]
	if !ok || h.Set == nil || h.Code == "" || h.Set == w.Layout.Fields[column].Set || w.Layout.Fields[column].Set == nil {
		return
	}
	if _, _, known := localize.Value(w.Layout.Fields[column].Set, *h); known {
		return
	}
	if name := h.Label(); name != h.Code {
		*h = frontsheet.Coded{Text: name}
		w.note(w.Layout.Fields[column].Column, frontsheet.Information, "named-by-code", "the hospital is none of the value set "+w.Layout.Fields[column].Set.Name+": it is given by its name")
	}
}

// drugAllergy returns the kind of an allergy to a drug, in the layout's value set.
func (w *Writer) drugAllergy() frontsheet.Coded {
	if i, ok := w.Layout.ByPath["allergy.kind[1]"]; ok && w.Layout.Fields[i].Set != nil {
		set := w.Layout.Fields[i].Set
		for _, c := range set.Concepts() {
			if c.Standard == "medication" {
				return frontsheet.Coded{Set: set, Code: c.Code}
			}
		}
	}
	return frontsheet.Coded{}
}
