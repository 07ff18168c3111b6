package mainland_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// FuzzReader reads arbitrary bytes. Nothing may panic; lines and records count
// up; what is translated can be written, and the reader gives back each byte
// of the file.
func FuzzReader(f *testing.F) {
	const header = "A48,A49,A11,B12,B15,C03C,C25,D01,A20,A12C\n"
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(header + "1,1,测试\xd5,2024-01-05,45296.39,A01.000x005＋J17.0＊,青霉素、无,￥1,4.30102E+17,男\n")
	if err != nil {
		gbk = header
	}
	for _, seed := range []string{
		"", "\n", "A48", header, gbk, "\xef\xbb\xbf" + header + "1,2,3,4,5,6,7,8,9,10\r\n",
		header + "1,\"2\n3\",\"4\"\"\",5,6,7,8,9,10,11\n\"\n", header + "1,\"\n2,3,4,5,6,7,8,9,10,1\n",
		"\xff\xfeA\x004\x008\x00\n\x001\x00", "A48;B12\n'0001;=\"2\"\n", "A48\tB21C\n1\t内科→外科\n",
		"BAH,RYSJ,RYSJS,BZYZSNL\n1,20240105,24,2 15/30\n1,,7,15/30\n", "病案号,病案号（A48）,A48\n-,1,2\n", "A48,\n0,0\n", "A48C\r0",
		"BAH,ZLLB,JBDM,ZB,ZB_JBBM,ZZ1,ZZ_JBBM1,RYSJ,RYSJ_S\n1,2.0,A04.01.01;bng010,眩晕,BNG070。,证,ZYVXF0 B04.06,2024-01-05 10:00:00,9\n", "BAH,JBDM,ZB,H23\n1,2,3,4\n",
		"P3,P6,P22,P66,P101,P102,P493,P411\n1,2017-02-01,2017-02-13 10:00:00,12,省,市,x,1\n2,,,4.50,,,,\n3,2016-01-01,2016-06-01 00:00:00,77,-,,0,9\n",
	} {
		f.Add([]byte(seed))
	}
	translator := mapping.NewTranslator(nil, nil)
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := mapping.NewReader(bytes.NewReader(file), mainland.Layouts(), nil)
		if err != nil {
			return
		}
		number, line := 0, 0
		for record, err := range r.Records() {
			if err != nil {
				return
			}
			number++
			require.Equal(t, number, record.Number)
			require.Greater(t, record.Line, line)
			line = record.Line
			if record.Raw != nil {
				require.LessOrEqual(t, len(record.Raw), len(file)+len(file)/2+4)
			}
			for _, issue := range record.Issues {
				assert.Equal(t, number, issue.Record)
				assert.Equal(t, line, issue.Line)
				assert.NotEmpty(t, issue.Detail)
			}
			if record.Sheet == nil {
				require.NotEmpty(t, record.Issues)
				continue
			}
			document, _ := translator.Document(record.Sheet)
			text, err := document.Append(nil)
			require.NoError(t, err)
			require.NotEmpty(t, text)
			require.Empty(t, document.Check())
		}
		require.LessOrEqual(t, line, bytes.Count(file, []byte("\n"))+bytes.Count(file, []byte("\r"))+1)
	})
}

// FuzzCell puts an arbitrary text into a column of each kind.
func FuzzCell(f *testing.F) {
	columns := mainland.HQMS().Columns()
	index := map[string]int{}
	for i, c := range columns {
		index[c.Name] = i
	}
	for _, name := range []string{"A48", "A11", "A13", "A14", "A20", "A12C", "A15C", "B12", "B21C", "C03C", "C09C", "C14x01C", "C25", "D01", "A18x01", "C49x01"} {
		for _, cell := range []string{"无", "2024-01-05T09:30:00.0", "1,234.50", "E11.400x024+G63.2*", "\u3000１\u200b", "='0\"", "1e9"} {
			f.Add(index[name], cell)
		}
	}
	translator := mapping.NewTranslator(nil, nil)
	f.Fuzz(func(t *testing.T, column int, cell string) {
		if column < 0 || column >= len(columns) {
			return
		}
		rows := [][]string{{"A48", "A01", columns[column].Name}, {"1", "2", cell}}
		if columns[column].Name == "A48" || columns[column].Name == "A01" {
			return
		}
		r, err := mapping.NewRowReader(func(yield func([]string, error) bool) {
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
		}, []*mapping.Layout{mainland.HQMS()}, nil)
		require.NoError(t, err)
		for record, err := range r.Records() {
			require.NoError(t, err)
			require.NotNil(t, record.Sheet)
			document, _ := translator.Document(record.Sheet)
			_, err := document.Append(nil)
			require.NoError(t, err)
			require.Empty(t, document.Check())
		}
	})
}
