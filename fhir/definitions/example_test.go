package definitions_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"

	"github.com/crossbay/crossbay/fhir/definitions"
)

// The package is a file that npm, servers and validators read.
func ExampleWritePackage() {
	var b bytes.Buffer
	if err := definitions.WritePackage(&b); err != nil {
		fmt.Println(err)
		return
	}
	z, err := gzip.NewReader(&b)
	if err != nil {
		fmt.Println(err)
		return
	}
	for archive, n := tar.NewReader(z), 0; n < 3; n++ {
		header, err := archive.Next()
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(header.Name)
	}
	// Output:
	// package/package.json
	// package/.index.json
	// package/CodeSystem-cda-ethnicity.json
}
