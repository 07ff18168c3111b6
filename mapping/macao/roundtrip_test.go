package macao_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/internal/roundtriptest"
	"github.com/crossbay/crossbay/mapping/macao"
)

func table() *roundtriptest.Table {
	return &roundtriptest.Table{
		Layout: macao.FrontSheet(), Columns: macao.FrontSheet().Columns(),
		Translator: mapping.NewTranslator(nil, &mapping.Options{Layouts: macao.Layouts()}),
		Generate:   generate, IsKey: isKey, Harmless: []string{"required-empty"},
	}
}

func isKey(c mapping.Column) bool { return c.Element == "patient.record-number" }

// Any canonical record comes back from FHIR byte for byte, and there is nothing
// to report on the way back.
func TestCanonicalRowsComeBack(t *testing.T) {
	records := 1500
	if testing.Short() {
		records = 200
	}
	table().ComeBack(t, records, 853)
}

// Every sample goes there and back: another trip does not change it any more.
func TestSamplesComeBack(t *testing.T) {
	for name := range sampleFiles {
		t.Run(name, func(t *testing.T) {
			var trips [2][]byte
			text := read(t, name)
			for i := range trips {
				var out bytes.Buffer
				w, err := mapping.NewWriter(&out, macao.FrontSheet(), nil)
				require.NoError(t, err)
				roundtriptest.Travel(t, table().Translator, openFile(t, text), w)
				trips[i], text = out.Bytes(), out.Bytes()
			}
			assert.Equal(t, string(trips[0]), string(trips[1]))
		})
	}
}

// A sheet is written in the encodings of the region: what one has no character for is
// reported, and the rest is read again.
func TestWrittenInItsEncodings(t *testing.T) {
	for _, encoding := range macao.FrontSheet().Charsets {
		var out bytes.Buffer
		w, err := mapping.NewWriter(&out, macao.FrontSheet(), &mapping.WriterOptions{Encoding: encoding})
		require.NoError(t, err)
		lost := 0
		source := sheets(t, openFile(t, read(t, "mo-frontsheet.csv")))
		for _, s := range source {
			issues, err := w.Write(s)
			require.NoError(t, err)
			for _, i := range issues {
				if i.Code == "unencodable" || strings.Contains(i.Detail, encoding) {
					lost++
				}
			}
		}
		require.NoError(t, w.Flush())
		reader, err := mapping.NewReader(bytes.NewReader(out.Bytes()), macao.Layouts(), &mapping.ReaderOptions{Encoding: encoding})
		require.NoError(t, err)
		assert.Positive(t, lost, "neither Portuguese letters in Big5 nor Chinese characters in Windows-1252 are there")
		for i, s := range sheets(t, reader) {
			assert.Equal(t, source[i].Patient.RecordNumber, s.Patient.RecordNumber)
			assert.Equal(t, source[i].Stay.Admission, s.Stay.Admission)
		}
	}
}

func generate(r *rand.Rand) []roundtriptest.Row {
	row := roundtriptest.Row{}
	density := []float64{0.01, 0.05, 0.3, 0.9, 1}[r.IntN(5)]
	for _, c := range macao.FrontSheet().Columns() {
		if isKey(c) || r.Float64() < density {
			row[c.Name] = canonical(r, c)
		}
	}
	return []roundtriptest.Row{row}
}

// canonical returns a cell in the form that the layout prescribes. Values need
// not make sense together: dates come in any order.
func canonical(r *rand.Rand, c mapping.Column) string {
	letter := string(rune('A' + r.IntN(20)))
	switch {
	case strings.HasSuffix(c.Element, ".code") && strings.HasPrefix(c.Element, "diagnosis"):
		return roundtriptest.Pick(r, letter+roundtriptest.Numeral(r, 2)+"."+roundtriptest.Numeral(r, 1), letter+roundtriptest.Numeral(r, 2))
	case strings.HasSuffix(c.Element, ".code") && strings.HasPrefix(c.Element, "procedure"):
		return roundtriptest.Numeral(r, 2) + "." + roundtriptest.Numeral(r, 1+r.IntN(2))
	case c.Element == "allergy.drugs-or-none":
		return roundtriptest.Pick(r, "penicilina", "盤尼西林,aspirina 100 mg", "ceftriaxona,顯影劑（碘）,𠮷")
	case c.Format == "name":
		concepts := c.Values.Concepts()
		return concepts[r.IntN(len(concepts))].Chinese
	case c.Values != nil:
		concepts := c.Values.Concepts()
		return concepts[r.IntN(len(concepts))].Code
	case c.Element == "patient.document-number":
		return roundtriptest.Pick(r, "1234567(8)", "12345678", "1/234567/8", "2234567(8)", "A123456(3)", "M12345678", "11010519491231002X", "1.10105E+17", text(r))
	case c.Format == "dd/MM/yyyy":
		return date(r)
	case c.Format == "dd/MM/yyyy H:mm:ss":
		return date(r) + roundtriptest.Pick(r, "", fmt.Sprintf(" %02d:%02d:%02d", r.IntN(24), r.IntN(60), r.IntN(60)))
	case c.Format == "integer":
		return roundtriptest.Pick(r, "0", fmt.Sprint(r.IntN(1000)))
	case strings.HasPrefix(c.Element, "fee."):
		return roundtriptest.Pick(r, "0.00", "0", "-35.00", "12345.60", "7")
	}
	return text(r)
}

func date(r *rand.Rand) string {
	if r.IntN(2) == 0 {
		return fmt.Sprintf("%02d/01/2024", 1+r.IntN(9)) // so that many fall together
	}
	return fmt.Sprintf("%02d/%02d/%04d", 1+r.IntN(28), 1+r.IntN(12), 1905+r.IntN(150))
}

// text returns a text as people write it, and worse.
func text(r *rand.Rand) string {
	runes := []rune("示例陳大明〇䶮𠮷㛃𨋢ãÇéÊõº\ue000😀 ABCxyz0123456789-/\\·.,;，、；：“”\"'<>&(){}[]|*+%#@=\r\n")
	n := 1 + r.IntN(12)
	out := make([]rune, 0, n)
	for range n {
		out = append(out, runes[r.IntN(len(runes))])
	}
	ends := [][2]string{{"字", "元"}, {"A", "z"}, {"=", "1"}, {"@", "0"}, {"+", ")"}, {"\"", "\""}, {"É", "ção"}}[r.IntN(7)]
	return ends[0] + string(out) + ends[1]
}
