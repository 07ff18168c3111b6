package translate

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/crossbay/crossbay/examples/internal/durable"
)

// An output is a file that appears whole or not at all: it is written under
// another name beside its own, and renamed when it is published.
type output struct {
	name   string   // "" for what is not ours to publish: a stream, a device, or what has been published
	file   *os.File // nil for a stream, and when it is closed
	stream bool
	writer *bufio.Writer
	packed *compressor // what writer writes to, nil where the file is not compressed
	size   int64       // bytes of the file
	done   bool        // it is whole, and closed
}

// newOutput returns the output of that name which writes to w, compressed where
// the name says so, through a buffer of so many bytes.
func newOutput(name string, w io.Writer, buffer int) (*output, error) {
	o := &output{name: name}
	counted := sized{w, &o.size}
	var err error
	if o.packed, err = newCompressor(name, counted); err != nil {
		return nil, err
	}
	if o.packed != nil {
		o.writer = bufio.NewWriterSize(o.packed, buffer)
	} else {
		o.writer = bufio.NewWriterSize(counted, buffer)
	}
	return o, nil
}

// sized counts the bytes that are written.
type sized struct {
	io.Writer
	size *int64
}

func (s sized) Write(p []byte) (int, error) {
	n, err := s.Writer.Write(p)
	*s.size += int64(n)
	return n, err
}

// create opens an output for the file of that name. A device or a pipe is
// written to as it is: it must not be replaced.
func create(name string) (*output, error) {
	if isSpecial(name) {
		file, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			return nil, err
		}
		o, err := newOutput(name, file, 64<<10)
		if err != nil {
			return nil, err
		}
		o.name, o.file, o.stream = "", file, true
		return o, nil
	}
	folder := filepath.Dir(name)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	file, err := os.CreateTemp(folder, ".translate-*.partial") // mode 0600
	if err != nil {
		return nil, err
	}
	o, err := newOutput(name, file, 1<<20)
	if err != nil {
		return nil, err
	}
	o.file = file
	return o, nil
}

// restore opens an output of a run that can be resumed, which a later run finds
// by its name, and keeps the first size bytes of it. Without them, it may be
// new.
func restore(name string, size int64) (*output, error) {
	if isSpecial(name) {
		return nil, fmt.Errorf("%s: no file, and -resume needs one", name)
	}
	folder := filepath.Dir(name)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	flags := os.O_RDWR
	if size == 0 {
		flags |= os.O_CREATE
	}
	file, err := os.OpenFile(partialName(name), flags, 0o600)
	if err != nil {
		return nil, err
	}
	if err := durable.Keep(file, size); err != nil {
		file.Close()
		return nil, fmt.Errorf("%s: %w", file.Name(), err)
	}
	o, err := newOutput(name, file, 1<<20)
	if err != nil {
		return nil, err
	}
	o.file, o.size = file, size
	return o, durable.SyncFolder(folder)
}

// partialName is the name of an unfinished output that a later run can find.
func partialName(name string) string {
	return filepath.Join(filepath.Dir(name), "."+filepath.Base(name)+".partial")
}

func toWriter(w io.Writer) *output {
	return &output{stream: true, writer: bufio.NewWriterSize(w, 64<<10)}
}

// isSpecial reports whether there is something of that name that is neither a
// file nor a folder. A stream that is open already is none of these, whatever
// it leads to: /dev/stderr is a link, which must not be replaced by a file.
func isSpecial(name string) bool {
	info, err := os.Stat(name)
	if err != nil || info.IsDir() {
		return false
	}
	switch filepath.Dir(filepath.Clean(name)) {
	case "/dev", "/dev/fd", "/proc/self/fd":
		return true
	}
	return !info.Mode().IsRegular()
}

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) { return o.writer.Write(p) }

// sync makes durable what was written. Of a file that is compressed it ends a
// frame: what follows is another.
func (o *output) sync() error {
	if o.done {
		return nil
	}
	if err := o.writer.Flush(); err != nil {
		return err
	}
	if o.packed != nil {
		if err := o.packed.end(); err != nil {
			return err
		}
	}
	if o.stream {
		return nil
	}
	return o.file.Sync()
}

// finish makes the whole output durable, and closes it.
func (o *output) finish() error {
	if o.done {
		return nil
	}
	if err := o.sync(); err != nil {
		return err
	}
	if o.packed != nil && o.size == 0 { // no compressed file is without a frame
		if _, err := o.packed.Write(nil); err != nil {
			return err
		}
		if err := o.sync(); err != nil {
			return err
		}
	}
	o.done, o.packed = true, nil
	if o.file == nil {
		return nil
	}
	return o.file.Close()
}

// publish gives an output that is finished its name.
func (o *output) publish() error {
	if o.stream || o.name == "" {
		return nil
	}
	if err := os.Rename(o.file.Name(), o.name); err != nil {
		return err
	}
	folder := filepath.Dir(o.name)
	o.name = ""
	return durable.SyncFolder(folder)
}

// close removes what was written and not published, or keeps it.
func (o *output) close(remain bool) {
	if o.file == nil {
		return
	}
	o.file.Close()
	if o.name != "" && !remain {
		os.Remove(o.file.Name())
	}
}
