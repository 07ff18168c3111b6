package translate

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAddsCodesOfTheIntegratorsMap(t *testing.T) {
	own := write(t, "own.csv", `source_system,source,target_system,target,target_name,equivalence
icd-10-clinical,I21.900x001,icd-10-insurance,I21.900,急性心肌梗死,wider
`)
	r := translate(t, sheet(good, another), "-quiet", "-codes", own, "-add-codes", "icd-10-insurance", "-")
	require.Equal(t, exitDone, r.status, r.stderr)
	lines := strings.Split(r.stdout, "\n")
	source := strings.Index(lines[0], `"code":"I21.900x001"`)
	shared := strings.Index(lines[0], `"system":"http://hl7.org/fhir/sid/icd-10","code":"I21.9"`)
	added := strings.Index(lines[0], `CodeSystem/icd-10-insurance","version":"2.0","code":"I21.900"`)
	assert.True(t, 0 < source && source < shared && shared < added, "the source's code first, then the shared one, then the target's")
	assert.Contains(t, lines[0], `{"url":"equivalence","valueCode":"wider"}`)
	assert.NotContains(t, lines[1], "icd-10-insurance", "no map has E11.900")
}

func TestUnmappedCodesComeBackAsAMap(t *testing.T) {
	dir := t.TempDir()
	report := filepath.Join(dir, "unmapped.csv")
	args := []string{"-quiet", "-add-codes", "icd-10-insurance", "-unmapped", report, "-"}
	r := translate(t, sheet(good, another, another), args...)
	require.Equal(t, exitDone, r.status, r.stderr)
	rows, err := csv.NewReader(strings.NewReader(read(t, report))).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 3)
	assert.Equal(t, "E11.900", rows[1][1], "the most frequent first")
	assert.Equal(t, "2", rows[1][7])
	assert.Equal(t, "I21.900x001", rows[2][1])

	rows[1][4], rows[1][5] = "E11.900", "equivalent" // a coder fills in one of them
	filled, err := os.Create(filepath.Join(dir, "filled.csv"))
	require.NoError(t, err)
	require.NoError(t, csv.NewWriter(filled).WriteAll(rows))
	require.NoError(t, filled.Close())
	r = translate(t, sheet(good, another, another), append([]string{"-codes", filled.Name()}, args...)...)
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Contains(t, r.stdout, `CodeSystem/icd-10-insurance","version":"2.0","code":"E11.900"`)
	assert.Equal(t, 2, strings.Count(read(t, report), "\n"), "the other is still there")
}

func TestAddsICD9ForHongKong(t *testing.T) {
	r := translate(t, sheet(another), "-quiet", "-add-codes", "icd-9-cm", "-")
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Contains(t, r.stdout, `"system":"http://hl7.org/fhir/sid/icd-9-cm"`)
	assert.Contains(t, r.stdout, "rule-icd-10-stem")
	assert.NotContains(t, r.stdout, `{"url":"equivalence","valueCode":"equivalent"}],"url":"https://crossbay.github.io/fhir/StructureDefinition/translated-by"}],"system":"http://hl7.org/fhir/sid/icd-9-cm"`,
		"a route is no better than its weakest step")
}

func TestFilesOfCodesThatCannotBeLoaded(t *testing.T) {
	bad := write(t, "bad.csv", "source_system,source,target_system,target,equivalence\nicd-10-clinical,I10.x00,icd-10-insurance,I10.x00,same\n")
	r := translate(t, sheet(good), "-codes", bad, "-")
	assert.Equal(t, exitFailed, r.status)
	assert.Contains(t, r.stderr, "bad.csv:2")
	assert.Empty(t, r.stdout)
	r = translate(t, sheet(good), "-add-codes", "nonsense", "-")
	assert.Equal(t, exitFailed, r.status)
}

func TestCheckAddsFindings(t *testing.T) {
	issues := filepath.Join(t.TempDir(), "issues.ndjson")
	backward := strings.Replace(good, "2024-01-08", "2023-01-08", 1)
	r := translate(t, sheet(backward), "-quiet", "-check", "-issues", issues, "-")
	require.Equal(t, exitDone, r.status)
	assert.Contains(t, read(t, issues), "[Q301]")
	translate(t, sheet(backward), "-quiet", "-issues", issues, "-")
	assert.NotContains(t, read(t, issues), "[Q301]")
}

// The checks look codes and titles up in the tables of the edition stated.
func TestCheckKnowsTheTables(t *testing.T) {
	table := write(t, "own.csv", "code,title\nI21.900x001,急性前壁心肌梗死\n")
	issues := filepath.Join(t.TempDir(), "issues.ndjson")
	r := translate(t, sheet(good, another), "-quiet", "-check", "-codes", "icd-10-clinical="+table, "-issues", issues, "-")
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Contains(t, read(t, issues), "[Q213]", "E11.900 is not in the table")
	assert.Contains(t, read(t, issues), "[Q214]", "I21.900x001 has another title")
	translate(t, sheet(good, another), "-quiet", "-check", "-issues", issues, "-")
	assert.NotContains(t, read(t, issues), "[Q213]", "without a table nobody can tell")
}
