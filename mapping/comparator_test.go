package mapping_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A result is worth what stands before its number: "<0.01" that arrives as 0.01 is another
// result. Each layout that has results says what a message says (SN of HL7 v2.5, 2.A.69),
// and reads it again; a result that is said to be wrong arrives nowhere.
func TestComparatorsCross(t *testing.T) {
	header := "MSH|^~\\&|LIS|HKX|HIS|HKX|20260105093000||ADT^A08|M1|P|2.4\rEVN|A08|20260105093000\rPID|1||P0001^^^HKX^PI||CHAN^TAI MAN||19600101|M\rPV1|1|I|||||||||||||||||HN26000001(1)\r"
	for obx, want := range map[string]string{
		"OBX|1|SN|T^Test^L||<^0.01|||||F":          "<0.01",
		"OBX|1|SN|T^Test^L||>=^1000|||||F":         ">=1000",
		"OBX|1|SN|T^Test^L||^1^:^160|||||F":        "1:160",
		"OBX|1|SN|T^Test^L||^10^-^20|||||F":        "10-20",
		"OBX|1|NM|T^Test^L||7.10|||||F":            "7.10",
		"OBX|1|CWE|T^Test^L||NEG^Negative^L|||||F": "Negative",
		"OBX|1|ST|T^Test^L||see comment|||||F":     "see comment",
		"OBX|1|NM|T^Test^L||7.10||||||W":           "",
		"OBX|1|SN|T^Test^L||<^5||||||D|||20260105": "",
	} {
		for _, layout := range []string{"hk-cdars", "hk-ehealth"} {
			l := mapping.LayoutNamed(layout)
			reader, err := mapping.NewMessageReader(strings.NewReader(header+obx+"\r"), hongkong.ADT(), nil)
			require.NoError(t, err)
			for record, err := range reader.Records() {
				require.NoError(t, err)
				var out bytes.Buffer
				w, err := mapping.NewWriter(&out, l, nil)
				require.NoError(t, err)
				_, err = w.Write(record.Sheet)
				require.NoError(t, err)
				require.NoError(t, w.Flush())
				cells := strings.FieldsFunc(strings.TrimSpace(out.String()), func(r rune) bool { return r == ',' || r == '\n' })
				if want == "" {
					assert.NotContains(t, cells, "7.10", "%s: %s", layout, obx)
					assert.NotContains(t, cells, "<5", "%s: %s", layout, obx)
					continue
				}
				assert.Contains(t, cells, want, "%s: %s", layout, obx)
			}
			reader.Close()
		}
	}
	// On the way in, and through FHIR.
	for _, cell := range []string{"<0.01", ">=1000", "7.10", "NEG", "12.3 H", "≤5"} {
		text := "Reference Key,LIS Test Description,LIS Result\n1001,Test," + cell + "\n"
		reader, err := mapping.NewReader(strings.NewReader(text), []*mapping.Layout{mapping.LayoutNamed("hk-cdars")}, nil)
		require.NoError(t, err)
		for record, err := range reader.Records() {
			require.NoError(t, err)
			tr := mapping.NewTranslator(nil, nil)
			d, _ := tr.Document(record.Sheet)
			require.Len(t, d.Observations, 1)
			q := d.Observations[0].ValueQuantity
			numeric := cell != "NEG" && cell != "12.3 H" && cell != "≤5"
			assert.Equal(t, numeric, q != nil, cell)
			if numeric && cell[0] != '7' {
				assert.NotNil(t, q.Comparator, cell)
			}
			again, _ := tr.FrontSheet(d)
			o := again.Observations[0]
			assert.Equal(t, cell, o.Figure()+o.Text)
		}
		reader.Close()
	}
}
