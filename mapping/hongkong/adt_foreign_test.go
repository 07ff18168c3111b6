package hongkong_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// sheetsOf reads the sheets of a sample.
func sheetsOf(t testing.TB, name string) []*mapping.FrontSheet {
	t.Helper()
	file, err := os.Open("../../examples/testdata/" + name)
	require.NoError(t, err)
	defer file.Close()
	r, err := mapping.NewReader(file, append(mainland.Layouts(), hongkong.Layouts()...), nil)
	require.NoError(t, err)
	var sheets []*mapping.FrontSheet
	for record, err := range r.Records() {
		require.NoError(t, err)
		if record.Sheet != nil {
			sheets = append(sheets, record.Sheet)
		}
	}
	require.NotEmpty(t, sheets)
	return sheets
}

// A sheet of another layout becomes a message that a strict reader takes and
// that reads as what was written: nothing is made up, and what is derived or
// left out is reported.
func TestSheetsOfOtherLayoutsAsMessages(t *testing.T) {
	for _, name := range []string{"hk-frontsheet.csv", "hk-ehealth.csv", "hk-cdars.csv", "n041.csv", "hqms.csv", "hqms-dirty.csv"} {
		t.Run(name, func(t *testing.T) {
			for _, sheet := range sheetsOf(t, name) {
				message, issues := writtenMessages(t, nil, sheet)
				again, _ := writtenMessages(t, nil, sheet)
				assert.Equal(t, message, again, "the same sheet gives the same message")
				codes := codesOf(issues)
				for _, i := range issues {
					assert.NotEqual(t, "not-read-back", i.Code, i.Error())
				}

				var m hl7v2.Message
				require.NoError(t, m.Parse(message))
				msh := &m.Segments[0]
				assert.Empty(t, msh.Field(7), "the sheet does not say when a message was made")
				assert.Contains(t, codes, "event-derived")
				assert.Contains(t, codes, "control-id-derived")
				event := "A01"
				if !sheet.Stay.Discharge.IsZero() {
					event = "A03"
				}
				assert.Equal(t, event, m.ComponentOf(msh.Field(9), 2))
				id := msh.Field(10)
				assert.Len(t, id, 20)
				for _, number := range []string{sheet.Patient.RecordNumber, sheet.Patient.DocumentNumber, sheet.Stay.Number} {
					assert.False(t, number != "" && strings.Contains(id, number), "the control id has a number of the patient")
				}

				list := records(t, message, nil)
				require.Len(t, list, 1)
				if list[0].Sheet == nil {
					continue // an extract may name no patient
				}
				for _, i := range list[0].Issues {
					assert.NotEqual(t, mapping.Error, i.Severity, i.Error())
				}
				assert.Equal(t, sheet.Stay.Discharge.IsZero(), list[0].Sheet.Stay.Discharge.IsZero())
				assert.Empty(t, faultOfTrip(t, message, list[0].Sheet), "the second trip changes nothing")
			}
		})
	}
}

// What the message cannot say is reported, by its element.
func TestMessageLeavesNothingOutInSilence(t *testing.T) {
	sheet := sheetsOf(t, "n041.csv")[0]
	_, issues := writtenMessages(t, nil, sheet)
	left := map[string]bool{}
	for _, i := range issues {
		if i.Code == "no-column" {
			left[i.Field] = true
		}
	}
	for _, element := range []string{"patient.ethnicity", "patient.occupation", "patient.age-years", "stay.days", "fee.total"} {
		assert.True(t, left[element], element)
	}
	assert.False(t, left["patient.current.address"], "the address is a line of the message's")
}
