package tabular

import (
	"strconv"
	"testing"

	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/stretchr/testify/assert"
)

// The memory of stays does not grow with the file: what lies more than two
// generations apart is forgotten.
func TestStayMemoryIsBounded(t *testing.T) {
	layout := &layout.Layout{Format: layout.Rows, ByPath: map[string]int{"patient.record-number": 0, "stay.admission": 1}}
	layout.Group = -1
	m := newStayMemory(layout, []int{0, 1})
	m.most = 100
	row := func(n int) *carrier.Row {
		text := []byte(strconv.Itoa(n) + "1")
		return &carrier.Row{Raw: text, Cells: []carrier.Span{{To: int32(len(text) - 1)}, {From: int32(len(text) - 1), To: int32(len(text))}}}
	}
	for n := 1000; n < 11000; n++ {
		assert.False(t, m.seen(row(n)))
		assert.LessOrEqual(t, len(m.young)+len(m.old), 200)
	}
	assert.True(t, m.seen(row(10999)))
	assert.True(t, m.seen(row(10900)))
	assert.False(t, m.seen(row(1000)), "forgotten")
}
