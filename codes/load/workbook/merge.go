package workbook

import (
	"slices"
	"strings"
)

// A merge is a cell that covers those below it. What it covers beside it in its
// own row stays blank: it is shown once there.
type merge struct{ top, bottom, column int32 } // from 1, 1 and 0

// newMerge reads the range of a merged cell, as A2:B5; ok is false for one that
// covers no other row.
func newMerge(ref string) (m merge, ok bool) {
	from, to, _ := strings.Cut(ref, ":")
	left, top, ok := coordinates(from)
	_, bottom, also := coordinates(to)
	if !ok || !also || bottom <= top || bottom > MaxRows || left > MaxColumns {
		return m, false
	}
	return merge{int32(top), int32(bottom), int32(left - 1)}, true
}

// covering follows the merged cells down a sheet. Merged cells do not overlap
// (Excel does not open a file in which they do): of those of one column the last
// counts, so that there are never more than columns.
type covering struct {
	coming []merge // by their first rows
	now    []covered
	looked int // how often a row was looked at for a cell that reaches into it
}

type covered struct {
	merge
	text string
}

// pass takes the next row, and fills those of its blank cells that a merged cell
// above covers. A row that has nothing of its own is none, however it is covered.
func (c *covering) pass(row *Row, own bool, fill func(column int, text string)) error {
	if len(c.coming) == 0 && len(c.now) == 0 {
		return nil
	}
	number := int32(row.Number)
	c.now = slices.DeleteFunc(c.now, func(m covered) bool { return m.bottom < number })
	if c.looked += len(c.now); c.looked > maxCovered {
		return errCovered
	}
	for _, m := range c.now {
		if column := int(m.column); own && (column >= len(row.Cells) || row.Cells[column] == "") && !slices.Contains(row.Unresolved, column) {
			fill(column, m.text)
		}
	}
	for ; len(c.coming) > 0 && c.coming[0].top <= number; c.coming = c.coming[1:] {
		m := c.coming[0]
		if column := int(m.column); m.top == number && column < len(row.Cells) && row.Cells[column] != "" {
			c.begin(covered{m, row.Cells[column]})
		}
	}
	return nil
}

func (c *covering) begin(m covered) {
	i, found := slices.BinarySearchFunc(c.now, m, func(a, b covered) int { return int(a.column) - int(b.column) })
	if found {
		c.now[i] = m
		return
	}
	c.now = slices.Insert(c.now, i, m)
}
