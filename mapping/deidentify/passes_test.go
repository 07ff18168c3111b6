package deidentify

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping"
)

var update = flag.Bool("update", false, "write testdata/passes.csv anew")

// words are values that pass where words of a list do.
var words = map[string]string{
	"Patient.Current.Text": "广东省深圳市南山区示例路1号", "Patient.Registered.Text": "广东省深圳市南山区示例路2号",
	"Patient.BirthPlace": "湖南省长沙市示例区", "Patient.Current.Country": "CN", "Patient.Registered.Country": "CN",
	"Patient.Identifiers.Type": "PI", "Stay.Status": "finished", "Emergency.Status": "finished", "Event.Code": "A03",
	"Observations.Unit": "mmol/L", "Observations.Range": "3.5 - 5.1", "Observations.Flag": "H", "Observations.Status": "F", "Observations.Kind": "NM",
	"Fees.Currency": "CNY", "Fees.Items.Category": "09a", "Items.Code": "gcs-total", "Diagnoses.Role": "other",
	"Grade.Claimed": "3.1", "Grade.Verified": "2", "Grade.Reason": "no-text",
}

// passable fills v with values that have the shape of what they should be.
func passable(v reflect.Value, path string, set *mapping.ValueSet) {
	switch x := v.Addr().Interface().(type) {
	case *mapping.Coded:
		*x = mapping.Coded{Set: set, Code: "1"}
		return
	case *mapping.DateTime:
		*x = mapping.DateTime{Year: 2023, Month: 5, Day: 6, Hour: 7, Minute: 8, Second: 9, Precision: mapping.ToSecond}
		return
	case *mapping.Code:
		*x = mapping.Code{System: codes.DiagnosisClinical, Code: "I21.900x001", Display: "示例"}
		if strings.HasPrefix(path, "Procedures") {
			x.System, x.Code = codes.ProcedureClinical, "51.2300x001"
		}
		return
	case *mapping.Decimal:
		*x = "45"
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("示例" + path)
		for suffix, word := range words {
			if path == suffix || strings.HasSuffix(path, "."+suffix) {
				v.SetString(word)
			}
		}
	case reflect.Int:
		v.SetInt(1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		passable(v.Index(0), path, set)
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				passable(v.Field(i), strings.TrimPrefix(path+"."+field.Name, "."), set)
			}
		}
	}
}

// leaves lists the values of a sheet by their paths.
func leaves(v reflect.Value, path string, add func(path, value string)) {
	switch x := v.Interface().(type) {
	case mapping.Coded:
		add(path, x.Code+x.Text)
		return
	case mapping.DateTime:
		if !x.IsZero() {
			add(path, string(x.Append(nil, "")))
		}
		return
	}
	switch v.Kind() {
	case reflect.Slice:
		for i := range v.Len() {
			leaves(v.Index(i), path, add)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				leaves(v.Field(i), strings.TrimPrefix(path+"."+field.Name, "."), add)
			}
		}
	default:
		if !v.IsZero() {
			add(path, fmt.Sprint(v.Interface()))
		}
	}
}

func leavesOf(s *mapping.FrontSheet) map[string]string {
	m := map[string]string{}
	leaves(reflect.ValueOf(*s), "", func(path, value string) {
		if value != "" {
			m[path] += value + ";"
		}
	})
	return m
}

// testdata/passes.csv says of every part of a sheet what becomes of it under
// each profile: kept, changed, absent, or new where the sheet had none.
func TestWhatPasses(t *testing.T) {
	sheet := &mapping.FrontSheet{}
	passable(reflect.ValueOf(sheet).Elem(), "", newFiller().set)
	// What excludes one another: an age under one year, and a band.
	sheet.Patient.AgeUnderOne.Days, sheet.Patient.AgeBand = "", mapping.AgeBand{}
	before := leavesOf(sheet)
	after := map[*Profile]map[string]string{}
	paths := map[string]bool{}
	for path := range before {
		paths[path] = true
	}
	for _, p := range []*Profile{full, gba, research} {
		redacted, _ := newTest(t, p, testKey).Apply(sheet)
		require.NotNil(t, redacted)
		after[p] = leavesOf(redacted)
		for path := range after[p] {
			paths[path] = true
		}
	}
	assert.Equal(t, before, after[full])

	rows := [][]string{{"part", "gba", "research"}}
	for path := range paths {
		row := []string{path}
		for _, p := range []*Profile{gba, research} {
			switch value := after[p][path]; {
			case value == "":
				row = append(row, "absent")
			case before[path] == "":
				row = append(row, "new")
			case value == before[path]:
				row = append(row, "kept")
			default:
				row = append(row, "changed")
			}
		}
		rows = append(rows, row)
	}
	slices.SortFunc(rows[1:], func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	var got bytes.Buffer
	require.NoError(t, csv.NewWriter(&got).WriteAll(rows))
	const name = "testdata/passes.csv"
	if *update {
		require.NoError(t, os.WriteFile(name, got.Bytes(), 0o644))
	}
	want, err := os.ReadFile(name)
	require.NoError(t, err)
	assert.Equal(t, string(want), got.String())
	assert.Equal(t, before, leavesOf(sheet), "the sheet itself stays as it is")
}
