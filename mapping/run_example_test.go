package mapping_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// Run translates a file on all processors, and hands each record on in the order of
// the file: its line of FHIR, or its bytes where it was rejected.
func ExampleTranslator_Run() {
	file := strings.NewReader("A48,A11,B15,C03C\n0001,测试甲,2024-03-09 10:05:00,I10.x00x002\n,测试乙,2024-03-10 09:00:00,J18.900\n")
	reader, err := mapping.NewReader(file, mainland.Layouts(), nil)
	if err != nil {
		log.Fatal(err)
	}
	err = mapping.NewTranslator(nil, nil).Run(context.Background(), reader, nil, func(r *mapping.Result) error {
		if r.Rejected() {
			fmt.Printf("line %d: rejected, %d bytes for those who mend it\n", r.Line, len(r.Raw))
			return nil
		}
		fmt.Printf("line %d: %t\n", r.Line, strings.HasPrefix(string(r.Output), `{"resourceType":"Bundle"`))
		return nil // an error ends the run
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// line 2: true
	// line 3: rejected, 39 bytes for those who mend it
}

// A sheet of Hong Kong is put into the codes and words of a mainland layout. What has
// no certain counterpart stays empty, and an issue says so.
func ExampleTranslator_Localize() {
	file := strings.NewReader("Patient number,Chinese name,Sex,Principal diagnosis code,Principal diagnosis,Next of kin relationship\nA0001,陳大文,M,I21.4,急性心肌梗塞,CHD\n")
	reader, err := mapping.NewReader(file, hongkong.Layouts(), nil)
	if err != nil {
		log.Fatal(err)
	}
	translator := mapping.NewTranslator(nil, nil)
	for record, err := range reader.Records() {
		if err != nil {
			log.Fatal(err)
		}
		local := translator.Localize(record.Sheet, mainland.HQMS(), nil)
		fmt.Println(local.Sheet.Patient.Name, local.Sheet.Diagnoses[0].Name)
		for _, issue := range local.Issues {
			fmt.Println(issue.Field, issue.Code)
		}
		for _, code := range local.Unmapped {
			fmt.Println("no target:", code.Code)
		}
	}
	// Output:
	// 陳大文 急性心肌梗死
	// diagnosis.principal[1].code unmapped-code
	// diagnosis.principal[1].name translated-name
	// no target: I21.4
}

// A page shows a sheet in the words of its source and, beside them, in those of its
// readers.
func ExamplePageWriter() {
	file := strings.NewReader("A48,A11,B15,C03C,C04N\n0001,测试甲,2024-03-09 10:05:00,I21.900x001,急性心肌梗死\n")
	reader, err := mapping.NewReader(file, mainland.Layouts(), nil)
	if err != nil {
		log.Fatal(err)
	}
	var page strings.Builder
	w := mapping.NewPageWriter(&page, mapping.NewTranslator(nil, nil))
	for record, err := range reader.Records() {
		if err != nil {
			log.Fatal(err)
		}
		if _, err := w.Write(record.Sheet); err != nil {
			log.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.HasPrefix(page.String(), "<!DOCTYPE html>"), strings.Contains(page.String(), "急性心肌梗塞"))
	// Output:
	// true true
}

// A hospital's own export needs a table, and no Go.
func ExampleReadLayout() {
	table := strings.NewReader(`@layout,ward,The export of one ward
@zone,+08:00
@key,MRN
@facility,H1234567890,示例医院
column,title,element,format,values,need,since,names
MRN,病案号,patient.record-number,,,yes,,
SEX,性别,patient.sex,,hqms-rc001,,,
BORN,出生日期,patient.birth-date,,,,,DOB
DX{1..2},诊断编码,diagnosis.other[1].code,,,,,
`)
	layout, err := mapping.ReadLayout(table, mainland.ValueSets())
	if err != nil {
		log.Fatal(err) // names the line, and what a column can be
	}
	reader, err := mapping.NewReader(strings.NewReader("mrn;dob;sex;dx1\n0001;1980/2/29;女;I10.x00\n"), []*mapping.Layout{layout}, nil)
	if err != nil {
		log.Fatal(err)
	}
	for record, err := range reader.Records() {
		if err != nil {
			log.Fatal(err)
		}
		s := record.Sheet
		fmt.Println(string(s.Patient.BirthDate.Append(nil, "")), s.Patient.Sex.Code, s.Diagnoses[0].Codes[0].Code)
	}
	// Output:
	// 1980-02-29 2 I10.x00
}

// A list of codes of a hospital's own, with what they mean in FHIR.
func ExampleReadOwnValueSets() {
	sets, err := mapping.ReadOwnValueSets(strings.NewReader(`set,code,chinese,english,standard,equivalence,aliases
wards,,病区,Ward,,,https://hospital.example/CodeSystem/wards
wards,101,骨一科,Orthopaedics 1,,,骨科一区
`))
	if err != nil {
		log.Fatal(err)
	}
	code, exact, ok := sets[0].Match("骨科一区")
	fmt.Println(sets[0].URI, code, exact, ok)
	// Output:
	// https://hospital.example/CodeSystem/wards 101 false true
}

// What an issue says, and what to do about it.
func ExampleIssueKinds() {
	for _, kind := range mapping.IssueKinds() {
		if kind.Code == "bad-date" {
			fmt.Println(kind.English, kind.Chinese, kind.Severities)
			fmt.Println(kind.Advice)
		}
	}
	// Output:
	// Not a date of the calendar 不是有效日期 [error warning]
	// Compare the cell with the record, correct it in the source system, and run again.
}

// Writers take and give rows of any form: a workbook, a table, a database.
func ExampleNewRowWriter() {
	w, err := mapping.NewRowWriter(printedRows{}, hongkong.FrontSheet(), nil)
	if err != nil {
		log.Fatal(err)
	}
	sheet := mapping.FrontSheet{Patient: mapping.Patient{RecordNumber: "A0001", Name: "陳大文"}}
	if _, err := w.Write(&sheet); err != nil {
		log.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		log.Fatal(err)
	}
	// Output:
	// 147 [Patient number Case number Hospital code]
	// 147 [A0001  ]
}

type printedRows struct{}

func (printedRows) WriteRow(cells []string) error {
	_, err := fmt.Fprintln(os.Stdout, len(cells), cells[:3])
	return err
}
