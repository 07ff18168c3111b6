package gem_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/codestest"
	"github.com/crossbay/crossbay/codes/gem"
)

func TestMaps(t *testing.T) {
	codestest.TestMap(t, gem.ICD9ToICD10(), "410.71", "001.0", "E878.8", "V77.5")
	codestest.TestMap(t, gem.ICD10ToICD9(), "I21.4", "S32.009A", "F90.0")
}

func TestICD10Codes(t *testing.T) {
	list := gem.ICD10Codes()
	codestest.TestTable(t, list, "I21.4", "S02.0XXA", "T40.1X5A")
	n := 0
	for range list.All() {
		n++
	}
	assert.Equal(t, 69832, n)
}

// The rows, written as the source has them, are the source to the byte.
func TestRowsAreTheSource(t *testing.T) {
	for _, c := range []struct {
		m           *gem.Map
		header      string
		rows, codes int
		sum         string
	}{
		{gem.ICD9ToICD10(), `"icd9cm","icd10cm"`, 23912, 14567, gem.ICD9Source},
		{gem.ICD10ToICD9(), `"icd10cm","icd9cm"`, 78838, 69832, gem.ICD10Source},
	} {
		var b bytes.Buffer
		b.WriteString(c.header + `,"flags","approximate","no_map","combination","scenario","choice_list"` + "\n")
		rows := 0
		for r := range c.m.Rows() {
			f := r.Flags.String()
			fmt.Fprintf(&b, "%q,%q,%q,%s\n", codes.Undot(r.Source), codes.Undot(r.Target), f, strings.Join(strings.Split(f, ""), ","))
			rows++
		}
		assert.Equal(t, c.rows, rows)
		assert.Equal(t, c.sum, fmt.Sprintf("%x", sha256.Sum256(b.Bytes())))
		assert.Len(t, slices.Collect(c.m.Codes()), c.codes)
	}
}

func TestWriteText(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, gem.ICD9ToICD10().WriteText(&b))
	assert.True(t, strings.HasPrefix(b.String(), "0010  A000    00000\r\n0011  A001    00000\r\n"))
	assert.Contains(t, b.String(), "\r\n80022 S020XXA 10111\r\n")
	assert.Contains(t, b.String(), " NoDx    11000\r\n")
	assert.Equal(t, 23912, strings.Count(b.String(), "\r\n"))
	b.Reset()
	require.NoError(t, gem.ICD10ToICD9().WriteText(&b))
	assert.True(t, strings.HasPrefix(b.String(), "A000    0010  00000\r\n"))
}

func TestTranslate(t *testing.T) {
	m := gem.ICD9ToICD10()
	one := m.Translate("001.0")
	require.Len(t, one, 1)
	assert.Equal(t, codes.Match{
		Concept:     codes.Concept{System: codes.System{URI: codes.ICD10CM.URI, Version: "2013"}, Code: "A00.0"},
		Equivalence: codes.Equivalent,
		Map:         gem.ICD9ToICD10URI,
		MapVersion:  "2013",
	}, one[0])

	none := m.Translate("779.6")
	require.Len(t, none, 1)
	assert.Equal(t, codes.Unmatched, none[0].Equivalence)
	assert.Empty(t, none[0].Concept.Code)
	assert.NotEmpty(t, none[0].Comment)

	assert.Nil(t, m.Translate("0010"), "a code without its dot")
	assert.Nil(t, m.Translate("999.99x"))
	assert.Nil(t, m.Translate(""))

	// A combination: the fracture with one of six haemorrhages.
	skull := m.Translate("800.22")
	require.Len(t, skull, 7)
	for i, match := range skull {
		assert.Equal(t, codes.RelatedTo, match.Equivalence)
		list := 1
		if i > 0 {
			list = 2
		}
		assert.Equal(t, codes.Group{Scenario: 1, ChoiceList: list}, match.Group)
	}

	eye := gem.ICD10ToICD9().Translate("E10.341")
	require.NotEmpty(t, eye)
	assert.Equal(t, "250.51", eye[0].Concept.Code)
	assert.Equal(t, codes.ICD9CM, eye[0].Concept.System)
}

// What doc.go says of the edition.
func TestEdition(t *testing.T) {
	assert.Equal(t, "Z13.0", gem.ICD9ToICD10().Translate("V77.5")[0].Concept.Code)
	assert.Equal(t, "314.01", gem.ICD10ToICD9().Translate("F90.0")[0].Concept.Code)
	assert.NotNil(t, gem.ICD10ToICD9().Translate("T40.1X5A"))
}

// An equivalence is claimed by both maps or by none.
func TestEquivalentBothWays(t *testing.T) {
	there, back := gem.ICD9ToICD10(), gem.ICD10ToICD9()
	n := 0
	for code := range there.Codes() {
		for _, m := range there.Translate(code) {
			if m.Equivalence == codes.Equivalent {
				n++
				again := back.Translate(m.Concept.Code)[0]
				assert.True(t, again.Concept.Code == code && again.Equivalence == codes.Equivalent, "%s and %s", code, m.Concept.Code)
			}
		}
	}
	assert.Equal(t, 3533, n)
}

func FuzzTranslate(f *testing.F) {
	m := gem.ICD9ToICD10()
	for _, seed := range []string{"001.0", "E878.8", "", "\t", "800.22\tS02.0XXA 10111"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, code string) {
		for _, match := range m.Translate(code) {
			if !match.Equivalence.Valid() {
				t.Errorf("%q: %v", code, match)
			}
		}
	})
}

func BenchmarkTranslate(b *testing.B) {
	m := gem.ICD9ToICD10()
	all := slices.Collect(m.Codes())
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m.Translate(all[i*7919%len(all)])
	}
}
