// Sbom makes a list of the parts of a program (CycloneDX 1.5) of what `go version -m`
// prints of it on standard input: the modules that were linked, with their versions
// and the checksums of go.sum.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	name := flag.String("name", "crossbay", "the name of the program")
	version := flag.String("version", "", "its version")
	flag.Parse()
	if err := write(os.Stdout, os.Stdin, *name, *version); err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

type bom struct {
	Format     string      `json:"bomFormat"`
	Spec       string      `json:"specVersion"`
	Version    int         `json:"version"`
	Metadata   metadata    `json:"metadata"`
	Components []component `json:"components"`
}

type metadata struct {
	Component component `json:"component"`
}

type component struct {
	Type       string     `json:"type"`
	Ref        string     `json:"bom-ref"`
	Name       string     `json:"name"`
	Version    string     `json:"version,omitempty"`
	PURL       string     `json:"purl,omitempty"`
	Properties []property `json:"properties,omitempty"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func write(w io.Writer, r io.Reader, name, version string) error {
	b := bom{
		Format: "CycloneDX", Spec: "1.5", Version: 1,
		Metadata: metadata{component{Type: "application", Ref: "program", Name: name, Version: version}},
	}
	lines := bufio.NewScanner(r)
	for first := true; lines.Scan(); first = false {
		if _, goVersion, ok := strings.Cut(lines.Text(), ": "); first && ok {
			goVersion = strings.TrimPrefix(goVersion, "go")
			b.Components = append(b.Components, component{Type: "library", Ref: "std", Name: "std", Version: goVersion, PURL: "pkg:golang/std@" + goVersion})
			continue
		}
		f := strings.Fields(lines.Text())
		if len(f) < 3 || f[0] != "dep" && f[0] != "=>" {
			continue
		}
		if f[0] == "=>" { // it was linked in the place of the one before
			b.Components = b.Components[:len(b.Components)-1]
		}
		c := component{Type: "library", Name: f[1], Version: f[2], PURL: "pkg:golang/" + f[1] + "@" + f[2]}
		c.Ref = c.PURL
		if len(f) > 3 { // a sum over the files of the module, and of no one file
			c.Properties = []property{{"go.sum", f[3]}}
		}
		b.Components = append(b.Components, c)
	}
	if err := lines.Err(); err != nil {
		return err
	}
	if len(b.Components) < 2 {
		return fmt.Errorf("standard input names no modules: it is to be what go version -m prints of a program")
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(b)
}
