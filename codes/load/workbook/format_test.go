package workbook

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// A number that a format pads is as it is shown, and one that is reckoned with as
// it is stored. Reports: tidyverse/readxl#389, ExcelDataReader/ExcelDataReader#675,
// shuchkin/simplexlsx#97, SheetJS/sheetjs#1394.
func TestPaddedNumbers(t *testing.T) {
	for _, test := range []struct{ code, number, want string }{
		{"00000000", "10001", "00010001"},
		{"00000000", "123456789", "123456789"},
		{"00000000", "0", "00000000"},
		{"00000000;@", "7", "00000007"},
		{"00000000", "1.5", "1.5"},
		{"00000000", "-5", "-5"},
		{"00000000", "1E+20", "1E+20"},
		{"0000000000000000", "110105194912310", "0110105194912310"},
		{"000-00-0000", "12345678", "012-34-5678"},
		{`000\-00\-0000`, "12345678", "012-34-5678"},
		{`"ZY"000000`, "42", "ZY000042"},
		{`"ZY"0`, "42", "ZY42"},
		{`[$-804]00000`, "42", "00042"},
		{`[Red]00000`, "42", "00042"},
		{`_-00000_-`, "42", "00042"},
		{`#0000`, "42", "0042"},
		{`00`, "9", "09"},
		{`00"床"`, "9", "09"},
		{`0"天"`, "9", "9"},
		{"0", "9", "9"},
		{"General", "9", "9"},
		{"@", "9", "9"},
		{"", "9", "9"},
		{"0.00", "1.234", "1.234"},
		{"#,##0", "12345", "12345"},
		{"#,##0.00", "12345.678", "12345.678"},
		{"0%", "0.5", "0.5"},
		{"0.00E+00", "10000000", "10000000"},
		{`"HK$"00`, "5", "5"},
		{`[$¥-804]00`, "5", "5"},
		{`[<=9999999]###-####;(###) ###-####`, "5551234", "5551234"},
		{"# ??/??", "0.5", "0.5"},
	} {
		f := parseFormat(test.code)
		assert.Equal(t, test.want, f.show(test.number, false), test.code)
	}
}

// A count of days under a format of days is a day. Reports: exceljs/exceljs#219,
// ExcelDataReader/ExcelDataReader#82 and ClosedXML/ClosedXML#594, of workbooks that
// count from 1904; ECMA-376, Part 1, 18.17.4.1 has both counts.
func TestDays(t *testing.T) {
	for _, test := range []struct {
		code, number string
		from1904     bool
		want         string
	}{
		{"yyyy-mm-dd", "45355", false, "2024-03-04"},
		{"yyyy-mm-dd", "43893", true, "2024-03-04"},
		{"m/d/yy", "45355", false, "2024-03-04"},
		{"yyyy/m/d h:mm:ss", "45355.3888888889", false, "2024-03-04 09:20:00"},
		{"yyyy/m/d h:mm", "45355.3888888889", false, "2024-03-04 09:20"},
		{"yyyy/m/d h:mm", "45355", false, "2024-03-04 00:00"},
		{"yyyy/m/d", "45355.3888888889", false, "2024-03-04 09:20"},
		{"yyyy/m/d h:mm", "45355.38917", false, "2024-03-04 09:20:24"},
		{`[$-804]yyyy"年"m"月"d"日";@`, "45355", false, "2024-03-04"},
		{`[DBNum1][$-804]yyyy"年"m"月"d"日"`, "45355", false, "2024-03-04"},
		{`m"月"d"日"`, "45355", false, "2024-03-04"},
		{"mmm-yy", "45355", false, "2024-03-04"},
		{`[$-404]e"年"m"月"d"日"`, "45355", false, "2024-03-04"},
		{"dddd", "45355", false, "2024-03-04"},
		{"h:mm", "0.395833333333333", false, "09:30"},
		{"h:mm AM/PM", "0.895833333333333", false, "21:30"},
		{`上午/下午h"时"mm"分"`, "0.395833333333333", false, "09:30"},
		{"h:mm:ss", "45355.5", false, "2024-03-04 12:00:00"},
		{"yyyy-mm-dd", "1", false, "1900-01-01"},
		{"yyyy-mm-dd", "59", false, "1900-02-28"},
		{"yyyy-mm-dd", "60", false, "60"},
		{"yyyy-mm-dd", "61", false, "1900-03-01"},
		{"yyyy-mm-dd", "0", false, "0"},
		{"yyyy-mm-dd", "0", true, "1904-01-01"},
		{"yyyy-mm-dd", "-1", false, "-1"},
		{"yyyy-mm-dd", "99999999", false, "99999999"},
		{"yyyy-mm-dd", "x", false, "x"},
		{"[h]:mm", "1.5", false, "1.5"},
		{"[mm]:ss", "1.5", false, "1.5"},
		{"ss.000", "0.5", false, "12:00:00"},
		{`"days" 0`, "5", false, "days 5"},
		{`\d0`, "5", false, "d5"},
		{builtIn(14), "45355", false, "2024-03-04"},
		{builtIn(22), "45355.5", false, "2024-03-04 12:00"},
		{builtIn(31), "45355", false, "2024-03-04"},
		{builtIn(58), "45355", false, "2024-03-04"},
		{builtIn(21), "0.5", false, "12:00:00"},
		{builtIn(46), "1.5", false, "1.5"},
		{builtIn(2), "1.5", false, "1.5"},
	} {
		f := parseFormat(test.code)
		assert.Equal(t, test.want, f.show(test.number, test.from1904), "%s of %s", test.code, test.number)
	}
}
