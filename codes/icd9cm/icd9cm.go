// Package icd9cm has the codes of ICD-9-CM in their last version, 32, valid from
// 1 October 2014: 14,567 diagnoses and 3,882 procedures, with the long and the
// short titles under which the Centers for Medicare & Medicaid Services publish
// them. The codes are those that can be recorded; categories with codes below
// them are not among them.
//
// Diagnoses and procedures share one URI, [codes.ICD9CM], and are two tables.
// 36.06 is a procedure, 360.6 a diagnosis, and no code is both.
package icd9cm

import (
	"iter"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/internal/packed"
)

// Version is the version of the tables.
const Version = "32"

// A Table is one of the two tables. It is a [codes.Lister], and safe for
// concurrent use.
type Table struct {
	table  *packed.Table
	system codes.System
	n      int
}

// Diagnoses returns the table of diagnoses.
func Diagnoses() *Table { return &Table{&diagnoses, system(), 14567} }

// Procedures returns the table of procedures.
func Procedures() *Table { return &Table{&procedures, system(), 3882} }

// Tables returns both tables, for a registry.
func Tables() []codes.Table { return []codes.Table{Diagnoses(), Procedures()} }

func system() codes.System {
	return codes.System{URI: codes.ICD9CM.URI, Version: Version}
}

// System returns ICD-9-CM in version 32.
func (t *Table) System() codes.System { return t.system }

// Len returns the number of codes.
func (t *Table) Len() int { return t.n }

// Lookup returns the concept of code, with its long title.
func (t *Table) Lookup(code string) (c codes.Concept, ok bool) {
	title, ok := t.table.Find(code)
	if !ok {
		return c, false
	}
	c.System, c.Code, c.English = t.system, code, title // in place: a Concept is large
	return c, true
}

func (t *Table) concept(code, record string) codes.Concept {
	long, _, _ := strings.Cut(record, "\t")
	return codes.Concept{System: t.system, Code: code, English: long}
}

// Short returns the short title of code: at most 24 characters, abbreviated.
func (t *Table) Short(code string) (title string, ok bool) {
	record, _, ok := t.table.Line(code)
	_, title, _ = strings.Cut(record, "\t")
	return title, ok
}

// All yields the concepts in the order of the published text.
func (t *Table) All() iter.Seq[codes.Concept] {
	return func(yield func(codes.Concept) bool) {
		for code, record := range t.table.Lines(0) {
			if !yield(t.concept(code, record)) {
				return
			}
		}
	}
}
