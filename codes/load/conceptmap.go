package load

import (
	"io"

	"github.com/crossbay/crossbay/codes"
)

// MapRule is the Property of a [Condition] that is a rule of SNOMED CT.
const MapRule = codes.Base + "/map-rule"

// ConceptMap loads a FHIR R4 ConceptMap in JSON: one map for each pair of
// systems of its groups. An element without a target says nothing, and is
// passed over.
//
// It is held to R4: every target has an equivalence, and a code unless it is
// unmatched; narrower and inexact have a comment (cmd-1); unmapped has its code
// or url (cmd-2, cmd-3). A ConceptMap of R5, which has relationship in the
// place of equivalence, is refused: its relationships are read from the other
// side. So are a group without systems (unless the Options give them) and an
// element without a code.
//
// dependsOn, product and unmapped are kept and honoured; see [Map.Translate].
// What unmapped calls other-map is found by [Set.Link].
func ConceptMap(r io.Reader, o *Options) ([]*Map, error) {
	o = o.clean()
	c, err := o.json(r)
	if err != nil {
		return nil, err
	}
	return c.conceptMap()
}

func (c *cursor) conceptMap() ([]*Map, error) {
	if err := c.expect("ConceptMap"); err != nil {
		return nil, err
	}
	start := c.pos
	url, version := c.o.URL, c.o.Version
	var language string
	err := c.object(func(key string) error {
		switch key {
		case "url":
			return c.into(&url)
		case "version":
			return c.into(&version)
		case "language":
			return c.into(&language)
		case "sourceScopeUri", "sourceScopeCanonical", "targetScopeUri", "targetScopeCanonical", "property", "additionalAttribute":
			return c.fail(c.pos, "%s is FHIR R5; this reads R4", key)
		}
		return c.skip()
	})
	if err != nil {
		return nil, err
	}
	c.pos = start
	l := conceptMapLoader{c, url, version, language, nil, map[[2]codes.System]*mapBuilder{}}
	err = c.object(func(key string) error {
		if key == "group" {
			return c.array(l.group)
		}
		return c.skip()
	})
	if err != nil {
		return nil, err
	}
	var maps []*Map
	for _, p := range l.order {
		m, err := l.builders[p].finish()
		if err != nil {
			return nil, err
		}
		maps = append(maps, m)
	}
	return maps, nil
}

type conceptMapLoader struct {
	*cursor
	url, version, language string
	order                  [][2]codes.System
	builders               map[[2]codes.System]*mapBuilder
}

func (l *conceptMapLoader) group() error {
	l.space()
	start := l.pos
	var source, target codes.System
	var u Unmapped
	at := -1
	err := l.object(func(key string) error {
		switch key {
		case "source":
			return l.into(&source.URI)
		case "sourceVersion":
			return l.into(&source.Version)
		case "target":
			return l.into(&target.URI)
		case "targetVersion":
			return l.into(&target.Version)
		case "unmapped":
			l.space()
			at = l.pos
			return l.readUnmapped(&u)
		}
		return l.skip()
	})
	if err != nil {
		return err
	}
	end := l.pos
	if source.URI == "" {
		source = l.o.Source
	}
	if target.URI == "" {
		target = l.o.Target
	}
	if source.URI == "" || target.URI == "" {
		e := l.fail(start, "a group that does not say its source or its target system")
		e.Err = ErrSystem
		return e
	}
	pair := [2]codes.System{source, target}
	b := l.builders[pair]
	if b == nil {
		if len(l.order) == maxSystems {
			e := l.fail(start, "more than %d pairs of code systems", maxSystems)
			e.Err = ErrLimit
			return e
		}
		b = newMap(l.o, source, target, l.url, l.version)
		b.where = l.where
		l.builders[pair] = b
		l.order = append(l.order, pair)
	}
	if u.Mode != "" {
		if b.m.unmapped.Mode != "" && b.m.unmapped != u {
			return l.fail(at, "two groups of the same systems differ in unmapped")
		}
		b.m.unmapped = u
	}
	l.pos = start
	err = l.object(func(key string) error {
		if key == "element" {
			return l.array(func() error { return l.element(b) })
		}
		return l.skip()
	})
	l.pos = end
	return err
}

func (l *conceptMapLoader) readUnmapped(u *Unmapped) error {
	at := l.pos
	err := l.object(func(key string) error {
		switch key {
		case "mode":
			return l.into(&u.Mode)
		case "code":
			return l.into(&u.Code)
		case "display":
			return l.into(&u.Display)
		case "url":
			return l.into(&u.URL)
		case "relationship", "otherMap", "valueSet":
			return l.fail(l.pos, "unmapped.%s is FHIR R5; this reads R4", key)
		}
		return l.skip()
	})
	if err != nil {
		return err
	}
	switch u.Mode {
	case "provided":
		u.Code, u.Display, u.URL = "", "", ""
	case "fixed":
		u.URL = ""
		if why := checkCode(u.Code); why != "" {
			return l.fail(at, "unmapped is fixed and has no good code (cmd-2): %s", why)
		}
		if why := checkText(u.Display); why != "" {
			return l.fail(at, "unmapped: %s", why)
		}
	case "other-map":
		u.Code, u.Display = "", ""
		if u.URL == "" {
			return l.fail(at, "unmapped is other-map and has no url (cmd-3)")
		}
	case "use-source-code":
		return l.fail(at, "unmapped.mode use-source-code is FHIR R5; R4 has provided")
	default:
		return l.fail(at, "unmapped.mode is not one of provided, fixed, other-map")
	}
	return nil
}

func (l *conceptMapLoader) element(b *mapBuilder) error {
	l.space()
	at := l.pos
	var code string
	var parts []Detail
	targets := -1
	err := l.object(func(key string) error {
		switch key {
		case "code":
			return l.into(&code)
		case "extension":
			return l.parts(&parts)
		case "target":
			targets = l.pos
		case "noMap", "valueSet":
			return l.fail(l.pos, "element.%s is FHIR R5; this reads R4", key)
		}
		return l.skip()
	})
	if err != nil {
		return err
	}
	if code == "" {
		return l.fail(at, "an element without a code translates nothing")
	}
	for _, d := range parts {
		if err := b.add(at, code, d); err != nil {
			return err
		}
	}
	if targets < 0 {
		return nil
	}
	end := l.pos
	l.pos = targets
	err = l.array(func() error { return l.target(b, code, parts != nil) })
	l.pos = end
	return err
}

// target reads a target. Where the element has combinations, an unmatched one is
// for those who do not read them.
func (l *conceptMapLoader) target(b *mapBuilder, source string, combined bool) error {
	l.space()
	at := l.pos
	var n names
	var d Detail
	var equivalence string
	err := l.object(func(key string) error {
		switch key {
		case "equivalence":
			return l.into(&equivalence)
		case "comment":
			return l.into(&d.Comment)
		case "dependsOn":
			return l.conditions(&d.DependsOn)
		case "product":
			return l.conditions(&d.Product)
		case "extension":
			return l.combination(&d.Group)
		case "relationship":
			return l.fail(at, "relationship is FHIR R5; this reads R4, which has equivalence")
		}
		return l.nameField(key, &n)
	})
	if err != nil {
		return err
	}
	var ok bool
	switch d.Equivalence, ok = codes.ParseEquivalence(equivalence); {
	case equivalence == "":
		return l.fail(at, "source %s: a target without equivalence", quote(source))
	case !ok:
		return l.fail(at, "source %s: the equivalence is not one of FHIR R4", quote(source))
	case n.code == "" && d.Equivalence != codes.Unmatched:
		return l.fail(at, "source %s: a target without a code that is %s; only unmatched has none", quote(source), equivalence)
	case d.Comment == "" && (d.Equivalence == codes.Narrower || d.Equivalence == codes.Inexact):
		return l.fail(at, "source %s: %s without a comment (cmd-1)", quote(source), equivalence)
	}
	if combined && d.Equivalence == codes.Unmatched {
		return nil
	}
	d.Concept = n.concept(l.language)
	return b.add(at, source, d)
}

func (l *conceptMapLoader) conditions(list *[]Condition) error {
	return l.array(func() error {
		l.space()
		at := l.pos
		var x Condition
		err := l.object(func(key string) error {
			switch key {
			case "property":
				return l.into(&x.Property)
			case "system":
				return l.into(&x.System)
			case "value":
				return l.into(&x.Value)
			case "display":
				return l.into(&x.Display)
			case "attribute", "valueCode", "valueCoding", "valueString", "valueBoolean", "valueQuantity", "valueSet":
				return l.fail(l.pos, "%s in dependsOn or product is FHIR R5; this reads R4", key)
			}
			return l.skip()
		})
		if err != nil {
			return err
		}
		if x.Property == "" || x.Value == "" {
			return l.fail(at, "dependsOn or product without property or value")
		}
		if len(x.Property)+len(x.System)+len(x.Value)+len(x.Display) > l.o.MaxField {
			e := l.fail(at, "dependsOn or product is too long")
			e.Err = ErrLimit
			return e
		}
		*list = append(*list, x)
		return nil
	})
}

// combination reads the extensions of a target.
func (l *conceptMapLoader) combination(g *codes.Group) error {
	return l.array(func() error {
		var url string
		var read codes.Group
		err := l.object(func(key string) error {
			switch key {
			case "url":
				return l.into(&url)
			case "extension":
				return l.array(func() error {
					var part string
					var n int
					err := l.object(func(key string) (err error) {
						switch key {
						case "url":
							return l.into(&part)
						case "valuePositiveInt":
							n, err = l.number(255)
							return err
						}
						return l.skip()
					})
					switch part {
					case "scenario":
						read.Scenario = n
					case "choice-list":
						read.ChoiceList = n
					}
					return err
				})
			}
			return l.skip()
		})
		if url == CombinationExtension {
			*g = read
		}
		return err
	})
}
