package results

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// The sample has the conventions of the stored procedure that was made public
// (usp_frmzsjsb_jyxxjl): "-" for a text that is not there, 0 for a number, the flags 1, 2,
// 21, 22 and 23, ranges cut at 20 bytes.
func TestRowsThereAndBack(t *testing.T) {
	text := sample(t, "hqms-p76.csv")
	list := read(t, text, "")
	require.Len(t, list, 3)
	var out []byte
	for _, rec := range list {
		require.Equal(t, Rows, rec.Layout)
	}
	for _, summary := range []bool{false, true} {
		var back bytes.Buffer
		w, err := NewWriter(&back, Rows, nil)
		require.NoError(t, err)
		for _, rec := range list {
			_, err := w.Write(through(t, rec, summary))
			require.NoError(t, err)
		}
		require.NoError(t, w.Flush())
		assert.Equal(t, string(text), back.String())
		out = back.Bytes()
	}
	// Without what is kept verbatim the results are the same.
	var plain bytes.Buffer
	w, err := NewWriter(&plain, Rows, nil)
	require.NoError(t, err)
	for _, rec := range list {
		want := saidBy(rec)
		again := plainly(through(t, rec, false))
		assert.Equal(t, want, saidBy(again))
		_, err := w.Write(again)
		require.NoError(t, err)
	}
	require.NoError(t, w.Flush())
	for i, rec := range read(t, plain.Bytes(), Rows) {
		assert.Equal(t, saidBy(list[i]), saidBy(rec))
	}
	// In GBK, and with the titles of the columns as header.
	gbk, err := simplifiedchinese.GBK.NewEncoder().Bytes(bytes.ReplaceAll(out, []byte("μ"), []byte("u")))
	require.NoError(t, err)
	for i, rec := range read(t, gbk, "") {
		assert.Equal(t, list[i].Reports[0].Panel, rec.Reports[0].Panel)
	}
	titled := string(out)
	for _, c := range rowsLayout().Columns() {
		titled = strings.Replace(titled, c.Name+",", c.Title+",", 1)
	}
	titled = strings.Replace(titled, "P7625", "检验结果异常标识", 1)
	for i, rec := range read(t, []byte(titled), "") {
		assert.Equal(t, saidBy(list[i]), saidBy(rec))
	}
}

// What the rows say, as a person reads them.
func TestRowsSay(t *testing.T) {
	list := read(t, sample(t, "hqms-p76.csv"), "")
	var got []string
	for _, rec := range list {
		for i := range rec.Reports {
			r := &rec.Reports[i]
			got = append(got, r.Filler+" "+r.Panel.Name()+" "+r.Specimens[0].Type.Name())
			for j := range r.Results {
				res := &r.Results[j]
				value := res.Comparator + string(res.Number)
				if res.Text != "" {
					value = "“" + res.Text + "”"
				}
				got = append(got, strings.TrimRight(strings.Join([]string{res.Test.Name(), value, res.Unit, strings.Join(res.Flags, "~")}, " "), " "))
			}
		}
	}
	assert.Equal(t, []string{
		"R001 生化全套 血清", "葡萄糖 5.10 mmol/L N", "肌酐 132 μmol/L H", "丙氨酸氨基转移酶 <5 U/L N", "备注 “溶血”  N",
		"R002 乙肝五项 血清", "乙肝表面抗原 “阴性(-)”  N", "乙型肝炎病毒DNA 1250 IU/mL A", "白细胞计数 12.50 10^9/L A",
		"R003 尿常规 尿液", "尿蛋白 “+1”  A", "酸碱度 6.5  N", "尿比重 1.001  L",
	}, got)
}

// What a report says itself of its rows is not told as left out of another layout.
func TestRowsIntoMessages(t *testing.T) {
	for _, rec := range read(t, sample(t, "hqms-p76.csv"), "") {
		_, issues := write(t, ORU, rec)
		for _, i := range issues {
			if i.Code == "kept-cells" {
				assert.Contains(t, []string{columnOrder, columnKind, columnKindCode}, i.Column)
			}
		}
	}
}

const rowsHeader = "P7502,P7506,P7000,P4,P7605,P7615,P7616,P7620,P7621,P7622,P7624,P7625\n"

// Rows of a report that stand apart, rows of one report that name two patients, rows without
// a visit, and values in two columns that are not the same: each is told, by the line.
func TestRowsThatNobodyWants(t *testing.T) {
	for name, c := range map[string]struct {
		rows   string
		codes  []string // of the errors and warnings, by entry
		record []bool
	}{
		"apart":          {"C1,2020-01-05,V1,甲,,A,a,1,-,R1,x,1\nC2,2020-01-05,V2,乙,,A,a,1,-,R1,x,1\nC1,2020-01-05,V1,甲,,A,a,2,-,R1,y,1\n", []string{"", "", "rows-apart"}, []bool{true, true, false}},
		"two patients":   {"C1,2020-01-05,V1,甲,,A,a,1,-,R1,x,1\nC2,2020-01-05,V1,乙,,A,a,2,-,R1,y,1\n", []string{"another-patient"}, []bool{false}},
		"no visit":       {"C1,2020-01-05,,甲,,A,a,1,-,R1,x,1\n", []string{"no-record-key"}, []bool{false}},
		"two values":     {"C1,2020-01-05,V1,甲,,A,a,5,6,R1,x,1\n", []string{"two-values"}, []bool{true}},
		"word and value": {"C1,2020-01-05,V1,甲,,A,a,5,阳性,R1,x,2\n", []string{"two-values"}, []bool{true}},
		"zero or none":   {"C1,2020-01-05,V1,甲,,A,a,0,-,R1,x,1\n", []string{"zero-or-none"}, []bool{true}},
		"no number":      {"C1,2020-01-05,V1,甲,,A,a,1,-,-,x,1\nC1,2020-01-05,V1,甲,,A,a,2,-,-,y,1\n", []string{""}, []bool{true}},
	} {
		var codes []string
		var records []bool
		for e, err := range Read(strings.NewReader(rowsHeader+c.rows), "", nil) {
			require.NoError(t, err, name)
			code := ""
			for _, i := range e.Issues {
				if i.Severity != frontsheet.Information {
					code = i.Code
					assert.NotZero(t, i.Line, name)
				}
				assert.NotContains(t, i.Error(), "甲", name)
			}
			codes, records = append(codes, code), append(records, e.Record != nil)
			assert.NotEmpty(t, e.Raw)
			assert.Equal(t, rowsHeader, string(e.Header))
		}
		assert.Equal(t, c.codes, codes, name)
		assert.Equal(t, c.record, records, name)
	}
}

// A message crosses into rows and back: numbers, units, ranges and flags are the same, or
// an issue tells of what has no column.
func TestRowsFromMessages(t *testing.T) {
	for _, rec := range read(t, sample(t, "oru.hl7"), "") {
		text, issues := write(t, Rows, rec)
		lost := map[string]bool{}
		for _, i := range issues {
			lost[i.Code] = true
		}
		rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		require.NoError(t, err)
		for _, line := range rows[1:] {
			assert.NotContains(t, line, "A123456(3)") // the number of an identity card is none of a hospital's
		}
		if rec.WithoutVisit {
			continue // a row is of a visit
		}
		var got []said
		for _, back := range read(t, text, Rows) {
			got = append(got, saidBy(back)...)
		}
		want := saidBy(rec)
		require.Len(t, got, len(want))
		for i := range want {
			assert.Equal(t, want[i].Test, got[i].Test)
			assert.Equal(t, want[i].Unit, got[i].Unit)
			if want[i].Range != got[i].Range {
				assert.True(t, lost["too-long"])
			}
			if want[i].Separator == "" && want[i].Text == "" {
				assert.Equal(t, want[i].Comparator+want[i].Number, got[i].Comparator+got[i].Number)
			}
			if want[i].Flags != got[i].Flags {
				assert.True(t, lost["no-such-code"] || want[i].Flags == "正常" || want[i].Flags == "↑", "%s %s", want[i].Flags, got[i].Flags)
			}
		}
	}
}
