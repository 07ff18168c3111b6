package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/htmltable"
)

// The limits on archives, which may be made to fill a disk.
const (
	maxMembers   = 10_000 // files of an archive
	maxExpansion = 500    // bytes out for each byte in
)

// A source is a file that can be opened: one of the command line, or a member
// of an archive of it.
type source struct {
	name string
	open func() (io.ReadCloser, error)
	size int64 // bytes, -1 where not known
}

// sources returns the files that a name stands for: the file itself, standard
// input under the name "-", or the members of a zip archive that is no
// workbook.
func sources(name string, stdin io.Reader) ([]source, error) {
	if name == "-" {
		return []source{{"standard input", func() (io.ReadCloser, error) { return io.NopCloser(stdin), nil }, -1}}, nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, fmt.Errorf("%s: a folder; name its files, or a glob", name)
	}
	whole := []source{{name, func() (io.ReadCloser, error) { return os.Open(name) }, info.Size()}}
	if !info.Mode().IsRegular() {
		whole[0].size = -1
		return whole, nil
	}
	archive, err := zip.OpenReader(name)
	if errors.Is(err, zip.ErrFormat) {
		return whole, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: the archive cannot be opened", name)
	}
	defer archive.Close()
	var members []source
	for _, member := range archive.File {
		if strings.HasPrefix(member.Name, "xl/") {
			return whole, nil // a workbook
		}
		if member.FileInfo().IsDir() || strings.HasPrefix(member.Name, "__MACOSX/") {
			continue
		}
		if len(members) == maxMembers {
			return nil, fmt.Errorf("%s: more than %d files in the archive", name, maxMembers)
		}
		if explodes(member) {
			return nil, fmt.Errorf("%s: a file of the archive unpacks to more than %d times its size", name, maxExpansion)
		}
		index := len(members)
		members = append(members, source{name + "/" + member.Name, func() (io.ReadCloser, error) { return openMember(name, index) }, -1})
	}
	return members, nil
}

// openMember opens the index-th of the files that sources has listed.
func openMember(name string, index int) (io.ReadCloser, error) {
	archive, err := zip.OpenReader(name)
	if err != nil {
		return nil, err
	}
	for _, member := range archive.File {
		if member.FileInfo().IsDir() || strings.HasPrefix(member.Name, "__MACOSX/") {
			continue
		}
		if index--; index >= 0 {
			continue
		}
		file, err := member.Open()
		if err != nil {
			archive.Close()
			return nil, fmt.Errorf("%s: a file of the archive cannot be opened", name)
		}
		return &closers{file, []io.Closer{file, archive}}, nil
	}
	archive.Close()
	return nil, fmt.Errorf("%s: the archive has changed", name)
}

// closers is a reader with all that is to be closed after it.
type closers struct {
	io.Reader
	list []io.Closer
}

func (c *closers) Close() error {
	var errs []error
	for _, one := range c.list {
		errs = append(errs, one.Close())
	}
	return errors.Join(errs...)
}

// An input is a file to translate.
type input struct {
	io.Reader
	close []io.Closer
	size  int64 // bytes, -1 where not known
	read  atomic.Int64
	book  *spreadsheet // nil where the file is text
	html  bool         // the file is a page of HTML
}

// openInput opens a source. What it is, text, gzip or a workbook, is told by
// its first bytes and not by its name.
func openInput(s source) (*input, error) {
	file, err := s.open()
	if err != nil {
		return nil, err
	}
	in := &input{size: s.size, close: []io.Closer{file}}
	buffered := bufio.NewReaderSize(&counter{file, &in.read}, 64<<10)
	in.Reader = buffered
	if magic, _ := buffered.Peek(2); bytes.Equal(magic, []byte("\x1f\x8b")) {
		unpacked, err := gzip.NewReader(buffered)
		if err != nil {
			in.Close()
			return nil, fmt.Errorf("%s: the gzip file cannot be read", s.name)
		}
		in.close = append(in.close, unpacked)
		buffered = bufio.NewReaderSize(&bounded{r: unpacked, in: &in.read}, 64<<10)
		in.Reader = buffered
	}
	magic, _ := buffered.Peek(512)
	in.html = htmltable.Is(magic)
	if !bytes.HasPrefix(magic, []byte("PK\x03\x04")) {
		return in, nil
	}
	book, err := openWorkbook(buffered)
	if err != nil {
		in.Close()
		return nil, fmt.Errorf("%s: %w", s.name, err)
	}
	in.book = book
	in.close = append(in.close, book)
	return in, nil
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
		return 0, fmt.Errorf("the file unpacks to more than %d times its size", maxExpansion)
	}
	return n, err
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
// first sheet; of a page of HTML, which some systems save as .xls, the table.
func (in *input) reader(layouts []*mapping.Layout, options *mapping.ReaderOptions) (*mapping.Reader, error) {
	if in.html {
		return mapping.NewRowReader(htmltable.Rows(in, &htmltable.Options{Encoding: options.Encoding}), layouts, options)
	}
	if in.book == nil {
		return mapping.NewReader(in, layouts, options)
	}
	rows, err := in.book.Rows(in.book.GetSheetName(0))
	if err != nil {
		return nil, fmt.Errorf("%s: the first sheet of the workbook cannot be read", options.File)
	}
	return mapping.NewRowReader(cells(rows, in.book.unresolved), layouts, options)
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
