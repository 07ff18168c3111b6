package codes

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"path/filepath"
)

// outputs are files that appear together or not at all: each is written under
// another name beside its own, and renamed when all are whole.
type outputs struct{ names, partial []string }

// add writes a file.
func (o *outputs) add(name string, write func(io.Writer) error) error {
	folder := filepath.Dir(name)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	file, err := os.CreateTemp(folder, ".codes-*.partial") // mode 0600
	if err != nil {
		return err
	}
	o.names, o.partial = append(o.names, name), append(o.partial, file.Name())
	w := bufio.NewWriterSize(file, 1<<16)
	err = write(w)
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}

// publish gives the files their names.
func (o *outputs) publish() error {
	for i, name := range o.names {
		if err := os.Rename(o.partial[i], name); err != nil {
			return err
		}
	}
	o.partial = nil
	return nil
}

// drop removes what was not published.
func (o *outputs) drop() {
	for _, name := range o.partial {
		os.Remove(name) //nolint:errcheck // it may have its name already
	}
}

// A lineWriter writes resources in JSON without the ends of their lines, which
// stand between tokens alone.
type lineWriter struct{ io.Writer }

func (w lineWriter) Write(p []byte) (int, error) {
	n := len(p)
	for line := range bytes.SplitSeq(p, []byte{'\n'}) {
		if _, err := w.Writer.Write(line); err != nil {
			return 0, err
		}
	}
	return n, nil
}
