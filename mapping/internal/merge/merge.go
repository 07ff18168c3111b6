// Package merge makes one resource of what several stays state of it.
package merge

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/internal/jsonobject"
)

// Resources returns a resource that stays share as two of them state it: what the newer
// says holds, and what it does not speak of is as the older has it. So nothing is taken
// back by silence, a death least of all. Lists whose members are about different things,
// such as addresses, are merged member by member.
func Resources(older, newer []byte) ([]byte, error) {
	a, err := jsonobject.Parse(older)
	if err != nil {
		return nil, err
	}
	b, err := jsonobject.Parse(newer)
	if err != nil {
		return nil, err
	}
	for _, m := range a {
		stated := b.Get(m.Name)
		switch slot := slots[m.Name]; {
		case stated == nil && choice(b, m.Name) == "":
			b.Set(m.Name, m.Value)
		case m.Name == "deceasedDateTime" && string(b.Get("deceasedBoolean")) == "true":
			// That the patient is dead says no other thing than when.
			b = without(b, "deceasedBoolean")
			b.Set(m.Name, m.Value)
		case stated != nil && slot != nil:
			list, err := union(m.Value, stated, slot)
			if err != nil {
				return nil, err
			}
			b.Set(m.Name, list)
		}
	}
	return b.Append(nil), nil
}

// Dead returns a Patient as it is, or, where it says that he lives and another says that
// he has died, with what that says of it.
func Dead(patient, other []byte) ([]byte, error) {
	p, err := jsonobject.Parse(patient)
	if err != nil {
		return nil, err
	}
	o, err := jsonobject.Parse(other)
	if err != nil {
		return nil, err
	}
	if p.Get("deceasedDateTime") != nil || string(p.Get("deceasedBoolean")) == "true" {
		return patient, nil
	}
	for _, m := range o {
		if m.Name == "deceasedDateTime" || m.Name == "deceasedBoolean" && string(m.Value) == "true" {
			p = without(p, "deceasedBoolean")
			p.Set(m.Name, m.Value)
			return p.Append(nil), nil
		}
	}
	return patient, nil
}

// without returns an object without the member of a name.
func without(o jsonobject.Object, name string) jsonobject.Object {
	return slices.DeleteFunc(o, func(m jsonobject.Member) bool { return m.Name == name })
}

// choice returns the name of another variant of the choice that an element is of.
func choice(o jsonobject.Object, name string) string {
	for _, choice := range [...]string{"deceased", "multipleBirth"} {
		if !strings.HasPrefix(name, choice) {
			continue
		}
		for _, m := range o {
			if strings.HasPrefix(m.Name, choice) {
				return m.Name
			}
		}
	}
	return ""
}

// slots say what a member of a list is about: of two with the same the newer holds.
var slots = map[string]func(json.RawMessage) string{
	"extension":  slot("url"),
	"identifier": slot("use", "system", "type"),
	"name":       slot("use", "extension"),
	"telecom":    slot("use", "system"),
	"address":    slot("use", "extension"),
	"contact":    contactSlot,
	"alias":      func(m json.RawMessage) string { return string(m) },
}

// slot returns what has members of the same values in a slot.
func slot(names ...string) func(json.RawMessage) string {
	return func(m json.RawMessage) string {
		o, _ := jsonobject.Parse(m)
		var key strings.Builder
		for _, name := range names {
			key.Write(o.Get(name))
			key.WriteByte(0)
		}
		return key.String()
	}
}

// contactSlot is the relationship of a contact, and the name where none is stated.
func contactSlot(m json.RawMessage) string {
	o, _ := jsonobject.Parse(m)
	if relationship := o.Get("relationship"); relationship != nil {
		return string(relationship)
	}
	return string(o.Get("name"))
}

// union returns the newer list, and after it what the older has of other slots.
func union(older, newer json.RawMessage, slot func(json.RawMessage) string) (json.RawMessage, error) {
	var a, b []json.RawMessage
	if json.Unmarshal(older, &a) != nil || json.Unmarshal(newer, &b) != nil {
		return nil, jsonobject.ErrNone
	}
	taken := map[string]bool{}
	for _, m := range b {
		taken[slot(m)] = true
	}
	for _, m := range a {
		if !taken[slot(m)] {
			b = append(b, m)
		}
	}
	out := []byte{'['}
	for i, m := range b {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, m...)
	}
	return append(out, ']'), nil
}
