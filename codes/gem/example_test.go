package gem_test

import (
	"fmt"

	"github.com/crossbay/crossbay/codes/gem"
)

func Example() {
	m := gem.ICD9ToICD10()
	for _, match := range m.Translate("410.71") {
		fmt.Println(match.Concept.Code, match.Equivalence)
	}
	// Ornithosis with pneumonia is a combination: one code of each choice list.
	for _, match := range m.Translate("073.0") {
		fmt.Println(match.Concept.Code, match.Equivalence, match.Group)
	}
	// Output:
	// I21.4 relatedto
	// A70 relatedto {1 1}
	// J17 relatedto {1 2}
}
