package tabular

import (
	"strings"
	"testing"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/icd"
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

// A code that is as its edition writes it is read as its cell would be.
func FuzzCanonicalCode(f *testing.F) {
	for _, seed := range []string{
		"I10.x00x002", "A01.000", "A01", "Z99.9X", "M80100/3", "36.0600", "36.0600x001", "01.6x00", "03.1x00x001", "17.912A0",
		"17.912X0", "17.912a0", "36", "36.0", "36.06 ", "i10", "A01.", "A01.0+", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if text != "" && icd.CanonicalDisease(text) == len(text) {
			cell, ok := icd.ParseDiagnosisCell(text, codes.DiagnosisClinical)
			require.True(t, ok)
			require.Equal(t, icd.ParsedCell{Codes: []frontsheet.Code{{System: codes.DiagnosisClinical, Code: text}}, Canonical: text}, cell)
		}
		if icd.CanonicalProcedure(text) {
			cell, ok := icd.ParseProcedureCell(text, codes.ProcedureClinical)
			require.True(t, ok)
			require.Equal(t, icd.ParsedCell{Codes: []frontsheet.Code{{System: codes.ProcedureClinical, Code: text}}, Canonical: text}, cell)
		}
	})
}
