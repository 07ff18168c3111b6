// Package roundtriptest takes files of a layout to FHIR's JSON and back, and finds
// what another file comes of. Tests alone import it.
package roundtriptest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
)

// A Row is the cells of a row by the names of their columns.
type Row = map[string]string

// A Table is a layout of rows, and how to make canonical records of it: those
// that come back byte for byte.
type Table struct {
	Layout  *mapping.Layout
	Edition string // of the writer
	Columns []mapping.Column
	// Translator has the layout among its own.
	Translator *mapping.Translator
	// Generate makes a canonical record, which has one row or several.
	Generate func(r *rand.Rand) []Row
	// Consistent takes out of a row what no canonical one has beside the rest. It
	// may be nil.
	Consistent func(row Row)
	// IsKey reports whether a record must have a column.
	IsKey func(c mapping.Column) bool
	// HasOwn reports whether a row has cells that are not repeated in each row of
	// its record. It is nil where records have one row.
	HasOwn func(row Row) bool
	// Harmless lists the codes of issues that may be reported on the way back.
	Harmless []string
}

// ColumnsOf returns the columns of a layout that an edition has.
func ColumnsOf(l *mapping.Layout, edition string) []mapping.Column {
	return slices.DeleteFunc(l.Columns(), func(c mapping.Column) bool { return edition != "" && c.Since > edition })
}

// Column returns the name of the column that fills an element, "" for none.
func (t *Table) Column(element string) string {
	for _, c := range t.Columns {
		if c.Element == element {
			return c.Name
		}
	}
	return ""
}

// File writes records in the canonical form: commas, and quotes where there
// must be.
func (t *Table) File(records ...[]Row) []byte {
	var out []byte
	line := func(cell func(mapping.Column) string) {
		for i, c := range t.Columns {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(out, Quote(cell(c))...)
		}
		out = append(out, '\n')
	}
	line(func(c mapping.Column) string { return c.Name })
	for _, record := range records {
		for _, row := range record {
			line(func(c mapping.Column) string { return row[c.Name] })
		}
	}
	return out
}

// Quote returns a cell as CSV writes it.
func Quote(cell string) string {
	if strings.ContainsAny(cell, ",\"\n\r") {
		return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
	}
	return cell
}

// Trip takes a file to FHIR's JSON and back, and returns the file and what was
// reported on the way out and on the way back.
func (t *Table) Trip(tb testing.TB, file []byte) (back []byte, out, in []mapping.Issue) {
	tb.Helper()
	r, err := mapping.NewReader(bytes.NewReader(file), []*mapping.Layout{t.Layout}, nil)
	require.NoError(tb, err)
	var buffer bytes.Buffer
	w, err := mapping.NewWriter(&buffer, t.Layout, &mapping.WriterOptions{Edition: t.Edition})
	require.NoError(tb, err)
	out, in = Travel(tb, t.Translator, r, w)
	return buffer.Bytes(), out, in
}

// Travel takes the sheets of a reader to FHIR's JSON and back into a writer. Each
// issue has the number of its record in the source.
func Travel(tb testing.TB, translator *mapping.Translator, r *mapping.Reader, w *mapping.Writer) (out, in []mapping.Issue) {
	tb.Helper()
	out = append(out, r.Issues()...)
	for record, err := range r.Records() {
		require.NoError(tb, err)
		out = append(out, record.Issues...)
		if record.Sheet == nil {
			continue
		}
		document, issues := translator.Document(record.Sheet)
		for _, i := range issues {
			i.Record = record.Number
			out = append(out, i)
		}
		text, err := document.Append(nil)
		require.NoError(tb, err)
		read, err := fhir.Read(text)
		require.NoError(tb, err)
		sheet, issues := translator.FrontSheet(read)
		written, err := w.Write(sheet)
		require.NoError(tb, err)
		for _, i := range append(issues, written...) {
			i.Record = record.Number
			in = append(in, i)
		}
	}
	require.NoError(tb, w.Flush())
	return out, in
}

// ComeBack makes canonical records, and checks that each comes back from FHIR byte
// for byte without anything to report on the way back, and that every column
// stands in one of them.
func (t *Table) ComeBack(tb testing.TB, records int, seeds uint64) {
	tb.Helper()
	const batch = 25 // records of a file: one by one they take longer
	used := map[string]int{}
	for seed := 0; seed < records; seed += batch {
		var list [][]Row
		for i := range batch {
			record := t.Generate(rand.New(rand.NewPCG(uint64(seed+i), seeds)))
			list = append(list, record)
			for _, row := range record {
				for column := range row {
					used[column]++
				}
			}
		}
		if t.Fault(tb, list...) == "" {
			continue
		}
		for i, record := range list {
			if fault := t.Fault(tb, record); fault != "" {
				least := t.Least(record, func(less []Row) bool { return t.isRecord(less) && t.Fault(tb, less) != "" })
				tb.Fatalf("seed %d: %s\nthe least record with a fault: %q\n%s", seed+i, fault, least, t.Fault(tb, least))
			}
		}
		tb.Fatalf("seeds from %d on: only together: %s", seed, t.Fault(tb, list...))
	}
	for _, c := range t.Columns {
		assert.NotZero(tb, used[c.Name], "%s is in no row", c.Name)
	}
}

// Fault says what is wrong with the round trip of records, "" for nothing.
func (t *Table) Fault(tb testing.TB, records ...[]Row) string {
	tb.Helper()
	file := t.File(records...)
	back, out, in := t.Trip(tb, file)
	for _, i := range in {
		if !slices.Contains(t.Harmless, i.Code) {
			return "on the way back: " + i.Error() + " " + i.Field
		}
	}
	if !bytes.Equal(file, back) {
		return fmt.Sprintf("another row: %q\nreported on the way out: %v", Difference(file, back), out)
	}
	return ""
}

// isRecord reports whether rows are one record: the last of several has cells of
// its own.
func (t *Table) isRecord(rows []Row) bool {
	return len(rows) == 1 || t.HasOwn == nil || t.HasOwn(rows[len(rows)-1])
}

// Least takes out of a record that has a fault all rows and cells that it does
// not need for it.
func (t *Table) Least(record []Row, faulty func([]Row) bool) []Row {
	for i := 0; i < len(record) && len(record) > 1; {
		if less := slices.Delete(slices.Clone(record), i, i+1); faulty(less) {
			record = less
		} else {
			i++
		}
	}
	for size := len(t.Columns); size > 0; size /= 2 {
		for from := 0; from < len(t.Columns); from += size {
			less, cells := make([]Row, len(record)), 0
			for n, row := range record {
				less[n] = Row{}
				for i, c := range t.Columns {
					if cell, ok := row[c.Name]; ok && (i < from || i >= from+size || t.IsKey(c)) {
						less[n][c.Name] = cell
					}
				}
				if t.Consistent != nil {
					t.Consistent(less[n])
				}
				cells += len(row) - len(less[n])
			}
			if cells > 0 && faulty(less) {
				record = less
			}
		}
	}
	return record
}

// Difference returns where two texts differ first, with what stands around it.
func Difference(a, b []byte) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	cut := func(s []byte) []byte { return s[max(0, i-40):min(len(s), i+40)] }
	return string(cut(a)) + " → " + string(cut(b))
}

// Pick returns one of a list.
func Pick(r *rand.Rand, list ...string) string { return list[r.IntN(len(list))] }

// Numeral returns so many digits.
func Numeral(r *rand.Rand, digits int) string {
	b := make([]byte, digits)
	for i := range b {
		b[i] = byte('0' + r.IntN(10))
	}
	return string(b)
}
