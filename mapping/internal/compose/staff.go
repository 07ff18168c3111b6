package compose

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/message"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// practitioner returns the URL of the Practitioner of that name, making it
// where the document has none yet.
func (b *Builder) practitioner(name, licence string) fullURL {
	return b.staffMember(&frontsheet.StaffMember{Name: name, Licence: licence})
}

// staffMember returns the URL of the Practitioner of a member of staff, who is
// identified by the number, or else by name and licence. Sheets name staff and rarely
// number them: on one sheet, one name is one person.
func (b *Builder) staffMember(m *frontsheet.StaffMember) fullURL {
	name := m.Name
	if chars.IsBlank(name) {
		name = message.FullName(m.EnglishName)
	}
	b.scratch = append(append(b.scratch[:0], b.namespace[:]...), "practitioner/"...)
	b.scratch = append(append(b.scratch, m.Licence...), '/')
	if m.Number == "" {
		b.scratch = append(b.scratch, name...)
	} else {
		b.scratch = append(append(b.scratch, "number/"...), m.Number...)
		if authority := m.Authority.Key(); authority != "" {
			b.scratch = append(append(b.scratch, "/of/"...), authority...)
		}
	}
	known, again := b.lasting()
	id := known.id
	if known.document == b.documents {
		return id
	}
	known.document = b.documents
	p := arena.Added(&b.document.Practitioners)
	p.Id = b.arena.string(id.id())
	switch {
	case m.Name == "":
	case m.Number == "" && name == m.Name && m.NameParts.IsZero() && m.EnglishName.IsZero():
		p.Name = b.lastingName(known, again, m.Name)
	default:
		p.Name = append(b.arena.names.List(1), b.personName(b.arena.string(m.Name), m.NameParts, false))
	}
	if !m.EnglishName.IsZero() {
		p.Name = append(p.Name, b.englishName(&m.EnglishName, false))
	}
	if m.Licence != "" {
		p.Identifier = append(b.arena.identifiers.List(2), r4.Identifier{System: b.system("practitioner", ""), Value: b.arena.string(m.Licence)})
	}
	if m.Number != "" {
		number := r4.Identifier{System: b.system("staff", fhir.Base+"/identifier/staff"), Value: b.arena.string(m.Number)}
		b.numberOf(&number, m.Authority)
		p.Identifier = append(p.Identifier, number)
	}
	return id
}

// staff makes those who sign the sheet participants of the stay.
func (b *Builder) staff() {
	if len(b.document.Encounters) == 0 {
		for i := range b.sheet.Staff {
			b.keep("staff."+string(b.sheet.Staff[i].Role), b.sheet.Staff[i].Name)
		}
		return
	}
	e := b.mainEncounter()
	if len(b.sheet.Staff) > 0 && e.Participant == nil {
		e.Participant = b.arena.participants.List(len(b.sheet.Staff))
	}
	for i := range b.sheet.Staff {
		member := &b.sheet.Staff[i]
		if member.Name == "" && member.EnglishName.IsZero() && member.Licence == "" && member.Number == "" {
			continue
		}
		var standard standardCode
		switch member.Role {
		case frontsheet.AttendingPhysician:
			if layout.NamesRank(b.sheet, member.Role) {
				break // who of those that sign is responsible, the sheet does not say
			}
			standard = standardCode{fhir.SystemParticipationType, "ATND", "attender"}
		case frontsheet.AdmittingPhysician:
			standard = standardCode{fhir.SystemParticipationType, "ADM", "admitter"}
		case frontsheet.ReferringPhysician:
			standard = standardCode{fhir.SystemParticipationType, "REF", "referrer"}
		case frontsheet.ConsultingPhysician:
			standard = standardCode{fhir.SystemParticipationType, "CON", "consultant"}
		}
		p := arena.Added(&e.Participant)
		p.Type = b.arena.concept(*b.ownWith(fhir.SystemSheetStaffRole, string(member.Role), standard))
		p.Individual = b.refer(b.staffMember(member))
	}
}
