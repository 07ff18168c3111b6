package mapping

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/message"
	"github.com/crossbay/crossbay/mapping/internal/tabular"
)

// NewMessageReader starts reading a file of HL7 v2 messages in ER7: plain or in
// MLLP frames, one after the other, in a batch or not. Each message that states
// a stay is a record. The layout is one whose format is hl7v2.
//
// A message is in the characters that its MSH-18 states, UTF-8, Big5 with HKSCS
// or GB18030, which its bytes must bear out; options.Encoding goes before it,
// and is what reads messages that state none and are not UTF-8 either.
//
// A message that cannot be split, whose patient or stay cannot be told, or that
// undoes an event or merges patients is rejected. The order of the segments
// does not matter, and those that the layout does not list are kept verbatim.
func NewMessageReader(r io.Reader, layout *layout.Layout, options *tabular.ReaderOptions) (*tabular.Reader, error) {
	d := &tabular.Reader{In: layout, Rows: &message.Rows{Scanner: hl7v2.NewScanner(r)}, Charset: charset.EncodingAuto, Message: message.Read, MessageCell: message.Cell}
	if options != nil {
		d.Options = *options
	}
	if d.Options.Encoding != "" {
		d.Charset = d.Options.Encoding
	}
	if !layout.Message {
		return nil, d.Fail(0, fmt.Errorf("the layout %s is not one of messages", layout.Name))
	}
	if !charset.KnownEncoding(d.Charset) {
		return nil, d.Fail(0, fmt.Errorf("unknown encoding %q", d.Charset))
	}
	// A file without any message is an empty one, as for a table.
	first := tabular.Row{}
	if err := d.Rows.Next(&first); errors.Is(err, io.EOF) {
		return nil, d.Fail(0, tabular.ErrEmpty)
	} else if err != nil {
		return nil, d.Fail(0, err)
	}
	first = first.Clone()
	d.First = &first
	return d, nil
}

// messageLayout returns the layout of messages among layouts, if the file
// starts as messages do, or if there is no other layout.
func messageLayout(layouts []*layout.Layout, start []byte) *layout.Layout {
	var layout *layout.Layout
	others := false
	for _, l := range layouts {
		if l.Message {
			layout = l
		} else {
			others = true
		}
	}
	if layout == nil || !others {
		return layout
	}
	text := strings.TrimLeft(strings.TrimPrefix(string(start[:min(len(start), 256)]), "\xef\xbb\xbf"), "\r\n \t\x0b")
	for _, name := range [...]string{"MSH", "FHS", "BHS"} {
		// The character after the name is a mark, and no separator of a table.
		if rest, found := strings.CutPrefix(text, name); found && len(rest) > 4 && !strings.ContainsAny(rest[:1], ",;\t\"") && !chars.IsLetter(rest[0]) && !chars.IsDigit(rest[0]) {
			return layout
		}
	}
	return nil
}
