package transaction

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/crossbay/crossbay/fhir"
)

// merge returns a shared resource as two stays state it: what the newer says holds, and
// what it does not speak of is as the older has it. So nothing is taken back by silence,
// a death least of all. Lists whose members are about different things, such as
// addresses, are merged member by member.
func merge(older, newer []byte) ([]byte, error) {
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
			b.remove(func(m member) bool { return m.name == "deceasedBoolean" })
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
		return nil, errBundle
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

// AsOf returns the time as of which the Patient of the Bundle is so, the zero Time for
// none or an unknown one.
func (b *Bundle) AsOf() time.Time {
	if at := asOf(b); at != never {
		return time.Unix(at, 0)
	}
	return time.Time{}
}

// asOf returns the time as of which a stay is so, in seconds: that which its Patient
// states, the least for one that states none. A date is the start of its day in Hong
// Kong and mainland China.
func asOf(b *Bundle) int64 {
	for _, e := range b.Entries {
		if e.Type != "Patient" {
			continue
		}
		var p struct {
			Extension []struct {
				URL           string `json:"url"`
				ValueDateTime string `json:"valueDateTime"`
			} `json:"extension"`
		}
		if json.Unmarshal(e.Resource, &p) != nil {
			continue
		}
		for _, x := range p.Extension {
			if x.URL == fhir.ExtensionAsOf {
				return seconds(x.ValueDateTime)
			}
		}
	}
	return never
}

// never is before every time.
const never = -1 << 62

func seconds(date string) int64 {
	zone := time.FixedZone("", 8*60*60)
	for _, form := range [...]string{time.RFC3339, "2006-01-02", "2006-01", "2006"} {
		if t, err := time.ParseInLocation(form, date, zone); err == nil {
			return t.Unix()
		}
	}
	return never
}
