package mapping_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// A file is read record by record; each repair is an issue.
func Example() {
	file := strings.NewReader(`A48,A11,A12C,B12,B15,C03C,C04N
0001,测试甲,2,2024-03-04 09:20:00,2024-03-09 10:05:00,K80.000,胆囊结石伴急性胆囊炎
0002,测试乙,男,2024/3/5 8:00,2024-03-06 17:00:00,i10.X00x002,高血压
,测试丙,1,2024-03-04 09:20:00,2024-03-09 10:05:00,J18.900,肺炎
`)
	reader, err := mapping.NewReader(file, mainland.Layouts(), &mapping.ReaderOptions{File: "stays.csv"})
	if err != nil {
		log.Fatal(err)
	}
	for record, err := range reader.Records() {
		if err != nil {
			log.Fatal(err) // the file cannot be read further
		}
		for _, issue := range record.Issues {
			fmt.Println(issue)
		}
		if record.Sheet == nil {
			fmt.Println("record", record.Number, "is rejected")
			continue
		}
		principal := record.Sheet.Diagnoses[0]
		fmt.Println("record", record.Number, "is coded", principal.Codes[0].Code)
	}
	// Output:
	// record 1 is coded K80.000
	// stays.csv, line 3, B12 (入院时间): information: the date is written as yyyy/M/d H:mm, not as yyyy-MM-dd HH:mm:ss (reported once for the column and file) (date-form)
	// stays.csv, line 3, A12C (性别): information: the value is read as 1 of the value set hqms-rc001 (code-form)
	// stays.csv, line 3, C03C (出院主要诊断编码): information: the code is not written as its edition writes it (code-form)
	// record 2 is coded I10.x00x002
	// stays.csv, line 4, A48 (病案号): error: the record has no key, so nobody can say whose it is (no-record-key)
	// record 3 is rejected
}

// A sheet becomes a FHIR document. The code of the source comes first; what a
// map or a rule added comes after it, and names the rule.
func ExampleTranslator_Document() {
	file := strings.NewReader("A01,A48,A11,B15,C03C,C04N\n12345678-9,0001,测试甲,2024-03-09 10:05:00,K80.000x003,胆囊结石伴急性胆囊炎\n")
	reader, err := mapping.NewReader(file, mainland.Layouts(), nil)
	if err != nil {
		log.Fatal(err)
	}
	translator := mapping.NewTranslator(nil, nil)
	for record, err := range reader.Records() {
		if err != nil {
			log.Fatal(err)
		}
		document, _ := translator.Document(record.Sheet)
		fmt.Println("dated", document.Composition.Date)
		for _, coding := range document.Conditions[0].Code.Coding {
			fmt.Println(*coding.System, *coding.Code)
		}
	}
	// Output:
	// dated 2024-03-09T10:05:00+08:00
	// https://crossbay.github.io/fhir/CodeSystem/icd-10-clinical K80.000x003
	// http://hl7.org/fhir/sid/icd-10 K80.0
}
