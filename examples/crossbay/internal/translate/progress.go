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
	from    int64 // bytes that were read over
	records int
	drawn   time.Time
	name    string
}

// progress starts the bar of a file of which some records are done. The bar is of
// the bytes that are left, so that the rate and the time are those of the work.
func (c *command) progress(name string, in *input, records int) *bar {
	file, ok := c.stderr.(*os.File)
	if c.quiet || !ok || !term.IsTerminal(int(file.Fd())) {
		return &bar{}
	}
	var from int64
	if records > 0 {
		from = in.Consumed()
	}
	left := in.Size() // -1 where it is not known
	if left > from {
		left -= from
	}
	return &bar{name: name, in: in, from: from, records: records, bar: progressbar.NewOptions64(left,
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
	b.bar.Set64(b.in.Consumed() - b.from) //nolint:errcheck // a bar that cannot be drawn is no reason to stop
}

func (b *bar) finish() {
	if b.bar != nil {
		b.bar.Finish() //nolint:errcheck // as above
	}
}
