package layout

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// MayLackStay reports whether the sheet need not be of a stay in hospital.
func MayLackStay(s *frontsheet.FrontSheet) bool {
	return !s.Emergency.IsZero() || Of(s) != nil && Of(s).IfStated
}
