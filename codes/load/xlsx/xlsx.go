// Package xlsx reads the rows of an XLSX workbook for package load. It stands
// apart so that only programs that read workbooks link what that takes.
//
//	set, err := load.File("医保ICD10_v2.0.xlsx", &load.Options{Workbook: xlsx.Rows})
package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/codes/load/filetype"
	"github.com/crossbay/crossbay/codes/load/workbook"
)

// limits bound what is built up of a workbook. A row has what a record of CSV may
// have.
var limits = workbook.Limits{Cell: 1 << 20, Row: 1 << 20, Columns: 256, Unpacked: 256 << 20}

// Rows yields the rows of the workbook's first sheet that are not blank, as text.
// It is made to be [load.Options.Workbook]. An error is the last thing that it
// yields, and a [*load.Error].
//
// A workbook that unpacks to more than 256 MiB is refused, and so is a row of
// more than 256 columns or 1 MiB.
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
			switch {
			case errors.Is(err, load.ErrLimit):
				e = &load.Error{Reason: "larger than the limit", Err: load.ErrLimit}
			case errors.As(err, new(workbook.LimitError)):
				e = &load.Error{Reason: err.Error(), Err: load.ErrLimit}
			}
		}
		e.File = name
		yield(load.Row{}, e)
	}
}

func rows(r io.Reader, yield func(load.Row) bool) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	book, err := workbook.Open(data, limits)
	if err != nil {
		if what := filetype.Of(data); what != nil && !bytes.HasPrefix(data, []byte("PK")) {
			return what
		}
		return err
	}
	defer book.Close()
	if len(book.Sheets) == 0 {
		return &load.Error{Reason: "a workbook without sheets"}
	}
	for row, err := range book.Sheets[0].Rows() {
		if err != nil {
			return err
		}
		if len(row.Cells) > limits.Columns {
			return &load.Error{Line: row.Number, Reason: fmt.Sprintf("more than %d columns", limits.Columns), Err: load.ErrLimit}
		}
		size := 0
		for _, cell := range row.Cells {
			size += len(cell)
		}
		if size > limits.Row {
			return &load.Error{Line: row.Number, Reason: "a row of more than 1 MiB", Err: load.ErrLimit}
		}
		if !yield(load.Row{Line: row.Number, Fields: row.Cells}) {
			return nil
		}
	}
	return nil
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
