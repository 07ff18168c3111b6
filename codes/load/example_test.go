package load_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing/fstest"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/load"
)

// A folder of an integrator's files becomes a registry.
func Example() {
	dir := fstest.MapFS{ // os.DirFS("codes")
		"2018_I9gem.txt": {Data: []byte("0010  A000    00000\r\n")},
		"ward.csv":       {Data: []byte("source,target,equivalence,source_system,target_system\nCH,001.0,wider,http://example.org/ward,icd-9-cm\n")},
	}
	set, err := load.Dir(dir, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	registry := codes.NewRegistry(set.Tables, set.Maps)
	ward := codes.System{URI: "http://example.org/ward"}
	for _, m := range registry.Translate(ward, "CH", codes.ICD10CM) {
		fmt.Println(m.Concept.Code, m.Equivalence)
		fmt.Println(m.Map)
	}
	// Output:
	// A00.0 wider
	// https://crossbay.github.io/fhir/ConceptMap/file-ward-icd-9-cm https://crossbay.github.io/fhir/ConceptMap/gem-icd-9-cm-to-icd-10-cm
}

func ExampleGEM() {
	text := "0010  A000    00000\n" +
		"0730  A70     10111\n" +
		"0730  J17     10112\n" +
		"36570 NoDx    11000\n"
	m, err := load.GEM(strings.NewReader(text), &load.Options{Version: "2018"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for code := range m.Codes() {
		for _, match := range m.Translate(code) {
			fmt.Println(code, match.Concept.Code, match.Equivalence, match.Group.Scenario, match.Group.ChoiceList)
		}
	}
	// Output:
	// 001.0 A00.0 equivalent 0 0
	// 073.0 A70 relatedto 1 1
	// 073.0 J17 relatedto 1 2
	// 365.70  unmatched 0 0
}

func ExampleError() {
	_, err := load.Read(strings.NewReader("code,title\nA00,Cholera\nA01,Typhoid\nA00,Cholera\n"),
		&load.Options{Name: "own.csv", System: codes.ICD10})
	fmt.Println(err)
	var e *load.Error
	if errors.As(err, &e) {
		fmt.Println(e.File, e.Line)
	}
	// Output:
	// own.csv:4: code "A00" stands on line 2 already
	// own.csv 4
}

func ExampleWriteGEM() {
	m, err := load.GEM(strings.NewReader("0010  A000    00000\r\n"), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	load.WriteGEM(os.Stdout, m)
	// Output:
	// 0010  A000    00000
}

// A target that hangs on a condition is given to whoever says that it holds.
func ExampleMap_TranslateIf() {
	maps, err := load.ConceptMap(strings.NewReader(`{
	  "resourceType": "ConceptMap", "url": "http://example.org/map",
	  "group": [{"source": "http://example.org/a", "target": "http://example.org/b",
	    "element": [{"code": "x", "target": [{"code": "y", "equivalence": "equal",
	      "dependsOn": [{"property": "http://example.org/sex", "value": "female"}]}]}]}]}`), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(maps[0].Translate("x")[0].Equivalence)
	female := func(c load.Condition) bool { return c.Property == "http://example.org/sex" && c.Value == "female" }
	fmt.Println(maps[0].TranslateIf("x", female)[0].Equivalence)
	// Output:
	// unmatched
	// equal
}
