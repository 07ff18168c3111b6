package source

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"os"
	"path"
	"regexp"
	"strings"

	"github.com/crossbay/crossbay/mapping/dbf"
)

// mostMemo is how large a memo file may be that is read into memory, as one of an
// archive is.
const mostMemo = 1 << 30

var errMemo = LimitError(fmt.Sprintf("the memo file of the table is larger than %d bytes: unpack the archive", mostMemo))

// partName is the name of a further part of a table, without its extension.
var partName = regexp.MustCompile(`^(.*)_([2-9]|[1-9][0-9])$`)

// split splits a name at its extension.
func split(name string) (stem, extension string) {
	extension = path.Ext(name)
	return strings.TrimSuffix(name, extension), strings.ToLower(extension)
}

// Independent returns files without those that are read with another of them: the
// memo files and indexes of tables of dBASE and FoxPro, and the further parts of such
// tables.
func Independent(files []*File) []*File {
	tables := map[string]*File{}
	for _, f := range files {
		if stem, extension := split(f.name); extension == ".dbf" {
			tables[strings.ToLower(stem)] = f
		}
	}
	var list []*File
	for _, f := range files {
		if len(tables) == 0 || !f.attached(tables) {
			list = append(list, f)
		}
	}
	return list
}

// attached reports whether the file is read with one of tables.
func (f *File) attached(tables map[string]*File) bool {
	stem, extension := split(f.name)
	switch extension {
	case ".dbt", ".fpt", ".cdx", ".mdx", ".idx", ".ndx", ".ntx":
		return tables[strings.ToLower(stem)] != nil
	case ".dbf":
		if name := partName.FindStringSubmatch(stem); name != nil {
			first := tables[strings.ToLower(name[1])]
			return first != nil && f.continues(first)
		}
	}
	return false
}

// continues reports whether the file is a further part of the table first.
func (f *File) continues(first *File) bool {
	var tables [2]*dbf.Table
	for i, file := range []*File{first, f} {
		in, err := file.open()
		if err != nil {
			return false
		}
		tables[i], err = dbf.Open(in, nil)
		in.Close() //nolint:errcheck // it was read alone
		if err != nil {
			return false
		}
	}
	return tables[1].Continues(tables[0])
}

// rows reads a table with its memo file and its further parts.
func (in *Input) rows(encoding string) (iter.Seq2[[]string, error], error) {
	first, err := in.part(in.text, in.beside, encoding)
	if err != nil {
		return nil, err
	}
	var parts []*dbf.Table
	for n := 2; in.beside != nil; n++ {
		file := in.beside(fmt.Sprintf("_%d.dbf", n))
		if file == nil {
			break
		}
		opened, err := file.open()
		if err != nil {
			return nil, err
		}
		in.close = append(in.close, opened)
		part, err := in.part(opened, file.beside, encoding)
		if err != nil || !part.Continues(first) {
			break // a table of its own
		}
		parts = append(parts, part)
	}
	return dbf.Join(first, parts...), nil
}

// part opens a table with the memo file that stands beside it.
func (in *Input) part(r io.Reader, beside func(end string) *File, encoding string) (*dbf.Table, error) {
	options := &dbf.Options{Encoding: encoding}
	for _, extension := range []string{".fpt", ".dbt"} {
		if beside == nil || options.Memo != nil {
			continue
		}
		if file := beside(extension); file != nil {
			var err error
			if options.Memo, err = in.memo(file); err != nil {
				return nil, err
			}
		}
	}
	return dbf.Open(r, options)
}

// memo opens a memo file: in place on the disk, in memory elsewhere.
func (in *Input) memo(file *File) (io.ReaderAt, error) {
	opened, err := file.open()
	if err != nil {
		return nil, err
	}
	in.close = append(in.close, opened)
	if onDisk, ok := opened.(*os.File); ok {
		return onDisk, nil
	}
	data, err := io.ReadAll(io.LimitReader(opened, mostMemo+1))
	if err != nil {
		return nil, err
	}
	if len(data) > mostMemo {
		return nil, errMemo
	}
	return bytes.NewReader(data), nil
}
