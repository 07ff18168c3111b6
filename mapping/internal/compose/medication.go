package compose

import (
	"strconv"

	"github.com/crossbay/crossbay/codes/registration"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// medications makes a MedicationStatement of each drug that the record lists. Nothing
// says whether it was taken: its status is unknown.
func (b *Builder) medications() {
	for i := range b.sheet.Medications {
		s := &b.sheet.Medications[i]
		at := "[" + strconv.Itoa(i+1) + "]"
		id := b.contentID("medication", s.Codes, s.Name, string(s.Start.Append([]byte(s.Number+"/"), ""))+s.Key())
		m := r4.MedicationStatement{
			Id: b.arena.string(id.id()), Status: "unknown",
			MedicationCodeableConcept: *b.plainConcept(s.Codes, &s.Name),
			Subject:                   b.reference(b.patientRef),
			Context:                   b.encounter(),
			EffectivePeriod:           b.prescribed(s, at),
		}
		b.registered(&m.MedicationCodeableConcept, s.Number, at)
		if c := &m.MedicationCodeableConcept; c.Text == nil && len(c.Coding) == 0 {
			c.Extension = []r4.Extension{{Url: fhir.ExtensionDataAbsentReason, ValueCode: new("unknown")}}
			b.issue(frontsheet.Warning, b.medicationElement("name", at), "no-item", "the record has a prescription, and does not say of what: it is passed on without a drug")
		}
		m.Extension = b.rowExtension(b.gradeExtension(m.Extension, &s.Grade), s.Row)
		for _, x := range [...]struct{ url, value string }{
			{fhir.ExtensionMedicationQuantity, chars.Words(s.Quantity, s.QuantityUnit)},
			{fhir.ExtensionMedicationDuration, chars.Words(s.Duration, s.DurationUnit)},
		} {
			if x.value != "" {
				m.Extension = append(m.Extension, r4.Extension{Url: b.uri(x.url), ValueString: b.arena.string(x.value)})
			}
		}
		m.Extension = b.prescriptionDetail(m.Extension, s)
		m.Dosage = b.dosage(s)
		b.document.MedicationStatements = append(b.document.MedicationStatements, m)
		b.sections.medications = append(b.sections.medications, b.reference(id))
	}
}

// dosage returns how a drug is taken: nothing of it is computed, and of a frequency in
// words no number is made.
func (b *Builder) dosage(s *frontsheet.Medication) []r4.Dosage {
	var d r4.Dosage
	d.Text = arena.Text(&s.Instruction)
	if s.Route != "" {
		d.Route = &r4.CodeableConcept{Text: &s.Route}
	}
	if s.Frequency != "" {
		d.Timing = &r4.Timing{Code: &r4.CodeableConcept{Text: &s.Frequency}}
	}
	if literal.PlainDecimal(s.Dose) {
		d.DoseAndRate = []r4.DosageDoseAndRate{{DoseQuantity: &r4.Quantity{Value: b.arena.number(frontsheet.Decimal(s.Dose)), Unit: arena.Text(&s.DoseUnit)}}}
	}
	if d.Text == nil && d.Route == nil && d.Timing == nil && d.DoseAndRate == nil {
		return nil
	}
	return []r4.Dosage{d}
}

// prescriptionDetail adds what the source says of a prescription beside.
func (b *Builder) prescriptionDetail(list []r4.Extension, s *frontsheet.Medication) []r4.Extension {
	var parts []r4.Extension
	add := func(url, value string) {
		if value != "" {
			parts = append(parts, r4.Extension{Url: url, ValueString: &value})
		}
	}
	add("strength", s.Strength)
	if !literal.PlainDecimal(s.Dose) {
		add("dose", s.Dose)
		add("dose-unit", s.DoseUnit)
	}
	add("quantity-unit", s.QuantityUnit)
	add("duration-unit", s.DurationUnit)
	if !s.Dispensed.IsZero() {
		parts = append(parts, r4.Extension{Url: "dispensed", ValueDateTime: b.date(s.Dispensed)})
	}
	add("action", s.Action)
	if len(parts) == 0 {
		return list
	}
	return append(list, r4.Extension{Url: b.uri(fhir.ExtensionPrescriptionDetail), Extension: parts})
}

// prescribed returns the time of a prescription. Two times that FHIR's Period cannot
// state (per-1) are kept verbatim, and of the period stands what it can.
func (b *Builder) prescribed(s *frontsheet.Medication, at string) *r4.Period {
	start, end := s.Start, s.End
	switch {
	case end.Before(start):
		b.issue(frontsheet.Error, b.medicationElement("end", at), "end-before-start", "the prescription ends before it starts: its start is passed on, its end kept verbatim")
		b.keep("medication.end"+at, string(end.Append(nil, b.zone)))
		end = frontsheet.DateTime{}
	case start.Precision >= frontsheet.ToMinute && !end.IsZero() && end.Precision < frontsheet.ToMinute && literal.SameDay(start, end):
		b.issue(frontsheet.Information, b.medicationElement("start", at), "time-left-out", "the end is known to the day alone, which is that of the start: the start is passed on as a date, its time kept verbatim")
		b.keep("medication.start"+at, string(start.Append(nil, b.zone)))
		start.Precision = frontsheet.ToDay
	}
	return b.period(start, end)
}

// medicationElement names an element of a medication as the layout of the sheet does: in
// domain records all medications have one column.
func (b *Builder) medicationElement(part, at string) string {
	if element := "domain.medication." + part; b.sheet.Column(element) != "" {
		return element
	}
	return "medication" + at + "." + part
}

// registered adds the number under which a drug is registered, as a code of the
// authority that gave it. What is written otherwise than the authority writes it, or is
// no such number, is kept verbatim.
func (b *Builder) registered(c *r4.CodeableConcept, number, at string) {
	if number == "" {
		return
	}
	n, ok := registration.Parse(number)
	if ok = ok && n.Kind.Product == registration.Drug; ok {
		system, code := n.Code()
		c.Coding = append(c.Coding[:len(c.Coding):len(c.Coding)], r4.Coding{System: b.arena.string(b.uri(system.URI)), Code: b.arena.string(code)})
	} else {
		b.issue(frontsheet.Warning, b.medicationElement("number", at), "code-shape", "the number is not written like one under which drugs are registered: it is kept verbatim, and no code is made of it")
	}
	if !ok || n.Text != number {
		b.keep("medication.number"+at, number)
	}
}
