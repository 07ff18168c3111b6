package answer

import (
	"cmp"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
)

// Options are what a client wants of a look-up. The zero value wants all.
type Options struct {
	// Language is the tag of the language of the display ("zh-Hant-HK").
	Language string
	// Properties are those that are wanted; nil stands for all.
	Properties []string
}

func (o *Options) wants(property string) bool {
	return len(o.Properties) == 0 || slices.Contains(o.Properties, property)
}

// Lookup gives what $lookup gives. A code that is not known is an error.
func (s *Service) Lookup(system codes.System, code string, o Options) (Parameters, error) {
	c, err := s.lookup(system, code)
	if err != nil {
		return Parameters{}, err
	}
	p := []Parameter{{Name: "name", ValueString: title(c.System)}}
	if c.System.Version != "" {
		p = append(p, Parameter{Name: "version", ValueString: c.System.Version})
	}
	p = append(p, Parameter{Name: "display", ValueString: cmp.Or(inLanguage(c, o.Language), c.Code)}) // R4 demands one
	for _, n := range names(c) {
		if o.wants("designation") || o.wants("lang."+n[0]) {
			p = append(p, Parameter{Name: "designation", Part: []Parameter{
				{Name: "language", ValueCode: n[0]}, {Name: "value", ValueString: n[1]},
			}})
		}
	}
	if slices.Contains(o.Properties, "url") { // R4: of every code system
		p = append(p, Parameter{Name: "property", Part: []Parameter{{Name: "code", ValueCode: "url"}, {Name: "value", ValueString: c.System.URI}}})
	}
	for _, t := range s.tables {
		h, ok := t.(codes.Hierarchy)
		if !ok || h.System() != c.System {
			continue
		}
		if parent, ok := h.Parent(code); ok && o.wants("parent") {
			p = append(p, property("parent", parent.Code))
		}
		if o.wants("child") {
			for child := range h.Children(code) {
				p = append(p, property("child", child.Code))
			}
		}
	}
	return parameters(p), nil
}

func property(name, code string) Parameter {
	return Parameter{Name: "property", Part: []Parameter{{Name: "code", ValueCode: name}, {Name: "value", ValueCode: code}}}
}

// names are the names of a concept with the tags of their languages.
func names(c codes.Concept) [][2]string {
	var list [][2]string
	for _, n := range [...][2]string{{"en", c.English}, {"zh-Hans-CN", c.Hans}, {"zh-Hant-HK", c.Hant}} {
		if n[1] != "" {
			list = append(list, n)
		}
	}
	return list
}

// inLanguage is the name of a concept in the language of a tag, or where there is
// none the one that it goes by.
func inLanguage(c codes.Concept, tag string) string {
	language, rest, _ := strings.Cut(strings.ToLower(tag), "-")
	switch language {
	case "en":
		return cmp.Or(c.English, display(c))
	case "zh":
		for part := range strings.SplitSeq(rest, "-") {
			switch part {
			case "hans", "cn", "sg":
				return cmp.Or(c.Hans, display(c))
			case "hant", "hk", "mo", "tw":
				return cmp.Or(c.Hant, display(c))
			}
		}
		return cmp.Or(c.Hans, c.Hant, display(c))
	}
	return display(c)
}
