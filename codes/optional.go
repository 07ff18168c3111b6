package codes

import "iter"

// A Lister is a [Table] that can list its concepts.
type Lister interface {
	Table
	// All yields every concept once, in an order that does not change.
	All() iter.Seq[Concept]
}

// A Hierarchy is a [Table] whose codes stand in a tree.
type Hierarchy interface {
	Table
	// Parent returns the code directly above code. False where there is none.
	Parent(code string) (Concept, bool)
	// Children yields the codes directly below code, in the order of the table.
	Children(code string) iter.Seq[Concept]
}

// A MapLister is a [Map] that can list the codes that it knows. A Registry
// needs it, or a [Reverser], to look a map up backwards.
type MapLister interface {
	Map
	// Codes yields every source code once, those without a target included,
	// in an order that does not change.
	Codes() iter.Seq[string]
}

// A Reverser is a [Map] that can be asked backwards.
type Reverser interface {
	Map
	// Reverse returns, for a code of the map's target, every source whose
	// translation names it. Concept is the source, Equivalence that of the
	// source to code: the inverse of the map's own. A Group says that the
	// source translates to code and others together.
	Reverse(code string) []Match
}
