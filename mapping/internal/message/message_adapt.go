package message

import (
	"slices"

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
