package tabular

import (
	"strings"
	"testing"

	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/stretchr/testify/require"
)

// What counts as usual needs nothing that the way for other cells does.
func FuzzUsual(f *testing.F) {
	for _, seed := range []string{
		"1", "2024-01-05 09:30:00", "广东省示例市", "无", "无锡市", "-", "—", "NULL", "null", " a", "a ", "'1", `="1"`,
		"n/a", "\\N", "a\tb", "\u3000", "\u4000\u9fff", "\u200b", "鿿", "\xe4", "\xe9\xbf", "示例\x01", "x\x7f", "\ue000", "\ufffd", "*", "/",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if text == "" || strings.ToValidUTF8(text, "") != text || !usual(text) {
			return // a cell is not empty, and valid UTF-8 once it is decoded
		}
		require.Negative(t, strings.IndexFunc(text, chars.IsUnusual))
		require.Equal(t, text, strings.TrimFunc(text, chars.IsSpace))
		require.Equal(t, notEmpty, emptyMarker(text))
		b := sheetBuilder{}
		require.Equal(t, text, b.unguard(text))
		require.False(t, mayBePrivate(text))
	})
}
