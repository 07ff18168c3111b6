package mapping

import (
	"strconv"
	"testing"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/stretchr/testify/assert"
)

// The memory of stays does not grow with the file: what lies more than two
// generations apart is forgotten.
func TestStayMemoryIsBounded(t *testing.T) {
	layout := &Layout{byPath: map[string]int{"patient.record-number": 0, "stay.admission": 1}}
	layout.group = -1
	m := newStayMemory(layout, []int{0, 1})
	m.most = 100
	row := func(n int) *row {
		text := []byte(strconv.Itoa(n) + "1")
		return &row{raw: text, cells: []span{{0, int32(len(text) - 1), false}, {int32(len(text) - 1), int32(len(text)), false}}}
	}
	for n := 1000; n < 11000; n++ {
		assert.False(t, m.seen(row(n)))
		assert.LessOrEqual(t, len(m.young)+len(m.old), 200)
	}
	assert.True(t, m.seen(row(10999)))
	assert.True(t, m.seen(row(10900)))
	assert.False(t, m.seen(row(1000)), "forgotten")
}

// Rows that hold a fact of a stay each, and messages, are several of one stay.
func TestOneOfSeveral(t *testing.T) {
	for _, test := range []struct {
		layout Layout
		event  frontsheet.Event
		want   bool
	}{
		{Layout{table: table{group: -1}}, frontsheet.Event{}, false},
		{Layout{table: table{group: -1, ifStated: true}}, frontsheet.Event{}, true},
		{Layout{table: table{ifStated: true}}, frontsheet.Event{}, false}, // neighbouring rows are one record
		{Layout{table: table{group: -1}, message: true}, frontsheet.Event{}, true},
		{Layout{table: table{group: -1}}, frontsheet.Event{Code: "A03"}, true}, // read from its document
	} {
		assert.Equal(t, test.want, (&frontsheet.FrontSheet{MadeFrom: frontsheet.Origin{Columns: &test.layout}, Event: test.event}).OneOfSeveral())
	}
	assert.False(t, (&frontsheet.FrontSheet{}).OneOfSeveral())
}
