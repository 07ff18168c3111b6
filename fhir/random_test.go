package fhir_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"testing"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
)

// resourceSlot returns the field of the document for the named type, or,
// where the document has a list of them, a new last member.
func resourceSlot(d *fhir.Document, name string) reflect.Value {
	v := reflect.ValueOf(d).Elem()
	if f := v.FieldByName(name); f.IsValid() && f.Kind() == reflect.Struct {
		return f
	}
	if stem, is := strings.CutSuffix(name, "y"); is {
		name = stem + "ie"
	}
	f := v.FieldByName(name + "s")
	if !f.IsValid() || f.Kind() != reflect.Slice {
		return reflect.Value{}
	}
	f.Set(reflect.Append(f, reflect.Zero(f.Type().Elem())))
	return f.Index(f.Len() - 1)
}

// resourceNames lists the types of a document's resources.
func resourceNames() []string {
	var names []string
	for f := range reflect.TypeFor[fhir.Document]().Fields() {
		switch {
		case f.Type.Kind() == reflect.Slice:
			names = append(names, f.Type.Elem().Name())
		case f.Type.Kind() == reflect.Struct && f.Name != "Identifier":
			names = append(names, f.Name)
		}
	}
	return names
}

// A maker makes random values of samply's types that are valid, as far as
// types and required elements go.
type maker struct {
	*rand.Rand
	types map[string]string // FHIR type by "Type.element"
}

func newMaker(t *testing.T) *maker {
	text, err := os.ReadFile("internal/gen/elements.txt")
	require.NoError(t, err)
	m := &maker{Rand: rand.New(rand.NewPCG(1, 2)), types: map[string]string{}}
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] != "#" {
			m.types[f[0]] = f[1]
		}
	}
	return m
}

// choices are the elements, by type, of which one variant may be set.
var choices = map[string][]string{
	"Patient": {"deceased", "multipleBirth"}, "Condition": {"onset", "abatement"}, "Procedure": {"performed"},
	"Observation": {"effective", "value"}, "ObservationComponent": {"value"}, "AllergyIntolerance": {"onset"},
	"Provenance": {"occurred"}, "Extension": {"value"}, "CompositionRelatesTo": {"target"}, "Annotation": {"author"},
	"CoverageCostToBeneficiary": {"value"}, "InvoiceLineItem": {"chargeItem"}, "DataRequirement": {"subject"},
	"TriggerDefinition": {"timing"}, "UsageContext": {"value"}, "Dosage": {"asNeeded"}, "TimingRepeat": {"bounds"},
	"DiagnosticReport": {"effective"}, "SpecimenCollection": {"collected", "fastingStatus"}, "SpecimenProcessing": {"time"}, "SpecimenContainer": {"additive"},
	"ServiceRequest":            {"quantity", "occurrence", "asNeeded"},
	"MedicationStatement":       {"medication", "effective"},
	"DataRequirementDateFilter": {"value"}, "DosageDoseAndRate": {"dose", "rate"},
}

// omitted are elements that no Document has: samply's type cannot say which value of the
// choice in them is meant.
var omitted = map[string]bool{"Task.input": true, "Task.output": true}

func (m *maker) fill(v reflect.Value, depth int) {
	t := v.Type()
	chosen := map[string]int{} // by choice, the field that is set
	for _, c := range choices[t.Name()] {
		var variants []int
		for i := range t.NumField() {
			if name := jsonName(t.Field(i)); strings.HasPrefix(name, c) && len(name) > len(c) && name[len(c)] < 'a' && t.Field(i).Type.Kind() != reflect.Slice {
				variants = append(variants, i)
			}
		}
		chosen[c] = variants[m.IntN(len(variants))]
		for _, i := range variants {
			if i != chosen[c] {
				chosen[t.Field(i).Name] = -1
			}
		}
	}
	for i := range t.NumField() {
		f := t.Field(i)
		required := !strings.HasSuffix(f.Tag.Get("json"), ",omitempty")
		switch {
		case chosen[f.Name] == -1 || omitted[t.Name()+"."+jsonName(f)]:
		case required || depth > 0 && m.IntN(depth+2) == 0 || isChosen(chosen, i) && m.IntN(2) == 0:
			m.set(v.Field(i), t.Name()+"."+jsonName(f), depth-1)
		}
	}
}

func isChosen(chosen map[string]int, i int) bool {
	for _, n := range chosen {
		if n == i {
			return true
		}
	}
	return false
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

func (m *maker) set(v reflect.Value, element string, depth int) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		m.set(v.Elem(), element, depth)
	case reflect.Slice:
		for range 1 + m.IntN(2) {
			v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
			m.set(v.Index(v.Len()-1), element, depth)
		}
	case reflect.Struct:
		m.fill(v, max(depth, 0))
		if v.IsZero() {
			v.FieldByName("Id").Set(reflect.ValueOf(ptr("x")))
		}
	case reflect.Bool:
		v.SetBool(m.IntN(2) == 0)
	case reflect.Int:
		if _, ok := v.Interface().(interface{ Code() string }); !ok {
			v.SetInt(1 + m.Int64N(1000))
			return
		}
		n := int64(0)
		for code := ""; code != "<unknown>"; n++ {
			v.SetInt(n)
			code = v.Interface().(interface{ Code() string }).Code()
		}
		v.SetInt(m.Int64N(n - 1))
	case reflect.String:
		if v.Type() == reflect.TypeFor[json.Number]() {
			v.SetString([]string{"0", "-1.50", "12345678.000", "1e3", "0.000000000000000001"}[m.IntN(5)])
			return
		}
		v.SetString(m.text(m.types[element]))
	}
}

func (m *maker) text(typ string) string {
	pick := func(list ...string) string { return list[m.IntN(len(list))] }
	switch typ {
	case "uri", "url", "canonical":
		return pick("http://example.org/a?b=1&c=<2>", "urn:oid:1.2.3", "x")
	case "oid":
		return pick("urn:oid:1.2.3", "urn:oid:2.16.156.10011.2.3.3.4")
	case "uuid":
		return "urn:uuid:6ba7b810-9dad-51d1-80b4-00c04fd430c8"
	case "code":
		return pick("a", "en-GB", "two words", "<\"码\">")
	case "id":
		return pick("a", "A-1.b")
	case "date":
		return pick("2023", "2023-02", "2024-02-29")
	case "dateTime":
		return pick("2023", "2023-02", "2024-02-29", "2023-12-31T23:59:60.123Z", "0001-01-01T00:00:00-14:00")
	case "instant":
		return pick("2023-12-31T23:59:60.123Z", "2023-01-01T00:00:00+08:00")
	case "time":
		return pick("00:00:00", "23:59:60.5")
	case "base64Binary":
		return pick("YQ==", "YWJj YWJj")
	}
	return pick("x", "中文<&>\u2028", "\"\\\n\r\t", "𠮷 e\u0301", " ", "\u007f")
}

// TestAppendEqualsMarshal compares, on random resources, what the encoder
// writes with what encoding/json and samply write, which is right except for the
// empty elements among it.
func TestAppendEqualsMarshal(t *testing.T) {
	m := newMaker(t)
	for _, name := range resourceNames() {
		t.Run(name, func(t *testing.T) {
			for range 200 {
				d := &fhir.Document{}
				v := resourceSlot(d, name)
				m.fill(v, 4)
				d.Composition.Id, d.Patient.Id = sampleID(1), sampleID(2)
				if v.Kind() == reflect.Struct && name != "Composition" && name != "Patient" {
					v.FieldByName("Id").Set(reflect.ValueOf(sampleID(3)))
				}
				want, err := json.Marshal(v.Interface())
				require.NoError(t, err)
				b, err := d.Bundle()
				require.NoError(t, err)
				got := resourceOf(t, b, name)
				require.Equal(t, withoutEmpty(decode(t, want)), decode(t, got))

				line, err := d.Append(nil)
				require.NoError(t, err)
				back, err := fhir.Read(line)
				require.NoError(t, err)
				again, err := back.Append(nil)
				require.NoError(t, err)
				require.Equal(t, string(line), string(again))
			}
		})
	}
}

// resourceOf returns the last resource of a type.
func resourceOf(t *testing.T, b r4.Bundle, name string) []byte {
	for i := len(b.Entry) - 1; i >= 0; i-- {
		if strings.HasPrefix(string(b.Entry[i].Resource), `{"resourceType":"`+name+`"`) {
			return b.Entry[i].Resource
		}
	}
	t.Fatal("no such resource")
	return nil
}

func decode(t *testing.T, text []byte) any {
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	var v any
	require.NoError(t, d.Decode(&v))
	return v
}

// withoutEmpty takes out of v what has no content; nil means nothing is left.
func withoutEmpty(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			if v[k] = withoutEmpty(v[k]); v[k] == nil {
				delete(v, k)
			}
		}
		if len(v) == 0 {
			return nil
		}
	case []any:
		var list []any
		for _, e := range v {
			if e = withoutEmpty(e); e != nil {
				list = append(list, e)
			}
		}
		if len(list) == 0 {
			return nil
		}
		return list
	case string:
		if v == "" {
			return nil
		}
	}
	return v
}

// typeFields lists the names of the fields of a struct.
func typeFields[T any]() map[string]bool {
	names := map[string]bool{}
	for f := range reflect.TypeFor[T]().Fields() {
		names[f.Name] = true
	}
	return names
}
