package mainland_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/internal/golden"
	"github.com/crossbay/crossbay/mapping/internal/roundtriptest"
	"github.com/crossbay/crossbay/mapping/mainland"
)

const testdata = "../../examples/testdata/"

// The sample files are made of stays.txt, which a clinician can edit.
func TestSamplesAreThoseOfTheStays(t *testing.T) {
	for _, f := range readStays(t) {
		t.Run(f.name, func(t *testing.T) {
			want := f.bytes(t)
			if golden.Update() {
				require.NoError(t, os.WriteFile(testdata+f.name, want, 0o644))
			}
			got, err := os.ReadFile(testdata + f.name)
			require.NoError(t, err)
			assert.True(t, bytes.Equal(want, got), "%s is not that of stays.txt: run this test with -update", f.name)
		})
	}
}

// A sampleFile is one file of stays.txt.
type sampleFile struct {
	name, encoding, lines, edition, header string

	columns  []string // as the header has them, where the file says so itself
	defaults []sampleCell
	stays    []*sampleStay
}

// A sampleStay is one record of a sampleFile.
type sampleStay struct {
	title string
	line  int // of stays.txt
	cells []sampleCell
	cut   int // cells left out at the end
}

type sampleCell struct{ column, value string }

func (f *sampleFile) layout() *mapping.Layout {
	switch {
	case strings.HasPrefix(f.name, "n041"):
		return mainland.N041()
	case strings.HasPrefix(f.name, "n042"):
		return mainland.N042()
	case strings.HasPrefix(f.name, "hqms-p"):
		return mainland.HQMSP()
	}
	return mainland.HQMS()
}

// value returns the cell of a column, "" where the stay has none.
func (s *sampleStay) value(column string) string {
	value := ""
	for _, c := range s.cells {
		if c.column == column {
			value = c.value
		}
	}
	return value
}

// readStays reads stays.txt.
func readStays(t testing.TB) []*sampleFile {
	t.Helper()
	text, err := os.ReadFile(testdata + "stays.txt")
	require.NoError(t, err)
	var files []*sampleFile
	var f *sampleFile
	var s *sampleStay
	for i, line := range strings.Split(string(text), "\n") {
		fail := func(format string, args ...any) {
			t.Fatalf("stays.txt:%d: %s", i+1, fmt.Sprintf(format, args...))
		}
		if line == "" || line[0] == '#' {
			continue
		}
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "file":
			f, s = &sampleFile{name: rest}, nil
			files = append(files, f)
			continue
		case "like":
			for _, other := range files {
				if other.name == rest {
					f.defaults = append(f.defaults, other.defaults...)
				}
			}
			continue
		case "encoding":
			f.encoding = rest
			continue
		case "lines":
			f.lines = rest
			continue
		case "edition":
			f.edition = rest
			continue
		case "header":
			f.header = rest
			continue
		case "columns":
			f.columns = append(f.columns, strings.Fields(rest)...)
			continue
		case "stay":
			s = &sampleStay{title: rest, line: i + 1, cells: append([]sampleCell(nil), f.defaults...)}
			f.stays = append(f.stays, s)
			continue
		case "cut":
			s.cut = number(t, rest)
			continue
		}
		var cells []sampleCell
		if column, value, found := strings.Cut(line, " = "); found {
			cells = []sampleCell{{column, value}}
		} else {
			elements, values, err := expandLine(word, strings.Fields(rest))
			if err != nil {
				fail("%v", err)
			}
			for i, e := range elements {
				column, value := columnOf(f.layout(), e), values[i]
				if value == "_" || column == "" {
					continue
				}
				cells = append(cells, sampleCell{column, value})
			}
		}
		if s == nil {
			f.defaults = append(f.defaults, cells...)
		} else {
			s.cells = append(s.cells, cells...)
		}
	}
	return files
}

func number(t testing.TB, s string) int {
	n, err := strconv.Atoi(s)
	require.NoError(t, err)
	return n
}

// expandLine expands a line that stands for several cells into the elements of
// the front sheet that they fill.
func expandLine(word string, w []string) (elements, values []string, err error) {
	need := func(n int) bool { return len(w) == n }
	diagnosis := func(path string, parts ...string) {
		for i, part := range parts {
			elements = append(elements, path+part)
			values = append(values, w[i])
		}
	}
	switch {
	case word == "out" && need(2):
		diagnosis("diagnosis.outpatient[1]", ".code", ".name")
	case word == "admit" && need(2):
		diagnosis("diagnosis.admission[1]", ".code", ".name")
	case word == "tcm-out" && need(2):
		diagnosis("diagnosis.tcm-outpatient[1]", ".code", ".name")
	case word == "disease" && need(3):
		diagnosis("diagnosis.tcm-disease[1]", ".code", ".name", ".present")
	case word == "syndrome" && need(4):
		n := w[0]
		w = w[1:]
		diagnosis("diagnosis.tcm-syndrome["+n+"]", ".code", ".name", ".present")
	case word == "main" && need(3):
		diagnosis("diagnosis.principal[1]", ".code", ".name", ".present")
	case word == "path" && need(3):
		diagnosis("diagnosis.pathology[1]", ".code", ".name", ".number")
	case word == "cause" && need(2):
		diagnosis("diagnosis.external-cause[1]", ".code", ".name")
	case word == "dx" && need(4):
		n := w[0]
		w = w[1:]
		diagnosis("diagnosis.other["+n+"]", ".code", ".name", ".present")
	case word == "op" && need(11):
		n := w[0]
		w = w[1:]
		w[2] = strings.Replace(w[2], "T", " ", 1)
		diagnosis("procedure["+n+"]", ".code", ".name", ".performed", ".level", ".surgeon",
			".first-assistant", ".second-assistant", ".incision-healing", ".anaesthesia", ".anaesthetist")
		if incision, healing, found := strings.Cut(w[7], "/"); found {
			elements = append(elements, "procedure["+n+"].incision", "procedure["+n+"].healing")
			values = append(values, incision, healing)
		}
	case word == "fees" && len(w)%2 == 0:
		total := 0
		for i := 0; i < len(w); i += 2 {
			elements = append(elements, "fee."+w[i])
			values = append(values, w[i+1])
			if len(w[i]) == 2 { // a category, not a part of one
				total += cents(w[i+1])
			}
		}
		elements = append(elements, "fee.total")
		values = append(values, fmt.Sprintf("%d.%02d", total/100, total%100))
	default:
		return nil, nil, fmt.Errorf("%q with %d words is not understood", word, len(w))
	}
	return elements, values, nil
}

// cents reads an amount with two decimals; anything else is a mistake of
// stays.txt, which gives a sum that cannot be overlooked.
func cents(amount string) int {
	whole, fraction, found := strings.Cut(amount, ".")
	n, err := strconv.Atoi(strings.TrimPrefix(whole, "-") + fraction)
	if !found || len(fraction) != 2 || err != nil {
		return 1 << 40
	}
	if strings.HasPrefix(whole, "-") {
		return -n
	}
	return n
}

// columnOf returns the column of a layout that fills an element, "" where none
// does.
func columnOf(l *mapping.Layout, element string) string {
	for _, c := range l.Columns() {
		if c.Element == element {
			return c.Name
		}
	}
	return ""
}

var repeated = regexp.MustCompile(`^[A-Z]\d\dx0*(\d+)[CN]?$|^[A-Z_]+(\d*)$`)

// titleOf returns the Chinese header of a column: its title, numbered where
// several columns share it.
func titleOf(c mapping.Column, count map[string]int) string {
	if count[c.Title] > 1 {
		m := repeated.FindStringSubmatch(c.Name)
		return c.Title + m[1] + m[2]
	}
	return c.Title
}

// headerAndColumns returns the header of the file, and for each of its cells
// the name under which stays.txt has the column.
func (f *sampleFile) headerAndColumns() (header, columns []string) {
	if f.columns != nil {
		return f.columns, f.columns
	}
	count := map[string]int{}
	for _, c := range f.layout().Columns() {
		count[c.Title]++
	}
	for _, c := range f.layout().Columns() {
		if f.edition == "2019" && c.Since != "" {
			continue
		}
		columns = append(columns, c.Name)
		switch f.header {
		case "titles":
			header = append(header, titleOf(c, count))
		case "titles and codes":
			header = append(header, titleOf(c, count)+"（"+c.Name+"）")
		default:
			header = append(header, c.Name)
		}
	}
	return header, columns
}

// bytes returns the file.
func (f *sampleFile) bytes(t testing.TB) []byte {
	t.Helper()
	header, columns := f.headerAndColumns()
	end := "\n"
	if f.lines == "crlf" {
		end = "\r\n"
	}
	var out []byte
	if f.encoding == "utf-8-bom" {
		out = append(out, "\xef\xbb\xbf"...)
	}
	row := func(cells []string) {
		for i, cell := range cells {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(out, f.encode(t, roundtriptest.Quote(cell))...)
		}
		out = append(out, end...)
	}
	row(header)
	for _, s := range f.stays {
		index := map[string]int{}
		for i, column := range columns {
			index[column] = i
		}
		cells := make([]string, len(columns))
		for _, c := range s.cells {
			i, ok := index[c.column]
			if !ok {
				t.Fatalf("stays.txt: the stay of line %d has the column %q, which %s has not", s.line, c.column, f.name)
			}
			cells[i] = unescape(c.value)
		}
		row(cells[:len(cells)-s.cut])
	}
	return out
}

var escape = regexp.MustCompile(`\\n|\\\\|\\x[0-9a-f]{2}`)

// unescape replaces \n and \\ and keeps raw bytes as private characters, for
// encode to write.
func unescape(value string) string {
	return escape.ReplaceAllStringFunc(value, func(s string) string {
		switch s {
		case `\n`:
			return "\n"
		case `\\`:
			return `\`
		}
		b, _ := strconv.ParseUint(s[2:], 16, 8)
		return string(rawByte + rune(b))
	})
}

// rawByte is the first of 256 characters that stand for raw bytes.
const rawByte = 0x100000

func (f *sampleFile) encode(t testing.TB, text string) []byte {
	t.Helper()
	var encoder *encoding.Encoder
	switch f.encoding {
	case "gbk":
		encoder = simplifiedchinese.GBK.NewEncoder()
	case "gb18030":
		encoder = simplifiedchinese.GB18030.NewEncoder()
	}
	var out []byte
	for _, r := range text {
		switch {
		case r >= rawByte:
			out = append(out, byte(r-rawByte))
		case encoder == nil:
			out = utf8.AppendRune(out, r)
		default:
			b, err := encoder.Bytes([]byte(string(r)))
			require.NoError(t, err, "%q is no character of %s", r, f.encoding)
			out = append(out, b...)
		}
	}
	return out
}

// sampleNames are the sample files, the clean ones first.
func sampleNames(t testing.TB) []string {
	t.Helper()
	names, err := filepath.Glob(testdata + "*.csv")
	require.NoError(t, err)
	names = slices.DeleteFunc(names, func(name string) bool {
		return strings.HasPrefix(filepath.Base(name), "hk-") || strings.HasPrefix(filepath.Base(name), "mo-")
	})
	require.NotEmpty(t, names)
	return names
}
