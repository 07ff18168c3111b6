package mapping

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// mostTitleRows is how far down a header is looked for.
const mostTitleRows = 100

// search looks below the first row for the header of a layout whose files have
// titles. Nil means that none of layouts is one of those.
func (d *Reader) search(layouts []*layout.Layout) (*layout.Layout, error) {
	var titled []*layout.Layout
	for _, l := range layouts {
		if l.BelowTitle {
			titled = append(titled, l)
		}
	}
	if titled == nil {
		return nil, nil
	}
	first := d.header.line
	for skipped := 1; skipped <= mostTitleRows; skipped++ {
		if d.text != nil {
			d.text.sniffRow()
		} else if rows, ok := d.rows.(*stringRows); ok {
			rows.width = 0
		}
		err := d.rows.next(&d.header)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, d.fail(d.header.line, err)
		}
		if d.header.fault != "" {
			continue
		}
		d.readHeader()
		found, _ := layout.Recognize(d.columns, titled)
		if found = d.recognizeBig5(found, titled); found != nil {
			d.issue(frontsheet.Information, "rows-before-header", "", fmt.Sprintf("the header stands below %d other rows, which were passed over", skipped))
			return found, nil
		}
	}
	return nil, d.fail(first, ErrLayout)
}

// readHeader decodes the row in hand as a header.
func (d *Reader) readHeader() {
	d.settle(&d.header)
	d.columns = d.columns[:0]
	var decode charset.Decoder
	decode.Use(d.header.encoding)
	for i := range d.header.cells {
		text, _ := decode.Append(nil, d.header.cell(i))
		d.columns = append(d.columns, string(text))
	}
	d.header = d.header.clone()
}

// sniffRow chooses the delimiter of the next line that is not blank.
func (c *csvRows) sniffRow() {
	for {
		for c.firstLine() == c.end-c.start && c.end-c.start < maxRecord && c.fill() {
		}
		n := c.firstLine()
		if n == 0 || len(bytes.TrimSpace(c.buf[c.start:c.start+n])) > 0 {
			break
		}
		c.start += n
		c.line++
	}
	c.delimiter = ','
	c.sniff()
}

// row reads the next row of the file as it stands: the one that was read
// ahead, or the first after those that are no record.
func (d *Reader) row(r *row) error {
	for {
		r.more, r.extra = nil, nil
		switch {
		case d.ahead != nil:
			*r, d.ahead = *d.ahead, nil
			return nil
		case d.failed != nil:
			return d.failed
		}
		if err := d.rows.next(r); errors.Is(err, io.EOF) {
			return err
		} else if err != nil {
			line := 0
			if rows, ok := d.rows.(*jsonRows); ok {
				line = rows.line
			}
			return d.fail(line, err)
		}
		d.settle(r)
		if r.fault == "" && len(r.cells) != len(d.columns) && r.lines > 1 && d.text != nil {
			// A stray quote has joined lines: only the first is given up.
			d.text.onlyFirstLine(r)
			r.fault = "bad-quote"
		}
		if d.layout.BelowTitle && r.fault == "" {
			if r.blank(0) && r.unresolved == nil {
				continue
			}
			if bytes.Equal(bytes.TrimSpace(r.raw), bytes.TrimSpace(d.header.raw)) {
				r.fault = "repeated-header"
			}
		}
		return nil
	}
}

const (
	mostGroup = maxRecord
)

// gather adds to r the rows after it that belong to the same record.
func (d *Reader) gather(r *row) {
	if d.layout.Group < 0 {
		return
	}
	column := d.bound[d.layout.Group]
	if column < 0 || !d.whole(r) {
		return
	}
	key := bytes.Clone(bytes.TrimSpace(r.cell(column)))
	if len(key) == 0 {
		return
	}
	*r = r.clone()
	var next row
	for len(r.more) < layout.MostRows && len(r.raw) < mostGroup {
		if err := d.row(&next); err != nil {
			d.failed = err
			break
		}
		if !d.whole(&next) || !bytes.Equal(bytes.TrimSpace(next.cell(column)), key) {
			d.ahead = new(next.clone())
			break
		}
		r.more = append(r.more, next.clone())
		r.raw = append(r.raw, next.raw...)
	}
	// What does not fit is no record of its own: it is part of one that is
	// rejected.
	full := len(r.more) >= layout.MostRows || len(r.raw) >= mostGroup
	if full || bytes.Equal(key, d.overlong) {
		r.fault, r.more = "group-too-long", nil
	}
	if d.overlong = nil; r.fault != "" {
		d.overlong = key
	}
}

// whole reports whether the row has the cells of the header.
func (d *Reader) whole(r *row) bool {
	return r.fault == "" && len(r.cells) >= len(d.columns) && r.blank(len(d.columns))
}

// regional returns the encoding of a file that is not in UTF-8: that of its
// region, as soon as the layout says which it is, unless the sample is clearly
// of the other's.
func (d *Reader) regional(encoding string, sample []byte) string {
	if encoding == charset.EncodingGB18030 && d.layout != nil && d.layout.Country == "HK" && !charset.UnlikeBig5(sample) {
		d.detected = false
		return charset.EncodingBig5
	}
	return encoding
}

// recognizeBig5 recognises a layout of Hong Kong where the header, or what
// stands above it, is not UTF-8: in Big5 it names as many columns as in GB18030.
// Otherwise it returns layout.
func (d *Reader) recognizeBig5(found *layout.Layout, layouts []*layout.Layout) *layout.Layout {
	if !d.detected || d.encoding != charset.EncodingGB18030 || found != nil && found.Country != "HK" {
		return found
	}
	var decode charset.Decoder
	decode.Use(charset.EncodingBig5)
	columns := make([]string, len(d.header.cells))
	for i := range d.header.cells {
		text, _ := decode.Append(nil, d.header.cell(i))
		columns[i] = string(text)
	}
	other, n := layout.Recognize(columns, layouts)
	if other == nil || other.Country != "HK" {
		return found
	}
	if found != nil {
		if _, m := layout.Recognize(d.columns, layouts); m > n {
			return found
		}
	}
	d.columns, d.encoding, d.detected = columns, charset.EncodingBig5, false
	d.header.encoding = charset.EncodingBig5
	return other
}
