package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// An evidence says of layouts and elements what became of them when the samples of all
// layouts were written in that layout.
type evidence map[[2]string]*outcome

// An outcome says whether there were records of which all of the element was written,
// and such of which some was left out.
type outcome struct{ written, left bool }

// of returns the outcome of an element in a layout.
func (e evidence) of(layout, element string) outcome {
	if x := e[[2]string{layout, element}]; x != nil {
		return *x
	}
	return outcome{}
}

// observed reports whether a sample of any layout had the element.
func (e evidence) observed(element string) bool {
	for key := range e {
		if key[1] == element {
			return true
		}
	}
	return false
}

// observe writes each record of the samples in every layout of another region.
func observe(folder string, all []region) (evidence, error) {
	seen := evidence{}
	var layouts []*mapping.Layout
	for _, r := range all {
		layouts = append(layouts, r.layouts...)
	}
	names, err := filepath.Glob(filepath.Join(folder, "../examples/testdata/*"))
	if err != nil {
		return nil, err
	}
	translator := mapping.NewTranslator(nil, nil)
	elements := layout.Elements()
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		reader, err := mapping.NewReader(bytes.NewReader(text), layouts, nil)
		if err != nil {
			continue // a workbook, or no records
		}
		for record, err := range reader.Records() {
			if err != nil {
				return nil, err
			}
			if record.Sheet == nil {
				continue
			}
			for _, r := range all {
				if slices.Contains(r.layouts, reader.Layout()) {
					continue
				}
				for _, to := range r.layouts {
					if err := seen.note(translator, elements, record.Sheet, to); err != nil {
						return nil, err
					}
				}
			}
		}
	}
	return seen, nil
}

// note writes a sheet in a layout.
func (e evidence) note(t *mapping.Translator, elements []layout.Element, sheet *mapping.FrontSheet, to *mapping.Layout) error {
	local := t.Localize(sheet, to, nil)
	w, err := mapping.NewWriter(io.Discard, to, nil)
	if err != nil {
		return err
	}
	issues, err := w.Write(local.Sheet)
	if err != nil {
		return err
	}
	left := map[string]bool{}
	for _, i := range issues {
		if i.Code == "no-column" {
			name, _ := withoutIndex(i.Field)
			left[name] = true
		}
	}
	for i := range elements {
		x := &elements[i]
		for _, index := range x.Part.Indices(local.Sheet) {
			if x.At(local.Sheet, index).Empty() {
				continue
			}
			key := [2]string{to.Name, x.Name}
			if e[key] == nil {
				e[key] = &outcome{}
			}
			e[key].written = e[key].written || !left[x.Name]
			e[key].left = e[key].left || left[x.Name]
			break
		}
	}
	return nil
}
