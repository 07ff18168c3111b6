package tabular

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/identity"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// mostTitleRows is how far down a header is looked for.
const mostTitleRows = 100

// search looks below the first row for the header of a layout whose files have
// titles. Nil means that none of layouts is one of those.
func (d *Source) search(layouts []*layout.Layout) (*layout.Layout, error) {
	var titled []*layout.Layout
	for _, l := range layouts {
		if l.BelowTitle {
			titled = append(titled, l)
		}
	}
	if titled == nil {
		return nil, nil
	}
	first := d.header.Line
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
		d.readHeader()
		found, _ := layout.Recognize(d.columns, titled)
		if found = d.recognizeCharset(found, titled); found != nil {
			d.issue(frontsheet.Information, "rows-before-header", "", fmt.Sprintf("the header stands below %d other rows, which were passed over", skipped))
			return found, nil
		}
	}
	return nil, d.fail(first, carrier.ErrLayout)
}

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
	for {
		r.More, r.Extra = nil, nil
		switch {
		case d.ahead != nil:
			*r, d.ahead = *d.ahead, nil
			return nil
		case d.failed != nil:
			return d.failed
		}
		if err := d.rows.Next(r); errors.Is(err, io.EOF) {
			return err
		} else if err != nil {
			return d.fail(0, err)
		}
		d.settle(r)
		if r.Fault == "" && len(r.Cells) != len(d.columns) && r.Lines > 1 && d.text != nil {
			// A stray quote has joined lines: only the first is given up.
			d.text.onlyFirstLine(r)
			r.Fault = "bad-quote"
		}
		if d.file.Layout.BelowTitle && r.Fault == "" {
			if r.Blank(0) && r.Unresolved == nil {
				continue
			}
			if bytes.Equal(bytes.TrimSpace(r.Raw), bytes.TrimSpace(d.header.Raw)) {
				r.Fault = "repeated-header"
			}
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

// regional returns the encoding of a file that is not in UTF-8: the layout's, as
// soon as that is known, unless the sample is clearly in no such encoding.
func (d *Source) regional(encoding string, sample []byte) string {
	if encoding == charset.EncodingGB18030 && d.file.Layout != nil && d.file.Layout.Charset != encoding && !charset.Unlike(sample, d.file.Layout.Charset) {
		d.detected = false
		return d.file.Layout.Charset
	}
	return encoding
}

// recognizeCharset recognises a layout whose files are in another encoding than
// GB18030, where the header, or what stands above it, is not UTF-8: in that
// encoding it names as many columns as in GB18030. Otherwise it returns found.
func (d *Source) recognizeCharset(found *layout.Layout, layouts []*layout.Layout) *layout.Layout {
	if !d.detected || d.encoding != charset.EncodingGB18030 || found != nil && found.Charset == d.encoding {
		return found
	}
	for _, encoding := range charset.Legacy() {
		if encoding == d.encoding {
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
		if other == nil || other.Charset != encoding {
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
