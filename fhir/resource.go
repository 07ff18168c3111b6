package fhir

import "strings"

// A resourceKind is a type of resource that a Document holds.
type resourceKind uint8

// targets are the types to which a reference may point.
type targets uint32

const anyResource = ^targets(0)

func (k resourceKind) name() string { return kindNames[k] }

// kindNamed returns the type of that name.
func kindNamed(name string) (resourceKind, bool) {
	for i := range kindNames {
		if kindNames[i] == name {
			return resourceKind(i), true
		}
	}
	return 0, false
}

// urnUUID is what stands before an id in the fullUrl of an entry and in a
// reference to it.
const urnUUID = "urn:uuid:"

// An index finds the resources of a document by their ids.
type index struct {
	// Documents are small, so a small index is part of its owner and needs
	// no heap; slots is a hash table of positions in entries, plus one.
	entries [smallIndex]identity
	n       int
	slots   [2 * smallIndex]uint8
	// large takes over where there are more.
	large map[string]resourceKind
}

const smallIndex = 128

type identity struct {
	id   string
	kind resourceKind
}

// reset forgets the resources of the document before.
func (x *index) reset() {
	x.n, x.large = 0, nil
	clear(x.slots[:])
}

// add adds resource n of a type, or says what is wrong with its id.
func (x *index) add(kind resourceKind, n int, id *string) *ElementError {
	reason := ""
	switch {
	case id == nil:
		reason = "is missing"
	case !isUUID(*id):
		reason = "is not a UUID in lower case"
	case !x.insert(*id, kind):
		reason = "is that of another resource too"
	default:
		return nil
	}
	return &ElementError{Path: path([]frame{{name: kind.name(), index: n}}, "id"), Rule: RuleID, Reason: reason}
}

func (x *index) insert(id string, kind resourceKind) bool {
	if x.large == nil && x.n == smallIndex {
		x.large = make(map[string]resourceKind, 4*smallIndex)
		for _, e := range x.entries {
			x.large[e.id] = e.kind
		}
	}
	if x.large != nil {
		_, ok := x.large[id]
		x.large[id] = kind
		return !ok
	}
	i := x.slot(id)
	if x.slots[i] != 0 {
		return false
	}
	x.entries[x.n] = identity{id, kind}
	x.n++
	x.slots[i] = uint8(x.n)
	return true
}

// slot returns the slot in which the UUID stands, or would stand.
func (x *index) slot(id string) uint64 {
	h := load64(id, uuidLength-8) * 0x9e3779b97f4a7c15 // 2^64 by the golden ratio
	for i := h >> 32 % uint64(len(x.slots)); ; i = (i + 1) % uint64(len(x.slots)) {
		if n := x.slots[i]; n == 0 || x.entries[n-1].id == id {
			return i
		}
	}
}

// find returns the type of the resource to which a reference leads.
func (x *index) find(reference string) (resourceKind, bool) {
	id, ok := strings.CutPrefix(reference, urnUUID)
	if !ok || len(id) != uuidLength {
		return 0, false
	}
	if x.large != nil {
		kind, ok := x.large[id]
		return kind, ok
	}
	if n := x.slots[x.slot(id)]; n != 0 {
		return x.entries[n-1].kind, true
	}
	return 0, false
}
