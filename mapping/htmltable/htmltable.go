// Package htmltable reads the rows of tables in HTML, for the exports that
// carry the name of a spreadsheet (.xls) and are a page.
//
//	reader, err := mapping.NewRowReader(htmltable.Rows(file, nil), hongkong.Layouts(), nil)
//
// It is a package of its own so that only a program that needs it links an HTML
// parser. It reads strictly: what would make a cell stand in another column
// than it seems to ends the reading.
package htmltable

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/crossbay/crossbay/mapping"
)

// The limits that keep a hostile or broken page from filling the memory.
const (
	maxToken   = 1 << 20  // bytes of one tag or text
	maxCell    = 1 << 20  // bytes of one cell
	maxRow     = 16 << 20 // bytes of one row
	maxColumns = 4096
	maxSpan    = 65534 // rows of a cell, the most that HTML has
	sniffed    = 1024  // bytes in which a page states its encoding
)

// The faults of a page.
var (
	ErrNoTable   = errors.New("the page has no table")
	ErrTruncated = errors.New("the page ends within a table")
	ErrNested    = errors.New("a table stands within a table")
	ErrMerged    = errors.New("a cell spans a number of rows or columns that is none")
	ErrTooLarge  = errors.New("a tag, a cell or a row of the page is too large")
	ErrCharset   = errors.New("the page states an encoding that is not read")
	ErrEncoding  = errors.New("the bytes of the page are not characters of its encoding")
)

// Options set how a page is read. Nil means the defaults.
type Options struct {
	// Encoding is utf-8, big5-hkscs or gb18030. Where it is empty, the page
	// says which it is in; UTF-8 where it does not.
	Encoding string

	_ struct{}
}

// Is reports whether a file is a page of HTML, by its first bytes; 512 are
// enough. Both byte orders of UTF-16 are recognised.
func Is(prefix []byte) bool {
	text := bytes.TrimPrefix(prefix, []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")) {
		text = bytes.ReplaceAll(text[2:], []byte{0}, nil)
	}
	text = bytes.ToLower(bytes.TrimLeft(text, " \t\r\n"))
	for _, start := range []string{"<!doctype html", "<html", "<head", "<meta", "<body", "<table", "<style", "<!--"} {
		if bytes.HasPrefix(text, []byte(start)) {
			return true
		}
	}
	return false
}

// Rows yields the rows of the tables of a page, in order. A line break within a
// cell is a line feed, other white space one space. A cell over several columns
// is followed by empty ones; the text of one over several rows is that of each,
// as a [mapping.RowNote] beside those rows says. Another error is the last thing
// yielded, and says nothing of what the cells hold.
func Rows(r io.Reader, options *Options) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		text, err := decode(r, options)
		if err != nil {
			yield(nil, err)
			return
		}
		p := page{tokens: html.NewTokenizer(text), checked: text}
		p.tokens.SetMaxBuf(maxToken)
		p.read(yield)
	}
}

// decode returns the page in UTF-8.
func decode(r io.Reader, options *Options) (*checkedReader, error) {
	buffered := bufio.NewReaderSize(r, 64<<10)
	name := ""
	if options != nil {
		name = options.Encoding
	}
	prefix, err := buffered.Peek(sniffed)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(prefix, []byte("\xff\xfe")), bytes.HasPrefix(prefix, []byte("\xfe\xff")):
		return &checkedReader{r: transform.NewReader(buffered, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()), strict: true}, nil
	case bytes.HasPrefix(prefix, []byte("\xef\xbb\xbf")):
		buffered.Discard(3) //nolint:errcheck // they were just seen
		name = "utf-8"
	case name == "" || name == "auto":
		name = charset(prefix)
	}
	var e encoding.Encoding
	switch strings.ToLower(name) {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
		return &checkedReader{r: buffered}, nil
	case "big5", "big5-hkscs", "big5hkscs", "x-big5":
		e = traditionalchinese.Big5
	case "gb2312", "gbk", "gb18030":
		e = simplifiedchinese.GB18030
	default:
		return nil, ErrCharset
	}
	return &checkedReader{r: transform.NewReader(buffered, e.NewDecoder()), strict: true}, nil
}

// charset returns the encoding that a page states, "" where it states none.
func charset(prefix []byte) string {
	text := strings.ToLower(string(prefix))
	_, after, found := strings.Cut(text, "charset=")
	if !found {
		return ""
	}
	after = strings.TrimLeft(after, `"' `)
	end := strings.IndexAny(after, `"' >;/`)
	if end < 0 {
		return ""
	}
	return after[:end]
}

// A checkedReader refuses what is not UTF-8. A decoder writes U+FFFD where it
// finds no character: strict takes that for a fault too.
type checkedReader struct {
	r      io.Reader
	strict bool
	rest   [utf8.UTFMax]byte // a character whose end has not come yet
	n      int
	bad    bool
}

func (c *checkedReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	text := append(slices.Clone(c.rest[:c.n]), p[:n]...)
	for len(text) > 0 && (utf8.FullRune(text) || err != nil) {
		if text[0] < utf8.RuneSelf {
			text = text[1:]
			continue
		}
		r, size := utf8.DecodeRune(text)
		if r == utf8.RuneError && (size == 1 || c.strict) {
			c.bad = true
			return 0, ErrEncoding
		}
		text = text[size:]
	}
	c.n = copy(c.rest[:], text)
	return n, err
}

// A page is the state of reading one.
type page struct {
	tokens  *html.Tokenizer
	checked *checkedReader

	seen   bool // a table
	inside bool // a table
	row    bool
	cell   bool
	skip   atom.Atom // the element whose content is no text, 0 outside one
	cells  []string
	filled []int // of the cells, those that a cell above covers
	own    bool  // the row has a cell of its own with something in it
	text   strings.Builder
	span   int // columns of the cell in hand
	rows   int // and rows
	size   int
	above  []spanning // by columns: cells of rows before that reach into this row
	below  []spanning // and those of this row and before, for the next
}

// A spanning is a cell that goes over rows which are still to come.
type spanning struct {
	rows int
	text string
}

func (p *page) read(yield func([]string, error) bool) {
	for {
		kind := p.tokens.Next()
		if kind == html.ErrorToken {
			if err := p.end(); err != nil {
				yield(nil, err)
			}
			return
		}
		done, err := p.token(kind)
		if err != nil {
			yield(nil, err)
			return
		}
		if done == nil {
			continue
		}
		err = nil
		if p.filled != nil {
			err = mapping.RowNote{Filled: p.filled}
			p.filled = nil
		}
		if !yield(done, err) {
			return
		}
	}
}

// end returns why the page ended, nil where it may.
func (p *page) end() error {
	switch err := p.tokens.Err(); {
	case p.checked.bad:
		return ErrEncoding
	case errors.Is(err, html.ErrBufferExceeded):
		return ErrTooLarge
	case !errors.Is(err, io.EOF):
		return err
	case p.inside:
		return ErrTruncated
	case !p.seen:
		return ErrNoTable
	}
	return nil
}

// token takes the next token in. done is the row that it ends, nil where it
// ends none.
func (p *page) token(kind html.TokenType) (done []string, err error) {
	switch kind {
	case html.TextToken:
		if p.cell && p.skip == 0 {
			return nil, p.write(string(p.tokens.Text()))
		}
	case html.StartTagToken, html.SelfClosingTagToken:
		name, more := p.tokens.TagName()
		tag := atom.Lookup(name)
		if p.skip != 0 {
			return nil, nil
		}
		return p.open(tag, kind, more)
	case html.EndTagToken:
		name, _ := p.tokens.TagName()
		return p.close(atom.Lookup(name))
	}
	return nil, nil
}

func (p *page) open(tag atom.Atom, kind html.TokenType, attributes bool) (done []string, err error) {
	switch tag {
	case atom.Table:
		if p.inside {
			return nil, ErrNested
		}
		p.inside, p.seen = true, true
	case atom.Tr:
		if p.inside {
			if err := p.endCell(); err != nil {
				return nil, err
			}
			if done, err = p.endRow(); err != nil {
				return nil, err
			}
			p.row = true
		}
	case atom.Td, atom.Th:
		if !p.inside {
			return nil, nil
		}
		p.row = true
		if err := p.endCell(); err != nil {
			return nil, err
		}
		p.cell = true
		return nil, p.spans(attributes)
	case atom.Br, atom.P, atom.Div, atom.Li:
		if p.cell && p.text.Len() > 0 {
			p.text.WriteByte('\n')
		}
	case atom.Script, atom.Style, atom.Template:
		if kind == html.StartTagToken {
			p.skip = tag
		}
	}
	return done, nil
}

// spans reads over how many columns and rows a cell goes.
func (p *page) spans(attributes bool) error {
	p.span, p.rows = 1, 1
	for attributes {
		var key, value []byte
		key, value, attributes = p.tokens.TagAttr()
		name := atom.Lookup(key)
		if name != atom.Colspan && name != atom.Rowspan {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSpace(string(value)))
		switch {
		case err != nil || n < 1 || n > maxSpan:
			return ErrMerged
		case name == atom.Rowspan:
			p.rows = n
		default:
			p.span = n
		}
	}
	return nil
}

func (p *page) close(tag atom.Atom) (done []string, err error) {
	if p.skip != 0 {
		if tag == p.skip {
			p.skip = 0
		}
		return nil, nil
	}
	switch tag {
	case atom.Td, atom.Th:
		return nil, p.endCell()
	case atom.Tr, atom.Thead, atom.Tbody, atom.Tfoot:
		if err := p.endCell(); err != nil {
			return nil, err
		}
		done, err = p.endRow()
		if tag != atom.Tr {
			p.above = nil
		}
		return done, err
	case atom.Table:
		if err := p.endCell(); err != nil {
			return nil, err
		}
		p.inside = false
		done, err = p.endRow()
		p.above = nil
		return done, err
	}
	return nil, nil
}

// write adds text to the cell, white space made one space.
func (p *page) write(text string) error {
	if p.size += len(text); p.text.Len()+len(text) > maxCell || p.size > maxRow {
		return ErrTooLarge
	}
	space := false
	for _, r := range text {
		switch r {
		case ' ', '\t', '\r', '\n', '\f':
			space = true
			continue
		}
		if space && p.text.Len() > 0 {
			p.text.WriteByte(' ')
		}
		space = false
		p.text.WriteRune(r)
	}
	if space && p.text.Len() > 0 {
		p.text.WriteByte(' ')
	}
	return nil
}

func (p *page) endCell() error {
	if !p.cell {
		return nil
	}
	p.cell = false
	lines := strings.Split(p.text.String(), "\n")
	for i := range lines {
		lines[i] = strings.Trim(lines[i], " \u00a0")
	}
	text := strings.Trim(strings.Join(lines, "\n"), "\n")
	p.text.Reset()
	if err := p.fill(len(p.cells)); err != nil {
		return err
	}
	p.own = p.own || text != ""
	if len(p.cells)+p.span > maxColumns {
		return ErrTooLarge
	}
	for i := range p.span {
		if i > 0 {
			text = ""
		}
		if p.rows > 1 {
			p.keep(spanning{p.rows - 1, text})
		}
		p.cells = append(p.cells, text)
	}
	return nil
}

// keep keeps a cell that reaches into the next row, in the column that comes next.
func (p *page) keep(s spanning) {
	if missing := len(p.cells) + 1 - len(p.below); missing > 0 {
		p.below = append(p.below, make([]spanning, missing)...)
	}
	p.below[len(p.cells)] = s
}

// fill puts into the row the cells above that reach into the columns from one on,
// until one that none reaches.
func (p *page) fill(from int) error {
	for ; from < len(p.above) && p.above[from].rows > 0; from++ {
		s := p.above[from]
		if p.size += len(s.text); p.size > maxRow {
			return ErrTooLarge
		}
		if s.text != "" {
			p.filled = append(p.filled, len(p.cells))
		}
		if s.rows--; s.rows > 0 {
			p.keep(s)
		}
		p.cells = append(p.cells, s.text)
	}
	return nil
}

// endRow returns the row that ends, nil where there is none, or nothing in it that
// is its own.
func (p *page) endRow() ([]string, error) {
	if !p.row {
		return nil, nil
	}
	for len(p.cells) < len(p.above) {
		if p.above[len(p.cells)].rows == 0 {
			p.cells = append(p.cells, "")
			continue
		}
		if err := p.fill(len(p.cells)); err != nil {
			return nil, err
		}
	}
	done, covered := p.cells, p.filled != nil
	if done == nil {
		done = []string{}
	}
	if covered && !p.own {
		done, p.filled = nil, nil
	}
	p.row, p.own, p.cells, p.size = false, false, nil, 0
	p.above, p.below = p.below, nil
	return done, nil
}
