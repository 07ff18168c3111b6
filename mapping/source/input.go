package source

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"iter"
	"sync/atomic"

	"github.com/klauspost/compress/zstd"

	"github.com/crossbay/crossbay/codes/load/filetype"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/htmltable"
	"github.com/crossbay/crossbay/mapping/xlsx"
)

var (
	errGzip = errors.New("the gzip file cannot be read")
	errZstd = errors.New("the zstd file cannot be read")
)

// An Input is a file that has been opened.
type Input struct {
	name     string
	text     *bufio.Reader
	close    []io.Closer
	size     int64
	consumed atomic.Int64
	book     *xlsx.Workbook // nil where the file is none
	page     bool           // the file is a page of HTML
}

// Open opens the file, and finds out what it is. A workbook is read whole.
func (f *File) Open() (*Input, error) {
	file, err := f.open()
	if err != nil {
		return nil, err
	}
	in := &Input{name: f.name, size: f.size, close: []io.Closer{file}}
	in.text = bufio.NewReaderSize(&counter{file, &in.consumed}, 64<<10)
	if err := in.recognize(); err != nil {
		in.Close() //nolint:errcheck // it was read alone
		return nil, fault(f.name, err)
	}
	return in, nil
}

// recognize finds out what the file is, by its first bytes.
func (in *Input) recognize() error {
	if magic, _ := in.text.Peek(2); bytes.Equal(magic, []byte("\x1f\x8b")) {
		unpacked, err := gzip.NewReader(in.text)
		if err != nil {
			return errGzip
		}
		in.close = append(in.close, unpacked)
		in.text = bufio.NewReaderSize(&bounded{r: unpacked, in: &in.consumed}, 64<<10)
	}
	if magic, _ := in.text.Peek(4); isZstd(magic) {
		unpacked, err := zstd.NewReader(in.text, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return errZstd
		}
		in.close = append(in.close, unpacked.IOReadCloser())
		in.text = bufio.NewReaderSize(&bounded{r: unpacked, in: &in.consumed}, 64<<10)
		switch _, err := in.text.Peek(1); {
		case errors.Is(err, zstd.ErrWindowSizeExceeded):
			return LimitError(fmt.Sprintf("the zstd file takes more than %d MiB of memory to unpack", maxWindow>>20))
		case err != nil && !errors.Is(err, io.EOF):
			return errZstd
		}
	}
	magic, _ := in.text.Peek(512)
	in.page = htmltable.Is(magic)
	if bytes.HasPrefix(magic, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
		return filetype.OLE(in.text)
	}
	if !bytes.HasPrefix(magic, []byte("PK\x03\x04")) {
		return nil
	}
	book, err := xlsx.Open(in.text)
	if err != nil {
		return err
	}
	in.book = book
	in.close = append(in.close, book)
	return nil
}

// isZstd reports whether a file begins with a frame of zstd, or with one that is
// to be skipped, as pzstd writes before each (RFC 8878, 3.1).
func isZstd(magic []byte) bool {
	return bytes.Equal(magic, []byte("\x28\xb5\x2f\xfd")) ||
		len(magic) == 4 && magic[0]&0xf0 == 0x50 && bytes.Equal(magic[1:], []byte("\x2a\x4d\x18"))
}

// Read gives the bytes of the file, unpacked: of one that holds no table, such
// as a Bundle a line. A workbook has been read, and gives none.
func (in *Input) Read(p []byte) (int, error) { return in.text.Read(p) }

// Size returns how many bytes the file has, packed; -1 where it is not known.
func (in *Input) Size() int64 { return in.size }

// Consumed returns how many bytes of the file have been read, packed: of Size,
// where that is known. Any goroutine may call it.
func (in *Input) Consumed() int64 { return in.consumed.Load() }

// reader starts reading text or a page.
func (in *Input) reader(layouts []*mapping.Layout, options *mapping.ReaderOptions) (*mapping.Reader, error) {
	if in.page {
		return mapping.NewRowReader(htmltable.Rows(in, &htmltable.Options{Encoding: options.Encoding}), layouts, options)
	}
	return mapping.NewReader(in, layouts, options)
}

// Tables yields the tables of the file, as the function [Open] does.
func (in *Input) Tables(layouts []*mapping.Layout, options *mapping.ReaderOptions) iter.Seq2[*Table, error] {
	return func(yield func(*Table, error) bool) {
		o := named(options, in.name)
		if in.book == nil {
			reader, err := in.reader(layouts, &o)
			give(yield, Table{Reader: reader, Name: o.File}, err)
			return
		}
		file, empty := o.File, true
		for _, sheet := range in.book.Sheets() {
			o.File = within(file, sheet.Name)
			reader, err := mapping.NewRowReader(sheet.Rows(), layouts, &o)
			if errors.Is(err, mapping.ErrEmpty) {
				continue
			}
			empty = false
			if !give(yield, Table{reader, o.File, sheet.Hidden}, err) {
				return
			}
		}
		if empty {
			yield(nil, fault(file, mapping.ErrEmpty))
		}
	}
}

// give yields a table that was opened, or could not be, and closes it.
func give(yield func(*Table, error) bool, table Table, err error) bool {
	if err != nil {
		return yield(nil, err)
	}
	defer table.Close()
	return yield(&table, nil)
}

// Close closes the file. Readers of it are not to be used any more.
func (in *Input) Close() error {
	var errs []error
	for _, c := range in.close {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}

// bounded stops a reader that gives far more than it took.
type bounded struct {
	r   io.Reader
	in  *atomic.Int64
	out int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.out += int64(n)
	if b.out > maxExpansion*(b.in.Load()+1024) {
		return 0, LimitError(fmt.Sprintf("the file unpacks to more than %d times its size", maxExpansion))
	}
	return n, err
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
