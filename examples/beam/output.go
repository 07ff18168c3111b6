package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
	"github.com/google/uuid"
)

// outputs are the files that are written together and appear together. Each is
// written under a name that nobody else has, in the folder "partial" of its
// own file system, and gets its own name when all are complete. So an attempt
// that fails, or is killed, or runs at the same time as another, as engines do,
// never leaves half a file where others look; and one that runs again puts the
// same bytes in the same place.
type outputs struct {
	ctx    context.Context
	cancel context.CancelFunc
	folder string
	fs     filesystem.Interface
	err    error // why fs could not be opened
	all    []*output
}

// An output is a file that appears whole or not at all.
type output struct {
	owner   *outputs
	name    string // relative to the folder
	partial string
	buffer  *bufio.Writer
	opened  bool           // something may be stored under the partial name
	w       io.WriteCloser // nil before it is opened and after it is complete
}

func newOutputs(ctx context.Context, folder string) *outputs {
	o := &outputs{folder: folder}
	o.ctx, o.cancel = context.WithCancel(ctx)
	o.fs, o.err = filesystem.New(ctx, folder)
	return o
}

// add adds an output. They are published in the order in which they were added.
func (o *outputs) add(name string) *output {
	out := &output{owner: o, name: name, partial: o.folder + "/partial/" + uuid.NewString()}
	out.buffer = bufio.NewWriterSize(opener{out}, 256<<10)
	o.all = append(o.all, out)
	return out
}

// only discards all outputs but one.
func (o *outputs) only(keep *output) {
	for _, out := range o.all {
		if out != keep {
			out.discard()
		}
	}
	o.all = []*output{keep}
}

// An opener opens the file when there is something to write.
type opener struct{ out *output }

func (w opener) Write(p []byte) (int, error) {
	if err := w.out.open(); err != nil {
		return 0, err
	}
	return w.out.w.Write(p)
}

func (out *output) open() (err error) {
	if out.opened || out.owner.err != nil {
		return out.owner.err
	}
	out.w, err = out.owner.fs.OpenWrite(out.owner.ctx, out.partial)
	if err != nil {
		return err
	}
	out.opened = true
	if file, ok := out.w.(*os.File); ok {
		return file.Chmod(0o600) // it is about patients
	}
	return nil
}

// Write implements io.Writer.
func (out *output) Write(p []byte) (int, error) { return out.buffer.Write(p) }

func (out *output) write(p []byte) error {
	_, err := out.buffer.Write(p)
	return err
}

// complete ends the writing: then the file is stored under its partial name.
func (out *output) complete() error {
	if out.opened && out.w == nil {
		return nil // it is complete
	}
	err := errors.Join(out.open(), out.buffer.Flush())
	if err != nil {
		return err
	}
	if file, ok := out.w.(*os.File); ok {
		err = file.Sync()
	}
	err = errors.Join(err, out.w.Close())
	out.w = nil
	return err
}

// publish completes all outputs, and then gives each its name. On a local file
// system and on one that is mounted, that is a rename. Object stores have
// none: there, a complete object is copied within the store, which is as
// atomic, and the partial one removed.
func (o *outputs) publish() error {
	for _, out := range o.all {
		if err := out.complete(); err != nil {
			return err
		}
	}
	for len(o.all) > 0 {
		out := o.all[0]
		name := o.folder + "/" + out.name
		if !strings.Contains(name, "://") {
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				return err
			}
		}
		if err := filesystem.Rename(o.ctx, o.fs, out.partial, name); err != nil {
			return err
		}
		o.all = o.all[1:]
	}
	return nil
}

// discard removes what was written and not published.
func (o *outputs) discard() {
	o.cancel() // an object store must not complete what is closed now
	for _, out := range o.all {
		out.discard()
	}
	if o.fs != nil {
		o.fs.Close()
	}
}

func (out *output) discard() {
	if !out.opened {
		return
	}
	if out.w != nil {
		out.w.Close()
	}
	if remover, ok := out.owner.fs.(filesystem.Remover); ok {
		remover.Remove(context.WithoutCancel(out.owner.ctx), out.partial) //nolint:errcheck // it may not have come into being
	}
}
