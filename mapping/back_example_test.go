package mapping_test

import (
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// Anybody's Bundle becomes a sheet, and a row of a layout, as far as both have a
// place for what it says. What has none, or is not quite the same, is an issue.
func ExampleTranslator_FrontSheet() {
	const bundle = `{"resourceType":"Bundle","type":"collection","entry":[
		{"fullUrl":"http://example.org/Patient/1","resource":{"resourceType":"Patient","id":"1",
			"identifier":[{"system":"urn:oid:2.16.156.10011.1.13","value":"0001"}],
			"name":[{"text":"测试甲"}],"gender":"female","birthDate":"1980-02-29"}},
		{"fullUrl":"http://example.org/Encounter/2","resource":{"resourceType":"Encounter","id":"2","status":"finished",
			"class":{"code":"IMP"},"subject":{"reference":"Patient/1"},
			"period":{"start":"2024-03-04T01:20:00Z","end":"2024-03-09T10:05:00+08:00"}}},
		{"resource":{"resourceType":"MedicationRequest"}}]}`
	document, left, err := fhir.ReadLenient([]byte(bundle))
	if err != nil {
		log.Fatal(err)
	}
	for _, issue := range left {
		fmt.Println(issue)
	}
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: mainland.Layouts()})
	sheet, issues := translator.FrontSheet(document)
	for _, issue := range issues {
		fmt.Println(issue)
	}
	fmt.Println("sex is", sheet.Patient.Sex.Code, "of", sheet.Patient.Sex.Set.Name)
	fmt.Println("admitted", string(sheet.Stay.Admission.Append(nil, "")))
	// Output:
	// fhir: at "/entry/2/resource": is a MedicationRequest, which a document does not hold
	// information: the time is stated in another zone, and is given as it is in +08:00 (zone-converted)
	// sex is 2 of hqms-rc001
	// admitted 2024-03-04T09:20:00
}

// A sheet of one layout is written as a row of the other.
func ExampleWriter() {
	layout, err := mapping.ReadLayout(strings.NewReader(`@layout,ward,The export of one ward
@diagnosis-codes,icd-10-clinical
@zone,+08:00
@key,MRN
column,title,element,format,values,need,since,names
MRN,病案号,patient.record-number,,,yes,,
SEX,性别,patient.sex,,hqms-rc001,yes,,
MARITAL,婚姻,patient.marital,,hqms-rc002,,,
IN,入院日期,stay.admission,yyyyMMdd,,yes,,
DX{1..2},诊断编码,diagnosis.other[1].code,,,,,
`), mainland.ValueSets())
	if err != nil {
		log.Fatal(err)
	}
	file := strings.NewReader("BAH,XB,HY,RYSJ,RYSJS,JBDM1,JBDM3\n0001,2,21,20240304,9,I10.x00,E11.900\n")
	reader, err := mapping.NewReader(file, mainland.Layouts(), nil)
	if err != nil {
		log.Fatal(err)
	}
	writer, err := mapping.NewWriter(os.Stdout, layout, nil)
	if err != nil {
		log.Fatal(err)
	}
	var all []mapping.Issue
	for record, err := range reader.Records() {
		if err != nil {
			log.Fatal(err)
		}
		issues, err := writer.Write(record.Sheet)
		if err != nil {
			log.Fatal(err)
		}
		all = append(all, issues...)
	}
	if err := writer.Flush(); err != nil {
		log.Fatal(err)
	}
	for _, issue := range all {
		fmt.Println(issue.Column+issue.Field, issue.Code)
	}
	// Output:
	// MRN,SEX,MARITAL,IN,DX1,DX2
	// 0001,2,2,20240304,I10.x00,
	// MARITALpatient.marital approximate-code
	// INstay.admission time-left-out
	// diagnosis.other[3].code no-column
}
