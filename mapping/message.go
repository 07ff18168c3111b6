package mapping

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/layout"
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
func NewMessageReader(r io.Reader, layout *layout.Layout, options *ReaderOptions) (*Reader, error) {
	d := &Reader{layout: layout, rows: &messageRows{scanner: hl7v2.NewScanner(r)}, encoding: charset.EncodingAuto, message: readMessage, messageCell: messageCell}
	if options != nil {
		d.options = *options
	}
	if d.options.Encoding != "" {
		d.encoding = d.options.Encoding
	}
	if !layout.Message {
		return nil, d.fail(0, fmt.Errorf("the layout %s is not one of messages", layout.Name))
	}
	if !charset.KnownEncoding(d.encoding) {
		return nil, d.fail(0, fmt.Errorf("unknown encoding %q", d.encoding))
	}
	// A file without any message is an empty one, as for a table.
	first := row{}
	if err := d.rows.next(&first); errors.Is(err, io.EOF) {
		return nil, d.fail(0, ErrEmpty)
	} else if err != nil {
		return nil, d.fail(0, err)
	}
	first = first.clone()
	d.first = &first
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

// messageRows yields each message of a file as a row of one cell.
type messageRows struct{ scanner *hl7v2.Scanner }

func (m *messageRows) next(r *row) error {
	f, err := m.scanner.Next()
	if err != nil {
		return err
	}
	from := 0
	if len(f.Raw) > 0 && f.Raw[0] == 0x0b {
		from = 1
	}
	*r = row{raw: f.Raw, cells: append(r.cells[:0], span{from: int32(from), to: int32(from + len(f.Message))}), line: f.Line, lines: 1, fault: string(f.Fault)}
	return nil
}

// A messageParser makes FrontSheets of messages, on one goroutine.
type messageParser struct {
	message  hl7v2.Message
	decoders map[string]*charset.Decoder
	counts   map[string]int  // of the segments of the message, by name
	kept     map[string]bool // columns of the message that its sheet keeps verbatim
	form     formBuilder
	places   []placed
}

func newMessageParser() *messageParser {
	return &messageParser{
		decoders: map[string]*charset.Decoder{}, counts: map[string]int{}, kept: map[string]bool{},
	}
}

// readMessage reads the message of a row into the record.
func readMessage(p *parser, record *Record, r *row) {
	hl7, ok := p.hl7.(*messageParser)
	if !ok {
		hl7 = newMessageParser()
		p.hl7 = hl7
	}
	b := messageBuilder{parser: hl7, reader: p.reader, layout: p.reader.layout, record: record, message: &hl7.message}
	if r.fault != "" {
		b.reject("", r.fault, faults[r.fault])
		return
	}
	text, ok := b.decode(r.cell(0))
	if !ok {
		return
	}
	if err := b.message.Parse(text); err != nil {
		b.rejectParse(err)
		return
	}
	record.keepMessage(b.message)
	if last := r.raw[len(r.raw)-1]; last != '\r' && last != '\n' && last != 0x1c {
		b.issueAt("", frontsheet.Warning, "unterminated-segment", "the last segment has no end: the message may have been cut short")
	}
	b.sheet = p.newSheet()
	b.build()
}
