package mapping

import (
	"encoding/json"
	"slices"
	"strings"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// A documentArena holds the small parts of documents, so that a document of a few
// hundred of them is a few allocations. A worker resets its arena when the
// document has been encoded; a document that is handed out keeps its own.
//
// The zero documentArena is ready for use.
type documentArena struct {
	pointers   slab[string]
	extensions slab[r4.Extension]
	codings    slab[r4.Coding]
	concepts   slab[r4.CodeableConcept]
	references slab[r4.Reference]
	quantities slab[r4.Quantity]
	moneys     slab[r4.Money]
	numbers    slab[json.Number]
	integers   slab[int]

	identifiers  slab[r4.Identifier]
	names        slab[r4.HumanName]
	points       slab[r4.ContactPoint]
	addresses    slab[r4.Address]
	contacts     slab[r4.PatientContact]
	participants slab[r4.EncounterParticipant]
	places       slab[r4.EncounterLocation]
	listed       slab[r4.EncounterDiagnosis]
	performers   slab[r4.ProcedurePerformer]
	lines        slab[r4.InvoiceLineItem]
	prices       slab[r4.InvoiceLineItemPriceComponent]
	sections     slab[r4.CompositionSection]
	systems      slab[r4.ContactPointSystem]
	pointUses    slab[r4.ContactPointUse]
	uses         slab[r4.AddressUse]
	periods      slab[r4.Period]
	admissions   slab[r4.EncounterHospitalization]
	narratives   slab[r4.Narrative]

	texts
}

// texts holds strings that share memory.
type texts struct{ text *strings.Builder }

// reset takes back all that the arena has given. The strings stay valid.
func (a *documentArena) reset() {
	a.pointers.reset()
	a.extensions.reset()
	a.codings.reset()
	a.concepts.reset()
	a.references.reset()
	a.quantities.reset()
	a.moneys.reset()
	a.numbers.reset()
	a.integers.reset()
	a.identifiers.reset()
	a.names.reset()
	a.points.reset()
	a.addresses.reset()
	a.contacts.reset()
	a.participants.reset()
	a.places.reset()
	a.listed.reset()
	a.performers.reset()
	a.lines.reset()
	a.prices.reset()
	a.sections.reset()
	a.systems.reset()
	a.pointUses.reset()
	a.uses.reset()
	a.periods.reset()
	a.admissions.reset()
	a.narratives.reset()
}

// string returns a pointer to s.
func (a *documentArena) string(s string) *string { return a.pointers.of(s) }

// optional returns a pointer to s, nil where s is empty.
func (a *documentArena) optional(s string) *string {
	if s == "" {
		return nil
	}
	return a.string(s)
}

// number returns a pointer to d as JSON has it.
func (a *documentArena) number(d Decimal) *json.Number { return a.numbers.of(json.Number(d)) }

// extension returns a list of one extension.
func (a *documentArena) extension(e r4.Extension) []r4.Extension {
	return append(a.extensions.list(1), e)
}

// concept returns a list of one concept.
func (a *documentArena) concept(c r4.CodeableConcept) []r4.CodeableConcept {
	return append(a.concepts.list(1), c)
}

// conceptOf returns a pointer to c.
func (a *documentArena) conceptOf(c r4.CodeableConcept) *r4.CodeableConcept { return a.concepts.of(c) }

// textSize is the room for strings that an arena takes at a time.
const textSize = 8 << 10

// join returns the parts as one string. Strings of one document share memory.
func (a *texts) join(parts ...string) string {
	size := 0
	for _, p := range parts {
		size += len(p)
	}
	if a.text == nil || a.text.Cap()-a.text.Len() < size {
		a.text = &strings.Builder{}
		a.text.Grow(max(textSize, size))
	}
	from := a.text.Len()
	for _, p := range parts {
		a.text.WriteString(p)
	}
	return a.text.String()[from:]
}

// bytes returns a string of b.
func (a *texts) bytes(b []byte) string {
	if a.text == nil || a.text.Cap()-a.text.Len() < len(b) {
		a.text = &strings.Builder{}
		a.text.Grow(max(textSize, len(b)))
	}
	from := a.text.Len()
	a.text.Write(b)
	return a.text.String()[from:]
}

// A slab gives out slices of chunks of values.
type slab[T any] struct {
	chunks [][]T
	chunk  int // the one in hand
	used   int // of it
}

// A slab takes few values at first, since a document may need no more, and
// then as many as it has, up to largestChunk.
const (
	smallestChunk = 8
	largestChunk  = 64
)

// list returns an empty slice with room for n values that nobody else has.
// What the room holds is of no account.
func (s *slab[T]) list(n int) []T {
	for ; s.chunk < len(s.chunks); s.chunk, s.used = s.chunk+1, 0 {
		if c := s.chunks[s.chunk]; s.used+n <= len(c) {
			s.used += n
			return c[s.used-n : s.used-n : s.used]
		}
	}
	size := min(smallestChunk<<len(s.chunks), largestChunk)
	s.chunks = append(s.chunks, make([]T, max(n, size)))
	s.used = n
	return s.chunks[s.chunk][:0:n]
}

// take returns n zero values that nobody else has.
func (s *slab[T]) take(n int) []T {
	taken := s.list(n)[:n]
	clear(taken)
	return taken
}

// of returns a pointer to v.
func (s *slab[T]) of(v T) *T {
	list := append(s.list(1), v)
	return &list[0]
}

// append appends v to list, which has room for a few if it was nil.
func (s *slab[T]) append(list []T, v T) []T {
	if list == nil {
		list = s.list(fewValues)
	}
	return append(list, v)
}

// added adds a zero value to a list, and returns it to be filled in where it
// stands: resources and extensions are large to copy.
func added[T any](list *[]T) *T {
	n := len(*list)
	*list = slices.Grow(*list, 1)[:n+1]
	v := &(*list)[n]
	*v = *new(T)
	return v
}

// fewValues is how many members most lists of a document have room for.
const fewValues = 4

func (s *slab[T]) reset() { s.chunk, s.used = 0, 0 }
