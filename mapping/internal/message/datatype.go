package message

import (
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// composites lists, by the type of a field, those of its components that have
// components of their own, with their types: chapter 2A of HL7 v2.5. In any other
// component the mark of subcomponents is a character that the sender did not
// escape.
var composites = map[string]map[int]string{
	"CX":  {4: "HD", 6: "HD", 9: "CWE", 10: "CWE"},
	"DLD": {2: "TS"},
	"DR":  {1: "TS", 2: "TS"},
	"PL":  {4: "HD", 10: "EI", 11: "HD"},
	"XAD": {1: "SAD", 12: "DR", 13: "TS", 14: "TS"},
	"XCN": {2: "FN", 9: "HD", 14: "HD", 16: "CE", 17: "DR", 19: "TS", 20: "TS", 22: "CWE", 23: "CWE"},
	"XON": {6: "HD", 8: "HD"},
	"XPN": {1: "FN", 9: "CE", 10: "DR", 12: "TS", 13: "TS"},
}

// component returns the text of the nth component of a repetition of the field in
// hand. Of one with components of its own it is the first of those, and of a
// surname the whole.
func (b *builder) component(repetition string, n int) string {
	value := b.message.ComponentOf(repetition, n)
	if strings.IndexByte(value, b.message.Subcomponent) < 0 {
		return b.clean(value, n)
	}
	switch of := b.composite(value, n); of {
	case "":
		return b.undivided(value, n)
	case "FN":
		return b.surname(value, n)
	default:
		b.dropsAfter(value, 1, n)
		return b.clean(b.message.SubcomponentOf(value, 1), n)
	}
}

// composite returns the type of the nth component where it has components of its
// own and value is written so, "" where value is a text. Nobody puts white space
// around a mark that divides: "SMITH & WONG" is a name.
func (b *builder) composite(value string, n int) string {
	of := composites[b.dataType][n]
	if of == "" {
		return ""
	}
	mark := string(b.message.Subcomponent)
	if strings.Contains(value, " "+mark+" ") {
		return ""
	}
	return of
}

// undivided returns a component in which the mark of subcomponents is part of the
// text. One of marks alone is empty.
func (b *builder) undivided(value string, n int) string {
	if strings.Trim(value, string(b.message.Subcomponent)+" ") == "" {
		b.keep()
		return ""
	}
	b.changed(frontsheet.Warning, "unescaped-delimiter", n, "the mark of subcomponents stands in a text that has none by the standard: it is read as part of the text")
	return b.clean(value, n)
}

// whole returns the text of a repetition that has no components.
func (b *builder) whole(repetition string) string {
	marks := string([]byte{b.message.Component, b.message.Subcomponent})
	if strings.HasPrefix(repetition, `""`) && strings.Trim(strings.ReplaceAll(repetition, `""`, ""), marks) == "" {
		b.null(0)
		return ""
	}
	if strings.IndexByte(repetition, b.message.Subcomponent) >= 0 {
		return b.undivided(repetition, 0)
	}
	return b.clean(repetition, 0)
}

// surname reads an FN: the surname in full, or else its prefix and itself.
func (b *builder) surname(value string, n int) string {
	b.keep()
	full := b.clean(b.message.SubcomponentOf(value, 1), n)
	if full == "" {
		full = strings.TrimSpace(b.clean(b.message.SubcomponentOf(value, 2), n) + " " + b.clean(b.message.SubcomponentOf(value, 3), n))
		b.dropsAfter(value, 3, n)
		return full
	}
	b.dropsAfter(value, 1, n)
	return full
}

// dropsAfter reports that a component has parts after those that are read, unless
// these say the same.
func (b *builder) dropsAfter(value string, read, n int) {
	b.keep()
	mark := string(b.message.Subcomponent)
	parts := strings.Split(value, mark)
	said := strings.Join(parts[:min(read, len(parts))], mark)
	for _, part := range parts[min(read, len(parts)):] {
		if part != "" && part != `""` && !strings.Contains(said, part) {
			b.issue(frontsheet.Warning, "part-left-out", n, "the component has parts for which there is no place: they are kept verbatim")
			return
		}
	}
}

// street reads XAD.1 as the lines that it holds: where it is an SAD, the street
// and the number of the house are one of them.
func (b *builder) street(repetition string) []string {
	const n = 1
	value := b.message.ComponentOf(repetition, n)
	mark := b.message.Subcomponent
	first, name, number := b.message.SubcomponentOf(value, 1), b.message.SubcomponentOf(value, 2), b.message.SubcomponentOf(value, 3)
	divided := strings.IndexByte(value, mark) >= 0 && b.composite(value, n) != "" &&
		(first == "" || number != "" || name == "" || strings.Contains(first, name))
	if !divided {
		if strings.IndexByte(value, mark) >= 0 {
			return texts(b.undivided(value, n))
		}
		return texts(b.clean(value, n))
	}
	b.dropsAfter(value, 3, n)
	first, name, number = b.clean(first, n), b.clean(name, n), b.clean(number, n)
	if name != "" && strings.Contains(first, name) {
		return texts(first)
	}
	road := strings.TrimSpace(number + " " + name)
	if ScriptOf(name) == Ideograms {
		road = name + number
	}
	return texts(first, road)
}

// texts returns those that are not empty.
func texts(list ...string) []string {
	return only(list, func(text *string) bool { return *text != "" })
}

// authority reads an HD that stands in a component.
func (b *builder) authority(repetition string, n int) frontsheet.Authority {
	value := b.message.ComponentOf(repetition, n)
	switch {
	case value == "":
		return frontsheet.Authority{}
	case strings.IndexByte(value, b.message.Subcomponent) < 0:
		return frontsheet.Authority{Name: b.clean(value, n)}
	case b.composite(value, n) == "":
		return frontsheet.Authority{Name: b.undivided(value, n)}
	}
	b.dropsAfter(value, 3, n)
	part := func(i int) string { return b.clean(b.message.SubcomponentOf(value, i), n) }
	a := frontsheet.Authority{Name: part(1), ID: part(2), Scheme: part(3)}
	if a.ID == "" {
		a.Scheme = ""
	}
	return a
}

// foreign returns an authority where it is another than the facility, and the
// zero one where it is that.
func (b *builder) foreign(a frontsheet.Authority) frontsheet.Authority {
	if b.isOther(a) {
		return a
	}
	return frontsheet.Authority{}
}
