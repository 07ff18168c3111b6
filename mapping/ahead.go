package mapping

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"slices"

	"github.com/crossbay/crossbay/mapping/internal/carrier"
)

// Ahead yields what work makes of each record of r, in the order of the file. So many
// goroutines, as many as there are processors where workers is 0, parse the records
// and call work ahead of who asks; what is yielded does not depend on how many. A
// record is valid until the next is asked for, and its [Record.Cell] is for the
// goroutine of the caller alone. Its Issues are settled when it is yielded, and not yet
// for work: see [Issue.Once].
//
// An error, that of reading or of ctx, is the last thing yielded. It is for those that
// make something else of sheets than documents, for which there is [Translator.Run].
// The memory that it takes does not grow with the file.
func Ahead[T any](ctx context.Context, r *Reader, workers int, work func(*Record) T) iter.Seq2[T, error] {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	return func(yield func(T, error) bool) {
		defer r.Close()
		file, late := r.source.File(), &lateParser{file: r.source.File(), Parser: r.source.NewParser()}
		late.Sheets().Reuse()
		start := func() func(*batch) {
			p := r.source.NewParser()
			return func(b *batch) {
				made, _ := b.made.([]T)
				made = made[:0]
				b.records = slices.Grow(b.records, len(b.rows))[:len(b.rows)] // so that none moves
				for i := range b.rows {
					b.records[i] = *newRecord(p, file, &b.rows[i])
					b.records[i].parser = late
					made = append(made, work(&b.records[i]))
				}
				b.made = made
			}
		}
		err := r.pipeline(ctx, workers, batchRows, start, func(b *batch) error {
			for i, made := range b.made.([]T) {
				if err := ctx.Err(); err != nil {
					return err
				}
				b.records[i].Issues, _ = r.tell(b.records[i].Issues, nil)
				late.row = nil
				if !yield(made, nil) {
					return errEnough
				}
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			var none T
			yield(none, err)
		}
	}
}

// errEnough says that nobody asks for more.
var errEnough = errors.New("enough")

// A lateParser tells the cells of a record that another Parser has had in hand. It
// parses the record once more, which is rare: issues alone ask for cells.
type lateParser struct {
	carrier.Parser
	file *carrier.File
	row  *carrier.Row // that Parser has in hand
}

// Cell implements carrier.Parser.
func (p *lateParser) Cell(r *carrier.Row, column string) string {
	if p.row != r {
		var again carrier.Record
		carrier.Parse(p.Parser, p.file, &again, r)
		p.row = r
	}
	return p.Parser.Cell(r, column)
}
