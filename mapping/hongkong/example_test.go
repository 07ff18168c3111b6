package hongkong_test

import (
	"fmt"
	"strings"

	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
)

// An extract whose header stands below a title. The dot that the file has lost
// is put back, since the table of ICD-9-CM has the code with it.
func ExampleCDARS() {
	file := strings.NewReader(`Episode extract
Reference Key,AE Number,Attendance Date (yyyy-mm-dd),Attendance Date (Hour),Principal Diagnosis Code,Principal Diagnosis Description (HAMDCT)
9000001,AE00000001X,2024-03-02,14,78650,Chest pain
`)
	options := &mapping.ReaderOptions{Tables: icd9cm.Tables()}
	reader, err := mapping.NewReader(file, hongkong.Layouts(), options)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(reader.Layout().Name)
	for record, err := range reader.Records() {
		if err != nil {
			fmt.Println(err)
			return
		}
		diagnosis := record.Sheet.Diagnoses[0]
		fmt.Println(diagnosis.Codes[0].Code, diagnosis.Name)
		for _, issue := range record.Issues {
			fmt.Println(issue.Column+":", issue.Code)
		}
	}
	// Output:
	// hk-cdars
	// 786.50 Chest pain
	// Principal Diagnosis Code: dot-restored
}

// Two records of one encounter are one stay. The second claims the third level,
// and names no terminology that is known: it is graded down, and kept.
func ExampleEHealth() {
	file := strings.NewReader(`{"encounterKey":"E1","level":"3.1","recipient":{"eHRNumber":"80000001"},"problem":{"recognisedTerminologyName":"HKCTT","identifier":"8540","description":"Aspiration pneumonia","localDescription":"吸入性肺炎","type":"P"}}
{"encounterKey":"E1","level":"3.1","recipient":{"eHRNumber":"80000001"},"problem":{"recognisedTerminologyName":"READ","identifier":"H33","description":"Asthma","localDescription":"哮喘","type":"S"}}
`)
	reader, err := mapping.NewReader(file, hongkong.Layouts(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for record, err := range reader.Records() {
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, d := range record.Sheet.Diagnoses {
			fmt.Printf("%s %s: claimed %s, verified %s; %q\n", d.Role, d.Name, d.Grade.Claimed, d.Grade.Verified, d.Grade.Reason)
		}
	}
	// Output:
	// principal 吸入性肺炎: claimed 3.1, verified 3.1; ""
	// other 哮喘: claimed 3.1, verified 2; "unknown-terminology"
}

// A front sheet of a private hospital with a header in Chinese.
func ExampleFrontSheet() {
	file := strings.NewReader("病人編號,英文姓名,中文姓名,性別,入院日期,出院日期,主要診斷,主要診斷編碼\n" +
		"P001,\"CHAN, Tai Man\",陳大文,男,2024-01-05,2024-01-11,肺炎,J18.9\n")
	reader, err := mapping.NewReader(file, hongkong.Layouts(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for record, err := range reader.Records() {
		if err != nil {
			fmt.Println(err)
			return
		}
		s := record.Sheet
		fmt.Println(s.Patient.EnglishName.Text, s.Patient.Name, s.Patient.Sex.Code, s.Diagnoses[0].Codes[0].Code)
	}
	// Output:
	// CHAN, Tai Man 陳大文 M J18.9
}

func ExampleFrontSheetTemplate() {
	template := strings.TrimPrefix(string(hongkong.FrontSheetTemplate()), "\ufeff")
	fmt.Println(strings.Join(strings.Split(template, ",")[:3], "\n"))
	// Output:
	// Patient number (病人編號)
	// Case number (個案編號)
	// Hospital code (醫院編號)
}
