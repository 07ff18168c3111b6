package mapping_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hl7v2"
)

const (
	canary     = "测试CANARY甲"
	someNumber = 719317193
)

// printed returns v as every verb of fmt and every handler of slog print it,
// by itself, behind a pointer, in a list and in somebody's struct.
func printed(v any) string {
	var out bytes.Buffer
	list := reflect.MakeSlice(reflect.SliceOf(reflect.TypeOf(v)), 1, 1)
	list.Index(0).Set(reflect.ValueOf(v))
	pointer := reflect.New(reflect.TypeOf(v))
	pointer.Elem().Set(reflect.ValueOf(v))
	for _, form := range []any{v, pointer.Interface(), list.Interface(), struct{ Value any }{v}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&out, verb+"\n", form)
		}
		fmt.Fprintln(&out, form, fmt.Errorf("error: %v", form))
		slog.New(slog.NewTextHandler(&out, nil)).Info("text", "value", form)
	}
	forms := []any{v, pointer.Interface()}
	if _, bundle := v.(fhir.Document); !bundle { // the JSON of a document is its Bundle
		forms = append(forms, list.Interface(), struct{ Value any }{v}, map[string]any{"a": pointer.Interface()})
	}
	for _, form := range forms {
		slog.New(slog.NewJSONHandler(&out, nil)).Info("json", "value", form)
	}
	return out.String()
}

func requireRedacted(t *testing.T, v any) {
	t.Helper()
	text := strings.ReplaceAll(printed(v), " ", "")
	for what, form := range map[string]string{
		"the text":           canary,
		"a part of it":       "CANARY",
		"in hexadecimal":     fmt.Sprintf("%x", "CANARY"),
		"as bytes":           strings.ReplaceAll(strings.Trim(fmt.Sprint([]byte("CANARY")), "[]"), " ", ""),
		"as bytes, with %#v": "0x43,0x41,0x4e",
		"a number":           fmt.Sprint(someNumber),
	} {
		assert.False(t, strings.Contains(text, form), "%s prints: %s", reflect.TypeOf(v), what)
	}
	assert.True(t, strings.Contains(text, "[redacted]"), "%s", reflect.TypeOf(v))
}

// Every type of which a sheet is made keeps its values to itself, those that
// are yet to come included.
func TestNothingOfASheetPrints(t *testing.T) {
	seen := map[reflect.Type]bool{
		// They hold no value of a patient.
		reflect.TypeFor[mapping.ValueSet](): true,
		reflect.TypeFor[mapping.Layout]():   true,
		reflect.TypeFor[mapping.Grade]():    true,
		reflect.TypeFor[mapping.Issue]():    true,
		reflect.TypeFor[codes.System]():     true,
	}
	var visit func(reflect.Type)
	visit = func(typ reflect.Type) {
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			visit(typ.Elem())
		case reflect.Struct:
			first, _, _ := strings.Cut(typ.PkgPath(), "/")
			if seen[typ] || !strings.Contains(first, ".") { // of the standard library
				return
			}
			seen[typ] = true
			for i := range typ.NumField() {
				if typ.Field(i).IsExported() {
					visit(typ.Field(i).Type)
				}
			}
			v := reflect.New(typ).Elem()
			fill(v)
			requireRedacted(t, v.Interface())
		}
	}
	visit(reflect.TypeFor[mapping.FrontSheet]())
	visit(reflect.TypeFor[mapping.Record]())
	assert.Greater(t, len(seen), 30)
}

// fill sets every text of a value to the canary, and every number to another.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(canary)
	case reflect.Int:
		v.SetInt(someNumber)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes([]byte(canary))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i))
			}
		}
	}
}

func TestNothingOfARecordPrints(t *testing.T) {
	r := open(t, "A48,A11,XX\n1,"+canary+","+canary+"\n")
	for record, err := range r.Records() {
		require.NoError(t, err)
		requireRedacted(t, *record)
		requireRedacted(t, *record.Sheet)
		document, _ := mapping.NewTranslator(nil, nil).Document(record.Sheet)
		requireRedacted(t, *document)
	}
	requireRedacted(t, mapping.Result{Raw: []byte(canary), Output: []byte(canary)})
	var message hl7v2.Message
	require.NoError(t, message.Parse("MSH|^~\\&|A|B\rPID|1||"+canary+"\r"))
	requireRedacted(t, message)
	requireRedacted(t, message.Segments[1])
	requireRedacted(t, hl7v2.Frame{Raw: []byte(canary), Message: []byte(canary)})
	requireRedacted(t, fhir.Document{Timestamp: canary})
}
