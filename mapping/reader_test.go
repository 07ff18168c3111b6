package mapping_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/unicode"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// outcome says what became of a record: its line, and its name or why it was
// rejected.
func outcomes(t *testing.T, r *mapping.Reader) []string {
	t.Helper()
	var list []string
	for record, err := range r.Records() {
		require.NoError(t, err)
		what := ""
		if record.Sheet != nil {
			what = record.Sheet.Patient.Name
		} else {
			require.NotEmpty(t, record.Issues)
			what = record.Issues[len(record.Issues)-1].Code
		}
		list = append(list, fmt.Sprintf("%d:%d %s", record.Number, record.Line, what))
	}
	return list
}

func open(t *testing.T, file string) *mapping.Reader {
	t.Helper()
	r, err := mapping.NewReader(strings.NewReader(file), mainland.Layouts(), nil)
	require.NoError(t, err)
	return r
}

// A broken record costs itself, and no other.
func TestReaderGoesOnAfterABrokenRecord(t *testing.T) {
	const header = "A48,A11,A26\n"
	long := strings.Repeat("长", 1<<20/3+1)
	for _, test := range []struct {
		name, file string
		want       []string
	}{
		{"nothing wrong", "1,甲,路\n2,乙,路\n", []string{"1:2 甲", "2:3 乙"}},
		{"a line break in a cell", "1,甲,\"一\n二\"\n2,乙,路\n", []string{"1:2 甲", "2:4 乙"}},
		{"a doubled quote", "1,甲,\"\"\"一\"\"\"\n2,乙,路\n", []string{"1:2 甲", "2:3 乙"}},
		{"a quote within a cell", "1,甲,路\"1\"号\n2,乙,路\n", []string{"1:2 甲", "2:3 乙"}},
		{"text behind a closing quote", "1,甲,\"路\"号\n2,乙,路\n", []string{"1:2 bad-quote", "2:3 乙"}},
		{"a quote that nothing closes", "1,甲,\"路\n2,乙,路\n3,丙,路\n", []string{"1:2 unterminated-quote", "2:3 乙", "3:4 丙"}},
		{"a stray quote that a later one closes", "1,甲,\"路\n2,乙,路\n3,丙,\"路\"\n4,丁,路\n", []string{"1:2 bad-quote", "2:3 乙", "3:4 丙", "4:5 丁"}},
		{"too few cells", "1,甲\n2,乙,路\n", []string{"1:2 wrong-width", "2:3 乙"}},
		{"too many cells", "1,甲,路,号\n2,乙,路\n", []string{"1:2 wrong-width", "2:3 乙"}},
		{"more cells, and they are empty", "1,甲,路,, \n2,乙,路\n", []string{"1:2 甲", "2:3 乙"}},
		{"no key", ",甲,路\n-,乙,路\n3,丙,路\n", []string{"1:2 no-record-key", "2:3 no-record-key", "3:4 丙"}},
		{"blank lines", "\n1,甲,路\n\r\n   \n2,乙,路\n", []string{"1:3 甲", "2:6 乙"}},
		{"a cell beyond the limit", "1,甲," + long + "\n2,乙,路\n", []string{"1:2 field-too-long", "2:3 乙"}},
		{"a quoted cell beyond the limit", "1,甲,\"" + long + "\"\n2,乙,路\n", []string{"1:2 field-too-long", "2:3 乙"}},
		{"too many columns", "1" + strings.Repeat(",", 5000) + "\n2,乙,路\n", []string{"1:2 too-many-columns", "2:3 乙"}},
		{"carriage returns within", "1,甲,路\r号\n2,乙,路\n", []string{"1:2 甲", "2:3 乙"}},
		{"NUL", "1,甲\x00,路\n2,乙,\x00\n", []string{"1:2 甲", "2:3 乙"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, test.want, outcomes(t, open(t, header+test.file)))
			r, err := mapping.NewReader(iotest.OneByteReader(strings.NewReader(header+test.file)), mainland.Layouts(), nil)
			require.NoError(t, err)
			if len(test.file) < 1<<10 {
				assert.Equal(t, test.want, outcomes(t, r), "a byte at a time")
			}
		})
	}
}

func TestReaderKeepsEachByteOfARecord(t *testing.T) {
	const file = "A48,A11,A26\r\n1,甲,\"一\r\n二\"\r\n2,乙\n,丙,路\n"
	r := open(t, file)
	raw := string(r.Header())
	for record, err := range r.Records() {
		require.NoError(t, err)
		raw += string(record.Raw)
	}
	assert.Equal(t, file, raw)
}

func TestReaderFindsTheDelimiter(t *testing.T) {
	for _, delimiter := range []string{",", "\t", ";"} {
		file := strings.NewReplacer("|", delimiter).Replace("A48|A11|A26\n1|甲|路\n")
		assert.Equal(t, []string{"1:2 甲"}, outcomes(t, open(t, file)), "%q", delimiter)
	}
}

func TestReaderFindsTheEncoding(t *testing.T) {
	const file = "A48,A11\n0001,张䶮\n"
	for name, test := range map[string]struct{ file, encoding string }{
		"UTF-8":                  {file, mapping.EncodingUTF8},
		"UTF-8 with its mark":    {"\xef\xbb\xbf" + file, mapping.EncodingUTF8},
		"GBK":                    {"A48,A11\n0001,\xd5\xc5\xfe\x9f\n", mapping.EncodingGB18030},
		"GB18030, 4 bytes":       {"A48,A11\n0001,\xd5\xc5\x95\x34\xc1\x37\n", mapping.EncodingGB18030},
		"UTF-16, little endian":  {utf16(t, unicode.LittleEndian, file), mapping.EncodingUTF8},
		"UTF-16, big endian":     {utf16(t, unicode.BigEndian, file), mapping.EncodingUTF8},
		"nothing but ASCII":      {"A48,A11\n0001,ZHANG\n", mapping.EncodingAuto},
		"Chinese after a while":  {"A48,A11\n" + strings.Repeat("1,A\n", 100_000) + "0001,\xd5\xc5\xca\xbe\xc0\xfd\n", mapping.EncodingGB18030},
		"Chinese in header only": {"病案号,\xd0\xd5\xc3\xfb（A11）,A48\n1,A,1\n", mapping.EncodingGB18030},
	} {
		t.Run(name, func(t *testing.T) {
			r := open(t, test.file)
			for _, err := range r.Records() {
				require.NoError(t, err)
			}
			assert.Equal(t, test.encoding, r.Encoding())
		})
	}
	r := open(t, "A48,A11\n0001,\xd5\xc5\xfe\x9f\n")
	assert.Equal(t, []string{"1:2 张䶮"}, outcomes(t, r))
}

func utf16(t *testing.T, e unicode.Endianness, s string) string {
	t.Helper()
	text, err := unicode.UTF16(e, unicode.UseBOM).NewEncoder().String(s)
	require.NoError(t, err)
	return text
}

// A character that was cut off ends its cell, and nothing else; it is reported.
func TestReaderReportsATruncatedCharacter(t *testing.T) {
	r := open(t, "A48,A11,A26\n1,\xd5\xc5\xc8,\xc2\xb7\n2,\xd5\xc5\xc8\n")
	var codes []string
	for record, err := range r.Records() {
		require.NoError(t, err)
		if record.Number == 1 {
			require.NotNil(t, record.Sheet)
			assert.Equal(t, "张\ufffd", record.Sheet.Patient.Name)
			assert.Equal(t, "路", record.Sheet.Patient.Current.Text)
		}
		for _, i := range record.Issues {
			codes = append(codes, i.Code)
		}
	}
	assert.Equal(t, []string{"undecodable-character", "wrong-width"}, codes)
}

func TestReaderRefusesWhatItCannotRead(t *testing.T) {
	for name, test := range map[string]struct {
		file string
		err  error
		text string
	}{
		"an empty file":          {"", mapping.ErrEmpty, "x.csv: the file is empty"},
		"a mark alone":           {"\xef\xbb\xbf", mapping.ErrEmpty, "x.csv: the file is empty"},
		"blank lines":            {"\n\r\n  \n", mapping.ErrEmpty, "x.csv: the file is empty"},
		"another header":         {"name,id\n1,2\n", mapping.ErrLayout, ""},
		"a header without a key": {"A11,A12C\n甲,1\n", mapping.ErrLayout, ""},
		"UTF-16 without a mark":  {utf16(t, unicode.LittleEndian, "A48,A11\n1,甲\n")[2:], mapping.ErrNotText, ""},
		"the same, big-endian":   {utf16(t, unicode.BigEndian, "A48,A11\n1,甲\n")[2:], mapping.ErrNotText, ""},
		"no text at all":         {string(bytes.Repeat([]byte{0}, 1<<20)), mapping.ErrNotText, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := mapping.NewReader(strings.NewReader(test.file), mainland.Layouts(), &mapping.ReaderOptions{File: "x.csv"})
			require.Error(t, err)
			var readError *mapping.ReadError
			require.True(t, errors.As(err, &readError))
			if test.err != nil {
				assert.ErrorIs(t, err, test.err)
			}
			if test.text != "" {
				assert.EqualError(t, err, test.text)
			}
			assert.NotContains(t, err.Error(), "甲")
		})
	}
}

func TestReaderOfAHeaderAlone(t *testing.T) {
	assert.Empty(t, outcomes(t, open(t, "A48,A11\n")))
}

// An error of the file ends the reading with a *ReadError, after the records
// that came before it.
func TestReaderPassesOnAnErrorOfTheFile(t *testing.T) {
	broken := errors.New("broken")
	file := io.MultiReader(strings.NewReader("A48,A11\n1,甲\n2,乙\n"), iotest.ErrReader(broken))
	r, err := mapping.NewReader(file, mainland.Layouts(), nil)
	require.NoError(t, err)
	n := 0
	for record, err := range r.Records() {
		if err != nil {
			assert.ErrorIs(t, err, broken)
			assert.Nil(t, record)
			n += 100
			continue
		}
		n++
	}
	assert.Equal(t, 102, n)
}

// A file without a header is read in the order of its layout, if it has the
// width of one, and it is said.
func TestReaderOfAFileWithoutAHeader(t *testing.T) {
	row := make([]string, 642)
	row[2], row[8] = "0001", "甲"
	file := strings.Join(row, ",") + "\n"
	r, err := mapping.NewReader(strings.NewReader(file+file), []*mapping.Layout{mainland.HQMS()}, nil)
	require.NoError(t, err)
	assert.Equal(t, "no-header", r.Issues()[0].Code)
	assert.Nil(t, r.Header())
	assert.Equal(t, []string{"1:1 甲", "2:2 甲"}, outcomes(t, r))
	_, err = mapping.NewReader(strings.NewReader(file), mainland.Layouts(), nil)
	assert.ErrorIs(t, err, mapping.ErrLayout)
}

// What another program splits is held to the limits of CSV.
func TestRowReaderKeepsTheLimits(t *testing.T) {
	cell := strings.Repeat("x", 1<<20)
	rows := [][]string{
		{"A48", "A11"},
		{"1", "甲"},
		{"2", cell + "x"},
		append([]string{"3", "乙"}, make([]string, 4095)...),
		slices.Repeat([]string{cell}, 17),
		{"5", "丙"},
	}
	r, err := mapping.NewRowReader(func(yield func([]string, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}, mainland.Layouts(), nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"1:2 甲", "2:3 field-too-long", "3:4 too-many-columns", "4:5 record-too-long", "5:6 丙"}, outcomes(t, r))
}

// A record of many cells, none of which is too long, may be too long itself.
func TestReaderOfARecordBeyondTheLimit(t *testing.T) {
	file := "A48,A11\n1,甲\n2" + strings.Repeat(","+strings.Repeat("x", 1<<19), 40) + "\n3,丙\n"
	assert.Equal(t, []string{"1:2 甲", "2:3 record-too-long", "3:4 丙"}, outcomes(t, open(t, file)))
}

// A formula is a text like any other: nothing computes it, and nothing takes it
// off, except for the mark around a plain value (="007").
func TestReaderKeepsFormulasAsText(t *testing.T) {
	for cell, want := range map[string]string{
		`"=HYPERLINK(""http://example.com"",""甲"")"`: `=HYPERLINK("http://example.com","甲")`,
		`=1+1`:               `=1+1`,
		`@SUM(A1)`:           `@SUM(A1)`,
		`+1-2`:               `+1-2`,
		`=cmd|' /C calc'!A0`: `=cmd|' /C calc'!A0`,
		`"=""甲"""`:           `甲`,
	} {
		for record, err := range open(t, "A48,A11\n1,"+cell+"\n").Records() {
			require.NoError(t, err)
			require.NotNil(t, record.Sheet, cell)
			assert.Equal(t, want, record.Sheet.Patient.Name)
		}
	}
}

// Two rows of one stay are told of, wherever in the file they stand.
func TestReaderTellsOfAStayThatStandsTwice(t *testing.T) {
	for _, test := range []struct {
		name, file string
		want       []int
	}{
		{"a row twice", "A48,A49,A11\n1,1,甲\n2,1,乙\n1,1,甲\n1,1,甲\n", []int{3, 4}},
		{"another stay of the patient", "A48,A49,A11\n1,1,甲\n1,2,甲\n", nil},
		{"another facility", "A01,A48,A49\nX,1,1\nY,1,1\nX,1,1\n", []int{3}},
		{"by the admission where nothing counts", "A48,B12\n1,2024-01-05\n1,2024-02-05\n1,2024-01-05\n", []int{3}},
		{"the number of the stay goes before its admission", "A48,A49,B12\n1,1,2024-01-05\n1,1,2024-02-05\n1,-,2024-01-05\n1,,2024-03-05\n", []int{2}},
		{"nothing tells the stay", "A48,A11\n1,甲\n1,甲\n", nil},
		{"nothing tells the stay of a row", "A48,A49\n1,\n1,\n1,-\n1,NULL\n", nil},
		{"a row that cannot be read", "A48,A49\n1,1\n1,1,2\n1\n", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []int
			for record, err := range open(t, test.file).Records() {
				require.NoError(t, err)
				for _, i := range record.Issues {
					if i.Code == "duplicate-record" {
						assert.Equal(t, mapping.Warning, i.Severity)
						got = append(got, record.Number)
					}
				}
			}
			assert.Equal(t, test.want, got)
		})
	}
}

// NUL and its kin are taken out of a value, the cell is kept, and it is told.
func TestReaderTellsOfControlCharacters(t *testing.T) {
	for record, err := range open(t, "A48,A11\n1,\"甲\x00乙\x07\"\n").Records() {
		require.NoError(t, err)
		assert.Equal(t, "甲乙", record.Sheet.Patient.Name)
		assert.Equal(t, []mapping.Field{{Column: "A11", Value: "甲\x00乙\x07"}}, record.Sheet.Fields)
		require.Len(t, record.Issues, 1)
		assert.Equal(t, "control-character", record.Issues[0].Code)
		assert.Equal(t, mapping.Warning, record.Issues[0].Severity)
	}
}

// A layout of messages may fill elements that no field of a message can: the
// field is kept as it stands, and it is told.
func TestMessageReaderTellsOfAnElementOfTables(t *testing.T) {
	layout, err := mapping.ReadLayout(strings.NewReader(`@layout,test,A layout with an element of tables
@format,hl7v2
@diagnosis-codes,icd-9-cm
@procedure-codes,icd-9-cm
@currency,HKD
@zone,+08:00
@key,PID-3
column,title,element,format,values,need,since,names
PID-3,Number,patient.record-number,,,yes,,
PV1-6,Departments,stay.transfers,,,,,
PV1-19,Stay,stay.number,,,,,
`), nil)
	require.NoError(t, err)
	const message = "MSH|^~\\&|||||||ADT^A03|1|P|2.5\rPID|1||0001\rPV1|1|I||||Surgery|||||||||||||N1\r"
	reader, err := mapping.NewMessageReader(strings.NewReader(message), layout, nil)
	require.NoError(t, err)
	records := 0
	for record, err := range reader.Records() {
		require.NoError(t, err)
		require.NotNil(t, record.Sheet, "%v", record.Issues)
		assert.Contains(t, told(record.Issues), "stay.transfers warning no-reading")
		assert.Empty(t, record.Sheet.Stay.Transfers)
		assert.Contains(t, record.Sheet.Fields, mapping.Field{Column: "PV1-6", Value: "Surgery"})
		records++
	}
	assert.Equal(t, 1, records)
}
