package mapping_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/gem"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/macao"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// Run keeps what it can from one record for the next; Document starts anew each
// time. Both must say the same of every record: these are stays of each layout
// whose cells are drawn at random, most as the layout wants them and some not.
func TestRunSaysWhatDocumentSays(t *testing.T) {
	stays := 600
	if testing.Short() {
		stays = 100
	}
	for _, layout := range slices.Concat(mainland.Layouts(), hongkong.Layouts(), macao.Layouts()) {
		t.Run(layout.Name, func(t *testing.T) {
			if layout.Nested() {
				checkPaths(t, objects(t, "../examples/testdata/"+layout.Name+".json", 30), layout)
				return
			}
			if !strings.ContainsAny(layout.Columns()[0].Name, "-") {
				random := rand.New(rand.NewPCG(1, 2))
				checkPaths(t, drawn(t, layout, random, stays), layout)
				return
			}
			checkPaths(t, repeated(t, "../examples/testdata/hk-adt.hl7", 40), layout)
		})
	}
}

// The samples hold what people have thought of.
func TestRunSaysWhatDocumentSaysOfSamples(t *testing.T) {
	files, err := filepath.Glob("../examples/testdata/*.*")
	require.NoError(t, err)
	layouts := slices.Concat(mainland.Layouts(), hongkong.Layouts(), macao.Layouts())
	checked := 0
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		r, err := mapping.NewReader(bytes.NewReader(text), layouts, nil)
		if err != nil {
			continue // a page of HTML, a README
		}
		r.Close()
		checked++
		t.Run(filepath.Base(name), func(t *testing.T) { checkPaths(t, text, layouts...) })
	}
	require.Greater(t, checked, 8)
}

func repeated(t *testing.T, name string, times int) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	return bytes.Repeat(text, times)
}

// objects returns the elements of an array of JSON, one a line, so many times.
func objects(t *testing.T, name string, times int) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	var list []json.RawMessage
	require.NoError(t, json.Unmarshal(text, &list))
	var lines bytes.Buffer
	for _, object := range list {
		require.NoError(t, json.Compact(&lines, object))
		lines.WriteByte('\n')
	}
	return bytes.Repeat(lines.Bytes(), times)
}

// checkPaths translates a file by Document and by Run, and compares.
func checkPaths(t *testing.T, file []byte, layouts ...*mapping.Layout) {
	t.Helper()
	registry := codes.NewRegistry(nil, gem.Maps())
	for _, translator := range []*mapping.Translator{
		mapping.NewTranslator(nil, nil),
		mapping.NewTranslator(registry, &mapping.Options{
			Base: "https://example.org/fhir", Zone: "+09:00",
			Diagnosis: []codes.System{codes.ICD10CM}, Procedure: []codes.System{codes.ICD9CM},
		}),
	} {
		want := byDocument(t, translator, file, layouts)
		for _, workers := range []int{1, 3} {
			got := byRun(t, translator, file, layouts, workers)
			require.Len(t, got, len(want))
			for i := range want {
				require.Equal(t, want[i].text, got[i].text, "record %d", i+1)
				require.Equal(t, want[i].issues, got[i].issues, "record %d", i+1)
			}
		}
	}
}

type said struct {
	text   string
	issues []mapping.Issue
}

func byDocument(t *testing.T, translator *mapping.Translator, file []byte, layouts []*mapping.Layout) []said {
	t.Helper()
	r, err := mapping.NewReader(bytes.NewReader(file), layouts, nil)
	require.NoError(t, err)
	var list []said
	for record, err := range r.Records() {
		require.NoError(t, err)
		s := said{issues: record.Issues}
		if record.Sheet != nil {
			document, issues := translator.Document(record.Sheet)
			text, err := document.Append(nil)
			require.NoError(t, err)
			s.text, s.issues = string(text), append(s.issues, issues...)
		}
		list = append(list, s)
	}
	return list
}

func byRun(t *testing.T, translator *mapping.Translator, file []byte, layouts []*mapping.Layout, workers int) []said {
	t.Helper()
	r, err := mapping.NewReader(bytes.NewReader(file), layouts, nil)
	require.NoError(t, err)
	var list []said
	options := &mapping.RunOptions{Workers: workers}
	if workers > 1 {
		// An encoder of the caller's sees the documents that Append would.
		options.Encode = func(d *fhir.Document, dst []byte) ([]byte, error) { return d.Append(dst) }
	}
	require.NoError(t, translator.Run(t.Context(), r, options, func(r *mapping.Result) error {
		list = append(list, said{string(r.Output), slices.Clone(r.Issues)})
		return nil
	}))
	return list
}

// drawn returns a file of a layout, in GB18030 where it is one of the mainland.
func drawn(t *testing.T, layout *mapping.Layout, random *rand.Rand, stays int) []byte {
	t.Helper()
	var file bytes.Buffer
	var w io.Writer = &file
	if layout.Country == "" {
		w = simplifiedchinese.GB18030.NewEncoder().Writer(&file)
	}
	out := csv.NewWriter(w)
	columns := layout.Columns()
	row := make([]string, len(columns))
	for i, c := range columns {
		row[i] = c.Name
	}
	require.NoError(t, out.Write(row))
	for n := range stays {
		filled, odd := random.Float64(), 0.03*random.Float64()
		for i, c := range columns {
			row[i] = ""
			if random.Float64() < filled || c.Need == "yes" && random.Float64() < 0.95 {
				row[i] = cell(random, c, odd)
			}
		}
		if n%50 != 0 {
			for i, c := range columns {
				if c.Element == "patient.record-number" || c.Element == "patient.reference-key" {
					row[i] = fmt.Sprintf("%07d", n)
				}
			}
		}
		require.NoError(t, out.Write(row))
	}
	out.Flush()
	require.NoError(t, out.Error())
	return file.Bytes()
}

// oddities are cells as they should not be.
var oddities = []string{
	"-", "－", "NULL", "无", "不详", " 1 ", "１２", "'00123", `="5"`, "a\u0001b", "含\u3000空", "两\n行", "\"引\"",
	"1.38E+10", "2024-02-30", "45296", "2024/1/5 9:30", "1,234.50", "I10.x00X002；E78.500", "C22.101M81600/3", "A01.002+G01*",
	"99", "\ue000", "<b>&", "Ａ", "00000", "2月", "24:00", "2024-01-05 24:00:00", "36.06;88.5600", "410.71", "7", "未知", "\\",
}

// cell draws a cell for a column.
func cell(random *rand.Rand, c mapping.Column, odd float64) string {
	pick := func(list ...string) string { return list[random.IntN(len(list))] }
	if random.Float64() < odd {
		return pick(oddities...)
	}
	if c.Values != nil {
		concept := c.Values.Concepts()[random.IntN(len(c.Values.Concepts()))]
		if random.IntN(10) == 0 {
			return pick(concept.Chinese, concept.English)
		}
		return concept.Code
	}
	day := fmt.Sprintf("2024-%02d-%02d", 1+random.IntN(12), 1+random.IntN(28))
	switch {
	case c.Format == "yyyyMMdd":
		return strings.ReplaceAll(day, "-", "")
	case strings.HasPrefix(c.Format, "yyyy"):
		return pick(day, day+fmt.Sprintf(" %02d:%02d:00", random.IntN(24), random.IntN(60)))
	case strings.HasPrefix(c.Element, "diagnosis") && strings.HasSuffix(c.Element, "code"):
		return pick("I20.000", "I21.900x001", "I10.x00x002", "E11.900", "C22.101", "M80100/3", "A01.000x005+J17.0*", "410.71", "I21.4")
	case strings.HasPrefix(c.Element, "procedure") && strings.HasSuffix(c.Element, "code"):
		return pick("36.0601", "88.5600", "01.6x00", "17.912A0", "36.06", "47.0100")
	case strings.HasPrefix(c.Element, "fee"), c.Format != "":
		return pick("1", "7", "12", "62", "0", "300.50", "2500")
	case strings.HasSuffix(c.Element, "document-number"):
		return pick("11010519491231002X", "440524188001010014", "A123456(3)", "H12345678")
	}
	return pick("示例甲", "示例乙", "广东省示例市示例路1号", "CHAN TAI MAN", "13800000000", "510000", "1", "心内一区", "80")
}
