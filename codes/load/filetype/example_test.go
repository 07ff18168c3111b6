package filetype_test

import (
	"fmt"

	"github.com/crossbay/crossbay/codes/load/filetype"
)

// A file that has the name of a table, and is none.
func ExampleOf() {
	if is := filetype.Of([]byte("%PDF-1.7\n")); is != nil {
		fmt.Println(is.Type, is.Table)
	}
	fmt.Println(filetype.Of([]byte("A48,A49\n0001,1\n")) == nil)
	// Output:
	// a PDF document false
	// true
}
