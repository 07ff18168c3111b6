package message

import (
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// withdraw takes out of the state what a message says is to be deleted: a field of
// PID, PV1 or PV2 that is HL7's null (""), and a diagnosis or procedure whose
// segment has the action code D. Both stand among the fields that the sheet keeps
// verbatim. HL7 v2.5, 2.5.3 and 6.5.2.21.
func withdraw(state, s *frontsheet.FrontSheet) {
	l := layout.Of(s)
	if l == nil {
		return
	}
	for i := range s.Fields {
		f := &s.Fields[i]
		segment, number, isField := strings.Cut(f.Column, "-")
		switch {
		case isField && f.Value == `""` && (segment == "PID" || segment == "PV1" || segment == "PV2") && l.Segments[segment] != nil:
			n, err := strconv.Atoi(number)
			fields := l.Segments[segment].Fields
			for j := range fields {
				if err == nil && fields[j].Number == n && fields[j].Component == 0 {
					fields[j].At(state, 1).Field((*eraser)(state))
				}
			}
		case !isField:
			name, _, _ := parseSegmentColumn(segment)
			withdrawSegment(state, HeaderOf(s), name, f.Value)
		}
	}
}

// withdrawSegment takes out a diagnosis or procedure that a kept segment deletes.
func withdrawSegment(state *frontsheet.FrontSheet, header, name, text string) {
	if name != "DG1" && name != "PR1" {
		return
	}
	var m hl7v2.Message
	if m.Parse(header+"\r"+text+"\r") != nil || len(m.Segments) != 2 || !deleted(&m.Segments[1]) {
		return
	}
	component := func(n int) string {
		value, _ := m.Unescape(m.ComponentOf(m.Segments[1].Field(3), n))
		return strings.TrimSpace(value)
	}
	code, title := component(1), component(2)
	same := func(codes []frontsheet.Code, name string) bool {
		if code == "" {
			return title != "" && name == title
		}
		return slices.ContainsFunc(codes, func(c frontsheet.Code) bool { return c.Code == code })
	}
	if name == "DG1" {
		state.Diagnoses = slices.DeleteFunc(state.Diagnoses, func(d frontsheet.Diagnosis) bool { return same(d.Codes, d.Name) })
	} else {
		state.Procedures = slices.DeleteFunc(state.Procedures, func(p frontsheet.Procedure) bool { return same(p.Codes, p.Name) })
	}
}

// An eraser empties an element of a sheet, by its kind. What PID-3 and the
// segments that repeat hold cannot be deleted so: that would make the record
// nobody's, or say of which part is not told.
type eraser frontsheet.FrontSheet

var _ layout.FieldKinds = (*eraser)(nil)

func (*eraser) Text(v *string)                      { *v = "" }
func (*eraser) Identifier(v *string)                { *v = "" }
func (*eraser) Code(v *string)                      { *v = "" }
func (*eraser) Texts(v *[]string)                   { *v = nil }
func (*eraser) Coded(v *frontsheet.Coded)           { *v = frontsheet.Coded{} }
func (*eraser) Date(v *frontsheet.DateTime)         { *v = frontsheet.DateTime{} }
func (*eraser) Number(v *frontsheet.Decimal)        { *v = "" }
func (*eraser) Location(v *frontsheet.Ward)         { *v = frontsheet.Ward{} }
func (*eraser) Clinician(v *frontsheet.StaffMember) { *v = frontsheet.StaffMember{} }
func (*eraser) AliasList(v *[]frontsheet.PersonName) {
	*v = nil
}

func (*eraser) Persons(v *layout.Persons) {
	*v.List = slices.DeleteFunc(*v.List, func(m frontsheet.StaffMember) bool { return m.Role == v.Role })
}

func (*eraser) NameList(p *frontsheet.Patient) {
	p.Name, p.NameParts, p.EnglishName = "", frontsheet.NameParts{}, frontsheet.PersonName{}
}

func (*eraser) AddressList(p *frontsheet.Patient) {
	p.Current = frontsheet.Address{Phone: p.Current.Phone}
}

func (*eraser) HomeTelecoms(p *frontsheet.Patient) {
	p.Current.Phone = ""
	p.Telecoms = slices.DeleteFunc(p.Telecoms, func(t frontsheet.Telecom) bool { return t.Use != "work" })
}

func (*eraser) WorkTelecoms(p *frontsheet.Patient) {
	p.Telecoms = slices.DeleteFunc(p.Telecoms, func(t frontsheet.Telecom) bool { return t.Use == "work" })
}

func (*eraser) IdentifierList(*frontsheet.Patient)     {}
func (*eraser) ContactName(*frontsheet.Contact)        {}
func (*eraser) DiagnosisConcept(*frontsheet.Diagnosis) {}
func (*eraser) DiagnosisType()                         {}
func (*eraser) DiagnosisPriority()                     {}
func (*eraser) ProcedureConcept(*frontsheet.Procedure) {}
func (*eraser) ProcedurePriority()                     {}
func (*eraser) AllergyConcept(*frontsheet.AllergyItem) {}
func (*eraser) ResultConcept(*frontsheet.Observation)  {}
func (*eraser) ResultValue(*frontsheet.Observation)    {}
