package icd10_test

import (
	"fmt"

	"github.com/crossbay/crossbay/codes/icd10"
)

func ExampleHas() {
	for _, code := range []string{"I21", "I21.4", "I21.400", "J45.9"} {
		fmt.Println(code, icd10.Has(code))
	}
	// Output:
	// I21 true
	// I21.4 true
	// I21.400 false
	// J45.9 true
}
