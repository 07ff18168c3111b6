package quality_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
	"github.com/crossbay/crossbay/mapping/quality"
)

// texts are what a random sheet holds: what rules look for, and what breaks
// them.
var texts = []string{
	"", "", "", "0", "1", "2", "3", "4", "5", "9", "01", "0502", "05.02", "-1", "-0.00", "0.00", "12.50", ".", "-", "1e9", "999999999999999999999",
	"28", "29", "365", "3200", "3205", "K80.200", "A17.000+G01*", "G01*", "A17.000+", "+", "*", "+*", "/", "M80100/3", "8010/3", "M", "O80.000",
	"Z37.000", "S06.000", "T81.400", "W19.x00", "R10.400", "C61.x00", "N83.200", "P12.000", "J40.x00", "51.2300", "60.2901", "68.2901", "250.00",
	"110105196505100032", "A123456(3)", "\xff\xfe", "腹痛待查", "车祸", "hqms", "n041", "principal", "09", "09a", "\x00", strings.Repeat("9", 300),
}

var systems = []codes.System{
	{},
	codes.ICD10, codes.ICD10CM, codes.ICD9CM, codes.DiagnosisClinical, codes.DiagnosisInsurance,
	codes.DiagnosisNational, codes.ProcedureClinical, codes.ProcedureInsurance,
	{URI: "urn:other"},
}

// fill makes a random value of what v is.
func fill(r *rand.Rand, v reflect.Value) {
	switch v.Interface().(type) {
	case mapping.Coded:
		c := mapping.Coded{Code: pick(r, texts), Text: pick(r, texts)}
		if sets := mainland.ValueSets(); r.IntN(3) > 0 {
			c.Set = sets[r.IntN(len(sets))]
			if list := c.Set.Concepts(); r.IntN(2) > 0 {
				c.Code = list[r.IntN(len(list))].Code
			}
		}
		v.Set(reflect.ValueOf(c))
		return
	case mapping.DateTime:
		d := mapping.DateTime{Year: 2023 + r.IntN(3), Month: 1 + r.IntN(12), Day: 1 + r.IntN(28), Hour: r.IntN(24), Precision: mapping.Precision(r.IntN(5))}
		if r.IntN(10) == 0 {
			d = mapping.DateTime{Year: int(r.Int64()), Month: int(r.Int64()), Day: -r.IntN(1 << 40), Minute: int(r.Int64()), Precision: mapping.Precision(r.IntN(256))}
		}
		v.Set(reflect.ValueOf(d))
		return
	case codes.System:
		v.Set(reflect.ValueOf(pick(r, systems)))
		return
	case mapping.DiagnosisRole:
		v.SetString(string(pick(r, []mapping.DiagnosisRole{
			mapping.Outpatient, mapping.OnAdmission, mapping.Principal, mapping.Other, mapping.Pathology, mapping.ExternalCause, "",
		})))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(pick(r, texts))
	case reflect.Int:
		v.SetInt(int64(r.IntN(80) - 5))
	case reflect.Slice:
		n := r.IntN(5)
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(r, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(r, v.Field(i))
			}
		}
	}
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func randomSheet(seed, stream uint64) *mapping.FrontSheet {
	var s mapping.FrontSheet
	fill(rand.New(rand.NewPCG(seed, stream)), reflect.ValueOf(&s).Elem())
	return &s
}

// checkRandom checks a random sheet under every set of options: nothing
// panics, the sheet stays as it was, and the same sheet gives the same.
func checkRandom(t *testing.T, seed, stream uint64) {
	sheet, same := randomSheet(seed, stream), randomSheet(seed, stream)
	for name, o := range options {
		findings := quality.Check(sheet, o)
		assert.Equal(t, findings, quality.Check(same, o), "%s: not the same twice", name)
		quality.Score(findings)
		c := quality.NewChecker(o)
		c.Check(sheet)
		c.Check(sheet)
	}
	assert.Equal(t, randomSheet(seed, stream), sheet, "the sheet was changed")
}

func TestRandomSheets(t *testing.T) {
	for seed := range uint64(100) {
		checkRandom(t, seed, 0)
	}
}

func FuzzCheck(f *testing.F) {
	f.Add(uint64(1), uint64(2))
	f.Fuzz(checkRandom)
}

// Every text of a sheet, in whatever place, stays out of the findings.
func TestNoPatientValueInFindings(t *testing.T) {
	const canary = "Zq7" // no code has that shape
	var s mapping.FrontSheet
	var plant func(v reflect.Value)
	plant = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			v.SetString(canary)
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
			for i := range 2 {
				plant(v.Index(i))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if f := v.Type().Field(i); f.IsExported() && f.Name != "System" {
					plant(v.Field(i))
				}
			}
		}
	}
	plant(reflect.ValueOf(&s).Elem())
	for i, role := range []mapping.DiagnosisRole{
		mapping.Outpatient, mapping.OnAdmission, mapping.Principal, mapping.Other, mapping.Other, mapping.Pathology, mapping.ExternalCause,
	} {
		d := mapping.Diagnosis{Role: role, Slot: i, Name: canary, Number: canary}
		// What people type into the columns for codes.
		d.Codes = []mapping.Code{{Code: canary}, {Code: "C61" + canary}, {Code: "A17+" + canary + "*"}}
		s.Diagnoses = append(s.Diagnoses[:i:i], d)
	}
	for i := range s.Fees.Items {
		s.Fees.Items[i].Category = "01"
	}
	for name, o := range options {
		forced := *o
		forced.Origin = quality.Mainland
		for _, layout := range []string{"hqms", "n041", ""} {
			s.Layout = layout
			for _, sex := range []string{"1", "2"} {
				s.Patient.Sex = mapping.Coded{Code: sex}
				for _, f := range quality.NewChecker(&forced).Check(&s) {
					assert.NotContains(t, fmt.Sprintf("%+v", f), canary, name)
				}
			}
		}
	}
}
