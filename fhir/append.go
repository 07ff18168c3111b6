package fhir

import (
	"encoding/json"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// Append appends the document to dst, as one Bundle of type document on one
// line without a line end, and returns the extended buffer.
func (d *Document) Append(dst []byte) ([]byte, error) {
	b, err := d.Bundle()
	if err != nil {
		return dst, err
	}
	out, err := json.Marshal(b)
	return append(dst, out...), err
}

// Bundle returns the document as a samply Bundle.
func (d *Document) Bundle() (r4.Bundle, error) {
	b := r4.Bundle{Type: r4.BundleTypeDocument, Identifier: &d.Identifier, Timestamp: &d.Timestamp}
	add := func(id *string, v any) error {
		raw, err := json.Marshal(v)
		if err != nil {
			return err
		}
		e := r4.BundleEntry{Resource: raw}
		if id != nil {
			url := "urn:uuid:" + *id
			e.FullUrl = &url
		}
		b.Entry = append(b.Entry, e)
		return nil
	}
	if err := add(d.Composition.Id, d.Composition); err != nil {
		return b, err
	}
	if err := add(d.Patient.Id, d.Patient); err != nil {
		return b, err
	}
	for _, v := range d.Encounters {
		if err := add(v.Id, v); err != nil {
			return b, err
		}
	}
	return b, nil
}
