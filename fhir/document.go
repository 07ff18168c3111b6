package fhir

import (
	"iter"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// A Document is the typed resources of one hospital stay. Each resource has
// an Id, a lower-case UUID; "urn:uuid:" + Id is the fullUrl of its entry, and
// what the others refer to it by.
//
// The zero Document is empty and invalid. A Document is not safe for
// concurrent modification.
type Document struct {
	// Identifier identifies the document (Bundle.identifier).
	Identifier r4.Identifier
	// Timestamp says when the document was assembled, as a FHIR instant.
	Timestamp string
	// Meta is that of the Bundle, with the labels of the whole; nil for none.
	Meta *r4.Meta

	Composition          r4.Composition
	Patient              r4.Patient
	Encounters           []r4.Encounter
	Conditions           []r4.Condition
	Procedures           []r4.Procedure
	DiagnosticReports    []r4.DiagnosticReport
	ImagingStudies       []r4.ImagingStudy
	Specimens            []r4.Specimen
	Observations         []r4.Observation
	AllergyIntolerances  []r4.AllergyIntolerance
	MedicationStatements []r4.MedicationStatement
	ServiceRequests      []r4.ServiceRequest
	Tasks                []r4.Task
	Coverages            []r4.Coverage
	Invoices             []r4.Invoice
	Organizations        []r4.Organization
	Practitioners        []r4.Practitioner
	PractitionerRoles    []r4.PractitionerRole
	Locations            []r4.Location
	Provenances          []r4.Provenance
}

// Subjects yields whom the resources are about, nil references left out.
func (d *Document) Subjects() iter.Seq[*r4.Reference] {
	return func(yield func(*r4.Reference) bool) {
		more := true
		each := func(subject *r4.Reference) { more = more && (subject == nil || yield(subject)) }
		each(d.Composition.Subject)
		for i := range d.Encounters {
			each(d.Encounters[i].Subject)
		}
		for i := range d.Conditions {
			each(&d.Conditions[i].Subject)
		}
		for i := range d.Procedures {
			each(&d.Procedures[i].Subject)
		}
		for i := range d.DiagnosticReports {
			each(d.DiagnosticReports[i].Subject)
		}
		for i := range d.ImagingStudies {
			each(&d.ImagingStudies[i].Subject)
		}
		for i := range d.Specimens {
			each(d.Specimens[i].Subject)
		}
		for i := range d.Observations {
			each(d.Observations[i].Subject)
		}
		for i := range d.AllergyIntolerances {
			each(&d.AllergyIntolerances[i].Patient)
		}
		for i := range d.MedicationStatements {
			each(&d.MedicationStatements[i].Subject)
		}
		for i := range d.ServiceRequests {
			each(&d.ServiceRequests[i].Subject)
		}
		for i := range d.Tasks {
			each(d.Tasks[i].For)
		}
		for i := range d.Coverages {
			each(&d.Coverages[i].Beneficiary)
		}
		for i := range d.Invoices {
			each(d.Invoices[i].Subject)
		}
	}
}

// Reset empties the document, and keeps the room of its lists for the next.
func (d *Document) Reset() {
	*d = Document{
		Encounters:           d.Encounters[:0],
		Conditions:           d.Conditions[:0],
		Procedures:           d.Procedures[:0],
		DiagnosticReports:    d.DiagnosticReports[:0],
		ImagingStudies:       d.ImagingStudies[:0],
		Specimens:            d.Specimens[:0],
		Observations:         d.Observations[:0],
		AllergyIntolerances:  d.AllergyIntolerances[:0],
		MedicationStatements: d.MedicationStatements[:0],
		ServiceRequests:      d.ServiceRequests[:0],
		Tasks:                d.Tasks[:0],
		Coverages:            d.Coverages[:0],
		Invoices:             d.Invoices[:0],
		Organizations:        d.Organizations[:0],
		Practitioners:        d.Practitioners[:0],
		PractitionerRoles:    d.PractitionerRoles[:0],
		Locations:            d.Locations[:0],
		Provenances:          d.Provenances[:0],
	}
}
