package shape_test

import (
	"fmt"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/shape"
)

// What people type into a cell for codes need not be one.
func ExampleFits() {
	for _, text := range []string{"I10.x00x002", "13800000000", "A123456(3)"} {
		fmt.Println(text, shape.Fits(codes.DiagnosisClinical, text))
	}
	// Output:
	// I10.x00x002 true
	// 13800000000 false
	// A123456(3) false
}
