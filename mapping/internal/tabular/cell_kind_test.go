package tabular

import (
	"strings"
	"testing"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// An element that only a field of a message fills is kept verbatim where a layout
// of rows names it, and is not written.
func TestElementsThatNoCellHolds(t *testing.T) {
	l, err := layout.ReadLayout(strings.NewReader(`@layout,test,A layout with a fault
@zone,+08:00
@key,NUMBER
column,title,element,format,values,need,since,names
NUMBER,Number,patient.record-number,,,yes,,
NAMES,Names,patient.names,,,,,
`), nil, nil)
	require.NoError(t, err)
	b := newCellBuilder(l, layout.SheetIn(l))
	b.cell(1, "CHAN^TAI MAN", -1)
	assert.Equal(t, []frontsheet.Field{{Column: "NAMES", Value: "CHAN^TAI MAN"}}, b.sheet.Fields)
	require.Len(t, b.record.Issues, 1)
	assert.Equal(t, "no-reading", b.record.Issues[0].Code)

	_, err = newWriter(l, carrier.WriterOptions{})
	assert.ErrorContains(t, err, "there is no writing for its NAMES")
}
