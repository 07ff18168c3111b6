package report_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"

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
	for _, v := range []any{
		&report.Record{}, &report.Report{}, &report.Result{}, &report.Specimen{}, &report.Concept{}, &report.Coding{}, &report.Person{}, &report.Attachment{},
	} {
		fill(reflect.ValueOf(v).Elem(), 4)
		var out bytes.Buffer
		for _, form := range []any{v, []any{v}, struct{ Value any }{v}, map[string]any{"a": reflect.ValueOf(v).Elem().Interface()}} {
			fmt.Fprintf(&out, "%v %+v %#v\n", form, form, form)
			slog.New(slog.NewTextHandler(&out, nil)).Info("text", "value", form)
			slog.New(slog.NewJSONHandler(&out, nil)).Info("json", "value", form)
		}
		assert.NotContains(t, out.String(), "CANARY", "%s", reflect.TypeOf(v))
	}
}
