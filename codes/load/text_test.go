package load_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/load"
)

// Spreadsheets save a table in the encoding and with the delimiter of their machine:
// that of the mainland in GB18030, that of Hong Kong in Big5, "Unicode text" in UTF-16
// with tabs, and where a comma is in numbers with semicolons.
func TestEveryEncodingAndDelimiter(t *testing.T) {
	simplified, traditional := "急性心肌梗死，高血压病与糖尿病", "急性心肌梗塞，高血壓病與糖尿病"
	for name, e := range map[string]struct {
		encoding encoding.Encoding
		title    string
	}{
		"UTF-8":                   {encoding.Nop, simplified},
		"UTF-8 with a mark":       {unicode.UTF8BOM, simplified},
		"UTF-16":                  {unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), simplified},
		"UTF-16, big end first":   {unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM), simplified},
		"UTF-16 without a mark":   {unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), simplified},
		"UTF-16BE without a mark": {unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), simplified},
		"GB18030":                 {simplifiedchinese.GB18030, simplified},
		"Big5":                    {traditionalchinese.Big5, traditional},
	} {
		for _, header := range []string{"code,title", "编码,名称", "編碼,名稱"} {
			if (name == "GB18030") == strings.Contains(header, "編") && header != "code,title" || name == "Big5" && strings.Contains(header, "编") ||
				strings.Contains(name, "without") && header != "code,title" {
				continue
			}
			for _, between := range []string{",", ";", "\t", "|"} {
				text := strings.ReplaceAll(header+"\nX1,\""+e.title+"\"\n", ",", between)
				written, err := e.encoding.NewEncoder().String(text)
				require.NoError(t, err, name)
				set, err := load.Read(strings.NewReader(written), &load.Options{Name: "f", System: codes.ICD10})
				require.NoError(t, err, "%s %q", name, text)
				require.Len(t, set.Tables, 1)
				c, ok := set.Tables[0].Lookup("X1")
				require.True(t, ok, "%s %q", name, text)
				assert.Contains(t, c.Hans+c.Hant, e.title, "%s %q", name, text)
			}
		}
	}
}

// Two characters may be words in either encoding: nobody guesses which.
func TestTooFewCharactersToTell(t *testing.T) {
	_, err := load.Read(strings.NewReader("code,title\nA,\xbb\xf4\xc2\xd2\n"), &load.Options{Name: "f", System: codes.ICD10})
	require.ErrorContains(t, err, "f:2: not UTF-8")
}
