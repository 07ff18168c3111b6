package results

import (
	"iter"
	"slices"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// Detach takes the visits and their places out of a document of reports, which then refers
// to a visit by its number alone. It is for documents that are loaded beside those of stays:
// a report says little of the visit, and the Encounter that is made of that would replace
// the one of the stay, with its diagnoses and its discharge. What is of the visit goes with it:
// its staff, and the age at admission. A visit without a number is referred to no more.
func Detach(d *fhir.Document) {
	visits := map[string]*r4.Reference{} // by URN
	for i := range d.Encounters {
		e := &d.Encounters[i]
		if e.Id == nil {
			continue
		}
		var by *r4.Reference
		if len(e.Identifier) > 0 {
			by = &r4.Reference{Type: new("Encounter"), Identifier: &e.Identifier[0]}
		}
		visits["urn:uuid:"+*e.Id] = by
	}
	change := func(r **r4.Reference) {
		if *r == nil || (*r).Reference == nil {
			return
		}
		if by, ok := visits[*(*r).Reference]; ok {
			*r = by
		}
	}
	listed, gone := listedOf(d), map[string]bool{}
	d.Observations = slices.DeleteFunc(slices.Clone(d.Observations), func(o r4.Observation) bool {
		if o.Encounter == nil || o.Encounter.Reference == nil || listed[document.URN+arena.Deref(o.Id)] {
			return false
		}
		_, ok := visits[*o.Encounter.Reference]
		gone[document.URN+arena.Deref(o.Id)] = ok
		return ok
	})
	for r := range visitsIn(d) {
		change(r)
	}
	d.Composition.Section = sectionsWithout(d.Composition.Section, func(reference string) bool {
		_, ok := visits[reference]
		return ok || gone[reference]
	})
	d.Encounters, d.Locations = nil, nil
	named := actorsIn(d)
	d.Practitioners = slices.DeleteFunc(slices.Clone(d.Practitioners), func(p r4.Practitioner) bool { return !named[document.URN+arena.Deref(p.Id)] })
}

// Shared returns the patient of a document and the hospital that made it, "Patient/" and
// the id: resources that the documents of stays have as well, and in which these say more.
func Shared(d *fhir.Document) (keys []string) {
	if d.Patient.Id != nil {
		keys = append(keys, "Patient/"+*d.Patient.Id)
	}
	own := actorsIn(d)
	for _, a := range d.Composition.Author {
		own[arena.Deref(a.Reference)] = false
	}
	if c := d.Composition.Custodian; c != nil {
		own[arena.Deref(c.Reference)] = false
	}
	for i := range d.Organizations {
		if id := arena.Deref(d.Organizations[i].Id); !own[document.URN+id] {
			keys = append(keys, "Organization/"+id)
		}
	}
	return keys
}

// actorsIn returns references to whoever ordered, made or interpreted a report.
func actorsIn(d *fhir.Document) map[string]bool {
	named := map[string]bool{}
	add := func(list ...r4.Reference) {
		for _, r := range list {
			named[arena.Deref(r.Reference)] = true
		}
	}
	for i := range d.DiagnosticReports {
		add(d.DiagnosticReports[i].Performer...)
		add(d.DiagnosticReports[i].ResultsInterpreter...)
	}
	for i := range d.Observations {
		add(d.Observations[i].Performer...)
	}
	for i := range d.ServiceRequests {
		if r := d.ServiceRequests[i].Requester; r != nil {
			add(*r)
		}
	}
	for i := range d.PractitionerRoles {
		if p := d.PractitionerRoles[i].Practitioner; p != nil {
			add(*p)
		}
		if o := d.PractitionerRoles[i].Organization; o != nil {
			add(*o)
		}
	}
	for _, a := range d.Composition.Author {
		add(a)
	}
	return named
}

// visitsIn yields where resources refer to the visit.
func visitsIn(d *fhir.Document) iter.Seq[**r4.Reference] {
	return func(yield func(**r4.Reference) bool) {
		more := yield(&d.Composition.Encounter)
		each := func(n int, of func(int) **r4.Reference) {
			for i := 0; i < n && more; i++ {
				more = yield(of(i))
			}
		}
		each(len(d.DiagnosticReports), func(i int) **r4.Reference { return &d.DiagnosticReports[i].Encounter })
		each(len(d.Observations), func(i int) **r4.Reference { return &d.Observations[i].Encounter })
		each(len(d.ImagingStudies), func(i int) **r4.Reference { return &d.ImagingStudies[i].Encounter })
		each(len(d.ServiceRequests), func(i int) **r4.Reference { return &d.ServiceRequests[i].Encounter })
		each(len(d.Conditions), func(i int) **r4.Reference { return &d.Conditions[i].Encounter })
		each(len(d.Procedures), func(i int) **r4.Reference { return &d.Procedures[i].Encounter })
		each(len(d.AllergyIntolerances), func(i int) **r4.Reference { return &d.AllergyIntolerances[i].Encounter })
		each(len(d.MedicationStatements), func(i int) **r4.Reference { return &d.MedicationStatements[i].Context })
		each(len(d.Tasks), func(i int) **r4.Reference { return &d.Tasks[i].Encounter })
	}
}

// sectionsWithout returns sections without entries that are gone, and without those that
// have no others.
func sectionsWithout(list []r4.CompositionSection, gone func(reference string) bool) []r4.CompositionSection {
	sections := make([]r4.CompositionSection, 0, len(list))
	for _, s := range list {
		entries := make([]r4.Reference, 0, len(s.Entry))
		for _, entry := range s.Entry {
			if entry.Reference == nil || !gone(*entry.Reference) {
				entries = append(entries, entry)
			}
		}
		if len(entries) > 0 || len(s.Entry) == 0 {
			s.Entry = entries
			sections = append(sections, s)
		}
	}
	return sections
}
