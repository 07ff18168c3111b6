package results

import (
	"slices"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/google/uuid"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// Split parts a document of reports, of which the visits have been taken out (see
// [Detach]), into one for each report: for outputs that keep of the documents of one name
// the newest alone, as package bulk does. A report that is corrected then takes the place
// of the former, whatever other reports the message had. The parts have the identifier of
// the document, and Compositions with ids of their own, which follow from those of the
// reports. What is of no report is in the first.
func Split(d *fhir.Document) []*fhir.Document {
	if len(d.DiagnosticReports) == 0 {
		return []*fhir.Document{d}
	}
	part := map[string]int{} // of a reference, from 1
	for i := range d.DiagnosticReports {
		r := &d.DiagnosticReports[i]
		part[document.URN+arena.Deref(r.Id)] = i + 1
		for _, list := range [][]r4.Reference{r.Result, r.Specimen, r.BasedOn, r.ImagingStudy} {
			for _, to := range list {
				if to.Reference != nil && part[*to.Reference] == 0 {
					part[*to.Reference] = i + 1
				}
			}
		}
	}
	parts := make([]*fhir.Document, len(d.DiagnosticReports))
	for i := range parts {
		p := &fhir.Document{
			Identifier: d.Identifier, Timestamp: d.Timestamp, Meta: d.Meta, Composition: d.Composition, Patient: d.Patient,
			Organizations: slices.Clone(d.Organizations), Practitioners: slices.Clone(d.Practitioners), PractitionerRoles: slices.Clone(d.PractitionerRoles),
		}
		if i == 0 {
			all := *d
			p = &all
		}
		p.DiagnosticReports = d.DiagnosticReports[i : i+1 : i+1]
		p.Observations = of(part, i, d.Observations, func(o *r4.Observation) *string { return o.Id })
		p.Specimens = of(part, i, d.Specimens, func(s *r4.Specimen) *string { return s.Id })
		p.ServiceRequests = of(part, i, d.ServiceRequests, func(s *r4.ServiceRequest) *string { return s.Id })
		p.ImagingStudies = of(part, i, d.ImagingStudies, func(s *r4.ImagingStudy) *string { return s.Id })
		report := arena.Deref(p.DiagnosticReports[0].Id)
		p.Composition.Id = new(uuid.NewSHA1(uuid.NameSpaceURL, []byte("composition/"+report)).String())
		p.Composition.Section = nil
		for _, s := range d.Composition.Section {
			s.Entry = slices.DeleteFunc(slices.Clone(s.Entry), func(r r4.Reference) bool {
				at := part[arena.Deref(r.Reference)]
				return at != i+1 && (at != 0 || i > 0)
			})
			if len(s.Entry) > 0 {
				p.Composition.Section = append(p.Composition.Section, s)
			}
		}
		parts[i] = p
	}
	return parts
}

// of returns what of a list is of a part.
func of[T any](part map[string]int, n int, list []T, id func(*T) *string) (out []T) {
	for i := range list {
		if at := part[document.URN+arena.Deref(id(&list[i]))]; at == n+1 || at == 0 && n == 0 {
			out = append(out, list[i])
		}
	}
	return out
}
