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
	counts    map[string]int  // of the segments of the message, by name
	kept      map[string]bool // columns of the message that its sheet keeps verbatim
	form      FormBuilder
	stated    Stated // of the record in hand
	places    []placed
	continued []hl7v2.ContinuedSegment // of the message
	builder   builder                  // of the message in hand
}

func newParser(file *carrier.File) *parser {
	return &parser{
		file:     file,
		decoders: map[string]*charset.Decoder{}, counts: map[string]int{}, kept: map[string]bool{},
	}
}

// NewParser returns a parser of the file's messages.
func (s *source) NewParser() carrier.Parser { return newParser(&s.file) }

// Sheets returns the maker of the parser's sheets.
func (p *parser) Sheets() *carrier.Sheets { return &p.sheets }

// Parse reads the message of a row into the record.
func (p *parser) Parse(record *carrier.Record, r *carrier.Row) {
	p.split, p.stated = false, Stated{}
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
	b.build()
}

// A Stated is the form of a sheet, and the delimiters in which it is written. The
// zero value is that of no sheet.
type Stated struct {
	Segments []Segment
	hl7v2.Delimiters
}

// StatedOf returns the form of the sheet that a Parser has just made, which is that
// of the sheet as long as nobody changes it, and stands until the next record is
// parsed. It is zero where the Parser makes none.
func StatedOf(p carrier.Parser) Stated {
	if of, ok := p.(*parser); ok {
		return of.stated
	}
	return Stated{}
}
