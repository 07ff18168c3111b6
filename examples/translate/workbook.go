package main

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"

	"github.com/xuri/excelize/v2"

	"github.com/crossbay/crossbay/mapping"
)

// The limits on a workbook, beside those on any archive.
const (
	maxWorkbook = 1 << 30  // bytes of the file
	maxUnpacked = 4 << 30  // bytes of its parts
	maxInMemory = 64 << 20 // bytes of a part; a larger one is unpacked to a temporary file
	maxDepth    = 64       // of its XML
)

// A spreadsheet is an xlsx workbook that has been opened.
type spreadsheet struct {
	*excelize.File
	unresolved map[int]mapping.Unresolved // by the rows of the first sheet, from 1
}

// openWorkbook opens an xlsx workbook, after a look at what it will unpack to.
func openWorkbook(r io.Reader) (*spreadsheet, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxWorkbook+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxWorkbook {
		return nil, fmt.Errorf("the workbook is larger than %d bytes", maxWorkbook)
	}
	unresolved, err := checkParts(data)
	if err != nil {
		return nil, err
	}
	book := &spreadsheet{}
	err = guarded(func() (err error) {
		book.File, err = excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxInMemory})
		return err
	})
	if err != nil {
		return nil, errNoWorkbook
	}
	if len(unresolved) > 0 {
		sheet := firstSheet(data, book.File)
		if sheet == "" {
			return nil, errors.Join(errNoWorkbook, book.Close())
		}
		book.unresolved = unresolved[sheet]
	}
	return book, nil
}

var errNoWorkbook = errors.New("the file is neither text nor an xlsx workbook that can be opened")

// checkParts refuses a workbook of too many parts, and one that explodes; and,
// because excelize takes a fault in the XML of a part for its end, one whose
// parts are not whole. It returns the formulas without a result of each part
// that has some.
func checkParts(data []byte) (map[string]map[int]mapping.Unresolved, error) {
	parts, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, errNoWorkbook
	}
	if len(parts.File) > maxMembers {
		return nil, fmt.Errorf("the workbook has more than %d parts", maxMembers)
	}
	unresolved := map[string]map[int]mapping.Unresolved{}
	for _, part := range parts.File {
		if explodes(part) {
			return nil, fmt.Errorf("a part of the workbook unpacks to more than %d times its size", maxExpansion)
		}
		if ext := path.Ext(part.Name); ext == ".xml" || ext == ".rels" {
			var f formulas
			if err := checkPart(part, f.see); err != nil {
				return nil, err
			}
			if f.unresolved != nil {
				unresolved[part.Name] = f.unresolved
			}
		}
	}
	return unresolved, nil
}

// explodes reports whether a file of an archive is far larger than it looks.
// The sizes are those that the archive states, and more than these the package
// zip does not unpack.
func explodes(file *zip.File) bool {
	return file.UncompressedSize64 > maxExpansion*(file.CompressedSize64+1024)
}

// The faults of the XML of a part.
var (
	errPart     = errors.New("a part of the workbook is broken, or not XML in UTF-8")
	errDeep     = fmt.Errorf("a part of the workbook is nested more than %d levels deep", maxDepth)
	errDeclares = errors.New("a part of the workbook declares a document type")
)

// checkPart reads the XML of a part to its end, and shows its tokens. No program
// that saves workbooks writes a document type, in which entities hide.
func checkPart(part *zip.File, see func(xml.Token)) error {
	file, err := part.Open()
	if err != nil {
		return errPart
	}
	defer file.Close()
	tokens := xml.NewDecoder(file)
	for depth := 0; ; {
		token, err := tokens.RawToken()
		switch {
		case errors.Is(err, io.EOF) && depth == 0:
			return nil
		case err != nil:
			return errPart
		}
		switch token.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return errDeep
			}
		case xml.EndElement:
			depth--
		case xml.Directive:
			return errDeclares
		}
		see(token)
	}
}

// guarded calls a function of excelize, which panics at some broken workbooks.
// What a panic says is dropped: it may quote a cell.
func guarded(f func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = errNoWorkbook
		}
	}()
	return f()
}

// cells yields the rows of a sheet as they are stored, so that dates and long
// numbers are not what a number format makes of them.
func cells(rows *excelize.Rows, unresolved map[int]mapping.Unresolved) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
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
			if columns := unresolved[number]; columns != nil {
				err = columns
			}
			if !yield(row, err) {
				return
			}
		}
	}
}
