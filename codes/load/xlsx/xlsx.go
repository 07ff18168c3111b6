// Package xlsx reads the rows of an XLSX workbook for package load. It stands
// apart so that only programs that read workbooks link what that takes.
//
//	set, err := load.File("医保ICD10_v2.0.xlsx", &load.Options{Workbook: xlsx.Rows})
package xlsx

import (
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/xuri/excelize/v2"

	"github.com/crossbay/crossbay/codes/load"
)

const (
	// expansion is how large the parts of a workbook may be, unpacked.
	expansion = 256 << 20
	// maxColumns keeps one cell in column XFD from costing 16,384 for each row.
	maxColumns = 256
	// maxRows is one more than a sheet of XLSX has.
	maxRows = 1 << 20
)

// Rows yields the rows of the workbook's first sheet, as text, blank ones
// included. It is made to be [load.Options.Workbook]. An error is the last
// thing that it yields, and a [*load.Error].
//
// A workbook that unpacks to more than 256 MiB is refused, and so is a row of
// more than 256 columns.
func Rows(r io.Reader, o *load.Options) iter.Seq2[load.Row, error] {
	return func(yield func(load.Row, error) bool) {
		name, most := "", int64(256<<20)
		if o != nil {
			name = o.Name
			if o.MaxBytes > 0 {
				most = o.MaxBytes
			}
		}
		stopped := false // by the caller; nothing may be yielded after
		err := rows(&limited{r, most}, func(row load.Row) bool {
			stopped = !yield(row, nil)
			return !stopped
		})
		if err == nil || stopped {
			return
		}
		var e *load.Error
		if !errors.As(err, &e) {
			e = &load.Error{Reason: "not an XLSX workbook that can be read: " + err.Error(), Err: err}
			if errors.Is(err, load.ErrLimit) {
				e = &load.Error{Reason: "larger than the limit", Err: load.ErrLimit}
			}
		}
		e.File = name
		yield(load.Row{}, e)
	}
}

func rows(r io.Reader, yield func(load.Row) bool) (err error) {
	n := 0
	inside := false // the caller's code: its panics are its own
	defer func() {
		if inside {
			return
		}
		if p := recover(); p != nil {
			err = &load.Error{Line: n, Reason: "not an XLSX workbook that can be read"}
		}
	}()
	book, err := excelize.OpenReader(r, excelize.Options{RawCellValue: true, UnzipSizeLimit: expansion, UnzipXMLSizeLimit: expansion})
	if err != nil {
		return err
	}
	defer book.Close()
	sheets := book.GetSheetList()
	if len(sheets) == 0 {
		return &load.Error{Reason: "a workbook without sheets"}
	}
	rows, err := book.Rows(sheets[0])
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if n++; n > maxRows {
			return &load.Error{Line: n, Reason: "more rows than a sheet has", Err: load.ErrLimit}
		}
		fields, err := rows.Columns()
		if err != nil {
			return &load.Error{Line: n, Reason: "the row cannot be read", Err: err}
		}
		if len(fields) > maxColumns {
			return &load.Error{Line: n, Reason: fmt.Sprintf("more than %d columns", maxColumns), Err: load.ErrLimit}
		}
		inside = true
		more := yield(load.Row{Line: n, Fields: fields})
		inside = false
		if !more {
			return nil
		}
	}
	return rows.Error()
}

// limited fails with load.ErrLimit once more than left bytes were read.
type limited struct {
	r    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, load.ErrLimit
	}
	return n, err
}
