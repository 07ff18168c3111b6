package layout

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// IsMessage reports whether the sheet came from a message.
func IsMessage(s *frontsheet.FrontSheet) bool { return Of(s) != nil && Of(s).Message }
