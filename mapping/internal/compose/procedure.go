package compose

import (
	"strconv"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// procedures makes a Procedure of each line of the sheet, with its performers.
// Several procedures on one line are Procedures of the same rank.
func (b *Builder) procedures() {
	for i := range b.sheet.Procedures {
		s := &b.sheet.Procedures[i]
		if operations := layout.OperationsOf(b.sheet, s); operations != nil {
			b.keep("procedure["+strconv.Itoa(s.Rank)+"].name", s.Name)
			for part := range operations {
				b.procedure(&operations[part])
			}
			continue
		}
		b.procedure(s)
	}
}

// procedure makes the Procedure of an operation.
func (b *Builder) procedure(s *frontsheet.Procedure) {
	id := b.contentID("procedure", s.Codes, s.Name, "")
	p := arena.Added(&b.document.Procedures)
	p.Id = b.arena.string(id.id())
	p.Status = r4.EventStatusCompleted
	p.Code = b.procedureCode(s)
	p.Subject = b.reference(b.patientRef)
	p.Encounter = b.encounter()
	p.PerformedDateTime = b.date(s.Performed)
	if s.Rank > 0 {
		p.Extension = append(b.arena.extensions.List(8), r4.Extension{Url: b.uri(fhir.ExtensionProcedureRank), ValuePositiveInt: b.arena.integers.Of(s.Rank)})
	}
	p.Extension = b.rowExtension(b.gradeExtension(p.Extension, &s.Grade), s.Row)
	if s.Performed.Precision == frontsheet.ToHour {
		p.Extension = append(p.Extension, r4.Extension{Url: b.uri(fhir.ExtensionRecordedHour), Extension: []r4.Extension{{Url: "start", ValueInteger: new(s.Performed.Hour)}}})
	}
	if site := b.concept(&s.Site); site != nil {
		p.BodySite = []r4.CodeableConcept{*site}
	}
	p.Extension = b.extend(p.Extension, fhir.ExtensionProcedureLevel, &s.Level)
	if s.Hours != "" {
		p.Extension = b.arena.extensions.Append(p.Extension, r4.Extension{
			Url: b.uri(fhir.ExtensionProcedureDuration), ValueDuration: (*r4.Duration)(b.quantity(&s.Hours, "h", "h")),
		})
	}
	if s.Minutes != "" {
		p.Extension = b.arena.extensions.Append(p.Extension, r4.Extension{
			Url: b.uri(fhir.ExtensionProcedureDuration), ValueDuration: (*r4.Duration)(b.quantity(&s.Minutes, "min", "min")),
		})
	}
	p.Extension = b.extend(p.Extension, fhir.ExtensionIncision, &s.Incision)
	p.Extension = b.extend(p.Extension, fhir.ExtensionHealing, &s.Healing)
	p.Extension = b.extend(p.Extension, fhir.ExtensionIncisionHealing, &s.IncisionHealing)
	p.Extension = b.extend(p.Extension, fhir.ExtensionAnaesthesia, &s.Anaesthesia)
	p.Extension = b.extend(p.Extension, fhir.ExtensionAnaesthesiaRisk, &s.Risk)
	p.Extension = b.details(p.Extension, "procedure", s.Rank)
	for _, performer := range [...]struct {
		role string
		name *string
	}{
		{"surgeon", &s.Surgeon},
		{"first-assistant", &s.FirstAssistant},
		{"second-assistant", &s.SecondAssistant},
		{"anaesthetist", &s.Anaesthetist},
	} {
		if *performer.name == "" {
			continue
		}
		p.Performer = b.arena.performers.Append(p.Performer, r4.ProcedurePerformer{
			Function: b.own(fhir.SystemSheetStaffRole, performer.role),
			Actor:    b.reference(b.practitioner(*performer.name, "")),
		})
	}
	b.performers(p, s)
	b.sections.procedures = append(b.sections.procedures, b.reference(id))
}

// procedureCode returns the codes of a procedure and its name as the sheet has
// it.
func (b *Builder) procedureCode(s *frontsheet.Procedure) *r4.CodeableConcept {
	concept := b.arena.conceptOf(r4.CodeableConcept{Text: arena.Text(&s.Name)})
	b.addCodings(concept, s.Codes, &s.Name, func() string { return "procedure[" + strconv.Itoa(s.Rank) + "].code" }, codes.ICD9CM, b.settings.Procedure)
	if concept.Text == nil && concept.Coding == nil {
		return nil
	}
	return concept
}

// performers adds those performers of a procedure of whom the record says more
// than the name.
func (b *Builder) performers(p *r4.Procedure, s *frontsheet.Procedure) {
	for i := range s.Staff {
		m := &s.Staff[i]
		p.Performer = append(p.Performer, r4.ProcedurePerformer{
			Function: b.own(fhir.SystemSheetStaffRole, string(m.Role)),
			Actor:    b.reference(b.staffMember(m)),
		})
	}
}
