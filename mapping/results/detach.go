package results

import (
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
	change(&d.Composition.Encounter)
	for i := range d.DiagnosticReports {
		change(&d.DiagnosticReports[i].Encounter)
	}
	for i := range d.ImagingStudies {
		change(&d.ImagingStudies[i].Encounter)
	}
	for i := range d.Observations {
		change(&d.Observations[i].Encounter)
	}
	sections := make([]r4.CompositionSection, 0, len(d.Composition.Section))
	for _, s := range d.Composition.Section {
		entries := make([]r4.Reference, 0, len(s.Entry))
		for _, entry := range s.Entry {
			if entry.Reference != nil {
				if _, ok := visits[*entry.Reference]; ok {
					continue
				}
			}
			entries = append(entries, entry)
		}
		if len(entries) > 0 || len(s.Entry) == 0 {
			s.Entry = entries
			sections = append(sections, s)
		}
	}
	d.Composition.Section = sections
	d.Encounters, d.Locations = nil, nil
}
