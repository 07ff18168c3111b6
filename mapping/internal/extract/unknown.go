package extract

import (
	"slices"

	"github.com/crossbay/crossbay/fhir"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// known returns a document without what it says to be unknown, where a patient
// summary does: for a sheet that is no other than not to say it.
func known(d *fhir.Document) *fhir.Document {
	unknown := func(s *string) bool { return s != nil && *s == fhir.Unknown }
	text := func(s **string) {
		if unknown(*s) {
			*s = nil
		}
	}
	names := func(list *[]r4.HumanName) {
		if slices.ContainsFunc(*list, func(n r4.HumanName) bool { return unknown(n.Text) }) {
			*list = slices.DeleteFunc(slices.Clone(*list), func(n r4.HumanName) bool { return unknown(n.Text) })
		}
	}
	k := *d
	text(&k.Patient.BirthDate)
	names(&k.Patient.Name)
	copied(&k.Organizations, func(o *r4.Organization) bool { return unknown(o.Name) }, func(o *r4.Organization) { o.Name = nil })
	copied(&k.Practitioners, func(p *r4.Practitioner) bool { return len(p.Name) > 0 && unknown(p.Name[0].Text) }, func(p *r4.Practitioner) { names(&p.Name) })
	copied(&k.Procedures, func(p *r4.Procedure) bool { return unknown(p.PerformedDateTime) }, func(p *r4.Procedure) { p.PerformedDateTime = nil })
	copied(&k.Observations, func(o *r4.Observation) bool { return unknown(o.EffectiveDateTime) }, func(o *r4.Observation) { o.EffectiveDateTime = nil })
	copied(&k.MedicationStatements, func(m *r4.MedicationStatement) bool { return unknown(m.EffectiveDateTime) }, func(m *r4.MedicationStatement) { m.EffectiveDateTime = nil })
	return &k
}

// copied has change applied to those of a list that it is for, in a copy of the list.
func copied[T any](list *[]T, isFor func(*T) bool, change func(*T)) {
	own := false
	for i := range *list {
		if !isFor(&(*list)[i]) {
			continue
		}
		if !own {
			*list, own = slices.Clone(*list), true
		}
		change(&(*list)[i])
	}
}
