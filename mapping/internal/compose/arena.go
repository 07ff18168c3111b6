package compose

import (
	"encoding/json"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// A documentArena holds the small parts of documents, so that a document of a
// few hundred of them is a few allocations. A Builder of one document after
// another resets its arena for the next.
//
// The zero documentArena is ready for use.
type documentArena struct {
	pointers   arena.Slab[string]
	extensions arena.Slab[r4.Extension]
	codings    arena.Slab[r4.Coding]
	concepts   arena.Slab[r4.CodeableConcept]
	references arena.Slab[r4.Reference]
	quantities arena.Slab[r4.Quantity]
	moneys     arena.Slab[r4.Money]
	numbers    arena.Slab[json.Number]
	integers   arena.Slab[int]

	identifiers  arena.Slab[r4.Identifier]
	names        arena.Slab[r4.HumanName]
	points       arena.Slab[r4.ContactPoint]
	addresses    arena.Slab[r4.Address]
	contacts     arena.Slab[r4.PatientContact]
	participants arena.Slab[r4.EncounterParticipant]
	places       arena.Slab[r4.EncounterLocation]
	listed       arena.Slab[r4.EncounterDiagnosis]
	performers   arena.Slab[r4.ProcedurePerformer]
	lines        arena.Slab[r4.InvoiceLineItem]
	prices       arena.Slab[r4.InvoiceLineItemPriceComponent]
	sections     arena.Slab[r4.CompositionSection]
	systems      arena.Slab[r4.ContactPointSystem]
	pointUses    arena.Slab[r4.ContactPointUse]
	uses         arena.Slab[r4.AddressUse]
	periods      arena.Slab[r4.Period]
	admissions   arena.Slab[r4.EncounterHospitalization]
	narratives   arena.Slab[r4.Narrative]
	components   arena.Slab[r4.ObservationComponent]
	genders      arena.Slab[r4.AdministrativeGender]
	nameUses     arena.Slab[r4.NameUse]
	numberUses   arena.Slab[r4.IdentifierUse]

	arena.Texts
}

// reset takes back all that the arena has given. The strings stay valid.
func (a *documentArena) reset() {
	a.pointers.Reset()
	a.extensions.Reset()
	a.codings.Reset()
	a.concepts.Reset()
	a.references.Reset()
	a.quantities.Reset()
	a.moneys.Reset()
	a.numbers.Reset()
	a.integers.Reset()
	a.identifiers.Reset()
	a.names.Reset()
	a.points.Reset()
	a.addresses.Reset()
	a.contacts.Reset()
	a.participants.Reset()
	a.places.Reset()
	a.listed.Reset()
	a.performers.Reset()
	a.lines.Reset()
	a.prices.Reset()
	a.sections.Reset()
	a.systems.Reset()
	a.pointUses.Reset()
	a.uses.Reset()
	a.periods.Reset()
	a.admissions.Reset()
	a.narratives.Reset()
	a.components.Reset()
	a.genders.Reset()
	a.nameUses.Reset()
	a.numberUses.Reset()
}

// string returns a pointer to s.
func (a *documentArena) string(s string) *string { return a.pointers.Of(s) }

// optional returns a pointer to s, nil where s is empty.
func (a *documentArena) optional(s string) *string {
	if s == "" {
		return nil
	}
	return a.string(s)
}

// number returns a pointer to d as JSON has it.
func (a *documentArena) number(d frontsheet.Decimal) *json.Number {
	return a.numbers.Of(json.Number(d))
}

// extension returns a list of one extension.
func (a *documentArena) extension(e r4.Extension) []r4.Extension {
	return append(a.extensions.List(1), e)
}

// concept returns a list of one concept.
func (a *documentArena) concept(c r4.CodeableConcept) []r4.CodeableConcept {
	return append(a.concepts.List(1), c)
}

// conceptOf returns a pointer to c.
func (a *documentArena) conceptOf(c r4.CodeableConcept) *r4.CodeableConcept { return a.concepts.Of(c) }
