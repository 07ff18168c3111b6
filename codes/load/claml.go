package load

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"

	"github.com/crossbay/crossbay/codes"
)

// ClaML loads the categories of a classification in ClaML 2 or 3, as the WHO
// and national agencies publish ICD-10: every Class of the kind category, with
// its preferred title. Chapters and blocks are no codes. The language is the
// label's xml:lang.
//
// Where a category is modified by fourth characters that stand apart (in the
// WHO's file, E10 by .0 to .9), the subcategories are added: E10.0, whose title
// is "category: modifier". Other modifiers, such as the optional fifth
// characters, are not.
//
// The system is [codes.ICD10] where the Title is ICD-10, and the Options'
// where it is another, such as a national modification. Its version is the
// Title's unless the Options state one.
//
// A document type declaration may name a DTD, which is not read; one that
// declares anything itself is refused.
func ClaML(r io.Reader, o *Options) (*Table, error) {
	o = o.clean()
	data, err := o.all(r)
	if err != nil {
		return nil, err
	}
	l := claml{o: o, d: xml.NewDecoder(bytes.NewReader(data))}
	if err := l.read(); err != nil {
		return nil, err
	}
	return l.table()
}

type claml struct {
	o        *Options
	d        *xml.Decoder
	depth    int
	title    string // Title/@name
	version  string // Title/@version
	classes  []clamlClass
	modifier map[string][]clamlClass // by the modifier's code
}

type clamlClass struct {
	line     int
	code     string
	name     codes.Concept // the names only
	modified []clamlModified
}

type clamlModified struct {
	code  string
	some  bool // only the valid ones
	valid []string
}

func (l *claml) fail(format string, args ...any) *Error {
	line, column := l.d.InputPos()
	return l.o.fail(line, column, format, args...)
}

// token returns the next token that matters, and guards against what XML can
// do beside holding text.
func (l *claml) token() (xml.Token, error) {
	for {
		t, err := l.d.Token()
		if err != nil {
			if err == io.EOF {
				return nil, err
			}
			// What package xml says of it may quote the file at any length.
			return nil, l.fail("not XML that can be read (UTF-8 is expected)")
		}
		switch t := t.(type) {
		case xml.StartElement:
			if l.depth++; l.depth > maxDepth {
				e := l.fail("nested more than %d levels deep", maxDepth)
				e.Err = ErrLimit
				return nil, e
			}
			return t, nil
		case xml.EndElement:
			l.depth--
			return t, nil
		case xml.CharData:
			return t, nil
		case xml.Directive:
			if bytes.ContainsAny(t, "[<") || bytes.Contains(bytes.ToUpper(t), []byte("ENTITY")) {
				return nil, l.fail("a document type that declares something; remove the declaration")
			}
		}
	}
}

// children calls start for each element below the one that has just begun;
// start must take the element whole, or return false to have it passed over.
func (l *claml) children(start func(xml.StartElement) (bool, error)) error {
	for {
		t, err := l.token()
		if err != nil {
			return l.ended(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			taken, err := start(t)
			if err != nil {
				return err
			}
			if !taken {
				if err := l.skip(); err != nil {
					return err
				}
			}
		case xml.EndElement:
			return nil
		}
	}
}

func (l *claml) ended(err error) error {
	if err == io.EOF {
		return l.fail("the file ends within an element")
	}
	return err
}

func (l *claml) skip() error {
	for depth := 1; depth > 0; {
		t, err := l.token()
		if err != nil {
			return l.ended(err)
		}
		switch t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
	return nil
}

// text takes an element and returns what is written in it, with single spaces.
func (l *claml) text() (string, error) {
	var b strings.Builder
	for depth := 1; depth > 0; {
		t, err := l.token()
		if err != nil {
			return "", l.ended(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
			b.WriteByte(' ')
		case xml.EndElement:
			depth--
			b.WriteByte(' ')
		case xml.CharData:
			b.Write(t)
		}
	}
	return strings.Join(strings.Fields(b.String()), " "), nil
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (l *claml) read() error {
	for {
		t, err := l.token()
		if err == io.EOF {
			return l.o.caused(ErrFormat, 0, "an XML file without a ClaML element")
		}
		if err != nil {
			return err
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		if e.Name.Local != "ClaML" {
			return l.o.caused(ErrFormat, 0, "an XML file, but not ClaML")
		}
		break
	}
	l.modifier = map[string][]clamlClass{}
	n := 0
	err := l.children(func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "Title":
			l.title, l.version = attr(e, "name"), attr(e, "version")
			return false, nil
		case "Class", "ModifierClass":
			if n++; n > l.o.MaxRows {
				err := l.fail("more than %d rows", l.o.MaxRows)
				err.Err = ErrLimit
				return false, err
			}
			return true, l.class(e)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	for {
		if _, err := l.token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func (l *claml) class(e xml.StartElement) error {
	line, _ := l.d.InputPos()
	c := clamlClass{line: line, code: attr(e, "code")}
	err := l.children(func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "ModifiedBy":
			m := clamlModified{code: attr(e, "code"), some: attr(e, "all") == "false"}
			err := l.children(func(e xml.StartElement) (bool, error) {
				if e.Name.Local == "ValidModifierClass" {
					m.some = true
					m.valid = append(m.valid, attr(e, "code"))
				}
				return false, nil
			})
			c.modified = append(c.modified, m)
			return true, err
		case "Rubric":
			if attr(e, "kind") != "preferred" {
				return false, nil
			}
			return true, l.children(func(e xml.StartElement) (bool, error) {
				if e.Name.Local != "Label" {
					return false, nil
				}
				language := attr(e, "lang")
				s, err := l.text()
				if s != "" {
					setName(&c.name, language, s)
				}
				return true, err
			})
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	if e.Name.Local == "ModifierClass" {
		m := attr(e, "modifier")
		l.modifier[m] = append(l.modifier[m], c)
	} else if attr(e, "kind") == "category" {
		l.classes = append(l.classes, c)
	}
	return nil
}

func (l *claml) table() (*Table, error) {
	var system codes.System
	if title := strings.ToUpper(l.title); title == "ICD-10" || title == "ICD10" || strings.HasPrefix(title, "ICD-10-WHO") || strings.HasPrefix(title, "ICD10WHO") {
		system = codes.ICD10
	}
	if system = l.o.choose(l.o.System, system); system.IsZero() {
		return nil, l.o.caused(ErrSystem, 0, "the Title does not say ICD-10")
	}
	if system.Version == "" {
		system.Version = l.version
	}
	b := newTable(l.o, system)
	listed := make(map[string]bool, len(l.classes))
	for i := range l.classes {
		listed[l.classes[i].code] = true
	}
	for i := range l.classes {
		c := &l.classes[i]
		c.name.Code = c.code
		if err := b.add(c.line, c.name); err != nil {
			return nil, err
		}
		for _, m := range c.modified {
			valid := make(map[string]bool, len(m.valid))
			for _, v := range m.valid {
				valid[v] = true
			}
			for _, x := range l.modifier[m.code] {
				code := c.code + x.code
				if !strings.HasPrefix(x.code, ".") || strings.Contains(c.code, ".") || m.some && !valid[x.code] || listed[code] {
					continue
				}
				name := codes.Concept{
					Code:    code,
					English: joined(c.name.English, x.name.English),
					Hans:    joined(c.name.Hans, x.name.Hans),
					Hant:    joined(c.name.Hant, x.name.Hant),
				}
				if err := b.add(x.line, name); err != nil {
					return nil, err
				}
			}
		}
	}
	if len(b.rows) == 0 {
		return nil, l.o.fail(0, 0, "no categories")
	}
	return b.table()
}

// joined returns the title of a category with that of its modifier, in a
// language that both have.
func joined(category, modifier string) string {
	if category == "" || modifier == "" {
		return ""
	}
	return category + ": " + modifier
}
