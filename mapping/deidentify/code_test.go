package deidentify

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/mapping"
)

func TestCodes(t *testing.T) {
	for _, test := range []struct {
		system    codes.System
		code      string
		procedure bool
		category  string // "" where none
		shaped    bool
	}{
		{codes.DiagnosisClinical, "I21.900x001", false, codes.ICD10.URI + " I21", true},
		{codes.DiagnosisInsurance, "A01.000x005+J17.0*", false, codes.ICD10.URI + " A01", true},
		{codes.DiagnosisClinical, "M81600/3", false, "", true},
		{codes.ICD10, "I10", false, codes.ICD10.URI + " I10", true},
		{codes.ICD10CM, "S72.001A", false, codes.ICD10CM.URI + " S72", true},
		{codes.ICD9CM, "410.71", false, codes.ICD9CM.URI + " 410", true},
		{codes.ICD9CM, "41071", false, "", false},
		{codes.ICD9CM, "E880.9", false, codes.ICD9CM.URI + " E880", true},
		{codes.ICD9CM, "V10.3", false, codes.ICD9CM.URI + " V10", true},
		{codes.ICD9CM, "88.56", true, codes.ICD9CM.URI + " 88", true},
		{codes.ProcedureClinical, "51.2300x001", true, codes.ICD9CM.URI + " 51", true},
		{codes.System{URI: "http://loinc.org"}, "883-9", false, "", true},
		{codes.System{URI: "http://snomed.info/sct"}, "22298006", false, "", false},
		{codes.ICD10, "A1234567", false, "", false},
		{codes.ICD10CM, "S72001A", false, "", false},
		{codes.ICD10CM, "A123456", false, "", false}, // a number of Hong Kong without its check digit
		{codes.ICD10, "A123456", false, "", false},
		{codes.DiagnosisClinical, "AB123456", false, "", false},
		{codes.ICD9CM, "91234567", false, "", false}, // a telephone
		{codes.System{URI: "urn:local"}, "91234567", false, "", false},
		{codes.System{URI: "urn:local"}, "A123456", false, "", false},
		{codes.System{URI: "http://loinc.org"}, "1234567-8", false, "", false}, // a number of Macao
		{codes.System{URI: "http://snomed.info/sct"}, "110105194912310021", false, "", false},
		{codes.ICD10, "A123456(3)", false, "", false},
		{codes.ICD10, "CHAN TAI MAN", false, "", false},
		{codes.DiagnosisClinical, "测试甲", false, "", false},
		{codes.ICD9CM, "13800000000", false, "", false},
		{codes.ProcedureClinical, "11010519491231002X", true, "", false},
		{codes.System{URI: "urn:local"}, "CHAN", false, "", false},
	} {
		c := mapping.Code{System: test.system, Code: test.code}
		assert.Equal(t, test.shaped, newTest(t, gba, testKey).shaped(&c), test.code)
		if !test.shaped {
			continue
		}
		got := categoryOf(&c, test.procedure)
		assert.Equal(t, test.category, strings.TrimSpace(got.System.URI+" "+got.Code), test.code)
	}
}

// The source's name of a diagnosis may hold anything: what stands for it is the
// table's, or the category's where no table has the code.
func TestNamesAreThoseOfTheTables(t *testing.T) {
	sheet := person()
	sheet.Diagnoses = []mapping.Diagnosis{
		{Role: mapping.Principal, Slot: 1, Codes: []mapping.Code{{System: codes.ICD9CM, Code: "410.71", Display: "MR CHAN's infarction"}}, Name: "MR CHAN's infarction"},
		{Role: mapping.Other, Slot: 1, Codes: []mapping.Code{{System: codes.DiagnosisClinical, Code: "I21.900x001"}}, Name: "测试甲的心肌梗死"},
		{Role: mapping.Other, Slot: 2, Codes: []mapping.Code{{System: codes.System{URI: "urn:local"}, Code: "D9"}}, Name: "测试甲的病"},
		{Role: mapping.Other, Slot: 3, Name: "测试甲的病"},
	}
	d, err := New(gba, testKey, &Options{Purpose: "TREAT", Registry: codes.NewRegistry([]codes.Table{icd9cm.Diagnoses()}, nil)})
	require.NoError(t, err)
	redacted, issues := d.Apply(sheet)
	require.Len(t, redacted.Diagnoses, 3)
	assert.Equal(t, "Subendocardial infarction, initial episode of care", redacted.Diagnoses[0].Name)
	assert.Equal(t, redacted.Diagnoses[0].Name, redacted.Diagnoses[0].Codes[0].Display)
	assert.Equal(t, "急性心肌梗死（类目）", redacted.Diagnoses[1].Name)
	assert.Empty(t, redacted.Diagnoses[1].Codes[0].Display)
	assert.Empty(t, redacted.Diagnoses[2].Name)
	assert.ElementsMatch(t, []string{"free-text diagnosis.other[2].name", "free-text diagnosis.other[3].name", "nothing-left diagnosis.other[3].code"}, warnings(issues))
}

// A name that gives way to that of the tables is told of, and so is one that
// gives way to the names of several codes.
func TestRenamingIsTold(t *testing.T) {
	infarction := mapping.Code{System: codes.ICD9CM, Code: "410.71"}
	diabetes := mapping.Code{System: codes.ICD9CM, Code: "250.00"}
	for name, test := range map[string]struct {
		diagnosis mapping.Diagnosis
		want      bool
	}{
		"of one code":        {mapping.Diagnosis{Codes: []mapping.Code{infarction}, Name: "MR CHAN's infarction"}, true},
		"of several codes":   {mapping.Diagnosis{Codes: []mapping.Code{infarction, diabetes}, Name: "MR CHAN's infarction"}, true},
		"of no code":         {mapping.Diagnosis{Name: "MR CHAN's infarction"}, false},
		"a code and no name": {mapping.Diagnosis{Codes: []mapping.Code{infarction}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			sheet := person()
			test.diagnosis.Role, test.diagnosis.Slot = mapping.Principal, 1
			sheet.Diagnoses = []mapping.Diagnosis{test.diagnosis}
			d, err := New(gba, testKey, &Options{Purpose: "TREAT", Registry: codes.NewRegistry([]codes.Table{icd9cm.Diagnoses()}, nil)})
			require.NoError(t, err)
			_, issues := d.Apply(sheet)
			renamed := slices.ContainsFunc(issues, func(i mapping.Issue) bool {
				return i.Code == "renamed" && i.Field == "diagnosis.principal[1].name"
			})
			assert.Equal(t, test.want, renamed, "%v", issues)
		})
	}
}

func warnings(issues []mapping.Issue) []string {
	var list []string
	for _, i := range issues {
		if i.Severity == mapping.Warning {
			list = append(list, i.Code+" "+i.Field)
		}
	}
	return list
}

func TestDiagnosesOfOneCategoryAreOne(t *testing.T) {
	sheet := person()
	for i, code := range []string{"410.71", "410.72", "250.00"} {
		sheet.Diagnoses = append(sheet.Diagnoses, mapping.Diagnosis{Slot: i + 1, Codes: []mapping.Code{{System: codes.ICD9CM, Code: code}}})
	}
	redacted, issues := newTest(t, research, testKey).Apply(sheet)
	assert.Len(t, redacted.Diagnoses, 2)
	assert.Contains(t, fmt.Sprint(issues), "merged")
	redacted, _ = newTest(t, gba, testKey).Apply(sheet)
	assert.Len(t, redacted.Diagnoses, 3)
}

func TestANumberWithoutItsUnitIsLeftOut(t *testing.T) {
	sheet := person()
	potassium := mapping.Observation{Codes: []mapping.Code{{System: codes.System{URI: "http://loinc.org"}, Code: "2823-3"}}, Number: "4.1", Unit: "mmol/L", Range: "3.5-5.1"}
	odd := potassium
	odd.Unit = "测试甲"
	sheet.Observations = []mapping.Observation{potassium, odd}
	redacted, issues := newTest(t, gba, testKey).Apply(sheet)
	require.Len(t, redacted.Observations, 1)
	assert.Equal(t, "mmol/L", redacted.Observations[0].Unit)
	assert.Equal(t, "3.5-5.1", redacted.Observations[0].Range)
	assert.Contains(t, warnings(issues), "no-unit result[2].number")
}

// The URI of a hospital's own code system names the hospital.
func TestSystemsOfTheHospital(t *testing.T) {
	sheet := person()
	sheet.Observations = []mapping.Observation{{Codes: []mapping.Code{{System: codes.System{URI: codes.Base + "/CodeSystem/local-test-12345678x"}, Code: "K1"}}, Number: "1"}}
	redacted, _ := newTest(t, gba, testKey).Apply(sheet)
	assert.Len(t, redacted.Observations, 1)
	redacted, _ = newTest(t, research, testKey).Apply(sheet)
	assert.Empty(t, redacted.Observations)
}

// A number of more digits than its element can have is dropped: eight are a
// telephone of Hong Kong. So is a name that is one.
func TestNumbersThatNobodyMeasured(t *testing.T) {
	sheet := person()
	sheet.Stay.Days, sheet.Stay.AdmissionCount, sheet.Fees.Total = "912345", "9123", "91234567.00"
	sheet.Care.VentilatorHours, sheet.Newborn.AdmissionWeight = "9123456", "91234567"
	sheet.Facility.Name, sheet.Facility.Code = "91234567", "A123456"
	potassium := mapping.Observation{Codes: []mapping.Code{{System: codes.System{URI: "http://loinc.org"}, Code: "2823-3"}}, Number: "4.1", Range: "9123-4567"}
	sheet.Observations = []mapping.Observation{potassium}
	redacted, issues := newTest(t, gba, testKey).Apply(sheet)
	assert.Zero(t, redacted.Stay.Days)
	assert.Zero(t, redacted.Stay.AdmissionCount)
	assert.Zero(t, redacted.Fees.Total)
	assert.Zero(t, redacted.Care.VentilatorHours)
	assert.Zero(t, redacted.Newborn.AdmissionWeight)
	assert.Zero(t, redacted.Facility.Name)
	assert.Zero(t, redacted.Facility.Code)
	assert.Zero(t, redacted.Observations[0].Range)
	assert.Subset(t, warnings(issues), []string{"not-a-measure stay.days", "not-a-measure stay.admission-count", "not-a-measure fee.total", "not-a-name facility.name", "not-a-name facility.code"})

	sheet = person()
	sheet.Stay.Days, sheet.Stay.AdmissionCount, sheet.Fees.Total, sheet.Care.VentilatorHours = "36525", "12", "1234567.89", "8760"
	sheet.Newborn.AdmissionWeight, sheet.Facility.Name, sheet.Facility.Code = "3250", "示例医院", "12345678X"
	potassium.Number, potassium.Range = "-0.25", "1000-4000"
	sheet.Observations = []mapping.Observation{potassium}
	redacted, _ = newTest(t, gba, testKey).Apply(sheet)
	assert.Equal(t, []any{sheet.Stay.Days, sheet.Stay.AdmissionCount, sheet.Fees.Total, sheet.Care, sheet.Newborn.AdmissionWeight, sheet.Facility.Name, sheet.Facility.Code, potassium.Number, potassium.Range},
		[]any{redacted.Stay.Days, redacted.Stay.AdmissionCount, redacted.Fees.Total, redacted.Care, redacted.Newborn.AdmissionWeight, redacted.Facility.Name, redacted.Facility.Code, redacted.Observations[0].Number, redacted.Observations[0].Range})
}
