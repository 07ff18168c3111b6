package fhir

import (
	"strings"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// Principal returns the Condition of the principal diagnosis of the stay: the one that
// an Encounter lists in the role principal of SystemSheetDiagnosisRole, whatever the
// base of that system is. It is nil where the document marks none. The Condition is
// part of the document.
func (d *Document) Principal() *r4.Condition {
	for i := range d.Encounters {
		for j := range d.Encounters[i].Diagnosis {
			listed := &d.Encounters[i].Diagnosis[j]
			if listed.Use == nil {
				continue
			}
			for _, c := range listed.Use.Coding {
				if strings.HasSuffix(value(c.System), strings.TrimPrefix(SystemSheetDiagnosisRole, Base)) && value(c.Code) == "principal" {
					if condition, ok := d.Resolve(listed.Condition).(*r4.Condition); ok {
						return condition
					}
				}
			}
		}
	}
	return nil
}

// Resolve returns the resource of the document to which a reference leads, as a pointer
// to samply's type (*fhir.Condition), by its URN or as "Condition/" + id. It is nil
// where the document has no such resource. The resource is part of the document.
func (d *Document) Resolve(reference r4.Reference) any {
	target := value(reference.Reference)
	kind, id, relative := strings.Cut(target, "/")
	if !relative {
		kind, id = "", strings.TrimPrefix(target, urnUUID)
	}
	if id == "" || kind == "" && id == target {
		return nil
	}
	if is(kind, "Composition", id, d.Composition.Id) {
		return &d.Composition
	}
	if is(kind, "Patient", id, d.Patient.Id) {
		return &d.Patient
	}
	for _, find := range [...]func() any{
		func() any {
			return found(d.Encounters, kind, "Encounter", id, func(r *r4.Encounter) *string { return r.Id })
		},
		func() any {
			return found(d.Conditions, kind, "Condition", id, func(r *r4.Condition) *string { return r.Id })
		},
		func() any {
			return found(d.Procedures, kind, "Procedure", id, func(r *r4.Procedure) *string { return r.Id })
		},
		func() any {
			return found(d.DiagnosticReports, kind, "DiagnosticReport", id, func(r *r4.DiagnosticReport) *string { return r.Id })
		},
		func() any {
			return found(d.ImagingStudies, kind, "ImagingStudy", id, func(r *r4.ImagingStudy) *string { return r.Id })
		},
		func() any {
			return found(d.Specimens, kind, "Specimen", id, func(r *r4.Specimen) *string { return r.Id })
		},
		func() any {
			return found(d.Observations, kind, "Observation", id, func(r *r4.Observation) *string { return r.Id })
		},
		func() any {
			return found(d.AllergyIntolerances, kind, "AllergyIntolerance", id, func(r *r4.AllergyIntolerance) *string { return r.Id })
		},
		func() any {
			return found(d.MedicationStatements, kind, "MedicationStatement", id, func(r *r4.MedicationStatement) *string { return r.Id })
		},
		func() any {
			return found(d.ServiceRequests, kind, "ServiceRequest", id, func(r *r4.ServiceRequest) *string { return r.Id })
		},
		func() any {
			return found(d.Tasks, kind, "Task", id, func(r *r4.Task) *string { return r.Id })
		},
		func() any {
			return found(d.Coverages, kind, "Coverage", id, func(r *r4.Coverage) *string { return r.Id })
		},
		func() any {
			return found(d.Invoices, kind, "Invoice", id, func(r *r4.Invoice) *string { return r.Id })
		},
		func() any {
			return found(d.Organizations, kind, "Organization", id, func(r *r4.Organization) *string { return r.Id })
		},
		func() any {
			return found(d.Practitioners, kind, "Practitioner", id, func(r *r4.Practitioner) *string { return r.Id })
		},
		func() any {
			return found(d.PractitionerRoles, kind, "PractitionerRole", id, func(r *r4.PractitionerRole) *string { return r.Id })
		},
		func() any {
			return found(d.Locations, kind, "Location", id, func(r *r4.Location) *string { return r.Id })
		},
		func() any {
			return found(d.Provenances, kind, "Provenance", id, func(r *r4.Provenance) *string { return r.Id })
		},
	} {
		if resource := find(); resource != nil {
			return resource
		}
	}
	return nil
}

func found[T any](list []T, kind, name, id string, of func(*T) *string) any {
	for i := range list {
		if is(kind, name, id, of(&list[i])) {
			return &list[i]
		}
	}
	return nil
}

func is(kind, name, id string, has *string) bool {
	return (kind == "" || kind == name) && has != nil && *has == id
}

// CodingOf returns the first coding of a concept in a code system, nil where there is
// none or no concept. The coding is part of the concept.
func CodingOf(concept *r4.CodeableConcept, system string) *r4.Coding {
	if concept == nil {
		return nil
	}
	for i := range concept.Coding {
		if value(concept.Coding[i].System) == system {
			return &concept.Coding[i]
		}
	}
	return nil
}

// value returns what a pointer leads to, "" for nil.
func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
