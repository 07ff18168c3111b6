package layout

import (
	"github.com/crossbay/crossbay/codes/term"
)

// Wording returns the language in which the readers of a layout's files write
// Chinese: that of Hong Kong, or that of the mainland.
func (l *Layout) Wording() term.Language {
	if l != nil && l.Country == "HK" {
		return term.HongKong
	}
	return term.Mainland
}
