package report_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/report"
)

// fill puts a canary into every text of a value.
func fill(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("CANARY")
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), depth)
			}
		}
	case reflect.Slice:
		if depth > 0 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fill(v.Index(0), depth-1)
		}
	case reflect.Pointer:
		if depth > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), depth-1)
		}
	}
}

// A report prints as little as a sheet does: by fmt, and by both handlers of slog, of
// which the one of JSON looks into lists and structs.
func TestNothingOfAReportPrints(t *testing.T) {
	for _, kind := range types(reflect.TypeFor[report.Record](), nil) {
		v := reflect.New(kind).Interface()
		fill(reflect.ValueOf(v).Elem(), 4)
		var out bytes.Buffer
		value := reflect.ValueOf(v).Elem().Interface()
		for _, form := range []any{v, value, []any{v}, []any{value}, struct{ Value any }{v}, struct{ Value any }{value}, map[string]any{"a": value}, map[string]any{"a": v}} {
			fmt.Fprintf(&out, "%v %+v %#v %s %q %x\n", form, form, form, form, form, form)
			slog.New(slog.NewTextHandler(&out, nil)).Info("text", "value", form)
			slog.New(slog.NewJSONHandler(&out, nil)).Info("json", "value", form)
		}
		assert.NotContains(t, out.String(), "CANARY", "%s", kind)
		assert.NotContains(t, out.String(), fmt.Sprintf("%x", "CANARY"), "%s", kind)
	}
}

// types lists the structs of this project of which a report is made, those that are yet
// to come included.
func types(of reflect.Type, seen []reflect.Type) []reflect.Type {
	switch of.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return types(of.Elem(), seen)
	case reflect.Struct:
		first, _, _ := strings.Cut(of.PkgPath(), "/")
		if slices.Contains(seen, of) || !strings.Contains(first, ".") || slices.Contains(valueless, of) {
			return seen
		}
		seen = append(seen, of)
		for i := range of.NumField() {
			if f := of.Field(i); f.IsExported() {
				seen = types(f.Type, seen)
			}
		}
	}
	return seen
}

// valueless hold no value of a patient.
var valueless = []reflect.Type{reflect.TypeFor[frontsheet.Issue](), reflect.TypeFor[frontsheet.Grade](), reflect.TypeFor[frontsheet.ValueSet](), reflect.TypeFor[codes.System]()}
