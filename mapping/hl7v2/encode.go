package hl7v2

import "encoding/hex"

// DefaultDelimiters returns the delimiters that the standard recommends: |^~\&.
func DefaultDelimiters() Delimiters {
	return Delimiters{Field: '|', Component: '^', Repetition: '~', Escape: '\\', Subcomponent: '&'}
}

// AppendEscaped appends text to dst as the value of a component: delimiters,
// line ends and other control characters as escape sequences, which
// [Message.Unescape] undoes. A text of two quotes, which would be the null
// value, is escaped too.
func (d Delimiters) AppendEscaped(dst []byte, text string) []byte {
	null := text == `""`
	for i := range len(text) {
		sequence := ""
		switch c := text[i]; {
		case c == d.Field:
			sequence = "F"
		case c == d.Component:
			sequence = "S"
		case c == d.Subcomponent:
			sequence = "T"
		case c == d.Repetition:
			sequence = "R"
		case c == d.Escape:
			sequence = "E"
		case c == '\n':
			sequence = ".br"
		case c < ' ' || c == 0x7f || null:
			sequence = "X" + hex.EncodeToString([]byte{c})
		default:
			dst = append(dst, c)
			continue
		}
		dst = append(dst, d.Escape)
		dst = append(dst, sequence...)
		dst = append(dst, d.Escape)
	}
	return dst
}

// AppendSegment appends a segment, with the CR that ends it. The nth of fields
// is the field n+1, as it stands in the message: escaped, with its components
// and repetitions. The first of an MSH, MSH-1, is the delimiter whatever it holds.
func (d Delimiters) AppendSegment(dst []byte, name string, fields []string) []byte {
	dst = append(dst, name...)
	if name == "MSH" && len(fields) > 0 {
		fields = fields[1:]
	}
	for _, f := range fields {
		dst = append(dst, d.Field)
		dst = append(dst, f...)
	}
	return append(dst, '\r')
}

// EncodingCharacters returns MSH-2: the delimiters but that of the fields.
func (d Delimiters) EncodingCharacters() string {
	return string([]byte{d.Component, d.Repetition, d.Escape, d.Subcomponent})
}
