package extract

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/personname"
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

// kindOf returns the type of the resource to which a reference is, as far as the
// reference or the document tells, "" where neither does.
func (r *Reader) kindOf(to *r4.Reference) string {
	reference := arena.Deref(to.Reference)
	switch {
	case r.organizations[reference] != nil:
		return "Organization"
	case r.practitioners[reference] != nil:
		return "Practitioner"
	case to.Type != nil:
		return *to.Type
	}
	parts := strings.Split(reference, "/")
	if n := len(parts); n > 1 {
		return parts[n-2]
	}
	return ""
}

// practitioner returns what is known of a member of staff.
func (r *Reader) practitioner(to *r4.Reference, element string) frontsheet.StaffMember {
	var m frontsheet.StaffMember
	if kind := r.kindOf(to); kind != "" && kind != "Practitioner" && kind != "PractitionerRole" {
		r.issue(frontsheet.Warning, element, "no-person", "what stands in the place of a member of staff is no person of the staff: it is left out")
		return m
	}
	both := r.hasColumn(element + ".english-name")
	p := r.practitioners[arena.Deref(to.Reference)]
	if p == nil {
		m.Name = arena.Deref(to.Display)
		if both && !r.fromRows() && personname.Script(m.Name) == personname.Latin {
			m.Name, m.EnglishName.Text = "", m.Name
		}
		return m
	}
	for i := range p.Name {
		n := &p.Name[i]
		english := r.isEnglish(n) || !r.fromRows() && scriptOf(n) == personname.Latin
		switch {
		case r.isOldName(n):
		case english && both && m.EnglishName.Text == "":
			m.EnglishName.Text = r.personName(n, element)
		case m.Name == "" || !english && !r.fromRows() && personname.Script(m.Name) == personname.Latin:
			m.Name, m.NameParts = r.personName(n, element), r.statedParts(n, element+".surname")
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
