package definitions

import (
	"archive/tar"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"time"

	"github.com/crossbay/crossbay/fhir"
)

// The name and the version of the package. The version changes whenever a
// definition does.
const (
	PackageName    = "io.github.crossbay.fhir"
	PackageVersion = "0.1.0"
)

// WritePackage writes the definitions as an FHIR package, as
// confluence.hl7.org/display/FHIR/NPM+Package+Specification has it: a tar archive,
// compressed by gzip, with a folder "package" of a manifest, an index, an
// ImplementationGuide that lists the resources, and the resources. The bytes are
// the same each time that one version of Go makes them.
func WritePackage(w io.Writer) error {
	list, err := resources()
	if err != nil {
		return err
	}
	guide, err := guide(list)
	if err != nil {
		return err
	}
	list = append(list, guide)
	slices.SortFunc(list, func(a, b resource) int { return cmp.Compare(a.Filename, b.Filename) })
	manifest, err := encode(manifest())
	if err != nil {
		return err
	}
	index, err := encode(map[string]any{"index-version": 1, "files": list})
	if err != nil {
		return err
	}
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	t := tar.NewWriter(z)
	add := func(name string, text []byte) error {
		// npm's own packages have this time, since a file without one cannot be
		// put into every archive.
		header := &tar.Header{Name: path.Join("package", name), Mode: 0o644, Size: int64(len(text)), ModTime: time.Unix(499162500, 0), Format: tar.FormatUSTAR}
		if err := t.WriteHeader(header); err != nil {
			return err
		}
		_, err := t.Write(text)
		return err
	}
	if err := add("package.json", manifest); err != nil {
		return err
	}
	if err := add(".index.json", index); err != nil {
		return err
	}
	for _, r := range list {
		if err := add(r.Filename, r.text); err != nil {
			return err
		}
	}
	if err := t.Close(); err != nil {
		return err
	}
	return z.Close()
}

// A resource is a file of the package, as the index has it.
type resource struct {
	Filename     string `json:"filename"`
	ResourceType string `json:"resourceType"`
	ID           string `json:"id"`
	URL          string `json:"url"`
	Version      string `json:"version,omitempty"`
	Kind         string `json:"kind,omitempty"`
	Type         string `json:"type,omitempty"`
	text         []byte
	title        string
}

// resources reads the definitions, in the order of their names.
func resources() ([]resource, error) {
	names, err := fs.Glob(files, "*.json")
	if err != nil {
		return nil, err
	}
	var list []resource
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var head struct {
			resource
			Title string `json:"title"`
		}
		if err := json.Unmarshal(text, &head); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		r := head.resource
		r.Filename, r.text, r.title = name, text, head.Title
		list = append(list, r)
	}
	return list, nil
}

type manifestFile struct {
	Name         string            `json:"name"`
	Version      string            `json:"version"`
	Title        string            `json:"title"`
	Description  string            `json:"description"`
	Type         string            `json:"type"`
	Canonical    string            `json:"canonical"`
	Author       string            `json:"author"`
	License      string            `json:"license"`
	FHIRVersions []string          `json:"fhirVersions"`
	Dependencies map[string]string `json:"dependencies"`
}

const (
	title       = "Definitions of crossbay"
	description = "Extensions, code systems and value maps of the FHIR documents that crossbay makes of hospital records of Hong Kong and mainland China."
)

// copyright is fhir/NOTICE.
const copyright = "The codes of the system http://loinc.org in the value sets, in the definitions and in the documents that this project writes are LOINC's: " +
	"This material contains content from LOINC (http://loinc.org). LOINC is copyright © Regenstrief Institute, Inc. and the Logical Observation Identifiers Names and Codes (LOINC) Committee " +
	"and is available at no cost under the license at http://loinc.org/license. LOINC® is a registered United States trademark of Regenstrief Institute, Inc."

func manifest() manifestFile {
	return manifestFile{
		PackageName, PackageVersion, title, description, "fhir.ig", fhir.Base, "crossbay", "Apache-2.0",
		[]string{"4.0.1"},
		map[string]string{"hl7.fhir.r4.core": "4.0.1"},
	}
}

// guide makes the ImplementationGuide that lists the resources.
func guide(list []resource) (resource, error) {
	type reference struct {
		Reference string `json:"reference"`
	}
	type item struct {
		Reference reference `json:"reference"`
		Name      string    `json:"name"`
		Example   bool      `json:"exampleBoolean"`
	}
	items := make([]item, len(list))
	for i, r := range list {
		items[i] = item{reference{r.ResourceType + "/" + r.ID}, cmp.Or(r.title, r.ID), false}
	}
	r := resource{
		ResourceType: "ImplementationGuide", ID: PackageName, URL: fhir.Base + "/ImplementationGuide/" + PackageName,
		Version: PackageVersion, Filename: "ImplementationGuide-" + PackageName + ".json", title: title,
	}
	var err error
	r.text, err = encode(struct {
		ResourceType string   `json:"resourceType"`
		ID           string   `json:"id"`
		URL          string   `json:"url"`
		Version      string   `json:"version"`
		Name         string   `json:"name"`
		Title        string   `json:"title"`
		Status       string   `json:"status"`
		Experimental bool     `json:"experimental"`
		Publisher    string   `json:"publisher"`
		Description  string   `json:"description"`
		Copyright    string   `json:"copyright"`
		PackageID    string   `json:"packageId"`
		License      string   `json:"license"`
		FHIRVersion  []string `json:"fhirVersion"`
		Definition   any      `json:"definition"`
	}{
		r.ResourceType, r.ID, r.URL, r.Version, "Crossbay", title, "active", false, "crossbay", description, copyright,
		PackageName, "Apache-2.0",
		[]string{"4.0.1"},
		map[string]any{"resource": items},
	})
	return r, err
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}
