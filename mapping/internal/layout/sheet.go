package layout

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// MayLackStay reports whether the sheet need not be of a stay in hospital.
func MayLackStay(s *frontsheet.FrontSheet) bool {
	return !s.Emergency.IsZero() || Of(s) != nil && Of(s).IfStated
}

// IsMessage reports whether the sheet came from a message.
func IsMessage(s *frontsheet.FrontSheet) bool { return Of(s) != nil && Of(s).Message }

// HasItems reports whether the sheet is of items each with its own description,
// as domain records are.
func HasItems(s *frontsheet.FrontSheet) bool {
	return Of(s) != nil && Of(s).ofItems
}
