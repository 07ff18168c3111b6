package translate

import (
	"fmt"
	"os"
	"time"

	"github.com/cheggaaa/pb/v3"
	"golang.org/x/term"
)

// A bar shows on a terminal how far a file has been read.
type bar struct {
	bar     *pb.ProgressBar // nil where there is no terminal
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
	shown := pb.New64(max(left, 0)).SetTemplateString(template)
	shown.Set(pb.Bytes, true).Set(pb.Terminal, true).Set(pb.CleanOnFinish, true).Set(pb.Static, true)
	shown.SetWriter(file).Start()
	return &bar{name: name, in: in, from: from, records: records, bar: shown}
}

// template is what a bar shows. What no size is known of has no share and no end.
const template = `{{string . "what"}} {{counters .}} {{bar .}} {{percent .}} {{speed .}} {{rtime . "%s left"}}`

// record counts a record that is done.
func (b *bar) record() {
	if b.bar == nil {
		return
	}
	if b.records++; time.Since(b.drawn) < 100*time.Millisecond {
		return
	}
	b.drawn = time.Now()
	b.bar.Set("what", fmt.Sprintf("%s: %d records", b.name, b.records))
	b.bar.SetCurrent(b.in.Consumed() - b.from).Write()
}

func (b *bar) finish() {
	if b.bar != nil {
		b.bar.Finish()
	}
}
