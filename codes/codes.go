package codes

// A Concept is a code of a System with its names. A name that is not known is
// empty; none is made up.
type Concept struct {
	System  System
	Code    string
	English string // en
	Hans    string // zh-Hans-CN, as mainland China writes it
	Hant    string // zh-Hant-HK, as Hong Kong writes it
}

// A Table looks up codes of one System. Implementations are safe for
// concurrent use.
type Table interface {
	System() System
	// Lookup returns the concept of code, which is matched exactly: with its
	// dot, in the case that the system prescribes.
	Lookup(code string) (Concept, bool)
}

// A Map translates codes of one System into another. Implementations are safe
// for concurrent use.
type Map interface {
	Source() System
	Target() System
	// Translate returns the matches of code, best first. Nil means that the
	// map does not know the code; a match whose Equivalence is Unmatched
	// means that the map knows it and says that the target has none. The
	// caller does not change the slice, which may be the map's own.
	Translate(code string) []Match
}

// A Match is one answer of a Map.
type Match struct {
	// Concept is the target. Its Code is empty where Equivalence is Unmatched.
	Concept     Concept
	Equivalence Equivalence
	// Group ties together the matches that only together translate a code
	// (a GEM combination). Zero: the match stands alone.
	Group Group
	// Map names the map or rule that gave the match, as a canonical URI, and
	// MapVersion its edition. A route over several maps names each, in order,
	// separated by a space; there a map that states no edition stands as "-".
	Map, MapVersion string
	// Comment says in English why the match is no better than it is, or why
	// there is none. May be empty, except where R4 demands one (narrower,
	// inexact).
	Comment string
}

// A Group places a match in a combination: one match of each choice list of
// one scenario, taken together, translates the code.
type Group struct {
	Scenario   int // 1 and up; alternatives among which a coder chooses
	ChoiceList int // 1 and up; the part of the combination
}

// An Equivalence says how a target relates to its source, as FHIR R4's
// ConceptMap does: Wider means that the target is wider than the source.
// The zero Equivalence is not valid.
type Equivalence uint8

// The equivalences of http://hl7.org/fhir/concept-map-equivalence.
const (
	Equal Equivalence = iota + 1
	Equivalent
	Wider
	Subsumes
	Narrower
	Specializes
	Inexact
	RelatedTo
	Unmatched
	Disjoint
)
