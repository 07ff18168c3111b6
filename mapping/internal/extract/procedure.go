package extract

import (
	"slices"
	"strconv"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// procedures reads the Procedures.
func (r *Reader) procedures() {
	ranked := true
	for i := range r.document.Procedures {
		p := &r.document.Procedures[i]
		if r.ofAnother("Procedure", p.Encounter) || r.isRetracted("Procedure", p.Status.Code()) || r.isModified("Procedure", p.ModifierExtension) || r.denies("Procedure", p.Code) {
			continue
		}
		if !r.fromRows() && !r.performed(p) {
			continue
		}
		rank := 0
		if x := r.extension(p.Extension, fhir.ExtensionProcedureRank); x != nil && x.ValuePositiveInt != nil {
			rank = *x.ValuePositiveInt
		} else {
			ranked = r.fromRows() && ranked // our own documents have procedures without a rank
		}
		if n := len(r.sheet.Procedures); n > 0 && rank > 0 && r.sheet.Procedures[n-1].Rank == rank {
			// Another procedure of the line before.
			last := &r.sheet.Procedures[n-1]
			codes, name := r.codesOf(p.Code, "procedure["+strconv.Itoa(rank)+"].code")
			last.Codes, last.Name = append(last.Codes, codes...), r.joinNames(last.Name, name)
			continue
		}
		if rank > 0 || !r.fromRows() {
			rank = r.freeRank(rank)
		}
		r.procedure(p, rank)
	}
	if !ranked {
		r.issue(frontsheet.Warning, "procedure", "procedure-rank", "nothing says on which line of the sheet a procedure stands: they stand in the order of the document")
	}
	slices.SortStableFunc(r.sheet.Procedures, func(x, y frontsheet.Procedure) int { return x.Rank - y.Rank })
}

// performed reports whether a Procedure of a document that others made is an
// operation of the stay: one that took place, at the time of the stay.
func (r *Reader) performed(p *r4.Procedure) bool {
	switch status := p.Status; status {
	case r4.EventStatusPreparation, r4.EventStatusStopped, r4.EventStatusOnHold:
		r.issue(frontsheet.Warning, "", "not-so", "Procedure has the status "+status.Code()+": it was not carried out, and is no operation of the stay")
		return false
	case r4.EventStatusInProgress, r4.EventStatusUnknown:
		r.issue(frontsheet.Warning, "", "not-finished", "Procedure has the status "+status.Code()+": the sheet has no place to say so")
	}
	if r.saysNothing("Procedure", p.Code) {
		return false
	}
	if r.side(periodOf(p.PerformedDateTime, p.PerformedPeriod)) == during {
		return true
	}
	if p.Encounter == nil {
		r.issue(frontsheet.Warning, "", "outside-stay", "Procedure took place before the admission or after the discharge, outside of the stay, and names no encounter: it is no operation of the stay")
		return false
	}
	r.issue(frontsheet.Warning, "", "outside-stay", "Procedure of the stay took place before the admission or after the discharge, outside of the stay")
	return true
}

// freeRank is freeSlot for procedures.
func (r *Reader) freeRank(asked int) int {
	if r.ranks == nil {
		r.ranks = map[int]bool{}
	}
	for ; r.ranked < len(r.sheet.Procedures); r.ranked++ {
		rank := r.sheet.Procedures[r.ranked].Rank
		r.ranks[rank] = true
		r.lastRank = max(r.lastRank, rank)
	}
	if asked < 1 || r.ranks[asked] {
		return r.lastRank + 1
	}
	return asked
}

// procedure reads one Procedure into the line of a rank, 0 for none.
func (r *Reader) procedure(p *r4.Procedure, rank int) {
	path := "procedure[" + strconv.Itoa(rank) + "]"
	s := frontsheet.Procedure{Rank: rank}
	s.Codes, s.Name = r.codesOf(p.Code, path+".code")
	s.Whole = layout.OperationsOf(r.sheet, &s) != nil
	s.Performed = r.date(p.PerformedDateTime, r.firstWithColumn("domain.procedure.date", path+".performed"))
	if p.PerformedPeriod != nil {
		s.Performed = r.date(p.PerformedPeriod.Start, path+".performed")
		r.issue(frontsheet.Information, path+".performed", "period-start", "the procedure took a while: the sheet has the start")
	}
	r.hours(p.Extension, &s.Performed, nil)
	if len(p.BodySite) > 0 && r.hasColumn(path+".site") {
		s.Site = r.coded(&p.BodySite[0], path+".site")
		if len(p.BodySite) > 1 {
			r.severalValues(path + ".site")
		}
	}
	s.Level = r.codedExtension(p.Extension, fhir.ExtensionProcedureLevel, path+".level")
	if x := r.extension(p.Extension, fhir.ExtensionProcedureDuration); x != nil && x.ValueDuration != nil {
		if r.hasColumn(path + ".minutes") {
			s.Minutes = r.amount((*r4.Quantity)(x.ValueDuration), path+".minutes", "min")
		} else {
			s.Hours = r.amount((*r4.Quantity)(x.ValueDuration), path+".hours", "h")
		}
	}
	s.Incision = r.codedExtension(p.Extension, fhir.ExtensionIncision, path+".incision")
	s.Healing = r.codedExtension(p.Extension, fhir.ExtensionHealing, path+".healing")
	s.IncisionHealing = r.codedExtension(p.Extension, fhir.ExtensionIncisionHealing, path+".incision-healing")
	s.Anaesthesia = r.codedExtension(p.Extension, fhir.ExtensionAnaesthesia, path+".anaesthesia")
	s.Risk = r.codedExtension(p.Extension, fhir.ExtensionAnaesthesiaRisk, path+".risk")
	s.Grade, s.Row = r.grade(p.Extension)
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
	r.details(p.Extension, "procedure", rank)
	r.unknownExtensions("Procedure", p.Extension, fhir.ExtensionSheetDetail, fhir.ExtensionProcedureRank, fhir.ExtensionRecordedHour, fhir.ExtensionProcedureLevel,
		fhir.ExtensionProcedureDuration, fhir.ExtensionIncision, fhir.ExtensionHealing, fhir.ExtensionIncisionHealing,
		fhir.ExtensionAnaesthesia, fhir.ExtensionAnaesthesiaRisk, fhir.ExtensionGrade, fhir.ExtensionSheetLine)
	siteRead := ""
	if !s.Site.IsZero() {
		siteRead = "bodySite"
	}
	r.unreadElements("Procedure", p, "status", "code", "subject", "encounter", "performedDateTime", "performedPeriod", "performer", "category", siteRead)
	r.sheet.Procedures = append(r.sheet.Procedures, s)
}
