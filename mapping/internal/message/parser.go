package message

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/charset"
)

// A parser makes FrontSheets of messages, on one goroutine.
type parser struct {
	file      *carrier.File
	sheets    carrier.Sheets
	message   hl7v2.Message
	split     bool // message holds that of the record in hand
	decoders  map[string]*charset.Decoder
	counts    map[string]int           // of the segments of the message, by name
	continued []hl7v2.ContinuedSegment // of the message
	builder   builder                  // of the message in hand
}

func newParser(file *carrier.File) *parser {
	return &parser{
		file:     file,
		decoders: map[string]*charset.Decoder{}, counts: map[string]int{},
	}
}

// NewParser returns a parser of the file's messages.
func (s *source) NewParser() carrier.Parser { return newParser(&s.file) }

// Sheets returns the maker of the parser's sheets.
func (p *parser) Sheets() *carrier.Sheets { return &p.sheets }

// Parse reads the message of a row into the record.
func (p *parser) Parse(record *carrier.Record, r *carrier.Row) {
	p.split = false
	p.builder = builder{parser: p, file: p.file, record: record, message: &p.message}
	b := &p.builder
	if r.Fault != "" {
		b.reject("", r.Fault, carrier.Faults[r.Fault])
		return
	}
	text, ok := b.decode(r.Cell(0))
	if !ok {
		return
	}
	text = b.unmarked(text, r)
	if err := b.message.Parse(text); err != nil {
		b.rejectParse(err)
		return
	}
	p.split = true
	if last := r.Raw[len(r.Raw)-1]; last != '\r' && last != '\n' && last != 0x1c {
		b.issueAt("", frontsheet.Warning, "unterminated-segment", "the last segment has no end: the message may have been cut short")
	}
	b.sheet = p.sheets.New()
	b.text = text
	b.build()
}

// IsParser reports whether a Parser makes each sheet of one message, as it stands.
func IsParser(p carrier.Parser) bool {
	_, is := p.(*parser)
	return is
}
