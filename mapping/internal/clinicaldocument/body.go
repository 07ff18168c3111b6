package clinicaldocument

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// units are the names of elements that say something of a stay in the body.
var units = map[string]bool{"observation": true, "procedure": true, "act": true}

// A repetition is how far the document has come in a group.
type repetition struct {
	index     int
	seen      map[*unit]bool // in this repetition
	last      *unit
	container *element // the organizer or procedure in which its parts stand
}

// inBody reports whether an element stands in a section.
func (f *filler) inBody(e *element) bool {
	for ; e != nil; e = e.parent {
		if e.name == "section" {
			return true
		}
	}
	return false
}

// body reads the sections of a document.
func (f *filler) body(body *element) {
	for _, component := range body.children {
		for _, c := range component.children {
			if component.name != "component" || c.name != "section" {
				f.unknown(component)
				break
			}
			f.section(c)
		}
	}
}

// section reads what stands in a section.
func (f *filler) section(s *element) {
	section := f.sectionOf(s)
	for _, c := range s.children {
		switch c.name {
		case "entry", "component":
			f.walk(c, section)
		case "code":
			if section == nil {
				f.unknown(c)
			}
		case "templateId", "title":
		default:
			f.unknown(c)
		}
	}
}

// sectionOf returns the section of the template that one of the document is, nil for
// none.
func (f *filler) sectionOf(s *element) *node {
	code := s.child("code")
	if code == nil {
		return nil
	}
	for _, u := range f.units {
		for _, child := range u.section.children {
			if child.name != "code" {
				continue
			}
			name := "displayName"
			if child.attr("code") != nil {
				name = "code"
			}
			if said := code.attr(name); said != "" && slices.ContainsFunc(child.attr(name).same, func(s string) bool { return sameLabel(s, said) }) {
				if name == "code" || code.attr("code") == "" {
					return u.section
				}
			}
		}
	}
	return nil
}

// walk looks for what says something in a wrapper: an entry, an organizer, a
// component.
func (f *filler) walk(e *element, section *node) {
	for _, c := range e.children {
		switch {
		case units[c.name]:
			f.unit(c, section)
		case c.name == "organizer" || c.name == "component" || c.name == "entryRelationship" || c.name == "entry":
			f.walk(c, section)
		case c.name == "code" || c.name == "statusCode" || c.name == "templateId": // what the wrapper is
		default:
			f.unknown(c)
		}
	}
}

// unit reads an observation, a procedure or an act.
func (f *filler) unit(e *element, section *node) {
	candidates, foreign := f.candidates(e, section)
	if len(candidates) == 0 {
		if e.name == "act" && containsUnit(e) {
			f.walk(e, section)
			return
		}
		f.unknown(e)
		return
	}
	u := candidates[0]
	if len(candidates) > 1 {
		if u = f.hinted(candidates, e); u == nil {
			f.stranger(e, frontsheet.Warning, "no-qualifier", "several things have the code of the observation, and nothing says which of them it is: it is kept verbatim")
			return
		}
	}
	if foreign {
		f.note(short(e, "code"), "", f.at(e, ""), frontsheet.Information, "other-section", "the observation stands in another section than the layout has it: its code tells what it is")
	}
	i, ok := f.repeat(u, e)
	if !ok {
		f.stranger(e, frontsheet.Warning, "beyond-places", "the layout has no place for so many: it is kept verbatim")
		return
	}
	f.match(u.node, e, i)
	for _, c := range e.children {
		if c.name == "entryRelationship" || c.name == "component" {
			f.walk(c, section)
		}
	}
}

func containsUnit(e *element) bool {
	return slices.ContainsFunc(e.children, func(c *element) bool { return c.name == "observation" || containsUnit(c) })
}

// candidates returns the units that an element may be, by its code and its section:
// those of another section where the code is of one thing alone.
func (f *filler) candidates(e *element, section *node) (list []*unit, foreign bool) {
	code := ""
	if c := e.child("code"); c != nil && e.name == "observation" {
		code = strings.TrimSpace(c.attr("code"))
	}
	var others []*unit
	for _, u := range f.units {
		switch {
		case u.node.name != e.name || !slices.Contains(u.codes, code):
		case u.section == section:
			list = append(list, u)
		default:
			others = append(others, u)
		}
	}
	if len(list) == 0 && len(others) == 1 && code != "" {
		return others, true
	}
	return list, false
}

// hinted returns the one of several units whose words stand with the code: in its
// qualifier, or else in its name, or else in that of its organizer.
func (f *filler) hinted(candidates []*unit, e *element) *unit {
	code := e.child("code")
	var labels []string
	if code != nil {
		for _, q := range code.children {
			for _, part := range append([]*element{q}, q.children...) {
				labels = append(labels, part.attr("displayName")+part.text)
			}
		}
	}
	own := []string{""}
	if code != nil {
		own = []string{code.attr("displayName")}
	}
	var outer []string
	for p := e.parent; p != nil && p.name != "section"; p = p.parent {
		if c := p.child("code"); c != nil {
			outer = append(outer, c.attr("displayName"))
		}
	}
	for _, level := range [...][]string{{strings.Join(labels, " ")}, own, outer} {
		var found []*unit
		for _, u := range candidates {
			for _, hint := range u.node.hints {
				if slices.ContainsFunc(level, func(s string) bool { return strings.Contains(s, hint) }) {
					found = append(found, u)
					break
				}
			}
		}
		if len(found) == 1 {
			return found[0]
		}
	}
	return nil
}

// repeat returns in which repetition of its group a unit stands, 0 where it is in
// none. What belongs together is told by an organizer or a procedure in which it
// stands, and else by the order alone: where something comes again, or what comes
// before it in the standard's order, the next repetition begins.
func (f *filler) repeat(u *unit, e *element) (i int, ok bool) {
	if u.group == nil {
		return 0, true
	}
	if u.group.list != "" {
		return 0, true
	}
	r := f.groups[u.group]
	if r == nil {
		r = &repetition{}
		f.groups[u.group] = r
	}
	container := containerOf(e)
	if r.index == 0 || r.begins(u, container) {
		r.index++
		r.seen = map[*unit]bool{}
	}
	if e.name == "procedure" {
		container = e
	}
	r.container, r.last = container, u
	r.seen[u] = true
	return r.index, r.index <= u.group.times
}

// begins reports whether a unit is of the next repetition.
func (r *repetition) begins(u *unit, container *element) bool {
	same := container != nil && container == r.container
	if u.group.leads {
		// A value goes to what was named before it, and never on to the next.
		return !same && (u.place == 0 || container != nil || r.container != nil) || u.place == 0 && r.seen[u]
	}
	back := r.last != nil && u.place < r.last.place && !u.inside
	return !same && (container != nil || r.container != nil || r.seen[u] || back)
}

// containerOf returns the organizer or the procedure in which an element stands, nil
// for none.
func containerOf(e *element) *element {
	for p := e.parent; p != nil && p.name != "section"; p = p.parent {
		if p.name == "organizer" || p.name == "procedure" {
			return p
		}
	}
	return nil
}
