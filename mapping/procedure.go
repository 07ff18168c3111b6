package mapping

import (
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/icd"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// procedures makes a Procedure of each line of the sheet, with its performers.
// Several procedures on one line are Procedures of the same rank.
func (b *documentBuilder) procedures() {
	for i := range b.sheet.Procedures {
		s := &b.sheet.Procedures[i]
		if !frontsheet.SeveralOperations(s.Codes) || layout.IsMessage(b.sheet) {
			b.procedure(s, 0)
			continue
		}
		names := icd.SplitCodes(s.Name)
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
func (b *documentBuilder) procedure(s *frontsheet.Procedure, part int) {
	line := b.arena.Join("procedure/", strconv.Itoa(s.Rank))
	if s.Rank == 0 {
		line = "procedure/" + strconv.Itoa(len(b.document.Procedures)) + "/" + layout.CodeKey(s.Codes, s.Name)
	}
	if part > 0 {
		line += "/" + strconv.Itoa(part+1)
	}
	id := b.stayID(line)
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
	p.Extension = b.inRow(b.grade(p.Extension, &s.Grade), s.Row)
	if s.Performed.Precision == frontsheet.ToHour {
		p.Extension = append(p.Extension, r4.Extension{Url: b.uri(fhir.ExtensionRecordedHour), Extension: []r4.Extension{{Url: "start", ValueInteger: new(s.Performed.Hour)}}})
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

// procedureCode returns the codes of a procedure and its name as the sheet has it.
func (b *documentBuilder) procedureCode(s *frontsheet.Procedure) *r4.CodeableConcept {
	concept := b.arena.conceptOf(r4.CodeableConcept{Text: arena.Text(&s.Name)})
	b.addCodings(concept, s.Codes, &s.Name, func() string { return "procedure[" + strconv.Itoa(s.Rank) + "].code" }, codes.ICD9CM, b.translator.Procedure)
	if concept.Text == nil && concept.Coding == nil {
		return nil
	}
	return concept
}

// procedures reads the Procedures.
func (r *documentReader) procedures() {
	ranked := true
	for i := range r.document.Procedures {
		p := &r.document.Procedures[i]
		if r.ofAnother("Procedure", p.Encounter) || r.struck("Procedure", p.Status.Code()) || r.modified("Procedure", p.ModifierExtension) {
			continue
		}
		rank := 0
		if x := r.extension(p.Extension, fhir.ExtensionProcedureRank); x != nil && x.ValuePositiveInt != nil {
			rank = *x.ValuePositiveInt
		} else {
			ranked = r.tells() && ranked // a sheet of ours has procedures without a rank
		}
		if n := len(r.sheet.Procedures); n > 0 && rank > 0 && r.sheet.Procedures[n-1].Rank == rank {
			// Another procedure of the line before.
			last := &r.sheet.Procedures[n-1]
			codes, name := r.codesOf(p.Code, "procedure["+strconv.Itoa(rank)+"].code")
			last.Codes, last.Name = append(last.Codes, codes...), r.joined(last.Name, name)
			continue
		}
		if rank > 0 || !r.tells() {
			rank = r.freeRank(rank)
		}
		r.procedure(p, rank)
	}
	if !ranked {
		r.issue(frontsheet.Warning, "procedure", "procedure-rank", "nothing says on which line of the sheet a procedure stands: they stand in the order of the document")
	}
	slices.SortStableFunc(r.sheet.Procedures, func(x, y frontsheet.Procedure) int { return x.Rank - y.Rank })
}

// freeRank is freeSlot for procedures.
func (r *documentReader) freeRank(asked int) int {
	last, taken := 0, false
	for i := range r.sheet.Procedures {
		last = max(last, r.sheet.Procedures[i].Rank)
		taken = taken || r.sheet.Procedures[i].Rank == asked
	}
	if asked < 1 || taken {
		return last + 1
	}
	return asked
}

func (r *documentReader) procedure(p *r4.Procedure, rank int) {
	path := "procedure[" + strconv.Itoa(rank) + "]"
	s := frontsheet.Procedure{Rank: rank}
	s.Codes, s.Name = r.codesOf(p.Code, path+".code")
	s.Performed = r.date(p.PerformedDateTime, r.firstWith("domain.procedure.date", path+".performed"))
	if p.PerformedPeriod != nil {
		s.Performed = r.date(p.PerformedPeriod.Start, path+".performed")
		r.issue(frontsheet.Information, path+".performed", "period-start", "the procedure took a while: the sheet has the start")
	}
	r.hours(p.Extension, &s.Performed, nil)
	s.Level = r.extended(p.Extension, fhir.ExtensionProcedureLevel, path+".level")
	if x := r.extension(p.Extension, fhir.ExtensionProcedureDuration); x != nil && x.ValueDuration != nil {
		s.Hours = r.amount((*r4.Quantity)(x.ValueDuration), path+".hours", "h")
	}
	s.Incision = r.extended(p.Extension, fhir.ExtensionIncision, path+".incision")
	s.Healing = r.extended(p.Extension, fhir.ExtensionHealing, path+".healing")
	s.IncisionHealing = r.extended(p.Extension, fhir.ExtensionIncisionHealing, path+".incision-healing")
	s.Anaesthesia = r.extended(p.Extension, fhir.ExtensionAnaesthesia, path+".anaesthesia")
	s.Risk = r.extended(p.Extension, fhir.ExtensionAnaesthesiaRisk, path+".risk")
	s.Grade, s.Row = r.graded(p.Extension)
	left := 0
	for i := range p.Performer {
		var at *string
		switch r.code(p.Performer[i].Function, fhir.SystemSheetStaffRole) {
		case "surgeon":
			at = &s.Surgeon
		case "first-assistant":
			at = &s.FirstAssistant
		case "second-assistant":
			at = &s.SecondAssistant
		case "anaesthetist":
			at = &s.Anaesthetist
		}
		if at == nil || *at != "" {
			left++
			continue
		}
		*at = r.practitioner(&p.Performer[i].Actor, path).Name
	}
	if left > 0 {
		r.issue(frontsheet.Information, path+".surgeon", "staff-role", "the procedure has performers whose part is none of the sheet's: they are left out")
	}
	r.strange("Procedure", p.Extension, fhir.ExtensionProcedureRank, fhir.ExtensionRecordedHour, fhir.ExtensionProcedureLevel,
		fhir.ExtensionProcedureDuration, fhir.ExtensionIncision, fhir.ExtensionHealing, fhir.ExtensionIncisionHealing,
		fhir.ExtensionAnaesthesia, fhir.ExtensionAnaesthesiaRisk, fhir.ExtensionGrade, fhir.ExtensionSheetLine)
	r.left("Procedure", p, "status", "code", "subject", "encounter", "performedDateTime", "performedPeriod", "performer", "category")
	r.sheet.Procedures = append(r.sheet.Procedures, s)
}
