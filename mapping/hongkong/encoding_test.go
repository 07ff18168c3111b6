package hongkong_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/crossbay/crossbay/mapping"
)

// A file of Hong Kong whose header is in English says nothing of its encoding:
// the names of the patients do.
func TestEncodingOfAFileWithAnEnglishHeader(t *testing.T) {
	sample, err := os.ReadFile("../../examples/testdata/hk-frontsheet.csv")
	require.NoError(t, err)
	for name, coding := range map[string]encoding.Encoding{
		mapping.EncodingUTF8: encoding.Nop, mapping.EncodingBig5: traditionalchinese.Big5, mapping.EncodingGB18030: simplifiedchinese.GB18030,
	} {
		t.Run(name, func(t *testing.T) {
			text, err := encoding.ReplaceUnsupported(coding.NewEncoder()).Bytes(sample)
			require.NoError(t, err)
			reader, err := open(string(text), nil)
			require.NoError(t, err)
			var names []string
			for record, err := range reader.Records() {
				require.NoError(t, err)
				names = append(names, record.Sheet.Patient.Name)
			}
			assert.Equal(t, name, reader.Encoding())
			assert.Equal(t, []string{"陳大文", "黃小玲"}, names[:2])
		})
	}
}
