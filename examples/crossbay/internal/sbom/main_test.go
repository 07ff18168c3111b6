package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// As `go version -m` prints it (https://go.dev/ref/mod#go-version-m), and as
// https://cyclonedx.org/docs/1.5/json/ has it.
func TestWrite(t *testing.T) {
	var out strings.Builder
	require.NoError(t, write(&out, strings.NewReader("crossbay: go1.26.8\n\tpath\texample.org/x\n\tmod\texample.org/x\t(devel)\t\n\tdep\texample.org/a\tv1.2.3\th1:AAAA\n\tdep\texample.org/b\tv1.0.0\n\t=>\texample.org/c\tv2.0.0\th1:BBBB\n\tbuild\t-trimpath=true\n"), "crossbay", "v1"))
	var list struct {
		BomFormat, SpecVersion string
		Components             []struct{ Name, Version, PURL string }
	}
	require.NoError(t, json.Unmarshal([]byte(out.String()), &list))
	assert.Equal(t, "CycloneDX 1.5", list.BomFormat+" "+list.SpecVersion)
	assert.Equal(t, []struct{ Name, Version, PURL string }{
		{"std", "1.26.8", "pkg:golang/std@1.26.8"},
		{"example.org/a", "v1.2.3", "pkg:golang/example.org/a@v1.2.3"},
		{"example.org/c", "v2.0.0", "pkg:golang/example.org/c@v2.0.0"},
	}, list.Components)
	require.ErrorContains(t, write(&out, strings.NewReader("no program\n"), "x", ""), "names no modules")
}
