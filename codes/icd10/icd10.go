// Package icd10 says which codes the WHO's ICD-10 has, in its edition of 2019,
// the last one: 2,050 categories and 10,196 subcategories. It says that a code
// exists and nothing more; the titles are the WHO's, who licenses them.
//
// Codes that the WHO has withdrawn, and which an edition of mainland China still
// has, are told by [Retired].
package icd10

import (
	_ "embed"
	"iter"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/internal/verdict"
)

// Edition is the year of the list.
const Edition = "2019"

// A List is the list of codes, as a table without titles. It is a
// [codes.Lister], and safe for concurrent use. The zero List is ready to use.
type List struct{}

// Table returns the list.
func Table() List { return List{} }

// System returns ICD-10. It states no version: who records a code of the WHO's
// states none, and the list is there to say whether the code exists.
func (List) System() codes.System { return codes.ICD10 }

// Len returns the number of codes.
func (List) Len() int { return size }

// Lookup returns the concept of code, without a title, where the WHO has it.
func (List) Lookup(code string) (codes.Concept, bool) {
	if !Has(code) {
		return codes.Concept{}, false
	}
	return codes.Concept{System: codes.ICD10, Code: code}, true
}

// All yields the codes, each category before its subcategories.
func (List) All() iter.Seq[codes.Concept] {
	return func(yield func(codes.Concept) bool) {
		for above, below := range whoCodes.Lines(0) {
			if len(above) == 3 && !yield(codes.Concept{System: codes.ICD10, Code: above}) {
				return
			}
			for i := range len(below) {
				if !yield(codes.Concept{System: codes.ICD10, Code: subcategory(above, below[i:i+1])}) {
					return
				}
			}
		}
	}
}

func subcategory(above, digit string) string {
	if len(above) == 3 {
		above += "."
	}
	return above + digit
}

// Has reports whether the WHO has code: a category (I21), a subcategory (I21.9),
// or one of the few with a fifth character (B18.00).
func Has(code string) bool {
	switch len(code) {
	case 3:
		_, ok := whoCodes.Find(code)
		return ok
	case 5, 6:
		above := code[:len(code)-1]
		if len(code) == 5 {
			if code[3] != '.' {
				return false
			}
			above = code[:3]
		}
		below, _, ok := whoCodes.Line(above)
		return ok && strings.IndexByte(below, code[len(code)-1]) >= 0
	}
	return false
}

// Divided reports whether the WHO has subcategories of a category.
func Divided(category string) bool {
	below, _, ok := whoCodes.Line(category)
	return ok && below != ""
}

//go:embed retired.csv
var retiredCSV string

// A Successor is what the WHO has today for a code that it has withdrawn. Its
// Code is empty where there is none.
type Successor struct {
	Code        string
	Equivalence codes.Equivalence // of the successor to the withdrawn code
	Reason      string
}

// Retired returns the successors of a code that the WHO has withdrawn and which
// the edition still has, and false for every other code. The editions that are
// known to have such codes are those of [RetiredIn].
func Retired(code string) (to []Successor, edition codes.System, ok bool) {
	for row := range verdict.Table(retiredCSV).Rows(code) {
		to = append(to, Successor{row.Target, row.Equivalence, row.Reason})
	}
	return to, RetiredIn(), to != nil
}

// RetiredIn returns the edition whose withdrawn codes are listed: 国临版 2.0. The
// other editions of which a table was at hand, 医保版 2.0, has none.
func RetiredIn() codes.System { return codes.DiagnosisClinical }

// AllRetired yields the withdrawn codes in the order of their bytes.
func AllRetired() iter.Seq[string] {
	return func(yield func(string) bool) {
		last := ""
		for row := range verdict.Table(retiredCSV).All() {
			if row.Code != last && !yield(row.Code) {
				return
			}
			last = row.Code
		}
	}
}
