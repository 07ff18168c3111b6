package mapping

import (
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/fhir"
)

// A practitionerKey tells staff apart within a document. Sheets name staff and
// rarely number them: on one sheet, one name is one person.
type practitionerKey struct{ name, licence string }

// practitioner returns the id of the Practitioner of that name, making it
// where the document has none yet.
func (b *documentBuilder) practitioner(name, licence *string) string {
	key := practitionerKey{*name, *licence}
	if id, known := b.practitioners[key]; known {
		return id
	}
	id := b.id("practitioner/" + key.licence + "/" + key.name)
	p := r4.Practitioner{Id: &id}
	if *name != "" {
		p.Name = []r4.HumanName{{Text: name, Extension: representation(*name)}}
	}
	if *licence != "" {
		p.Identifier = []r4.Identifier{{System: new(systemPractitioner), Value: licence}}
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
	e := &b.document.Encounters[0]
	for i := range b.sheet.Staff {
		member := &b.sheet.Staff[i]
		if member.Name == "" && member.Licence == "" {
			continue
		}
		role := b.own(fhir.SystemSheetStaffRole, string(member.Role))
		if member.Role == AttendingPhysician {
			role.Coding = append(role.Coding, b.coding(fhir.SystemParticipationType, "ATND", "attender"))
		}
		e.Participant = append(e.Participant, r4.EncounterParticipant{
			Type:       []r4.CodeableConcept{role},
			Individual: refer(b.practitioner(&member.Name, &member.Licence)),
		})
	}
}
