package mapping_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/internal/golden"
	"github.com/crossbay/crossbay/mapping/macao"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// narrator makes documents with a narrative, and takes them back.
func narrator(n mapping.Narrative) *mapping.Translator {
	return mapping.NewTranslator(nil, &mapping.Options{Narrative: n, Layouts: allLayouts()})
}

func allLayouts() []*mapping.Layout {
	return slices.Concat(mainland.Layouts(), hongkong.Layouts(), macao.Layouts())
}

// Each file of testdata/narrative is a stay, and what a document says of it for
// people to read: the whole first, then each section. A row is what it is
// about, the source's words, and the reader's; where there are only two parts,
// both sides read the same. A slash begins a new line of a cell.
func TestNarrative(t *testing.T) {
	golden.Run(t, "testdata/narrative/*.txtar", func(t *testing.T, a *golden.Archive) {
		r, err := mapping.NewReader(strings.NewReader(a.Section("input.csv")), allLayouts(), nil)
		require.NoError(t, err)
		var got strings.Builder
		for record, err := range r.Records() {
			require.NoError(t, err)
			require.NotNil(t, record.Sheet)
			d, _ := narrator(mapping.Bilingual).Document(record.Sheet)
			require.Empty(t, d.Check())
			got.WriteString("WHOLE\n" + readable(t, d.Composition.Text.Div))
			for _, s := range d.Composition.Section {
				got.WriteString("SECTION " + *s.Title + "\n" + readable(t, s.Text.Div))
			}
		}
		a.Set("narrative", got.String())
	})
}

// What R4 permits in a narrative, of which this project uses the less.
var (
	narrativeElements   = []string{"div", "h2", "span", "table", "thead", "tbody", "tr", "th", "td"}
	narrativeAttributes = []string{"class", "lang", "scope", "colspan", "xmlns"}
)

// readable returns the text of a narrative, and fails if it is not the XHTML
// that R4 permits (txt-1), or blank (txt-2).
func readable(t testing.TB, div string) string {
	t.Helper()
	require.True(t, strings.HasPrefix(div, `<div xmlns="http://www.w3.org/1999/xhtml" `))
	var out, cell strings.Builder
	var row []string
	inside := 0
	decoder := xml.NewDecoder(strings.NewReader(div)) // strict
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		switch token := token.(type) {
		case xml.StartElement:
			require.Contains(t, narrativeElements, token.Name.Local)
			for _, a := range token.Attr {
				require.Contains(t, narrativeAttributes, a.Name.Local)
			}
			if token.Name.Local == "div" && inside > 0 && cell.Len() > 0 {
				cell.WriteString(" / ")
			}
			inside++
		case xml.CharData:
			cell.Write(token)
		case xml.EndElement:
			inside--
			switch token.Name.Local {
			case "h2":
				fmt.Fprintf(&out, "  [%s]\n", cell.String())
				cell.Reset()
			case "th", "td":
				row = append(row, strings.TrimSpace(cell.String()))
				cell.Reset()
			case "tr":
				fmt.Fprintf(&out, "  %s\n", strings.Join(row, " | "))
				row = row[:0]
			}
		case xml.Comment, xml.ProcInst, xml.Directive:
			t.Fatalf("a narrative has no %T", token)
		}
	}
	require.NotEmpty(t, strings.TrimSpace(out.String()))
	return out.String()
}

// narrativeText returns all text of a document for people.
func narrativeText(t testing.TB, d *fhir.Document) string {
	t.Helper()
	text := readable(t, d.Composition.Text.Div)
	for _, s := range d.Composition.Section {
		text += readable(t, s.Text.Div)
	}
	return text
}

func sampleFiles(t testing.TB) []string {
	t.Helper()
	names, err := filepath.Glob("../examples/testdata/*.csv")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	return slices.DeleteFunc(names, func(name string) bool { return strings.Contains(name, "template") })
}

// sampleSheets yields the sheets of the samples in CSV, in each layout.
func sampleSheets(t testing.TB, yield func(name string, s *mapping.FrontSheet)) {
	t.Helper()
	for _, name := range sampleFiles(t) {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		r, err := mapping.NewReader(bytes.NewReader(text), allLayouts(), nil)
		require.NoError(t, err)
		for record, err := range r.Records() {
			require.NoError(t, err)
			if record.Sheet != nil {
				yield(fmt.Sprintf("%s record %d", filepath.Base(name), record.Number), record.Sheet)
			}
		}
	}
}

// The way back reads no narrative: a document with one gives the sheet that the
// document without gives, and the same is found.
func TestNarrativeDoesNotComeBack(t *testing.T) {
	without, with := narrator(mapping.NoNarrative), narrator(mapping.Bilingual)
	sampleSheets(t, func(name string, s *mapping.FrontSheet) {
		var sheets [2]*mapping.FrontSheet
		var found [2][]mapping.Issue
		for i, translator := range [...]*mapping.Translator{without, with} {
			d, _ := translator.Document(s)
			assert.Equal(t, i == 1, d.Composition.Text != nil, name)
			text, err := d.Append(nil)
			require.NoError(t, err, name)
			read, err := fhir.Read(text)
			require.NoError(t, err, name)
			if i == 1 {
				assert.Equal(t, d.Composition.Text, read.Composition.Text, name)
			}
			sheets[i], found[i] = translator.FrontSheet(read)
		}
		assert.Equal(t, sheets[0], sheets[1], name)
		assert.Equal(t, found[0], found[1], name)
	})
}

// Of the samples, each diagnosis and operation stands in the narrative with its
// name and codes, and each cell that is kept.
func TestNarrativeHidesNothingOfSamples(t *testing.T) {
	translator := narrator(mapping.Bilingual)
	sampleSheets(t, func(name string, s *mapping.FrontSheet) {
		d, _ := translator.Document(s)
		assert.Empty(t, d.Check(), name)
		text := narrativeText(t, d)
		has := func(what, value string) {
			if value != "" {
				assert.True(t, strings.Contains(text, strings.TrimSpace(shown(value))), "%s: %s is not there", name, what)
			}
		}
		has("name", s.Patient.Name)
		has("number", s.Patient.DocumentNumber)
		for _, d := range s.Diagnoses {
			for _, disease := range strings.FieldsFunc(d.Name, func(r rune) bool { return strings.ContainsRune("，、；;,", r) }) {
				has("diagnosis", disease) // several on a line are told apart
			}
			for _, c := range d.Codes {
				has("code", c.Code)
			}
		}
		for _, p := range s.Procedures {
			has("operation", p.Name)
			for _, c := range p.Codes {
				has("code", c.Code)
			}
		}
		for _, f := range s.Fields {
			has("cell of "+f.Column, f.Value)
		}
	})
}

// shown is how a value appears in a narrative: unusual spaces plain, control
// characters gone, line ends as XML has them.
func shown(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u3000' || r == '\u00a0':
			return ' '
		case unicode.IsControl(r) && r != '\t' && r != '\n':
			return -1
		}
		return r
	}, strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"))
}

// hostile values would break out of the text that they stand in, or turn it.
var hostile = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=x>`, `&lt;&nbsp;&#0;`, `]]>`, `<!--`, "\x00\x08\x1b",
	"\u202e", "\uffff", "\xff\xfe", "\u3000\u00a0", `'"`, "</div></td>", "甲", "",
}

// filler fills every part of a sheet with values that each have a token.
type filler struct {
	rand *rand.Rand
	set  *mapping.ValueSet
	// tokens are those of the values, by the path of the value.
	tokens map[string]string
	n      int
}

// unread are the texts of a sheet that say how another is to be read.
var unread = []string{".Telecoms[].System", ".Use", ".Observations[].Kind", ".Clinician.Role", ".Details[].Part"}

func (f *filler) fill(v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.Struct:
		switch at := v.Addr().Interface().(type) {
		case *mapping.DateTime:
			f.n++
			*at = mapping.DateTime{Year: 1000 + f.n%8999, Month: 1 + f.n%12, Day: 1 + f.n%28, Hour: f.n % 24, Minute: f.n % 60, Second: f.n % 60, Precision: mapping.Precision(1 + f.n%6)}
			f.tokens[path] = fmt.Sprintf("%04d", at.Year)
			return
		case *mapping.Coded:
			f.n++
			if f.n%2 == 0 {
				concept := f.set.Concepts()[f.n%len(f.set.Concepts())]
				*at = mapping.Coded{Set: f.set, Code: concept.Code}
				return
			}
			at.Text = f.text(path)
			return
		}
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				f.fill(v.Field(i), path+"."+field.Name)
			}
		}
	case reflect.Slice:
		n := 1 + f.rand.IntN(3)
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			f.fill(v.Index(i), fmt.Sprintf("%s[%d]", path, i))
		}
	case reflect.String:
		if v.Type() == reflect.TypeFor[mapping.Decimal]() {
			f.n++
			v.SetString(fmt.Sprintf("%d.50", 10000+f.n))
			f.tokens[path] = v.String()
			return
		}
		v.SetString(f.text(path))
	case reflect.Int:
		f.n++
		v.SetInt(int64(f.n))
	}
}

func (f *filler) text(path string) string {
	f.n++
	token := fmt.Sprintf("t%dx", f.n)
	f.tokens[path] = token
	h := hostile[f.rand.IntN(len(hostile))]
	return h + token + hostile[f.rand.IntN(len(hostile))]
}

// Whatever a sheet says, its narrative is well-formed, says it, and holds no
// element but those of this project.
func TestNarrativeSaysAllThatASheetSays(t *testing.T) {
	translator := narrator(mapping.Bilingual)
	for seed := range uint64(200) {
		var set *mapping.ValueSet
		for _, c := range mainland.HQMS().Columns() {
			if c.Element == "patient.sex" {
				set = c.Values
			}
		}
		f := &filler{rand: rand.New(rand.NewPCG(seed, 1)), set: set, tokens: map[string]string{}}
		s := &mapping.FrontSheet{}
		f.fill(reflect.ValueOf(s).Elem(), "")
		s.Allergy.DrugCodes = s.Allergy.DrugCodes[:min(len(s.Allergy.DrugCodes), len(s.Allergy.Drugs))]
		for i := range s.Diagnoses { // one disease a line, or the name is told apart
			s.Diagnoses[i].Codes = s.Diagnoses[i].Codes[:1]
		}
		d, _ := translator.Document(s)
		text := narrativeText(t, d)
		for path, token := range f.tokens {
			plain := strings.Map(func(r rune) rune {
				if unicode.IsDigit(r) {
					return -1
				}
				return r
			}, path)
			if i, ok := strings.CutPrefix(path, ".Allergy.DrugCodes["); ok && int(i[0]-'0') >= len(s.Allergy.DrugCodes) {
				continue
			}
			if slices.ContainsFunc(unread, func(u string) bool { return strings.HasSuffix(plain, u) }) ||
				strings.HasPrefix(path, ".Diagnoses") && strings.Contains(path, ".Codes[") && !strings.Contains(path, ".Codes[0]") {
				continue
			}
			require.True(t, strings.Contains(text, token), "seed %d: %s is not there", seed, path)
		}
	}
}

// A narrative of an empty sheet says that nothing is said of allergies.
func TestNarrativeOfAnEmptySheet(t *testing.T) {
	d, _ := narrator(mapping.Bilingual).Document(&mapping.FrontSheet{})
	assert.Contains(t, readable(t, d.Composition.Text.Div), "药物过敏 藥物過敏 Drug allergy | 未说明 | 未有說明\n")
}

// A page holds each sheet once, and names no patient where a browser keeps it.
func TestPage(t *testing.T) {
	s := &mapping.FrontSheet{Patient: mapping.Patient{Name: "陈<b>示例"}, Diagnoses: []mapping.Diagnosis{{
		Role: mapping.Principal, Slot: 1, Name: "败血症", Codes: []mapping.Code{{System: codes.ICD10, Code: "A41.9"}},
	}}}
	var page bytes.Buffer
	w := mapping.NewPageWriter(&page, narrator(mapping.NoNarrative))
	for range 2 {
		_, err := w.Write(s)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	text := page.String()
	head, body, found := strings.Cut(text, "</head>")
	require.True(t, found)
	assert.NotContains(t, head, "示例")
	assert.Contains(t, head, "<title>病歷首頁</title>")
	assert.Equal(t, 6, strings.Count(body, "陈&lt;b&gt;示例"), "on the sheet, at the head of each of its leaves, and in the list")
	assert.Equal(t, 2, strings.Count(body, "<article id=\"sheet-"))
	assert.Equal(t, 2, strings.Count(body, `<table class="leaf" role="presentation"><thead>`))
	assert.Contains(t, head, "counter(page)")
	for _, outside := range []string{"<script", "<link", "<img", "src=", "href=\"h", "url(", "@import"} {
		assert.NotContains(t, text, outside)
	}
}

// A loose leaf of an extract that names neither patient nor record says which case it is.
func TestPageSaysWhoseLeafItIs(t *testing.T) {
	for _, c := range []struct {
		sheet mapping.FrontSheet
		head  string
	}{
		{mapping.FrontSheet{Patient: mapping.Patient{RecordNumber: "R1"}, Stay: mapping.Stay{Number: "C1"}}, "R1"},
		{mapping.FrontSheet{Stay: mapping.Stay{Number: "C1"}}, "C1"},
		{mapping.FrontSheet{Patient: mapping.Patient{Identifiers: []mapping.Identifier{{Value: "P1"}}}}, "P1"},
	} {
		var page bytes.Buffer
		w := mapping.NewPageWriter(&page, narrator(mapping.NoNarrative))
		_, err := w.Write(&c.sheet)
		require.NoError(t, err)
		require.NoError(t, w.Close())
		_, body, _ := strings.Cut(page.String(), "<thead>")
		head, _, _ := strings.Cut(body, "</thead>")
		assert.Contains(t, head, ">"+c.head+"<")
	}
}

// Red means an allergy: neither one denied, nor one of which nothing is known.
func TestPageAlarmsOnlyForAnAllergy(t *testing.T) {
	for _, c := range []struct {
		allergy mapping.Allergy
		alarm   bool
	}{
		{mapping.Allergy{}, false},
		{mapping.Allergy{Recorded: mapping.Coded{Text: "无"}}, false},
		{mapping.Allergy{Recorded: mapping.Coded{Text: "No known drug allergy"}}, false},
		{mapping.Allergy{Recorded: mapping.Coded{Text: "不详"}}, false},
		{mapping.Allergy{Recorded: mapping.Coded{Text: "有"}}, true},
		{mapping.Allergy{Recorded: mapping.Coded{Text: "无"}, Drugs: []string{"青霉素"}}, true},
		{mapping.Allergy{Items: []mapping.AllergyItem{{Name: "Penicillin"}}}, true},
	} {
		var page bytes.Buffer
		w := mapping.NewPageWriter(&page, narrator(mapping.NoNarrative))
		_, err := w.Write(&mapping.FrontSheet{Allergy: c.allergy})
		require.NoError(t, err)
		require.NoError(t, w.Close())
		assert.Equal(t, c.alarm, strings.Contains(page.String(), `<section class="allergies alarm">`), "%+v", c.alarm)
	}
}

// A broken writer is an error, not a short page.
func TestPageThatCannotBeWritten(t *testing.T) {
	w := mapping.NewPageWriter(broken{}, narrator(mapping.NoNarrative))
	_, err := w.Write(&mapping.FrontSheet{})
	assert.True(t, err != nil || w.Close() != nil)
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("full") }

// No text breaks out of the narrative.
func FuzzNarrative(f *testing.F) {
	for _, seed := range hostile {
		f.Add(seed)
	}
	f.Add("敗血症")
	f.Add("急性心肌梗死；2型糖尿病")
	translator := narrator(mapping.Bilingual)
	f.Fuzz(func(t *testing.T, text string) {
		d, _ := translator.Document(&mapping.FrontSheet{
			Patient:   mapping.Patient{Name: text, Sex: mapping.Coded{Text: text}},
			Diagnoses: []mapping.Diagnosis{{Role: mapping.Principal, Slot: 1, Name: text}},
			Allergy:   mapping.Allergy{Drugs: []string{text}},
			Fields:    []mapping.Field{{Column: text, Value: text}},
		})
		narrativeText(t, d)
	})
}
