package mapping_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// A region is what testdata/region has of one: its layouts, value sets and terms.
type region struct {
	sheet, message *mapping.Layout
	terms          *term.Translator
}

func thirdRegion(t *testing.T) *region {
	t.Helper()
	open := func(name string) *os.File {
		file, err := os.Open("testdata/region/" + name)
		require.NoError(t, err)
		t.Cleanup(func() { file.Close() })
		return file
	}
	sets, err := mapping.ReadValueSets(open("valuesets.csv"), "https://example.org/xa")
	require.NoError(t, err)
	table, err := term.ReadTable(open("terms.csv"))
	require.NoError(t, err)
	r := &region{terms: term.NewTranslator(&term.Options{Tables: []*term.Table{table}})}
	r.sheet, err = mapping.ReadLayout(open("layout.csv"), sets)
	require.NoError(t, err)
	r.message, err = mapping.ReadLayout(open("message.csv"), sets)
	require.NoError(t, err)
	return r
}

func (r *region) layouts() []*mapping.Layout { return append(allSides(), r.sheet) }

func (r *region) translator(options mapping.Options) *mapping.Translator {
	options.Terms, options.Layouts = r.terms, r.layouts()
	return mapping.NewTranslator(nil, &options)
}

const regionSheet = "病歷編號,醫院,姓名,性別,出生日期,婚姻狀況,地區,入院日期,出院日期,離院方式,主要診斷,主要診斷編碼,費用總額\n" +
	"X001,示例醫院,陳示例,D,03/04/1956,2,N,05/01/2024 09:30,11/01/2024 14:00,C,北島熱病,A41.9,100.00\n"

// read reads the one record of a file, and requires that it is of a layout.
func (r *region) read(t *testing.T, file, layout, encoding string) *mapping.FrontSheet {
	t.Helper()
	reader, err := mapping.NewReader(strings.NewReader(file), r.layouts(), nil)
	require.NoError(t, err)
	require.Equal(t, layout, reader.Layout().Name)
	var sheet *mapping.FrontSheet
	for record, err := range reader.Records() {
		require.NoError(t, err)
		require.NotNil(t, record.Sheet, record.Issues)
		require.Nil(t, sheet)
		sheet = record.Sheet
	}
	require.NotNil(t, sheet)
	assert.Equal(t, encoding, reader.Encoding())
	return sheet
}

// write writes a sheet for the readers of a layout, and returns the cells by
// their column.
func (r *region) write(t *testing.T, sheet *mapping.FrontSheet, to *mapping.Layout) (map[string]string, string) {
	t.Helper()
	var out strings.Builder
	w, err := mapping.NewWriter(&out, to, &mapping.WriterOptions{Terms: r.terms})
	require.NoError(t, err)
	_, err = w.Write(r.translator(mapping.Options{}).Localize(sheet, to, nil).Sheet)
	require.NoError(t, err)
	require.NoError(t, w.Flush())
	lines := strings.Split(out.String(), "\n")
	cells := map[string]string{}
	names, values := strings.Split(lines[0], ","), strings.Split(lines[1], ",")
	require.Len(t, values, len(names))
	for i, name := range names {
		cells[name] = values[i]
	}
	return cells, out.String()
}

// A region that this project has never heard of is one folder of tables: files
// of it are recognised, read and written as it writes, and cross to the other
// regions and back.
func TestThirdRegionCrosses(t *testing.T) {
	r := thirdRegion(t)
	big5, err := traditionalchinese.Big5.NewEncoder().String(regionSheet)
	require.NoError(t, err)
	sheet := r.read(t, big5, "xa-frontsheet", mapping.EncodingBig5)
	assert.Equal(t, "陳示例", sheet.Patient.Name)
	assert.Equal(t, "1956-04-03", string(sheet.Patient.BirthDate.AppendDate(nil)), "the day comes first")
	assert.Equal(t, "xa-sex D", sheet.Patient.Sex.Set.Name+" "+sheet.Patient.Sex.Code)
	require.Equal(t, r.read(t, regionSheet, "xa-frontsheet", mapping.EncodingUTF8).Diagnoses, sheet.Diagnoses)

	// Its dates are never known to the month alone, as those of Hong Kong may be.
	reader, err := mapping.NewReader(strings.NewReader(strings.Replace(regionSheet, "03/04/1956", "00/04/1956", 1)), r.layouts(), nil)
	require.NoError(t, err)
	for record, err := range reader.Records() {
		require.NoError(t, err)
		assert.True(t, record.Sheet.Patient.BirthDate.IsZero())
	}

	own, text := r.write(t, sheet, r.sheet)
	assert.Equal(t, "1956-04-03", own["出生日期"])
	assert.Equal(t, "北島熱病", own["主要診斷"])
	assert.Equal(t, sheet.Patient, r.read(t, text, "xa-frontsheet", mapping.EncodingUTF8).Patient)

	n041, text := r.write(t, sheet, mainland.N041())
	assert.Equal(t, []string{"X001", "2", "2", "1", "北岛热"}, pick(n041, "BAH", "XB", "HY", "LYFS", "ZYZD"), "in the words and codes of the mainland")
	assert.Empty(t, n041["ZFY"], "an amount of another currency")
	hk, _ := r.write(t, sheet, hongkong.FrontSheet())
	assert.Equal(t, []string{"X001", "F", "M", "HOME", "北島熱病"}, pick(hk, "Patient number", "Sex", "Marital status", "Discharge disposition", "Principal diagnosis"))

	// And from the mainland.
	back, _ := r.write(t, r.read(t, text, "n041", mapping.EncodingUTF8), r.sheet)
	assert.Equal(t, []string{"X001", "D", "2", "C", "北島熱病"}, pick(back, "病歷編號", "性別", "婚姻狀況", "離院方式", "主要診斷"))

	// The document says whose it is, and gives the sheet again.
	translator := r.translator(mapping.Options{})
	d, _ := translator.Document(sheet)
	require.Empty(t, d.Check())
	assert.Equal(t, "zh-Hant-XA", *d.Composition.Language)
	assert.Equal(t, "XA", *d.Patient.Address[0].Country)
	assert.Equal(t, "https://example.org/xa/record-number", *d.Patient.Identifier[0].System)
	assert.Equal(t, "2024-01-11T14:00:00+09:00", *d.Encounters[0].Period.End)
	assert.Equal(t, "診斷", *d.Composition.Section[0].Title)
	again, issues := translator.FrontSheet(d)
	assert.Empty(t, issues)
	assert.Equal(t, sheet.Patient, again.Patient)
	same, _ := translator.Document(again)
	assert.Equal(t, d, same)
}

func pick(cells map[string]string, columns ...string) (values []string) {
	for _, column := range columns {
		values = append(values, cells[column])
	}
	return values
}

// The sheets of the region are for people to read, and those of others for the
// people of the region: the readers are the layout's, or those that the caller
// names.
func TestThirdRegionReads(t *testing.T) {
	r := thirdRegion(t)
	narrative := func(sheet *mapping.FrontSheet, readers ...term.Language) string {
		d, _ := r.translator(mapping.Options{Narrative: mapping.Bilingual, Readers: readers}).Document(sheet)
		require.Empty(t, d.Check())
		for _, s := range d.Composition.Section {
			if *s.Code.Coding[0].Code == "11535-2" {
				return readable(t, s.Text.Div)
			}
		}
		return ""
	}
	sheet := r.read(t, regionSheet, "xa-frontsheet", mapping.EncodingUTF8)
	assert.Equal(t, `  [診斷 诊断 Diagnoses]
  項目 项目 Item | 原文 | 译文
  主要診斷 主要诊断 Principal diagnosis | 北島熱病 / 編碼: A41.9 · ICD-10 (WHO) | 北岛热 / North Island fever / 编码: A41.9 · ICD-10 (WHO)
`, narrative(sheet), "as @readers says: those of the mainland, who read English")

	n041 := r.read(t, "BAH,XB,RYSJ,CYSJ,ZYZD,JBDM\n1,1,20240105,20240111,北岛热,A41.900\n", "n041", mapping.EncodingUTF8)
	got := narrative(n041, r.sheet.Wording(), "fr")
	assert.Contains(t, got, "主要诊断 主要診斷 | 北岛热 /")
	assert.Contains(t, got, "| 北島熱病 /")
	assert.NotContains(t, got, "North Island fever", "they read no English")

	var page bytes.Buffer
	w := mapping.NewPageWriter(&page, r.translator(mapping.Options{}))
	_, err := w.Write(sheet)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	assert.Contains(t, page.String(), `<html lang="zh-Hans-CN">`)
	assert.Contains(t, page.String(), `<span lang="zh-Hant-XA">出院紀要</span>`)
	assert.Contains(t, page.String(), "北岛热")
}

// An integrator's own terms reach what a Writer calls the values of another
// layout: in a column of free text, and where a code is found by its name.
func TestTermsReachTheWriter(t *testing.T) {
	r := thirdRegion(t)
	sets, err := mapping.ReadValueSets(strings.NewReader("set,code,chinese,english,standard,equivalence,aliases\n"+
		"way,,离院方式,Way,,,\nway,7,返回住处,,,,\n"), "https://example.org/ward")
	require.NoError(t, err)
	for values, want := range map[string][2]string{"": {"返家", "返回住处"}, "way": {"", "7"}} {
		layout, err := mapping.ReadLayout(strings.NewReader("@layout,ward,Ward\n@zone,+09:00\n@key,MRN\ncolumn,title,element,format,values,need,since,names\n"+
			"MRN,Number,patient.record-number,,,,,\nWAY,Way,stay.disposition,,"+values+",,,\n"), sets)
		require.NoError(t, err)
		sheet := r.read(t, regionSheet, "xa-frontsheet", mapping.EncodingUTF8)
		for i, terms := range []*term.Translator{nil, r.terms} {
			var out strings.Builder
			w, err := mapping.NewWriter(&out, layout, &mapping.WriterOptions{Terms: terms})
			require.NoError(t, err)
			_, err = w.Write(sheet)
			require.NoError(t, err)
			require.NoError(t, w.Flush())
			assert.Equal(t, "MRN,WAY\nX001,"+want[i]+"\n", out.String())
		}
	}
}

// An authority is that of the layout: what one region's messages call a passport
// another's leave to the shape of the number.
func TestThirdRegionAuthorities(t *testing.T) {
	r := thirdRegion(t)
	message := "MSH|^~\\&|A|B|C|D|20240105093000+0900||ADT^A01|1|P|2.5\r" +
		"PID|1||K1234567^^^XAGOV^NI~77^^^B^PI|||||D\rPV1|1|I|||||||||||||||||V1|||||||||||||||||||||||||20240105093000+0900\r"
	reader, err := mapping.NewMessageReader(strings.NewReader(message), r.message, nil)
	require.NoError(t, err)
	n := 0
	for record, err := range reader.Records() {
		require.NoError(t, err)
		require.NotNil(t, record.Sheet, record.Issues)
		assert.Equal(t, "P", record.Sheet.Patient.DocumentType.Code)
		assert.Empty(t, record.Issues)
		n++
	}
	assert.Equal(t, 1, n)
}

// What a layout says of its region is one of the values that there are.
func TestUnknownRegionalValues(t *testing.T) {
	for row, want := range map[string]string{
		"@words,zh-Hnat-HK":                    "zh-Hans-CN",
		"@words,en":                            "zh-Hans-CN",
		"@words,Chinese":                       "language tag",
		"@readers,fr":                          "zh-Hant-HK",
		"@charset,big5":                        "gb18030, big5-hkscs",
		"@dates,month-first":                   "year-first, day-first, partial",
		"@dates,day-first,year-first":          "either",
		"@zone,8":                              "offset",
		"@assigning-authority,driver,X":        "hkid, resident-id",
		"@assigning-authority,passport":        "takes",
		"@language,en":                         "@words",
		"@language,en\n@words,zh-HK":           "@readers",
		"@words,zh-HK\n@readers,zh-CN\n@word,": "unknown property @word",
		"@words,zh-HK\n@readers,zh-CN":         "@identifier-system record-number",
	} {
		_, err := mapping.ReadLayout(strings.NewReader("@layout,x\n@zone,+08:00\n"+row+"\n@key,A\ncolumn,title,element,format,values,need,since,names\nA,,patient.record-number,,,,,\n"), nil)
		assert.ErrorContains(t, err, want, row)
	}
}

// regionNames are what Go files call regions by: identifiers, and what stands
// in literals, of ISO 3166-1, 4217 and BCP 47, HL7 and this project.
var (
	regionIdentifiers = regexp.MustCompile(`(?i)^(hong ?kong|mainland|macao|taiwan)`)
	regionLiterals    = regexp.MustCompile(`^(CN|CHN|HK|HKG|HKSAR|MO|MAC|TW|TWN|CNY|HKD|MOP|TWD|\+08:00)$|(?i)\bzh-|^(hk|hl7)-|^hqms|^n041|hong ?kong|kowloon|macao|mainland|香港|澳门|澳門|urn:oid:2\.16\.156`)
)

// No Go file of mapping knows a region: what differs is in tables. Only the
// packages below have regions for their subject.
func TestNoGoFileNamesARegion(t *testing.T) {
	exempt := map[string]string{
		"hongkong":   "a region's layouts",
		"macao":      "a region's layouts",
		"mainland":   "a region's layouts",
		"identity":   "the documents of each region, with their check digits",
		"quality":    "the rules of the mainland's forms",
		"deidentify": "the places of China",

		"internal/pages": "writes the pages of all of them",
	}
	// A name by which something else is called.
	other := []string{
		"internal/localize/wording.go zh-", // a script
		"internal/layout/header.go CN",     // the ends of a column's code
		"results/doc.go hqms-p76",          // a layout
	}
	checked := 0
	require.NoError(t, filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if exempt[path] != "" || entry.Name() == "testdata" || entry.Name() == "definitions" {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		checked++
		for _, name := range regionsNamed(t, path, nil) {
			if !slices.ContainsFunc(other, func(o string) bool {
				file, text, _ := strings.Cut(o, " ")
				return filepath.ToSlash(path) == file && strings.HasPrefix(name, text)
			}) {
				t.Errorf("%s names a region: %s", path, name)
			}
		}
		return nil
	}))
	assert.Greater(t, checked, 100)
	named := regionsNamed(t, "x.go", `package x; import "y"; var a = y.HongKong; var b = "HK"; var c = l.Country == "zh-Hans-CN"`)
	assert.Equal(t, []string{"HongKong", "HK", "zh-Hans-CN"}, named, "the test sees one")
}

// regionsNamed lists the names of regions in a Go file, comments apart.
func regionsNamed(t *testing.T, path string, source any) (names []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, source, 0)
	require.NoError(t, err)
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if regionIdentifiers.MatchString(n.Name) {
				names = append(names, n.Name)
			}
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING && regionLiterals.MatchString(text) {
				names = append(names, text)
			}
		}
		return true
	})
	return names
}
