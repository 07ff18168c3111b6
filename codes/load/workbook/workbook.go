// Package workbook reads the sheets of XLSX workbooks (ECMA-376, Part 1, 18) as
// streams of rows, in memory that does not grow with a sheet.
//
// It is a reader of our own because a library of spreadsheets builds a row, the
// table of texts and the gaps between rows before anybody can ask how large they
// are: a file of 9 KB whose cells refer to one long text two thousand times, or
// that states row 2,147,483,647, then takes all of the memory or all of the
// time. Here each limit is looked at while that which it limits is built up. What
// is needed for that is little: the cells of a sheet as text, with the days and
// the padded numbers that its number formats show.
//
// Parts that hold no cells (comments, drawings, themes, macros) are not read.
package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// MaxRows and MaxColumns are how many a sheet has.
const (
	MaxRows    = 1 << 20
	MaxColumns = 1 << 14
)

// The limits that do not depend on the caller.
const (
	maxParts     = 10_000
	maxExpansion = 500 // bytes of a part for each byte that it takes in the file
	maxDepth     = 64  // of the XML of a part
	maxToken     = 8 << 20
	maxMerged    = 1 << 20 // merged cells of a sheet
	maxCovered   = 1 << 24 // cells that they cover
	maxName      = 4 << 10 // bytes of the name of a sheet or a part
)

// The faults of a workbook. None of them quotes a cell.
var (
	ErrNotWorkbook = errors.New("the file is no xlsx workbook that can be opened")
	// ErrPart: a part cannot be unpacked, or is no XML in UTF-8.
	ErrPart = errors.New("a part of the workbook is broken, or not XML in UTF-8")
	// ErrDeclares: entities hide in document types, which no program that saves
	// workbooks writes.
	ErrDeclares = errors.New("a part of the workbook declares a document type")
	// ErrSheet: a sheet is listed and not there, or its cells contradict one
	// another.
	ErrSheet = errors.New("the sheet of the workbook cannot be read")
)

// A LimitError says which limit a file goes beyond.
type LimitError string

// Error returns the limit.
func (e LimitError) Error() string { return string(e) }

// Limits bound what is built up. None may be zero.
type Limits struct {
	// Cell and Row are bytes. A longer cell is cut after the byte that is too
	// many, and the cells of a longer row end with the one that goes beyond: who
	// counts what came sees that it is too much.
	Cell, Row int
	// Columns is how many cells a row may have. A row with more is given with one
	// more than that.
	Columns int
	// Unpacked is how many bytes the parts that are read may have together.
	Unpacked int64
}

// A Book is an open workbook. It is not safe for concurrent use, and nor are its
// sheets.
type Book struct {
	// Date1904 tells that days are counted from 1904, and not from 1900.
	Date1904 bool
	// Sheets are those of the workbook in the order of their tabs.
	Sheets []*Sheet

	limits Limits
	parts  map[string]*zip.File // by their names in lower case
	texts  texts
	styles []format
}

// A Sheet is one of a Book, which must be open as long as it is read.
type Sheet struct {
	// Name is that on the tab.
	Name string
	// Hidden tells that a spreadsheet program does not show the sheet.
	Hidden bool

	book   *Book
	part   *zip.File // nil where there is none
	chart  bool      // the sheet is no worksheet: it has no rows
	merged []merge   // by their first rows
}

// Open opens the workbook that data is, which must not change until Close. The
// XML of all that is read is looked through, so that a sheet that is broken at
// its end gives no rows.
func Open(data []byte, limits Limits) (*Book, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, ErrNotWorkbook
	}
	b := &Book{limits: limits, parts: map[string]*zip.File{}}
	if err := b.list(archive.File); err != nil {
		return nil, err
	}
	if err := b.open(); err != nil {
		b.Close() //nolint:errcheck // the error that is returned came first
		return nil, err
	}
	return b, nil
}

// Close removes what the Book keeps in a temporary file.
func (b *Book) Close() error { return b.texts.close() }

// list takes the parts of the archive. Their names are compared without regard to
// case (ECMA-376, Part 2, 6.2.2.3), and some programs write backslashes.
func (b *Book) list(files []*zip.File) error {
	if len(files) > maxParts {
		return LimitError(fmt.Sprintf("the workbook has more than %d parts", maxParts))
	}
	unpacked := uint64(0)
	for _, file := range files {
		// The sizes are those that the archive states, and more than these the
		// package zip does not unpack.
		if file.UncompressedSize64 > maxExpansion*(file.CompressedSize64+1024) {
			return LimitError(fmt.Sprintf("a part of the workbook unpacks to more than %d times its size", maxExpansion))
		}
		if unpacked += min(file.UncompressedSize64, 1<<40); unpacked > uint64(b.limits.Unpacked) {
			return LimitError(fmt.Sprintf("the workbook unpacks to more than %d MiB", b.limits.Unpacked>>20))
		}
		name := partName(file.Name)
		if b.parts[name] != nil {
			return ErrPart
		}
		b.parts[name] = file
	}
	return nil
}

func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// A relation leads from one part to another.
type relation struct{ kind, target string }

// relations returns those of a part, by their identifiers. The workbook as a whole
// is the part "".
func (b *Book) relations(part string) (map[string]relation, error) {
	folder, base := path.Split(part)
	found := map[string]relation{}
	file := b.parts[folder+"_rels/"+base+".rels"]
	if file == nil {
		return found, nil
	}
	return found, b.walk(file, func(e *element) error {
		if e.name != "Relationship" || e.end {
			return nil
		}
		target := strings.ReplaceAll(e.attribute("Target"), `\`, "/")
		if !path.IsAbs(target) {
			target = path.Join("/", folder, target)
		}
		kind := e.attribute("Type")
		if len(target)+len(kind) > maxName || len(found) == maxParts {
			return ErrPart
		}
		found[e.attribute("Id")] = relation{kind[strings.LastIndexByte(kind, '/')+1:], partName(path.Clean(target))}
		return nil
	})
}

// open reads what the workbook says of its sheets, its texts and styles.
func (b *Book) open() error {
	roots, err := b.relations("")
	if err != nil {
		return err
	}
	main := "xl/workbook.xml"
	for _, r := range roots {
		if r.kind == "officeDocument" {
			main = r.target
		}
	}
	file := b.parts[main]
	if file == nil {
		return ErrNotWorkbook
	}
	relations, err := b.relations(main)
	if err != nil {
		return err
	}
	if err := b.readSheets(file, relations); err != nil {
		return err
	}
	for _, r := range relations {
		part := b.parts[r.target]
		switch {
		case part == nil:
		case r.kind == "sharedStrings":
			err = b.readTexts(part)
		case r.kind == "styles":
			err = b.readStyles(part)
		}
		if err != nil {
			return err
		}
	}
	for _, s := range b.Sheets {
		if err := s.check(); err != nil {
			return err
		}
	}
	return nil
}

// readSheets lists the sheets. Two that are one part would be a small file that is
// a long one.
func (b *Book) readSheets(file *zip.File, relations map[string]relation) error {
	taken := map[*zip.File]bool{}
	workbook := false
	err := b.walk(file, func(e *element) error {
		if e.end {
			return nil
		}
		switch e.name {
		case "workbook":
			workbook = true
		case "workbookPr":
			b.Date1904 = isTrue(e.attribute("date1904"))
		case "sheet":
			if len(b.Sheets) == maxParts {
				return LimitError(fmt.Sprintf("the workbook has more than %d sheets", maxParts))
			}
			if len(e.attribute("name")) > maxName {
				return ErrPart
			}
			state := e.attribute("state")
			s := &Sheet{Name: e.attribute("name"), Hidden: state != "" && state != "visible", book: b}
			if r, ok := relations[e.attribute("id")]; ok {
				s.chart = r.kind != "worksheet"
				s.part = b.parts[r.target]
			}
			if taken[s.part] && s.part != nil {
				s.part = nil
			}
			taken[s.part] = true
			b.Sheets = append(b.Sheets, s)
		}
		return nil
	})
	if err == nil && !workbook {
		return ErrNotWorkbook
	}
	return err
}

func isTrue(v string) bool { return v == "1" || strings.EqualFold(v, "true") }

// walk shows the elements of a part.
func (b *Book) walk(file *zip.File, see func(*element) error) error {
	t, err := b.tokens(file)
	if err != nil {
		return err
	}
	defer t.close()
	for {
		switch e, err := t.next(); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		default:
			if err := see(e); err != nil {
				return err
			}
		}
	}
}
