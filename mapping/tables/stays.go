package tables

import (
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/bulk"
)

// The tables, by their place in columns.csv.
const (
	tableStays = iota
	tableDiagnoses
	tableProcedures
	tableFees
	tableObservations
	tableMedications
)

// A stay is a document whose rows are made.
type stay struct {
	*builder
	d        *fhir.Document
	document string
}

// appendStay makes the rows of a document. The cells come in the order of columns.csv.
func appendStay(b *builder, d *fhir.Document) {
	s := &stay{b, d, bulk.Source(d)}
	for i := range d.Encounters {
		s.encounter(&d.Encounters[i])
	}
	for i := range d.Conditions {
		s.condition(&d.Conditions[i])
	}
	for i := range d.Procedures {
		s.procedure(&d.Procedures[i])
	}
	for i := range d.Invoices {
		s.invoice(&d.Invoices[i])
	}
	for i := range d.Observations {
		s.observation(&d.Observations[i])
	}
	for i := range d.MedicationStatements {
		s.medication(&d.MedicationStatements[i])
	}
}

func (s *stay) patientKey(r *r4.Reference) string {
	return key(r, "Patient", func(id string) bool { return s.d.Patient.Id != nil && *s.d.Patient.Id == id })
}

func (s *stay) stayKey(r *r4.Reference) string {
	return key(r, "Encounter", func(id string) bool {
		return found(s.d.Encounters, func(v *r4.Encounter) *string { return v.Id }, id) != nil
	})
}

// found returns the element of a list that has an id, nil where none has.
func found[T any](list []T, idOf func(v *T) *string, id string) *T {
	for i := range list {
		if v := idOf(&list[i]); v != nil && *v == id {
			return &list[i]
		}
	}
	return nil
}

// keys adds the keys of a resource: the document, itself, the stay and the patient.
func (s *stay) keys(id *string, stay, patient *r4.Reference) {
	s.text(s.document)
	s.string(id)
	s.text(s.stayKey(stay))
	s.text(s.patientKey(patient))
}

func (s *stay) encounter(e *r4.Encounter) {
	s.text(s.document)
	s.string(e.Id)
	s.text(s.patientKey(e.Subject))
	s.hospital(e.ServiceProvider)
	p := &s.d.Patient
	ofPatient := s.patientKey(e.Subject) != ""
	if !ofPatient {
		p = &r4.Patient{}
	}
	s.string(numbered(p.Identifier, "MR"))
	s.string(numbered(e.Identifier, "VN"))
	s.text(e.Status.Code())
	s.coding(&e.Class)
	if p.Gender != nil {
		s.text(p.Gender.Code())
	} else {
		s.null(1)
	}
	s.coded(extension(p.Extension, fhir.ExtensionAdministrativeSex).ValueCodeableConcept)
	s.stated(p.BirthDate)
	s.bool(p.DeceasedBoolean)
	s.string(p.DeceasedDateTime)
	period := e.Period
	if period == nil {
		period = &r4.Period{}
	}
	s.stated(period.Start)
	s.stated(period.End)
	if e.Length != nil {
		s.number(e.Length.Value)
		s.string(e.Length.Code)
	} else {
		s.null(2)
	}
	s.int(extension(e.Extension, fhir.ExtensionAdmissionCount).ValuePositiveInt)
	h := e.Hospitalization
	if h == nil {
		h = &r4.EncounterHospitalization{}
	}
	s.coded(h.AdmitSource)
	s.coded(h.DischargeDisposition)
	s.place(e, "admission")
	s.place(e, "discharge")
	if len(s.d.Coverages) > 0 {
		s.coded(s.d.Coverages[0].Type)
	} else {
		s.null(3)
	}
	s.totals()
	s.end(tableStays)
}

func (s *stay) hospital(r *r4.Reference) {
	var o *r4.Organization
	id := key(r, "Organization", func(id string) bool {
		o = found(s.d.Organizations, func(v *r4.Organization) *string { return v.Id }, id)
		return o != nil
	})
	s.text(id)
	if o == nil {
		s.null(3)
		return
	}
	if len(o.Identifier) > 0 {
		s.strings(o.Identifier[0].System, o.Identifier[0].Value)
	} else {
		s.null(2)
	}
	s.string(o.Name)
}

// place adds the place that has a role in the stay.
func (s *stay) place(e *r4.Encounter, role string) {
	for i := range e.Location {
		if !has(extension(e.Location[i].Extension, fhir.ExtensionLocationRole).ValueCodeableConcept, role) {
			continue
		}
		var l *r4.Location
		id := key(&e.Location[i].Location, "Location", func(id string) bool {
			l = found(s.d.Locations, func(v *r4.Location) *string { return v.Id }, id)
			return l != nil
		})
		s.text(id)
		switch {
		case l == nil:
			s.null(4)
		case len(l.Type) > 0:
			s.coded(&l.Type[0])
			s.string(l.Name)
		default:
			s.null(3)
			s.string(l.Name)
		}
		return
	}
	s.null(5)
}

func (s *stay) totals() {
	if len(s.d.Invoices) == 0 {
		s.null(3)
		return
	}
	v := &s.d.Invoices[0]
	s.money(v.TotalGross)
	if paid := extension(v.Extension, fhir.ExtensionSelfPaid).ValueMoney; paid != nil {
		s.number(paid.Value)
	} else {
		s.null(1)
	}
}

func (s *stay) money(m *r4.Money) {
	if m == nil {
		s.null(2)
		return
	}
	s.number(m.Value)
	s.string(m.Currency)
}

func (s *stay) condition(c *r4.Condition) {
	s.keys(c.Id, c.Encounter, &c.Subject)
	s.role(c)
	s.coded(ownRole(c))
	s.codes(c.Code, "http://hl7.org/fhir/sid/icd-10")
	s.coded(extension(c.Extension, fhir.ExtensionPresentOnAdmission).ValueCodeableConcept)
	s.coded(extension(c.Extension, fhir.ExtensionConditionOutcome).ValueCodeableConcept)
	if v := c.VerificationStatus; v != nil && len(v.Coding) > 0 {
		s.string(v.Coding[0].Code)
	} else {
		s.null(1)
	}
	s.text(dateOf(extension(c.Extension, fhir.ExtensionConditionAsserted).ValueDateTime))
	s.end(tableDiagnoses)
}

// listed returns what a stay says of a diagnosis, nil where none lists it.
func listed(d *fhir.Document, c *r4.Condition) *r4.EncounterDiagnosis {
	if c.Id == nil {
		return nil
	}
	for i := range d.Encounters {
		for j := range d.Encounters[i].Diagnosis {
			v := &d.Encounters[i].Diagnosis[j]
			if to := v.Condition.Reference; to != nil && len(*to) == len("urn:uuid:")+len(*c.Id) && (*to)[len("urn:uuid:"):] == *c.Id {
				return v
			}
		}
	}
	return nil
}

func (s *stay) role(c *r4.Condition) {
	if v := listed(s.d, c); v != nil {
		s.coded(v.Use)
		s.int(v.Rank)
		return
	}
	s.null(4)
}

// ownRole returns the role that a Condition says itself, nil where it says none.
func ownRole(c *r4.Condition) *r4.CodeableConcept {
	for i := range c.Category {
		if codeIn(&c.Category[i], fhir.SystemSheetDiagnosisRole) != nil {
			return &c.Category[i]
		}
	}
	return nil
}

func (s *stay) procedure(p *r4.Procedure) {
	s.keys(p.Id, p.Encounter, &p.Subject)
	s.int(extension(p.Extension, fhir.ExtensionProcedureRank).ValuePositiveInt)
	s.text(p.Status.Code())
	s.codes(p.Code, "http://hl7.org/fhir/sid/icd-9-cm")
	s.stated(p.PerformedDateTime)
	for _, url := range [...]string{
		fhir.ExtensionProcedureLevel, fhir.ExtensionAnaesthesia, fhir.ExtensionIncision, fhir.ExtensionHealing, fhir.ExtensionIncisionHealing,
	} {
		s.coded(extension(p.Extension, url).ValueCodeableConcept)
	}
	surgeon := ""
	for i := range p.Performer {
		if has(p.Performer[i].Function, "surgeon") {
			surgeon = key(&p.Performer[i].Actor, "Practitioner", func(id string) bool {
				return found(s.d.Practitioners, func(v *r4.Practitioner) *string { return v.Id }, id) != nil
			})
			break
		}
	}
	s.text(surgeon)
	s.end(tableProcedures)
}

// invoice makes a row of each amount.
func (s *stay) invoice(v *r4.Invoice) {
	for i := range v.LineItem {
		item := &v.LineItem[i]
		for j := range item.PriceComponent {
			price := &item.PriceComponent[j]
			s.text(s.document)
			s.string(v.Id)
			s.text(s.stayKey(s.d.Composition.Encounter))
			s.text(s.patientKey(v.Subject))
			s.coded(&item.ChargeItemCodeableConcept)
			s.text(price.Type.Code())
			s.coded(price.Code)
			s.money(price.Amount)
			s.end(tableFees)
		}
	}
}

// observation makes a row of each part of an observation, or one of it where it has
// none.
func (s *stay) observation(o *r4.Observation) {
	components := o.Component
	if len(components) == 0 {
		components = []r4.ObservationComponent{{}}
	}
	for i := range components {
		s.keys(o.Id, o.Encounter, o.Subject)
		s.text(o.Status.Code())
		s.codes(&o.Code, fhir.SystemLOINC)
		s.stated(o.EffectiveDateTime)
		s.value(o)
		c := &components[i]
		s.coded(&c.Code)
		if q := c.ValueQuantity; q != nil {
			s.number(q.Value)
			s.string(q.Code)
		} else {
			s.null(2)
		}
		s.end(tableObservations)
	}
}

func (s *stay) value(o *r4.Observation) {
	if q := o.ValueQuantity; q != nil {
		s.number(q.Value)
		if q.Comparator != nil {
			s.text(q.Comparator.Code())
		} else {
			s.null(1)
		}
		s.strings(q.Unit, q.Code)
	} else {
		s.null(4)
	}
	s.int(o.ValueInteger)
	s.coded(o.ValueCodeableConcept)
	if c := o.ValueCodeableConcept; c != nil {
		s.string(c.Text)
	} else {
		s.null(1)
	}
	s.strings(o.ValueString, o.ValueDateTime)
	for _, q := range [...]*r4.Quantity{low(o), high(o), numerator(o), denominator(o)} {
		if q == nil {
			s.null(1)
			continue
		}
		s.number(q.Value)
	}
	if len(o.Interpretation) > 0 {
		s.string(o.Interpretation[0].Text)
	} else {
		s.null(1)
	}
	if len(o.ReferenceRange) > 0 {
		s.string(o.ReferenceRange[0].Text)
	} else {
		s.null(1)
	}
}

func low(o *r4.Observation) *r4.Quantity {
	if o.ValueRange == nil {
		return nil
	}
	return o.ValueRange.Low
}

func high(o *r4.Observation) *r4.Quantity {
	if o.ValueRange == nil {
		return nil
	}
	return o.ValueRange.High
}

func numerator(o *r4.Observation) *r4.Quantity {
	if o.ValueRatio == nil {
		return nil
	}
	return o.ValueRatio.Numerator
}

func denominator(o *r4.Observation) *r4.Quantity {
	if o.ValueRatio == nil {
		return nil
	}
	return o.ValueRatio.Denominator
}

func (s *stay) medication(m *r4.MedicationStatement) {
	p := prescriptionOf(m)
	s.keys(m.Id, m.Context, &m.Subject)
	s.text(m.Status)
	s.drug(&m.MedicationCodeableConcept)
	s.string(p.detail("strength").ValueString)
	period := p.period()
	s.stated(period.Start)
	s.stated(period.End)
	s.text(dateOf(p.detail("dispensed").ValueDateTime))
	s.string(p.detail("action").ValueString)
	s.string(p.dosage.Text)
	dose := p.dose()
	s.number(dose.Value)
	s.string(dose.Unit)
	s.string(p.detail("dose").ValueString)
	s.strings(p.frequency(), p.route())
	s.strings(extension(m.Extension, fhir.ExtensionMedicationQuantity).ValueString, extension(m.Extension, fhir.ExtensionMedicationDuration).ValueString)
	s.end(tableMedications)
}

// drug adds the first code of a drug, and its name.
func (s *stay) drug(c *r4.CodeableConcept) {
	var first r4.Coding
	if len(c.Coding) > 0 {
		first = c.Coding[0]
	}
	s.strings(first.System, first.Code)
	s.strings(first.Display, c.Text)
}
