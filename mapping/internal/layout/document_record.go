package layout

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// HasItems reports whether the sheet is of items each with its own description,
// as domain records are.
func HasItems(s *frontsheet.FrontSheet) bool {
	return Of(s) != nil && Of(s).ofItems
}
