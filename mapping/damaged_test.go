package mapping_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
)

// A spreadsheet shows a long number with an exponent, keeps 15 of its digits, and leaves
// a decimal point (hhyo/Archery#819, huanz/tableExport#4): it is the same for many, so
// two people never are one patient by it, in any layout.
func TestDamagedNumbersIdentifyNobody(t *testing.T) {
	for header, row := range map[string]string{
		"A48,A11,B12": "%,%name,2024-01-0%day",
		"BAH,XM,RYSJ": "%,%name,2024010%day",
		"Reference Key,Attendance Date (yyyy-mm-dd),All Diagnosis Code (ICD9)":         "%,2024-01-0%day,250.00",
		"Patient number,Chinese name,Admission date and time,Principal diagnosis code": "%,%name,2024-01-0%day,I10",
		"Encounter key,Recipient eHR number,Admission date-time":                       "E%day,%,2024-01-0%day",
	} {
		for _, number := range []string{"1.00E+07", "1E+07", "1.0E7", "１.００E+０７", "123456.0", "440301199001010000"} {
			file := header + "\n"
			for _, one := range [][2]string{{"张示例", "1"}, {"李样例", "2"}} {
				file += strings.NewReplacer("%name", one[0], "%day", one[1], "%", number).Replace(row) + "\n"
			}
			r, err := mapping.NewReader(strings.NewReader(file), bothSides(), nil)
			require.NoError(t, err)
			ids := map[string]bool{}
			for record, err := range r.Records() {
				require.NoError(t, err)
				codes := ""
				for _, i := range record.Issues {
					codes += i.Code + " "
				}
				assert.Contains(t, codes, "spreadsheet-number", header+" "+number)
				require.NotNil(t, record.Sheet, header)
				assert.Empty(t, record.Sheet.Subject(), header)
				document, _ := mapping.NewTranslator(nil, nil).Document(record.Sheet)
				ids[*document.Patient.Id] = true
			}
			assert.Len(t, ids, 2, header+" "+number)
		}
	}
}
