package main

import (
	"fmt"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// A bar shows on a terminal how far a file has been read.
type bar struct {
	bar     *progressbar.ProgressBar // nil where there is no terminal
	in      *input
	records int
	drawn   time.Time
	name    string
}

func (c *command) progress(name string, in *input) *bar {
	file, ok := c.stderr.(*os.File)
	if c.quiet || !ok || !term.IsTerminal(int(file.Fd())) {
		return &bar{}
	}
	return &bar{name: name, in: in, bar: progressbar.NewOptions64(in.size,
		progressbar.OptionSetWriter(file), progressbar.OptionShowBytes(true), progressbar.OptionClearOnFinish(),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionSetPredictTime(true),
	)}
}

// record counts a record that is done.
func (b *bar) record() {
	if b.bar == nil {
		return
	}
	if b.records++; time.Since(b.drawn) < 100*time.Millisecond {
		return
	}
	b.drawn = time.Now()
	b.bar.Describe(fmt.Sprintf("%s: %d records", b.name, b.records))
	b.bar.Set64(b.in.read.Load()) //nolint:errcheck // a bar that cannot be drawn is no reason to stop
}

func (b *bar) finish() {
	if b.bar != nil {
		b.bar.Finish() //nolint:errcheck // as above
	}
}
