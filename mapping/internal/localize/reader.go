package localize

import (
	"github.com/crossbay/crossbay/codes"
)

func OrSystem(a, b codes.System) codes.System {
	if a.IsZero() {
		return b
	}
	return a
}
