package icd10_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/codestest"
	"github.com/crossbay/crossbay/codes/icd10"
	"github.com/crossbay/crossbay/codes/internal/verdict"
)

func TestTable(t *testing.T) {
	codestest.TestTable(t, icd10.Table(), "I21.9")
	list := slices.Collect(icd10.Table().All())
	assert.Len(t, list, icd10.Table().Len())
	assert.Equal(t, 12246, len(list))
	assert.Equal(t, "A00", list[0].Code)
	assert.Equal(t, "A00.0", list[1].Code)
	for _, code := range []string{"I21", "I21.9", "B18.0", "B18.00", "B18.19", "U07.1", "W26.8", "K58.3", "A97.2", "Z99.9"} {
		assert.True(t, icd10.Has(code), code)
	}
	for _, code := range []string{"", "I", "I21.", "I21.7", "I2199", "I21x9", "I84", "I84.1", "N18.6", "R07.9", "R56.9", "A90", "W01.0", "i21.9", "I21.90", "B18.02", "é21.9", "I21\x009"} {
		assert.False(t, icd10.Has(code), code)
	}
	assert.True(t, icd10.Divided("I21"))
	assert.False(t, icd10.Divided("I10"))
	assert.False(t, icd10.Divided("Q99.7"))
}

// No title of the WHO's is in the list.
func TestNoTitles(t *testing.T) {
	for c := range icd10.Table().All() {
		require.Empty(t, c.English+c.Hans+c.Hant)
	}
	source, err := os.ReadFile("table.go")
	require.NoError(t, err)
	assert.NotContains(t, string(source), "Cholera")
}

// What is withdrawn is not in the list, and what took its place is.
func TestRetired(t *testing.T) {
	text, err := os.ReadFile("retired.csv")
	require.NoError(t, err)
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	require.NoError(t, err)
	assert.Equal(t, verdict.Header, strings.Join(rows[0], ","))
	assert.True(t, slices.IsSortedFunc(rows[1:], func(a, b []string) int { return strings.Compare(a[0], b[0]) }))
	n := 0
	for code := range icd10.AllRetired() {
		n++
		assert.False(t, icd10.Has(code), code)
		to, edition, ok := icd10.Retired(code)
		assert.True(t, ok, code)
		assert.Equal(t, codes.DiagnosisClinical, edition)
		for _, s := range to {
			assert.True(t, icd10.Has(s.Code), "%s to %s", code, s.Code)
			assert.True(t, s.Equivalence.Translates(), code)
			assert.NotEmpty(t, s.Reason, code)
		}
	}
	assert.Equal(t, 56, n)
	_, _, ok := icd10.Retired("I21.9")
	assert.False(t, ok)
}

func TestLookupDoesNotAllocate(t *testing.T) {
	table := icd10.Table()
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		if _, ok := table.Lookup("I21.9"); !ok {
			t.Fatal()
		}
		if icd10.Has("I21.7") {
			t.Fatal()
		}
	}))
}
