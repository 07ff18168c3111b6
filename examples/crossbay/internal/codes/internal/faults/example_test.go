package faults_test

import (
	"fmt"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/examples/crossbay/internal/codes/internal/faults"
)

func Example() {
	own := codes.System{URI: "http://example.org/own"}
	set, err := load.Read(strings.NewReader("source,target,equivalence\nX1,Y1,equivalent\nX1,Y2,equivalent\n"), &load.Options{Source: own, Target: codes.ICD10})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range faults.Of([]faults.Source{{Name: "map.csv", Set: set}}, codes.NewRegistry(set.Tables, set.Maps)) {
		fmt.Println(f.File, f.Severity, f.Code, f.Codes)
	}
	// Output: map.csv error several-equivalents [X1 Y1 Y2]
}
