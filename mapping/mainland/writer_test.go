package mainland_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// sheets reads the sheets of a file.
func sheets(t testing.TB, file []byte, options *mapping.ReaderOptions) []*mapping.FrontSheet {
	t.Helper()
	r, err := mapping.NewReader(bytes.NewReader(file), mainland.Layouts(), options)
	require.NoError(t, err)
	var list []*mapping.FrontSheet
	for record, err := range r.Records() {
		require.NoError(t, err)
		if record.Sheet != nil {
			list = append(list, record.Sheet)
		}
	}
	return list
}

// rows writes sheets, and returns the file and the issues in short.
func rows(t testing.TB, l *mapping.Layout, options *mapping.WriterOptions, list ...*mapping.FrontSheet) ([]byte, []string) {
	t.Helper()
	var out bytes.Buffer
	w, err := mapping.NewWriter(&out, l, options)
	require.NoError(t, err)
	var found []string
	for _, s := range list {
		issues, err := w.Write(s)
		require.NoError(t, err)
		for _, i := range issues {
			if i.Code != "required-empty" {
				found = append(found, strings.TrimSpace(fmt.Sprintf("%d %s %s %s", i.Record, i.Column, i.Field, i.Code)))
			}
		}
	}
	require.NoError(t, w.Flush())
	return out.Bytes(), found
}

// cell returns a cell of the n-th record of a file, counted from 1.
func cellOf(t testing.TB, file []byte, n int, column string) string {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	require.NoError(t, err)
	for i, name := range all[0] {
		if name == column {
			return all[n][i]
		}
	}
	t.Fatalf("no column %s", column)
	return ""
}

// A file that is canonical except for its mark, its line ends and its encoding is
// written as it was, marks for nothing and all.
func TestWriterWritesTheSampleAgain(t *testing.T) {
	text, err := os.ReadFile(testdata + "hqms.csv")
	require.NoError(t, err)
	list := sheets(t, text, nil)
	out, _ := rows(t, mainland.HQMS(), &mapping.WriterOptions{Edition: "2019", BOM: true, CRLF: true}, list...)
	want, got := strings.SplitAfter(string(text), "\r\n"), strings.SplitAfter(string(out), "\r\n")
	require.Len(t, got, len(want))
	for i := range want {
		if strings.Contains(want[i], ",00010006,") {
			want[i] = got[i] // it has a weight of 0, which is none
		}
		assert.Equal(t, want[i], got[i])
	}

	encoded, err := simplifiedchinese.GB18030.NewEncoder().Bytes(bytes.TrimPrefix(out, []byte("\xef\xbb\xbf")))
	require.NoError(t, err)
	out, _ = rows(t, mainland.HQMS(), &mapping.WriterOptions{Edition: "2019", Encoding: mapping.EncodingGB18030, CRLF: true}, list...)
	assert.True(t, bytes.Equal(encoded, out))
}

// A character that GB18030 lacks is replaced by a mark, and said.
func TestWriterWithoutTheCharacter(t *testing.T) {
	list := sheets(t, []byte("A48,A11,A02\n1,测\ue5e5甲\ue000,示例\n"), nil)
	out, issues := rows(t, mainland.HQMS(), &mapping.WriterOptions{Encoding: mapping.EncodingGB18030}, list...)
	assert.Equal(t, []string{"1 A11 patient.name no-such-character"}, issues)
	back := sheets(t, out, nil)
	assert.Equal(t, "测〓甲\ue000", back[0].Patient.Name)
	_, err := mapping.NewWriter(&bytes.Buffer{}, mainland.HQMS(), &mapping.WriterOptions{Encoding: mapping.EncodingGB18030, BOM: true})
	assert.Error(t, err)
	_, err = mapping.NewWriter(&bytes.Buffer{}, mainland.HQMS(), &mapping.WriterOptions{Encoding: "ebcdic"})
	assert.Error(t, err)
}

// Sheets of one layout are written in the terms of the other.
func TestWriterLocalises(t *testing.T) {
	tests := []struct {
		name         string
		from         string // header and row
		to           *mapping.Layout
		column, want string
		issues       []string
	}{
		{"sex", "BAH,XB\n1,2\n", mainland.HQMS(), "A12C", "2", nil},
		{"a label of several editions", "BAH,HY\n1,20\n", mainland.HQMS(), "A21C", "2", nil},
		{"approximately", "BAH,HY\n1,21\n", mainland.HQMS(), "A21C", "2", []string{"1 A21C patient.marital approximate-code"}},
		{"the other way", "A48,A21C\n1,2\n", mainland.N041(), "HY", "2", nil},
		{"ethnicity", "BAH,MZ\n1,01\n", mainland.HQMS(), "A19C", "1", nil},
		{"colleague", "A48,A33C,A32\n1,8,张示例\n", mainland.N041(), "GX", "8", []string{"1 GX patient.contact.relationship approximate-code"}},
		{"sibling", "BAH,GX,LXRXM\n1,7,张示例\n", mainland.HQMS(), "A33C", "7", nil},
		{"province by name", "BAH,GG\n1,广东省\n", mainland.HQMS(), "A23C", "19", nil},
		{"province by code", "A48,A23C\n1,19\n", mainland.N041(), "GG", "广东省", nil},
		{"country", "A48,A15C\n1,中国\n", mainland.N041(), "GJ", "中国", nil},
		{"department by name", "A48,B13C\n1,内科\n", mainland.N041(), "RYKB", "03", nil},
		{"department", "A48,B13C\n1,0301\n", mainland.N041(), "RYKB", "03.01", nil},
		{"department called other", "A48,B13C\n1,0311\n", mainland.N041(), "RYKB", "03.11", nil},
		{"departments", "A48,B21C\n1,\"0301,0402\"\n", mainland.N041(), "ZKKB", "03.01,04.02", nil},
		{"payment that is one of several", "BAH,YLFKFS\n1,1\n", mainland.HQMS(), "A46C", "", []string{"1 A46C stay.payment no-such-code"}},
		{"payment that says where", "A48,A46C\n1,1.2\n", mainland.N041(), "YLFKFS", "1", []string{"1 YLFKFS stay.payment approximate-code"}},
		{"level of an operation", "A48,C14x01C,C17x01\n1,36.0600,3\n", mainland.N041(), "SSJB1", "3", nil},
		{"anaesthesia", "A48,C14x01C,C22x01C\n1,36.0600,020101\n", mainland.N041(), "MZFS1", "21", nil},
		{"anaesthesia that is only like", "A48,C14x01C,C22x01C\n1,36.0600,0501\n", mainland.N041(), "MZFS1", "4", []string{"1 MZFS1 procedure[1].anaesthesia approximate-code"}},
		{"anaesthesia above it", "A48,C14x01C,C22x01C\n1,36.0600,0202\n", mainland.N041(), "MZFS1", "3", []string{"1 MZFS1 procedure[1].anaesthesia approximate-code"}},
		{"anaesthesia that the list lacks", "A48,C14x01C,C22x01C\n1,36.0600,02\n", mainland.N041(), "MZFS1", "", []string{"1 MZFS1 procedure[1].anaesthesia no-such-code"}},
		{"self-pay", "BAH,YLFKFS\n1,7\n", mainland.HQMS(), "A46C", "7", nil},
		{"incision in one", "BAH,SSJCZBM1,QKDJ1,QKYHLB1\n1,36.0600,3,1\n", mainland.HQMS(), "C21x01C", "4", nil},
		{"incision, healing unknown", "BAH,SSJCZBM1,QKDJ1,QKYHLB1\n1,36.0600,2,9\n", mainland.HQMS(), "C21x01C", "10", nil},
		{"incision of class 0", "BAH,SSJCZBM1,QKDJ1\n1,36.0600,1\n", mainland.HQMS(), "C21x01C", "0", nil},
		{"incision apart", "A48,C14x01C,C21x01C\n1,36.0600,4\n", mainland.N041(), "QKDJ1", "3", nil},
		{"healing apart", "A48,C14x01C,C21x01C\n1,36.0600,4\n", mainland.N041(), "QKYHLB1", "1", nil},
		{"community", "BAH,LYFS,WSY_YLJG\n1,3,示例社区\n", mainland.HQMS(), "B35", "示例社区", nil},
		{"community told apart", "A48,B34C,B35\n1,3,示例社区\n", mainland.N041(), "WSY_YLJG", "示例社区", nil},
		{"hospital told apart", "A48,B34C,B35\n1,2,示例医院\n", mainland.N041(), "YZZY_YLJG", "示例医院", nil},
		{"time to the hour", "A48,B12\n1,2024-01-05 09:00:00\n", mainland.N041(), "RYSJS", "9", nil},
		{"time without its minutes", "A48,B12\n1,2024-01-05 09:30:00\n", mainland.N041(), "RYSJ", "20240105", []string{"1 RYSJ stay.admission time-left-out"}},
		{"hour without minutes", "BAH,RYSJ,RYSJS\n1,20240105,9\n", mainland.HQMS(), "B12", "2024-01-05 09", []string{"1 B12 stay.admission hour-without-minutes"}},
		{"more than there is room for", "A48,C06x16C\n1,I10.x00\n", mainland.N041(), "JBDM15", "", []string{"1  diagnosis.other[16].code no-column"}},
		{"days of an age", "BAH,BZYZSNL\n1,15/30\n", mainland.HQMS(), "A16", "15", nil},
		{"months of an age", "BAH,BZYZSNL\n1,2 15/30\n", mainland.HQMS(), "A16", "15", []string{"1  patient.age-months no-column"}},
		{"what the layout does not know", "A48,A20N,A20\n1,1,11010519491231002X\n", mainland.N041(), "SFZH", "11010519491231002X", []string{"1  patient.document-type no-column"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			list := sheets(t, []byte(test.from), nil)
			out, issues := rows(t, test.to, nil, list...)
			assert.Equal(t, test.want, cellOf(t, out, 1, test.column))
			assert.Equal(t, test.issues, issues)
		})
	}
}

// Codes of another system are never passed off as the file's.
func TestWriterOfOtherCodes(t *testing.T) {
	list := sheets(t, []byte("A48,C03C,C04N\n1,I10.x00,高血压\n"), &mapping.ReaderOptions{Diagnosis: codes.DiagnosisInsurance})
	out, issues := rows(t, mainland.HQMS(), nil, list...)
	assert.Equal(t, "", cellOf(t, out, 1, "C03C"))
	assert.Equal(t, "高血压", cellOf(t, out, 1, "C04N"))
	assert.Equal(t, []string{"1 C03C diagnosis.principal[1].code other-code-system"}, issues)
	out, issues = rows(t, mainland.HQMS(), &mapping.WriterOptions{Diagnosis: codes.DiagnosisInsurance}, list...)
	assert.Equal(t, "I10.x00", cellOf(t, out, 1, "C03C"))
	assert.Empty(t, issues)
}

// What the standard requires and nobody knows stays empty, with one issue, and
// one more about the key.
func TestWriterMakesNothingUp(t *testing.T) {
	var out bytes.Buffer
	w, err := mapping.NewWriter(&out, mainland.HQMS(), &mapping.WriterOptions{Edition: "2019", File: "out.csv"})
	require.NoError(t, err)
	issues, err := w.Write(&mapping.FrontSheet{})
	require.NoError(t, err)
	require.Len(t, issues, 2)
	assert.Equal(t, "required-empty", issues[0].Code)
	assert.Equal(t, "empty-key", issues[1].Code)
	assert.Equal(t, mapping.Warning, issues[1].Severity)
	assert.Equal(t, "A48", issues[1].Column)
	assert.Equal(t, "out.csv", issues[0].File)
	assert.Equal(t, 2, issues[0].Line)
	require.NoError(t, w.Flush())
	_, row, _ := strings.Cut(out.String(), "\n")
	assert.Equal(t, strings.Repeat(",", 641)+"\n", row)
}

// A sheet is written and not changed.
func TestWriterLeavesTheSheetAlone(t *testing.T) {
	file, err := os.ReadFile(testdata + "n041.csv")
	require.NoError(t, err)
	list, same := sheets(t, file, nil), sheets(t, file, nil)
	rows(t, mainland.HQMS(), nil, list...)
	rows(t, mainland.N041(), nil, list...)
	assert.Equal(t, same, list)
}

func BenchmarkWrite(b *testing.B) {
	file, err := os.ReadFile(testdata + "hqms.csv")
	require.NoError(b, err)
	list := sheets(b, file, nil)
	b.ReportAllocs()
	for b.Loop() {
		var out bytes.Buffer
		w, err := mapping.NewWriter(&out, mainland.HQMS(), &mapping.WriterOptions{Edition: "2019"})
		require.NoError(b, err)
		for _, s := range list {
			_, err := w.Write(s)
			require.NoError(b, err)
		}
		require.NoError(b, w.Flush())
	}
	b.ReportMetric(float64(len(list)*b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkFrontSheet(b *testing.B) {
	file, err := os.ReadFile(testdata + "hqms.csv")
	require.NoError(b, err)
	list := sheets(b, file, nil)
	document, _ := both.Document(list[1])
	b.ReportAllocs()
	for b.Loop() {
		both.FrontSheet(document)
	}
}
