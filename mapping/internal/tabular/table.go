package tabular

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/identity"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// mostTitleRows is how far down a header is looked for.
const mostTitleRows = 100

// filled counts the cells that have something in them.
func filled(cells []string) (n int) {
	for _, cell := range cells {
		if strings.TrimSpace(cell) != "" {
			n++
		}
	}
	return n
}

// search looks below the first row for the header of a layout, which a title, the
// conditions of a query and blank rows may stand above. A row that happens to name
// one column is no header.
func (d *Source) search(layouts []*layout.Layout) (*layout.Layout, error) {
	first := d.header.Line
	known := d.headings.layouts
	likely, most := layout.Nearest(d.columns, known)
	header, widest := d.columns, filled(d.columns)
	separator := separatorOf(d.columns)
	for skipped := 1; skipped <= mostTitleRows; skipped++ {
		if d.text != nil {
			d.text.sniffRow()
		} else if rows, ok := d.rows.(*stringRows); ok {
			rows.width = 0
		}
		err := d.rows.Next(&d.header)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, d.fail(d.header.Line, err)
		}
		if d.header.Fault != "" {
			continue
		}
		d.marked()
		d.columns = nil
		d.readHeader()
		found, n := layout.Recognize(d.columns, layouts)
		if n < 2 {
			found = nil
		}
		if found = d.recognizeCharset(found, layouts); found != nil {
			severity := frontsheet.Information
			if 4*widest >= 3*filled(d.columns) { // rather records than titles
				severity = frontsheet.Warning
			}
			d.issue(severity, "rows-before-header", "", fmt.Sprintf("the header stands below %d other rows, which were passed over", skipped))
			return found, nil
		}
		widest = max(widest, filled(d.columns))
		if l, n := layout.Nearest(d.columns, known); n > most {
			likely, most, header = l, n, d.columns
		}
	}
	e := &carrier.LayoutError{}
	if most >= 2 || likely != nil && likely.Lacks(header) == nil {
		e = &carrier.LayoutError{Likely: likely.Name, Named: most, Missing: likely.Lacks(header), Foreign: likely.Foreign(header)}
	}
	e.Separator = separator
	return nil, d.fail(first, e)
}

// separatorOf returns what seems to part the columns of a header that was read as a
// single one, "" for nothing. None of these is read: in GB18030 and Big5 a byte of each
// may be half a character.
func separatorOf(columns []string) string {
	if len(columns) != 1 {
		return ""
	}
	for _, c := range [...]string{"|", "^", "~", "¦", "\x01"} {
		if strings.Count(columns[0], c) >= 2 {
			return c
		}
	}
	return ""
}

// lower looks at the row below a header of a spreadsheet, which may be the header
// in whole: where merged cells of the first group the columns, the second names
// them.
func (d *Source) lower(found *layout.Layout) (*layout.Layout, error) {
	rows, ok := d.rows.(*stringRows)
	if !ok {
		return found, nil
	}
	upper, columns := d.header, d.columns
	_, n := layout.Recognize(columns, []*layout.Layout{found})
	d.header, d.columns = carrier.Row{}, nil
	err := d.rows.Next(&d.header)
	switch {
	case errors.Is(err, io.EOF):
		d.header, d.columns = upper, columns
		return found, nil
	case err != nil:
		return nil, d.fail(upper.Line, err)
	case d.header.Fault == "":
		d.readHeader()
		if also, m := layout.Recognize(d.columns, []*layout.Layout{found}); also != nil && m > n && 2*m >= filled(d.columns) {
			rows.width = len(d.columns)
			d.issue(frontsheet.Information, "rows-before-header", "", "the header stands in two rows, of which the second names the columns")
			return found, nil
		}
	}
	d.queued = new(d.header.Clone())
	d.header, d.columns = upper, columns
	return found, nil
}

// marked reports a byte order mark that stands in the midst of the file, as where
// files were joined.
func (d *Source) marked() {
	if d.text != nil && d.text.marked {
		d.issue(frontsheet.Information, inMidst, "", inMidstDetail)
	}
}

const (
	inMidst       = "byte-order-mark"
	inMidstDetail = "a byte order mark stands in the midst of the file: it is passed over; files may have been joined"
)

// readHeader decodes the row in hand as a header.
func (d *Source) readHeader() {
	d.settle(&d.header)
	d.columns = d.columns[:0]
	var decode charset.Decoder
	decode.Use(d.header.Encoding)
	for i := range d.header.Cells {
		text, _ := decode.Append(nil, d.header.Cell(i))
		d.columns = append(d.columns, string(text))
	}
	d.header = d.header.Clone()
}

// sniffRow chooses the delimiter of the next line that is not blank.
func (c *csvRows) sniffRow() {
	for {
		for c.firstLine() == c.end-c.start && c.end-c.start < carrier.MostRecord && c.fill() {
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
func (d *Source) row(r *carrier.Row) error {
	var before []frontsheet.Issue
	for {
		r.More, r.Extra, r.Before = nil, nil, nil
		switch {
		case d.ahead != nil:
			*r, d.ahead = *d.ahead, nil
			return nil
		case d.failed != nil:
			return d.failed
		case d.queued != nil:
			*r, d.queued = *d.queued, nil
		default:
			if err := d.rows.Next(r); errors.Is(err, io.EOF) && before != nil && d.headings.last != nil {
				// What was passed over has no record to be told with.
				*r, d.headings.last = *d.headings.last, nil
				r.Fault = "repeated-header"
				return nil
			} else if errors.Is(err, io.EOF) {
				return err
			} else if err != nil {
				return d.fail(0, err)
			}
		}
		d.settle(r)
		if d.text != nil && d.text.marked {
			before = append(before, frontsheet.Issue{Line: r.Line, Severity: frontsheet.Information, Code: inMidst, Detail: inMidstDetail})
		}
		if r.Fault == "" && len(r.Cells) != len(d.columns) && r.Lines > 1 && d.text != nil {
			// A stray quote has joined lines: only the first is given up.
			d.text.onlyFirstLine(r)
			r.Fault = "bad-quote"
		}
		if r.Fault == "" && r.Blank(0) && r.Note.Unresolved == nil && r.Note.Found == nil && r.Held == nil {
			continue
		}
		switch d.heading(r) {
		case theHeader:
			d.headings.lost, d.headings.last = false, new(r.Clone())
			before = append(before, frontsheet.Issue{
				Line: r.Line, Severity: frontsheet.Warning, Code: "repeated-header",
				Detail: "the row is the header once more: it is passed over; files may have been joined",
			})
			continue
		case anotherHeader:
			d.headings.lost, r.Fault = true, "another-header"
		default:
			if d.headings.lost && r.Fault == "" {
				r.Fault = "below-another"
			}
		}
		if before != nil {
			r.Before, d.headings.last = before, nil
		}
		return nil
	}
}

const (
	mostGroup = carrier.MostRecord
)

// gather adds to r the rows after it that belong to the same record.
func (d *Source) gather(r *carrier.Row) {
	if d.file.Layout.Group < 0 {
		return
	}
	column := d.bound[d.file.Layout.Group]
	if column < 0 || !d.whole(r) {
		return
	}
	key := bytes.Clone(bytes.TrimSpace(r.Cell(column)))
	if len(key) == 0 || identity.Damage(string(key)) != "" {
		return
	}
	*r = r.Clone()
	var next carrier.Row
	for len(r.More) < layout.MostRows && len(r.Raw) < mostGroup {
		if err := d.row(&next); err != nil {
			d.failed = err
			break
		}
		if !d.whole(&next) || !bytes.Equal(bytes.TrimSpace(next.Cell(column)), key) {
			d.ahead = new(next.Clone())
			break
		}
		r.More = append(r.More, next.Clone())
		r.Raw = append(r.Raw, next.Raw...)
	}
	// What does not fit is no record of its own: it is part of one that is
	// rejected.
	full := len(r.More) >= layout.MostRows || len(r.Raw) >= mostGroup
	if full || bytes.Equal(key, d.overlong) {
		r.Fault, r.More = "group-too-long", nil
	}
	if d.overlong = nil; r.Fault != "" {
		d.overlong = key
	}
}

// whole reports whether the row has the cells of the header.
func (d *Source) whole(r *carrier.Row) bool {
	return r.Fault == "" && len(r.Cells) >= len(d.columns) && r.Blank(len(d.columns))
}

// regional returns the encoding of a file that is not in UTF-8: the first of the
// layout's, as soon as that is known, of which the sample is not clearly unlike.
func (d *Source) regional(encoding string, sample []byte) string {
	own := d.own(encoding, sample)
	d.detected = d.detected && own == encoding
	return own
}

// own is regional for a part of a file.
func (d *Source) own(encoding string, sample []byte) string {
	if encoding != charset.EncodingGB18030 || d.file.Layout == nil || slices.Contains(d.file.Layout.Charsets, encoding) {
		return encoding
	}
	for _, own := range d.file.Layout.Charsets {
		if !charset.Unlike(sample, own) {
			return own
		}
	}
	return encoding
}

// recognizeCharset recognises a layout whose files are in another encoding than
// GB18030, where the header, or what stands above it, is not UTF-8: in that
// encoding it names as many columns as in GB18030. Otherwise it returns found.
func (d *Source) recognizeCharset(found *layout.Layout, layouts []*layout.Layout) *layout.Layout {
	if !d.detected || d.encoding != charset.EncodingGB18030 || found != nil && slices.Contains(found.Charsets, d.encoding) {
		return found
	}
	for _, encoding := range charset.Legacy() {
		if encoding == d.encoding || charset.Unlike(d.header.Raw, encoding) {
			continue
		}
		var decode charset.Decoder
		decode.Use(encoding)
		columns := make([]string, len(d.header.Cells))
		for i := range d.header.Cells {
			text, _ := decode.Append(nil, d.header.Cell(i))
			columns[i] = string(text)
		}
		other, n := layout.Recognize(columns, layouts)
		if other == nil || !slices.Contains(other.Charsets, encoding) {
			continue
		}
		if found != nil {
			if _, m := layout.Recognize(d.columns, layouts); m > n {
				continue
			}
		}
		d.columns, d.encoding, d.detected = columns, encoding, false
		d.header.Encoding = encoding
		return other
	}
	return found
}
