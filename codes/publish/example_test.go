package publish_test

import (
	"fmt"
	"os"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/publish"
)

func ExampleConceptMap() {
	m, err := codes.NewMap(codes.System{URI: "http://example.org/ward"}, codes.ICD10, "http://example.org/ConceptMap/ward", "1", []codes.MapRow{
		{Code: "CH", Match: codes.Match{Concept: codes.Concept{Code: "A00.9", English: "Cholera, unspecified"}, Equivalence: codes.Wider}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := publish.ConceptMap(os.Stdout, m, &publish.Options{Status: "active"}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {
	// "resourceType":"ConceptMap",
	// "url":"http://example.org/ConceptMap/ward",
	// "version":"1",
	// "name":"Ward",
	// "status":"active",
	// "group":[
	// {"source":"http://example.org/ward","target":"http://hl7.org/fhir/sid/icd-10","element":[
	// {"code":"CH","target":[{"code":"A00.9","display":"Cholera, unspecified","equivalence":"wider"}]}]}]
	// }
}

// Every table of a registry that can list its codes becomes a resource, in a
// file of its own or in a request to a server.
func ExampleCodeSystem() {
	table, err := codes.NewTable(codes.DiagnosisInsurance, []codes.Concept{{Code: "A00.900", Hans: "霍乱"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	registry := codes.NewRegistry([]codes.Table{table}, nil)
	for _, t := range registry.Tables() {
		if t, ok := t.(codes.Lister); ok {
			publish.CodeSystem(os.Stdout, t, nil)
		}
	}
	// Output:
	// {
	// "resourceType":"CodeSystem",
	// "url":"https://crossbay.github.io/fhir/CodeSystem/icd-10-insurance",
	// "version":"2.0",
	// "name":"Icd10Insurance",
	// "status":"unknown",
	// "caseSensitive":true,
	// "content":"fragment",
	// "concept":[
	// {"code":"A00.900","display":"霍乱","designation":[{"language":"zh-Hans-CN","value":"霍乱"}]}]
	// }
}

// A server expands the value set from the CodeSystem that it holds.
func ExampleValueSet() {
	err := publish.ValueSet(os.Stdout, codes.System{URI: "http://example.org/ward", Version: "3"}, &publish.Options{
		ID: "ward", URL: "http://example.org/ValueSet/ward", Title: "All wards",
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// {
	// "resourceType":"ValueSet",
	// "id":"ward",
	// "url":"http://example.org/ValueSet/ward",
	// "version":"3",
	// "name":"Ward",
	// "title":"All wards",
	// "status":"unknown",
	// "compose":{"include":[{"system":"http://example.org/ward","version":"3"}]}
	// }
}
