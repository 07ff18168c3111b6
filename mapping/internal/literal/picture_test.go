package literal_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/mapping/internal/literal"
)

func TestPicture(t *testing.T) {
	for text, want := range map[string]string{
		"2024/1/5":                  "yyyy/M/d",
		"2024/11/15 9:30":           "yyyy/M/d H:mm",
		"2024.1.5":                  "yyyy.M.d",
		"2024年1月5日 9时30分":           "yyyy年M月d日 H时mm分",
		"2024-01-05T09:30:00.0":     "yyyy-M-dTH:mm:ss.S",
		"2024-01-05T09:30:00+08:00": "yyyy-M-dTH:mm:ssZ",
		"20240105":                  "yyyyMMdd",
		"20240105093000":            "yyyyMMddHHmmss",
	} {
		bare, _ := literal.CutZone(text)
		_, shape, ok := literal.ParseDate(bare)
		assert.True(t, ok, text)
		assert.Equal(t, want, literal.Picture(text, shape))
	}
}
