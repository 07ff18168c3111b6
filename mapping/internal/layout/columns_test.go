package layout

import (
	"testing"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/stretchr/testify/assert"
)

// Rows that hold a fact of a stay each, and messages, are several of one stay.
func TestOneOfSeveral(t *testing.T) {
	for _, test := range []struct {
		layout Layout
		event  frontsheet.Event
		want   bool
	}{
		{Layout{table: table{Group: -1}, Format: Rows}, frontsheet.Event{}, false},
		{Layout{table: table{Group: -1, IfStated: true}, Format: Rows}, frontsheet.Event{}, true},
		{Layout{table: table{IfStated: true}, Format: Rows}, frontsheet.Event{}, false}, // neighbouring rows are one record
		{Layout{table: table{Group: -1}, Format: HL7v2}, frontsheet.Event{}, true},
		{Layout{table: table{Group: -1}, Format: Rows}, frontsheet.Event{Code: "A03"}, true}, // read from its document
	} {
		sheet := SheetIn(&test.layout)
		sheet.Event = test.event
		assert.Equal(t, test.want, sheet.OneOfSeveral())
	}
	assert.False(t, (&frontsheet.FrontSheet{}).OneOfSeveral())
}
