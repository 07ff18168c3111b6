package referral_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/referral"
)

// A hospital asks another to take a patient, and takes the answer.
func Example() {
	sheet := &frontsheet.FrontSheet{}
	sheet.Facility.Code = "H1"
	sheet.Patient.RecordNumber = "P0001"

	statement := referral.Statement{Number: "REF0001", Reason: "Primary PCI", To: frontsheet.Provider{Organization: "Example Hospital B"}}
	stated, _ := statement.Apply(sheet)
	translator := mapping.NewTranslator(nil, &mapping.Options{Form: mapping.ReferralNote, Layouts: hongkong.Layouts()})
	document, _ := translator.Document(stated)

	board := referral.Board{}
	board.Add(document)
	answer, err := mapping.NewReader(strings.NewReader("MSH|^~\\&|HIS|H2|||20260109100000||RRI^I12|A1|P|2.5\r"+
		"MSA|AA|R1\rRF1|A|||||REF0001\rPID|1||P0001^^^H1^MR\r"), []*mapping.Layout{hongkong.Referrals()}, nil)
	if err != nil {
		log.Fatal(err)
	}
	for record, err := range answer.Records() {
		if err != nil {
			log.Fatal(err)
		}
		bundle, issues := board.Answer(record.Sheet)
		fmt.Println(len(issues), strings.Contains(string(bundle), fhir.SystemReferralStep))
	}
	fmt.Println(document.Tasks[0].Status.Code())
	// Output:
	// 0 true
	// accepted
}
