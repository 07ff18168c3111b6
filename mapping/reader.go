package mapping

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/tabular"
)

// NewReader starts reading a file in CSV, or in JSON: it reads the header, and
// recognises in it one of the layouts. The delimiter (comma, tab or semicolon)
// is found in the header too. With one layout alone, a first row that names no column
// is taken for a record if its width is one of the layout's. A file that
// starts as a message does is read with the layout of messages among them, as
// [NewMessageReader] does.
//
// JSON is an array of objects, or an object a line (NDJSON), and is told by its
// first character. The names of members are read as header cells are; those of
// an object within an object follow its own ("patient": {"sex": …} is "Patient
// sex"). Objects may be 64 deep. A name that stands twice in an object is
// reported, and text that is not UTF-8 is refused.
func NewReader(r io.Reader, layouts []*layout.Layout, options *tabular.ReaderOptions) (*tabular.Reader, error) {
	d := &tabular.Reader{}
	if options != nil {
		d.Options = *options
	}
	d.Charset = d.Options.Encoding
	if d.Charset == "" {
		d.Charset = charset.EncodingAuto
	}
	if !charset.KnownEncoding(d.Charset) {
		return nil, d.Fail(0, fmt.Errorf("unknown encoding %q", d.Charset))
	}
	d.Detected = d.Charset == charset.EncodingAuto
	d.Text = tabular.NewCSVRows(r)
	d.Rows = d.Text
	d.Text.Fill()
	if layout := messageLayout(layouts, d.Text.Ahead()); layout != nil {
		return NewMessageReader(io.MultiReader(bytes.NewReader(slices.Clone(d.Text.Ahead())), r), layout, options)
	}
	d.ByteOrderMark(r)
	if ahead := d.Text.Ahead(); 8*bytes.Count(ahead, []byte{0}) > len(ahead) {
		return nil, d.Fail(0, tabular.ErrNotText)
	}
	if d.Text.Json() {
		if err := d.OpenJSON(layouts); err != nil {
			return nil, err
		}
		return d, nil
	}
	d.Text.Sniff()
	if err := d.Open(layouts); err != nil {
		return nil, err
	}
	return d, nil
}
