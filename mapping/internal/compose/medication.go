package compose

import (
	"strconv"

	"github.com/crossbay/crossbay/codes/registration"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// medications makes a MedicationStatement of each drug that the record lists. Nothing
// says whether it was taken: its status is unknown.
func (b *Builder) medications() {
	for i := range b.sheet.Medications {
		s := &b.sheet.Medications[i]
		at := "[" + strconv.Itoa(i+1) + "]"
		id := b.contentID("medication", s.Codes, s.Name, string(s.Start.Append([]byte(s.Number+"/"), "")))
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
			{fhir.ExtensionMedicationQuantity, s.Quantity},
			{fhir.ExtensionMedicationDuration, s.Duration},
		} {
			if x.value != "" {
				m.Extension = append(m.Extension, r4.Extension{Url: b.uri(x.url), ValueString: b.arena.string(x.value)})
			}
		}
		if s.Instruction != "" || s.Route != "" {
			dosage := r4.Dosage{Text: arena.Text(&s.Instruction)}
			if s.Route != "" {
				dosage.Route = &r4.CodeableConcept{Text: &s.Route}
			}
			m.Dosage = []r4.Dosage{dosage}
		}
		b.document.MedicationStatements = append(b.document.MedicationStatements, m)
		b.sections.medications = append(b.sections.medications, b.reference(id))
	}
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
