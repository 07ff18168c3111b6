package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"

	"github.com/crossbay/crossbay/mapping"
)

// expand resolves the arguments to files, and gives each the name that its
// outputs have: that of the file, below the folder in which its pattern starts.
// A pattern that matches nothing, and two files of one name, are errors: the
// one would pass for an empty run, the other would write over its like.
func expand(ctx context.Context, args []string) ([]File, error) {
	if len(args) == 0 {
		return nil, errors.New("no input: name files; see -help")
	}
	var files []File
	taken := map[string]string{}
	for _, arg := range args {
		fs, err := filesystem.New(ctx, arg)
		if err != nil {
			return nil, err
		}
		matches, err := fs.List(ctx, arg)
		err = errors.Join(err, fs.Close())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", arg, err)
		}
		if len(matches) == 0 {
			return nil, fmt.Errorf("%s: no such file", arg)
		}
		root := arg
		if i := strings.IndexAny(arg, "*?["); i >= 0 {
			root = arg[:i]
		}
		root = root[:strings.LastIndexByte(root, '/')+1]
		for _, match := range matches {
			name := outputName(strings.TrimPrefix(match, root))
			if match, err = absolute(match); err != nil {
				return nil, err
			}
			if other, twice := taken[name]; twice && other != match {
				return nil, fmt.Errorf("%s and %s would have the same outputs: translate them into two folders", other, match)
			} else if !twice {
				taken[name] = match
				files = append(files, File{match, name})
			}
		}
	}
	return files, nil
}

// absolute returns a name that means the same on every worker.
func absolute(name string) (string, error) {
	if strings.Contains(name, "://") {
		return name, nil
	}
	return filepath.Abs(name)
}

// outputName is the name of a file without its ending.
func outputName(file string) string {
	file = strings.TrimSuffix(file, ".gz")
	return strings.TrimSuffix(file, path.Ext(file))
}

// An input is a file to read.
type input struct {
	io.Reader
	fs     filesystem.Interface
	file   io.Closer
	source *watched // the file as it is stored
	inside *watched // the file that is packed in it
	packed bool
}

// openInput opens a file. What is packed with gzip is told by its first bytes
// and not by its name.
func openInput(ctx context.Context, name string) (*input, error) {
	fs, err := filesystem.New(ctx, name)
	if err != nil {
		return nil, err
	}
	file, err := fs.OpenRead(ctx, name)
	if err != nil {
		return nil, errors.Join(err, fs.Close())
	}
	in := &input{fs: fs, file: file, source: &watched{r: file}}
	buffered := bufio.NewReaderSize(in.source, 256<<10)
	in.inside = &watched{r: buffered}
	in.Reader = in.inside
	if magic, _ := buffered.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		in.packed = true
		if in.inside.r, err = gzip.NewReader(buffered); err != nil {
			in.inside.r, in.inside.err = nil, err
		}
	}
	return in, nil
}

// reader starts reading the records of the file.
func (in *input) reader(layouts []*mapping.Layout, options *mapping.ReaderOptions) (*mapping.Reader, error) {
	return mapping.NewReader(in, layouts, options)
}

// broken returns the error that broke off the reading, nil where the file was
// read as it is stored. To read again may help.
func (in *input) broken() error { return in.source.err }

// damaged returns the error of unpacking the file.
func (in *input) damaged() error {
	if in.broken() != nil {
		return nil
	}
	return in.inside.err
}

// Close closes the file.
func (in *input) Close() error { return errors.Join(in.file.Close(), in.fs.Close()) }

// A watched reader keeps the error with which it ended. That matters most for
// io.ErrUnexpectedEOF, as a transfer or an archive that was cut short ends
// with: many a reader takes it for the end.
type watched struct {
	r   io.Reader
	err error
}

func (w *watched) Read(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	n, err := w.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}
