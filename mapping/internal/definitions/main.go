// Command definitions writes the value sets of all regions to fhir/definitions,
// each as a CodeSystem of R4 with all its codes, and for each that has FHIR
// codes a ConceptMap to them. Run it by go generate in package builtin.
package main

import (
	"encoding/json"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/builtin"
)

const folder = "../../../fhir/definitions"

func main() {
	log.SetFlags(0)
	for _, region := range builtin.Regions() {
		define(builtin.ValueSets(region))
	}
}

func define(sets []*frontsheet.ValueSet) {
	for _, set := range sets {
		if set.Standard != "" && !foreign(set) {
			write("ConceptMap-"+set.Name, conceptMap(set))
		}
		if foreign(set) || !strings.HasPrefix(set.URI, frontsheet.Base) {
			continue
		}
		definition := fhir.CodeSystemDefinition{URL: set.URI, Title: set.English + " (" + set.Chinese + ")"}
		for _, c := range set.Concepts() {
			definition.Concepts = append(definition.Concepts, fhir.Concept{Code: c.Code, English: c.English, Chinese: c.Chinese})
		}
		text, err := definition.CodeSystem()
		check(err)
		write("CodeSystem-"+set.Name, text)
	}
}

// foreign reports whether the codes are somebody else's system, which is not
// this project's to define.
func foreign(set *frontsheet.ValueSet) bool {
	for _, c := range set.Concepts() {
		if c.Standard != c.Code {
			return false
		}
	}
	return true
}

type target struct {
	Code        string `json:"code,omitempty"` // absent where nothing matches
	Equivalence string `json:"equivalence"`
	Comment     string `json:"comment,omitempty"`
}

type element struct {
	Code    string   `json:"code"`
	Display string   `json:"display"`
	Target  []target `json:"target"`
}

type group struct {
	Source  string    `json:"source"`
	Target  string    `json:"target"`
	Element []element `json:"element"`
}

type conceptMapResource struct {
	ResourceType string  `json:"resourceType"`
	ID           string  `json:"id"`
	URL          string  `json:"url"`
	Name         string  `json:"name"`
	Title        string  `json:"title"`
	Status       string  `json:"status"`
	Experimental bool    `json:"experimental"`
	Publisher    string  `json:"publisher"`
	Group        []group `json:"group"`
}

// conceptMap writes the map from the codes of a set to FHIR's, with a group for
// each code system that those are of.
func conceptMap(set *frontsheet.ValueSet) []byte {
	groups := []group{{Source: set.URI, Target: set.Standard}}
	for _, c := range set.Concepts() {
		t := target{Code: c.Standard, Equivalence: c.Equivalence}
		switch {
		case c.Standard == "":
			t.Equivalence = "unmatched"
		case t.Equivalence == "narrower" || t.Equivalence == "inexact":
			t.Comment = "The FHIR code says more than the source does: " + c.English + "."
		}
		g := slices.IndexFunc(groups, func(g group) bool { return g.Target == c.System })
		if g < 0 {
			g = len(groups)
			groups = append(groups, group{Source: set.URI, Target: c.System})
		}
		groups[g].Element = append(groups[g].Element, element{c.Code, c.Chinese, []target{t}})
	}
	text, err := json.MarshalIndent(conceptMapResource{
		"ConceptMap", set.Name, set.Map, "Map" + name(set.Name), set.English, "active", false, "crossbay", groups,
	}, "", "  ")
	check(err)
	return append(text, '\n')
}

// name turns a set's name into what FHIR takes for a computable name.
func name(s string) string {
	var b []byte
	up := true
	for i := range len(s) {
		if s[i] == '-' {
			up = true
			continue
		}
		c := s[i]
		if up && c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		up = false
		b = append(b, c)
	}
	return string(b)
}

func write(name string, text []byte) {
	check(os.WriteFile(filepath.Join(folder, name+".json"), text, 0o644))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
