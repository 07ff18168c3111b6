package compose

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// A sharedParts keeps the lists that the documents of one run have in common,
// so that each is made once, and written once: half of a document is codes of
// value sets with their translations. What is kept comes from the layout and
// from tables, and does not grow with the file, except the ids, whose number is
// bounded.
type sharedParts struct {
	encoder      *fhir.Encoder
	arena        documentArena // of the lists, and never reset
	values       memo[valueKey, []r4.Coding]
	constants    memo[constantKey, *r4.CodeableConcept]
	translations memo[translationKey, []r4.Extension]
	extensions   memo[constantKey, []r4.Extension]
	valued       memo[extensionKey, []r4.Extension]
}

// A lasting is what a Builder remembers of a member of staff or a place.
type lasting struct {
	id       fullURL
	document int // the last that it came up in
	// names are those of a member of staff who came up again: an input in which
	// nobody does would keep them for nothing.
	names []r4.HumanName
}

// mostIDs bounds the ids that a run remembers: a hospital has fewer staff.
const mostIDs = 4096

// lastingName returns the name of a member of staff who has one alone, in one piece.
// Documents share it from the second on.
func (b *Builder) lastingName(l *lasting, again bool, name string) []r4.HumanName {
	if !again || b.shared == nil {
		return append(b.arena.names.List(1), b.personName(b.arena.string(name), frontsheet.NameParts{}, false))
	}
	if l.names == nil {
		own := b.arena
		b.arena = &documentArena{} // which goes when the names are forgotten
		text := strings.Clone(name)
		l.names = []r4.HumanName{b.personName(&text, frontsheet.NameParts{}, false)}
		b.arena = own
		b.shared.encoder.ShareNames(l.names)
	}
	return l.names
}

// A valueKey is a code of a value set, and whether a text stands beside it, which
// changes how it is written.
type valueKey struct {
	set    *frontsheet.ValueSet
	code   string
	beside bool
}

// hint is where a memo looks for the key first.
func (k valueKey) hint() int { return hint(k.set.Name) + hint(k.code) }

// An extensionKey is a code of a value set in an extension.
type extensionKey struct {
	url string
	valueKey
}

// A constantKey is a code of a system or of an extension, and the code beside it,
// "" for none.
type constantKey struct{ system, code, beside string }

func (k constantKey) hint() int { return hint(k.system) + hint(k.code) }

// A translationKey says what translated a code.
type translationKey struct{ by, version, equivalence string }

func (k translationKey) hint() int { return hint(k.by) + hint(k.equivalence) }

// newSharedParts returns the parts of a run whose documents the encoder writes.
func newSharedParts(encoder *fhir.Encoder) *sharedParts { return &sharedParts{encoder: encoder} }

// shareCodings makes a list that documents share. What is appended to it later
// goes to a copy.
func (b *Builder) shareCodings(build func() []r4.Coding) []r4.Coding {
	own := b.arena
	b.arena = &b.shared.arena
	list := slices.Clip(build())
	b.arena = own
	b.shared.encoder.ShareCodings(list)
	return list
}

// shareExtensions is shareCodings for extensions.
func (b *Builder) shareExtensions(build func() []r4.Extension) []r4.Extension {
	own := b.arena
	b.arena = &b.shared.arena
	list := slices.Clip(build())
	b.arena = own
	b.shared.encoder.ShareExtensions(list)
	return list
}

// constant returns the concept of a code that this package itself sets. Other
// documents may share it: it must not be changed.
func (b *Builder) constant(system, code, display string) *r4.CodeableConcept {
	return b.constantOf(constantKey{system, code, ""}, func() []r4.Coding {
		return append(b.arena.codings.List(1), b.coding(system, code, display))
	})
}

// own is constant for a code of one of this project's code systems.
func (b *Builder) own(system, code string) *r4.CodeableConcept {
	return b.ownWith(system, code, standardCode{})
}

// A standardCode is a code of HL7's.
type standardCode struct{ system, code, display string }

// ownWith is own with a code of HL7's, if there is one, that has the same
// meaning.
func (b *Builder) ownWith(system, code string, standard standardCode) *r4.CodeableConcept {
	return b.constantOf(constantKey{system, code, standard.code}, func() []r4.Coding {
		list := append(b.arena.codings.List(2), b.coding(system, code, b.ownDisplay(system, code)))
		if standard.code != "" {
			list = append(list, b.coding(standard.system, standard.code, standard.display))
		}
		return list
	})
}

// constantOf returns the concept of the codings that build makes, which key
// identifies.
func (b *Builder) constantOf(key constantKey, build func() []r4.Coding) *r4.CodeableConcept {
	if b.shared == nil {
		return b.arena.conceptOf(r4.CodeableConcept{Coding: build()})
	}
	concept, known := b.shared.constants.get(key)
	if !known {
		concept = &r4.CodeableConcept{Coding: b.shareCodings(build)}
		b.shared.constants.put(key, concept)
	}
	return concept
}

// valueCodings returns the codings of a value, which documents share where its
// value set has the code.
func (b *Builder) valueCodings(c *frontsheet.Coded) []r4.Coding {
	if b.shared == nil {
		return b.codingsOf(c)
	}
	key := valueKey{c.Set, c.Code, c.Text != ""}
	if list, known := b.shared.values.get(key); known {
		return list
	}
	concept, ok := c.Set.Concept(c.Code)
	if !ok {
		return b.codingsOf(c)
	}
	lasting := frontsheet.Coded{Set: c.Set, Code: concept.Code, Text: c.Text}
	list := b.shareCodings(func() []r4.Coding { return b.codingsOf(&lasting) })
	key.code = concept.Code
	b.shared.values.put(key, list)
	return list
}

// translatedBy returns the extension that says what translated a code.
func (b *Builder) translatedBy(key translationKey) []r4.Extension {
	build := func() []r4.Extension { return b.translation(key) }
	if b.shared == nil {
		return build()
	}
	list, known := b.shared.translations.get(key)
	if !known {
		list = b.shareExtensions(build)
		b.shared.translations.put(key, list)
	}
	return list
}

// codeExtension returns a list of one extension whose value is a code that this
// package itself sets.
func (b *Builder) codeExtension(url, code string) []r4.Extension {
	return b.sharedExtensions(constantKey{url, code, ""}, func() []r4.Extension {
		return b.arena.extension(r4.Extension{Url: b.uri(url), ValueCode: b.arena.string(code)})
	})
}

// sharedExtensions returns a list of extensions that is the same in all documents.
// It must not be changed.
func (b *Builder) sharedExtensions(key constantKey, build func() []r4.Extension) []r4.Extension {
	if b.shared == nil {
		return build()
	}
	list, known := b.shared.extensions.get(key)
	if !known {
		list = b.shareExtensions(build)
		b.shared.extensions.put(key, list)
	}
	return list
}

// sharedValue returns a list of one extension whose value is a code of a value set and
// nothing else, nil where documents do not share it.
func (b *Builder) sharedValue(url string, c *frontsheet.Coded) []r4.Extension {
	if b.shared == nil || c.Code == "" || c.Text != "" {
		return nil
	}
	key := extensionKey{url, valueKey{set: c.Set, code: c.Code}}
	if list, known := b.shared.valued.get(key); known {
		return list
	}
	concept, ok := c.Set.Concept(c.Code)
	if !ok {
		return nil
	}
	key.code = concept.Code
	list := b.shareExtensions(func() []r4.Extension {
		return b.arena.extension(r4.Extension{Url: b.uri(url), ValueCodeableConcept: b.concept(&frontsheet.Coded{Set: c.Set, Code: concept.Code})})
	})
	b.shared.valued.put(key, list)
	return list
}

// ownExtension returns a list of one extension whose value is a code of one of
// this project's code systems.
func (b *Builder) ownExtension(url, system, code string) []r4.Extension {
	return b.sharedExtensions(constantKey{url, code, system}, func() []r4.Extension {
		return b.arena.extension(r4.Extension{Url: b.uri(url), ValueCodeableConcept: b.own(system, code)})
	})
}
