package message

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/tabular"
)

// Rows yields each message of a file as a row of one cell.
type Rows struct{ Scanner *hl7v2.Scanner }

func (m *Rows) Next(r *tabular.Row) error {
	f, err := m.Scanner.Next()
	if err != nil {
		return err
	}
	from := 0
	if len(f.Raw) > 0 && f.Raw[0] == 0x0b {
		from = 1
	}
	*r = tabular.Row{Raw: f.Raw, Cells: append(r.Cells[:0], tabular.Span{From: int32(from), To: int32(from + len(f.Message))}), Line: f.Line, Lines: 1, Fault: string(f.Fault)}
	return nil
}

// A messageParser makes FrontSheets of messages, on one goroutine.
type parser struct {
	message  hl7v2.Message
	decoders map[string]*charset.Decoder
	counts   map[string]int  // of the segments of the message, by name
	kept     map[string]bool // columns of the message that its sheet keeps verbatim
	form     FormBuilder
	places   []placed
	builder  builder // of the message in hand
}

func newMessageParser() *parser {
	return &parser{
		decoders: map[string]*charset.Decoder{}, counts: map[string]int{}, kept: map[string]bool{},
	}
}

// Read reads the message of a row into the record.
func Read(p *tabular.Parser, record *tabular.Record, r *tabular.Row) {
	hl7, ok := p.Hl7.(*parser)
	if !ok {
		hl7 = newMessageParser()
		p.Hl7 = hl7
	}
	hl7.builder = builder{parser: hl7, reader: p.Reader, layout: p.Reader.In, record: record, message: &hl7.message}
	b := &hl7.builder
	if r.Fault != "" {
		b.reject("", r.Fault, tabular.Faults[r.Fault])
		return
	}
	text, ok := b.decode(r.Cell(0))
	if !ok {
		return
	}
	if err := b.message.Parse(text); err != nil {
		b.rejectParse(err)
		return
	}
	record.KeepMessage(b.message)
	if last := r.Raw[len(r.Raw)-1]; last != '\r' && last != '\n' && last != 0x1c {
		b.issueAt("", frontsheet.Warning, "unterminated-segment", "the last segment has no end: the message may have been cut short")
	}
	b.sheet = p.NewSheet()
	b.build()
}
