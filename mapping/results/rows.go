package results

import (
	"bytes"
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/crossbay/crossbay/mapping"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
)

//go:embed hqms-p76.csv
var rowsTable string

// rowsLayout is the layout of the rows of HQMS: who the patient is and during which visit
// is read with it, as of a stay; what the results are it keeps verbatim.
var rowsLayout = sync.OnceValue(func() *mapping.Layout {
	l, err := mapping.ReadLayout(strings.NewReader(rowsTable), nil)
	if err != nil {
		panic(err) // the tests read it
	}
	return l
})

// Table returns the layout of the rows of which the files of a layout are made, with which
// a [mapping.Reader] reads them wherever they stand, in a workbook as in CSV; nil for a
// layout whose files have no rows.
func Table(layout string) *mapping.Layout {
	if c := carrierOf(layout); c.table != nil && !isDocument(c) {
		return c.table()
	}
	return nil
}

// The columns of HQMS.
const (
	columnPerformer     = "P7601" // 检验机构代码
	columnPerformerName = "P7602"
	columnKind          = "P7603" // 检验报告单类别名称
	columnKindCode      = "P7604"
	columnPlacer        = "P7605" // 检验申请单号
	columnOrder         = "P7606" // 检验申请单据名称
	columnTested        = "P7607" // 检验日期
	columnIssued        = "P7608" // 检验报告日期
	columnReceived      = "P7609" // 检验送检日期
	columnCollected     = "P7610" // 检验采样日期
	columnSpecimen      = "P7611" // 检验标本号
	columnSpecimenName  = "P7612"
	columnPanel         = "P7613" // 检验-项目代码
	columnPanelName     = "P7614"
	columnOwnPanel      = "P7615" // 院内检验-项目代码
	columnOwnPanelName  = "P7616"
	columnMethod        = "P7617"
	columnRange         = "P7618"
	columnUnit          = "P7619"
	columnNumber        = "P7620" // 检验-结果(数值)
	columnWords         = "P7621" // 检验-结果(定性)
	columnFiller        = "P7622" // 检验报告单号
	columnTest          = "P7623" // 检验-项目明细代码
	columnTestName      = "P7624"
	columnFlag          = "P7625" // 检验结果异常标识
)

// startsRows reports whether a file starts as rows do: with the names of columns that
// nothing else has, by their codes or their titles, in UTF-8 or GBK, or UTF-16.
func startsRows(start []byte) bool {
	header := bytes.ReplaceAll(start[:min(len(start), 8<<10)], []byte{0}, nil)
	if bytes.Contains(header, []byte(columnFiller)) && bytes.Contains(header, []byte(columnNumber)) {
		return true
	}
	for _, encoding := range []encoding.Encoding{encoding.Nop, simplifiedchinese.GBK} {
		if text, err := encoding.NewDecoder().Bytes(header); err == nil || len(text) > 0 {
			if s := string(text); strings.Contains(s, "检验报告单号") && strings.Contains(s, "检验-结果") {
				return true
			}
		}
	}
	return false
}

// isSaid reports whether a field holds a cell of rows that the report says itself.
func isSaid(column string) bool {
	switch column {
	case columnKind, columnKindCode, columnOrder:
		return false
	}
	return slices.ContainsFunc(rowsLayout().Columns(), func(c mapping.Column) bool { return c.Name == column })
}

// placeholder stands in a column of text that must not be empty.
const placeholder = "-"

// longestRange is how many bytes the range has room for, in which a character of Chinese
// takes two: VARCHAR(20).
const longestRange = 20

// rowFlags are the codes of 检验结果异常标识, as the procedure writes them of the flags of a
// laboratory, and HL7's for them.
var rowFlags = []struct{ code, flag string }{{"1", "N"}, {"21", "H"}, {"22", "L"}, {"2", "A"}, {"23", "A"}}
