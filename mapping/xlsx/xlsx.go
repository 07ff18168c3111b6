// Package xlsx reads the rows of XLSX workbooks for [mapping.NewRowReader], and
// writes those of a [mapping.Writer] as a workbook. It stands apart so that only
// programs that use workbooks link what that takes.
//
//	reader, err := mapping.NewRowReader(xlsx.Rows(file, nil), hongkong.Layouts(), nil)
//
//	book, err := xlsx.NewWriter(file)
//	w, err := mapping.NewRowWriter(book, hongkong.FrontSheet(), nil)
//	…
//	err = w.Flush()
//	err = book.Close()
package xlsx

import (
	"errors"
	"fmt"
	"io"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// MaxRows is how many rows a sheet of a workbook has, the header included.
const MaxRows = excelize.TotalRows

// The limits of a workbook, which [Writer.WriteRow] does not go beyond.
var (
	ErrRows = fmt.Errorf("xlsx: a sheet of a workbook has at most %d rows, the header included", MaxRows)
	ErrCell = fmt.Errorf("xlsx: a cell of a workbook holds at most %d characters", excelize.TotalCellChars)
)

const sheet = "Sheet1"

// A Writer writes one sheet, whose first row, the header, stays in view. Every
// cell is text, with the format of text: no zero at the front is lost, no long
// number is rounded and no date is made of what looks like one, and what starts
// with =, +, - or @ is no formula, not even once somebody has edited it.
//
// Its memory does not grow with the sheet: what does not fit is kept in a
// temporary file, readable by its owner alone, until the Writer is closed. A
// Writer is not safe for concurrent use.
type Writer struct {
	out    io.Writer
	book   *excelize.File
	stream *excelize.StreamWriter
	style  int
	rows   int
	cells  []any
}

// NewWriter returns a Writer of a workbook, which goes to w when the Writer is
// closed.
func NewWriter(w io.Writer) (*Writer, error) {
	v := &Writer{out: w, book: excelize.NewFile()}
	var err error
	const text = 49 // the number format @
	if v.style, err = v.book.NewStyle(&excelize.Style{NumFmt: text}); err != nil {
		return nil, errors.Join(err, v.book.Close())
	}
	if v.stream, err = v.book.NewStreamWriter(sheet); err != nil {
		return nil, errors.Join(err, v.book.Close())
	}
	err = v.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	if err != nil {
		return nil, errors.Join(err, v.book.Close())
	}
	return v, nil
}

// WriteRow writes one row. The error is ErrRows or ErrCell, with the row and the
// column, where a workbook cannot hold it: nothing is cut off.
func (w *Writer) WriteRow(cells []string) error {
	if w.rows == MaxRows {
		return ErrRows
	}
	w.rows++
	w.cells = w.cells[:0]
	for i, cell := range cells {
		if tooLong(cell) {
			return fmt.Errorf("row %d, column %d: %w", w.rows, i+1, ErrCell)
		}
		if cell == "" {
			w.cells = append(w.cells, nil)
			continue
		}
		w.cells = append(w.cells, excelize.Cell{StyleID: w.style, Value: cell})
	}
	at, err := excelize.CoordinatesToCellName(1, w.rows)
	if err != nil {
		return err
	}
	return w.stream.SetRow(at, w.cells)
}

// Lacks reports whether a workbook cannot hold a character: XML has none of the
// control characters but the tab and those that end lines.
func (w *Writer) Lacks(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff
}

// Close writes the workbook, and removes what was kept of it. It does not close
// the underlying writer.
func (w *Writer) Close() error {
	err := w.stream.Flush()
	if err == nil {
		err = w.book.Write(w.out)
	}
	return errors.Join(err, w.book.Close())
}

// Discard removes what was kept of a workbook that is not to be written.
func (w *Writer) Discard() error { return w.book.Close() }

// tooLong counts as a workbook does, in units of UTF-16.
func tooLong(cell string) bool {
	if len(cell) <= excelize.TotalCellChars {
		return false
	}
	n := 0
	for _, r := range cell {
		n += max(1, utf16.RuneLen(r))
	}
	return n > excelize.TotalCellChars
}
