package compose

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// coding returns a coding of a system of this project or of HL7's.
func (b *Builder) coding(system, code, display string) r4.Coding {
	return r4.Coding{System: b.arena.string(b.uri(system)), Code: b.arena.string(code), Display: b.arena.optional(display)}
}

// concept returns a coded value: the source's code first, then the FHIR code that
// its value set gives it; only the text where the source's text is no code; nil
// where there is no value.
func (b *Builder) concept(c *frontsheet.Coded) *r4.CodeableConcept {
	if c.IsZero() {
		return nil
	}
	concept := &b.arena.concepts.Take(1)[0]
	concept.Text = arena.Text(&c.Text)
	if c.Code == "" {
		return concept
	}
	concept.Coding = b.valueCodings(c)
	return concept
}

// codingsOf makes the codings of a value that has a code.
func (b *Builder) codingsOf(c *frontsheet.Coded) []r4.Coding {
	list := b.arena.codings.List(2)
	own, ok := c.Set.Concept(c.Code)
	switch {
	case c.Text == "":
		list = append(list, b.coding(c.Set.URI, c.Code, b.layout.Word(own.Chinese, own.English)))
	case ok && own.Standard != own.Code:
		// The source wrote a text: even the code of its own set is an addition.
		list = append(list, b.translated(c.Set.URI, "", c.Code, translationKey{c.Set.Map, "", "equivalent"}))
	}
	if ok && own.Standard != "" {
		list = append(list, b.translated(own.System, "", own.Standard, translationKey{c.Set.Map, "", own.Equivalence}))
	}
	return list
}

// extend appends an extension with a coded value, if there is one.
func (b *Builder) extend(list []r4.Extension, url string, c *frontsheet.Coded) []r4.Extension {
	if list == nil {
		if list = b.sharedValue(url, c); list != nil {
			return list
		}
	}
	if concept := b.concept(c); concept != nil {
		if list == nil {
			list = b.arena.extensions.List(arena.FewValues)
		}
		x := arena.Added(&list)
		x.Url, x.ValueCodeableConcept = b.uri(url), concept
	}
	return list
}

// nameOf returns the name of a coded value, nil where it has none.
func (b *Builder) nameOf(c *frontsheet.Coded) *string {
	if c.Text != "" {
		return &c.Text
	}
	if c.Set == nil {
		return nil
	}
	concept, _ := c.Set.Concept(c.Code)
	return b.arena.optional(b.layout.Word(concept.Chinese, concept.English))
}

// wordOf returns the name of a coded value, for people to read.
func (b *Builder) wordOf(c *frontsheet.Coded) string {
	if name := b.nameOf(c); name != nil {
		return *name
	}
	return b.label("section.not-stated")
}

// ownDisplay returns the name of a code of this project's systems, in the
// language of the document.
func (b *Builder) ownDisplay(system, code string) string {
	return b.layout.OwnDisplay(system, code)
}
