package mapping

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"slices"
	"sync"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/compose"
	"github.com/crossbay/crossbay/mapping/internal/guard"
	"github.com/crossbay/crossbay/mapping/internal/message"
	"github.com/crossbay/crossbay/mapping/internal/redact"
)

// RunOptions set how a file is translated. Nil means the defaults.
type RunOptions struct {
	// Workers is how many goroutines parse, translate and encode; as many as
	// there are processors where 0. The output does not depend on it.
	Workers int
	// Encode appends a document to dst, as one line of the output;
	// (*fhir.Document).Append where nil. It is called on several goroutines,
	// and the document is its to read and to add to until it returns.
	Encode func(d *fhir.Document, dst []byte) ([]byte, error)
	// Inspect looks at each sheet before it is translated, and may add issues;
	// nil for none. It is called on several goroutines, and the sheet is its to
	// read until it returns.
	Inspect func(s *FrontSheet) []Issue
	// Prepare returns the sheet that is translated instead of the one that was
	// read, after Inspect has seen that one, with further issues; nil for none.
	// Without a sheet, the record is rejected. What [FrontSheet.Validate] finds in it
	// is among the issues, and the document is that of [FrontSheet.Mended]. It is
	// called on several goroutines.
	Prepare func(s *FrontSheet) (*FrontSheet, []Issue)
	// Values asks for the cells that the issues are about, which are patients'.
	Values bool
	// Immediate hands each record on as soon as it has been read, as a connection
	// needs whose other side waits for an answer. Otherwise records are gathered,
	// which is faster.
	Immediate bool

	_ struct{}
}

// A Result is one record of a file, translated.
type Result struct {
	// Number and Line are those of the [Record].
	Number, Line int
	// Raw is that of the [Record], nil where the record was translated.
	Raw []byte
	// Output is the encoded document, nil where the record was rejected.
	Output []byte
	// Issues are those of reading and of translating, in this order.
	Issues []Issue
	// Values has, for each of Issues, the cell that it is about as
	// [Record.Cell] returns it; nil where RunOptions.Values does not ask.
	Values []string
	// Unmapped are the codes for which no map had a target that was asked for.
	Unmapped []Unmapped
}

// Rejected reports whether the record could not be translated.
func (r *Result) Rejected() bool { return r.Output == nil }

// batchRows and batchBytes bound a batch of rows, the unit in which the
// goroutines hand on work: large enough to make the handing on cheap, small
// enough to keep the memory flat.
const (
	batchRows  = 16
	batchBytes = 256 << 10
	usualRoom  = 48 << 10  // for a document, before any was seen
	mostRoom   = 256 << 10 // for a document; one that is larger makes its own
)

// A batch is a run of neighbouring rows and then of their results.
type batch struct {
	rows    []carrier.Row
	bytes   []byte         // of the rows
	cells   []carrier.Span // of the rows
	results []Result
	output  []byte // of the results
	records []Record
	made    any // of the records, by Ahead
	done    chan struct{}
}

// Run translates the records of r and calls emit with each result, in the
// order of the file and on the goroutine of the caller. A result is valid
// until emit returns. An error of reading, an error of emit, or the end of ctx
// ends the run and is returned; no goroutine outlives it. A panic, of this
// package or of a function of the options, rejects the record that it met, with
// the issue internal-error, which says where it was and nothing of its message.
//
// A sheet that the reader made is not validated again: [FrontSheet.Validate] finds
// nothing in any. One that Prepare returns is.
//
// The memory that Run takes does not grow with the file: work that emit has
// not taken holds up the reading. A read that waits outlasts ctx: whoever ends ctx
// closes the connection that is read.
func (t *Translator) Run(ctx context.Context, r *Reader, options *RunOptions, emit func(*Result) error) error {
	defer r.Close()
	var o RunOptions
	if options != nil {
		o = *options
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	most := batchRows
	if o.Immediate {
		most = 1
	}
	return r.pipeline(ctx, o.Workers, most, func() func(*batch) { return newWorker(t, r, &o).translate }, func(b *batch) error {
		for i := range b.results {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := emit(&b.results[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// pipeline reads the file in batches of at most so many rows, has so many goroutines
// work on them, each with what start gives it, and hands them to emit in order. No
// goroutine outlives it.
func (d *Reader) pipeline(ctx context.Context, workers, most int, start func() func(*batch), emit func(*batch) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	work := make(chan *batch, workers)    // so that no worker waits while the reader reads on
	spare := make(chan *batch, 4*workers) // batches to use again
	ordered := make(chan *batch, 2*workers)
	var readError error
	var wait sync.WaitGroup
	wait.Go(func() {
		defer close(ordered)
		defer close(work)
		readError = d.batches(ctx, spare, most, func(b *batch) bool {
			for _, queue := range [...]chan *batch{ordered, work} {
				select {
				case queue <- b:
				case <-ctx.Done():
					return false
				}
			}
			return true
		})
	})
	for range workers {
		wait.Go(func() {
			do := start()
			for b := range work {
				do(b)
				close(b.done)
			}
		})
	}
	err := deliver(ctx, ordered, spare, emit)
	cancel()
	wait.Wait()
	if err == nil {
		err = readError
	}
	return err
}

// deliver hands the batches to emit, in order, once they are done.
func deliver(ctx context.Context, ordered <-chan *batch, spare chan<- *batch, emit func(*batch) error) error {
	for b := range ordered {
		select {
		case <-b.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := emit(b); err != nil {
			return err
		}
		select {
		case spare <- b:
		default:
		}
	}
	return ctx.Err()
}

// batches reads the file in batches of at most so many rows and hands each to
// send, which reports whether to go on.
func (d *Reader) batches(ctx context.Context, spare <-chan *batch, most int, send func(*batch) bool) error {
	var r carrier.Row
	for {
		b := &batch{}
		select {
		case b = <-spare:
		default:
		}
		*b = batch{rows: b.rows[:0], bytes: b.bytes[:0], cells: b.cells[:0], results: b.results[:0], output: b.output[:0], records: b.records[:0], made: b.made, done: make(chan struct{})}
		size := 0
		var err error
		for len(b.rows) < most && size < batchBytes {
			if err = d.next(&r); err != nil {
				break
			}
			b.add(&r)
			size += len(r.Raw) + len(r.Unquoted)
		}
		if len(b.rows) > 0 && !send(b) {
			return ctx.Err()
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// add adds a copy of a row. The bytes and cells of a batch stand together.
func (b *batch) add(r *carrier.Row) {
	c := *r
	c.Raw, b.bytes = copyInto(b.bytes, r.Raw)
	c.Unquoted, b.bytes = copyInto(b.bytes, r.Unquoted)
	c.Cells, b.cells = copyInto(b.cells, r.Cells)
	b.rows = append(b.rows, c)
}

// copyInto appends values to list, which may move on to new memory, and returns the
// copy. What is new has room for as many more as a batch of their like has.
func copyInto[T any](list, values []T) (taken, rest []T) {
	if cap(list)-len(list) < len(values) {
		list = make([]T, 0, max(len(values), 2*cap(list), min(batchRows*len(values), batchBytes)))
	}
	from := len(list)
	list = append(list, values...)
	return list[from:len(list):len(list)], list
}

// A worker translates batches on its own goroutine.
type worker struct {
	translator *Translator
	file       *carrier.File
	parser     carrier.Parser
	encode     func(*fhir.Document, []byte) ([]byte, error)
	inspect    func(*FrontSheet) []Issue
	prepare    func(*FrontSheet) (*FrontSheet, []Issue)
	values     bool
	size       int              // room for a document, as seen so far
	record     carrier.Record   // used for one record after another
	builder    *compose.Builder // used for one document after another
}

func newWorker(t *Translator, r *Reader, o *RunOptions) *worker {
	encoder := &fhir.Encoder{}
	w := &worker{
		translator: t, file: r.source.File(), parser: r.source.NewParser(), encode: o.Encode, inspect: o.Inspect, prepare: o.Prepare, values: o.Values,
		builder: compose.NewBuilder(&t.settings, encoder),
		size:    usualRoom,
	}
	w.parser.Sheets().Reuse()
	if w.encode == nil {
		w.encode = encoder.Append
	}
	return w
}

func (w *worker) translate(b *batch) {
	b.results = slices.Grow(b.results, len(b.rows))[:len(b.rows)]
	b.output = roomFor(b.output, len(b.rows)*w.size)
	for i := range b.rows {
		from := len(b.output)
		result, record := &b.results[i], &w.record
		carrier.Parse(w.parser, w.file, record, &b.rows[i])
		place, panicked := guard.Do(func() { w.document(b, result, record) })
		if panicked {
			b.output = b.output[:from]
			at := frontsheet.Position{File: w.file.File, Record: record.Number, Line: record.Line}
			*result = Result{Number: record.Number, Line: record.Line, Raw: record.Raw, Issues: append(record.Issues, guard.InternalError(at, place))}
		}
		if w.values {
			result.Values = carrier.Values(w.parser, &b.rows[i], result.Issues)
		}
	}
	// A little more than these took, so that the buffer does not grow, and is not
	// copied, for the last row of each batch.
	if size := len(b.output) / len(b.rows); size > w.size && size < mostRoom {
		w.size = size + size/8
	}
}

// roomFor returns an empty buffer with room for so many bytes: buf where it has
// that, else a new one, since nothing of buf is to be copied.
func roomFor(buf []byte, bytes int) []byte {
	if cap(buf) >= bytes {
		return buf[:0]
	}
	return make([]byte, 0, bytes)
}

// document translates one record, whose output is appended to that of the batch.
func (w *worker) document(b *batch, result *Result, record *carrier.Record) {
	*result = Result{Number: record.Number, Line: record.Line, Issues: record.Issues}
	if record.Sheet == nil {
		result.Raw = record.Raw
		return
	}
	if w.inspect != nil {
		result.Issues = append(result.Issues, w.inspect(record.Sheet)...)
	}
	if w.prepare != nil {
		sheet, issues := w.prepare(record.Sheet)
		if result.Issues = append(result.Issues, issues...); sheet == nil {
			result.Raw = record.Raw
			return
		}
		// The reader's own sheet has nothing to be found: it is not looked at.
		record.Sheet, issues = sheet.Mended()
		result.Issues = append(result.Issues, issues...)
	}
	if w.prepare == nil && message.IsParser(w.parser) {
		w.builder.BuildAsRead(record.Sheet)
	} else {
		w.builder.Build(record.Sheet)
	}
	result.Issues = append(result.Issues, w.builder.Issues()...)
	result.Unmapped = w.builder.Unmapped()
	from := len(b.output)
	output, err := w.encode(w.translator.finish(w.builder), b.output)
	if err != nil {
		// The encoder refuses what would not be FHIR: that is a fault of
		// this package, and the record is rejected rather than the run.
		result.Issues = append(result.Issues, Issue{
			File: w.file.File, Record: record.Number, Line: record.Line,
			Severity: frontsheet.Error, Code: "not-encodable", Detail: "the document cannot be written: " + err.Error(),
		})
		result.Raw = record.Raw
		return
	}
	b.output = output
	result.Output = output[from:len(output):len(output)]
}

// Format writes "[redacted]", whatever the verb is.
func (Result) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Result) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Result) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }
