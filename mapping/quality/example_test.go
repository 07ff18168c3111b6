package quality_test

import (
	"fmt"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/quality"
)

func day(month, day int) mapping.DateTime {
	return mapping.DateTime{Year: 2024, Month: month, Day: day, Precision: mapping.ToDay}
}

func Example() {
	sheet := &mapping.FrontSheet{
		Stay: mapping.Stay{Admission: day(3, 1), Discharge: day(3, 8), Days: "8"},
		Diagnoses: []mapping.Diagnosis{
			{Role: mapping.Principal, Slot: 1, Name: "结核性脑膜炎", Codes: []mapping.Code{{System: codes.DiagnosisClinical, Code: "G01*"}}},
		},
		Fees: mapping.Fees{Total: "100.00", Items: []mapping.Fee{{Category: "13", Amount: "80.00"}, {Category: "13a", Amount: "90.00"}}},
	}
	for _, f := range quality.Check(sheet, nil) {
		fmt.Println(f.Rule, f.Severity, f.Field)
		fmt.Println("    ", f.Detail)
	}
	// Output:
	// Q306 error stay.days
	//      the days in hospital are not those from admission to discharge
	// Q510 error diagnosis.principal[1].code
	//      the code G01 has an asterisk, and stands as the principal diagnosis without its dagger code
	// Q706 warning fee.total
	//      the total is more than the sum of the items
	// Q709 error fee.13
	//      the amount is less than that of its parts
}

func ExampleRules() {
	for _, r := range quality.Rules() {
		if r.ID == "Q306" {
			fmt.Println(r.English)
			fmt.Println(r.Chinese)
			fmt.Println(r.Sources[0])
		}
	}
	// Output:
	// Days in hospital are the day of discharge less the day of admission
	// 实际住院天数=出院日−入院日（入院日与出院日只计算一天）
	// 卫医政发〔2011〕84号《住院病案首页部分项目填写说明》 二（十九）
}

// A rule can be made stricter, milder or be switched off, and where sources
// differ an option says which of them counts.
func ExampleOptions() {
	sheet := &mapping.FrontSheet{Stay: mapping.Stay{Admission: day(3, 1), Discharge: day(3, 1), Days: "1"}}
	for _, options := range []*quality.Options{
		nil,
		{StayDays: quality.Zero},
		{StayDays: quality.Zero, Severities: map[string]mapping.Severity{"length-of-stay": mapping.Warning}},
		{StayDays: quality.Zero, Severities: map[string]mapping.Severity{"Q306": quality.Off}},
	} {
		findings := quality.Check(sheet, options)
		if len(findings) == 0 {
			fmt.Println("nothing")
		}
		for _, f := range findings {
			fmt.Println(f.Rule, f.Severity)
		}
	}
	// Output:
	// nothing
	// Q306 error
	// Q306 warning
	// nothing
}

func ExampleChecker() {
	checker := quality.NewChecker(nil)
	for _, stay := range []mapping.Stay{
		{AdmissionCount: "1", Admission: day(3, 1), Discharge: day(3, 8)},
		{AdmissionCount: "2", Admission: day(3, 6), Discharge: day(3, 9)},
		{AdmissionCount: "1", Admission: day(3, 1), Discharge: day(3, 8)},
	} {
		sheet := &mapping.FrontSheet{Patient: mapping.Patient{RecordNumber: "1"}, Stay: stay}
		for _, f := range checker.Check(sheet) {
			fmt.Println(f.Rule, f.Detail)
		}
	}
	// Output:
	// Q308 the stay overlaps with another of the same patient
	// Q801 the stay stands in a record before
}
