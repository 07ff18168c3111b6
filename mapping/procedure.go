package mapping

import (
	"encoding/json"
	"strconv"
	"strings"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/fhir"
)

// procedures makes a Procedure of each line of the sheet, with its performers.
// Several procedures on one line are Procedures of the same rank.
func (b *documentBuilder) procedures() {
	for i := range b.sheet.Procedures {
		s := &b.sheet.Procedures[i]
		if !severalOperations(s.Codes) {
			b.procedure(s, 0)
			continue
		}
		names := splitCodes(s.Name)
		b.keep("procedure["+strconv.Itoa(s.Rank)+"].name", s.Name)
		for part := range s.Codes {
			one := *s
			one.Codes, one.Name = s.Codes[part:part+1], ""
			switch {
			case len(names) == len(s.Codes):
				one.Name = strings.TrimSpace(names[part])
			case part == 0:
				one.Name = s.Name
			}
			b.procedure(&one, part)
		}
	}
}

// procedure makes the Procedure of the part-th code of a line.
func (b *documentBuilder) procedure(s *Procedure, part int) {
	id := "procedure/" + strconv.Itoa(s.Rank)
	if s.Rank == 0 {
		id = "procedure/" + strconv.Itoa(len(b.document.Procedures)) + "/" + codeKey(s.Codes, s.Name)
	}
	if part > 0 {
		id += "/" + strconv.Itoa(part+1)
	}
	id = b.stayID(id)
	p := r4.Procedure{
		Id:                &id,
		Status:            r4.EventStatusCompleted,
		Code:              b.procedureCode(s),
		Subject:           reference(b.patientRef),
		Encounter:         b.encounter(),
		PerformedDateTime: b.date(s.Performed),
	}
	if s.Rank > 0 {
		p.Extension = append(p.Extension, r4.Extension{Url: b.uri(fhir.ExtensionProcedureRank), ValuePositiveInt: new(s.Rank)})
	}
	p.Extension = b.grade(p.Extension, &s.Grade)
	if s.Performed.Precision == ToHour {
		p.Extension = append(p.Extension, r4.Extension{Url: b.uri(fhir.ExtensionRecordedHour), Extension: []r4.Extension{{Url: "start", ValueInteger: new(s.Performed.Hour)}}})
	}
	p.Extension = b.extend(p.Extension, fhir.ExtensionProcedureLevel, &s.Level)
	if s.Hours != "" {
		p.Extension = append(p.Extension, r4.Extension{Url: b.uri(fhir.ExtensionProcedureDuration), ValueDuration: &r4.Duration{
			Value: new(json.Number(s.Hours)), Unit: new("h"), System: new(fhir.SystemUCUM), Code: new("h"),
		}})
	}
	if s.Minutes != "" {
		p.Extension = append(p.Extension, r4.Extension{Url: b.uri(fhir.ExtensionProcedureDuration), ValueDuration: &r4.Duration{
			Value: new(json.Number(s.Minutes)), Unit: new("min"), System: new(fhir.SystemUCUM), Code: new("min"),
		}})
	}
	p.Extension = b.extend(p.Extension, fhir.ExtensionIncision, &s.Incision)
	p.Extension = b.extend(p.Extension, fhir.ExtensionHealing, &s.Healing)
	p.Extension = b.extend(p.Extension, fhir.ExtensionIncisionHealing, &s.IncisionHealing)
	p.Extension = b.extend(p.Extension, fhir.ExtensionAnaesthesia, &s.Anaesthesia)
	p.Extension = b.extend(p.Extension, fhir.ExtensionAnaesthesiaRisk, &s.Risk)
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
		p.Performer = append(p.Performer, r4.ProcedurePerformer{
			Function: new(b.own(fhir.SystemSheetStaffRole, performer.role)),
			Actor:    reference(b.practitioner(performer.name, new(""))),
		})
	}
	b.performers(&p, s)
	b.document.Procedures = append(b.document.Procedures, p)
	b.sections.procedures = append(b.sections.procedures, reference(id))
}

// severalOperations reports whether the codes are of several operations: they
// are of one system. Codes of different systems are one operation in each.
func severalOperations(list []Code) bool {
	return len(list) > 1 && list[0].System.URI == list[1].System.URI
}

// procedureCode returns the codes of a procedure and its name as the sheet has it.
func (b *documentBuilder) procedureCode(s *Procedure) *r4.CodeableConcept {
	concept := &r4.CodeableConcept{Text: text(&s.Name)}
	b.addCodings(concept, s.Codes, &s.Name, "procedure["+strconv.Itoa(s.Rank)+"].code", codes.ICD9CM, b.translator.procedure)
	if concept.Text == nil && concept.Coding == nil {
		return nil
	}
	return concept
}
