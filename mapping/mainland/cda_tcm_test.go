package mainland_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// tcmRecords reads documents of C0033.
func tcmRecords(t testing.TB, text string) []mapping.Record {
	t.Helper()
	r, err := mapping.NewReader(strings.NewReader(text), mainland.Layouts(), nil)
	require.NoError(t, err)
	require.Equal(t, "cda-c0033", r.Layout().Name)
	var list []mapping.Record
	for record, err := range r.Records() {
		require.NoError(t, err)
		list = append(list, *record)
	}
	return list
}

// onlyCell returns a cell of the one row of a table.
func onlyCell(t testing.TB, table, column string) string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(table, "\uFEFF"))).ReadAll()
	require.NoError(t, err)
	i := slices.Index(rows[0], column)
	require.GreaterOrEqual(t, i, 0, column)
	return rows[1][i]
}

// Both are the front sheet of hospitals of Chinese medicine: the public templates of
// WS/T 500.33 have a place for nearly all that 卫统4-2 asks for.
func TestC0033HasWhatN042Has(t *testing.T) {
	has := map[string]bool{}
	for _, c := range mainland.C0033().Columns() {
		has[c.Element] = true
	}
	var lacks []string
	for _, c := range mainland.N042().Columns() {
		if c.FHIR != "" && !has[c.Element] && !strings.HasSuffix(c.Element, ".hour") {
			lacks = append(lacks, c.Element)
		}
	}
	assert.Equal(t, []string{"stay.community"}, lacks, "it has one place for where a patient is sent on")
}

// The sample of 卫统4-2 becomes documents of C0033 and comes back: every disease and
// syndrome, every mark of treatment, every fee.
func TestN042CrossesToC0033AndBack(t *testing.T) {
	text, err := os.ReadFile("../../examples/testdata/n042.csv")
	require.NoError(t, err)
	r, err := mapping.NewReader(bytes.NewReader(text), []*mapping.Layout{mainland.N042()}, nil)
	require.NoError(t, err)
	for record, err := range r.Records() {
		require.NoError(t, err)
		there, _ := writtenAs(t, mainland.C0033(), nil, record.Sheet)
		read := tcmRecords(t, there)
		require.Len(t, read, 1)
		same, here := read[0].Sheet, record.Sheet
		require.Len(t, same.Diagnoses, len(here.Diagnoses))
		for i, d := range here.Diagnoses {
			assert.Equal(t, d.Role, same.Diagnoses[i].Role)
			assert.Equal(t, d.Slot, same.Diagnoses[i].Slot)
			assert.Equal(t, d.Name, same.Diagnoses[i].Name)
			assert.Equal(t, d.Codes, same.Diagnoses[i].Codes)
			assert.Equal(t, d.Present.Code, same.Diagnoses[i].Present.Code)
		}
		assert.Equal(t, here.Fees, same.Fees)
		back, _ := writtenAs(t, mainland.N042(), nil, same)
		came, _ := writtenAs(t, mainland.N042(), nil, here)
		for _, column := range []string{"ZLLB", "SSLCLJ", "ZYYJ", "ZYZLSB", "ZYZLJS", "BZSH"} {
			assert.Equal(t, onlyCell(t, came, column), onlyCell(t, back, column), column)
		}
		again, _ := writtenAs(t, mainland.C0033(), nil, same)
		assert.Equal(t, there, again)
	}
}

// Public templates of C0033 write the syndrome 主症, the O of a code for its 0, a code of
// another length for the other fees and a participantRole with a slip: all of it is read.
func TestC0033AsPublicTemplatesWriteIt(t *testing.T) {
	text, err := os.ReadFile("../../examples/testdata/cda-c0033.xml")
	require.NoError(t, err)
	want := tcmRecords(t, string(text))
	got := tcmRecords(t, strings.NewReplacer(
		"主证", "主症", `code="HDSD00.12.099"`, `code="HDSDOO.12.099"`, `code="HDSD00.12.092"`, `code="HDS00.12.092"`,
		"participantRole", "partivipantRole",
	).Replace(string(text)))
	require.Len(t, got, len(want))
	for i := range want {
		a, _ := writtenAs(t, mainland.N042(), nil, want[i].Sheet)
		b, _ := writtenAs(t, mainland.N042(), nil, got[i].Sheet)
		assert.Equal(t, a, b)
	}
}
