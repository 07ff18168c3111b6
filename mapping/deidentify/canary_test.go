package deidentify

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

var (
	testKey  = []byte("a key of a test, of more than 32 bytes")
	otherKey = []byte("some other key of a test, long enough too")
	testTime = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
)

func newTest(t testing.TB, p *Profile, key []byte) *Deidentifier {
	t.Helper()
	d, err := New(p, key, &Options{Purpose: "TREAT", Recorded: testTime})
	require.NoError(t, err)
	return d
}

// A filler fills every part of a sheet with a value that is nowhere else.
type filler struct {
	n      int
	values map[string]string // the canaries, with the path of each
	set    *mapping.ValueSet
}

func newFiller() *filler {
	f := &filler{values: map[string]string{}}
	for _, set := range mainland.ValueSets() {
		if set.Name == "hqms-rc001" {
			f.set = set
		}
	}
	return f
}

func (f *filler) canary(path string) string {
	f.n++
	s := fmt.Sprintf("Canary%04dKanarie", f.n)
	f.values[s] = path
	return s
}

func (f *filler) fill(v reflect.Value, path string) {
	switch x := v.Addr().Interface().(type) {
	case *mapping.Coded:
		if *x = (mapping.Coded{Set: f.set, Text: f.canary(path)}); f.n%2 == 0 {
			x.Code = "1" // so that what holds it has something to stay for
		}
		return
	case *mapping.DateTime:
		f.n++
		*x = mapping.DateTime{Year: 1900 + f.n%100, Month: 1 + f.n%12, Day: 1 + f.n%28, Hour: 7, Minute: f.n % 60, Second: 59, Precision: mapping.ToSecond, Zone: "+08:00"}
		return
	case *mapping.Code:
		*x = mapping.Code{System: codes.System{URI: "urn:" + f.canary(path), Version: f.canary(path)}, Code: f.canary(path), Display: f.canary(path)}
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(f.canary(path))
	case reflect.Int:
		v.SetInt(1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			f.fill(v.Index(i), path)
		}
		if list, ok := v.Interface().([]mapping.Code); ok {
			list[0].System, list[0].Code = codes.ICD10, "I21.0" // as above
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				f.fill(v.Field(i), strings.TrimPrefix(path+"."+field.Name, "."))
			}
		}
	case reflect.Bool:
		v.SetBool(true)
	default:
		panic(path + ": " + v.Kind().String())
	}
}

// Whatever stands in a sheet in the source's own words, in a part that exists
// or in one that somebody adds, does not pass, except for these.
func TestNoTextPassesThatIsNotNamedHere(t *testing.T) {
	permitted := map[*Profile][]string{
		gba:      {"Layout", "Facility.Code", "Facility.Name", "Facility.EnglishName", "Patient.Identifiers.Authority.Name"},
		research: {"Layout"},
	}
	for _, p := range []*Profile{gba, research} {
		t.Run(p.Name, func(t *testing.T) {
			f := newFiller()
			sheet := &mapping.FrontSheet{}
			f.fill(reflect.ValueOf(sheet).Elem(), "")
			require.Greater(t, len(f.values), 200)
			sheet.Diagnoses[1].Slot, sheet.Procedures[1].Rank = 2, 2

			d := newTest(t, p, testKey)
			redacted, issues := d.Apply(sheet)
			require.NotNil(t, redacted)
			require.NotEmpty(t, redacted.Diagnoses)
			require.NotEmpty(t, redacted.Procedures)
			document, more := mapping.NewTranslator(nil, nil).Document(redacted)
			d.Label(document)
			require.Empty(t, document.Check())
			output, err := document.Append(nil)
			require.NoError(t, err)
			rest, err := json.Marshal([]any{issues, more, d.Manifest()})
			require.NoError(t, err)
			all := string(output) + string(rest)

			passed := map[string]bool{}
			for value, path := range f.values {
				if strings.Contains(strings.ToLower(all), strings.ToLower(value)) {
					passed[path] = true
				}
			}
			want := map[string]bool{}
			for _, path := range permitted[p] {
				want[path] = true
			}
			assert.Equal(t, want, passed)
		})
	}
}
