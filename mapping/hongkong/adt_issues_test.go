package hongkong_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hl7v2"
)

// What a message cannot say as the sheet says it is reported, by its field.
func TestMessageTellsWhatItCannotSay(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*mapping.FrontSheet)
		want   string
	}{
		{"two numbers of a doctor", func(s *mapping.FrontSheet) {
			s.Staff = []mapping.StaffMember{{Role: mapping.AttendingPhysician, Name: "Example", Licence: "L1", Number: "N1"}}
		}, "PV1-7 no-column"},
		{"more lines than an address has", func(s *mapping.FrontSheet) {
			s.Patient.Current.Lines = []string{"a", "b", "c", "d"}
		}, "PID-11 joined"},
		{"a text for a code", func(s *mapping.FrontSheet) { s.Patient.Marital = mapping.Coded{Text: "somehow"} }, "PID-16 unknown-code"},
		{"an attendance", func(s *mapping.FrontSheet) { s.Emergency.Class = s.Stay.Class }, " no-column"},
		{"a class that nobody states", func(s *mapping.FrontSheet) {
			*s = mapping.FrontSheet{Patient: s.Patient, Stay: mapping.Stay{Admission: s.Stay.Admission}}
		}, "PV1-2 class-derived"},
		{"cells of another layout", func(s *mapping.FrontSheet) {
			*s = mapping.FrontSheet{Patient: s.Patient, Stay: s.Stay, Fields: []mapping.Field{{Column: "A48", Value: "1"}}}
		}, " kept-cells"},
		{"a birth date that there is not", func(s *mapping.FrontSheet) {
			s.Patient.BirthDate = mapping.DateTime{Year: 1956, Month: 2, Day: 30, Precision: mapping.ToDay}
		}, "PID-7 not-read-back"},
		{"an event that no message reports", func(s *mapping.FrontSheet) {
			*s = mapping.FrontSheet{Patient: s.Patient, Stay: s.Stay, Event: mapping.Event{Code: "X99"}}
		}, " not-read-back"},
		{"no patient", func(s *mapping.FrontSheet) { s.Patient.Identifiers, s.Patient.DocumentNumber = nil, "" }, " required-empty"},
	} {
		t.Run(test.name, func(t *testing.T) {
			sheet := records(t, adtMSH+adtPID+adtPV1, nil)[0].Sheet
			require.NotNil(t, sheet)
			test.change(sheet)
			_, issues := writtenMessages(t, nil, sheet)
			var found []string
			for _, i := range issues {
				found = append(found, i.Column+" "+i.Code)
			}
			assert.Contains(t, found, test.want)
		})
	}
}

// A sheet that has lost one of several segments of its message is written in the order of
// the standard, and it is told. Where it has lost all of a name, the others stay in place.
func TestMessageTellsOfTheOrderOfItsSegments(t *testing.T) {
	source := adtMSH + adtPID + adtPV1 + "PR1|1||3606^^I9C||20240303|||||||||1\rPR1|2||0066^^I9C||20240303|||||||||2\rDG1|1||410.71^^I9C\r"
	sheet := records(t, source, nil)[0].Sheet
	require.NotNil(t, sheet)
	require.Len(t, sheet.Procedures, 2)
	sheet.Procedures = sheet.Procedures[:1]
	message, issues := writtenMessages(t, nil, sheet)
	assert.Equal(t, 1, strings.Count(message, "PR1"))
	assert.Contains(t, codesOf(issues), "segment-order")

	sheet.Procedures = nil
	message, issues = writtenMessages(t, nil, sheet)
	assert.Equal(t, adtMSH+adtPID+adtPV1+"DG1|1||410.71^^I9C\r", message)
	assert.NotContains(t, codesOf(issues), "segment-order")
}

// A message beyond a limit is rejected for that, and the next one is read.
func TestMessageTellsOfALimit(t *testing.T) {
	next := "\n" + adtMSH + adtPID + adtPV1
	for want, message := range map[string]string{
		"too-many-fields":   adtMSH + adtPID + "OBX" + strings.Repeat("|", hl7v2.MaxFields) + "|x\r",
		"too-many-segments": adtMSH + strings.Repeat("ZZZ|1\r", hl7v2.MaxSegments),
		"message-too-long":  adtMSH + strings.Repeat("ZZZ|"+strings.Repeat("x", 1<<19)+"\r", hl7v2.MaxMessage>>19),
	} {
		list := records(t, message+next, nil)
		assert.Nil(t, list[0].Sheet)
		assert.Contains(t, codesOf(list[0].Issues), want)
		assert.NotNil(t, list[len(list)-1].Sheet, want)
	}
}

// A document whose message nobody would take is read as what it says, without
// what it keeps of the message, and it is told.
func TestDocumentTellsOfAMessageThatItCannotRestore(t *testing.T) {
	sheet := records(t, adtMSH+adtPID+adtPV1, nil)[0].Sheet
	require.NotNil(t, sheet)
	document, _ := adtWay.Document(sheet)
	text, err := document.Append(nil)
	require.NoError(t, err)
	for event, restored := range map[string]bool{"A03": true, "X99": false} {
		changed, err := fhir.Read([]byte(strings.Replace(string(text), `"valueCode":"A03"`, `"valueCode":"`+event+`"`, 1)))
		require.NoError(t, err)
		back, issues := adtWay.FrontSheet(changed)
		assert.Equal(t, event, back.Event.Code)
		assert.Equal(t, "CHAN", back.Patient.NameParts.Surname)
		assert.Equal(t, !restored, slices.Contains(codesOf(issues), "not-restored"), event)
	}
}

// Where nobody would read a message, no field of it is told apart.
func TestMessageThatNobodyReadsIsToldAsAWhole(t *testing.T) {
	sheet := records(t, adtMSH+adtPID+adtPV1, nil)[0].Sheet
	require.NotNil(t, sheet)
	sheet.Event.Code = "X99"
	sheet.Patient.EnglishName.Surname, sheet.Patient.EnglishName.GivenName = "WONG", "SIU MEI"
	_, issues := writtenMessages(t, nil, sheet)
	var columns []string
	for _, i := range issues {
		if i.Code == "not-read-back" {
			columns = append(columns, i.Column)
		}
	}
	assert.Equal(t, []string{""}, columns)
}
