package mapping_test

import (
	"fmt"
	"time"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// A program that has its own struct of a stay fills a sheet, with the value sets of a
// layout, and gets the document with what was wrong.
func ExampleTranslator_Document_ownStruct() {
	type stay struct {
		Number, Name, Sex, ICD, Diagnosis string
		In, Out                           time.Time
		Total                             float64
	}
	china := time.FixedZone("", 8*3600)
	own := stay{
		"0001234", "测试甲", "男", "I21.900x001", "急性心肌梗死",
		time.Date(2024, 1, 5, 9, 30, 0, 0, china), time.Date(2024, 1, 12, 10, 0, 0, 0, china), 1250.5,
	}
	layout := mainland.HQMS()
	sex, _ := layout.Coded("patient.sex", own.Sex)
	sheet := mapping.FrontSheet{
		Layout:   layout.Name,
		Facility: mapping.Facility{Code: "H1234567890", Name: "示例医院"},
		Patient:  mapping.Patient{RecordNumber: own.Number, Name: own.Name, Sex: sex},
		Stay: mapping.Stay{
			Admission: mapping.DateOf(own.In, mapping.ToMinute),
			Discharge: mapping.DateOf(own.Out, mapping.ToMinute),
		},
		Diagnoses: []mapping.Diagnosis{{
			Role: mapping.Principal, Slot: 1, Name: own.Diagnosis,
			Codes: []mapping.Code{{System: codes.DiagnosisClinical, Code: own.ICD}},
		}},
		Fees: mapping.Fees{Currency: "CNY", Total: mapping.Decimal(fmt.Sprintf("%.2f", own.Total))},
	}
	document, issues := mapping.NewTranslator(nil, nil).Document(&sheet)
	for _, issue := range issues {
		fmt.Println(issue.Field, issue.Code)
	}
	fmt.Println(*document.Principal().Code.Text)
	fmt.Println(*document.Encounters[0].Period.Start)
	// Output:
	// patient.name name-not-divided
	// 急性心肌梗死
	// 2024-01-05T09:30:00+08:00
}
