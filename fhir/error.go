package fhir

import "strconv"

// An ElementError says which element of a Document is wrong, and how. It
// never holds a value of the document.
type ElementError struct {
	// Path is the element, from its resource on, as in
	// "Encounter[1].period.start": the index counts the resources of that
	// type in the document.
	Path string
	// Rule is what the element breaks: the key of an invariant of FHIR R4
	// ("bdl-9", "per-1"), the name of a primitive type whose values it is
	// not of ("dateTime"), or one of the Rule constants.
	Rule string
	// Reason says it in words.
	Reason string
}

// Rules that have no key in FHIR.
const (
	// RuleEncoding: a string is not valid UTF-8, or has control characters.
	RuleEncoding = "encoding"
	// RuleEnum: an enumeration of samply's holds a number without a code.
	RuleEnum = "enum"
	// RuleChoice: more than one variant of a choice is set.
	RuleChoice = "choice"
	// RuleDepth: elements are nested too deep.
	RuleDepth = "depth"
	// RuleID: a resource has no id, one that is not a lower-case UUID, or
	// that of another resource.
	RuleID = "resource-id"
	// RuleRequired: an element that must be there is not.
	RuleRequired = "required"
	// RuleReference: a reference leads to no resource of the document, or
	// to one of the wrong type.
	RuleReference = "reference"
)

// Error returns the path and the reason.
func (e *ElementError) Error() string { return "fhir: " + e.Path + ": " + e.Reason }

// A frame is one step on the way to an element.
type frame struct {
	name  string // empty for a member of a list, which the list counts
	index int    // in a list; -1 elsewhere
}

// path writes the way to an element as FHIRPath does.
func path(frames []frame, name string) string {
	var b []byte
	for _, f := range frames {
		if f.name != "" {
			if len(b) > 0 {
				b = append(b, '.')
			}
			b = append(b, bare(f.name)...)
		}
		if f.index >= 0 {
			b = append(b, '[')
			b = strconv.AppendInt(b, int64(f.index), 10)
			b = append(b, ']')
		}
	}
	if name != "" {
		if len(b) > 0 {
			b = append(b, '.')
		}
		b = append(b, bare(name)...)
	}
	return string(b)
}

// bare turns a key as the generated code has it, `"name":`, into the name.
func bare(key string) string {
	if len(key) > 3 && key[0] == '"' {
		return key[1 : len(key)-2]
	}
	return key
}
