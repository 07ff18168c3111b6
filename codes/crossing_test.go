package codes_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/gem"
	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/codes/rules"
)

// insurance reads a table of 医保版 2.0 that is published elsewhere, or skips.
func insurance(t testing.TB, name string, system codes.System) *codes.MemoryTable {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "shared", "tables", "mainland", name))
	if err != nil {
		t.Skip("the published table is not here: ", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	var concepts []codes.Concept
	for _, row := range rows[1:] {
		concepts = append(concepts, codes.Concept{Code: row[0], Hans: row[1]})
	}
	table, err := codes.NewTable(system, concepts)
	require.NoError(t, err)
	return table
}

// Every diagnosis code of ICD-9-CM, over the GEM, the WHO's ICD-10 and 医保版 2.0.
func TestICD9ToInsurance(t *testing.T) {
	table := insurance(t, "yibao2_dx.csv", codes.DiagnosisInsurance)
	forward := gem.ICD9ToICD10()
	reg := codes.NewRegistry(
		[]codes.Table{icd9cm.Diagnoses(), table},
		[]codes.Map{forward, rules.FromICD10CM(nil, nil), rules.Edition(table, nil), rules.Stem(table.System(), table)},
	)
	// What exists in the edition, by the WHO's codes: its four characters, or
	// three where it does not subdivide the category.
	exists := make(map[string]bool)
	for c := range table.All() {
		if stem, ok := codes.Stem(c.Code); ok && (len(stem) == 5 || strings.HasPrefix(c.Code, stem+".x00")) {
			exists[stem] = true
		}
	}

	outcomes := make(map[string]int)
	equivalences := make(map[codes.Equivalence]int)
	total, reach, coded := 0, 0, 0
	for concept := range icd9cm.Diagnoses().All() {
		code := concept.Code
		total++
		noMap := forward.Translate(code)[0].Equivalence == codes.Unmatched

		who := reg.Translate(codes.ICD9CM, code, codes.ICD10)
		if !assert.NotNil(t, who, "%s: no answer", code) {
			continue
		}
		there := false
		for _, m := range who {
			c := m.Concept.Code
			there = there || exists[c] || c != "" && len(c) == 5 && exists[c[:3]]
		}
		target := reg.Translate(codes.ICD9CM, code, codes.DiagnosisInsurance)
		if !assert.NotNil(t, target, "%s: no answer", code) {
			continue
		}
		equivalences[target[0].Equivalence]++

		// No map of the GEM is anything but unmatched, and nothing unmatched is
		// given a target.
		if noMap {
			assert.Equal(t, codes.Unmatched, who[0].Equivalence, code)
			assert.Equal(t, codes.Unmatched, target[0].Equivalence, code)
			outcomes["no map in the GEM, reported as unmatched"]++
			assert.False(t, codes.Translated(target), code)
			continue
		}
		for _, m := range append(who, target...) {
			// The rule only carries codes over, so that nothing beyond it may be
			// called equal or equivalent.
			assert.Positive(t, m.Equivalence.Compare(codes.Equivalent), "%s %s", code, m.Concept.Code)
			assert.Contains(t, m.Map, gem.ICD9ToICD10URI)
			assert.Contains(t, m.MapVersion, gem.Version)
		}
		switch {
		case codes.Translated(target):
			reach++
			coded++
			kind := "a code of four characters"
			if strings.Contains(target[0].Concept.Code, ".x") {
				kind = "a category that is not subdivided"
			}
			if target[0].Group != (codes.Group{}) {
				kind += ", in a combination"
			}
			outcomes[kind]++
			for _, m := range target {
				_, ok := table.Lookup(m.Concept.Code)
				assert.True(t, ok, m.Concept.Code)
				assert.NotEmpty(t, m.Concept.Hans)
			}
		case there:
			reach++
			outcomes["four characters that exist there only subdivided further: unmatched"]++
		case codes.Translated(who):
			outcomes["a WHO code that does not exist there: unmatched"]++
		default:
			outcomes["no WHO code: unmatched"]++
		}
	}
	percent := func(n int) string { return fmt.Sprintf("%6d  %5.2f %%", n, 100*float64(n)/float64(total)) }
	t.Logf("%s  codes", percent(total))
	sum := 0
	for _, kind := range []string{
		"a code of four characters", "a code of four characters, in a combination",
		"a category that is not subdivided", "a category that is not subdivided, in a combination",
		"four characters that exist there only subdivided further: unmatched",
		"a WHO code that does not exist there: unmatched", "no WHO code: unmatched",
		"no map in the GEM, reported as unmatched",
	} {
		t.Logf("%s  %s", percent(outcomes[kind]), kind)
		sum += outcomes[kind]
	}
	t.Logf("%s  reach a code that exists, and %s a code of the edition", percent(reach), percent(coded))
	for e := codes.Equal; e <= codes.Disjoint; e++ {
		if equivalences[e] > 0 {
			t.Logf("%s  %s", percent(equivalences[e]), e)
		}
	}
	assert.Equal(t, total, sum)
	assert.Equal(t, 14567, total)
	assert.Equal(t, 425, outcomes["no map in the GEM, reported as unmatched"])
	assert.GreaterOrEqual(t, reach, (total*88+99)/100)
	assert.GreaterOrEqual(t, coded, (total*88+99)/100)
}

// The other way: every diagnosis code of 医保版 2.0, over the WHO's ICD-10 and
// the codes of ICD-10-CM that are below it, in ICD-9-CM.
func TestInsuranceToICD9(t *testing.T) {
	table := insurance(t, "yibao2_dx.csv", codes.DiagnosisInsurance)
	below, ok := rules.FromICD10CM(gem.ICD10Codes(), nil).(codes.MapLister)
	require.True(t, ok)
	reg := codes.NewRegistry(
		[]codes.Table{icd9cm.Diagnoses(), table},
		[]codes.Map{rules.Stem(codes.DiagnosisInsurance, table), codes.Backwards(below), gem.ICD10ToICD9()})
	total, reach, most := 0, 0, 0
	for c := range table.All() {
		total++
		matches := reg.Translate(codes.DiagnosisInsurance, c.Code, codes.ICD9CM)
		if codes.Translated(matches) {
			reach++
		}
		most = max(most, len(matches))
		for _, m := range matches {
			assert.Positive(t, m.Equivalence.Compare(codes.Equivalent), "%s %s", c.Code, m.Concept.Code)
			assert.Equal(t, m.Equivalence.Translates(), m.Concept.English != "", "%s %s", c.Code, m.Concept.Code)
		}
	}
	t.Logf("%d of %d codes (%.1f %%) have a target, at most %d", reach, total, 100*float64(reach)/float64(total), most)
	assert.Greater(t, reach, total*70/100)

	var got []string
	for _, m := range reg.Translate(codes.DiagnosisInsurance, "I21.400x003", codes.ICD9CM) {
		got = append(got, m.Concept.Code)
	}
	assert.Equal(t, []string{"410.71"}, got)
}

// Every procedure code of ICD-9-CM, in 医保版 2.0.
func TestVolume3ToInsurance(t *testing.T) {
	table := insurance(t, "yibao2_px.csv", codes.ProcedureInsurance)
	reg := codes.NewRegistry(
		[]codes.Table{icd9cm.Procedures(), table},
		[]codes.Map{rules.FromVolume3(table, icd9cm.Procedures())})
	found := 0
	for c := range icd9cm.Procedures().All() {
		matches := reg.Translate(codes.ICD9CM, c.Code, codes.ProcedureInsurance)
		if assert.Len(t, matches, 1, c.Code) && codes.Translated(matches) {
			assert.Equal(t, codes.RelatedTo, matches[0].Equivalence)
			found++
		}
	}
	t.Logf("%d of 3882 exist", found)
	assert.Equal(t, 3875, found)
}
