package tabular

import (
	"bytes"
	"errors"
	"io"

	"github.com/crossbay/crossbay/mapping/internal/carrier"
)

// limited returns the fault of a row that has columns cells of size bytes
// already and gets another, "" where it may.
func limited(cell string, columns, size int) string {
	switch {
	case len(cell) > carrier.MostCell:
		return "field-too-long"
	case columns == carrier.MostColumns:
		return "too-many-columns"
	case size+len(cell) > carrier.MostRecord:
		return "record-too-long"
	}
	return ""
}

// A csvRows splits CSV into rows without decoding it: the delimiters, quotes
// and line ends are never part of a character of UTF-8, GB18030 or Big5.
//
// Quoting is that of RFC 4180. A quote inside a cell that does not start with
// one is a character like any other. Where a quoted cell does not end as it
// must, or a quote swallows lines, the row has a fault, is one line long, and
// reading goes on with the next line.
type csvRows struct {
	r         io.Reader
	delimiter byte
	lineEnd   byte // \n, also after \r; \r in a file that has no other
	buf       []byte
	start     int // of the next row in buf
	end       int // of what buf holds
	line      int // of the next row, 1-based
	eof       bool
	err       error
	open      int  // bytes behind a quote that nothing has closed yet
	marked    bool // a byte order mark stood before the row given last
	last      int  // start of the row given last
	lastLine  int
}

func newCSVRows(r io.Reader) *csvRows {
	return &csvRows{r: r, delimiter: ',', lineEnd: '\n', buf: make([]byte, 256<<10), line: 1}
}

// fill reads more, keeping what starts at start. It reports whether there was
// more to read.
func (c *csvRows) fill() bool {
	if c.eof {
		return false
	}
	if c.start > 0 {
		copy(c.buf, c.buf[c.start:c.end])
		c.end -= c.start
		c.start = 0
	}
	if c.end == len(c.buf) {
		larger := make([]byte, 2*len(c.buf))
		copy(larger, c.buf[:c.end])
		c.buf = larger
	}
	// A row that is not complete yet is split again from its start: the buffer
	// is filled first: with a slow source that would take quadratic time.
	atLeast := 1
	if c.end > 0 {
		atLeast = len(c.buf) - c.end
	}
	n, idle := 0, 0
	for n < atLeast && !c.eof {
		read, err := c.r.Read(c.buf[c.end:])
		c.end += read
		n += read
		if idle++; read > 0 {
			idle = 0
		}
		if err == nil && idle == maxIdle {
			err = io.ErrNoProgress
		}
		if err != nil {
			c.eof = true
			if !errors.Is(err, io.EOF) { // a source that breaks off says io.ErrUnexpectedEOF
				c.err = err
			}
		}
	}
	return n > 0
}

// maxIdle is how often a source may give nothing before it is given up.
const maxIdle = 100

func (c *csvRows) Next(r *carrier.Row) error {
	c.marked = false
	for {
		if c.start == c.end && !c.fill() {
			if c.err != nil {
				return c.err
			}
			return io.EOF
		}
		c.passMark()
		size, done := c.scan(r)
		if size > carrier.MostRecord && r.Fault == "" {
			r.Fault, r.Cells = "record-too-long", r.Cells[:0]
		}
		if !done {
			if wasEnd := c.eof; c.open <= carrier.MostCell && c.end-c.start <= carrier.MostRecord && (c.fill() || !wasEnd && c.err == nil) {
				continue // there is more, or it is known now that there is not
			}
			if c.err != nil {
				return c.err
			}
			// The row does not end: a quote that nothing closes, or a row
			// beyond the limit. Its first line is given as a fault.
			r.Fault = "record-too-long"
			if c.open > 0 {
				r.Fault = "unterminated-quote"
			}
			size = c.firstLine()
			r.Cells = r.Cells[:0]
		} else if r.Fault != "" && r.Lines > 1 {
			size = c.firstLine()
		}
		c.give(r, size)
		if len(bytes.Trim(r.Raw, "\r\n \t")) == 0 && r.Fault == "" {
			continue // a blank line
		}
		return nil
	}
}

// passMark passes over a byte order mark before a row, where text is that had one
// when it was a file of its own: it is part of no cell.
func (c *csvRows) passMark() {
	const mark = "\xef\xbb\xbf"
	for c.buf[c.start] == mark[0] {
		for c.end-c.start < len(mark) && c.fill() {
		}
		if !bytes.HasPrefix(c.buf[c.start:c.end], []byte(mark)) {
			return
		}
		if c.end-c.start == len(mark) && !c.fill() {
			return // nothing comes after it: the row is the mark
		}
		c.start, c.marked = c.start+len(mark), true
	}
}

func (c *csvRows) give(r *carrier.Row, size int) {
	r.Raw = c.buf[c.start : c.start+size]
	r.Line = c.line
	r.Lines = c.count(r.Raw)
	if size > 0 && r.Raw[size-1] != c.lineEnd {
		r.Lines++
	}
	c.last, c.lastLine = c.start, c.line
	c.start += size
	c.line += c.count(r.Raw)
}

// onlyFirstLine takes the row given last back except for its first line, so that
// a stray quote costs one line and not all that it swallowed.
func (c *csvRows) onlyFirstLine(r *carrier.Row) {
	c.start, c.line = c.last, c.lastLine
	c.give(r, c.firstLine())
	r.Cells = r.Cells[:0]
}

// firstLine returns the length of the line at start.
func (c *csvRows) firstLine() int {
	if i := bytes.IndexByte(c.buf[c.start:c.end], c.lineEnd); i >= 0 {
		return i + 1
	}
	return c.end - c.start
}

// scan splits the row at start into cells. done is false where the row goes on
// beyond what buf holds.
func (c *csvRows) scan(r *carrier.Row) (size int, done bool) {
	r.Cells, r.Unquoted, r.Fault, r.Lines, r.Padded, c.open = r.Cells[:0], r.Unquoted[:0], "", 1, false, 0
	b := c.buf[c.start:c.end]
	i := 0
	for {
		// Most cells are empty.
		cells := r.Cells
		for delimiter := c.delimiter; i < len(b) && b[i] == delimiter && len(cells) < carrier.MostColumns; i++ {
			cells = append(cells, carrier.Span{From: int32(i), To: int32(i)})
		}
		r.Cells = cells
		if i < len(b) && (b[i] == ' ' || b[i] == '\t') {
			n, known := c.padding(b[i:])
			if !known {
				return 0, false
			}
			i += n
			r.Padded = r.Padded || n > 0
		}
		if i < len(b) && b[i] == '"' {
			cell, next, ok := c.quoted(b, i+1, r)
			if !ok {
				return 0, false
			}
			r.Cells = append(r.Cells, cell)
			i = next
		} else {
			n := c.unquoted(b[i:])
			if i+n == len(b) && !c.eof {
				return 0, false
			}
			r.Cells = append(r.Cells, carrier.Span{From: int32(i), To: int32(i + n)})
			i += n
		}
		if last := &r.Cells[len(r.Cells)-1]; last.To-last.From > carrier.MostCell {
			r.Fault, *last = "field-too-long", carrier.Span{}
		}
		if len(r.Cells) > carrier.MostColumns {
			r.Fault, r.Cells = "too-many-columns", r.Cells[:0]
		}
		if i == len(b) {
			return i, c.eof
		}
		switch b[i] {
		case c.delimiter:
			i++
		case c.lineEnd:
			return i + 1, true
		case '\r':
			if i+1 == len(b) {
				if !c.eof {
					return 0, false
				}
				return i + 1, true
			}
			return i + 2, true // unquoted stops at \r only before \n
		}
	}
}

// blanks returns the length of the white space at the front of b.
func (c *csvRows) blanks(b []byte) int {
	n := 0
	for n < len(b) && (b[n] == ' ' || b[n] == '\t') && b[n] != c.delimiter {
		n++
	}
	return n
}

// ends reports whether a cell can end before i: a delimiter or a line end stands
// there, or nothing more.
func (c *csvRows) ends(b []byte, i int) bool {
	return i >= len(b) || b[i] == c.delimiter || b[i] == c.lineEnd || b[i] == '\r' && (i+1 >= len(b) || b[i+1] == '\n')
}

// padding returns the length of the white space at the front of b that stands
// before a quoted cell, 0 where the cell is none: text may begin with blanks and a
// quote. known is false where b ends before that can be told.
func (c *csvRows) padding(b []byte) (n int, known bool) {
	n = c.blanks(b)
	if n == len(b) || b[n] != '"' {
		return 0, n < len(b) || c.eof
	}
	i := n + 1
	for {
		end := bytes.IndexByte(b[i:], '"')
		if end < 0 {
			return 0, c.eof || len(b) > carrier.MostCell
		}
		i += end + 1
		if i < len(b) && b[i] == '"' {
			i++
			continue
		}
		i += c.blanks(b[i:])
		if i >= len(b) && !c.eof {
			return 0, false
		}
		if !c.ends(b, i) {
			return 0, true
		}
		return n, true
	}
}

// unquoted returns the length of the cell at the front of b.
func (c *csvRows) unquoted(b []byte) int {
	delimiter, lineEnd := c.delimiter, c.lineEnd
	for i, x := range b {
		if x == delimiter || x == lineEnd {
			return i
		}
		if x == '\r' && (i+1 == len(b) || b[i+1] == '\n') {
			return i
		}
	}
	return len(b)
}

// quoted reads the cell whose opening quote stands before i. ok is false where
// it goes on beyond b.
func (c *csvRows) quoted(b []byte, i int, r *carrier.Row) (cell carrier.Span, next int, ok bool) {
	from := len(r.Unquoted)
	doubled := false
	begin := i
	for {
		n := bytes.IndexByte(b[i:], '"')
		if n < 0 {
			c.open = max(1, len(b)-begin)
			return carrier.Span{}, 0, false
		}
		r.Lines += c.count(b[i : i+n])
		i += n + 1
		if i == len(b) && !c.eof {
			return carrier.Span{}, 0, false
		}
		if i < len(b) && b[i] == '"' {
			r.Unquoted = append(r.Unquoted, b[begin:i]...)
			doubled = true
			i++
			begin = i
			continue
		}
		break
	}
	cell = carrier.Span{From: int32(begin), To: int32(i - 1)}
	if doubled {
		r.Unquoted = append(r.Unquoted, b[begin:i-1]...)
		cell = carrier.Span{From: int32(from), To: int32(len(r.Unquoted)), Undone: true}
	}
	if n := c.blanks(b[i:]); n > 0 && (i+n < len(b) || c.eof) && c.ends(b, i+n) {
		r.Padded = true
		i += n
	}
	if !c.ends(b, i) {
		// Text after the closing quote.
		r.Fault = "bad-quote"
		i += c.unquoted(b[i:])
		if i == len(b) && !c.eof {
			return carrier.Span{}, 0, false
		}
	}
	return cell, i, true
}

func (c *csvRows) count(b []byte) int { return bytes.Count(b, []byte{c.lineEnd}) }

// sniff finds the line end of the file, and chooses the delimiter that the
// first line holds most of.
func (c *csvRows) sniff() {
	if ahead := c.ahead(); bytes.IndexByte(ahead, '\n') < 0 && bytes.IndexByte(ahead, '\r') >= 0 {
		c.lineEnd = '\r'
	}
	for c.firstLine() == c.end-c.start && c.end-c.start < carrier.MostRecord && c.fill() {
	}
	line := c.buf[c.start : c.start+c.firstLine()]
	most := bytes.Count(line, []byte{','})
	for _, d := range []byte{'\t', ';'} {
		if n := bytes.Count(line, []byte{d}); n > most {
			c.delimiter, most = d, n
		}
	}
}

// ahead returns what has been read and not yet given.
func (c *csvRows) ahead() []byte { return c.buf[c.start:c.end] }
