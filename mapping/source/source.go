// Package source opens the files of hospitals as they come: packed or not, as
// text, workbooks or pages, one table or many.
//
//	for table, err := range source.Open("2024.zip", hongkong.Layouts(), nil) {
//		if err != nil {
//			log.Println(err) // names what is not read
//			continue
//		}
//		for record, err := range table.Records() {
//			…
//		}
//	}
//
// What a file is, its first bytes say and not its name:
//
//   - a zip archive: each of its files is read, except what operating systems
//     leave in folders (__MACOSX, .DS_Store, Thumbs.db). A file that is an archive
//     itself is an error;
//   - gzip and zstd, of a file of the other forms;
//   - an XLSX workbook: each of its sheets is read, hidden ones too;
//   - a page of HTML with tables, as some systems save under the name .xls;
//   - text: CSV, JSON and messages of HL7 v2, as [mapping.NewReader] reads it.
//
// An archive of more than 10,000 files, a file that unpacks to more than 500
// times its size, one of zstd with a window of more than 128 MiB, and a workbook beyond the limits of package xlsx are a
// [LimitError]. Text is read as a stream, packed or not, and takes no memory
// that grows with it; a workbook is read into memory.
//
// What holds no records that are read here (an old workbook, a database, a
// document, a picture) is a [*mapping.FileTypeError], which says what it is and
// what to do. Errors name the file, the file of the archive and the sheet, and hold
// no value of them. They are a [*mapping.ReadError], or an [*os.PathError] where a file of
// the disk cannot be opened.
//
// The package stands apart so that package mapping links neither a library of
// spreadsheets nor a parser of HTML. All of it may be used by several goroutines
// at once; one iterator, [Table] or [Input] by one at a time.
package source

import (
	"archive/zip"
	"errors"
	"io"
	"iter"
	"os"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/xlsx"
)

// A LimitError says which limit a file goes beyond. It is found with
// [errors.As].
type LimitError = xlsx.LimitError

// A Table is one table or one series of messages, whose header has been read.
type Table struct {
	*mapping.Reader
	// Name is that of the file, and of what the table is in it:
	// 2024.zip/ward/march.xlsx/Sheet1. It is what issues call the file.
	Name string
	// Hidden tells that the table is a sheet that a spreadsheet program does not
	// show.
	Hidden bool
}

// Open yields the tables of a file, in the order of the archive and of the
// sheets; layouts and options are those of [mapping.NewReader]. Where
// options.File is not empty, it stands for the name in those of tables, in
// issues and in errors.
//
// An error tells of a table, or of a file of an archive, that cannot be read,
// such as one whose header fits no layout: those after it are yielded all the
// same. Sheets without any row are passed over beside others.
//
// A table is opened when its turn comes, and is closed before the next: nothing
// is left open when the loop ends.
func Open(name string, layouts []*mapping.Layout, options *mapping.ReaderOptions) iter.Seq2[*Table, error] {
	return func(yield func(*Table, error) bool) {
		o := named(options, name)
		info, err := os.Stat(name)
		if err == nil && info.IsDir() {
			err = fault(o.File, errFolder)
		}
		if err != nil {
			yield(nil, err)
			return
		}
		file, err := os.Open(name)
		if err != nil {
			yield(nil, err)
			return
		}
		defer file.Close()
		tables := OpenReader(file, layouts, &o)
		if info.Mode().IsRegular() {
			tables = OpenReaderAt(file, info.Size(), layouts, &o)
		}
		tables(yield)
	}
}

// OpenReader yields the tables of a stream as [Open] does those of a file. A zip
// archive cannot be read from a stream: see [OpenReaderAt].
func OpenReader(r io.Reader, layouts []*mapping.Layout, options *mapping.ReaderOptions) iter.Seq2[*Table, error] {
	o := named(options, "")
	return tables([]*File{Stream(r, o.File)}, layouts, &o)
}

// OpenReaderAt yields the tables of a file of size bytes as [Open] does: of one
// in memory, or of an upload.
func OpenReaderAt(r io.ReaderAt, size int64, layouts []*mapping.Layout, options *mapping.ReaderOptions) iter.Seq2[*Table, error] {
	o := named(options, "")
	archive, err := zip.NewReader(r, size)
	if errors.Is(err, zip.ErrFormat) || err == nil && isDocument(archive) {
		whole := &File{name: o.File, size: size, open: func() (io.ReadCloser, error) {
			return io.NopCloser(io.NewSectionReader(r, 0, size)), nil
		}}
		return tables([]*File{whole}, layouts, &o)
	}
	list, err := members(o.File, archive, err)
	if err != nil {
		return func(yield func(*Table, error) bool) { yield(nil, err) }
	}
	files := make([]*File, 0, len(list))
	for _, file := range list {
		name := within(o.File, called(file))
		files = append(files, &File{name: name, size: -1, open: func() (io.ReadCloser, error) { return member(name, file) }})
	}
	return tables(files, layouts, &o)
}

// tables yields the tables of files.
func tables(files []*File, layouts []*mapping.Layout, options *mapping.ReaderOptions) iter.Seq2[*Table, error] {
	return func(yield func(*Table, error) bool) {
		for _, file := range files {
			in, err := file.Open()
			if err != nil {
				if !yield(nil, err) {
					return
				}
				continue
			}
			o := named(options, "")
			o.File = file.name
			more := true
			for table, err := range in.Tables(layouts, &o) {
				if more = yield(table, err); !more {
					break
				}
			}
			in.Close() //nolint:errcheck // it was read alone
			if !more {
				return
			}
		}
	}
}

// named returns options with a name of the file, which may be the caller's.
func named(options *mapping.ReaderOptions, name string) mapping.ReaderOptions {
	o := mapping.ReaderOptions{}
	if options != nil {
		o = *options
	}
	if o.File == "" {
		o.File = name
	}
	return o
}

// within returns the name of a part of what has a name.
func within(name, part string) string {
	if name == "" {
		return part
	}
	return name + "/" + part
}

// fault returns an error about a file.
func fault(name string, err error) error {
	return &mapping.ReadError{File: name, Err: err}
}
