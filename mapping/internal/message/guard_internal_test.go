package message

import (
	"testing"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/tabular"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What the finder of messages lets pass and their parser does not is rejected,
// whatever the parser has against it.
func TestTextThatIsNoMessageIsRejected(t *testing.T) {
	const text = "PID|1||0001\r"
	record := &tabular.Record{Number: 1, Line: 1}
	p := tabular.Parser{Reader: &tabular.Reader{In: &layout.Layout{Message: true}}}
	Read(&p, record, &tabular.Row{Raw: []byte(text), Cells: []tabular.Span{{To: int32(len(text))}}})
	assert.Nil(t, record.Sheet)
	require.Len(t, record.Issues, 1)
	assert.Equal(t, "not-a-message", record.Issues[0].Code)
	assert.Equal(t, frontsheet.Error, record.Issues[0].Severity)
	assert.NotContains(t, record.Issues[0].Detail, "0001")
}
