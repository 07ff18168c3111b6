package load

import (
	"io"
	"strings"

	"github.com/crossbay/crossbay/codes"
)

// CodeSystem loads a FHIR R4 CodeSystem in JSON, nested concepts included. The
// names are its display and its designations in English and Chinese; a display
// whose language is stated nowhere is Chinese where it has a Chinese character,
// and English where it has none. The first designation of a language counts,
// and those without a language do not.
//
// The table knows the codes that the resource lists: none where its content is
// not-present, some where it is a fragment or an example. Codes are matched
// exactly, whatever caseSensitive says. A supplement becomes a table of the
// system that it supplements; see [Set.Link].
func CodeSystem(r io.Reader, o *Options) (*Table, error) {
	o = o.clean()
	c, err := o.json(r)
	if err != nil {
		return nil, err
	}
	return c.codeSystem()
}

func (c *cursor) codeSystem() (*Table, error) {
	if err := c.expect("CodeSystem"); err != nil {
		return nil, err
	}
	start := c.pos
	var url, version, language, content, supplements string
	err := c.object(func(key string) error {
		switch key {
		case "url":
			return c.into(&url)
		case "version":
			return c.into(&version)
		case "language":
			return c.into(&language)
		case "content":
			return c.into(&content)
		case "supplements":
			return c.into(&supplements)
		}
		return c.skip()
	})
	if err != nil {
		return nil, err
	}
	c.pos = start
	system := codes.System{URI: url, Version: version}
	switch content {
	case "complete", "example", "fragment", "not-present":
	case "supplement":
		if supplements == "" {
			return nil, c.fail(start, "a supplement that does not say what it supplements")
		}
		system.URI, system.Version, _ = strings.Cut(supplements, "|")
	default:
		return nil, c.fail(start, "content is not one of complete, example, fragment, not-present, supplement")
	}
	if system.URI == "" {
		system = c.o.System
	}
	if system.URI == "" {
		return nil, c.o.caused(ErrSystem, 0, "a CodeSystem without url")
	}
	b := newTable(c.o, system)
	b.where = c.where
	err = c.object(func(key string) error {
		if key == "concept" {
			return c.concepts(b, language)
		}
		return c.skip()
	})
	if err != nil {
		return nil, err
	}
	t, err := b.table()
	if err != nil {
		return nil, err
	}
	t.supplement = content == "supplement"
	return t, nil
}

// where is the position of an offset.
func (c *cursor) where(at int) (line, column int) {
	e := c.fail(at, "")
	return e.Line, e.Column
}

func (c *cursor) concepts(b *tableBuilder, language string) error {
	return c.array(func() error {
		c.space()
		at := c.pos
		var n names
		children := -1
		err := c.object(func(key string) error {
			if key == "concept" {
				children = c.pos
				return c.skip()
			}
			return c.nameField(key, &n)
		})
		if err != nil {
			return err
		}
		if n.code == "" {
			return c.fail(at, "a concept without code")
		}
		if err := b.add(at, n.concept(language)); err != nil {
			return err
		}
		if children >= 0 {
			end := c.pos
			c.pos = children
			if err := c.concepts(b, language); err != nil {
				return err
			}
			c.pos = end
		}
		return nil
	})
}

// names are a code with what FHIR calls it: as concept in a CodeSystem, in
// compose and expansion of a ValueSet, and as target in a ConceptMap.
type names struct {
	code, display   string
	en, hans, hant  string // designations and translations
	system, version string // in an expansion
	abstract        bool
}

func (c *cursor) nameField(key string, n *names) error {
	switch key {
	case "code":
		return c.into(&n.code)
	case "display":
		return c.into(&n.display)
	case "_display":
		return c.translations(n.add)
	case "designation":
		return c.array(func() error {
			var language, value string
			err := c.object(func(key string) error {
				switch key {
				case "language":
					return c.into(&language)
				case "value":
					return c.into(&value)
				}
				return c.skip()
			})
			n.add(language, value)
			return err
		})
	}
	return c.skip()
}

// add adds a designation or a translation.
func (n *names) add(language, text string) {
	for _, x := range [...]struct {
		tag string
		s   *string
	}{{"en", &n.en}, {"zh-Hans", &n.hans}, {"zh-Hant", &n.hant}} {
		if tag(language) == x.tag && *x.s == "" {
			*x.s = text
		}
	}
}

// concept puts the display where its language says: the language of a
// translation that is the same text, the one that is stated, or what its
// characters show.
func (n *names) concept(language string) codes.Concept {
	c := codes.Concept{Code: n.code, English: n.en, Hans: n.hans, Hant: n.hant}
	if d := n.display; d != "" && d != n.en && d != n.hans && d != n.hant {
		if tag(language) == "en" && han(d) {
			language = "" // HL7 writes en into resources of any language
		}
		setName(&c, language, d)
	}
	return c
}
