package rules_test

import (
	"fmt"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/gem"
	"github.com/crossbay/crossbay/codes/rules"
)

func Example() {
	reg := codes.NewRegistry(nil, append(gem.Maps(), rules.FromICD10CM(nil, nil)))
	for _, m := range reg.Translate(codes.ICD9CM, "410.71", codes.ICD10) {
		fmt.Println(m.Concept.Code, m.Equivalence)
		fmt.Println(m.Map)
		fmt.Println(m.MapVersion)
	}
	// Output:
	// I21.4 relatedto
	// https://crossbay.github.io/fhir/ConceptMap/gem-icd-9-cm-to-icd-10-cm https://crossbay.github.io/fhir/ConceptMap/rule-icd-10-cm-to-icd-10
	// 2013 2
}
