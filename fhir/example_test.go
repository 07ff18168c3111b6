package fhir_test

import (
	"fmt"
	"strings"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/fhir"
)

func Example() {
	text := func(s string) *string { return &s }
	hospital := text("0a8b6dd8-3c17-5d38-9f35-c5b1a0f3c001")
	patient := text("0a8b6dd8-3c17-5d38-9f35-c5b1a0f3c002")
	doc := &fhir.Document{
		Identifier: r4.Identifier{System: text("urn:oid:2.16.156.10011.1.1"), Value: text("D-1")},
		Timestamp:  "2024-05-01T12:00:00+08:00",
		Composition: r4.Composition{
			Id:     text("0a8b6dd8-3c17-5d38-9f35-c5b1a0f3c003"),
			Status: r4.CompositionStatusFinal,
			Type:   r4.CodeableConcept{Text: text("住院病案首页")},
			Date:   "2024-05-01",
			Author: []r4.Reference{{Reference: text("urn:uuid:" + *hospital)}},
			Title:  "Front sheet",
		},
		Patient:       r4.Patient{Id: patient, BirthDate: text("1958-02-29")},
		Organizations: []r4.Organization{{Id: hospital, Name: text("第一人民医院")}},
	}
	for _, err := range doc.Check() {
		fmt.Println(err)
	}

	doc.Patient.BirthDate = text("1958-02-28")
	line, err := doc.Append(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	back, err := fhir.Read(line)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(*back.Organizations[0].Name, *back.Patient.BirthDate)

	_, err = fhir.Read([]byte(`{"resourceType":"Bundle","type":"document","type":"transaction"}`))
	fmt.Println(err)
	// Output:
	// fhir: Patient.birthDate: is not of type date
	// 第一人民医院 1958-02-28
	// fhir: byte 50, at "/type": stands twice
}

func ExampleDocument_AppendTransaction() {
	text := func(s string) *string { return &s }
	doc := &fhir.Document{
		Composition: r4.Composition{
			Id:      text("0a8b6dd8-3c17-5d38-9f35-c5b1a0f3c003"),
			Subject: &r4.Reference{Reference: text("urn:uuid:0a8b6dd8-3c17-5d38-9f35-c5b1a0f3c002")},
		},
		Patient: r4.Patient{Id: text("0a8b6dd8-3c17-5d38-9f35-c5b1a0f3c002")},
	}
	out, err := doc.AppendTransaction(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, subject, _ := strings.Cut(string(out), `"subject":`)
	subject, _, _ = strings.Cut(subject, "}")
	_, request, _ := strings.Cut(string(out), `"request":`)
	request, _, _ = strings.Cut(request, "}")
	fmt.Println(subject + "}")
	fmt.Println(request + "}")
	// Output:
	// {"reference":"Patient/0a8b6dd8-3c17-5d38-9f35-c5b1a0f3c002"}
	// {"method":"PUT","url":"Composition/0a8b6dd8-3c17-5d38-9f35-c5b1a0f3c003"}
}

// Anybody's Bundle is read as far as a Document holds what is in it, and what is left
// out is said.
func ExampleReadLenient() {
	document, left, err := fhir.ReadLenient([]byte(`{"resourceType":"Bundle","type":"searchset","entry":[
		{"fullUrl":"https://fhir.example/Patient/1","resource":{"resourceType":"Patient","id":"1","birthDate":"1980-02-30","gender":"female"}},
		{"fullUrl":"https://fhir.example/Encounter/2","resource":{"resourceType":"Encounter","id":"2","status":"finished",
			"class":{"code":"IMP"},"subject":{"reference":"Patient/1"}}},
		{"resource":{"resourceType":"CarePlan"}}]}`))
	if err != nil {
		fmt.Println(err) // no Bundle at all
		return
	}
	for _, issue := range left {
		fmt.Println(issue)
	}
	fmt.Println(len(document.Encounters), document.Encounters[0].Class.Code != nil)
	// Output:
	// fhir: at "/entry/2/resource": is a CarePlan, which a document does not hold
	// fhir: at "/entry/0/resource/birthDate": is not of type date: it is left out
	// 1 true
}
