package workbook

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// A Row is one of a sheet that has something in it.
type Row struct {
	Number int // from 1
	// Cells are as far as the row has some. A day is as 2006-01-02, with the time
	// where there is one; a number that its format pads is as that shows it;
	// another one, a text and a result of a formula are as stored.
	Cells []string
	// Unresolved and Filled are columns, counted from 0: of formulas without a
	// stored result, and of cells whose value is that of the merged cell that
	// covers them.
	Unresolved, Filled []int
}

var (
	errRows     = LimitError(fmt.Sprintf("the sheet states a row beyond the %d that a sheet has", MaxRows))
	errColumns  = LimitError(fmt.Sprintf("the sheet states a column beyond the %d that a sheet has", MaxColumns))
	errCovered  = LimitError(fmt.Sprintf("the merged cells of the sheet cover more than %d cells", maxCovered))
	errMerged   = LimitError(fmt.Sprintf("the sheet has more than %d merged cells", maxMerged))
	errNoResult = errors.New("a formula without a stored result")
)

// A place tells where in a sheet a reader stands: rows and cells that do not say
// where they are follow those before them.
type place struct {
	inside      bool // sheetData
	row, column int  // from 1
}

// see takes an element. began is its name where it is a row or a cell of the
// sheet that begins.
func (p *place) see(e *element) (began string, err error) {
	switch {
	case e.name == "sheetData":
		p.inside = !e.end
	case !p.inside || e.end:
	case e.name == "row":
		row := p.row + 1
		if stated := e.attribute("r"); stated != "" {
			if row, err = strconv.Atoi(stated); err != nil && !errors.Is(err, strconv.ErrRange) {
				return "", ErrSheet
			}
		}
		if row > MaxRows || err != nil {
			return "", errRows
		}
		if row <= p.row {
			return "", ErrSheet
		}
		p.row, p.column = row, 0
		return e.name, nil
	case e.name == "c":
		p.column++
		if stated := e.attribute("r"); stated != "" {
			column, row, ok := coordinates(stated)
			if !ok || row != p.row {
				return "", ErrSheet
			}
			p.column = column
		}
		if p.column > MaxColumns {
			return "", errColumns
		}
		return e.name, nil
	}
	return "", nil
}

// coordinates reads the name of a cell, as AB12.
func coordinates(name string) (column, row int, ok bool) {
	i := 0
	for ; i < len(name) && i < 4; i++ {
		c := name[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		column = 26*column + int(c-'A') + 1
	}
	row, err := strconv.Atoi(name[i:])
	return column, row, i > 0 && i < 4 && err == nil && row > 0
}

// check looks through the XML of the sheet, for what is broken or beyond the
// limits, and for the merged cells, which stand after the rows.
func (s *Sheet) check() error {
	if s.part == nil || s.chart {
		return nil
	}
	var at place
	err := s.book.walk(s.part, func(e *element) error {
		if _, err := at.see(e); err != nil {
			return err
		}
		if e.name != "mergeCell" || e.end {
			return nil
		}
		m, ok := newMerge(e.attribute("ref"))
		switch {
		case !ok:
		case len(s.merged) == maxMerged:
			return errMerged
		default:
			s.merged = append(s.merged, m)
		}
		return nil
	})
	slices.SortStableFunc(s.merged, func(a, b merge) int { return int(a.top) - int(b.top) })
	return err
}

// Rows yields the rows of the sheet that are not blank. An error is the last
// thing yielded. What a Row holds stays valid.
func (s *Sheet) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		switch {
		case s.chart:
			return
		case s.part == nil:
			yield(Row{}, ErrSheet)
			return
		}
		t, err := s.book.tokens(s.part)
		if err != nil {
			yield(Row{}, err)
			return
		}
		defer t.close()
		r := reader{book: s.book, merged: covering{coming: s.merged}}
		r.cell.text.most = s.book.limits.Cell + 1
		for {
			e, err := t.next()
			done := false
			if err == nil {
				done, err = r.see(e)
			}
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(Row{}, err)
				return
			}
			if done && !yield(r.row, nil) {
				return
			}
		}
	}
}

// A reader is the state of reading the rows of a sheet.
type reader struct {
	book   *Book
	at     place
	merged covering
	row    Row
	size   int  // of the cells
	wide   bool // the row has more cells than it may
	cell   cell
}

// see takes the next element, and reports whether it ends a row that has
// something in it.
func (r *reader) see(e *element) (done bool, err error) {
	inside := r.at.inside
	began, err := r.at.see(e)
	switch {
	case err != nil:
		return false, err
	case began == "row":
		r.row, r.size, r.wide = Row{Number: r.at.row}, 0, false
	case began == "c":
		r.cell.begin(e)
	case !inside:
	case e.end && e.name == "c":
		return false, r.endCell()
	case e.end && e.name == "row":
		return r.endRow()
	default:
		r.cell.see(e)
	}
	return false, nil
}

func (r *reader) endCell() error {
	if r.size > r.book.limits.Row {
		return nil
	}
	column := r.at.column - 1
	text, err := r.cell.value(r.book)
	if errors.Is(err, errNoResult) {
		r.row.Unresolved = append(r.row.Unresolved, column)
		if column < r.book.limits.Columns {
			r.set(column, "")
		}
		return nil
	}
	if err != nil || text == "" {
		return err
	}
	if column >= r.book.limits.Columns {
		r.wide = true
		return nil
	}
	if column < len(r.row.Cells) && r.row.Cells[column] != "" {
		return ErrSheet // the cell stands twice
	}
	r.set(column, text)
	return nil
}

// set puts a text into a column of the row.
func (r *reader) set(column int, text string) {
	for len(r.row.Cells) <= column {
		r.row.Cells = append(r.row.Cells, "")
	}
	r.row.Cells[column] = text
	r.size += len(text)
}

func (r *reader) endRow() (bool, error) {
	own := r.size > 0 || r.wide || r.row.Unresolved != nil
	err := r.merged.pass(&r.row, own, func(column int, text string) {
		if column < r.book.limits.Columns && r.size <= r.book.limits.Row {
			r.set(column, text)
			r.row.Filled = append(r.row.Filled, column)
		}
	})
	if r.wide {
		r.set(r.book.limits.Columns, "")
	}
	return own, err
}

// A cell is one that is read.
type cell struct {
	kind    string // t
	style   int
	text    written
	inValue bool
	formula bool
	result  bool // what came of it
}

func (c *cell) begin(e *element) {
	c.kind, c.style = e.attribute("t"), 0
	c.style, _ = strconv.Atoi(e.attribute("s"))
	c.inValue, c.formula, c.result = false, false, false
	c.text.reset()
}

func (c *cell) see(e *element) {
	switch {
	case e.name == "" && c.inValue:
		c.text.add(e.text)
		c.result = c.result || strings.TrimSpace(string(e.text)) != ""
		return
	case e.name == "v":
		c.inValue = !e.end
		c.result = c.result || c.kind == "str" // which may be empty
		return
	case e.name == "f":
		c.formula = true
		return
	case e.name == "is":
		c.result = true
		return
	}
	c.text.see(e)
}

// value returns the cell as text, and the error errNoResult where it is of a
// formula that nobody has computed.
func (c *cell) value(b *Book) (string, error) {
	if c.formula && !c.result {
		return "", errNoResult
	}
	switch text := string(c.text.text); c.kind {
	case "s":
		if text = strings.TrimSpace(text); text == "" {
			return "", nil
		}
		i, err := strconv.Atoi(text)
		if err != nil {
			return "", ErrSheet
		}
		return b.texts.get(i)
	case "inlineStr", "str":
		return string(unescaped(c.text.text)), nil
	case "", "n":
		if text = strings.TrimSpace(text); c.style > 0 && c.style < len(b.styles) {
			return b.styles[c.style].show(text, b.Date1904), nil
		}
		return plainNumber(text), nil
	default: // b, e, d
		return text, nil
	}
}
