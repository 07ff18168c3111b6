// Command gendefs writes fhir/definitions: a StructureDefinition for each
// extension of package fhir, and a CodeSystem for each of its code systems.
// Run it by go generate in package fhir.
package main

import (
	"log"
	"os"
	"path/filepath"

	"github.com/crossbay/crossbay/fhir"
)

func main() {
	log.SetFlags(0)
	const dir = "definitions"
	for _, x := range fhir.Extensions() {
		text, err := x.StructureDefinition()
		write(dir, "StructureDefinition", x.URL, text, err)
	}
	for _, c := range fhir.CodeSystems() {
		text, err := c.CodeSystem()
		write(dir, "CodeSystem", c.URL, text, err)
	}
}

func write(dir, kind, url string, text []byte, err error) {
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, kind+"-"+filepath.Base(url)+".json"), text, 0o644)
	}
	if err != nil {
		log.Fatalf("%s: %v", url, err)
	}
}
