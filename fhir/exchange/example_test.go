package exchange_test

import (
	"fmt"
	"log"
	"time"

	"github.com/crossbay/crossbay/fhir/exchange"
)

const record = `{"resourceType":"Bundle","type":"document","entry":[]}`

// A hospital hands a record to another, whose public key it has.
func Example() {
	sender, err := exchange.GenerateKey(exchange.P256, exchange.ForSigning) // or ParsePrivateKey of a file
	if err != nil {
		log.Fatal(err)
	}
	recipient, err := exchange.GenerateKey(exchange.SM2, exchange.ForEncryption)
	if err != nil {
		log.Fatal(err)
	}
	issued := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	terms := exchange.Terms{Purpose: "TREAT", Consent: "Consent/2026-0117", Issued: issued, Expires: issued.AddDate(0, 0, 7)}
	sealed, err := exchange.Seal([]byte(record), terms, sender, recipient.Public())
	if err != nil {
		log.Fatal(err)
	}
	bundle, under, err := exchange.Open(sealed, sender.Public(), recipient, issued.Add(time.Hour))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(bundle) == record, under.Purpose, under.Consent)
	_, _, err = exchange.Open(sealed, sender.Public(), recipient, issued.AddDate(0, 1, 0))
	fmt.Println(err)
	// Output:
	// true TREAT Consent/2026-0117
	// expired
}

// A summary for a patient who carries a QR code.
func ExampleLink() {
	key, err := exchange.GenerateKey(exchange.P256, exchange.ForSigning)
	if err != nil {
		log.Fatal(err)
	}
	issued := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	terms := exchange.Terms{Purpose: "PATRQT", Consent: "Consent/2026-0118", Issued: issued}
	signed, err := exchange.Sign([]byte(record), terms, key)
	if err != nil {
		log.Fatal(err)
	}
	link, err := exchange.NewLink("https://shl.example.org", "Summary", issued.AddDate(0, 0, 7), false)
	if err != nil {
		log.Fatal(err)
	}
	file, err := link.Encrypt(signed) // to be served at link.URL
	if err != nil {
		log.Fatal(err)
	}
	read, err := exchange.ParseLink(link.URI()) // the text of the QR code
	if err != nil {
		log.Fatal(err)
	}
	bundle, err := read.Open(file, issued)
	if err != nil {
		log.Fatal(err)
	}
	under, err := exchange.Verify(bundle, key.Public(), issued)
	fmt.Println(under.Purpose, err)
	// Output: PATRQT <nil>
}
