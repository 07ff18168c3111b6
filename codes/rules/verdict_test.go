package rules

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/codestest"
	"github.com/crossbay/crossbay/codes/gem"
	"github.com/crossbay/crossbay/codes/icd10"
	"github.com/crossbay/crossbay/codes/icd10cm"
	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/codes/internal/verdict"
)

// isCM reports whether ICD-10-CM has code, or one below it, in one of the two
// editions that are built in.
func isCM(code string) bool {
	if _, ok := icd10cm.Table().Lookup(code); ok {
		return true
	}
	for c := range gem.ICD10Codes().All() {
		if strings.HasPrefix(c.Code, code) {
			return true
		}
	}
	return false
}

func isWHO(code string) bool { return icd10.Has(code) }

func isDiagnosis(code string) bool { _, ok := icd9cm.Diagnoses().Lookup(code); return ok }

func isProcedure(code string) bool { _, ok := icd9cm.Procedures().Lookup(code); return ok }

// The files are what their readers take them for: sorted, and with codes that
// exist on both sides. Somebody may have edited them.
func TestVerdicts(t *testing.T) {
	any := func(string) bool { return true }
	for name, f := range map[string]struct {
		text           string
		source, target func(string) bool
	}{
		"icd10cm.csv":    {icd10cmCSV, isCM, isWHO},
		"to_icd10cm.csv": {toICD10CMCSV, isWHO, isCM},
		"icd9cm.csv":     {icd9cmCSV, isDiagnosis, isWHO},
		"to_icd9cm.csv":  {toICD9CMCSV, isWHO, isDiagnosis},
		"volume3.csv":    {volume3CSV, any, isProcedure}, // withdrawn, so that no table has them
	} {
		rows, err := csv.NewReader(strings.NewReader(f.text)).ReadAll()
		require.NoError(t, err, name)
		assert.Equal(t, verdict.Header, strings.Join(rows[0], ","), name)
		rows = rows[1:]
		assert.True(t, slices.IsSortedFunc(rows, func(a, b []string) int { return strings.Compare(a[0], b[0]) }), name)
		i := 0
		targets := make(map[string]bool)
		for row := range verdict.Table(f.text).All() {
			csv := rows[i]
			e, ok := codes.ParseEquivalence(csv[2])
			assert.True(t, ok, "%s: %v", name, csv)
			assert.Equal(t, verdict.Row{Code: csv[0], Target: csv[1], Equivalence: e, Reason: csv[3]}, row, name)
			assert.NotEmpty(t, strings.TrimSpace(row.Reason), "%s: %s has no reason", name, row.Code)
			assert.Equal(t, row.Target != "", e.Translates(), "%s: %v", name, csv)
			source, group := strings.CutSuffix(row.Code, ".-")
			target, groups := strings.CutSuffix(row.Target, ".-")
			assert.True(t, f.source(source), "%s: there is no %s", name, row.Code)
			for part := range strings.SplitSeq(target, "+") {
				assert.True(t, row.Target == "" || f.target(part), "%s: %s leads to %s, which does not exist", name, row.Code, part)
			}
			assert.True(t, group || !groups, "%s: %v", name, csv)
			assert.False(t, targets[row.Code+" "+row.Target], "%s: %s leads to %s twice", name, row.Code, row.Target)
			targets[row.Code+" "+row.Target] = true
			i++
		}
		assert.Len(t, rows, i, name)
	}
}

// Of every category and subcategory that the WHO and ICD-10-CM both have, it is
// decided what the one is to the other: by the two titles, or by somebody.
func TestEveryPairIsDecided(t *testing.T) {
	n, byTitle := 0, 0
	for c := range icd10.Table().All() {
		if _, ok := icd10cm.Table().Lookup(c.Code); !ok || len(c.Code) > 5 {
			continue
		}
		n++
		rows := pair(c.Code)
		if !assert.NotNil(t, rows, "%s: no verdict; gen -open shows the two titles", c.Code) {
			continue
		}
		if rows[0].Reason == groundSame || rows[0].Reason == groundRest {
			byTitle++
			assert.Equal(t, c.Code, rows[0].Target)
		}
	}
	t.Logf("%d pairs, %d decided by their titles", n, byTitle)
	assert.Equal(t, 10535, n)
}

// A code of the WHO's is not given back as itself where ICD-10-CM has not got it,
// and the other way round.
func TestNoneOfTheTwoIsTakenForTheOther(t *testing.T) {
	from, to := FromICD10CM(nil, nil), ToICD10CM(icd10cm.Table(), nil)
	for c := range icd10cm.Table().All() {
		for _, m := range from.Translate(c.Code) {
			assert.True(t, m.Concept.Code == "" || icd10.Has(m.Concept.Code), "%s leads to %s", c.Code, m.Concept.Code)
		}
	}
	for c := range icd10.Table().All() {
		for _, m := range to.Translate(c.Code) {
			_, ok := icd10cm.Table().Lookup(m.Concept.Code)
			assert.True(t, m.Concept.Code == "" || ok, "%s leads to %s", c.Code, m.Concept.Code)
		}
	}
}

func TestFromICD9CM(t *testing.T) {
	m := FromICD9CM(nil)
	n := 0
	for code := range m.Codes() {
		n++
		for _, match := range m.Translate(code) {
			assert.Equal(t, match.Equivalence.Translates(), icd10.Has(match.Concept.Code), "%s leads to %s", code, match.Concept.Code)
			assert.Equal(t, FromICD9CMURI, match.Map)
		}
	}
	assert.Greater(t, n, 800)
	assert.Equal(t, "X61", m.Translate("E950.3")[0].Concept.Code)
	assert.Equal(t, codes.Equivalent, m.Translate("V56.0")[0].Equivalence)
	assert.Nil(t, m.Translate("001.0"))
	who, err := codes.NewTable(codes.ICD10, []codes.Concept{{Code: "Z49"}})
	require.NoError(t, err)
	match := FromICD9CM(who).Translate("V56.0")[0]
	assert.Equal(t, "Z49", match.Concept.Code, "a WHO table that does not subdivide the category")
	assert.Equal(t, codes.Wider, match.Equivalence)
	assert.Equal(t, codes.Unmatched, FromICD9CM(who).Translate("E950.3")[0].Equivalence)
}

// What leads to a code is what it comes from, and a choice stays one.
func TestToICD9CM(t *testing.T) {
	reg := codes.NewRegistry(nil, []codes.Map{FromICD9CM(nil), gem.ICD9ToICD10(), FromICD10CM(nil, nil)})
	forward := reg.Between(codes.ICD9CM, codes.ICD10)
	m := ToICD9CM(forward, nil)
	assert.Equal(t, codes.ICD10, m.Source())
	assert.Equal(t, codes.ICD9CM, m.Target())
	list := func(code string) (found []string) {
		for _, match := range m.Translate(code) {
			found = append(found, match.Concept.Code)
		}
		slices.Sort(found)
		return found
	}
	assert.Equal(t, []string{"410.90", "410.91", "410.92"}, list("I21.9"))
	assert.Equal(t, []string{"585.6"}, list("N18.5")[1:])
	assert.Equal(t, []string{"436"}, list("I64"))
	assert.Equal(t, []string{"703.0"}, list("L60.0"))
	assert.Equal(t, []string{"E956"}, list("X78"))
	assert.Nil(t, m.Translate("Q99.7"))
	assert.Equal(t, []string{"250.00", "250.02"}, list("E11.9"))
	assert.Nil(t, list("S08.9"))
	assert.Equal(t, []string{"042"}, list("B20.0"), "ICD-9-CM has one code for HIV disease")
	assert.Contains(t, list("X67.9"), "E952.1", "the category of an external cause")
	assert.Nil(t, list("X99.9"), "the WHO has none")
	assert.Contains(t, list("V18"), "E817.6", "an edition may not divide the category")
	assert.True(t, slices.Contains(slices.Collect(m.Codes()), "V18"))
	codestest.TestMap(t, m, "I21.9")

	// With what is published of ICD-10-CM.
	m = ToICD9CM(forward, gem.ICD10ToICD9())
	assert.Equal(t, []string{"250.00"}, list("E11.9"))
	assert.Equal(t, []string{"410.90", "410.91", "410.92"}, list("I21.9"))
	assert.NotEmpty(t, list("J20.3"), "nothing leads there, and ICD-10-CM has it")
	codestest.TestMap(t, m, "E11.9")

	// ICD-9-CM names the vessels of the kidney (747.62), which ICD-10-CM puts below
	// Q27.3; nothing leads there as a whole.
	assert.Contains(t, list("Q27.3"), "747.62")
	assert.NotContains(t, list("S56.5"), "V58.89", "aftercare is no injury")
	assert.Contains(t, list("T90.4"), "908.9", "a sequela")
}

// A wound into the thorax is not said to be in its front wall: the WHO has S21.9
// for that, and the organ beside it.
func TestTogether(t *testing.T) {
	m := FromICD9CM(nil)
	matches := m.Translate("860.1")
	require.Len(t, matches, 2)
	assert.Equal(t, "S27.0", matches[0].Concept.Code)
	assert.Equal(t, "S21.9", matches[1].Concept.Code)
	assert.Equal(t, codes.Group{Scenario: 1, ChoiceList: 1}, matches[0].Group)
	assert.Equal(t, codes.Group{Scenario: 1, ChoiceList: 2}, matches[1].Group)
	assert.Len(t, codes.Chosen(matches), 2)
	who, err := codes.NewTable(codes.ICD10, []codes.Concept{{Code: "S27"}, {Code: "S27.0"}})
	require.NoError(t, err)
	assert.False(t, codes.Translated(FromICD9CM(who).Translate("860.1")), "half of it would be something else")
}
