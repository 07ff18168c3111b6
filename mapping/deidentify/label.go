package deidentify

import (
	"time"

	"github.com/google/uuid"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/fhir"
)

// The code systems of security labels.
const (
	systemConfidentiality  = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
	systemObservationValue = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue"
	systemActCode          = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
	systemActReason        = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
)

// policy is the URI of the profiles' rules, to which the profile's name is
// added.
const policy = fhir.Base + "/deidentify/"

// Label adds to the document of a sheet that Apply returned what says that it
// was de-identified: security labels on the Bundle and on each resource
// (restricted; pseudonymised, under research redacted too; not to be disclosed
// further; the purpose), and a Provenance of the Composition. Under full it does
// nothing.
//
// The documents stay restricted, since records of health are sensitive whoever
// they are of, and what is left may single somebody out.
func (d *Deidentifier) Label(document *fhir.Document) {
	if d.profile.Full() {
		return
	}
	d.provenance(document)
	labels := d.labels()
	eachMeta(document, func(meta **r4.Meta) {
		if *meta == nil {
			*meta = &r4.Meta{}
		}
		(*meta).Security = append((*meta).Security, labels...)
	})
}

func (d *Deidentifier) labels() []r4.Coding {
	labels := []r4.Coding{coding(systemConfidentiality, "R", "restricted"), coding(systemObservationValue, "PSEUDED", "pseudonymized")}
	if d.profile == research {
		labels = append(labels, coding(systemObservationValue, "REDACTED", "redacted"))
	}
	return append(labels,
		coding(systemActCode, "NORDSCLCD", "no redisclosure without consent directive"),
		coding(systemActReason, d.options.Purpose, purposes[d.options.Purpose]))
}

func (d *Deidentifier) provenance(document *fhir.Document) {
	composition := document.Composition.Id
	if composition == nil {
		return
	}
	activity := coding(fhir.SystemLifecycle, "pseudonymize", "Pseudonymize Record Lifecycle Event")
	if d.profile == research {
		activity = coding(fhir.SystemLifecycle, "deidentify", "De-Identify (Anononymize) Record Lifecycle Event")
	}
	who := r4.Reference{Display: new("crossbay")}
	if authors := document.Composition.Author; len(authors) > 0 && authors[0].Reference != nil {
		who = r4.Reference{Reference: authors[0].Reference}
	}
	id := uuid.NewSHA1(uuid.NameSpaceURL, []byte(policy+d.profile.Name+"/"+*composition)).String()
	document.Provenances = append(document.Provenances, r4.Provenance{
		Id:       &id,
		Target:   []r4.Reference{{Reference: new("urn:uuid:" + *composition)}},
		Recorded: d.options.Recorded.UTC().Format(time.RFC3339),
		Policy:   []string{policy + d.profile.Name},
		Reason:   []r4.CodeableConcept{{Coding: []r4.Coding{coding(systemActReason, d.options.Purpose, purposes[d.options.Purpose])}}},
		Activity: &r4.CodeableConcept{Coding: []r4.Coding{activity}},
		Agent:    []r4.ProvenanceAgent{{Who: who}},
	})
}

func coding(system, code, display string) r4.Coding {
	return r4.Coding{System: &system, Code: &code, Display: &display}
}

// eachMeta calls f with the Meta of the Bundle and of every resource.
func eachMeta(d *fhir.Document, f func(**r4.Meta)) {
	f(&d.Meta)
	f(&d.Composition.Meta)
	f(&d.Patient.Meta)
	each(d.Encounters, func(r *r4.Encounter) { f(&r.Meta) })
	each(d.Conditions, func(r *r4.Condition) { f(&r.Meta) })
	each(d.Procedures, func(r *r4.Procedure) { f(&r.Meta) })
	each(d.DiagnosticReports, func(r *r4.DiagnosticReport) { f(&r.Meta) })
	each(d.ImagingStudies, func(r *r4.ImagingStudy) { f(&r.Meta) })
	each(d.Specimens, func(r *r4.Specimen) { f(&r.Meta) })
	each(d.Observations, func(r *r4.Observation) { f(&r.Meta) })
	each(d.AllergyIntolerances, func(r *r4.AllergyIntolerance) { f(&r.Meta) })
	each(d.ServiceRequests, func(r *r4.ServiceRequest) { f(&r.Meta) })
	each(d.Tasks, func(r *r4.Task) { f(&r.Meta) })
	each(d.MedicationStatements, func(r *r4.MedicationStatement) { f(&r.Meta) })
	each(d.Coverages, func(r *r4.Coverage) { f(&r.Meta) })
	each(d.Invoices, func(r *r4.Invoice) { f(&r.Meta) })
	each(d.Organizations, func(r *r4.Organization) { f(&r.Meta) })
	each(d.Practitioners, func(r *r4.Practitioner) { f(&r.Meta) })
	each(d.PractitionerRoles, func(r *r4.PractitionerRole) { f(&r.Meta) })
	each(d.Locations, func(r *r4.Location) { f(&r.Meta) })
	each(d.Provenances, func(r *r4.Provenance) { f(&r.Meta) })
}

func each[T any](list []T, f func(*T)) {
	for i := range list {
		f(&list[i])
	}
}
