package frontsheet_test

import (
	"fmt"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// A sheet states what its source states, and prints nothing of it.
func Example() {
	sheet := frontsheet.FrontSheet{
		Patient: frontsheet.Patient{RecordNumber: "0001234", Name: "测试甲"},
		Stay: frontsheet.Stay{
			Admission: frontsheet.DateTime{Year: 2024, Month: 1, Day: 5, Hour: 9, Minute: 30, Precision: frontsheet.ToMinute},
		},
		Diagnoses: []frontsheet.Diagnosis{{
			Role: frontsheet.Principal, Slot: 1, Name: "急性心肌梗死",
			Codes: []frontsheet.Code{{System: codes.DiagnosisClinical, Code: "I21.900x001"}},
		}},
	}
	fmt.Println(string(sheet.Stay.Admission.Append(nil, "+08:00")))
	fmt.Println(sheet.Diagnoses[0].Codes[0].Code)
	fmt.Println(sheet.Stay.Discharge.IsZero(), sheet.Fees.Total == "")
	fmt.Println(sheet)
	// Output:
	// 2024-01-05T09:30:00+08:00
	// I21.900x001
	// true true
	// [redacted]
}

// A value set knows the codes of a column, and what each is called.
func ExampleReadValueSets() {
	sets, err := frontsheet.ReadValueSets(strings.NewReader(`set,code,chinese,english,standard,equivalence,aliases
sex,,性别,Sex,http://hl7.org/fhir/administrative-gender,,
sex,1,男,Male,male,,男性
sex,2,女,Female,female,,女性
`), "https://example.org")
	if err != nil {
		fmt.Println(err)
		return
	}
	code, exact, ok := sets[0].Match("女性")
	fmt.Println(code, exact, ok)
	sex := frontsheet.Coded{Set: sets[0], Code: code}
	fmt.Println(sex.Label(), sex.Standard(), sets[0].URI)
	// Output:
	// 2 false true
	// 女 female https://example.org/CodeSystem/sex
}
