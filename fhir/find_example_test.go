package fhir_test

import (
	"fmt"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/fhir"
)

// The principal diagnosis of a document, its code in a system, and the stay in which it
// was made.
func ExampleDocument_Principal() {
	system, stay, infarction := fhir.SystemSheetDiagnosisRole, "0a8b6dd8-3c17-5d38-9f35-c5b1a0f3c004", "0a8b6dd8-3c17-5d38-9f35-c5b1a0f3c005"
	icd10 := "http://hl7.org/fhir/sid/icd-10"
	document := &fhir.Document{
		Encounters: []r4.Encounter{{
			Id: &stay, Period: &r4.Period{Start: new("2024-01-05")},
			Diagnosis: []r4.EncounterDiagnosis{{
				Condition: r4.Reference{Reference: new("urn:uuid:" + infarction)},
				Use:       &r4.CodeableConcept{Coding: []r4.Coding{{System: &system, Code: new("principal")}}},
			}},
		}},
		Conditions: []r4.Condition{{
			Id: &infarction, Encounter: &r4.Reference{Reference: new("urn:uuid:" + stay)},
			Code: &r4.CodeableConcept{Coding: []r4.Coding{{System: &icd10, Code: new("I21.9")}}},
		}},
	}
	principal := document.Principal() // nil where none is marked
	fmt.Println(*fhir.CodingOf(principal.Code, icd10).Code)
	encounter, _ := document.Resolve(*principal.Encounter).(*r4.Encounter)
	fmt.Println(*encounter.Period.Start)
	// Output:
	// I21.9
	// 2024-01-05
}
