package hongkong_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/internal/golden"
)

// adtWay translates sheets of messages there and back.
var adtWay = mapping.NewTranslator(nil, &mapping.Options{Layouts: hongkong.Layouts()})

// writtenMessages writes sheets as messages, and returns what was reported.
func writtenMessages(t testing.TB, options *mapping.WriterOptions, sheets ...*mapping.FrontSheet) (string, []mapping.Issue) {
	t.Helper()
	var out bytes.Buffer
	w, err := mapping.NewWriter(&out, hongkong.ADT(), options)
	require.NoError(t, err)
	var issues []mapping.Issue
	for _, s := range sheets {
		found, err := w.Write(s)
		require.NoError(t, err)
		issues = append(issues, found...)
	}
	require.NoError(t, w.Flush())
	return out.String(), issues
}

// throughFHIR takes a sheet to FHIR's JSON and back.
func throughFHIR(t testing.TB, sheet *mapping.FrontSheet) (*mapping.FrontSheet, []mapping.Issue) {
	t.Helper()
	return throughFHIRBy(t, adtWay, sheet)
}

func throughFHIRBy(t testing.TB, translator *mapping.Translator, sheet *mapping.FrontSheet) (*mapping.FrontSheet, []mapping.Issue) {
	t.Helper()
	document, _ := translator.Document(sheet)
	text, err := document.Append(nil)
	require.NoError(t, err)
	read, err := fhir.Read(text)
	require.NoError(t, err)
	return translator.FrontSheet(read)
}

// plainER7 returns a message with CR after each segment, and without blank lines.
func plainER7(message string) string {
	var b strings.Builder
	separator := "\r"
	if i := strings.IndexAny(message, "\r\n"); i >= 0 && message[i] == '\n' {
		separator = "\n"
	} else if strings.Contains(message, "\r\n") {
		separator = "\r\n"
	}
	for _, line := range strings.Split(strings.Trim(message, "\x0b\x1c"), separator) {
		if line = strings.Trim(line, "\r\n\x1c"); strings.Trim(line, " \t") != "" {
			b.WriteString(line + "\r")
		}
	}
	return b.String()
}

// messageFiles are the files of messages of the samples and the golden tests.
func messageFiles(t testing.TB) map[string]string {
	t.Helper()
	files := map[string]string{}
	names, err := filepath.Glob("../../examples/testdata/hk-adt*.hl7")
	require.NoError(t, err)
	for _, name := range names {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		files[filepath.Base(name)] = string(text)
	}
	names, err = filepath.Glob("testdata/adt_*.txtar")
	require.NoError(t, err)
	for _, name := range names {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		files[filepath.Base(name)] = golden.Parse(string(text)).Input(t)
	}
	require.Greater(t, len(files), 10)
	return files
}

// Every message that is accepted comes back byte for byte, from its sheet and
// from its document, with nothing to report but what its MSH-18 should have said.
func TestMessagesComeBack(t *testing.T) {
	for name, file := range messageFiles(t) {
		t.Run(name, func(t *testing.T) {
			for _, tables := range [][]codes.Table{nil, icd9cm.Tables()} {
				for _, record := range records(t, file, &mapping.ReaderOptions{Tables: tables}) {
					if record.Sheet != nil {
						assert.Empty(t, faultOfTrip(t, plainER7(string(record.Raw)), record.Sheet))
					}
				}
			}
		})
	}
}

// faultOfTrip says what is wrong with the way back of a sheet to its message, ""
// for nothing.
func faultOfTrip(t testing.TB, source string, sheet *mapping.FrontSheet) string {
	t.Helper()
	options := &mapping.WriterOptions{Encoding: encodingOf(source)}
	direct, issues := writtenMessages(t, options, sheet)
	if fault := faultOf(source, direct, issues); fault != "" {
		return "from the sheet: " + fault
	}
	back, found := throughFHIR(t, sheet)
	again, issues := writtenMessages(t, options, back)
	if fault := faultOf(source, again, append(found, issues...)); fault != "" {
		return "by way of FHIR: " + fault
	}
	return ""
}

func faultOf(source, back string, issues []mapping.Issue) string {
	for _, i := range issues {
		switch i.Code {
		case "required-empty":
		case "charset-stated":
			source, back = withoutCharset(source), withoutCharset(back)
		default:
			return i.Error()
		}
	}
	if encodingOf(source) == mapping.EncodingBig5 {
		// Of some characters Big5 has two codes.
		source, back = fromBig5(source), fromBig5(back)
	}
	if source == back {
		return ""
	}
	ours, theirs := strings.Split(back, "\r"), strings.Split(source, "\r")
	for i := range min(len(ours), len(theirs)) {
		if ours[i] != theirs[i] {
			return fmt.Sprintf("%q became %q", theirs[i], ours[i])
		}
	}
	return fmt.Sprintf("%d segments became %d", len(theirs), len(ours))
}

// withoutCharset returns a message without its MSH-18, what follows it, and empty
// fields before it.
func withoutCharset(message string) string {
	header, rest, _ := strings.Cut(message, "\r")
	fields := strings.Split(header, header[3:4])
	header = strings.Join(fields[:min(17, len(fields))], header[3:4])
	return strings.TrimRight(header, header[3:4]) + "\r" + rest
}

func fromBig5(message string) string {
	text, err := traditionalchinese.Big5.NewDecoder().String(message)
	if err != nil {
		return message
	}
	return text
}

func encodingOf(message string) string {
	switch {
	case strings.Contains(message, "|BIG-5"):
		return mapping.EncodingBig5
	case strings.Contains(message, "|GB 18030-2000"):
		return mapping.EncodingGB18030
	}
	return mapping.EncodingUTF8
}

// Before v2.3.1 the event stands in EVN-1 alone.
func TestEventOfEVN(t *testing.T) {
	list := records(t, strings.Replace(adtMSH, "ADT^A03", "ADT", 1)+"EVN|A03|20240308101500\r"+adtPID+adtPV1, nil)
	require.NotNil(t, list[0].Sheet)
	assert.Equal(t, "A03", list[0].Sheet.Event.Code)
	assert.Empty(t, faultOfTrip(t, string(list[0].Raw), list[0].Sheet))
}

// A message in another encoding says so, and reads as the same sheet.
func TestMessageEncodings(t *testing.T) {
	source := adtMSH + strings.Replace(adtPID, "CHAN^TAI MAN", "CHAN^TAI MAN^^^^^L^A~陳^大文^^^^^L^I", 1) + adtPV1
	sheet := records(t, source, nil)[0].Sheet
	require.NotNil(t, sheet)
	for encoding, stated := range map[string]string{
		mapping.EncodingUTF8: "UNICODE UTF-8", mapping.EncodingGB18030: "GB 18030-2000", mapping.EncodingBig5: "BIG-5",
	} {
		message, issues := writtenMessages(t, &mapping.WriterOptions{Encoding: encoding}, sheet)
		assert.Contains(t, message, "|"+stated+"\r")
		assert.NotContains(t, codesOf(issues), "no-such-character")
		list := records(t, message, nil)
		require.NotNil(t, list[0].Sheet, list[0].Issues)
		assert.Equal(t, "陳大文", list[0].Sheet.Patient.Name)
		for i := range list[0].Sheet.Fields {
			list[0].Sheet.Fields[i].Value = strings.Replace(list[0].Sheet.Fields[i].Value, stated, "UNICODE UTF-8", 1)
		}
		assert.Equal(t, dumped(sheet), dumped(list[0].Sheet))
	}
}

// A character that the encoding lacks is never another one.
func TestMessageLacksCharacter(t *testing.T) {
	sheet := records(t, adtMSH+strings.Replace(adtPID, "CHAN^TAI MAN", "😀^大文", 1)+adtPV1, nil)[0].Sheet
	message, issues := writtenMessages(t, &mapping.WriterOptions{Encoding: mapping.EncodingBig5}, sheet)
	assert.Contains(t, codesOf(issues), "no-such-character")
	assert.NotContains(t, message, "?")
	assert.NotNil(t, records(t, message, nil)[0].Sheet)
}

// In MLLP each message stands in a frame of its own.
func TestMessageFrames(t *testing.T) {
	sheet := records(t, adtMSH+adtPID+adtPV1, nil)[0].Sheet
	message, _ := writtenMessages(t, &mapping.WriterOptions{MLLP: true}, sheet, sheet)
	assert.Equal(t, strings.Repeat("\x0b"+adtMSH+adtPID+adtPV1+"\x1c\r", 2), message)
	assert.Len(t, records(t, message, nil), 2)
}

// What a sheet keeps of its message never goes before what it says: a sheet that
// was changed is written as it is now.
func TestChangedSheetIsWrittenAnew(t *testing.T) {
	source := adtMSH + "PID|1||A123456(3)^^^HKSAR^HKIC||CHAN^TAI MAN||1956|M\r" + adtPV1 + "DG1|1||410.71^INFARCT^I9C||202403021830|F|||||||||1||||SYNTHETIC\r"
	sheet := records(t, source, nil)[0].Sheet
	require.NotNil(t, sheet)
	sheet.Patient.Name, sheet.Patient.NameParts = "WONG, SIU MEI", mapping.NameParts{Surname: "WONG", GivenName: "SIU MEI"}
	sheet.Diagnoses[0].Confirmed = mapping.DateTime{Year: 2024, Month: 3, Day: 3, Precision: mapping.ToDay}
	message, issues := writtenMessages(t, nil, sheet)
	assert.Contains(t, message, "|WONG^SIU MEI^^^^^L^A|")
	assert.NotContains(t, message, "CHAN")
	assert.Contains(t, message, "DG1|1||410.71^INFARCT^I9C||20240303|F|||||||||1||||SYNTHETIC\r")
	var columns []string
	for _, i := range issues {
		if i.Code == "kept-field" {
			columns = append(columns, i.Column)
		}
	}
	assert.Equal(t, []string{"DG1-5", "PID-5"}, columns)

	// A document that somebody has changed counts, too.
	document, _ := adtWay.Document(records(t, source, nil)[0].Sheet)
	document.Patient.Name[0].Family = new("HO")
	back, found := adtWay.FrontSheet(document)
	assert.Equal(t, "HO", back.Patient.NameParts.Surname)
	assert.Contains(t, codesOf(found), "kept-field")

	sheet.Diagnoses = nil
	message, issues = writtenMessages(t, nil, sheet)
	assert.NotContains(t, message, "DG1")
	assert.NotContains(t, message, "SYNTHETIC")
	assert.Contains(t, codesOf(issues), "kept-cells")
}

// What is reported of fields that a changed sheet keeps, and does not fill any
// more, comes in the same order each time.
func TestWriterReportsKeptFieldsInOrder(t *testing.T) {
	text := "MSH|^~\\&|IPAS|QEH|LIB|QEH|20240302||ADT^A01|1|P|2.5||||||UNICODE UTF-8\rEVN|A01|20240302\r" +
		"PID|1||P000123^^^QEH^PI||CHAN^TAI MAN||19560214|M\rPV1|1|I|A1\r"
	for i := range 6 {
		n := string(rune('1' + i))
		text += "DG1|" + n + "|x|78" + n + ".0^FEVER^I9C^a^b|FEVER  " + n + "|2024030" + n + "0000.00|AD|||||||||" + n + "\r"
	}
	reader, err := mapping.NewMessageReader(strings.NewReader(text), hongkong.ADT(), nil)
	require.NoError(t, err)
	for record, err := range reader.Records() {
		require.NoError(t, err)
		require.NotNil(t, record.Sheet)
		record.Sheet.Diagnoses = nil
		_, first := writtenMessages(t, nil, record.Sheet)
		columns := map[string]bool{}
		for _, i := range first {
			if i.Code == "kept-cells" {
				columns[i.Column] = true
			}
		}
		require.Greater(t, len(columns), 3)
		for range 20 {
			_, again := writtenMessages(t, nil, record.Sheet)
			require.Equal(t, first, again)
		}
	}
}
