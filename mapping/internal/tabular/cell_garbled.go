package tabular

import (
	"slices"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

// garbled reports whether a name is UTF-8 that was taken for GB18030 on its way
// here: 寮犱笁 for 张三. Its bytes in GB18030 are then UTF-8.
func (b *sheetBuilder) garbled(name string) bool {
	if len(name) < 2*utf8.UTFMax || chars.IsASCII(name) {
		return false
	}
	p := b.parser
	if p == nil {
		p = &parser{} // of this cell alone
	}
	if p.names == nil {
		p.names = simplifiedchinese.GB18030.NewEncoder()
	}
	p.name = append(slices.Grow(p.name[:0], 3*len(name)), name...) // with room for its bytes behind it
	bytes, _, err := transform.Append(p.names, p.name[len(p.name):], p.name)
	return err == nil && charset.UTF8Chinese(bytes)
}
