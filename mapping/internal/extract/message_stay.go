package extract

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/message"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

func (r *Reader) messageStay() {
	e, s := r.encounter, &r.sheet.Stay
	if e.Status != r4.EncounterStatusUnknown {
		s.Status = frontsheet.StayStatus(e.Status.Code())
	}
	s.Class = r.messageClass(e)
	if len(e.Identifier) > 0 {
		s.Number, s.Authority = arena.Deref(e.Identifier[0].Value), r.authority(e.Identifier[0].Assigner)
	}
	if len(e.Type) > 0 {
		s.Type = r.coded(&e.Type[0], "stay.type")
	}
	s.Service = r.coded(e.ServiceType, "stay.service")
	if len(e.ReasonCode) > 0 {
		s.Reason = arena.Deref(e.ReasonCode[0].Text)
	}
	if p := e.Period; p != nil {
		s.Admission, s.Discharge = r.messageTime(p.Start), r.messageTime(p.End)
		r.hours(p.Extension, &s.Admission, &s.Discharge)
	}
	if h := e.Hospitalization; h != nil {
		s.Route = r.coded(h.AdmitSource, "stay.route")
		s.Disposition = r.coded(h.DischargeDisposition, "stay.disposition")
		if h.Destination != nil {
			s.Destination = arena.Deref(h.Destination.Display)
		}
	}
	if p := &r.sheet.Patient; p.Dead.Code == "Y" && s.Disposition.Standard() == "exp" {
		p.Dead = frontsheet.Coded{} // the document says so because the disposition does
	}
	for i := range e.Location {
		at := &e.Location[i]
		x := r.extension(at.Extension, fhir.ExtensionLocationRole)
		if x == nil {
			continue
		}
		switch r.code(x.ValueCodeableConcept, fhir.SystemSheetLocationRole) {
		case "assigned":
			s.Location = r.messageWard(&at.Location)
		case "prior":
			s.PriorLocation = r.messageWard(&at.Location)
		case "admission": // this and the next are of several messages
			s.AdmittedTo = r.messageWard(&at.Location)
		case "transfer":
			s.Transfers = append(s.Transfers, r.messageWard(&at.Location))
		case "discharge":
			s.DischargedFrom = r.messageWard(&at.Location)
		}
	}
	for i := range e.Participant {
		p := &e.Participant[i]
		if len(p.Type) > 0 {
			role := frontsheet.StaffRole(r.code(&p.Type[0], fhir.SystemSheetStaffRole))
			r.sheet.Staff = append(r.sheet.Staff, r.messageStaff(p.Individual, role))
		}
	}
}

// messageClass reads the class of the patient, which that of the Encounter may
// stand for.
func (r *Reader) messageClass(e *r4.Encounter) frontsheet.Coded {
	if class := r.codedExtension(e.Extension, fhir.ExtensionPatientClass, "stay.class"); !class.IsZero() {
		return class
	}
	c := &e.Class
	set := r.valueSet("stay.class")
	switch {
	case c.Code == nil && c.Display == nil:
		return frontsheet.Coded{}
	case c.Code == nil:
		return frontsheet.Coded{Set: set, Text: *c.Display}
	}
	return r.coded(&r4.CodeableConcept{Coding: []r4.Coding{*c}}, "stay.class")
}

// messageWard reads a bed, its room and its ward.
func (r *Reader) messageWard(to *r4.Reference) (w frontsheet.Ward) {
	for to != nil {
		l := r.locations[arena.Deref(to.Reference)]
		if l == nil {
			break
		}
		w.Facility = r.authority(l.ManagingOrganization)
		switch r.code(l.PhysicalType, fhir.SystemPhysicalType) {
		case "bd":
			w.Bed = arena.Deref(l.Name)
		case "ro":
			w.Room = arena.Deref(l.Name)
		default:
			w.Name = arena.Deref(l.Name)
		}
		to = l.PartOf
	}
	return w
}

func (r *Reader) messageDiagnoses() {
	conditions := map[string]*r4.Condition{}
	for i := range r.document.Conditions {
		conditions[document.URN+arena.Deref(r.document.Conditions[i].Id)] = &r.document.Conditions[i]
	}
	last := map[frontsheet.DiagnosisRole]int{}
	for i := range r.encounter.Diagnosis {
		line := &r.encounter.Diagnosis[i]
		c := conditions[arena.Deref(line.Condition.Reference)]
		if c == nil {
			continue
		}
		d := frontsheet.Diagnosis{Role: r.sheetRole(line.Use), Unranked: line.Rank == nil}
		d.Slot = last[d.Role] + 1
		if line.Rank != nil {
			d.Slot = *line.Rank
			if d.Role == frontsheet.Other {
				d.Slot--
			}
		}
		last[d.Role] = d.Slot
		d.Codes, d.Name = r.messageCodes(c.Code)
		d.Present = r.codedExtension(c.Extension, fhir.ExtensionPresentOnAdmission, "diagnosis.present")
		if x := r.extension(c.Extension, fhir.ExtensionConditionAsserted); x != nil {
			d.Confirmed = r.messageTime(x.ValueDateTime)
		}
		if c.Asserter != nil {
			d.Clinician = r.messageStaff(c.Asserter, "")
		}
		r.sheet.Diagnoses = append(r.sheet.Diagnoses, d)
	}
}

func (r *Reader) messageProcedure(p *r4.Procedure) {
	s := frontsheet.Procedure{Performed: r.messageTime(p.PerformedDateTime)}
	if x := r.extension(p.Extension, fhir.ExtensionProcedureRank); x != nil && x.ValuePositiveInt != nil {
		s.Rank = *x.ValuePositiveInt
	}
	r.hours(p.Extension, &s.Performed, nil)
	s.Codes, s.Name = r.messageCodes(p.Code)
	if x := r.extension(p.Extension, fhir.ExtensionProcedureDuration); x != nil && x.ValueDuration != nil && x.ValueDuration.Value != nil {
		s.Minutes = frontsheet.Decimal(x.ValueDuration.Value.String())
	}
	s.Anaesthesia = r.codedExtension(p.Extension, fhir.ExtensionAnaesthesia, "procedure.anaesthesia")
	for i := range p.Performer {
		role := frontsheet.StaffRole(r.code(p.Performer[i].Function, fhir.SystemSheetStaffRole))
		s.Staff = append(s.Staff, r.messageStaff(&p.Performer[i].Actor, role))
	}
	r.sheet.Procedures = append(r.sheet.Procedures, s)
}

// messageResult reads a result. readResult reads those of rows: it drops names
// that repeat, checks numbers and reports, which would hide here what must be
// kept.
func (r *Reader) messageResult(from *r4.Observation) {
	o := frontsheet.Observation{Observed: r.messageTime(from.EffectiveDateTime)}
	o.Codes, o.Name = r.messageCodes(&from.Code)
	switch {
	case from.ValueQuantity != nil:
		o.Number, o.Comparator = decimal(from.ValueQuantity), comparator(from.ValueQuantity)
		o.Unit = arena.Deref(from.ValueQuantity.Unit)
	case from.ValueRange != nil:
		o.Number, o.Separator, o.Second = decimal(from.ValueRange.Low), "-", decimal(from.ValueRange.High)
		if low := from.ValueRange.Low; low != nil {
			o.Unit = arena.Deref(low.Unit)
		}
	case from.ValueRatio != nil:
		o.Number, o.Separator, o.Second = decimal(from.ValueRatio.Numerator), ":", decimal(from.ValueRatio.Denominator)
		o.Comparator = comparator(from.ValueRatio.Numerator)
	case from.ValueCodeableConcept != nil:
		o.Answers, o.Text = r.messageCodes(from.ValueCodeableConcept)
	default:
		o.Text = arena.Deref(from.ValueString)
	}
	if len(from.ReferenceRange) > 0 {
		o.Range = arena.Deref(from.ReferenceRange[0].Text)
	}
	if len(from.Interpretation) > 0 {
		o.Flag = arena.Deref(from.Interpretation[0].Text)
	}
	o.Status = document.ResultCode(from.Status)
	r.sheet.Observations = append(r.sheet.Observations, o)
}

// decimal returns the number of a quantity, "" for none.
func decimal(q *r4.Quantity) frontsheet.Decimal {
	if q == nil || q.Value == nil {
		return ""
	}
	return frontsheet.Decimal(q.Value.String())
}

// comparator returns the code of the comparator of a quantity, "" for none.
func comparator(q *r4.Quantity) string {
	if q == nil || q.Comparator == nil {
		return ""
	}
	return q.Comparator.Code()
}

func (r *Reader) messageAllergies() {
	s := &r.sheet.Allergy
	if section := r.allergySection(); section != nil {
		s.Recorded = r.codedExtension(section.Extension, fhir.ExtensionDrugAllergy, "allergy.concept")
	}
	for i := range r.document.AllergyIntolerances {
		a := &r.document.AllergyIntolerances[i]
		if r.readAnswer(a, "allergy.concept") {
			continue
		}
		item := frontsheet.AllergyItem{
			Kind: r.codedExtension(a.Extension, fhir.ExtensionAllergyKind, "allergy.kind"), Noted: r.messageTime(a.OnsetDateTime),
			Severity: r.codedExtension(a.Extension, fhir.ExtensionAllergySeverity, "allergy.severity"),
		}
		item.Codes, item.Name = r.messageCodes(a.Code)
		if len(a.Reaction) > 0 {
			reaction := &a.Reaction[0]
			for j := range reaction.Manifestation {
				item.Reactions = append(item.Reactions, arena.Deref(reaction.Manifestation[j].Text))
			}
			if reaction.Severity != nil {
				item.Severity = r.standardCoded("allergy.severity", reaction.Severity.Code())
			}
		}
		s.Items = append(s.Items, item)
	}
}

// messageCoverages reads how the stay is paid for, which comes first, and the
// insurances.
func (r *Reader) messageCoverages() {
	list := r.document.Coverages
	if len(list) > 0 && r.isPayment(&list[0]) {
		r.sheet.Stay.Payment = r.coded(list[0].Type, "stay.payment")
		list = list[1:]
	}
	for i := range list {
		c := &list[i]
		s := frontsheet.Insurance{
			Plan: r.coded(c.Type, "insurance.plan"), PolicyNumber: arena.Deref(c.SubscriberId),
			Relationship: r.coded(c.Relationship, "insurance.relationship"),
		}
		if p := c.Period; p != nil {
			s.Start, s.End = r.messageTime(p.Start), r.messageTime(p.End)
			r.hours(p.Extension, &s.Start, &s.End)
		}
		if c.PolicyHolder != nil {
			s.Insured = arena.Deref(c.PolicyHolder.Display)
		}
		if len(c.Class) > 0 {
			s.GroupNumber = c.Class[0].Value
		}
		if len(c.Payor) > 0 {
			s.Company = arena.Deref(c.Payor[0].Display)
			if id := c.Payor[0].Identifier; id != nil {
				s.CompanyID, s.CompanyAuthority = arena.Deref(id.Value), r.authority(id.Assigner)
			} else if c.Type != nil && s.Company == s.Plan.Text {
				s.Company = "" // it was named after the plan
			}
		}
		r.sheet.Insurance = append(r.sheet.Insurance, s)
	}
}

// isPayment reports whether a Coverage is the way in which the stay is paid for.
// Where it has no code, it is recognized by its field, which is kept verbatim.
func (r *Reader) isPayment(c *r4.Coverage) bool {
	set := r.valueSet("stay.payment")
	if set == nil || c.Type == nil {
		return false
	}
	if len(c.Type.Coding) > 0 {
		return r.code(c.Type, set.URI) != ""
	}
	_, kept := message.KeptOf(r.sheet).Fields[r.layout.ColumnOf("stay.payment")]
	return kept
}
