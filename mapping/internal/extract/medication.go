package extract

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/registration"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// medications reads the MedicationStatements.
func (r *Reader) medications() {
	left := 0
	for i := range r.document.MedicationStatements {
		m := &r.document.MedicationStatements[i]
		if r.ofAnother("MedicationStatement", m.Context) || r.isRetracted("MedicationStatement", m.Status) || r.isModified("MedicationStatement", m.ModifierExtension) || r.denies("MedicationStatement", &m.MedicationCodeableConcept) {
			continue
		}
		switch {
		case m.Status == "not-taken":
			r.issue(frontsheet.Warning, "", "not-so", "MedicationStatement has the status not-taken: the patient did not take the drug, and it is none of the stay")
		case !r.hasColumn("domain.medication.identifier") && !r.hasColumn("medication.name"):
			left++
		default:
			r.medication(m)
		}
	}
	if left > 0 {
		r.issue(frontsheet.Information, "", "not-understood", "MedicationStatement: the sheet has no place for what the patient takes")
	}
}

// medication reads a drug.
func (r *Reader) medication(m *r4.MedicationStatement) {
	element := r.firstWithColumn("domain.medication.identifier", "medication.name")
	var s frontsheet.Medication
	concept := m.MedicationCodeableConcept
	s.Number, concept.Coding = r.registered(concept.Coding)
	s.Codes, s.Name = r.codesOf(&concept, element)
	read := []string{"status", "medicationCodeableConcept", "subject", "context", "effectivePeriod", "effectiveDateTime", "dosage"}
	if other := &m.MedicationReference; s.Name == "" && arena.Deref(other.Display) != "" {
		s.Name, read = *other.Display, append(read, "medicationReference")
	}
	s.Grade, s.Row = r.grade(m.Extension)
	if p := m.EffectivePeriod; p != nil {
		s.Start = r.date(p.Start, r.firstWithColumn("domain.medication.start", "medication.start"))
		s.End = r.date(p.End, r.firstWithColumn("domain.medication.end", "medication.end"))
		r.hours(p.Extension, &s.Start, &s.End)
	} else {
		s.Start = r.date(m.EffectiveDateTime, r.firstWithColumn("domain.medication.start", "medication.start"))
	}
	for _, x := range [...]struct {
		url  string
		into *string
	}{{fhir.ExtensionMedicationQuantity, &s.Quantity}, {fhir.ExtensionMedicationDuration, &s.Duration}} {
		if e := r.extension(m.Extension, x.url); e != nil {
			*x.into = arena.Deref(e.ValueString)
		}
	}
	r.dosage(m.Dosage, &s)
	r.prescriptionDetail(m.Extension, &s)
	// What the document could not state of it was kept.
	at := "[" + strconv.Itoa(len(r.sheet.Medications)+1) + "]"
	for _, kept := range [...]struct {
		name string
		set  func(value string)
	}{
		{"number", func(value string) { s.Number = value }},
		{"start", func(value string) { s.Start = r.date(&value, "medication.start") }},
		{"end", func(value string) { s.End = r.date(&value, "medication.end") }},
	} {
		r.sheet.Fields = slices.DeleteFunc(r.sheet.Fields, func(f frontsheet.Field) bool {
			found := f.Column == "medication."+kept.name+at
			if found {
				kept.set(f.Value)
			}
			return found
		})
	}
	r.sheet.Medications = append(r.sheet.Medications, s)
	r.unknownExtensions("MedicationStatement", m.Extension, fhir.ExtensionGrade, fhir.ExtensionSheetLine, fhir.ExtensionMedicationQuantity, fhir.ExtensionMedicationDuration, fhir.ExtensionPrescriptionDetail)
	r.unreadElements("MedicationStatement", m, read...)
}

// dosage reads how a drug is taken. Of several dosages, of rates, ranges, times and
// conditions a sheet has no place: they are reported.
func (r *Reader) dosage(list []r4.Dosage, s *frontsheet.Medication) {
	if len(list) == 0 {
		return
	}
	d := list[0]
	s.Instruction, s.Route = arena.Deref(d.Text), nameIn(d.Route)
	d.Text, d.Route, d.Id = nil, nil, nil
	if t := d.Timing; t != nil {
		s.Frequency = nameIn(t.Code)
		if len(t.Event) == 0 && t.Repeat == nil && len(t.ModifierExtension) == 0 {
			d.Timing = nil
		}
	}
	if len(d.DoseAndRate) == 1 {
		dose := d.DoseAndRate[0]
		if q := dose.DoseQuantity; q != nil && q.Comparator == nil && q.Value != nil {
			s.Dose, s.DoseUnit = q.Value.String(), chars.FirstOf(arena.Deref(q.Unit), arena.Deref(q.Code))
			dose.DoseQuantity, dose.Type, dose.Id = nil, nil, nil
			if reflect.ValueOf(dose).IsZero() {
				d.DoseAndRate = nil
			}
		}
	}
	if len(list) > 1 || !reflect.ValueOf(d).IsZero() {
		r.issue(frontsheet.Warning, "medication.instruction", "not-understood", "MedicationStatement.dosage says more than its text, route, dose and the code of its timing, or there are several: the sheet has no place for it")
	}
}

// prescriptionDetail reads what our own documents say of a prescription beside.
func (r *Reader) prescriptionDetail(list []r4.Extension, s *frontsheet.Medication) {
	detail := r.extension(list, fhir.ExtensionPrescriptionDetail)
	if detail == nil {
		return
	}
	for _, x := range [...]struct {
		url  string
		into *string
	}{
		{"strength", &s.Strength},
		{"dose", &s.Dose},
		{"dose-unit", &s.DoseUnit},
		{"quantity-unit", &s.QuantityUnit},
		{"duration-unit", &s.DurationUnit},
		{"action", &s.Action},
	} {
		if e := r.extension(detail.Extension, x.url); e != nil {
			*x.into = arena.Deref(e.ValueString)
		}
	}
	s.Quantity, s.Duration = withoutUnit(s.Quantity, s.QuantityUnit), withoutUnit(s.Duration, s.DurationUnit)
	if e := r.extension(detail.Extension, "dispensed"); e != nil {
		s.Dispensed = r.date(e.ValueDateTime, "medication.dispensed")
	}
}

// withoutUnit undoes chars.Words.
func withoutUnit(text, unit string) string {
	if text == unit {
		return ""
	}
	return strings.TrimSuffix(text, " "+unit)
}

// registered returns the number under which a drug is registered, and the codings that
// are none.
func (r *Reader) registered(list []r4.Coding) (number string, rest []r4.Coding) {
	for i := range list {
		kind, ok := registration.KindOf(codes.System{URI: r.uri(list[i].System)})
		if code := arena.Deref(list[i].Code); ok && kind.Product == registration.Drug && number == "" && code != "" {
			number = code
			continue
		}
		rest = append(rest, list[i])
	}
	return number, rest
}
