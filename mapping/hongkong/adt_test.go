package hongkong_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
)

const (
	adtMSH = "MSH|^~\\&|IPAS|QEH|LIB|QEH|20240308101500+0800||ADT^A03|1|P|2.5||||||UNICODE UTF-8\r"
	adtPID = "PID|1||A123456(3)^^^HKSAR^HKIC||CHAN^TAI MAN||1956|M\r"
	adtPV1 = "PV1|1|I|||||||||||||||||HN1||||||||||||||||||||||||||20240302183000|20240308100000\r"
)

// records reads messages.
func records(t testing.TB, text string, options *mapping.ReaderOptions) []*mapping.Record {
	t.Helper()
	r, err := mapping.NewMessageReader(strings.NewReader(text), hongkong.ADT(), options)
	require.NoError(t, err)
	var list []*mapping.Record
	for record, err := range r.Records() {
		require.NoError(t, err)
		record.Raw = bytes.Clone(record.Raw)
		list = append(list, record)
	}
	return list
}

func codesOf(issues []mapping.Issue) []string {
	var list []string
	for _, i := range issues {
		list = append(list, i.Code)
	}
	return list
}

// resources translates one message and returns its resources by their types,
// the last of each type.
func resources(t testing.TB, message string) map[string]map[string]any {
	t.Helper()
	list := records(t, message, nil)
	require.Len(t, list, 1)
	require.NotNil(t, list[0].Sheet, list[0].Issues)
	document, _ := mapping.NewTranslator(nil, nil).Document(list[0].Sheet)
	require.Empty(t, document.Check())
	text, err := document.Append(nil)
	require.NoError(t, err)
	var bundle struct {
		Entry []struct {
			Resource map[string]any `json:"resource"`
		} `json:"entry"`
	}
	require.NoError(t, json.Unmarshal(text, &bundle))
	found := map[string]map[string]any{}
	for _, e := range bundle.Entry {
		found[e.Resource["resourceType"].(string)] = e.Resource
	}
	return found
}

// differences are the rows of HL7's maps from segments to FHIR that are not
// followed, with the reason. A field that is not followed is kept verbatim.
var differences = map[string]string{
	"PID-6 extension":             "the maiden name of the mother is not the patient's data on a document of a stay: kept verbatim",
	"PID-7 birthDate.extension":   "the model has no extension of a birthDate (patient-birthTime): the time is kept verbatim",
	"PID-12 address":              "the county code is not used in Hong Kong, and deprecated since v2.3: kept verbatim",
	"PID-19 identifier":           "a social security number is of the United States: kept verbatim",
	"PID-20 identifier":           "a driving licence is no document of a patient in Hong Kong: kept verbatim",
	"PID-21 $this":                "an identifier of the mother is another person's: kept verbatim",
	"PID-24 multipleBirthBoolean": "no record of Hong Kong is known to state it: kept verbatim",
	"PID-25 multipleBirthInteger": "no record of Hong Kong is known to state it: kept verbatim",
	"PID-26 extension":            "nationality (PID-28) is read, citizenship is not told apart from it: kept verbatim",
	"PID-35 extension":            "a patient is human",
	"PID-36 extension":            "a patient is human",
	"PV1-3 location.status":       "of a discharged patient the place is completed, where the map says active",
	"PID-39 extension":            "not recorded in Hong Kong: kept verbatim",
	"PID-40 telecom":              "kept verbatim: a field of v2.7",
	"PV1-40 location":             "kept verbatim: the state of a bed is not of the stay",
	"PV1-53 episodeOfCare":        "kept verbatim: the document has no EpisodeOfCare",
	"PV1-5 hospitalization":       "no pre-admission number is known to be sent: kept verbatim",
	"PV1-11 location":             "a temporary place has no role on a front sheet: kept verbatim",
	"PV1-13 hospitalization":      "the front sheet's readmission is a plan after discharge, not an indicator: kept verbatim",
	"PV1-15 hospitalization":      "kept verbatim: no code list is agreed",
	"PV1-16 hospitalization":      "kept verbatim: who is a VIP is nobody else's business",
	"PV1-38 hospitalization":      "kept verbatim: a diet of the ward, not of the record",
	"PV1-42 location":             "a pending place is no place of the stay: kept verbatim",
	"PV1-50 identifier":           "an alternate visit number has no authority in Hong Kong: kept verbatim",
	"PV1-52 participant":          "other providers have no role on a front sheet: kept verbatim",
	"PV1-54 episodeOfCare":        "kept verbatim: the document has no EpisodeOfCare",
	"DG1-5 onsetDateTime":         "DG1-5 is when the diagnosis was determined, not when the disease began: it is the asserted date",
	"DG1-19 extension":            "kept verbatim: when a diagnosis was attested is of the coding, not of the patient",
	"DG1-19 recordedDate":         "kept verbatim: when a diagnosis was attested is of the coding, not of the patient",
	"DG1-20 identifier":           "kept verbatim: ids are those of the stay and the line, so that each message of a stay gives the same",
	"DG1-21 verificationStatus":   "a diagnosis that the message deletes is kept verbatim and makes no Condition at all; A and U say nothing of the diagnosis",
	"DG1-22 extension":            "kept verbatim: it refers to DG1-20",
	"PR1-5 performedPeriod":       "PR1-7 is a duration: no end is computed from it",
	"PR1-6 category":              "kept verbatim: the codes (diagnostic, therapeutic) have no agreed system",
	"PR1-7 performedPeriod":       "the minutes are a duration: no end is computed from them",
	"PR1-15 reasonCode":           "kept verbatim: the diagnoses are Conditions of the stay",
	"PR1-16 code":                 "kept verbatim: ICD-9-CM has no modifiers",
	"PR1-19 identifier":           "kept verbatim: ids are those of the stay and the line, so that each message of a stay gives the same",
	"PR1-23 location":             "kept verbatim: the place of an operation is not one of the stay's",
	"PR1-25 partOf":               "kept verbatim: it refers to PR1-19",
	"NK1-8 contact":               "kept verbatim: since when somebody is next of kin is not known to be recorded",
	"NK1-9 contact":               "kept verbatim: since when somebody is next of kin is not known to be recorded",
	"NK1-13 contact":              "kept verbatim: a next of kin is a person; an organisation comes as IN1 or as employer",
	"NK1-15 contact":              "kept verbatim: the sex of a next of kin is not needed",
	"NK1-30 contact":              "kept verbatim: it belongs to an organisation (NK1-13)",
	"NK1-31 contact":              "kept verbatim: it belongs to an organisation (NK1-13)",
	"NK1-32 contact":              "kept verbatim: it belongs to an organisation (NK1-13)",
	"NK1-40 contact":              "kept verbatim: a field of v2.7",
	"NK1-41 contact":              "kept verbatim: a field of v2.7",
	"AL1-2 type":                  "the code says what the allergy is to, not whether it is an allergy or an intolerance: type is not stated",
	"AL1-2 category.extension":    "the source's code stands in an extension of the AllergyIntolerance, since the model has none on category",
	"AL1-4 criticality":           "the severity of the reaction is not how critical another one would be: the map leaves the choice",
	"AL1-4 criticality.extension": "as criticality",
	"PV1-2 status":                "follows the event where it says more (a discharge), and PV1-2 where it does not",
	"PV1-45 status":               "follows the event where it says more (a discharge)",
}

// values are what the fields hold that the test sets, where a letter would not
// do.
var values = map[string]string{
	"PID-7": "19560214", "PID-29": "20240301", "PID-30": "Y", "PID-8": "F", "PID-5": "WONG^SIU MING~王^小明", "PID-11": "1 X ROAD^^SHA TIN",
	"PV1-2": "E", "PV1-4": "E", "PV1-44": "20240301", "PV1-45": "20240309", "PV1-3": "5B^1^2", "PV1-6": "6B^1^2",
	"DG1-3": "410.71^INFARCT^I9C", "DG1-15": "2", "DG1-6": "A", "DG1-16": "D1^LEE^X", "DG1-5": "20240301",
	"PR1-3": "36.07^STENT^I9C", "PR1-5": "20240303", "PR1-7": "65", "PR1-8": "D1^LEE^X", "PR1-11": "D1^LEE^X", "PR1-12": "D1^LEE^X",
	"NK1-2": "WONG^SIU MEI", "NK1-3": "SPO", "NK1-5": "20000001", "NK1-6": "21110001", "NK1-4": "1 X ROAD", "NK1-7": "N",
	"AL1-2": "DA", "AL1-3": "^SHRIMP", "AL1-4": "MI", "AL1-5": "ITCHING", "AL1-6": "2010",
}

// TestSegmentMaps follows HL7's maps row by row: a message in which the field is
// set must differ from one without in the element that the map names, unless
// the row is one of the differences.
func TestSegmentMaps(t *testing.T) {
	const folder = "../../../shared/suites/hl7v2/v2-to-fhir/"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("HL7's maps are not here: ", err)
	}
	used := map[string]bool{}
	for _, m := range []struct{ segment, to, base string }{
		{"PID[Patient]", "Patient", adtPID},
		{"PV1[Encounter]", "Encounter", adtPV1},
		{"DG1[Condition]", "Condition", "DG1|1||486^PNEUMONIA^I9C\r"},
		{"DG1[Encounter]", "Encounter", "DG1|1||486^PNEUMONIA^I9C\r"},
		{"PR1[Procedure]", "Procedure", "PR1|1||00.66^PTCA^I9C\r"},
		{"NK1[Patient]", "Patient", "NK1|1|CHAN^SIU MAN\r"},
		{"AL1[AllergyIntolerance]", "AllergyIntolerance", "AL1|1||^PENICILLIN||RASH\r"},
	} {
		t.Run(m.segment, func(t *testing.T) {
			names, err := filepath.Glob(folder + "segments_*__" + strings.NewReplacer("[", "\\[", "]", "\\]").Replace(m.segment) + "_-_*.csv")
			require.NoError(t, err)
			require.Len(t, names, 1)
			file, err := os.Open(names[0])
			require.NoError(t, err)
			defer file.Close()
			reader := csv.NewReader(file)
			reader.FieldsPerRecord = -1
			rows, err := reader.ReadAll()
			require.NoError(t, err)
			attribute := slices.Index(rows[1], "FHIR Attribute")
			require.Positive(t, attribute)
			before := resources(t, message(m.base, 0, ""))[m.to]
			checked := 0
			for _, row := range rows[2:] {
				segment, number, found := strings.Cut(row[1], "-")
				n, err := strconv.Atoi(number)
				path := plainPath(row[attribute])
				if !found || err != nil || path == "" || n == 1 || strings.Contains(row[attribute], ".condition(") {
					continue // what goes into the Condition is in its own map
				}
				checked++
				if reason := difference(row[1], path, used); reason != "" {
					continue
				}
				value := values[row[1]]
				if value == "" {
					value = "X"
				}
				after := resources(t, message(m.base, n, value))[m.to]
				key, _, _ := strings.Cut(path, ".")
				assert.False(t, reflect.DeepEqual(before[key], after[key]), "%s-%d does not reach %s.%s, and is none of the differences", segment, n, m.to, path)
			}
			assert.Positive(t, checked)
		})
	}
	for name, reason := range differences {
		if reason != "" {
			assert.True(t, used[name], "no row of the maps is such a difference: %s", name)
		}
	}
}

// difference returns the reason for which a row is not followed.
func difference(field, path string, used map[string]bool) string {
	for p := path; ; {
		if reason := differences[field+" "+p]; reason != "" {
			used[field+" "+p] = true
			return reason
		}
		i := strings.LastIndexByte(p, '.')
		if i < 0 {
			break
		}
		p = p[:i]
	}
	return ""
}

// plainPath takes the counters and the types of references off a path.
func plainPath(s string) string {
	var b strings.Builder
	depth := 0
	s, _, _ = strings.Cut(s, "=")
	for _, r := range strings.TrimSpace(s) {
		switch r {
		case '[', '(':
			depth++
		case ']', ')':
			depth--
		default:
			if depth == 0 {
				b.WriteRune(r)
			}
		}
	}
	return strings.TrimSuffix(b.String(), ".")
}

// message returns a message that holds a segment with one field set.
func message(segment string, n int, value string) string {
	if n > 0 {
		fields := strings.Split(strings.TrimSuffix(segment, "\r"), "|")
		for len(fields) <= n {
			fields = append(fields, "")
		}
		if fields[0] == "PID" && n == 3 {
			value = fields[3] + "~" + value
		}
		fields[n] = value
		segment = strings.Join(fields, "|") + "\r"
	}
	text := adtMSH
	for _, other := range []string{adtPID, adtPV1} {
		if other[:3] != segment[:3] {
			text += other
		}
	}
	return text + segment
}

// Characters of Big5 whose second byte is a delimiter's, and those of HKSCS,
// reach the document as they are.
func TestADTBig5(t *testing.T) {
	file, err := os.ReadFile("../../examples/testdata/hk-adt-big5.hl7")
	require.NoError(t, err)
	list := records(t, string(file), nil)
	require.Len(t, list, 3)
	sheet := list[0].Sheet
	require.NotNil(t, sheet, list[0].Issues)
	assert.Equal(t, "許功蓋", sheet.Patient.Name)
	assert.Equal(t, mapping.NameParts{Surname: "許", GivenName: "功蓋"}, sheet.Patient.NameParts)
	assert.Equal(t, []string{"鰂魚涌英皇道1000號", "近2號𨋢"}, sheet.Patient.Current.Lines)
	assert.Equal(t, "腦血管閉塞連腦梗塞 (病人話係嘅)", sheet.Diagnoses[0].Name)
	assert.Equal(t, []string{"出疹㗎"}, sheet.Allergy.Items[0].Reactions)
	assert.Equal(t, "郭煜", sheet.Staff[0].Name)
	for _, record := range list {
		assert.NotNil(t, record.Sheet)
		assert.NotContains(t, codesOf(record.Issues), "charset-conflict")
	}
}

// The bytes decide whether a message may be read as it says: one whose
// characters are others is rejected, and no patient gets another's name.
func TestADTCharset(t *testing.T) {
	utf8 := adtMSH + strings.Replace(adtPID, "CHAN^TAI MAN", "陳^大文", 1) + adtPV1
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(strings.Replace(utf8, "UNICODE UTF-8", "GB 18030-2000", 1))
	require.NoError(t, err)
	state := func(message, charset string) string {
		for _, old := range []string{"UNICODE UTF-8", "GB 18030-2000"} {
			message = strings.Replace(message, "||||||"+old+"\r", "||||||"+charset+"\r", 1)
		}
		return message
	}
	for name, test := range map[string]struct {
		message, encoding string
		name, issue       string
	}{
		"UTF-8 as stated":            {utf8, "", "陳大文", ""},
		"GB18030 as stated":          {gb, "", "陳大文", ""},
		"GBK for GB18030":            {state(gb, "GBK"), "", "陳大文", ""},
		"UTF-8, nothing stated":      {state(utf8, ""), "", "陳大文", "charset-not-stated"},
		"GB18030, nothing stated":    {state(gb, ""), "", "", "charset-not-stated"},
		"GB18030, told by the user":  {state(gb, ""), mapping.EncodingGB18030, "陳大文", ""},
		"GB18030 stated as UTF-8":    {state(gb, "UNICODE UTF-8"), "", "", "charset-conflict"},
		"UTF-8 stated as GB18030":    {state(utf8, "GB 18030-2000"), "", "", "charset-conflict"},
		"UTF-8 stated as Big5":       {state(utf8, "BIG-5"), "", "", "charset-conflict"},
		"UTF-8 stated as ASCII":      {state(utf8, "ASCII"), "", "陳大文", "charset-conflict"},
		"GB18030 stated as ASCII":    {state(gb, "ASCII"), "", "", "charset-conflict"},
		"the user overrides":         {state(gb, "UNICODE UTF-8"), mapping.EncodingGB18030, "陳大文", "charset-override"},
		"the user is wrong":          {utf8, mapping.EncodingGB18030, "", "charset-conflict"},
		"Latin-1, of which all fits": {strings.Replace(state(utf8, "8859/1"), "陳^大文", "CHAN^REN\xc9E", 1), "", "CHAN, RENÉE", ""},
		"another one":                {state(utf8, "KS X 1001"), "", "", "unknown-charset"},
		"another one, but ASCII":     {state(strings.Replace(utf8, "陳^大文", "CHAN^TAI", 1), "KS X 1001"), "", "CHAN, TAI", "unknown-charset"},
	} {
		t.Run(name, func(t *testing.T) {
			list := records(t, test.message, &mapping.ReaderOptions{Encoding: test.encoding})
			require.Len(t, list, 1)
			if test.name == "" {
				assert.Nil(t, list[0].Sheet)
				assert.Equal(t, test.message, string(list[0].Raw), "a rejected message is kept byte for byte")
			} else if assert.NotNil(t, list[0].Sheet, list[0].Issues) {
				assert.Equal(t, test.name, list[0].Sheet.Patient.Name)
			}
			if test.issue != "" {
				assert.Contains(t, codesOf(list[0].Issues), test.issue)
				assert.Equal(t, "MSH-18", list[0].Issues[0].Column)
			} else {
				assert.Empty(t, list[0].Issues)
			}
		})
	}
	_, err = mapping.NewMessageReader(strings.NewReader(utf8), hongkong.ADT(), &mapping.ReaderOptions{Encoding: "ebcdic"})
	assert.Error(t, err)
}

func TestADTFrames(t *testing.T) {
	good := adtMSH + adtPID + adtPV1
	list := records(t, "\x0b"+good+"\x1c\r\x0b"+good[:len(good)-40]+"\x0b"+good+"\x1c\r", nil)
	require.Len(t, list, 3)
	assert.NotNil(t, list[0].Sheet)
	assert.Nil(t, list[1].Sheet, "a frame without its end")
	assert.Equal(t, []string{"unterminated-frame"}, codesOf(list[1].Issues))
	assert.NotNil(t, list[2].Sheet)

	list = records(t, "PID|1||A123456(3)\r"+good, nil)
	require.Len(t, list, 2)
	assert.Equal(t, []string{"no-message-header"}, codesOf(list[0].Issues))
	assert.NotNil(t, list[1].Sheet)
	assert.Equal(t, 2, list[1].Line)

	list = records(t, good[:len(good)-1], nil)
	assert.Equal(t, []string{"unterminated-segment"}, codesOf(list[0].Issues))

	for _, empty := range []string{"", "\r\n\r\n", "BHS|^~\\&\rBTS|0\r"} {
		d, err := mapping.NewMessageReader(strings.NewReader(empty), hongkong.ADT(), &mapping.ReaderOptions{File: "x.hl7"})
		require.NoError(t, err, "nothing is read yet")
		for r, err := range d.Records() {
			assert.Nil(t, r)
			assert.ErrorIs(t, err, mapping.ErrEmpty)
			assert.EqualError(t, err, "x.hl7: the file is empty")
		}
		assert.ErrorIs(t, d.Skip(1), mapping.ErrEmpty)
	}
	_, err := mapping.NewMessageReader(strings.NewReader(good), hongkong.CDARS(), nil)
	assert.Error(t, err, "a layout of tables")
}

// A message cut anywhere is rejected, or says so, or is of the same patient.
func TestADTTruncated(t *testing.T) {
	whole := adtMSH + adtPID + adtPV1 + "DG1|1||410.71^INFARCT^I9C|||F|||||||||1\r"
	for n := 1; n < len(whole); n++ {
		list := records(t, whole[:n], nil)
		require.Len(t, list, 1)
		if list[0].Sheet == nil {
			assert.NotEmpty(t, list[0].Issues)
			continue
		}
		assert.Equal(t, "A123456(3)", list[0].Sheet.Patient.DocumentNumber)
		if whole[n-1] != '\r' {
			assert.Contains(t, codesOf(list[0].Issues), "unterminated-segment")
		}
	}
}

func TestADTLongField(t *testing.T) {
	list := records(t, adtMSH+adtPID+adtPV1+"OBX|1|TX|X||"+strings.Repeat("x", 10<<20)+"\r"+adtMSH+adtPID+adtPV1, nil)
	require.Len(t, list, 2)
	assert.Nil(t, list[0].Sheet)
	require.Len(t, list[0].Issues, 1)
	assert.Equal(t, "field-too-long", list[0].Issues[0].Code)
	assert.Equal(t, "OBX-5", list[0].Issues[0].Column)
	assert.NotNil(t, list[1].Sheet)
}

// No issue holds a value of the patient: every value of this message is a word
// that no issue has.
func TestADTIssuesHoldNoValue(t *testing.T) {
	secret := "ZQXJKV"
	var message strings.Builder
	message.WriteString(adtMSH)
	for _, segment := range []string{"PID", "PV1", "PV2", "DG1", "PR1", "NK1", "IN1", "AL1", "OBX", "ZZZ", "EVN"} {
		message.WriteString(segment)
		for n := 1; n <= 50; n++ {
			if segment == "EVN" && n == 1 || segment == "DG1" && n == 21 || segment == "PR1" && n == 20 {
				message.WriteString("|")
				continue
			}
			fmt.Fprintf(&message, "|%s1\\Q^%s2&%s3^%s4^%s5^%s6~%s7", secret, secret, secret, secret, secret, secret, secret)
		}
		message.WriteString("\r")
	}
	list := records(t, message.String(), nil)
	require.Len(t, list, 1)
	require.NotNil(t, list[0].Sheet)
	_, more := mapping.NewTranslator(nil, nil).Document(list[0].Sheet)
	issues := append(list[0].Issues, more...)
	assert.Greater(t, len(issues), 50)
	for _, i := range issues {
		assert.NotContains(t, i.Error()+i.Column+i.Field, secret)
	}
}

// Every value of the sample messages is in the document.
func TestADTNothingIsLost(t *testing.T) {
	translator := mapping.NewTranslator(nil, nil)
	for _, name := range []string{"hk-adt.hl7", "hk-adt-mllp.hl7"} {
		file, err := os.ReadFile("../../examples/testdata/" + name)
		require.NoError(t, err)
		for _, record := range records(t, string(file), nil) {
			if record.Sheet == nil {
				continue
			}
			document, _ := translator.Document(record.Sheet)
			text, err := document.Append(nil)
			require.NoError(t, err)
			var bundle any
			require.NoError(t, json.Unmarshal(text, &bundle))
			all := strings.Join(texts(bundle), "\n")
			split := func(r rune) bool { return strings.ContainsRune("|^~&\r\n", r) }
			for _, value := range strings.FieldsFunc(string(record.Raw), split) {
				value = strings.Trim(value, " \x0b\x1c")
				if value == "" || shown[value] || strings.ContainsAny(value, "\\") || isTime(value) {
					continue
				}
				if !strings.Contains(all, value) {
					t.Errorf("%s: record %d: %q is not in the document", name, record.Number, value)
				}
			}
		}
	}
}

// shown are values that the document states in other words: HL7's codes of
// what a thing is, and the words of the message's own frame.
var shown = map[string]bool{
	"MSH": true, "EVN": true, "PID": true, "PV1": true, "PV2": true, "NK1": true, "DG1": true, "PR1": true, "AL1": true, "IN1": true, "OBX": true,
	"ADT": true, "ADT_A01": true, "ADT_A02": true, "ADT_A03": true, "SV": true, "MO": true, "UNICODE UTF-8": true, "L": true, "A": true, "I": true, "H": true, "O": true,
	"PRN": true, "PH": true, "CP": true, "WPN": true, "NET": true, "Internet": true, "ORN": true, "I9C": true, "I10": true, "HKCTT": true, "LN": true,
	"EI": true, "MD": true, "F": true, "W": true, "HKSAR": true, "QEH": true, "SPH": true, "NM": true, "ST": true, "UCUM": true,
	"HRP": true, "CHN": true, "VN": true,
	// Names of districts, which the document has as the list has them.
	"KOWLOON CITY DISTRICT": true, "SHAM SHUI PO": true, "TUEN MUN": true, "EASTERN": true, "SHA TIN": true, "YUEN LONG": true, "KWUN TONG": true, "NORTH": true,
	"No known drug allergy": true, "gram": true, "degree Celsius": true, "Medicine": true,
}

func isTime(s string) bool {
	return len(s) >= 6 && strings.Trim(s, "0123456789+") == ""
}

func texts(v any) []string {
	var list []string
	switch x := v.(type) {
	case string:
		list = append(list, x)
	case float64:
		list = append(list, strconv.FormatFloat(x, 'f', -1, 64))
	case []any:
		for _, e := range x {
			list = append(list, texts(e)...)
		}
	case map[string]any:
		for _, e := range x {
			list = append(list, texts(e)...)
		}
	}
	return list
}

// One stay has one patient and one Encounter, whatever event tells of it; the
// documents are told apart.
func TestADTStatesOfOneStay(t *testing.T) {
	file, err := os.ReadFile("../../examples/testdata/hk-adt.hl7")
	require.NoError(t, err)
	translator := mapping.NewTranslator(nil, nil)
	var ids []string
	var status []string
	documents := map[string]bool{}
	for _, record := range records(t, string(file), nil)[:3] {
		d, _ := translator.Document(record.Sheet)
		ids = append(ids, *d.Patient.Id+*d.Encounters[0].Id)
		documents[*d.Identifier.Value] = true
		status = append(status, d.Encounters[0].Status.Code()+" "+d.Composition.Status.Code())
	}
	assert.Equal(t, []string{ids[0], ids[0], ids[0]}, ids)
	assert.Equal(t, []string{"in-progress preliminary", "in-progress preliminary", "finished final"}, status)
	assert.Len(t, documents, 3)
}

// A layout file of a hospital with tables of its own reads other codes.
func TestADTLocalTables(t *testing.T) {
	table, err := os.ReadFile("../internal/builtin/hongkong/hk-adt.csv")
	require.NoError(t, err)
	sets, err := mapping.ReadValueSets(strings.NewReader("set,code,chinese,english,standard,equivalence,aliases\n"+
		"our-source,,來源,Source,http://terminology.hl7.org/CodeSystem/admit-source,,\nour-source,07,急症,From our emergency room,emd,,\n"), "https://example.org/fhir")
	require.NoError(t, err)
	own := strings.Replace(string(table), "stay.route,CWE,hk-admit-source", "stay.route,CWE,our-source", 1)
	own = strings.Replace(own, "@layout,hk-adt,", "@layout,our-adt,", 1)
	layout, err := mapping.ReadLayout(strings.NewReader(own), append(sets, hongkong.ValueSets()...))
	require.NoError(t, err)
	r, err := mapping.NewMessageReader(strings.NewReader(adtMSH+adtPID+strings.Replace(adtPV1, "|||||||||||||||||HN1", "||||||||||||07|||||HN1", 1)), layout, nil)
	require.NoError(t, err)
	for record, err := range r.Records() {
		require.NoError(t, err)
		require.NotNil(t, record.Sheet)
		assert.Equal(t, "our-adt", record.Sheet.Layout)
		assert.Equal(t, "07", record.Sheet.Stay.Route.Code)
		assert.Equal(t, "HN1", record.Sheet.Stay.Number)
	}
	for _, bad := range []string{"@format,x12", "@code-system,X", "@code-system,X,nonsense", "@document,1", "@identifier-system,shoe-size,http://x"} {
		_, err := mapping.ReadLayout(strings.NewReader("@layout,x\n@zone,+08:00\n"+bad+"\n"), nil)
		assert.Error(t, err, bad)
	}
	_, err = mapping.ReadLayout(strings.NewReader("@layout,x\n@zone,+08:00\n@format,hl7v2\n@key,A\ncolumn,title,element,format,values,need,since,names\nA,,patient.record-number,,,,,\n"), nil)
	assert.ErrorContains(t, err, "no field of a message")
}

// Each column of the layout says what it is.
func TestADTColumns(t *testing.T) {
	for _, c := range hongkong.ADT().Columns() {
		assert.NotEmpty(t, c.Title, c.Name)
		assert.NotEmpty(t, c.FHIR, c.Name)
		assert.NotEmpty(t, c.Format, c.Name)
	}
}

func FuzzADT(f *testing.F) {
	// Small seeds: what the fuzzer finds is made smaller byte by byte.
	short := "MSH|^~\\&||Q|||2024||ADT^A03\rPID|||A1^^^^HKIC||C^T~陳^大\rPV1||I\r"
	f.Add([]byte(short))
	f.Add([]byte("\x0b" + short + "\x1c\r"))
	for _, segment := range []string{
		"DG1|1||41071^X^I9C^8^Y^HKCTT|T|2024|F|||||||||1|D^L", "PR1|1||3607^X^I9C||2024|65||D^L||||D^L", "NK1|1|C^T|SPO|A^B^SHA TIN|2",
		"AL1|1|DA|^P|SV|R~S|2010", "IN1|1|G|I|C", "OBX|1|NM|1^W^LN||3.5|g", "OBX|1|CE|1^W^LN||A^B^L", "ZZ1|\\X41\\ \\.br\\",
	} {
		f.Add([]byte(short + segment + "\r"))
	}
	f.Add([]byte("MSH|^~\\&||Q|||||ADT^A01|||||||||BIG-5\rPID|||A1^^^^HKIC||\xb3\x5c\rPV1||I\r"))
	translator := mapping.NewTranslator(nil, nil)
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := mapping.NewMessageReader(bytes.NewReader(file), hongkong.ADT(), nil)
		if err != nil {
			return
		}
		for record, err := range r.Records() {
			require.NoError(t, err)
			if record.Sheet == nil {
				require.NotEmpty(t, record.Issues)
				continue
			}
			document, _ := translator.Document(record.Sheet)
			require.Empty(t, document.Check())
			_, err := document.Append(nil)
			require.NoError(t, err)
		}
	})
}
