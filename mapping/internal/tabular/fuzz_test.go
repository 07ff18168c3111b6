package tabular

import (
	"strings"
	"testing"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/internal/icd"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	"github.com/stretchr/testify/require"
)

// What a cell of codes is read as reads the same again.
func FuzzDiagnosisCell(f *testing.F) {
	for _, seed := range []string{
		"A00.000", "A00.000x001", "A33.x00", "A35.x00x001", "A01.000x005+J17.0*", "A01.002+G01*", "B49.x01+G02.1*",
		"K74.300x011+I98.2", "B37.600I39.8", "C22.101M81600/3", "D24.x01M85060/0", "E88.902+M90.803*", "T66.x02H47.5",
		"M80100/3", "8010/3", "i10.X00X002；e78.5", "Ｊ４５．９００", "A08.03.01.03", "待编码", "G63.2*", "A17.0+",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cell, ok := icd.ParseDiagnosisCell(text, codes.DiagnosisClinical)
		checkCell(t, cell, ok)
		if !ok {
			return
		}
		again, ok := icd.ParseDiagnosisCell(cell.Canonical, codes.DiagnosisClinical)
		require.True(t, ok)
		require.Equal(t, cell.Codes, again.Codes)
		require.Equal(t, cell.Canonical, again.Canonical)
		for _, c := range cell.Codes {
			for _, part := range icd.Stems(c.Code) {
				if stem, ok := codes.Stem(part); ok {
					require.Contains(t, []int{3, 5}, len(stem))
				}
			}
		}
	})
}

func FuzzProcedureCell(f *testing.F) {
	for _, seed := range []string{
		"00.0100", "00.0200x001", "01.6x00", "03.1x00x001", "86.700x0013", "66.69x001", "17.91110", "17.912A0", "0.01", "36.06；88.5600", "31.1X00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cell, ok := icd.ParseProcedureCell(text, codes.ProcedureClinical)
		checkCell(t, cell, ok)
		if !ok {
			return
		}
		again, ok := icd.ParseProcedureCell(cell.Canonical, codes.ProcedureClinical)
		require.True(t, ok)
		require.Equal(t, cell.Codes, again.Codes)
	})
}

// checkCell checks that codes are what FHIR's code can hold.
func checkCell(t *testing.T, cell icd.ParsedCell, ok bool) {
	t.Helper()
	if !ok {
		require.Empty(t, cell.Codes)
		return
	}
	require.NotEmpty(t, cell.Codes)
	for _, c := range cell.Codes {
		require.NotEmpty(t, c.Code)
		for i := range len(c.Code) {
			require.True(t, c.Code[i] > ' ' && c.Code[i] <= '~', "%q", c.Code)
		}
	}
}

func FuzzDate(f *testing.F) {
	for _, seed := range []string{
		"20240105", "20240105093000", "202401050930", "2024-01-05", "2024/1/5 9:30", "2024年1月5日 9时30分", "1/5/2024", "45296.39", "2024-01-05 09:30:00.0",
		"2024-01-05T24:00:00", "9999-12-31", "0001-01-01", "2024.1.5", "12345.", "١٢٣٤٥",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, shape, ok := literal.ParseDate(text)
		if !ok {
			return
		}
		require.NotEmpty(t, shape)
		require.True(t, d.Valid(), "%+v", d)
		require.NotZero(t, d.Precision)
		date := string(d.AppendDate(nil))
		again, _, ok := literal.ParseDate(date)
		require.True(t, ok)
		require.Equal(t, date, string(again.AppendDate(nil)))
	})
}

func FuzzDecimal(f *testing.F) {
	for _, seed := range []string{"0", "-0", "1,234.50", "￥1", "+5", "00012", ".5", "5.", "1e5", "-35.00", "12,34", "1,234,567", "元"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, changed, ok := literal.ParseDecimal(text)
		if !ok {
			return
		}
		require.True(t, literal.PlainDecimal(string(d)), "%q", d)
		require.Equal(t, string(d) != text, changed)
		// No digit that counts is dropped.
		significant := func(s string) string {
			return strings.TrimLeft(strings.Map(func(r rune) rune {
				if r >= '0' && r <= '9' {
					return r
				}
				return -1
			}, s), "0")
		}
		require.Equal(t, significant(text), significant(string(d)))
		if age, ok := literal.ParseMonths(text); ok {
			require.True(t, age.Months != "" || age.Days != "")
		}
	})
}
