package codes

// The rank of an equivalence is how much of the source's meaning the target
// is known to keep; see [Equivalence.Compare].
var equivalences = [...]struct {
	code string
	rank int8
}{
	{"", 127},
	Equal:       {"equal", 0},
	Equivalent:  {"equivalent", 1},
	Wider:       {"wider", 3},
	Subsumes:    {"subsumes", 2},
	Narrower:    {"narrower", 5},
	Specializes: {"specializes", 4},
	Inexact:     {"inexact", 6},
	RelatedTo:   {"relatedto", 7},
	Unmatched:   {"unmatched", 8},
	Disjoint:    {"disjoint", 8},
}

// String returns the code of FHIR R4 ("relatedto"), or "" for a value that is
// not an Equivalence.
func (e Equivalence) String() string {
	if !e.Valid() {
		return ""
	}
	return equivalences[e].code
}

// Valid reports whether e is one of the ten equivalences.
func (e Equivalence) Valid() bool { return Equal <= e && e <= Disjoint }

// Translates reports whether e ties its source to a target: it is valid, and
// neither Unmatched nor Disjoint.
func (e Equivalence) Translates() bool { return Equal <= e && e <= RelatedTo }

// ParseEquivalence returns the equivalence that FHIR R4 writes as code.
// Codes of other releases ("source-is-narrower-than-target") are not R4's.
func ParseEquivalence(code string) (e Equivalence, ok bool) {
	for e := Equal; e <= Disjoint; e++ {
		if equivalences[e].code == code {
			return e, true
		}
	}
	return 0, false
}

// Compare returns a negative number where e is the better translation, a
// positive one where f is, and 0 where neither is. From best to worst:
//
//	equal
//	equivalent
//	subsumes       the target says less than the source, and nothing else
//	wider
//	specializes    the target says more than the source did
//	narrower
//	inexact        the two overlap
//	relatedto      the two overlap, and how is not known
//	unmatched, disjoint
//
// An invalid value is worse than any.
func (e Equivalence) Compare(f Equivalence) int {
	return int(e.rank()) - int(f.rank())
}

func (e Equivalence) rank() int8 {
	if !e.Valid() {
		return equivalences[0].rank
	}
	return equivalences[e].rank
}

// Inverse returns the equivalence of the source to the target, where e is that
// of the target to the source.
func (e Equivalence) Inverse() Equivalence {
	switch e {
	case Wider:
		return Narrower
	case Narrower:
		return Wider
	case Subsumes:
		return Specializes
	case Specializes:
		return Subsumes
	}
	return e
}

// Compose returns what is known of a code C and a code A where e relates B to
// A and f relates C to B. The answer is never better than e or f:
//
//   - equal and equivalent leave the other one as it is;
//   - wider and subsumes in a row stay wider, and subsumes only where both are;
//     narrower and specializes likewise;
//   - any other pair that translates is relatedto: up and then down again, or
//     two overlaps in a row, say that the two have to do with one another and
//     no longer how;
//   - what is disjoint from a code is disjoint from everything within that
//     code; every other pair with unmatched or disjoint in it is unmatched.
//
// With an invalid value the answer is the zero Equivalence.
func Compose(e, f Equivalence) Equivalence {
	switch {
	case !e.Valid() || !f.Valid():
		return 0
	case f == Disjoint && (e == Equal || e == Equivalent || e == Wider || e == Subsumes),
		e == Disjoint && (f == Equal || f == Equivalent || f == Narrower || f == Specializes):
		return Disjoint
	case !e.Translates() || !f.Translates():
		return Unmatched
	case e == Equal:
		return f
	case f == Equal:
		return e
	case e == Equivalent:
		return f
	case f == Equivalent, e == f && e != Inexact:
		return e
	case up(e) && up(f):
		return Wider
	case down(e) && down(f):
		return Narrower
	}
	return RelatedTo
}

func up(e Equivalence) bool   { return e == Wider || e == Subsumes }
func down(e Equivalence) bool { return e == Narrower || e == Specializes }

// Translated reports whether matches hold a translation: what R4's $translate
// answers as "result". It is false of an empty slice, and where every match is
// Unmatched or Disjoint.
func Translated(matches []Match) bool {
	for i := range matches {
		if matches[i].Equivalence.Translates() {
			return true
		}
	}
	return false
}
