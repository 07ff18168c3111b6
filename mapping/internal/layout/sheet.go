package layout

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// MayLackStay reports whether the sheet need not be of a stay in hospital.
func MayLackStay(s *frontsheet.FrontSheet) bool {
	return !s.Emergency.IsZero() || Of(s) != nil && Of(s).IfStated
}

// OfEvent reports whether the sheet came from a record of an event (see
// [Format.Events]).
func OfEvent(s *frontsheet.FrontSheet) bool { l := Of(s); return l != nil && l.Format.Events }

// Described reports whether the sheet came from a record whose parts say what
// they are (see [Format.Described]).
func Described(s *frontsheet.FrontSheet) bool { l := Of(s); return l != nil && l.Format.Described }

// ComparedWhole reports whether the sheet came from a record that is compared as
// a whole (see [Format.Whole]).
func ComparedWhole(s *frontsheet.FrontSheet) bool { l := Of(s); return l != nil && l.Format.Whole }

// HasItems reports whether the sheet is of items each with its own description,
// as domain records are.
func HasItems(s *frontsheet.FrontSheet) bool { return Of(s) != nil && Of(s).OfItems }
