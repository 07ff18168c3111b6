package results

import (
	"iter"

	"github.com/crossbay/crossbay/fhir"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// Detach takes the visits and their places out of a document of reports, which then refers
// to a visit by its number alone. It is for documents that are loaded beside those of stays:
// a report says little of the visit, and the Encounter that is made of that would replace
// the one of the stay, with its diagnoses and its discharge. A visit without a number is
// referred to no more.
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
	for r := range visitsIn(d) {
		change(r)
	}
	d.Composition.Section = sectionsWithout(d.Composition.Section, func(reference string) bool {
		_, ok := visits[reference]
		return ok
	})
	d.Encounters, d.Locations = nil, nil
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
