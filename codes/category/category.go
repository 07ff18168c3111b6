package category

import (
	_ "embed"
	"iter"
	"strings"

	"github.com/crossbay/crossbay/codes"
)

var (
	//go:embed diagnosis.csv
	diagnosisCSV string
	//go:embed procedure.csv
	procedureCSV string
)

// A Table has the names of the categories of one system. It is a [codes.Table],
// and safe for concurrent use.
type Table struct {
	text   string // of the CSV file
	system codes.System
}

// Diagnoses returns the categories of ICD-10: A00 to Z99, and U.
func Diagnoses() *Table { return &Table{diagnosisCSV, codes.ICD10} }

// Procedures returns the categories of ICD-9-CM volume 3: 00 to 99, and 00.0 to
// 99.9.
func Procedures() *Table { return &Table{procedureCSV, codes.ICD9CM} }

// System returns ICD-10 or ICD-9-CM.
func (t *Table) System() codes.System { return t.system }

// Lookup returns the category code, which is matched exactly.
func (t *Table) Lookup(code string) (codes.Concept, bool) {
	lo, hi := strings.IndexByte(t.text, '\n')+1, len(t.text)
	for lo < hi {
		mid := lo + (hi-lo)/2
		start := lo + strings.LastIndexByte(t.text[lo:mid], '\n') + 1
		end := start + strings.IndexByte(t.text[start:], '\n')
		key, names, _ := strings.Cut(t.text[start:end], ",")
		switch {
		case key == code:
			return t.concept(key, names), true
		case key < code:
			lo = end + 1
		default:
			hi = start
		}
	}
	return codes.Concept{}, false
}

func (t *Table) concept(code, names string) codes.Concept {
	hans, hant, _ := strings.Cut(names, ",")
	return codes.Concept{System: t.system, Code: code, Hans: hans, Hant: hant}
}

// All yields the categories in the order of their codes.
func (t *Table) All() iter.Seq[codes.Concept] {
	return func(yield func(codes.Concept) bool) {
		_, text, _ := strings.Cut(t.text, "\n")
		for line := range strings.Lines(text) {
			code, names, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ",")
			if !yield(t.concept(code, names)) {
				return
			}
		}
	}
}

// Len returns the number of categories.
func (t *Table) Len() int { return strings.Count(t.text, "\n") - 1 }

// Diagnosis returns the category in which code stands: a code of ICD-10 or of an
// edition built on it, with its dot or without. The Concept is that of the
// category, with its code.
func Diagnosis(code string) (codes.Concept, bool) {
	if len(code) < 3 || code[0] < 'A' || code[0] > 'Z' || !digit(code[1]) || !digit(code[2]) ||
		strings.IndexByte(code, '/') >= 0 { // M8010/3 is a morphology
		return codes.Concept{}, false
	}
	return (&Table{diagnosisCSV, codes.ICD10}).Lookup(code[:3])
}

// Procedure returns the category in which code stands: a code of ICD-9-CM volume
// 3 or of an edition built on it, with its dot or without (36.06, 36.0601x001,
// 3606). It is the category of three digits, and where there is none, as for an
// edition's own 17.9, that of two.
func Procedure(code string) (codes.Concept, bool) {
	if len(code) < 2 || !digit(code[0]) || !digit(code[1]) {
		return codes.Concept{}, false
	}
	t := Table{procedureCSV, codes.ICD9CM}
	rest, _ := strings.CutPrefix(code[2:], ".")
	if rest != "" && digit(rest[0]) {
		key := [4]byte{code[0], code[1], '.', rest[0]}
		if c, ok := t.Lookup(string(key[:])); ok {
			return c, true
		}
	}
	return t.Lookup(code[:2])
}

func digit(b byte) bool { return '0' <= b && b <= '9' }

// Mark returns c, a category of this package, with names that say that they are
// those of a category and not of a code: 急性心肌梗死（类目）. A procedure category of
// three digits is a subcategory (亚目).
func Mark(c codes.Concept) codes.Concept {
	hans, hant := "（类目）", "（類目）"
	if len(c.Code) == 4 {
		hans, hant = "（亚目）", "（亞目）"
	}
	if c.Hans != "" {
		c.Hans += hans
	}
	if c.Hant != "" {
		c.Hant += hant
	}
	return c
}
