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
		{Layout{table: table{Group: -1}}, frontsheet.Event{}, false},
		{Layout{table: table{Group: -1, IfStated: true}}, frontsheet.Event{}, true},
		{Layout{table: table{IfStated: true}}, frontsheet.Event{}, false}, // neighbouring rows are one record
		{Layout{table: table{Group: -1}, Message: true}, frontsheet.Event{}, true},
		{Layout{table: table{Group: -1}}, frontsheet.Event{Code: "A03"}, true}, // read from its document
	} {
		assert.Equal(t, test.want, (&frontsheet.FrontSheet{MadeFrom: frontsheet.Origin{Columns: &test.layout}, Event: test.event}).OneOfSeveral())
	}
	assert.False(t, (&frontsheet.FrontSheet{}).OneOfSeveral())
}
