package literal

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func FuzzDate(f *testing.F) {
	for _, seed := range []string{
		"20240105", "20240105093000", "202401050930", "2024-01-05", "2024/1/5 9:30", "2024年1月5日 9时30分", "1/5/2024", "45296.39", "2024-01-05 09:30:00.0",
		"2024-01-05T24:00:00", "9999-12-31", "0001-01-01", "2024.1.5", "12345.", "١٢٣٤٥",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, shape, ok := ParseDate(text)
		if !ok {
			return
		}
		require.NotEmpty(t, shape)
		require.True(t, d.Valid(), "%+v", d)
		require.NotZero(t, d.Precision)
		date := string(d.AppendDate(nil))
		again, _, ok := ParseDate(date)
		require.True(t, ok)
		require.Equal(t, date, string(again.AppendDate(nil)))
	})
}

func FuzzDecimal(f *testing.F) {
	for _, seed := range []string{"0", "-0", "1,234.50", "￥1", "+5", "00012", ".5", "5.", "1e5", "-35.00", "12,34", "1,234,567", "元"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, changed, ok := ParseDecimal(text)
		if !ok {
			return
		}
		require.True(t, PlainDecimal(string(d)), "%q", d)
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
		if age, ok := ParseMonths(text); ok {
			require.True(t, age.Months != "" || age.Days != "")
		}
	})
}
