package mapping

import (
	"io"

	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/message"
	"github.com/crossbay/crossbay/mapping/internal/tabular"
)

// NewWriter returns a Writer of files in CSV in a layout. A record of a layout
// whose records have several rows is as many rows as it has items. The header is
// written with the first sheet, or when the Writer is flushed. No cell is changed
// for the sake of spreadsheets, which take one that starts with =, +, - or @ for
// a formula: package mapping/xlsx writes what is to be opened with them.
//
// In a layout of messages each sheet is a message of HL7 v2.5, in segments that
// end in CR. One that was read from such a message is written as that was, byte
// for byte, as far as it still says the same. Of the options Edition, BOM and
// CRLF are not for messages, nor are Diagnosis and Procedure: each code names its
// system.
func NewWriter(w io.Writer, l *layout.Layout, options *tabular.WriterOptions) (*tabular.Writer, error) {
	if l.Message {
		return message.NewWriter(w, l, options)
	}
	v, err := tabular.NewWriter(l, options)
	if err != nil {
		return nil, err
	}
	v.Sink, err = tabular.NewCSVSink(w, &v.Options)
	if err != nil {
		return nil, err
	}
	return v, nil
}
