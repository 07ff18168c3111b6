// Package icd10cm has the codes of ICD-10-CM with their titles, blocks and
// chapters, as the tabular list of April 2026 has them (fiscal year 2026, update
// of 1 April 2026): 98,186 categories, subcategories and codes.
//
// The tabular list does not spell out every code that takes a seventh
// character. Their titles are put together here as the release of codes puts
// them together: the title of the code above, a comma, and the meaning of the
// character.
//
// The program that imports this package grows by about 8 MB.
package icd10cm

import (
	"iter"
	"strings"

	"github.com/crossbay/crossbay/codes"
)

// Version is the edition of the table: the fiscal year that it states itself.
const Version = "2026"

// A Tabular is the tabular list. It is a [codes.Lister] and a
// [codes.Hierarchy], and safe for concurrent use.
type Tabular struct{ system codes.System }

// Table returns the tabular list.
func Table() *Tabular {
	return &Tabular{codes.System{URI: codes.ICD10CM.URI, Version: Version}}
}

// System returns ICD-10-CM in the edition of 2026.
func (t *Tabular) System() codes.System { return t.system }

// Len returns the number of codes.
func (t *Tabular) Len() int { return 98186 }

// Lookup returns the concept of code. Categories and subcategories are found
// too, chapters and blocks are not; see [Tabular.Valid].
func (t *Tabular) Lookup(code string) (c codes.Concept, ok bool) {
	title, ok := tabular.Find(code)
	if !ok {
		return c, false
	}
	c.System, c.Code, c.English = t.system, code, title // in place: a Concept is large
	return c, true
}

// All yields the concepts in the order of the tabular list: each code before
// those below it.
func (t *Tabular) All() iter.Seq[codes.Concept] {
	return func(yield func(codes.Concept) bool) {
		for code, title := range tabular.Lines(0) {
			if !yield(codes.Concept{System: t.system, Code: code, English: title}) {
				return
			}
		}
	}
}

// Valid reports whether code is one that a record may state: it exists, and has
// no codes below it.
func (t *Tabular) Valid(code string) bool {
	_, next, ok := tabular.Line(code)
	return ok && !strings.HasPrefix(tabular.Text[next:], code)
}

// Parent returns the code directly above code. False where code is a category
// or does not exist.
func (t *Tabular) Parent(code string) (codes.Concept, bool) {
	if _, ok := tabular.Find(code); !ok {
		return codes.Concept{}, false
	}
	for n := len(code) - 1; n >= 3; n-- {
		if c, ok := t.Lookup(strings.TrimSuffix(code[:n], ".")); ok {
			return c, true
		}
	}
	return codes.Concept{}, false
}

// Children yields the codes directly below code, in the order of the tabular
// list.
func (t *Tabular) Children(code string) iter.Seq[codes.Concept] {
	return func(yield func(codes.Concept) bool) {
		_, next, ok := tabular.Line(code)
		if !ok {
			return
		}
		last := "" // the child of which the lines at hand are part
		for below, title := range tabular.Lines(next) {
			switch {
			case !strings.HasPrefix(below, code):
				return
			case last != "" && strings.HasPrefix(below, last):
				continue
			}
			last = below
			if !yield(codes.Concept{System: t.system, Code: below, English: title}) {
				return
			}
		}
	}
}

// A Section is a chapter or a block of the tabular list.
type Section struct {
	Code  string // "1" to "22" for a chapter, "A00-A09" for a block
	Title string // with the range of its categories behind it, in parentheses
	// Parent is the code of the section that holds this one, and empty for a
	// chapter. Some blocks hold other blocks.
	Parent string
}

// Chapter returns the chapter of code.
func (t *Tabular) Chapter(code string) (Section, bool) {
	s, ok := t.Block(code)
	for ok && s.Parent != "" {
		s, ok = t.Section(s.Parent)
	}
	return s, ok
}

// Block returns the block that holds the category of code.
func (t *Tabular) Block(code string) (Section, bool) {
	if _, ok := tabular.Find(code); !ok {
		return Section{}, false
	}
	block, _, ok := blocks.Line(code[:3])
	if !ok {
		return Section{}, false
	}
	return t.Section(block)
}

// Section returns the chapter or block of the given code.
func (t *Tabular) Section(code string) (Section, bool) {
	record, _, ok := sections.Line(code)
	if !ok {
		return Section{}, false
	}
	return section(code, record), true
}

func section(code, record string) Section {
	title, parent, _ := strings.Cut(record, "\t")
	return Section{Code: code, Title: title, Parent: parent}
}

// Sections yields the chapters and blocks in the order of the tabular list:
// each before those that it holds.
func (t *Tabular) Sections() iter.Seq[Section] {
	return func(yield func(Section) bool) {
		for code, record := range sections.Lines(0) {
			if !yield(section(code, record)) {
				return
			}
		}
	}
}

// Categories yields the categories of a block, and none for a chapter or for a
// block that holds other blocks.
func (t *Tabular) Categories(block string) iter.Seq[codes.Concept] {
	return func(yield func(codes.Concept) bool) {
		for category, b := range blocks.Lines(0) {
			if b != block {
				continue
			}
			if c, ok := t.Lookup(category); ok && !yield(c) {
				return
			}
		}
	}
}
