package extract

import (
	"cmp"
	"math"
	"slices"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// inOrder returns a document of this project's with what its sections list in their
// order: a server gives resources back in any, and of those without a rank or a line of
// their own the sections alone know it. The document itself stays as it is.
func (r *Reader) inOrder(d *fhir.Document) *fhir.Document {
	if r.extension(d.Composition.Extension, fhir.ExtensionSourceLayout) == nil {
		return d
	}
	places, last := map[string]int{}, 0
	for i := range d.Composition.Section {
		for _, entry := range d.Composition.Section[i].Entry {
			last++
			places[arena.Deref(entry.Reference)] = last // of several sections the last has the order
		}
	}
	ordered := *d
	ordered.Conditions = sorted(d.Conditions, places, func(c *r4.Condition) *string { return c.Id })
	ordered.Procedures = sorted(d.Procedures, places, func(p *r4.Procedure) *string { return p.Id })
	ordered.DiagnosticReports = sorted(d.DiagnosticReports, places, func(v *r4.DiagnosticReport) *string { return v.Id })
	ordered.Observations = sorted(d.Observations, places, func(o *r4.Observation) *string { return o.Id })
	ordered.AllergyIntolerances = sorted(d.AllergyIntolerances, places, func(a *r4.AllergyIntolerance) *string { return a.Id })
	ordered.MedicationStatements = sorted(d.MedicationStatements, places, func(m *r4.MedicationStatement) *string { return m.Id })
	ordered.Coverages = sorted(d.Coverages, places, func(c *r4.Coverage) *string { return c.Id })
	return &ordered
}

// sorted returns resources in the order of their places; those that have none come last.
func sorted[T any](list []T, places map[string]int, id func(*T) *string) []T {
	place := func(v *T) int {
		if n, ok := places[document.URN+arena.Deref(id(v))]; ok {
			return n
		}
		return math.MaxInt
	}
	compare := func(a, b T) int { return cmp.Compare(place(&a), place(&b)) }
	if slices.IsSortedFunc(list, compare) {
		return list
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, compare)
	return list
}

// ownIDs takes away the identifiers by which a server that chose the ids keeps those of
// the document: they are no numbers of anybody. The document itself stays as it is.
func ownIDs(d *fhir.Document) *fhir.Document {
	is := func(i *r4.Identifier) bool { return arena.Deref(i.System) == fhir.SystemID }
	own := func(list []r4.Identifier) []r4.Identifier {
		return slices.DeleteFunc(slices.Clone(list), func(i r4.Identifier) bool { return is(&i) })
	}
	if c := d.Composition.Identifier; (c == nil || !is(c)) && !slices.ContainsFunc(d.Patient.Identifier, func(i r4.Identifier) bool { return is(&i) }) {
		return d
	}
	out := *d
	if c := d.Composition.Identifier; c != nil && is(c) {
		out.Composition.Identifier = nil
	}
	out.Patient.Identifier = own(d.Patient.Identifier)
	strip(&out.Encounters, func(v *r4.Encounter) { v.Identifier = own(v.Identifier) })
	strip(&out.Organizations, func(v *r4.Organization) { v.Identifier = own(v.Identifier) })
	strip(&out.Practitioners, func(v *r4.Practitioner) { v.Identifier = own(v.Identifier) })
	strip(&out.PractitionerRoles, func(v *r4.PractitionerRole) { v.Identifier = own(v.Identifier) })
	strip(&out.Locations, func(v *r4.Location) { v.Identifier = own(v.Identifier) })
	strip(&out.Conditions, func(v *r4.Condition) { v.Identifier = own(v.Identifier) })
	strip(&out.Procedures, func(v *r4.Procedure) { v.Identifier = own(v.Identifier) })
	strip(&out.DiagnosticReports, func(v *r4.DiagnosticReport) { v.Identifier = own(v.Identifier) })
	strip(&out.ImagingStudies, func(v *r4.ImagingStudy) { v.Identifier = own(v.Identifier) })
	strip(&out.Specimens, func(v *r4.Specimen) { v.Identifier = own(v.Identifier) })
	strip(&out.Observations, func(v *r4.Observation) { v.Identifier = own(v.Identifier) })
	strip(&out.AllergyIntolerances, func(v *r4.AllergyIntolerance) { v.Identifier = own(v.Identifier) })
	strip(&out.ServiceRequests, func(v *r4.ServiceRequest) { v.Identifier = own(v.Identifier) })
	strip(&out.Tasks, func(v *r4.Task) { v.Identifier = own(v.Identifier) })
	strip(&out.MedicationStatements, func(v *r4.MedicationStatement) { v.Identifier = own(v.Identifier) })
	strip(&out.Coverages, func(v *r4.Coverage) { v.Identifier = own(v.Identifier) })
	strip(&out.Invoices, func(v *r4.Invoice) { v.Identifier = own(v.Identifier) })
	return &out
}

// strip changes copies of resources.
func strip[T any](list *[]T, change func(*T)) {
	*list = slices.Clone(*list)
	for i := range *list {
		change(&(*list)[i])
	}
}
