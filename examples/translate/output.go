package main

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
)

// An output is a file that appears whole or not at all: it is written under
// another name beside its own, and renamed when it is published.
type output struct {
	name   string // "" for a writer that is not ours to publish
	file   *os.File
	writer *bufio.Writer
}

// create opens an output for the file of that name.
func create(name string) (*output, error) {
	folder := filepath.Dir(name)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	file, err := os.CreateTemp(folder, ".translate-*.partial") // mode 0600
	if err != nil {
		return nil, err
	}
	return &output{name: name, file: file, writer: bufio.NewWriterSize(file, 1<<20)}, nil
}

func toWriter(w io.Writer) *output {
	return &output{writer: bufio.NewWriterSize(w, 64<<10)}
}

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) { return o.writer.Write(p) }

func (o *output) write(p []byte) error {
	_, err := o.writer.Write(p)
	return err
}

func (o *output) line(p []byte) error {
	if err := o.write(p); err != nil {
		return err
	}
	return o.writer.WriteByte('\n')
}

// publish makes the output durable and gives it its name.
func (o *output) publish() error {
	if err := o.writer.Flush(); err != nil {
		return err
	}
	if o.file == nil {
		return nil
	}
	if err := o.file.Sync(); err != nil {
		return err
	}
	if err := o.file.Close(); err != nil {
		return err
	}
	if err := os.Rename(o.file.Name(), o.name); err != nil {
		return err
	}
	o.name = ""
	return nil
}

// discard removes what was written and not published.
func (o *output) discard() {
	if o.file != nil && o.name != "" {
		o.file.Close()
		os.Remove(o.file.Name())
	}
}
