package mapping

import (
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/fhir"
)

// A practitionerKey tells staff apart within a document. Sheets name staff and
// rarely number them: on one sheet, one name is one person.
type practitionerKey struct{ name, licence, number string }

// practitioner returns the id of the Practitioner of that name, making it
// where the document has none yet.
func (b *documentBuilder) practitioner(name, licence *string) string {
	return b.staffMember(&StaffMember{Name: *name, Licence: *licence})
}

// staffMember returns the id of the Practitioner that a member of staff is: the
// one of the number, where there is one, and else of name and licence.
func (b *documentBuilder) staffMember(m *StaffMember) string {
	key := practitionerKey{name: firstOf(m.Name, m.EnglishName.full()), licence: m.Licence, number: m.Number}
	if m.Number != "" {
		key.name = ""
	}
	if id, known := b.practitioners[key]; known {
		return id
	}
	id := b.id("practitioner/" + key.licence + "/" + key.name)
	if m.Number != "" {
		id = b.id("practitioner/" + key.licence + "/number/" + m.Number)
	}
	p := r4.Practitioner{Id: &id}
	if m.Name != "" {
		p.Name = []r4.HumanName{{Text: &m.Name, Extension: representation(m.Name)}}
		setParts(&p.Name[0], &m.NameParts)
	}
	if !m.EnglishName.IsZero() {
		p.Name = append(p.Name, humanName(&m.EnglishName))
	}
	if m.Licence != "" {
		p.Identifier = []r4.Identifier{{System: b.system("practitioner", systemPractitioner), Value: &m.Licence}}
	}
	if m.Number != "" {
		p.Identifier = append(p.Identifier, r4.Identifier{System: b.system("staff", fhir.Base+"/identifier/staff"), Value: &m.Number})
	}
	if b.practitioners == nil {
		b.practitioners = map[practitionerKey]string{}
	}
	b.practitioners[key] = id
	b.document.Practitioners = append(b.document.Practitioners, p)
	return id
}

// staff makes those who sign the sheet participants of the stay.
func (b *documentBuilder) staff() {
	if len(b.document.Encounters) == 0 {
		for i := range b.sheet.Staff {
			b.keep("staff."+string(b.sheet.Staff[i].Role), b.sheet.Staff[i].Name)
		}
		return
	}
	e := b.mainEncounter()
	for i := range b.sheet.Staff {
		member := &b.sheet.Staff[i]
		if member.Name == "" && member.EnglishName.IsZero() && member.Licence == "" && member.Number == "" {
			continue
		}
		role := b.own(fhir.SystemSheetStaffRole, string(member.Role))
		switch member.Role {
		case AttendingPhysician:
			role.Coding = append(role.Coding, b.coding(fhir.SystemParticipationType, "ATND", "attender"))
		case AdmittingPhysician:
			role.Coding = append(role.Coding, b.coding(fhir.SystemParticipationType, "ADM", "admitter"))
		case ReferringPhysician:
			role.Coding = append(role.Coding, b.coding(fhir.SystemParticipationType, "REF", "referrer"))
		case ConsultingPhysician:
			role.Coding = append(role.Coding, b.coding(fhir.SystemParticipationType, "CON", "consultant"))
		}
		e.Participant = append(e.Participant, r4.EncounterParticipant{
			Type:       []r4.CodeableConcept{role},
			Individual: refer(b.staffMember(member)),
		})
	}
}
