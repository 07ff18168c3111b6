// Package tables writes stays as flat tables, for those who load tables and not
// documents: [Stays] has stays, diagnoses, procedures, fees and observations, and
// [OMOP] the tables of OMOP's Common Data Model 5.4 that they fill.
//
// The columns of the first are those of columns.csv, each with its FHIRPath in one of
// the ViewDefinitions of the folder views (SQL on FHIR v2), so that whoever runs these
// over Bulk Data (package bulk) has the same values. They are an extract: names,
// addresses, numbers of identity documents and texts are in the documents alone. What
// a profile of package deidentify takes out of a document is in no table either.
//
// A Set gives the rows of a document, or, where they are to be told apart later, writes
// them to a spool as package bulk does.
package tables

import (
	"encoding/binary"
	"errors"
	"io"
	"maps"
	"slices"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/internal/spool"
)

// A Set is tables that are made of one document. It may be used by several
// goroutines at once.
type Set struct {
	tables []*Table
	rows   func(b *builder, d *fhir.Document)
	once   bool // of a stay and of a patient the newest alone
}

// Stays returns the tables of stays. Each document has its rows, also where several
// are of one stay.
func Stays() *Set { return stays() }

// OMOP returns the tables of OMOP's Common Data Model. Each stay and each person is
// there once, as package bulk chooses it. Ids are 63 bits of those of the resources:
// a BIGINT, the same in every run. No concept is made up: see omop.csv.
func OMOP() *Set { return omop() }

func newSet(tables []*Table, rows func(*builder, *fhir.Document), once bool) *Set {
	return &Set{tables, rows, once}
}

// Tables returns the tables, in a stable order.
func (s *Set) Tables() []*Table { return slices.Clone(s.tables) }

// Rows hands each row of a document to yield. A row is valid until yield returns.
// Numbers that their column cannot hold exactly are nil; lost returns how many there
// are of each column, "fees.amount".
func (s *Set) Rows(d *fhir.Document, yield func(t *Table, row Row)) (lost map[string]int) {
	b := builder{set: s, emit: yield}
	s.rows(&b, d)
	return b.lost
}

// Append appends the rows of a document as a record of a spool, for [Set.Write].
// It may be called on several goroutines at once.
func (s *Set) Append(d *fhir.Document, dst []byte) ([]byte, error) {
	h, err := spool.NewHead(d)
	if err != nil {
		return dst, err
	}
	out := spool.AppendHead(dst, &h)
	var text []byte
	lost := s.Rows(d, func(t *Table, row Row) {
		text = text[:0]
		for _, cell := range row {
			if cell == nil {
				text = append(text, 0)
				continue
			}
			text = append(binary.AppendUvarint(text, uint64(len(cell))+1), cell...)
		}
		out = spool.AppendPart(out, t.kind, text)
	})
	for _, name := range slices.Sorted(maps.Keys(lost)) {
		for range lost[name] {
			out = spool.AppendPart(out, s.lostKind(), []byte(name))
		}
	}
	return spool.AppendEnd(out), nil
}

// lostKind is the kind of the parts that name a column with a number that it cannot
// hold.
func (s *Set) lostKind() byte { return byte(len(s.tables) + 1) }

// A Report says what of a spool is in no table.
type Report struct {
	// Superseded counts the records of stays of which there is a newer one, where the
	// set has each stay once.
	Superseded int
	// Lost counts the numbers that their column cannot hold exactly, by table and
	// column, "fees.amount": they are left out.
	Lost map[string]int
}

var errRow = errors.New("the spool has no such row")

// Write reads a spool and hands each row to write, in the order of the spool. A row
// is valid until write returns. It stops at the first error of write, and returns
// it.
func (s *Set) Write(open func() (io.ReadCloser, error), write func(t *Table, row Row) error) (*Report, error) {
	report := &Report{Lost: map[string]int{}}
	var row Row
	part := func(kind byte, text []byte) error {
		if kind == s.lostKind() {
			report.Lost[string(text)]++
			return nil
		}
		if int(kind) > len(s.tables) {
			return errRow
		}
		t := s.tables[kind-1]
		row = row[:0]
		for range t.Columns {
			n, size := binary.Uvarint(text)
			if size <= 0 || n > uint64(len(text)-size)+1 {
				return errRow
			}
			text = text[size:]
			if n == 0 {
				row = append(row, nil)
				continue
			}
			row = append(row, text[:n-1:n-1])
			text = text[n-1:]
		}
		return write(t, row)
	}
	choice := spool.All()
	if s.once {
		var err error
		if choice, err = spool.Choose(open, omopShared()); err != nil {
			return nil, err
		}
	}
	defer choice.Close()
	report.Superseded = choice.Superseded
	return report, choice.Write(open, part)
}
