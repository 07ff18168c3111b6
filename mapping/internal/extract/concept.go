package extract

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// extension returns the first extension of that URL, nil for none.
func (r *Reader) extension(list []r4.Extension, url string) *r4.Extension {
	for i := range list {
		if r.uri(&list[i].Url) == url {
			return &list[i]
		}
	}
	return nil
}

// codedExtension returns the coded value of an extension.
func (r *Reader) codedExtension(list []r4.Extension, url, element string) frontsheet.Coded {
	if x := r.extension(list, url); x != nil {
		return r.coded(x.ValueCodeableConcept, element)
	}
	return frontsheet.Coded{}
}

// code returns the code of a concept in a system, "" where it has none.
func (r *Reader) code(c *r4.CodeableConcept, system string) string {
	if c == nil {
		return ""
	}
	for i := range c.Coding {
		if r.system(c.Coding[i].System) == system {
			return arena.Deref(c.Coding[i].Code)
		}
	}
	return ""
}

// valueSet returns the value set of an element in the document's terms, nil for
// none.
func (r *Reader) valueSet(element string) *frontsheet.ValueSet {
	return r.layouts.Set(r.layout, element)
}

// coded reads a coded value: by the coding of one of the value sets, or else by
// the code of FHIR's, or else by the label, or else as text.
func (r *Reader) coded(c *r4.CodeableConcept, element string) frontsheet.Coded {
	if c == nil {
		return frontsheet.Coded{}
	}
	set := r.valueSet(element)
	if v, ok := r.codedByOwn(c, set, element); ok {
		return v
	}
	if len(c.Coding) == 0 && c.Text == nil {
		if len(c.Extension) > 0 {
			r.issue(frontsheet.Warning, element, "unknown-extension", "the value is stated in an extension that is not known, and in no other way: it is left out")
		}
		return frontsheet.Coded{}
	}
	written := arena.Deref(c.Text)
	if set != nil {
		for i := range c.Coding {
			coding := &c.Coding[i]
			concept, exact, ok := set.FromStandard(r.system(coding.System), arena.Deref(coding.Code))
			if !ok {
				continue
			}
			if by, added := r.addedBy(coding); added && by == set.Map {
				return frontsheet.Coded{Set: set, Code: concept.Code, Text: written}
			}
			if !exact {
				r.issue(frontsheet.Warning, element, "approximate-code", "the code "+arena.Deref(coding.Code)+" is read as "+concept.Code+" of the value set "+set.Name+", which does not mean quite the same")
			}
			return frontsheet.Coded{Set: set, Code: concept.Code}
		}
		if v, ok := r.codedByAnother(c, element); ok {
			return v
		}
		for _, label := range labelsOf(c) {
			if len(c.Coding) == 0 && layout.Of(r.sheet) != nil {
				break // our own reader did not know the label either
			}
			if named, ok := set.ByLabel(label); ok {
				r.issue(frontsheet.Information, element, "read-by-label", "the value is read as "+named.Code+" of the value set "+set.Name+", because it is called so")
				return frontsheet.Coded{Set: set, Code: named.Code}
			}
		}
	}
	for i := range c.Coding {
		if written == "" {
			written = chars.FirstOf(arena.Deref(c.Coding[i].Display), arena.Deref(c.Coding[i].Code))
		}
	}
	if len(c.Coding) > 0 {
		r.issue(frontsheet.Warning, element, "unknown-code", "no value set has a code for the value: it is passed on as text")
	}
	if written == "" {
		return frontsheet.Coded{}
	}
	if len(c.Coding) > 0 && layout.Of(r.sheet) == nil {
		set = nil // a foreign code is no text that a column of the layout could hold
	}
	if r.fromRows() { // then the text can only be of the value set of the layout itself
		set = layout.Of(r.sheet).SetOf(element)
	}
	return frontsheet.Coded{Set: set, Text: written}
}

// codedByAnother reads a coded value by a code of FHIR's for which a value set of
// another layout has a code of just that meaning: whoever writes the sheet finds
// what their own has for it.
func (r *Reader) codedByAnother(c *r4.CodeableConcept, element string) (frontsheet.Coded, bool) {
	for i := range c.Coding {
		system, code := r.uri(c.Coding[i].System), arena.Deref(c.Coding[i].Code)
		for set := range r.layouts.Sets(element) {
			if concept, exact, ok := set.FromStandard(system, code); ok && exact {
				return frontsheet.Coded{Set: set, Code: concept.Code}, true
			}
		}
	}
	return frontsheet.Coded{}, false
}

// codedByOwn reads a coded value by the coding of one of the value sets.
func (r *Reader) codedByOwn(c *r4.CodeableConcept, set *frontsheet.ValueSet, element string) (frontsheet.Coded, bool) {
	for i := range c.Coding {
		coding := &c.Coding[i]
		s, uri := set, r.uri(coding.System)
		if s == nil || s.URI != uri {
			if s = r.layouts.SetByURI(uri); s == nil {
				continue
			}
		}
		concept, ok := s.Concept(arena.Deref(coding.Code))
		if !ok {
			continue
		}
		v := frontsheet.Coded{Set: s, Code: concept.Code}
		written := arena.Deref(c.Text)
		switch _, added := r.addedBy(coding); {
		case added:
			v.Text = written
		case written != "":
			if other, named := s.ByLabel(written); !named || other.Code != concept.Code {
				r.keep(element, written)
				r.issue(frontsheet.Information, element, "text-beside-code", "the value has a text beside its code, which is kept verbatim")
			}
		}
		return v, true
	}
	return frontsheet.Coded{}, false
}

// labelsOf lists the names that a concept gives itself.
func labelsOf(c *r4.CodeableConcept) []string {
	var labels []string
	if c.Text != nil {
		labels = append(labels, *c.Text)
	}
	for i := range c.Coding {
		if d := c.Coding[i].Display; d != nil {
			labels = append(labels, *d)
		}
	}
	return labels
}

// nameIn returns what a concept is called, its code where it has no name.
func nameIn(c *r4.CodeableConcept) string {
	if c == nil {
		return ""
	}
	if labels := labelsOf(c); len(labels) > 0 {
		return labels[0]
	}
	for i := range c.Coding {
		if code := arena.Deref(c.Coding[i].Code); code != "" {
			return code
		}
	}
	return ""
}

// addedBy returns the map that added a coding, and whether one did: a coding
// without is the source's own.
func (r *Reader) addedBy(c *r4.Coding) (canonical string, added bool) {
	x := r.extension(c.Extension, fhir.ExtensionTranslatedBy)
	if x == nil {
		return "", false
	}
	for i := range x.Extension {
		if x.Extension[i].Url == "map" {
			return r.uri(x.Extension[i].ValueUri), true
		}
	}
	return "", true
}
