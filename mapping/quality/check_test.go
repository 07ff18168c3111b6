package quality_test

import (
	"fmt"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/quality"
)

func rulesOf(findings []quality.Finding) []string {
	var list []string
	for _, f := range findings {
		list = append(list, f.Rule)
	}
	return list
}

// A sheet of Hong Kong, coded in ICD-9-CM, is not judged by the mainland's
// forms, and its codes are not taken for those of ICD-10.
func TestSheetOfHongKong(t *testing.T) {
	sheet := &mapping.FrontSheet{Layout: "cdars"}
	sheet.Stay.Admission = mapping.DateTime{Year: 2024, Month: 3, Day: 1, Precision: mapping.ToDay}
	sheet.Stay.Discharge = mapping.DateTime{Year: 2024, Month: 3, Day: 4, Precision: mapping.ToDay}
	sheet.Patient.DocumentNumber = "A123456(3)"
	sheet.Diagnoses = []mapping.Diagnosis{
		{Role: mapping.Principal, Slot: 1, Codes: []mapping.Code{{System: codes.ICD9CM, Code: "V27.0"}}},
		{Role: mapping.Other, Slot: 1, Codes: []mapping.Code{{System: codes.ICD9CM, Code: "E812.0"}}},
		{Role: mapping.Other, Slot: 2, Codes: []mapping.Code{{System: codes.ICD9CM, Code: "250.00"}}},
	}
	sheet.Procedures = []mapping.Procedure{{Rank: 1, Codes: []mapping.Code{{System: codes.ICD9CM, Code: "51.23"}}}}
	assert.Empty(t, quality.Check(sheet, nil))
	assert.Contains(t, rulesOf(quality.Check(sheet, &quality.Options{Origin: quality.Mainland})), "Q101")

	sheet.Stay.Discharge.Day = 1
	sheet.Stay.Discharge.Month = 2
	sheet.Patient.DocumentNumber = "A123456(4)"
	sheet.Diagnoses[2].Codes[0].Code = "250,00"
	assert.Equal(t, []string{"Q206", "Q211", "Q301"}, rulesOf(quality.Check(sheet, nil)))
}

func TestShapesOfICD10CM(t *testing.T) {
	for code, good := range map[string]bool{
		"A00": true, "I21.4": true, "S72.001A": true, "O09.A0": true, "C7A.00": true, "T81.4XXA": true, "Z3A.40": true,
		"A0": false, "I21.": false, "I21.12345": false, "i21.4": false, "I21.4-": false, "1AA": false,
	} {
		sheet := &mapping.FrontSheet{Diagnoses: []mapping.Diagnosis{
			{Role: mapping.Other, Slot: 1, Codes: []mapping.Code{{System: codes.ICD10CM, Code: code}}},
		}}
		assert.Equal(t, good, len(quality.Check(sheet, nil)) == 0, code)
	}
}

func TestSeverities(t *testing.T) {
	sheet := read(t, "hqms", base(t, "hqms").with(record{"B20": "9", "A28C": "1"}), codes.System{})
	o := &quality.Options{Severities: map[string]mapping.Severity{
		"Q306": mapping.Information, "postcode-form": quality.Off, "Q108": quality.Off,
	}}
	findings := quality.Check(sheet, o)
	require.Equal(t, []string{"Q306"}, rulesOf(findings))
	assert.Equal(t, mapping.Information, findings[0].Severity)
}

func TestOriginElsewhere(t *testing.T) {
	sheet := read(t, "hqms", base(t, "hqms").with(record{"A28C": "1"}), codes.System{})
	assert.Empty(t, quality.Check(sheet, &quality.Options{Origin: quality.Elsewhere}))
}

func TestIssue(t *testing.T) {
	sheet := read(t, "hqms", base(t, "hqms").with(record{"B20": "9"}), codes.System{})
	f := quality.Check(sheet, nil)[0]
	assert.Equal(t, mapping.Issue{
		Record: 1, Line: 2, Column: "B20", Title: "实际住院（天）", Field: "stay.days", Severity: mapping.Error, Code: "length-of-stay",
		Detail: "the days in hospital are not those from admission to discharge [Q306]",
	}, f.Issue(sheet))
	assert.Zero(t, f.Issue(&mapping.FrontSheet{}).Record)
	assert.Equal(t, "卫医政发〔2011〕84号《住院病案首页部分项目填写说明》 二（十九）", f.Source)
}

func TestScore(t *testing.T) {
	score := func(changes record) string {
		return string(quality.Score(quality.Check(read(t, "hqms", base(t, "hqms").with(changes), codes.System{}), nil)))
	}
	assert.Equal(t, "96", score(record{"B34C": "6"}))   // A
	assert.Equal(t, "98", score(record{"B20": "9"}))    // B
	assert.Equal(t, "99", score(record{"A14": "57"}))   // C
	assert.Equal(t, "99.5", score(record{"A28C": "1"})) // D
	assert.Equal(t, "100", score(record{"C22x01C": "-"}), "information costs nothing")
	// What costs half a point each costs no more than four together.
	many := record{}
	for _, column := range []string{"A11", "A15C", "A21C", "A38C", "A19C", "A23C", "A26", "A28C", "A25C", "A20"} {
		many[column] = ""
	}
	many["A28C"], many["A25C"], many["A20"] = "1", "1", "110105196505100033"
	assert.Equal(t, "96", score(many))
	f := quality.Check(read(t, "hqms", base(t, "hqms").with(record{"B34C": "6", "A28C": "1"}), codes.System{}), nil)
	assert.Equal(t, "the sheet loses 4.5 of 100 points: patient 0.5, stay 4", f[len(f)-1].Detail)
}

func stay(number string, count int, day int) *mapping.FrontSheet {
	s := &mapping.FrontSheet{}
	s.Patient.RecordNumber = number
	s.Stay.AdmissionCount = mapping.Decimal(strconv.Itoa(count))
	s.Stay.Admission = mapping.DateTime{Year: 2024, Month: 3, Day: day, Precision: mapping.ToDay}
	s.Stay.Discharge = mapping.DateTime{Year: 2024, Month: 3, Day: day + 2, Precision: mapping.ToDay}
	return s
}

func TestCheckerForgets(t *testing.T) {
	c := quality.NewChecker(&quality.Options{Capacity: 10})
	assert.Empty(t, c.Across(stay("first", 1, 1)))
	for i := range 9 {
		assert.Empty(t, c.Across(stay(fmt.Sprint("other", i), 1, 1)))
	}
	assert.Equal(t, []string{"Q801"}, rulesOf(c.Across(stay("first", 1, 1))), "ten stays are remembered")
	for i := range 20 {
		c.Across(stay(fmt.Sprint("further", i), 1, 1))
	}
	assert.Empty(t, c.Across(stay("first", 1, 1)), "thirty are not")
}

// Facility and record number do not run into one another, and stays of one
// facility are not those of another.
func TestCheckerTellsFacilitiesApart(t *testing.T) {
	c := quality.NewChecker(nil)
	a, b, d := stay("12", 1, 1), stay("2", 1, 1), stay("12", 1, 1)
	a.Facility.Code, b.Facility.Code, d.Facility.Name = "X", "X1", "X"
	assert.Empty(t, c.Across(a))
	assert.Empty(t, c.Across(b))
	assert.Equal(t, []string{"Q801"}, rulesOf(c.Across(d)), "a name where there is no code")
}

func TestCheckerManyStaysOfOnePatient(t *testing.T) {
	c := quality.NewChecker(nil)
	for i := range 100 {
		s := stay("one", i, 1)
		s.Stay.Admission.Year += i
		s.Stay.Discharge.Year += i
		require.Empty(t, c.Across(s))
	}
	s := stay("one", 101, 2)
	s.Stay.Admission.Year += 99
	s.Stay.Discharge.Year += 99
	assert.Equal(t, []string{"Q308"}, rulesOf(c.Across(s)))
	assert.Empty(t, c.Across(&mapping.FrontSheet{}))
}

func TestCheckIsSafeForConcurrentUse(t *testing.T) {
	sheet := read(t, "hqms", base(t, "hqms").with(record{"B20": "9"}), codes.System{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 50 {
				assert.Len(t, quality.Check(sheet, options["tables"]), 2)
			}
		})
	}
	wg.Wait()
}

func BenchmarkCheck(b *testing.B) {
	sheet := read(b, "hqms", base(b, "hqms"), codes.System{})
	b.ReportAllocs()
	for b.Loop() {
		quality.Check(sheet, nil)
	}
}

func BenchmarkCheckerAcross(b *testing.B) {
	c := quality.NewChecker(nil)
	s := stay("", 1, 1)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n++
		s.Patient.RecordNumber = strconv.Itoa(n)
		c.Across(s)
	}
}
