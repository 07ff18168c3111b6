// Package merge makes one resource of what several stays state of it.
package merge

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
)

// errResource says nothing of what stands in the text.
var errResource = errors.New("the text is no resource")

// Resources returns a resource that stays share as two of them state it: what the newer
// says holds, and what it does not speak of is as the older has it. So nothing is taken
// back by silence, a death least of all. Lists whose members are about different things,
// such as addresses, are merged member by member.
func Resources(older, newer []byte) ([]byte, error) {
	a, err := parseObject(older)
	if err != nil {
		return nil, err
	}
	b, err := parseObject(newer)
	if err != nil {
		return nil, err
	}
	for _, m := range a {
		stated := b.get(m.name)
		switch slot := slots[m.name]; {
		case stated == nil && b.choice(m.name) == "":
			b.set(m.name, m.value)
		case m.name == "deceasedDateTime" && string(b.get("deceasedBoolean")) == "true":
			// That the patient is dead says no other thing than when.
			b.remove("deceasedBoolean")
			b.set(m.name, m.value)
		case stated != nil && slot != nil:
			list, err := union(m.value, stated, slot)
			if err != nil {
				return nil, err
			}
			b.set(m.name, list)
		}
	}
	return b.appendTo(nil), nil
}

// Dead returns a Patient as it is, or, where it says that he lives and another says that
// he has died, with what that says of it.
func Dead(patient, other []byte) ([]byte, error) {
	p, err := parseObject(patient)
	if err != nil {
		return nil, err
	}
	o, err := parseObject(other)
	if err != nil {
		return nil, err
	}
	if p.get("deceasedDateTime") != nil || string(p.get("deceasedBoolean")) == "true" {
		return patient, nil
	}
	for _, m := range o {
		if m.name == "deceasedDateTime" || m.name == "deceasedBoolean" && string(m.value) == "true" {
			p.remove("deceasedBoolean")
			p.set(m.name, m.value)
			return p.appendTo(nil), nil
		}
	}
	return patient, nil
}

// An object is a JSON object whose members keep their order.
type object []member

type member struct {
	name  string
	value json.RawMessage
}

func parseObject(text []byte) (object, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		return nil, errResource
	}
	var o object
	for decoder.More() {
		name, err := decoder.Token()
		var m member
		if err == nil {
			m.name, _ = name.(string)
			err = decoder.Decode(&m.value)
		}
		if err != nil {
			return nil, errResource
		}
		o = append(o, m)
	}
	return o, nil
}

func (o object) get(name string) json.RawMessage {
	for i := range o {
		if o[i].name == name {
			return o[i].value
		}
	}
	return nil
}

// set sets a member, or adds it at the end.
func (o *object) set(name string, value json.RawMessage) {
	for i := range *o {
		if (*o)[i].name == name {
			(*o)[i].value = value
			return
		}
	}
	*o = append(*o, member{name, value})
}

func (o *object) remove(name string) {
	kept := (*o)[:0]
	for _, m := range *o {
		if m.name != name {
			kept = append(kept, m)
		}
	}
	*o = kept
}

func (o object) appendTo(dst []byte) []byte {
	dst = append(dst, '{')
	for i, m := range o {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(append(append(append(dst, '"'), m.name...), `":`...), m.value...)
	}
	return append(dst, '}')
}

// choice returns the name of another variant of the choice that an element is of.
func (o object) choice(name string) string {
	for _, choice := range [...]string{"deceased", "multipleBirth"} {
		if !strings.HasPrefix(name, choice) {
			continue
		}
		for _, m := range o {
			if strings.HasPrefix(m.name, choice) {
				return m.name
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
		o, _ := parseObject(m)
		var key strings.Builder
		for _, name := range names {
			key.Write(o.get(name))
			key.WriteByte(0)
		}
		return key.String()
	}
}

// contactSlot is the relationship of a contact, and the name where none is stated.
func contactSlot(m json.RawMessage) string {
	o, _ := parseObject(m)
	if relationship := o.get("relationship"); relationship != nil {
		return string(relationship)
	}
	return string(o.get("name"))
}

// union returns the newer list, and after it what the older has of other slots.
func union(older, newer json.RawMessage, slot func(json.RawMessage) string) (json.RawMessage, error) {
	var a, b []json.RawMessage
	if json.Unmarshal(older, &a) != nil || json.Unmarshal(newer, &b) != nil {
		return nil, errResource
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
