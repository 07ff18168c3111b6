package codes_test

import (
	"fmt"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/gem"
	"github.com/crossbay/crossbay/codes/icd10cm"
	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/codes/rules"
)

func Example() {
	reg := codes.NewRegistry(
		append(icd9cm.Tables(), icd10cm.Table()),
		append(gem.Maps(), rules.FromICD10CM(nil, nil)))

	c, ok := reg.Lookup(codes.ICD9CM, "36.06")
	fmt.Println(c.English, ok)

	// Two steps, over ICD-10-CM.
	for _, m := range reg.Translate(codes.ICD9CM, "480.9", codes.ICD10) {
		fmt.Println(m.Concept.Code, m.Equivalence)
	}
	// Known, and without a target; unknown.
	none := reg.Translate(codes.ICD9CM, "779.6", codes.ICD10)
	fmt.Println(none[0].Equivalence, codes.Translated(none))
	fmt.Println(reg.Translate(codes.ICD9CM, "no code", codes.ICD10))
	// Output:
	// Insertion of non-drug-eluting coronary artery stent(s) true
	// J12.9 relatedto
	// unmatched false
	// []
}

// A hospital's own map comes before a national one, code by code.
func ExampleOverlayMap() {
	own, err := codes.NewMap(codes.ICD9CM, codes.ICD10CM, "https://hospital.example/ConceptMap/own", "2026", []codes.MapRow{
		{Code: "410.71", Match: codes.Match{Concept: codes.Concept{Code: "I21.4"}, Equivalence: codes.Equivalent}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := codes.OverlayMap(gem.ICD9ToICD10(), own)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, code := range []string{"410.71", "480.9"} {
		for _, match := range m.Translate(code) {
			fmt.Println(match.Concept.Code, match.Equivalence, match.Map)
		}
	}
	// Output:
	// I21.4 equivalent https://hospital.example/ConceptMap/own
	// J12.9 relatedto https://crossbay.github.io/fhir/ConceptMap/gem-icd-9-cm-to-icd-10-cm
}

func ExampleRegistry_Reverse() {
	reg := codes.NewRegistry(icd9cm.Tables(), gem.Maps())
	for _, m := range reg.Reverse(codes.ICD10CM, "I21.4", codes.ICD9CM) {
		fmt.Println(m.Concept.Code, m.Equivalence, m.Concept.English)
	}
	// Output:
	// 410.70 relatedto Subendocardial infarction, episode of care unspecified
	// 410.71 relatedto Subendocardial infarction, initial episode of care
	// 410.72 relatedto Subendocardial infarction, subsequent episode of care
}

func ExampleCompose() {
	// Wider, and from there wider again; wider, and from there narrower.
	fmt.Println(codes.Compose(codes.Wider, codes.Wider))
	fmt.Println(codes.Compose(codes.Wider, codes.Narrower))
	// Output:
	// wider
	// relatedto
}
