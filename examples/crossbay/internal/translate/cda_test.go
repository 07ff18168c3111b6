package translate

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// said are the values of a document: those of the stay, and none that say what it is.
var said = regexp.MustCompile(`(extension|value)="[^"]*"|(xsi:type="CD"|Code|nationality) code="[^"]*"|displayName="[^"]*"/>|>[^<>\n]+<`)

// facilityOfDocument is the number and the name of a hospital.
var facilityOfDocument = regexp.MustCompile(`(10011\.1\.5" extension=)"[^"]*"(/>\s*<name>)[^<]*<`)

// clinical returns a document of the sample of a layout, the i-th as long as there are so
// many, whose values are all those that value gives; its number is one of its own where
// there is one.
func clinical(t *testing.T, layout string, i int, number string, value func(i int) string) string {
	t.Helper()
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")
	list := strings.SplitAfter(strings.TrimSuffix(read(t, "../../../testdata/"+layout+".xml"), "\n"), "</ClinicalDocument>\n")
	i %= len(list)
	n := 0
	text := said.ReplaceAllStringFunc(list[i], func(s string) string {
		n++
		if strings.Contains(s, "POCD_MT000040") || strings.HasSuffix(s, "住院病案首页<") {
			return s
		}
		v := escape.Replace(strings.Map(func(r rune) rune {
			if r < ' ' && r != '\n' && r != '\t' || r == '\uFFFE' || r == '\uFFFF' {
				return '?'
			}
			return r
		}, value(n)))
		if strings.HasPrefix(s, ">") {
			return ">" + v + "<"
		}
		before, _, _ := strings.Cut(s, `"`)
		if strings.Contains(s, "code=") {
			before, _, _ = strings.Cut(s, ` code="`)
			before += " code="
		}
		return before + `"` + v + `"` + strings.Repeat("/>", strings.Count(s, "/>"))
	})
	if number != "" {
		key := regexp.MustCompile(`(root="2.16.156.10011.1.13" extension=)"[^"]*"`)
		require.Regexp(t, key, text)
		text = key.ReplaceAllString(text, `${1}"`+number+`"`)
	}
	return text
}

// Nothing that the program says of a document of CDA holds a value of it, wherever the
// value stands: in what the layout has, in what it has not, in what cannot be read.
func TestNoMessageHoldsAValueOfADocument(t *testing.T) {
	for _, layout := range []string{"cda-c0032", "cda-c0033"} {
		t.Run(layout, func(t *testing.T) {
			var file strings.Builder
			for i, cell := range canaries() {
				value := func(int) string { return cell }
				whole, keyed := clinical(t, layout, i, "", value), clinical(t, layout, i, "K"+strings.Repeat("1", i%5+1), value)
				strange := strings.Replace(keyed, "<realmCode", `<other a="`+strings.NewReplacer("<", "", "&", "", `"`, "", "\x00", "").Replace(cell)+`"/><realmCode`, 1)
				file.WriteString(whole + keyed + strange + keyed[:len(keyed)/2] + "\n")
			}
			from := append(codeTables(t), "-from", layout)
			documents := silent(t, "as FHIR", file.String(), from...)
			require.NotEmpty(t, documents)
			silent(t, "as rows", file.String(), append(from, "-to", "n041")...)
			silent(t, "read as GB18030", file.String(), append(from, "-encoding", "gb18030")...)
			silent(t, "as documents", file.String(), append(from, "-to", layout)...)
			silent(t, "back", documents, "-from", "fhir", "-to", layout, "-keep-codings")
		})
	}
}

// The samples are told by their root, and come back.
func TestClinicalDocumentsAreRecognised(t *testing.T) {
	for layout, n := range map[string]int{"cda-c0032": 14, "cda-c0033": 12} {
		sample := "../../../testdata/" + layout + ".xml"
		documents := translate(t, "", "-quiet", sample)
		require.Equal(t, 0, documents.status, documents.stderr)
		assert.Equal(t, n, strings.Count(documents.stdout, "\n"))
		back := translate(t, documents.stdout, "-quiet", "-from", "fhir", "-to", layout, "-to-encoding", "utf-8", "-")
		assert.Equal(t, read(t, sample), strings.ReplaceAll(strings.TrimPrefix(back.stdout, "\uFEFF"), "\r\n", "\n"))
	}
}
