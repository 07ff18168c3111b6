package mapping_test

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/crossbay/crossbay/"

// floors are the packages from the ground up. A package imports packages of the
// floors below its own.
var floors = [][]string{
	{"codes/load/filetype", "codes/load/workbook", "mapping/database", "mapping/nearest"},
	{"codes", "fhir"},
	{"mapping/hl7v2", "mapping/identity"},
	{"mapping/internal/arena", "mapping/internal/jsonobject", "mapping/internal/chars", "mapping/internal/redact", "mapping/internal/spill", "mapping/internal/stays"},
	{"mapping/internal/denial", "mapping/internal/fieldname", "mapping/internal/issuekind", "mapping/internal/merge", "mapping/internal/spool"},
	{"mapping/bulk", "mapping/internal/charset", "mapping/frontsheet", "mapping/laboratory"},
	{"mapping/internal/guard", "mapping/tables", "mapping/internal/icd", "mapping/internal/literal", "mapping/internal/measurement", "mapping/quality", "mapping/report", "mapping/transaction"},
	{"mapping/internal/interpret", "mapping/internal/layout", "mapping/tables/parquet"},
	{"mapping/deidentify", "mapping/internal/builtin", "mapping/internal/carrier", "mapping/internal/codings", "mapping/internal/localize", "mapping/internal/personname"},
	{"mapping/internal/definitions", "mapping/internal/narrative", "mapping/internal/tabular"},
	{"mapping/internal/bundles", "mapping/internal/clinicaldocument", "mapping/internal/jsonrecord", "mapping/internal/message"},
	{"mapping/internal/document"},
	{"mapping/internal/summary"},
	{"mapping/internal/extract"},
	{"mapping/internal/compose"},
	{"mapping"},
	{"mapping/dbf", "mapping/hongkong", "mapping/htmltable", "mapping/macao", "mapping/mainland", "mapping/xlsx"},
	{"mapping/internal/pages", "mapping/results", "mapping/source"},
	{"mapping/referral"},
}

// forTests are the packages that tests alone import.
var forTests = []string{"mapping/internal/golden", "mapping/internal/roundtriptest"}

// walls name all of our packages that some may import, which need few of those
// below them.
var walls = map[string][]string{
	// They know the pivots, and no layout, carrier or document.
	"mapping/quality":    {"codes", "mapping/frontsheet", "mapping/identity"},
	"mapping/deidentify": {"codes", "fhir", "mapping/frontsheet", "mapping/identity", "mapping/internal/interpret", "mapping/laboratory", "mapping/report"},
	// They know documents, and not how those come about.
	"mapping/bulk":           {"fhir", "mapping/internal/merge", "mapping/internal/spool"},
	"mapping/tables":         {"codes", "fhir", "mapping/bulk", "mapping/internal/redact", "mapping/internal/spool"},
	"mapping/tables/parquet": {"mapping/tables"},
	// It knows documents as they are written, and no sheet.
	"mapping/transaction": {"fhir", "mapping/internal/jsonobject", "mapping/internal/merge", "mapping/internal/redact", "mapping/internal/spill"},
	// It knows tests and units, and nobody's results.
	"mapping/laboratory":           {"mapping/internal/chars"},
	"mapping/report":               {"mapping/frontsheet", "mapping/internal/redact"},
	"mapping/internal/measurement": {"fhir", "mapping/laboratory"},
	"mapping/internal/interpret":   {"mapping/internal/measurement", "mapping/laboratory", "mapping/report"},
	// The parts of the ground are of use without each other.
	"mapping/hl7v2":               {},
	"mapping/identity":            {},
	"mapping/internal/arena":      {},
	"mapping/internal/chars":      {},
	"mapping/internal/denial":     {"mapping/internal/chars"},
	"mapping/internal/fieldname":  {"mapping/internal/chars"},
	"mapping/internal/issuekind":  {},
	"mapping/internal/jsonobject": {},
	"mapping/internal/merge":      {"mapping/internal/jsonobject"},
	"mapping/internal/redact":     {},
	"mapping/internal/spill":      {},
	"mapping/internal/spool":      {"fhir", "mapping/internal/spill"},
	"mapping/internal/stays":      {},
	// Documents become sheets by what the door hands in.
	"mapping/internal/bundles": {"fhir", "mapping/frontsheet", "mapping/internal/carrier", "mapping/internal/guard", "mapping/internal/layout", "mapping/internal/stays"},
	// They give rows to the door, and take them from it.
	"mapping/database":  {},
	"mapping/dbf":       {"mapping", "mapping/internal/charset", "mapping/internal/fieldname", "mapping/internal/spill"},
	"mapping/htmltable": {"mapping"},
	"mapping/xlsx":      {"codes/load/filetype", "codes/load/workbook", "mapping"},
	// A region is its tables.
	"mapping/internal/builtin": {"mapping/frontsheet", "mapping/internal/layout"},
	"mapping/hongkong":         {"mapping", "mapping/internal/builtin"},
	"mapping/macao":            {"mapping", "mapping/internal/builtin"},
	"mapping/mainland":         {"mapping", "mapping/internal/builtin"},
}

// floor returns the number of the floor on which a package stands, -1 for a
// package that none has. What stands in a folder of codes or fhir is of its floor.
func floor(name string) int {
	if top, _, _ := strings.Cut(name, "/"); top == "codes" || top == "fhir" {
		name = top
	}
	return slices.IndexFunc(floors, func(f []string) bool { return slices.Contains(f, name) })
}

// faultsOfImports lists what is wrong with the imports of a package.
func faultsOfImports(from string, imports []string) (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if slices.Contains(forTests, from) {
		return nil
	}
	if floor(from) < 0 {
		return []string{from + " stands on no floor"}
	}
	for _, to := range imports {
		if strings.Contains(to, "xuri/excelize") && from != "mapping/xlsx" {
			fault("%s links a spreadsheet library", from)
		}
		if strings.Contains(to, "go-jose/") && from != "fhir/exchange" || strings.Contains(to, "emmansun/") && from != "fhir/exchange/internal/shangmi" {
			fault("%s links a library of cryptography", from)
		}
		to, ours := strings.CutPrefix(to, module)
		if !ours {
			continue
		}
		top, _, _ := strings.Cut(from, "/")
		within := top != "mapping" && strings.HasPrefix(to+"/", top+"/") // codes and fhir order their own packages
		switch wall, walled := walls[from]; {
		case slices.Contains(forTests, to):
			fault("%s imports %s, which is for tests", from, to)
		case within:
		case floor(to) < 0:
			fault("%s imports %s, which stands on no floor", from, to)
		case floor(to) >= floor(from):
			fault("%s imports %s, which stands no lower", from, to)
		case walled && !slices.ContainsFunc(wall, func(w string) bool {
			return floor(w) == 1 && floor(to) == 1 && strings.HasPrefix(to+"/", w+"/") || w == to
		}):
			fault("%s imports %s, which it can do without", from, to)
		}
	}
	return faults
}

// The house stands on its floors: nothing imports what stands beside it or above
// it, no package stands on none, and a spreadsheet library is linked by the
// packages called xlsx alone.
func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", module+"internal/...", module+"codes/...", module+"fhir/...", module+"mapping/...").Output()
	require.NoError(t, err)
	found := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		list := strings.Fields(line)
		from := strings.TrimPrefix(list[0], module)
		found[from] = true
		assert.Empty(t, faultsOfImports(from, list[1:]))
	}
	for _, f := range append(floors, forTests) {
		for _, name := range f {
			assert.True(t, found[name], "there is no package %s any more", name)
		}
	}
}

// The test above sees what it is for.
func TestImportsSeesFaults(t *testing.T) {
	for _, test := range []struct{ from, to, fault string }{
		{"mapping/internal/message", "mapping/internal/tabular", ""},
		{"mapping/internal/layout", "codes/term", ""},
		{"codes/load", "codes", ""},
		{"mapping/quality", "codes/category", ""},
		{"mapping/internal/tabular", "mapping/internal/message", "stands no lower"},
		{"mapping/frontsheet", "mapping/internal/layout", "stands no lower"},
		{"mapping/internal/icd", "mapping/internal/layout", "stands no lower"},
		{"mapping/mainland", "mapping/hongkong", "stands no lower"},
		{"mapping", "mapping/hongkong", "stands no lower"},
		{"codes", "fhir", "stands no lower"},
		{"fhir", "mapping", "stands no lower"},
		{"mapping/internal/attic", "mapping/frontsheet", "mapping/internal/attic stands on no floor"},
		{"mapping", "mapping/internal/attic", "which stands on no floor"},
		{"mapping", "examples/crossbay", "which stands on no floor"},
		{"mapping/quality", "mapping/internal/layout", "stands no lower"},
		{"mapping/quality", "mapping/internal/chars", "can do without"},
		{"mapping/quality", "fhir", "can do without"},
		{"mapping/hongkong", "mapping/internal/layout", "can do without"},
		{"mapping", "mapping/internal/golden", "for tests"},
	} {
		faults := faultsOfImports(test.from, []string{"strings", module + test.to})
		if test.fault == "" {
			assert.Empty(t, faults)
			continue
		}
		if assert.Len(t, faults, 1, test) {
			assert.Contains(t, faults[0], test.fault)
		}
	}
	assert.Len(t, faultsOfImports("mapping/internal/tabular", []string{"github.com/xuri/excelize/v2"}), 1)
	assert.Len(t, faultsOfImports("fhir", []string{"github.com/go-jose/go-jose/v4"}), 1)
	assert.Len(t, faultsOfImports("fhir/exchange", []string{"github.com/go-jose/go-jose/v4", "github.com/emmansun/gmsm/sm2"}), 1)
}
