package fhir_test

import (
	"encoding/json"
	"testing"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
)

// benchmarkDocument is a stay with some diagnoses and operations more.
func benchmarkDocument() *fhir.Document {
	d := sampleDocument()
	for n := range 8 {
		c := d.Conditions[0]
		c.Id = sampleID(100 + n)
		d.Conditions = append(d.Conditions, c)
	}
	for n := range 3 {
		p := d.Procedures[0]
		p.Id = sampleID(200 + n)
		d.Procedures = append(d.Procedures, p)
	}
	return d
}

// marshal is what a program does that has samply's models alone.
func marshal(d *fhir.Document) ([]byte, error) {
	b := r4.Bundle{Type: r4.BundleTypeDocument, Identifier: &d.Identifier, Timestamp: &d.Timestamp}
	var failed error
	add := func(id *string, v any) {
		raw, err := json.Marshal(v)
		if err != nil {
			failed = err
		}
		url := "urn:uuid:" + *id
		b.Entry = append(b.Entry, r4.BundleEntry{FullUrl: &url, Resource: raw})
	}
	add(d.Composition.Id, d.Composition)
	add(d.Patient.Id, d.Patient)
	for _, v := range d.Encounters {
		add(v.Id, v)
	}
	for _, v := range d.Organizations {
		add(v.Id, v)
	}
	for _, v := range d.Practitioners {
		add(v.Id, v)
	}
	for _, v := range d.PractitionerRoles {
		add(v.Id, v)
	}
	for _, v := range d.Locations {
		add(v.Id, v)
	}
	for _, v := range d.Conditions {
		add(v.Id, v)
	}
	for _, v := range d.Procedures {
		add(v.Id, v)
	}
	for _, v := range d.Observations {
		add(v.Id, v)
	}
	for _, v := range d.AllergyIntolerances {
		add(v.Id, v)
	}
	for _, v := range d.Coverages {
		add(v.Id, v)
	}
	for _, v := range d.Invoices {
		add(v.Id, v)
	}
	for _, v := range d.Provenances {
		add(v.Id, v)
	}
	if failed != nil {
		return nil, failed
	}
	return json.Marshal(b)
}

func BenchmarkWrite(b *testing.B) {
	d := benchmarkDocument()
	out, err := d.Append(nil)
	require.NoError(b, err)
	b.Run("json.Marshal", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(out)))
		for b.Loop() {
			if _, err := marshal(d); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Append/new", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(out)))
		for b.Loop() {
			if _, err := d.Append(nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Append/reused", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(out)))
		for b.Loop() {
			if out, err = d.Append(out[:0]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("AppendTransaction/reused", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(out)))
		for b.Loop() {
			if out, err = d.AppendTransaction(out[:0]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Check", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			d.Check()
		}
	})
}

func BenchmarkRead(b *testing.B) {
	out, err := benchmarkDocument().Append(nil)
	require.NoError(b, err)
	b.Run("json.Unmarshal", func(b *testing.B) {
		// The Bundle and its resources as a program has to read them that
		// trusts its input.
		b.ReportAllocs()
		b.SetBytes(int64(len(out)))
		for b.Loop() {
			bundle, err := r4.UnmarshalBundle(out)
			if err != nil {
				b.Fatal(err)
			}
			for _, e := range bundle.Entry {
				if err := unmarshalResource(e.Resource); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("Read", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(out)))
		for b.Loop() {
			if _, err := fhir.Read(out); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func unmarshalResource(raw json.RawMessage) error {
	var head struct {
		ResourceType string `json:"resourceType"`
	}
	if err := json.Unmarshal(raw, &head); err != nil {
		return err
	}
	v := resourceSlot(new(fhir.Document), head.ResourceType)
	return json.Unmarshal(raw, v.Addr().Interface())
}
