package hongkong_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
)

// Messages of HL7 v2 are read as tables are.
func ExampleADT() {
	message := strings.Join([]string{
		`MSH|^~\&|IPAS|QEH|||20240308101500+0800||ADT^A03|Q1|P|2.5||||||UNICODE UTF-8`,
		`PID|1||A123456(3)^^^HKSAR^HKIC||CHAN^TAI MAN^^^^^L^A~陳^大文^^^^^L^I||1956|M`,
		`PV1|1|I|5B^12^A|||||||||||||||||||||||||||||||||HOME||||||||20240302183000|20240308100000`,
		`DG1|1||41071^SUBENDO INFARCT, INITIAL^I9C|||F|||||||||1`,
	}, "\r")
	reader, err := mapping.NewMessageReader(strings.NewReader(message+"\r"), hongkong.ADT(), &mapping.ReaderOptions{Tables: icd9cm.Tables()})
	if err != nil {
		log.Fatal(err)
	}
	translator := mapping.NewTranslator(nil, nil)
	for record, err := range reader.Records() {
		if err != nil {
			log.Fatal(err)
		}
		if record.Sheet == nil {
			log.Fatal(record.Issues)
		}
		for _, issue := range record.Issues {
			fmt.Println(issue.Column, issue.Code)
		}
		document, _ := translator.Document(record.Sheet)
		for _, name := range document.Patient.Name {
			fmt.Println(*name.Text)
		}
		fmt.Println(*document.Patient.BirthDate)
		fmt.Println(*document.Encounters[0].Period.End)
		fmt.Println(*document.Conditions[0].Code.Coding[0].Code, *document.Conditions[0].Code.Text)
	}
	// Output:
	// DG1-3.1 dot-restored
	// CHAN, TAI MAN
	// 陳大文
	// 1956
	// 2024-03-08T10:00:00+08:00
	// 410.71 SUBENDO INFARCT, INITIAL
}

// A program that takes messages from a feed keeps a Visit for each stay, and has
// the stay as it is after each message.
func ExampleVisit() {
	const header = "MSH|^~\\&|IPAS|QEH|||%s||ADT^%s|%s|P|2.5\rPID|1||P000123^^^QEH^MR\rPV1|1|I|%s||||||||||||||||HN2024001|||||||||||||||||||||||||%s\r"
	feed := fmt.Sprintf(header, "202403020930", "A01", "1", "W1", "202403020920") +
		fmt.Sprintf(header, "202403051500", "A03", "2", "W2", "|202403051450") +
		fmt.Sprintf(header, "202403051600", "A13", "3", "W2", "") // the discharge was a mistake
	reader, err := mapping.NewMessageReader(strings.NewReader(feed), hongkong.ADT(), nil)
	if err != nil {
		log.Fatal(err)
	}
	visits := map[string]*mapping.Visit{}
	for record, err := range reader.Records() {
		if err != nil {
			log.Fatal(err)
		}
		key := record.Visit()
		if visits[key] == nil {
			visits[key] = &mapping.Visit{}
		}
		visits[key].Add(record)
		sheet, _ := visits[key].FrontSheet()
		fmt.Println(sheet.Event.Code, sheet.Stay.Status, sheet.Stay.AdmittedTo.Name, sheet.Stay.Discharge.IsZero())
	}
	// Output:
	// A01 in-progress W1 true
	// A03 finished W1 false
	// A13 in-progress W1 true
}

// The messages of one stay are one record of the file.
func Example_foldVisit() {
	const header = "MSH|^~\\&|IPAS|QEH|||%s||ADT^%s|%s|P|2.5\rPID|1||P000123^^^QEH^MR\rPV1|1|I|%s||||||||||||||||HN2024001|||||||||||||||||||||||||%s\r"
	file := fmt.Sprintf(header, "202403020930", "A01", "1", "W1", "202403020920") +
		fmt.Sprintf(header, "202403031000", "A02", "2", "W2", "") +
		fmt.Sprintf(header, "202403051500", "A03", "3", "W2", "|202403051450")
	reader, err := mapping.NewMessageReader(strings.NewReader(file), hongkong.ADT(), &mapping.ReaderOptions{Fold: mapping.FoldVisit})
	if err != nil {
		log.Fatal(err)
	}
	for record, err := range reader.Records() {
		if err != nil {
			log.Fatal(err)
		}
		stay := &record.Sheet.Stay
		fmt.Println(record.Number, stay.Status, stay.AdmittedTo.Name, stay.DischargedFrom.Name, stay.Admission.Day, stay.Discharge.Day)
	}
	// Output:
	// 1 finished W1 W2 2 5
}
