package icd9cm_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/codestest"
	"github.com/crossbay/crossbay/codes/icd9cm"
)

func TestTables(t *testing.T) {
	codestest.TestTable(t, icd9cm.Diagnoses(), "410.71", "V12.72", "E878.8", "042")
	codestest.TestTable(t, icd9cm.Procedures(), "36.06", "00.01", "99.99")
}

// The rows, written as the four sources have them, are the sources to the byte.
func TestRowsAreTheSource(t *testing.T) {
	for _, c := range []struct {
		table       *icd9cm.Table
		width, n    int
		long, short string
	}{
		{icd9cm.Diagnoses(), 5, 14567, icd9cm.DiagnosesLong, icd9cm.DiagnosesShort},
		{icd9cm.Procedures(), 4, 3882, icd9cm.ProceduresLong, icd9cm.ProceduresShort},
	} {
		var long, short bytes.Buffer
		n := 0
		for concept := range c.table.All() {
			s, ok := c.table.Short(concept.Code)
			assert.True(t, ok)
			fmt.Fprintf(&long, "%-*s %s\n", c.width, codes.Undot(concept.Code), concept.English)
			fmt.Fprintf(&short, "%-*s %s\n", c.width, codes.Undot(concept.Code), s)
			n++
		}
		assert.Equal(t, c.n, n)
		assert.Equal(t, c.n, c.table.Len())
		assert.Equal(t, c.long, fmt.Sprintf("%x", sha256.Sum256(latin1(long.String()))))
		assert.Equal(t, c.short, fmt.Sprintf("%x", sha256.Sum256(latin1(short.String()))))
	}
}

// latin1 encodes s as ISO-8859-1, in which the titles are published.
func latin1(s string) []byte {
	var b []byte
	for _, r := range s {
		b = append(b, byte(r))
	}
	return b
}

func TestLookup(t *testing.T) {
	c, ok := icd9cm.Diagnoses().Lookup("410.71")
	assert.True(t, ok)
	assert.Equal(t, codes.Concept{
		System:  codes.System{URI: "http://hl7.org/fhir/sid/icd-9-cm", Version: "32"},
		Code:    "410.71",
		English: "Subendocardial infarction, initial episode of care",
	}, c)
	c, _ = icd9cm.Diagnoses().Lookup("386.00")
	assert.Equal(t, "Ménière's disease, unspecified", c.English)
	_, ok = icd9cm.Diagnoses().Lookup("36.06")
	assert.False(t, ok, "a procedure")
	_, ok = icd9cm.Diagnoses().Short("410.7")
	assert.False(t, ok, "a category")

	// One URI, two tables.
	r := codes.NewRegistry(icd9cm.Tables(), nil)
	c, _ = r.Lookup(codes.ICD9CM, "36.06")
	assert.Equal(t, "Insertion of non-drug-eluting coronary artery stent(s)", c.English)
	c, _ = r.Lookup(codes.ICD9CM, "410.71")
	assert.NotEmpty(t, c.English)
	for p := range icd9cm.Procedures().All() {
		_, both := icd9cm.Diagnoses().Lookup(p.Code)
		assert.False(t, both, p.Code)
	}
}

func TestLookupAllocatesNothing(t *testing.T) {
	table := icd9cm.Diagnoses()
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		table.Lookup("410.71")
		table.Lookup("no code")
		table.Short("410.71")
	}))
}

func FuzzLookup(f *testing.F) {
	d, p := icd9cm.Diagnoses(), icd9cm.Procedures()
	for _, seed := range []string{"410.71", "36.06", "", "\t", "410.71\tSub", "😀"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, code string) {
		for _, table := range []*icd9cm.Table{d, p} {
			if c, ok := table.Lookup(code); ok && (c.Code != code || c.English == "") {
				t.Errorf("%q: %v", code, c)
			}
		}
	})
}
