package terminology_test

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
	"github.com/crossbay/crossbay/codes/icd10"
	"github.com/crossbay/crossbay/codes/icd10cm"
	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/examples/internal/terminology"
)

// mainland reads the codes in the first column of a published table of a mainland
// edition, where the tables are at hand.
func mainland(t testing.TB, name string, system codes.System) *codes.MemoryTable {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "..", "shared", "tables", "mainland", name))
	if err != nil {
		return nil
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	var concepts []codes.Concept
	seen := make(map[string]bool)
	for _, row := range rows[1:] {
		if !seen[row[0]] {
			concepts = append(concepts, codes.Concept{Code: row[0]})
		}
		seen[row[0]] = true
	}
	table, err := codes.NewTable(system, concepts)
	require.NoError(t, err)
	return table
}

// A list is what there is in a system.
type list struct {
	codes.Lister
	name       string
	procedures bool
}

// A tally is what became of the codes of one system in another.
type tally struct{ total, equivalent, oneWay, related, open, unmatched int }

func (c *tally) add(matches []codes.Match) {
	c.total++
	chosen := codes.Chosen(matches)
	switch {
	case !codes.Translated(matches):
		c.unmatched++
	case len(chosen) == 0:
		c.open++
	case chosen[0].Equivalence.Compare(codes.Equivalent) <= 0:
		c.equivalent++
	case chosen[0].Equivalence.Compare(codes.Narrower) <= 0:
		c.oneWay++
	default:
		c.related++
	}
}

func (c tally) String() string {
	return fmt.Sprintf("%6d codes: %6d equivalent, %6d narrower or wider, %6d related, %6d open, %6d unmatched", c.total, c.equivalent, c.oneWay, c.related, c.open, c.unmatched)
}

// Every code of every system, in every other one: no answer is a code that the
// other system has not. The log says how far the maps reach and how sure they are.
func TestEveryCode(t *testing.T) {
	if testing.Short() {
		t.Skip("asks for a million codes")
	}
	s := &load.Set{}
	lists := []list{
		{icd9cm.Diagnoses(), "ICD-9-CM diagnoses", false},
		{icd9cm.Procedures(), "ICD-9-CM procedures", true},
		{icd10.Table(), "ICD-10", false},
		{icd10cm.Table(), "ICD-10-CM 2026", false},
		{gem.ICD10Codes(), "ICD-10-CM 2013", false},
	}
	for _, m := range []struct {
		name, file string
		system     codes.System
	}{
		{"医保版 diagnoses", "yibao2_dx.csv", codes.DiagnosisInsurance},
		{"国临版 diagnoses", "map_guolin2_to_yibao2_dx.csv", codes.DiagnosisClinical},
		{"医保版 procedures", "yibao2_px.csv", codes.ProcedureInsurance},
		{"国临版 procedures", "map_guolin3_to_yibao2_px.csv", codes.ProcedureClinical},
	} {
		if table := mainland(t, m.file, m.system); table != nil {
			s.Tables = append(s.Tables, table)
			lists = append(lists, list{table, m.name, strings.HasSuffix(m.name, "procedures")})
		}
	}
	loaded := len(lists) > 5
	reg := terminology.Registry(s)
	has := func(c codes.Concept) bool {
		for _, l := range lists {
			if !l.System().Matches(c.System) {
				continue
			}
			if _, ok := l.Lookup(c.Code); ok {
				return true
			}
		}
		return false
	}
	tallies := make(map[string]tally)
	for _, from := range lists {
		for _, to := range lists {
			target := to.System()
			if target.URI == codes.ICD9CM.URI {
				target = codes.ICD9CM // the GEMs state no version of it
			}
			if from.procedures != to.procedures || target.URI == from.System().URI || !reg.Reaches(from.System(), target) {
				continue
			}
			var c tally
			for concept := range from.All() {
				matches := reg.Translate(from.System(), concept.Code, target)
				c.add(matches)
				for _, m := range matches {
					if m.Equivalence.Translates() && !has(m.Concept) {
						t.Errorf("%s %s: %s does not exist in %s", from.name, concept.Code, m.Concept.Code, to.name)
					}
				}
			}
			t.Logf("%s to %s\n\t%s", from.name, to.name, c)
			tallies[from.name+" to "+to.name] = c
		}
	}
	// What every change to a table or a rule must keep.
	least := func(pair string, want float64) {
		c, ok := tallies[pair]
		if !ok {
			return
		}
		got := float64(c.total-c.unmatched) / float64(c.total)
		assert.GreaterOrEqual(t, got, want, pair)
	}
	least("ICD-9-CM diagnoses to ICD-10", 0.94)
	least("ICD-9-CM diagnoses to 医保版 diagnoses", 0.89)
	if !loaded {
		return
	}
	// The edition's own codes for the WHO's, in Hong Kong's ICD-9-CM.
	var own tally
	for code := range lists[5].All() {
		if stem, ok := codes.Stem(code.Code); ok && (code.Code == stem+"00" || code.Code == stem+".x00") {
			own.add(reg.Translate(codes.DiagnosisInsurance, code.Code, codes.ICD9CM))
		}
	}
	t.Logf("医保版, its own codes for the WHO's, to ICD-9-CM\n\t%s", own)
	assert.GreaterOrEqual(t, float64(own.total-own.unmatched)/float64(own.total), 0.80)
}

// No rule takes what another rule says for a table: a code of which nothing but
// the shape is known is not answered.
func TestRulesDoNotFeedThemselves(t *testing.T) {
	reg := terminology.Registry(&load.Set{})
	for _, code := range []string{"Q99.7", "A79.5", "Z99.7", "I21.7", "X99.9"} {
		require.False(t, icd10.Has(code), code)
		assert.False(t, codes.Translated(reg.Translate(codes.ICD10, code, codes.ICD10CM)), code)
	}
	for _, m := range reg.Maps() {
		if m.Source().Matches(codes.ICD10) && m.Target().URI == codes.ICD10CM.URI {
			assert.Nil(t, m.Translate("Q99.7"))
		}
	}
}
