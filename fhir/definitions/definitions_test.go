package definitions_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir/definitions"
)

// unpack returns the files of a package in their order.
func unpack(t *testing.T, text []byte) (names []string, files map[string][]byte) {
	z, err := gzip.NewReader(bytes.NewReader(text))
	require.NoError(t, err)
	files = map[string][]byte{}
	for a := tar.NewReader(z); ; {
		header, err := a.Next()
		if errors.Is(err, io.EOF) {
			return names, files
		}
		require.NoError(t, err)
		content, err := io.ReadAll(a)
		require.NoError(t, err)
		names = append(names, header.Name)
		files[header.Name] = content
	}
}

// What the NPM Package Specification of FHIR asks of a package: the folder
// "package", a manifest with these members, and an index of the resources beside it.
func TestPackage(t *testing.T) {
	var text, again bytes.Buffer
	require.NoError(t, definitions.WritePackage(&text))
	require.NoError(t, definitions.WritePackage(&again))
	require.Equal(t, text.Bytes(), again.Bytes())
	names, files := unpack(t, text.Bytes())
	require.Equal(t, "package/package.json", names[0])
	require.Len(t, files, len(names), "a name stands twice")

	var manifest struct {
		Name, Version, Canonical, Author, Description, License string
		FHIRVersions                                           []string
		Dependencies                                           map[string]string
	}
	require.NoError(t, json.Unmarshal(files["package/package.json"], &manifest))
	assert.Regexp(t, regexp.MustCompile(`^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$`), manifest.Name)
	assert.Regexp(t, regexp.MustCompile(`^\d+\.\d+\.\d+$`), manifest.Version)
	assert.NotEmpty(t, manifest.Author)
	assert.NotEmpty(t, manifest.Description)
	assert.Equal(t, []string{"4.0.1"}, manifest.FHIRVersions)
	assert.Contains(t, manifest.Dependencies, "hl7.fhir.r4.core")

	var index struct {
		Version int `json:"index-version"`
		Files   []struct{ Filename, ResourceType, ID, URL, Kind, Type string }
	}
	require.NoError(t, json.Unmarshal(files["package/.index.json"], &index))
	assert.Equal(t, 1, index.Version)
	guide := ""
	indexed := map[string]bool{}
	for _, f := range index.Files {
		content := files["package/"+f.Filename]
		var r struct {
			ResourceType, ID, URL, Kind, Type string
		}
		require.NoError(t, json.Unmarshal(content, &r), f.Filename)
		assert.Equal(t, r.ResourceType, f.ResourceType)
		assert.Equal(t, r.ID, f.ID)
		assert.Equal(t, r.URL, f.URL)
		assert.Equal(t, r.Kind, f.Kind)
		assert.Equal(t, r.Type, f.Type)
		assert.Equal(t, r.ResourceType+"-"+r.ID+".json", f.Filename)
		assert.True(t, strings.HasPrefix(r.URL, manifest.Canonical+"/"), r.URL)
		indexed[f.Filename] = true
		if f.ResourceType == "ImplementationGuide" {
			guide = string(content)
			continue
		}
		original, err := os.ReadFile(f.Filename)
		require.NoError(t, err)
		assert.Equal(t, original, content, f.Filename)
	}
	all, err := fs.Glob(definitions.Files(), "*")
	require.NoError(t, err)
	assert.Len(t, index.Files, len(all)+1)
	assert.Len(t, names, len(all)+3)
	for _, name := range all {
		assert.True(t, indexed[name], name)
		kind, id, _ := strings.Cut(strings.TrimSuffix(name, ".json"), "-")
		assert.Contains(t, guide, `"`+kind+"/"+id+`"`)
	}
}

// The package goes to people who do not have this repository: what its NOTICE says
// goes with it.
func TestPackageHasTheNotice(t *testing.T) {
	var text bytes.Buffer
	require.NoError(t, definitions.WritePackage(&text))
	_, files := unpack(t, text.Bytes())
	notice, err := os.ReadFile("../NOTICE")
	require.NoError(t, err)
	var guide struct{ Copyright string }
	require.NoError(t, json.Unmarshal(files["package/ImplementationGuide-"+definitions.PackageName+".json"], &guide))
	assert.Equal(t, strings.Fields(string(notice)), strings.Fields(guide.Copyright))
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestWriterFails(t *testing.T) {
	require.ErrorIs(t, definitions.WritePackage(failing{}), io.ErrClosedPipe)
}
