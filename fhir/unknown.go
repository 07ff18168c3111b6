package fhir

import (
	"encoding/json"
	"reflect"
	"strings"
)

// Unknown, in place of the value of an element that FHIR writes as a string, says
// that there is a value and nobody knows it. It is written as the extension
// data-absent-reason of the primitive, with the code unknown:
//
//	"_birthDate":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}
//
// Profiles ask for it where R4 lets the element be missing. It is no value of any
// element: FHIR's strings have no control characters. It cannot stand in a list.
const Unknown = "\x00unknown"

const unknownExtension = `{"extension":[{"url":"` + ExtensionDataAbsentReason + `","valueCode":"unknown"}]}`

// unknown writes an element whose value is not known.
func (e *encoder) unknown(key string) {
	name, ok := strings.CutPrefix(key, `"`)
	if !ok {
		e.fail(key, RuleEncoding, "is unknown, and stands in a list")
		return
	}
	e.key(`"_`)
	e.buf = append(append(e.buf, name...), unknownExtension...)
}

// readUnknown goes over the value ahead if it says that a primitive is unknown, and
// reports whether it does.
func (d *decoder) readUnknown() bool {
	start, depth, name := d.pos, d.depth, d.name
	d.skip()
	var v any
	if d.err == nil && json.Unmarshal([]byte(d.src[start:d.pos]), &v) == nil && isUnknown(v) {
		d.name = name
		return true
	}
	d.pos, d.depth, d.name, d.err = start, depth, name, nil
	return false
}

// isUnknown reports whether what stands beside a primitive says that it is unknown,
// and no more.
func isUnknown(v any) bool {
	return reflect.DeepEqual(v, map[string]any{"extension": []any{map[string]any{"url": ExtensionDataAbsentReason, "valueCode": "unknown"}}})
}

// known takes out of a value what says of a primitive that it is unknown, which is
// to say nothing, and what is empty without it; nil where nothing is left.
func known(v any) any {
	switch v := v.(type) {
	case map[string]any:
		n := len(v)
		for name, member := range v {
			if strings.HasPrefix(name, "_") && isUnknown(member) && v[name[1:]] == nil {
				delete(v, name)
			} else if left := known(member); left == nil && member != nil {
				delete(v, name)
			} else {
				v[name] = left
			}
		}
		if n > 0 && len(v) == 0 {
			return nil
		}
	case []any:
		kept := v[:0]
		for _, member := range v {
			if left := known(member); left != nil || member == nil {
				kept = append(kept, left)
			}
		}
		if len(v) > 0 && len(kept) == 0 {
			return nil
		}
		return kept
	}
	return v
}
