package extract

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// leaveOthers takes out of the document what says that it is about another patient
// than the document's: the sheet is of one. The caller's document stays as it is.
func (r *Reader) leaveOthers() {
	if arena.Deref(r.document.Patient.Id) == "" {
		return // nothing says who the document's is
	}
	d := *r.document
	if r.ofAnotherPatient("Composition", d.Composition.Subject) {
		d.Composition = r4.Composition{}
	}
	d.Encounters = ofPatient(r, "Encounter", d.Encounters, func(e *r4.Encounter) *r4.Reference { return e.Subject })
	d.Conditions = ofPatient(r, "Condition", d.Conditions, func(c *r4.Condition) *r4.Reference { return &c.Subject })
	d.Procedures = ofPatient(r, "Procedure", d.Procedures, func(p *r4.Procedure) *r4.Reference { return &p.Subject })
	d.DiagnosticReports = ofPatient(r, "DiagnosticReport", d.DiagnosticReports, func(o *r4.DiagnosticReport) *r4.Reference { return o.Subject })
	d.ImagingStudies = ofPatient(r, "ImagingStudy", d.ImagingStudies, func(o *r4.ImagingStudy) *r4.Reference { return &o.Subject })
	d.Specimens = ofPatient(r, "Specimen", d.Specimens, func(o *r4.Specimen) *r4.Reference { return o.Subject })
	d.Observations = ofPatient(r, "Observation", d.Observations, func(o *r4.Observation) *r4.Reference { return o.Subject })
	d.AllergyIntolerances = ofPatient(r, "AllergyIntolerance", d.AllergyIntolerances, func(a *r4.AllergyIntolerance) *r4.Reference { return &a.Patient })
	d.ServiceRequests = ofPatient(r, "ServiceRequest", d.ServiceRequests, func(o *r4.ServiceRequest) *r4.Reference { return &o.Subject })
	d.Tasks = ofPatient(r, "Task", d.Tasks, func(o *r4.Task) *r4.Reference { return o.For })
	d.MedicationStatements = ofPatient(r, "MedicationStatement", d.MedicationStatements, func(m *r4.MedicationStatement) *r4.Reference { return &m.Subject })
	d.Coverages = ofPatient(r, "Coverage", d.Coverages, func(c *r4.Coverage) *r4.Reference { return &c.Beneficiary })
	d.Invoices = ofPatient(r, "Invoice", d.Invoices, func(i *r4.Invoice) *r4.Reference { return i.Subject })
	r.document = &d
}

// ofPatient returns the resources of a list that are not about another patient.
func ofPatient[T any](r *Reader, kind string, list []T, subject func(*T) *r4.Reference) []T {
	var kept []T
	for i := range list {
		switch other := r.ofAnotherPatient(kind, subject(&list[i])); {
		case other && kept == nil:
			kept = slices.Clone(list[:i:i])
			if kept == nil {
				kept = []T{}
			}
		case !other && kept != nil:
			kept = append(kept, list[i])
		}
	}
	if kept == nil {
		return list
	}
	return kept
}

// ofAnotherPatient reports whether a reference leads to another patient than the
// document's. One to what may be no patient, a group or a device, does not.
func (r *Reader) ofAnotherPatient(kind string, subject *r4.Reference) bool {
	reference := target(subject)
	id := arena.Deref(r.document.Patient.Id)
	other, isURN := strings.CutPrefix(reference, document.URN)
	if !isURN {
		parts := strings.Split(strings.TrimSuffix(reference, "/"), "/")
		n := len(parts)
		if n < 2 || parts[n-2] != "Patient" {
			return false
		}
		other = parts[n-1]
	}
	if strings.EqualFold(other, id) {
		return false
	}
	r.issue(frontsheet.Error, "", "another-patient", kind+" is about another patient than the document: it is left out")
	return true
}
