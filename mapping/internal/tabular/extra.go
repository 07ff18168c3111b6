package tabular

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/codings"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// extras adds what the row has beside its cells.
func (b *sheetBuilder) extras(r *carrier.Row) {
	for _, e := range r.Extra {
		if e.Code != "" && !(e.Column == codings.Column && e.Code == "unknown-column") {
			b.field = &layout.Field{Column: memberName(e.Column)}
			b.issue(e.Severity, e.Code, e.Detail)
		}
		if e.Column == codings.Column && e.Value != "" && e.Code != "duplicate-column" {
			b.keepCodings(e.Column, e.Value)
			continue
		}
		if e.Value != "" {
			b.stranger(e.Column, e.Value, -1)
		}
	}
}

// memberName is the name of a member as an issue may print it: one that goes
// over several lines, has a number in it or is no name may hold what is not the
// name's to tell.
func memberName(path string) string {
	if strings.ContainsFunc(path, chars.IsUnusual) || utf8.RuneCountInString(path) > 60 || mayIdentify(path) {
		return "#"
	}
	return path
}

// mayIdentify reports whether a name has as many digits in a row as the numbers
// of people have, and those of columns have not.
func mayIdentify(name string) bool {
	const fewest = 6
	n := 0
	for _, r := range name {
		if n++; !unicode.IsDigit(r) {
			n = 0
		}
		if n == fewest {
			return true
		}
	}
	return false
}
