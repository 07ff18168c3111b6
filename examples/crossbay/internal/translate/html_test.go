package translate

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/examples/internal/browser"
)

// A file gets all records, one after the other.
func TestPageOfAllRecords(t *testing.T) {
	r := translate(t, sheet(good, another), "-quiet", "-to", "html", "-")
	assert.Equal(t, exitDone, r.status, r.stderr)
	assert.Equal(t, 2, strings.Count(r.stdout, "<article id="))
	assert.Equal(t, 1, strings.Count(r.stdout, "<!DOCTYPE html>"))
	assert.True(t, strings.HasSuffix(r.stdout, "</html>\n"))
	assert.Contains(t, r.stdout, "测试甲")
	assert.Contains(t, r.stdout, "二型糖尿病")
}

// A folder gets a page for each record, named by its number: the rejected one
// has none, and no name tells who the patient is.
func TestPagesOfAFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pages") + string(os.PathSeparator)
	r := translate(t, "", "-quiet", "-to", "html", "-out", dir, write(t, "in.csv", sheet(good, keyless, another)))
	assert.Equal(t, exitRejected, r.status, r.stderr)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	var names []string
	for _, file := range left {
		names = append(names, file.Name())
	}
	assert.Equal(t, []string{"in-000001.html", "in-000003.html"}, names)
	page := read(t, filepath.Join(dir, "in-000003.html"))
	assert.Contains(t, page, "测试乙")
	assert.NotContains(t, page, "测试甲")
}

// Pages of a run that fails do not appear.
func TestPagesAppearWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	in := write(t, "in.csv", sheet(good))
	var stdout, stderr strings.Builder
	assert.Equal(t, exitFailed, run(ctx, []string{"-to", "html", "-out", dir, in}, strings.NewReader(""), &stdout, &stderr))
	assert.Equal(t, exitFailed, translate(t, "", "-to", "html", "-out", dir, in, in).status, "two inputs of one name")
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, left)
}

// Documents of the mainland's layouts give the page that the files gave from
// which they were made, except for the cells that the document keeps besides and for
// what was found in the file.
func TestPagesOfDocuments(t *testing.T) {
	kept := regexp.MustCompile(`(?s)<section class="(kept|check)">.*?</section>\n| <b class="flag[^>]*>![0-9]+</b>`)
	for _, name := range [...]string{"hqms.csv", "n041.csv", "n042.csv", "hqms-p.csv"} {
		sample := "../../../testdata/" + name
		direct := kept.ReplaceAllString(translate(t, "", "-quiet", "-to", "html", sample).stdout, "")
		for _, narrative := range [...]string{"none", "bilingual"} {
			documents := translate(t, "", "-quiet", "-narrative", narrative, sample)
			back := translate(t, documents.stdout, "-quiet", "-from", "fhir", "-to", "html", "-")
			assert.Equal(t, exitDone, back.status, back.stderr)
			assert.True(t, direct == kept.ReplaceAllString(back.stdout, ""), "%s, narrative %s: the pages differ", name, narrative)
		}
	}
}

// A page of 卫统4-2 has the disease and the syndromes of Chinese medicine in the words of
// the mainland and in those of Hong Kong, each with its code of GB/T 15657 and with none
// of the ICD.
func TestPageOfChineseMedicine(t *testing.T) {
	page := translate(t, "", "-quiet", "-to", "html", "../../../testdata/n042.csv").stdout
	tag := regexp.MustCompile(`<[^>]*>`)
	rows := strings.Split(page, "<dt>")
	for label, want := range map[string][]string{
		"中醫診斷（主病）":  {"中医诊断（主病）", "眩晕", "眩暈", "vertigo", "BNG070", "GB/T 15657-1995"},
		"中醫診斷（主證）":  {"中医诊断（主证）", "肝阳上亢证", "肝陽上亢證", "ZZGY30"},
		"門診／急症中醫診斷": {"门（急）诊中医诊断", "眩晕", "眩暈"},
		"治療類別":      {"治疗类别", "中西医", "中西醫", "Chinese and Western medicine"},
	} {
		i := slices.IndexFunc(rows, func(row string) bool { return strings.Contains(row, label) })
		if !assert.GreaterOrEqual(t, i, 0, label) {
			continue
		}
		text := tag.ReplaceAllString(rows[i], " ")
		for _, word := range want {
			assert.Contains(t, text, word, label)
		}
		assert.NotContains(t, text, "ICD", label)
	}
	assert.Contains(t, tag.ReplaceAllString(page, " "), "GB/T 15657-2021", "the edition of 2021, in record 3")
}

// The narrative is there when it is asked for, and changes nothing else.
func TestNarrativeIsAskedFor(t *testing.T) {
	plain, asked := translate(t, sheet(good), "-quiet", "-"), translate(t, sheet(good), "-quiet", "-narrative", "bilingual", "-")
	assert.NotContains(t, plain.stdout, `"div"`)
	assert.Contains(t, asked.stdout, `"div":"<div xmlns=`)
	assert.Equal(t, exitFailed, translate(t, sheet(good), "-narrative", "english", "-").status)
}

// What was found in a record is listed on its page, without values, and flagged where it
// stands; notes are counted.
func TestPageShowsWhatWasFound(t *testing.T) {
	page := translate(t, "", "-quiet", "-check", "-to", "html", "../../../testdata/hqms-dirty.csv").stdout
	sheets := strings.Split(page, "<article id=")
	require.Len(t, sheets, 11)
	third := sheets[3]
	list, rest, found := strings.Cut(third[strings.Index(third, `<section class="check">`):], "</section>")
	require.True(t, found)
	assert.Contains(t, list, `<b class="flag error" title="錯誤: HQMS 上報必填項為空">!1</b>`)
	assert.Contains(t, list, "<code>C01C</code>")
	assert.Contains(t, list, "门（急）诊诊断编码")
	assert.Contains(t, list, `<b class="flag warning" title="警告: 日期寫法不規範">!2</b>`)
	assert.Regexp(t, `Notes for information, which are not listed</span>: [1-9]`, list)
	assert.NotContains(t, list, "2022", "a value of the record")
	discharge := rest[strings.Index(rest, "出院时间"):]
	assert.Contains(t, discharge[:strings.Index(discharge, "</dt>")], ">!2</b>")
	assert.Equal(t, 1, strings.Count(rest, ">!2</b>"))
	// On its own, a page has the same list.
	dir := filepath.Join(t.TempDir(), "pages") + string(os.PathSeparator)
	translate(t, "", "-quiet", "-check", "-to", "html", "-out", dir, "../../../testdata/hqms-dirty.csv")
	assert.Contains(t, read(t, filepath.Join(dir, "hqms-dirty-000003.html")), list)
}

// Grades are explained to those who do not have them, in their language: the wording is
// that of the notes on the mainland's front sheet of 2011 and of the Hospital Authority's
// triage.
func TestPageExplainsGrades(t *testing.T) {
	key := func(args ...string) string {
		page := translate(t, "", append([]string{"-quiet", "-to", "html"}, args...)...).stdout
		first, _, _ := strings.Cut(page, "</article>")
		_, key, _ := strings.Cut(first, `<section class="key">`)
		return key
	}
	for _, want := range []string{"三级手术", "風險較高、過程較複雜、難度較大", "greater difficulty", "沾染切口", "切口癒合良好", "healed well"} {
		assert.Contains(t, key("../../../testdata/hqms.csv"), want)
	}
	assert.Contains(t, key("../../../testdata/hk-cdars.csv"), "香港急症室分流第2类（共5类），危急：目标为15分钟内处理")
	assert.NotContains(t, key("../../../testdata/hk-cdars.csv"), "危殆", "a grade that the sheet does not have")
}

// A page of one stay has its hospital in the title, and a page of several lists them: on
// no account does a patient stand in the title, which browsers keep and print.
func TestTitleAndList(t *testing.T) {
	title := regexp.MustCompile(`<title>(.*)</title>`)
	one := translate(t, sheet(good), "-quiet", "-to", "html", "-").stdout
	assert.NotContains(t, one, "<nav>")
	sample := translate(t, "", "-quiet", "-to", "html", "../../../testdata/hqms.csv").stdout
	assert.Equal(t, "病歷首頁", title.FindStringSubmatch(sample)[1])
	assert.Equal(t, 24, strings.Count(sample, `<li><a href="#sheet-`))
	assert.Contains(t, sample, `<li><a href="#sheet-24">`)
	assert.Contains(t, sample, `<article id="sheet-24">`)
	dir := filepath.Join(t.TempDir(), "pages") + string(os.PathSeparator)
	translate(t, "", "-quiet", "-to", "html", "-out", dir, "../../../testdata/hqms.csv")
	assert.Equal(t, "病歷首頁 · 示例市第一人民医院", title.FindStringSubmatch(read(t, filepath.Join(dir, "hqms-000001.html")))[1])
}

// An ordinary stay is on two leaves of A4 at most, whatever it is written in.
func TestAStayPrintsOnTwoLeaves(t *testing.T) {
	for _, name := range [...]string{
		"hqms.csv", "hqms-2022.csv", "n041.csv", "n042.csv", "yb-4401.json", "cda-c0033.xml",
		"hk-frontsheet.csv", "hk-cdars.csv", "hk-ehealth.csv", "hk-adt.hl7", "mo-frontsheet.csv",
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "pages") + string(os.PathSeparator)
			translate(t, "", "-quiet", "-to", "html", "-out", dir, "../../../testdata/"+name)
			pages, err := filepath.Glob(dir + "*.html")
			require.NoError(t, err)
			require.NotEmpty(t, pages)
			for _, page := range pages[:min(2, len(pages))] {
				assert.LessOrEqual(t, browser.Print(t, read(t, page)), 2, filepath.Base(page))
			}
		})
	}
}

// widths are those of a telephone, and of A4 within the margins of a page.
var widths = map[string]int{"telephone": 375, "A4": 703}

// Pages of each layout fit, on a telephone and on paper, and the machine shows
// every character.
func TestPagesFit(t *testing.T) {
	for _, name := range [...]string{
		"hqms-2022.csv", "hqms-dirty.csv", "n041.csv", "n042.csv", "hqms-p.csv", "hk-frontsheet.csv", "hk-cdars.csv", "hk-ehealth.csv", "hk-adt.hl7", "mo-frontsheet.csv", "mo-frontsheet-latin1.csv",
	} {
		r := translate(t, "", "-quiet", "-to", "html", "../../../testdata/"+name)
		require.NotEqual(t, exitFailed, r.status, r.stderr)
		for device, width := range widths {
			t.Run(name+" on "+device, func(t *testing.T) {
				l := browser.Load(t, r.stdout, width)
				assert.False(t, l.Overflows(), "%d pixels in %d", l.Content, l.Width)
				assert.Empty(t, l.Wide)
				assert.Empty(t, slices.DeleteFunc(l.Missing, private))
			})
		}
	}
}

// private reports whether a character is of the private use area: what it looks
// like, the hospital alone knows, and the reader of the file has reported it.
func private(c string) bool {
	return strings.ContainsFunc(c, func(r rune) bool { return unicode.Is(unicode.Co, r) })
}

// Values without a place to break a line do not widen the page.
func TestPagesOfLongValuesFit(t *testing.T) {
	long := strings.Repeat("A", 300)
	row := "12345678X," + long + ",0001,1," + long + ",1,2024-01-05 09:30:00,2024-01-08 10:00:00,I21.900x001," + long + "\n"
	page := translate(t, sheet(row), "-quiet", "-to", "html", "-")
	require.Equal(t, exitDone, page.status, page.stderr)
	for device, width := range widths {
		t.Run(device, func(t *testing.T) {
			l := browser.Load(t, page.stdout, width)
			assert.False(t, l.Overflows(), "%d pixels in %d", l.Content, l.Width)
			assert.Empty(t, l.Wide)
		})
	}
}
