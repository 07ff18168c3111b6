package icd10cm_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/codestest"
	"github.com/crossbay/crossbay/codes/icd10cm"
)

func TestTable(t *testing.T) {
	codestest.TestTable(t, icd10cm.Table(), "A00", "I21.4", "S02.0XXA", "H21.1X1", "C4A.0")
}

func TestTitles(t *testing.T) {
	table := icd10cm.Table()
	for code, want := range map[string]string{
		"A00":      "Cholera",
		"I21.4":    "Non-ST elevation (NSTEMI) myocardial infarction",
		"S02.0XXA": "Fracture of vault of skull, initial encounter for closed fracture",
		"H35.3213": "Exudative age-related macular degeneration, right eye, with inactive scar",
		"M35.00":   "Sjögren syndrome, unspecified",
	} {
		c, ok := table.Lookup(code)
		assert.True(t, ok, code)
		assert.Equal(t, want, c.English)
		assert.Equal(t, codes.System{URI: "http://hl7.org/fhir/sid/icd-10-cm", Version: "2026"}, c.System)
	}
	for _, code := range []string{"A00-A09", "1", "S02.0XX", "I214", "i21.4", "T40.1X5A"} {
		_, ok := table.Lookup(code)
		assert.False(t, ok, code)
	}
	n := 0
	for range table.All() {
		n++
	}
	assert.Equal(t, 98186, n)
	assert.Equal(t, n, table.Len())
}

func names(concepts []codes.Concept) (list []string) {
	for _, c := range concepts {
		list = append(list, c.Code)
	}
	return list
}

func TestHierarchy(t *testing.T) {
	table := icd10cm.Table()
	assert.Equal(t, []string{"A00.0", "A00.1", "A00.9"}, names(slices.Collect(table.Children("A00"))))
	assert.Equal(t, []string{"S02.0XXA", "S02.0XXB", "S02.0XXD", "S02.0XXG", "S02.0XXK", "S02.0XXS"}, names(slices.Collect(table.Children("S02.0"))))
	assert.Empty(t, slices.Collect(table.Children("A00.0")))
	assert.Empty(t, slices.Collect(table.Children("A0")))
	assert.Empty(t, slices.Collect(table.Children("")))
	for code, want := range map[string]string{"S02.0XXA": "S02.0", "S02.0": "S02", "S02": "", "H21.1X1": "H21.1X", "C4A.0": "C4A", "nothing": "", "": ""} {
		parent, ok := table.Parent(code)
		assert.Equal(t, want != "", ok, code)
		assert.Equal(t, want, parent.Code, code)
	}
	assert.True(t, table.Valid("I10"))
	assert.True(t, table.Valid("S02.0XXA"))
	assert.False(t, table.Valid("S02.0"))
	assert.False(t, table.Valid("A00"))
	assert.False(t, table.Valid("no code"))
	leaves := 0
	for c := range table.All() {
		if table.Valid(c.Code) {
			leaves++
		}
	}
	assert.Equal(t, 74719, leaves)
}

func TestSections(t *testing.T) {
	table := icd10cm.Table()
	block, ok := table.Block("C43.0")
	assert.True(t, ok)
	assert.Equal(t, icd10cm.Section{Code: "C43-C44", Title: "Melanoma and other malignant neoplasms of skin (C43-C44)", Parent: "C00-C75"}, block)
	assert.Equal(t, []string{"C43", "C4A", "C44"}, names(slices.Collect(table.Categories("C43-C44"))))
	chapter, ok := table.Chapter("C4A.0")
	assert.True(t, ok)
	assert.Equal(t, icd10cm.Section{Code: "2", Title: "Neoplasms (C00-D49)"}, chapter)
	outer, _ := table.Section(block.Parent)
	assert.Equal(t, "C00-C96", outer.Parent)
	assert.Empty(t, slices.Collect(table.Categories("C00-C75")))
	assert.Empty(t, slices.Collect(table.Categories("2")))
	_, ok = table.Block("Q99.99")
	assert.False(t, ok)
	_, ok = table.Chapter("")
	assert.False(t, ok)

	// Every category stands in one block, and every block in one chapter.
	categories, chapters := 0, 0
	for s := range table.Sections() {
		if s.Parent == "" {
			chapters++
		}
		for c := range table.Categories(s.Code) {
			categories++
			b, _ := table.Block(c.Code)
			assert.Equal(t, s, b)
			ch, ok := table.Chapter(c.Code)
			assert.True(t, ok)
			assert.Empty(t, ch.Parent)
		}
	}
	assert.Equal(t, 22, chapters)
	for c := range table.All() {
		if len(c.Code) == 3 {
			categories--
		}
	}
	assert.Zero(t, categories)
}

func TestLookupAllocatesNothing(t *testing.T) {
	table := icd10cm.Table()
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		table.Lookup("S02.0XXA")
		table.Lookup("no code")
	}))
}

func FuzzLookup(f *testing.F) {
	table := icd10cm.Table()
	for _, seed := range []string{"A00", "S02.0XXA", "", ".", "\t", "A00\tCholera", "é"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, code string) {
		c, ok := table.Lookup(code)
		if ok && (c.Code != code || c.English == "") {
			t.Errorf("%q: %v", code, c)
		}
		parent, above := table.Parent(code)
		if above && (!ok || len(parent.Code) >= len(code)) {
			t.Errorf("%q: parent %q", code, parent.Code)
		}
		for child := range table.Children(code) {
			if p, _ := table.Parent(child.Code); p.Code != code {
				t.Errorf("%q: child %q has the parent %q", code, child.Code, p.Code)
			}
		}
		table.Chapter(code)
		table.Valid(code)
	})
}
