package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"sync/atomic"

	"github.com/xuri/excelize/v2"

	"github.com/crossbay/crossbay/mapping"
)

// An input is a file to translate.
type input struct {
	io.Reader
	close []io.Closer
	size  int64 // bytes, -1 where not known
	read  atomic.Int64
	book  *excelize.File // nil where the file is text
}

// openInput opens a file, or standard input under the name "-". A spreadsheet
// is told by its first bytes and not by its name.
func openInput(name string, stdin io.Reader) (*input, error) {
	in := &input{size: -1}
	var source io.Reader = stdin
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		in.close = append(in.close, file)
		if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
			in.size = info.Size()
		}
		source = file
	}
	buffered := bufio.NewReaderSize(&counter{source, &in.read}, 64<<10)
	in.Reader = buffered
	if magic, _ := buffered.Peek(4); !bytes.Equal(magic, []byte("PK\x03\x04")) {
		return in, nil
	}
	book, err := excelize.OpenReader(buffered, excelize.Options{RawCellValue: true, UnzipSizeLimit: 4 << 30, UnzipXMLSizeLimit: 64 << 20})
	if err != nil {
		in.Close()
		return nil, fmt.Errorf("%s: the file is neither text nor an xlsx workbook that can be opened", name)
	}
	in.book = book
	in.close = append(in.close, book)
	return in, nil
}

// Close closes the file.
func (in *input) Close() error {
	var errs []error
	for _, c := range in.close {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}

// reader starts reading the records of the file. Of a workbook it reads the
// first sheet.
func (in *input) reader(layouts []*mapping.Layout, options *mapping.ReaderOptions) (*mapping.Reader, error) {
	if in.book == nil {
		return mapping.NewReader(in, layouts, options)
	}
	rows, err := in.book.Rows(in.book.GetSheetName(0))
	if err != nil {
		return nil, fmt.Errorf("%s: the first sheet of the workbook cannot be read", options.File)
	}
	return mapping.NewRowReader(cells(rows), layouts, options)
}

// cells yields the rows of a sheet as they are stored, so that dates and long
// numbers are not what a number format makes of them.
func cells(rows *excelize.Rows) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		defer rows.Close()
		for rows.Next() {
			row, err := rows.Columns(excelize.Options{RawCellValue: true})
			if err != nil {
				err = errors.New("a row of the workbook cannot be read")
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
		if rows.Error() != nil {
			yield(nil, errors.New("the workbook ends in the midst of a row"))
		}
	}
}

// A counter counts the bytes that are read.
type counter struct {
	io.Reader
	n *atomic.Int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n.Add(int64(n))
	return n, err
}
