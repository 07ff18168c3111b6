package mapping_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/macao"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// headers reads a file to its end, and lists its records and what is said of headers.
func headers(t *testing.T, r *mapping.Reader) (list []string) {
	t.Helper()
	codes := []string{"repeated-header", "another-header", "below-another", "byte-order-mark", "rows-before-header", "wrong-width", "no-header"}
	tell := func(issues []mapping.Issue) {
		for _, i := range issues {
			if slices.Contains(codes, i.Code) {
				list = append(list, fmt.Sprintf("%d %s %s", i.Line, i.Severity, i.Code))
			}
		}
	}
	tell(r.Issues())
	for record, err := range r.Records() {
		require.NoError(t, err)
		tell(record.Issues)
		if record.Sheet == nil {
			list = append(list, fmt.Sprintf("%d:%d rejected", record.Number, record.Line))
			continue
		}
		list = append(list, fmt.Sprintf("%d:%d %s", record.Number, record.Line, record.Sheet.Patient.Name))
	}
	return list
}

// Files that were joined have their headers in the midst of them. One that names
// the columns as the first does is passed over, whatever it calls them; below
// another, no row is read. Reports: whitfin/s3-concat#3, ckan/datapusher#74,
// cal-itp/data-infra#5210, manybabies/mb2-analysis#89, smarr/ReBench#223.
func TestHeadersWithinAFile(t *testing.T) {
	const one, two, three = "1,甲,1\n", "2,乙,2\n", "3,丙,1\n"
	for _, test := range []struct {
		name, file string
		want       []string
	}{
		{"the same", "A48,A11,A12C\n" + one + "A48,A11,A12C\n" + two, []string{"1:2 甲", "3 warning repeated-header", "2:4 乙"}},
		{"line ends, quotes and spaces", "A48,A11,A12C\r\n" + one + "\"A48\", A11 ,a12c\n" + two, []string{"1:2 甲", "3 warning repeated-header", "2:4 乙"}},
		{"a mark before it", "\ufeffA48,A11,A12C\n" + one + "\ufeffA48,A11,A12C\n" + two, []string{"1:2 甲", "3 information byte-order-mark", "3 warning repeated-header", "2:4 乙"}},
		{"a mark before a record", "A48,A11,A12C\n" + one + "\ufeff" + two, []string{"1:2 甲", "3 information byte-order-mark", "2:3 乙"}},
		{"a mark before quotes", "A48,A11,A12C\n" + one + "\ufeff\"2\",\"乙\",2\n", []string{"1:2 甲", "3 information byte-order-mark", "2:3 乙"}},
		{"marks before the first", "\ufeff\ufeff\n\ufeffA48,A11,A12C\n" + one, []string{"2 information byte-order-mark", "1:3 甲"}},
		{"titles for codes", "A48,A11,A12C\n" + one + "病案号,姓名,性别\n" + two, []string{"1:2 甲", "3 warning repeated-header", "2:4 乙"}},
		{"codes for titles", "病案号,姓名,性别\n" + one + "A48,A11,A12C\n" + two, []string{"1:2 甲", "3 warning repeated-header", "2:4 乙"}},
		{"another order", "A48,A11,A12C\n" + one + "A11,A48,A12C\n乙,2,2\n丁,4,2\nA48,A11,A12C\n" + three, []string{
			"1:2 甲", "3 error another-header", "2:3 rejected", "4 error below-another", "3:4 rejected", "5 error below-another", "4:5 rejected", "6 warning repeated-header", "5:7 丙",
		}},
		{"other columns", "A48,A11,A12C\n" + one + "A48,A11,A14\n2,乙,40\n", []string{"1:2 甲", "3 error another-header", "2:3 rejected", "4 error below-another", "3:4 rejected"}},
		{"a column more", "A48,A11,A12C\n" + one + "A48,A11,A12C,A14\n2,乙,2,40\n", []string{"1:2 甲", "3 error another-header", "2:3 rejected", "4 error below-another", "3:4 rejected"}},
		{"another unknown column", "A48,A11,ward\n1,甲,W\nA48,A11,bed\n2,乙,B\n", []string{"1:2 甲", "3 error another-header", "2:3 rejected", "4 error below-another", "3:4 rejected"}},
		{"the same unknown column", "A48,A11,ward\n1,甲,W\nA48,A11,Ward\n2,乙,B\n", []string{"1:2 甲", "3 warning repeated-header", "2:4 乙"}},
		{"of another layout", "A48,A11,A12C\n" + one + "病案号,医疗机构名称,健康卡号\n2,x,y\n", []string{"1:2 甲", "3 error another-header", "2:3 rejected", "4 error below-another", "3:4 rejected"}},
		{"at the end", "A48,A11,A12C\n" + one + "A48,A11,A12C\n", []string{"1:2 甲", "3 error repeated-header", "2:3 rejected"}},
		{"several", "A48,A11,A12C\n" + one + "A48,A11,A12C\nA48,A11,A12C\n,,\n" + two, []string{"1:2 甲", "3 warning repeated-header", "4 warning repeated-header", "2:6 乙"}},
		{"a name in a cell", "A48,A11,A12C\n" + one + "A48,乙,2\n2,姓名,2\n", []string{"1:2 甲", "2:3 乙", "3:4 姓名"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, err := mapping.NewReader(strings.NewReader(test.file), mainland.Layouts(), nil)
			require.NoError(t, err)
			assert.Equal(t, test.want, headers(t, r))
			if strings.Contains(test.file, "\ufeff") {
				return
			}
			gbk, err := simplifiedchinese.GB18030.NewEncoder().String(test.file)
			require.NoError(t, err)
			r, err = mapping.NewReader(strings.NewReader(gbk), mainland.Layouts(), nil)
			require.NoError(t, err)
			assert.Equal(t, test.want, headers(t, r), "in GB18030")
		})
	}
}

// A resumed run passes over records, and over no header twice.
func TestSkipOverHeaders(t *testing.T) {
	const file = "A48,A11\n1,甲\nA48,A11\n2,乙\n3,丙\n"
	for n := range 4 {
		r, err := mapping.NewReader(strings.NewReader(file), mainland.Layouts(), nil)
		require.NoError(t, err)
		require.NoError(t, r.Skip(n))
		assert.Len(t, outcomes(t, r), 3-n)
	}
}

// The header of any layout may stand below titles, the conditions of a query and
// blank rows.
func TestTitles(t *testing.T) {
	for _, test := range []struct {
		name, file string
		want       []string
	}{
		{"one", "出院病案首页 2024年3月\nA48,A11,A12C\n1,甲,1\n", []string{"2 information rows-before-header", "1:3 甲"}},
		{"as a spreadsheet writes it", "出院病案首页,,\n,,\n科室：,全部,\nA48,A11,A12C\n1,甲,1\n", []string{"4 information rows-before-header", "1:5 甲"}},
		{"records of something else", "x,y,z\n7,8,9\nA48,A11,A12C\n1,甲,1\n", []string{"3 warning rows-before-header", "1:4 甲"}},
		{"a name in a title", "姓名：,全部\nA48,A11,A12C\n1,甲,1\n", []string{"2 information rows-before-header", "1:3 甲"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, layouts := range [][]*mapping.Layout{mainland.Layouts(), {mainland.HQMS()}} {
				r, err := mapping.NewReader(strings.NewReader(test.file), layouts, nil)
				require.NoError(t, err)
				assert.Equal(t, "hqms", r.Layout().Name)
				assert.Equal(t, test.want, headers(t, r))
			}
		})
	}
	_, err := mapping.NewReader(strings.NewReader(strings.Repeat("title\n", 150)+"A48,A11\n1,甲\n"), mainland.Layouts(), nil)
	assert.ErrorIs(t, err, mapping.ErrLayout, "not all of a file is looked through for one")
}

// A wide title is no record of a file without a header.
func TestTitleAsWideAsTheLayout(t *testing.T) {
	columns := strings.Repeat(",", 641)
	file := "出院病案首页" + columns + "\nA48,A11,A12C" + strings.Repeat(",", 639) + "\n1,甲,1" + strings.Repeat(",", 639) + "\n"
	r, err := mapping.NewReader(strings.NewReader(file), []*mapping.Layout{mainland.HQMS()}, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"2 information rows-before-header", "1:3 甲"}, headers(t, r))
}

// In a spreadsheet the header may stand in two rows, of which the first groups the
// columns that the second names.
func TestHeaderInTwoRows(t *testing.T) {
	rows := [][]string{
		{"A48", "A11", "C03C", ""},
		{"A48", "A11", "C03C", "C04N"},
		{"1", "甲", "I10.x00", "高血压"},
	}
	r, err := mapping.NewRowReader(func(yield func([]string, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}, mainland.Layouts(), nil)
	require.NoError(t, err)
	for record, err := range r.Records() {
		require.NoError(t, err)
		assert.Equal(t, "高血压", record.Sheet.Diagnoses[0].Name)
	}
}

// What a spreadsheet notes of a row is told with the row's own number: cells under a
// merged one, and day numbers that count from 1904.
func TestRowNotes(t *testing.T) {
	r, err := mapping.NewRowReader(func(yield func([]string, error) bool) {
		_ = yield([]string{"A48", "A11", "B12"}, nil) &&
			yield([]string{"1", "甲", "43893"}, mapping.RowNote{Line: 5, Filled: []int{1}, From1904: true}) &&
			yield([]string{"2", "乙", "45355"}, nil)
	}, mainland.Layouts(), nil)
	require.NoError(t, err)
	want := []int{5, 6}
	for record, err := range r.Records() {
		require.NoError(t, err)
		assert.Equal(t, want[record.Number-1], record.Line)
		assert.Equal(t, "2024-03-04", string(record.Sheet.Stay.Admission.AppendDate(nil)))
		merged := slices.IndexFunc(record.Issues, func(i mapping.Issue) bool { return i.Code == "merged-cell" })
		if record.Number == 1 {
			require.GreaterOrEqual(t, merged, 0)
			assert.Equal(t, "A11", record.Issues[merged].Column)
			continue
		}
		assert.Equal(t, -1, merged)
	}
}

// The error of a header that fits none of the layouts to read says which it looks
// like.
func TestLikelyLayout(t *testing.T) {
	all := slices.Concat(mainland.Layouts(), hongkong.Layouts(), macao.Layouts())
	only := func(name string) (list []*mapping.Layout) {
		return slices.DeleteFunc(slices.Clone(all), func(l *mapping.Layout) bool { return l.Name != name })
	}
	for _, test := range []struct {
		name, file, from, likely string
		missing                  []string
		table                    bool
	}{
		{"of another", "A48,A11,A12C,C03C\n1,甲,1,x\n", "n041", "hqms", nil, true},
		{"below a title", "首页\nA48,A11,A12C,C03C\n1,甲,1,x\n", "n041", "hqms", nil, true},
		{"of Hong Kong", "Reference Key,Sex\n1,M\n", "hqms", "hk-cdars", nil, true},
		{"without the key", "A11,A12C,C03C\n甲,1,x\n", "hqms", "hqms", []string{"A48"}, true},
		{"messages for rows", "MSH|^~\\&|A|B|||20240101||ADT^A01|1|P|2.3\r", "hqms", "hk-adt", nil, false},
		{"rows for messages", "A48,A11,A12C,C03C\n1,甲,1,x\n", "hk-adt", "hqms", nil, false},
		{"of two forms", "BAH,XM,JBDM,ZB_JBBM,H23\n1,甲,x,y,z\n", "n042", "n042", nil, true},
		{"of two forms, for the other", "BAH,XM,JBDM,ZB_JBBM,H23\n1,甲,x,y,z\n", "n041", "n042", nil, true},
		{"of none", "alpha,beta\n1,2\n", "hqms", "", nil, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := mapping.NewReader(strings.NewReader(test.file), only(test.from), &mapping.ReaderOptions{Others: all})
			require.ErrorIs(t, err, mapping.ErrLayout)
			var header *mapping.LayoutError
			require.ErrorAs(t, err, &header)
			assert.Equal(t, test.likely, header.Likely)
			assert.Equal(t, test.missing, header.Missing)
			assert.Contains(t, err.Error(), test.likely)
			assert.NotContains(t, err.Error(), "甲")
			if strings.HasPrefix(test.name, "of two forms") {
				assert.Contains(t, err.Error(), "H23")
				assert.NotContains(t, err.Error(), "key is there")
			}
		})
	}
	_, err := mapping.NewReader(strings.NewReader("%PDF-1.4\n"), all, nil)
	var what *mapping.FileTypeError
	require.True(t, errors.As(err, &what))
	assert.Equal(t, "a PDF document", what.Type)
}

// Old systems export with vertical bars, as integrators report: such a file is refused by
// what is wrong with it, in every encoding.
func TestSeparatorThatIsNotRead(t *testing.T) {
	for _, file := range []string{
		"A48|A11|B15|C03C\n0001|X|2024-03-09|I10\n",
		"A48^A11^B15^C03C\n0001^X^2024-03-09^I10\n",
		"病案号|姓名|出院时间\n0001|X|2024-03-09\n",
	} {
		_, err := mapping.NewReader(strings.NewReader(file), mainland.Layouts(), nil)
		var header *mapping.LayoutError
		require.ErrorAs(t, err, &header, file)
		assert.Contains(t, err.Error(), "export with commas, tabs or semicolons", file)
	}
	_, err := mapping.NewReader(strings.NewReader("notes\na|b|c\n"), mainland.Layouts(), nil)
	assert.NotContains(t, err.Error(), "commas", "a cell of a record says nothing of the header")
}
