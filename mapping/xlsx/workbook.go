package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/crossbay/crossbay/mapping"
)

// The limits on a workbook that is read.
const (
	maxWorkbook  = 1 << 30  // bytes of the file
	maxUnpacked  = 4 << 30  // bytes of its parts
	maxInMemory  = 64 << 20 // bytes of a part; a larger one is unpacked to a temporary file
	maxParts     = 10_000
	maxExpansion = 500 // bytes of a part for each byte that it takes in the file
	maxDepth     = 64  // of its XML
)

// The faults of a workbook that is read. None of them quotes a cell.
var (
	// ErrNotWorkbook: the file is no workbook, or one that is encrypted or broken.
	ErrNotWorkbook = errors.New("the file is neither text nor an xlsx workbook that can be opened")
	// ErrSheet: the workbook has no such sheet, or does not say where it is.
	ErrSheet = errors.New("the sheet of the workbook cannot be read")
)

// A LimitError says which limit a file goes beyond. It is found with
// [errors.As].
type LimitError string

// Error returns the limit.
func (e LimitError) Error() string { return string(e) }

// Options set what [Rows] reads. Nil means the defaults.
type Options struct {
	// Sheet is the name of the sheet, the first one where empty.
	Sheet string

	_ struct{}
}

// Rows yields the rows of one sheet of a workbook, for [mapping.NewRowReader].
// See [Open] for what is refused, and [Sheet.Rows] for what is yielded: an
// error that is no [mapping.Unresolved] is the last thing. The workbook is read
// when the first row is asked for, and is closed with the last.
func Rows(r io.Reader, options *Options) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		book, err := Open(r)
		if err != nil {
			yield(nil, err)
			return
		}
		defer book.Close()
		name := ""
		if options != nil {
			name = options.Sheet
		}
		for _, sheet := range book.sheets {
			if name == "" || strings.EqualFold(name, sheet.Name) {
				sheet.Rows()(yield)
				return
			}
		}
		yield(nil, ErrSheet)
	}
}

// A Workbook is one that has been opened to read it. It is not safe for
// concurrent use, and nor are its sheets.
type Workbook struct {
	book   *excelize.File
	sheets []Sheet
}

// A Sheet is one of a [Workbook], which must be open as long as it is read.
type Sheet struct {
	// Name is that on the tab of the sheet.
	Name string
	// Hidden tells that a spreadsheet program does not show the sheet.
	Hidden bool

	book       *excelize.File
	lost       bool                       // nobody knows which of its formulas have a result
	unresolved map[int]mapping.Unresolved // by its rows, from 1
}

// Open reads a workbook. It takes the memory of the file: at most 1 GiB. What
// the sheets unpack to beyond 64 MiB each is kept in temporary files until
// Close.
//
// A file of more than 1 GiB, of more than 10,000 parts, with a part that
// unpacks to more than 500 times its size or whose XML is more than 64 levels
// deep is a [LimitError]. A workbook with a part that is broken or declares a
// document type, in which entities hide, is refused; what is no workbook is
// [ErrNotWorkbook].
func Open(r io.Reader) (*Workbook, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxWorkbook+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxWorkbook {
		return nil, LimitError(fmt.Sprintf("the workbook is larger than %d bytes", maxWorkbook))
	}
	parts, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, ErrNotWorkbook
	}
	unresolved, err := checkParts(parts.File)
	if err != nil {
		return nil, err
	}
	b := &Workbook{}
	err = guarded(func() (err error) {
		b.book, err = excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxInMemory})
		return err
	})
	if err != nil {
		return nil, ErrNotWorkbook
	}
	b.list(parts.File, unresolved)
	return b, nil
}

// list lists the sheets, each with its formulas that have no result.
func (b *Workbook) list(parts []*zip.File, unresolved map[string]map[int]mapping.Unresolved) {
	if b.book.WorkBook == nil {
		return
	}
	var places map[string]string
	if len(unresolved) > 0 {
		places = sheetParts(parts)
	}
	for _, s := range b.book.WorkBook.Sheets.Sheet {
		sheet := Sheet{Name: s.Name, Hidden: s.State != "" && s.State != "visible", book: b.book}
		if len(unresolved) > 0 {
			place := places[s.ID]
			sheet.lost, sheet.unresolved = place == "", unresolved[place]
		}
		b.sheets = append(b.sheets, sheet)
	}
}

// Sheets returns the sheets in the order of their tabs, hidden ones among them.
// One of a chart has no rows.
func (b *Workbook) Sheets() []Sheet { return b.sheets }

// Close releases what the Workbook holds, and removes its temporary files.
func (b *Workbook) Close() error { return b.book.Close() }

// Rows yields the rows of the sheet, blank ones included, each as far as the
// sheet has cells in it. A cell is as it is stored, not as a number format shows
// it: a date is the number of its day, and a long number has all its digits. A
// formula is not computed: its cell is the result that was stored with it,
// which may be the name of an error, as #N/A.
//
// Beside a row with formulas that have no stored result, whose cells are empty,
// stands a [mapping.Unresolved]. Another error is the last thing yielded, and
// says nothing of what the cells hold.
func (s Sheet) Rows() iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		var rows *excelize.Rows
		err := guarded(func() (err error) {
			rows, err = s.book.Rows(s.Name)
			return err
		})
		if err != nil || s.lost {
			yield(nil, ErrSheet)
			return
		}
		defer rows.Close()
		for number := 1; ; number++ {
			var row []string
			more := false
			err := guarded(func() (err error) {
				if more = rows.Next(); more {
					row, err = rows.Columns(excelize.Options{RawCellValue: true})
				}
				return err
			})
			switch {
			case err != nil:
				yield(nil, errors.New("a row of the workbook cannot be read"))
				return
			case !more && rows.Error() != nil:
				yield(nil, errors.New("the workbook ends in the midst of a row"))
				return
			case !more:
				return
			}
			if columns := s.unresolved[number]; columns != nil {
				err = columns
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// guarded calls a function of excelize, which panics at some broken workbooks.
// What a panic says is dropped: it may quote a cell.
func guarded(f func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = ErrNotWorkbook
		}
	}()
	return f()
}
