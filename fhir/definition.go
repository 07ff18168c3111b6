package fhir

import (
	"bytes"
	"encoding/json"
	"strings"
)

const publisher = "crossbay"

// StructureDefinition returns the definition as a StructureDefinition of R4,
// with a differential, in indented JSON.
func (x ExtensionDefinition) StructureDefinition() ([]byte, error) {
	type context struct {
		Type       string `json:"type"`
		Expression string `json:"expression"`
	}
	contexts := make([]context, len(x.Context))
	for i, c := range x.Context {
		contexts[i] = context{"element", c}
	}
	return indent(struct {
		ResourceType   string         `json:"resourceType"`
		ID             string         `json:"id"`
		URL            string         `json:"url"`
		Name           string         `json:"name"`
		Title          string         `json:"title"`
		Status         string         `json:"status"`
		Experimental   bool           `json:"experimental"`
		Publisher      string         `json:"publisher"`
		Description    string         `json:"description"`
		FHIRVersion    string         `json:"fhirVersion"`
		Kind           string         `json:"kind"`
		Abstract       bool           `json:"abstract"`
		Context        []context      `json:"context"`
		Type           string         `json:"type"`
		BaseDefinition string         `json:"baseDefinition"`
		Derivation     string         `json:"derivation"`
		Differential   map[string]any `json:"differential"`
	}{
		"StructureDefinition", lastSegment(x.URL), x.URL, pascalCase(lastSegment(x.URL)), x.Title, "active", false,
		publisher, x.Description, "4.0.1", "complex-type", false, contexts, "Extension",
		"http://hl7.org/fhir/StructureDefinition/Extension", "constraint",
		map[string]any{"element": x.elements()},
	})
}

// An elementDefinition is the part of ElementDefinition that an extension
// needs.
type elementDefinition struct {
	ID         string     `json:"id"`
	Path       string     `json:"path"`
	SliceName  string     `json:"sliceName,omitempty"`
	Short      string     `json:"short,omitempty"`
	Definition string     `json:"definition,omitempty"`
	Min        *int       `json:"min,omitempty"`
	Max        string     `json:"max,omitempty"`
	Type       []typeCode `json:"type,omitempty"`
	FixedURI   string     `json:"fixedUri,omitempty"`
}

type typeCode struct {
	Code string `json:"code"`
}

// elements returns the differential: a simple extension has a value and no
// extensions, one that is made of parts has a slice for each and no value.
func (x ExtensionDefinition) elements() []elementDefinition {
	zero, one := 0, 1
	value := func(id, typ string) elementDefinition {
		return elementDefinition{ID: id + ".value[x]", Path: "Extension.value[x]", Min: &one, Type: []typeCode{{typ}}}
	}
	list := []elementDefinition{{ID: "Extension", Path: "Extension", Short: x.Title, Definition: x.Description, Min: &zero, Max: "*"}}
	if x.Value != "" {
		return append(list,
			elementDefinition{ID: "Extension.extension", Path: "Extension.extension", Max: "0"},
			elementDefinition{ID: "Extension.url", Path: "Extension.url", FixedURI: x.URL},
			value("Extension", x.Value))
	}
	return append(append(list, partSlices("Extension", "Extension", x.Parts)...),
		elementDefinition{ID: "Extension.url", Path: "Extension.url", FixedURI: x.URL},
		elementDefinition{ID: "Extension.value[x]", Path: "Extension.value[x]", Max: "0"})
}

// partSlices returns a slice for each part of the extension that has the id and path.
func partSlices(id, path string, parts []ExtensionPart) []elementDefinition {
	zero, one := 0, 1
	var list []elementDefinition
	path += ".extension"
	for _, p := range parts {
		id := id + ".extension:" + p.URL
		least, most := &zero, "1"
		if p.Required {
			least = &one
		}
		if p.Repeats {
			most = "*"
		}
		list = append(list, elementDefinition{ID: id, Path: path, SliceName: p.URL, Short: p.Description, Definition: p.Description, Min: least, Max: most, Type: []typeCode{{"Extension"}}})
		value := elementDefinition{ID: id + ".value[x]", Path: path + ".value[x]", Max: "0"}
		if p.Value != "" {
			list = append(list, elementDefinition{ID: id + ".extension", Path: path + ".extension", Max: "0"})
			value.Min, value.Max, value.Type = &one, "", []typeCode{{p.Value}}
		} else {
			list = append(list, partSlices(id, path, p.Parts)...)
		}
		list = append(list, elementDefinition{ID: id + ".url", Path: path + ".url", FixedURI: p.URL}, value)
	}
	return list
}

// CodeSystem returns the definition as a CodeSystem of R4 with all its
// concepts, in indented JSON. Their displays are English, with the Chinese
// names as designations.
func (c CodeSystemDefinition) CodeSystem() ([]byte, error) {
	type designation struct {
		Language string `json:"language"`
		Value    string `json:"value"`
	}
	type concept struct {
		Code        string        `json:"code"`
		Display     string        `json:"display,omitempty"`
		Designation []designation `json:"designation,omitempty"`
	}
	concepts := make([]concept, len(c.Concepts))
	for i, in := range c.Concepts {
		concepts[i] = concept{Code: in.Code, Display: in.English}
		if in.Chinese != "" {
			concepts[i].Designation = []designation{{"zh", in.Chinese}}
		}
	}
	return indent(struct {
		ResourceType  string    `json:"resourceType"`
		ID            string    `json:"id"`
		Language      string    `json:"language"`
		URL           string    `json:"url"`
		Name          string    `json:"name"`
		Title         string    `json:"title"`
		Status        string    `json:"status"`
		Experimental  bool      `json:"experimental"`
		Publisher     string    `json:"publisher"`
		CaseSensitive bool      `json:"caseSensitive"`
		Content       string    `json:"content"`
		Count         int       `json:"count"`
		Concept       []concept `json:"concept,omitempty"`
	}{
		"CodeSystem", lastSegment(c.URL), "en", c.URL, pascalCase(lastSegment(c.URL)), c.Title, "active", false,
		publisher, true, "complete", len(concepts), concepts,
	})
}

func indent(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}

func lastSegment(url string) string { return url[strings.LastIndexByte(url, '/')+1:] }

// pascalCase turns a name like source-field into SourceField, as the name of
// a definition has to look.
func pascalCase(s string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(s, "-") {
		if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}
