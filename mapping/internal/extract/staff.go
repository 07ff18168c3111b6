package extract

import (
	"slices"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// staff reads who signed the sheet among the participants of the stay.
func (r *Reader) staff() {
	if r.encounter == nil {
		return
	}
	left := 0
	for i := range r.encounter.Participant {
		p := &r.encounter.Participant[i]
		role := r.staffRole(p.Type)
		if role == "" || p.Individual == nil {
			left++
			continue
		}
		member := r.practitioner(p.Individual, "staff."+string(role))
		taken := false
		for j := range r.sheet.Staff {
			taken = taken || r.sheet.Staff[j].Role == role
		}
		if taken {
			r.issue(frontsheet.Information, "staff."+string(role), "several-staff", "several people have the role: the first was taken")
			continue
		}
		member.Role = role
		r.sheet.Staff = append(r.sheet.Staff, member)
	}
	if left > 0 {
		r.issue(frontsheet.Information, "", "staff-role", "the stay has participants whose role is none of the sheet's: they are left out")
	}
}

// staffRole returns the role on the sheet that a participant has.
func (r *Reader) staffRole(types []r4.CodeableConcept) frontsheet.StaffRole {
	for i := range types {
		if role := frontsheet.StaffRole(r.code(&types[i], fhir.SystemSheetStaffRole)); slices.Contains(layout.StaffRoles[:], role) {
			return role
		}
	}
	for i := range types {
		switch code := r.code(&types[i], fhir.SystemParticipationType); {
		case code == "ATND":
			return frontsheet.AttendingPhysician
		case code == "ADM" && r.hasColumn("staff.admitting-physician"):
			return frontsheet.AdmittingPhysician
		}
	}
	return ""
}

// practitioner returns what is known of a member of staff.
func (r *Reader) practitioner(to *r4.Reference, element string) frontsheet.StaffMember {
	p := r.practitioners[arena.Deref(to.Reference)]
	if p == nil {
		return frontsheet.StaffMember{Name: arena.Deref(to.Display)}
	}
	var m frontsheet.StaffMember
	for i := range p.Name {
		switch {
		case r.isEnglish(&p.Name[i]) && r.hasColumn(element+".english-name"):
			m.EnglishName.Text = r.personName(&p.Name[i], element)
		case m.Name == "":
			m.Name = r.personName(&p.Name[i], element)
		}
	}
	for i := range p.Identifier {
		if r.isSystem(p.Identifier[i].System, "practitioner") {
			m.Licence = arena.Deref(p.Identifier[i].Value)
		}
	}
	if m.EnglishName.IsZero() {
		m.Name = chars.FirstOf(m.Name, arena.Deref(to.Display))
	}
	return m
}
