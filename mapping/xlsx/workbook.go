package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/crossbay/crossbay/codes/load/filetype"
	"github.com/crossbay/crossbay/codes/load/workbook"
	"github.com/crossbay/crossbay/mapping"
)

// The limits on a workbook that is read. Those of a row are what package mapping
// rejects a record for.
const (
	maxWorkbook = 1 << 30 // bytes of the file
	maxUnpacked = 4 << 30 // bytes of its parts
	maxCell     = 1 << 20
	maxRow      = 16 << 20
	maxColumns  = 4096
)

// The faults of a workbook that is read. None of them quotes a cell.
var (
	// ErrNotWorkbook: the file is no workbook, or a broken one.
	ErrNotWorkbook = errors.New("the file is neither text nor an xlsx workbook that can be opened")
	// ErrSheet: the workbook has no such sheet, does not say where it is, or its
	// rows contradict one another.
	ErrSheet = workbook.ErrSheet
)

// A LimitError says which limit a file goes beyond. It is found with
// [errors.As].
type LimitError = workbook.LimitError

// Options set what [Rows] reads. Nil means the defaults.
type Options struct {
	// Sheet is the name of the sheet, the first one where empty.
	Sheet string

	_ struct{}
}

// Rows yields the rows of one sheet of a workbook, for [mapping.NewRowReader].
// See [Open] for what is refused, and [Sheet.Rows] for what is yielded: an
// error that is no [mapping.RowNote] is the last thing. The workbook is read
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
	book   *workbook.Book
	sheets []Sheet
}

// A Sheet is one of a [Workbook], which must be open as long as it is read.
type Sheet struct {
	// Name is that on the tab of the sheet.
	Name string
	// Hidden tells that a spreadsheet program does not show the sheet.
	Hidden bool

	sheet    *workbook.Sheet
	from1904 bool
}

// Open reads a workbook. It takes the memory of the file: at most 1 GiB. The
// texts of its cells beyond 32 MiB are kept in a temporary file until Close.
//
// A file of more than 1 GiB, of more than 10,000 parts or of 4 GiB unpacked, with
// a part that unpacks to more than 500 times its size or whose XML is more than 64
// levels deep, and a sheet that states a row beyond the 1,048,576 that a sheet has
// is a [LimitError]. A workbook with a part that is broken or declares a document
// type, in which entities hide, is refused. What is no workbook is
// [ErrNotWorkbook], or a [*mapping.FileTypeError] where it is known what it is, as
// a workbook that is encrypted or of an older form.
func Open(r io.Reader) (*Workbook, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxWorkbook+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxWorkbook {
		return nil, LimitError(fmt.Sprintf("the workbook is larger than %d bytes", maxWorkbook))
	}
	book, err := workbook.Open(data, workbook.Limits{Cell: maxCell, Row: maxRow, Columns: maxColumns, Unpacked: maxUnpacked})
	if err != nil {
		return nil, named(data, err)
	}
	b := &Workbook{book: book}
	for _, s := range book.Sheets {
		b.sheets = append(b.sheets, Sheet{s.Name, s.Hidden, s, book.Date1904})
	}
	return b, nil
}

// named returns what data is, where it is something else than a workbook.
func named(data []byte, err error) error {
	if errors.As(err, new(LimitError)) {
		return err
	}
	if bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")) {
		return filetype.OLE(bytes.NewReader(data))
	}
	archive, broken := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if broken != nil {
		if what := filetype.Of(data); what != nil && !bytes.HasPrefix(data, []byte("PK")) {
			return what
		}
		return ErrNotWorkbook
	}
	parts := map[string]bool{}
	for _, part := range archive.File {
		parts[part.Name] = true
	}
	if what := filetype.Zip(func(name string) bool { return parts[name] }); what != nil {
		return what
	}
	if errors.Is(err, workbook.ErrNotWorkbook) {
		return filetype.Of(data)
	}
	return err
}

// Sheets returns the sheets in the order of their tabs, hidden ones among them.
// One of a chart has no rows.
func (b *Workbook) Sheets() []Sheet { return b.sheets }

// Close releases what the Workbook holds, and removes its temporary file.
func (b *Workbook) Close() error { return b.book.Close() }

// Rows yields the rows of the sheet that are not blank, each as far as the sheet
// has cells in it. What a number format makes of a number is read where it is the
// value and not its looks: a day is 2006-01-02, with the time where it has one,
// and a number that is padded with zeros is as it is shown. Any other cell is as
// it is stored, a long number with all its digits. A formula is not computed: its
// cell is the result that was stored with it, which may be the name of an error,
// as #N/A. The value of merged cells is that of each row that they cover, in
// their first column.
//
// A row of more than 4096 cells or 16 MiB, or with a cell of more than 1 MiB, is
// given as far as shows that. Beside a row of which there is more to say stands a
// [mapping.RowNote]. Another error is the last thing yielded, and says nothing of
// what the cells hold.
func (s Sheet) Rows() iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		line := 0
		for row, err := range s.sheet.Rows() {
			if err != nil {
				yield(nil, err)
				return
			}
			if line++; line != row.Number || row.Unresolved != nil || row.Filled != nil || s.from1904 {
				err = mapping.RowNote{Line: row.Number, Unresolved: row.Unresolved, Filled: row.Filled, From1904: s.from1904}
			}
			line = row.Number
			if !yield(row.Cells, err) {
				return
			}
		}
	}
}
