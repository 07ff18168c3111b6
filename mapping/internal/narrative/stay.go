package narrative

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// valueName is nameOf for a layout's readers.
func valueName(l *layout.Layout, c *frontsheet.Coded) *string {
	if c.Text != "" || c.Set == nil {
		return arena.Text(&c.Text)
	}
	concept, _ := c.Set.Concept(c.Code)
	name := l.Word(concept.Chinese, concept.English)
	return arena.Text(&name)
}
