package message

import (
	"testing"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What the finder of messages lets pass and their parser does not is rejected,
// whatever the parser has against it.
func TestTextThatIsNoMessageIsRejected(t *testing.T) {
	const text = "PID|1||0001\r"
	record := &carrier.Record{Number: 1, Line: 1}
	p := newParser(&carrier.File{Layout: &layout.Layout{Format: layout.HL7v2}, Options: carrier.Options{Encoding: charset.EncodingAuto}})
	p.Parse(record, &carrier.Row{Raw: []byte(text), Cells: []carrier.Span{{To: int32(len(text))}}})
	assert.Nil(t, record.Sheet)
	require.Len(t, record.Issues, 1)
	assert.Equal(t, "not-a-message", record.Issues[0].Code)
	assert.Equal(t, frontsheet.Error, record.Issues[0].Severity)
	assert.NotContains(t, record.Issues[0].Detail, "0001")
}
