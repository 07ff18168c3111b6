package mapping_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// A document is made of any sheet, and holds what the sheet says: what no element can
// hold is reported in the words of the sheet.
func TestDocumentsOfSheetsMadeInCode(t *testing.T) {
	day := mapping.DateTime{Year: 2024, Month: 1, Day: 5}
	for name, test := range map[string]struct {
		change func(*mapping.FrontSheet)
		code   string
		kept   string
	}{
		"no precision": {func(s *mapping.FrontSheet) { s.Patient.BirthDate = day }, "no-precision", `"birthDate":"2024-01-05"`},
		"month 13": {func(s *mapping.FrontSheet) {
			day := day
			day.Month, day.Precision = 13, mapping.ToDay
			s.Stay.Admission = day
		}, "bad-date", "2024-13-05"},
		"no value set": {func(s *mapping.FrontSheet) { s.Patient.Marital = mapping.Coded{Code: "20X"} }, "no-value-set", "20X"},
		"unknown code": {func(s *mapping.FrontSheet) {
			s.Patient.Marital = mapping.Coded{Set: mainland.ValueSet("hqms-rc002"), Code: "77X"}
		}, "unknown-code", "77X"},
		"no slot":       {func(s *mapping.FrontSheet) { s.Diagnoses = []mapping.Diagnosis{{Role: mapping.Other, Name: "甲病"}} }, "no-slot", "甲病"},
		"unknown role":  {func(s *mapping.FrontSheet) { s.Diagnoses = []mapping.Diagnosis{{Role: "Principal", Name: "乙病"}} }, "unknown-role", "乙病"},
		"grouped":       {func(s *mapping.FrontSheet) { s.Fees.Total = "1,250.5" }, "bad-number", "1,250.5"},
		"no number":     {func(s *mapping.FrontSheet) { s.Stay.Days = "abc" }, "bad-number", "abc"},
		"NUL in a name": {func(s *mapping.FrontSheet) { s.Patient.Name = "王\x00虚构" }, "undecodable-character", "王\uFFFD虚构"},
		"GBK in a name": {func(s *mapping.FrontSheet) { s.Patient.Name = "\xcd\xf5" }, "undecodable-character", `\\xcd\\xf5`},
		"one line for two": {func(s *mapping.FrontSheet) {
			s.Diagnoses = []mapping.Diagnosis{{Role: mapping.Other, Slot: 1, Name: "甲病"}, {Role: mapping.Other, Slot: 1, Name: "丙病"}}
		}, "slot-taken", "丙病"},
	} {
		s := mapping.FrontSheet{
			Layout: "hqms", Facility: mapping.Facility{Code: "H1", Name: "示例医院"},
			Patient: mapping.Patient{RecordNumber: "1", Name: "王虚构"},
			Stay:    mapping.Stay{Discharge: mapping.DateTime{Year: 2024, Month: 1, Day: 9, Precision: mapping.ToDay}},
		}
		assert.Empty(t, s.Validate(), name)
		test.change(&s)
		d, issues := mapping.NewTranslator(nil, nil).Document(&s)
		require.NotNil(t, d, name)
		assert.NotEmpty(t, withCode(issues, test.code), name)
		assert.Empty(t, withCode(issues, "internal-error"), name)
		text, err := d.Append(nil)
		require.NoError(t, err, name)
		assert.Contains(t, string(text), test.kept, name)
	}
}

// Two diagnoses with one line of the sheet would come back as one.
func TestDiagnosesMadeInCodeOnOneLineComeBack(t *testing.T) {
	s := mapping.FrontSheet{
		Layout: "hqms", Facility: mapping.Facility{Code: "H1", Name: "示例医院"}, Patient: mapping.Patient{RecordNumber: "1"},
		Diagnoses: []mapping.Diagnosis{
			{Role: mapping.Other, Slot: 1, Name: "甲病"}, {Role: mapping.Other, Slot: 1, Name: "乙病"}, {Role: mapping.Other, Name: "丙病"},
		},
	}
	tr := mapping.NewTranslator(nil, &mapping.Options{Layouts: mainland.Layouts()})
	d, _ := tr.Document(&s)
	require.NotNil(t, d)
	back, _ := tr.FrontSheet(d)
	require.NotNil(t, back)
	var names []string
	for _, d := range back.Diagnoses {
		names = append(names, d.Name)
	}
	assert.Equal(t, []string{"甲病", "乙病", "丙病"}, names)
}

func TestPrincipalDiagnosisOfADocument(t *testing.T) {
	s := mapping.FrontSheet{
		Patient: mapping.Patient{RecordNumber: "1"},
		Diagnoses: []mapping.Diagnosis{
			{Role: mapping.Other, Slot: 1, Name: "甲病"},
			{Role: mapping.Principal, Slot: 1, Name: "乙病", Codes: []mapping.Code{{System: codes.ICD10, Code: "I21.9"}}},
		},
		Stay: mapping.Stay{Discharge: mapping.DateTime{Year: 2024, Month: 1, Day: 9, Precision: mapping.ToDay}},
	}
	for _, base := range []string{"", "https://example.org/fhir"} {
		d, _ := mapping.NewTranslator(nil, &mapping.Options{Base: base}).Document(&s)
		principal := d.Principal()
		require.NotNil(t, principal)
		assert.Equal(t, "乙病", *principal.Code.Text)
		assert.Same(t, &d.Patient, d.Resolve(principal.Subject))
		assert.Same(t, &d.Encounters[0], d.Resolve(*principal.Encounter))
		require.NotEmpty(t, principal.Code.Coding)
		assert.Same(t, &principal.Code.Coding[0], fhir.CodingOf(principal.Code, *principal.Code.Coding[0].System))
		assert.Nil(t, fhir.CodingOf(principal.Code, "urn:other"))
	}
	var d fhir.Document
	assert.Nil(t, d.Principal())
	assert.Nil(t, fhir.CodingOf(nil, ""))
}

// The code of a value is found by what a file may say.
func TestCodedByLayout(t *testing.T) {
	for _, text := range []string{"1", "男"} {
		c, ok := mainland.HQMS().Coded("patient.sex", text)
		assert.True(t, ok)
		assert.Equal(t, mapping.Coded{Set: mainland.ValueSet("hqms-rc001"), Code: "1"}, c)
	}
	c, ok := mainland.HQMS().Coded("patient.sex", "不详的")
	assert.False(t, ok)
	assert.Equal(t, "不详的", c.Text)
	assert.Empty(t, c.Code)
	_, ok = mainland.HQMS().Coded("patient.name", "男")
	assert.False(t, ok)
	assert.Nil(t, mainland.ValueSet("none"))
}

// Run translates what Prepare makes of a sheet as Document does: what no element can hold
// is reported, and nothing of it vanishes or costs the record.
func TestRunValidatesWhatPrepareReturns(t *testing.T) {
	reader, err := mapping.NewReader(strings.NewReader("BAH,XM,CSRQ\n1,测试甲,19800229\n"), []*mapping.Layout{mainland.N041()}, nil)
	require.NoError(t, err)
	options := &mapping.RunOptions{Prepare: func(s *mapping.FrontSheet) (*mapping.FrontSheet, []mapping.Issue) {
		changed := *s
		changed.Patient.BirthDate.Month = 13
		changed.Patient.Marital = mapping.Coded{Code: "20X"}
		changed.Fees.Total = "1,250.5"
		return &changed, nil
	}}
	n := 0
	require.NoError(t, mapping.NewTranslator(nil, nil).Run(t.Context(), reader, options, func(r *mapping.Result) error {
		n++
		require.False(t, r.Rejected(), r.Issues)
		for _, code := range []string{"bad-date", "no-value-set", "bad-number"} {
			assert.Len(t, withCode(r.Issues, code), 1, code)
		}
		for _, kept := range []string{"1980-13-29", "20X", "1,250.5"} {
			assert.Contains(t, string(r.Output), kept)
		}
		return nil
	}))
	assert.Equal(t, 1, n)
}

// Whatever field of a sheet holds what no document can hold, Document neither fails nor
// loses it in silence, and its document can be written.
func TestNoFieldOfASheetMadeInCodeVanishes(t *testing.T) {
	bad := map[reflect.Type][]any{
		reflect.TypeFor[mapping.DateTime](): {
			mapping.DateTime{Year: 2024, Month: 13, Day: 40, Precision: mapping.ToDay},
			mapping.DateTime{Year: 2024, Month: 2, Day: 30, Hour: 25},
			mapping.DateTime{Year: -1, Precision: 99},
			mapping.DateTime{Year: 2024, Precision: mapping.ToYear, Zone: "CST"},
		},
		reflect.TypeFor[mapping.Coded]():   {mapping.Coded{Code: "77X"}, mapping.Coded{Set: mainland.ValueSet("hqms-rc001"), Code: "77X"}},
		reflect.TypeFor[mapping.Decimal](): {mapping.Decimal("1,250.5"), mapping.Decimal("abc"), mapping.Decimal("1e3"), mapping.Decimal("NaN"), mapping.Decimal("٣")},
		reflect.TypeFor[string]():          {"a\x00b", "\xcd\xf5"},
	}
	tried := 0
	eachField(reflect.TypeFor[mapping.FrontSheet](), nil, func(at []int, kind reflect.Type) {
		values, unseen := bad[kind], false
		if values == nil {
			values, unseen = oddOf(kind), true // what is no fault of its type is no fault of the document either
		}
		for _, value := range values {
			s := &mapping.FrontSheet{Layout: "hqms", Patient: mapping.Patient{RecordNumber: "1"}}
			put(reflect.ValueOf(s).Elem(), at, reflect.ValueOf(value))
			name := fmt.Sprintf("%s = %q", fieldName(reflect.TypeFor[mapping.FrontSheet](), at), mapping.Reveal(value))
			if value == "a\x00b" && strings.HasPrefix(name, ".Fields") {
				unseen = true // fields are verbatim, and documents escape control characters
			}
			if !unseen && !assert.NotEmpty(t, s.Validate(), name) {
				continue
			}
			tried++
			d, issues := mapping.NewTranslator(nil, nil).Document(s)
			if assert.NotNil(t, d, "%s: %v", name, issues) {
				_, err := d.Append(nil)
				assert.NoError(t, err, name)
			}
			for _, i := range issues {
				assert.NotContains(t, i.Error(), "Encounter[", name)
			}
		}
	})
	assert.Greater(t, tried, 500)
}

// oddOf returns values of a type that nobody means.
func oddOf(kind reflect.Type) (values []any) {
	odd := []any{-1, 1 << 40}
	if kind.Kind() == reflect.String {
		odd = []any{"Nonsense", "a\x00b", "\xcd\xf5"}
	}
	if kind.Kind() != reflect.String && !reflect.Zero(kind).CanInt() {
		return nil
	}
	for _, value := range odd {
		values = append(values, reflect.ValueOf(value).Convert(kind).Interface())
	}
	return values
}

// eachField calls visit with the type of each field of a struct and of those in it,
// one element of a list standing for all.
func eachField(of reflect.Type, at []int, visit func(at []int, kind reflect.Type)) {
	switch {
	case of == reflect.TypeFor[mapping.DateTime]() || of == reflect.TypeFor[mapping.Coded]() || of == reflect.TypeFor[codes.System]() || of == reflect.TypeFor[mapping.Field]():
	case of.Kind() == reflect.Slice:
		eachField(of.Elem(), append(at, 0), visit)
	case of.Kind() == reflect.Struct:
		for i := range of.NumField() {
			if f := of.Field(i); f.IsExported() {
				eachField(f.Type, append(at, i), visit)
			}
		}
	}
	visit(slices.Clone(at), of)
}

func put(in reflect.Value, at []int, value reflect.Value) {
	switch {
	case len(at) == 0:
		in.Set(value)
	case in.Kind() == reflect.Slice:
		in.Set(reflect.MakeSlice(in.Type(), 1, 1))
		put(in.Index(0), at[1:], value)
	default:
		put(in.Field(at[0]), at[1:], value)
	}
}

func fieldName(of reflect.Type, at []int) (name string) {
	for _, i := range at {
		if of.Kind() == reflect.Slice {
			of, name = of.Elem(), name+"[1]"
			continue
		}
		f := of.Field(i)
		of, name = f.Type, name+"."+f.Name
	}
	return name
}
