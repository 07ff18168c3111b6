package mapping_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// A cell may hold as many items as a megabyte has room for, by a fault of an export or
// by malice. The time of a record grows with its length, in each direction: sixteen times
// as many items may take thirty times as long, on a machine that does other things too.
// Where it grew with the square, they took 256 times as long, and whole cells minutes.
func TestLongListsTakeLinearTime(t *testing.T) {
	const few, many = 1000, 16000
	list := func(separator string, item func(i int) string) func(n int) string {
		return func(n int) string {
			var b strings.Builder
			for i := range n {
				b.WriteString(item(i) + separator)
			}
			return strings.TrimSuffix(b.String(), separator)
		}
	}
	code := func(i int) string {
		return string(rune('A'+i%20)) + strconv.Itoa(10+i/20%90) + "." + strconv.Itoa(i%10)
	}
	for _, c := range []struct {
		name, header, key string
		cell              func(n int) string
		layout            *mapping.Layout
	}{
		{"the same code", "Patient number,Principal diagnosis code", "P1", list(";", func(int) string { return "J18.9" }), hongkong.FrontSheet()},
		{"codes", "Patient number,Other diagnosis code 1", "P1", list(";", code), hongkong.FrontSheet()},
		{"dual codes", "Patient number,Principal diagnosis code", "P1", list(";", func(int) string { return "E10.4†G63.2*" }), hongkong.FrontSheet()},
		{"codes of operations", "Patient number,Operation code 1", "P1", list(";", func(int) string { return "36.06" }), hongkong.FrontSheet()},
		{"codes of the mainland", "A48,C03C", "1", list(";", func(i int) string { return code(i) + "00" }), mainland.HQMS()},
		{"operations of the mainland", "A48,C14x01C", "1", list(";", func(int) string { return "36.0600" }), mainland.HQMS()},
		{"marks of dual codes", "A48,C03C", "1", func(n int) string { return "A01.000" + strings.Repeat("+", n) }, mainland.HQMS()},
		{"departments", "A48,B21C", "1", list("→", func(int) string { return "01.03" }), mainland.HQMS()},
		{"departments that no set has", "A48,B21C", "1", list(",", strconv.Itoa), mainland.HQMS()},
		{"allergens", "A48,C25", "1", list("、", func(i int) string { return "青霉素" + strconv.Itoa(i) }), mainland.HQMS()},
		{"the same allergen", "Patient number,Drug allergies", "P1", list(",", func(int) string { return "aspirin" }), hongkong.FrontSheet()},
		{"names", "Patient number,Principal diagnosis,Principal diagnosis code", "P1,肺炎", list(";", func(int) string { return "J18.9" }), hongkong.FrontSheet()},
		{"all diagnoses", "Reference Key,All Diagnosis Code (ICD9)", "P1", list(";", func(int) string { return "250.00" }), hongkong.CDARS()},
		{"all procedures", "Reference Key,All Procedure Code", "P1", list(";", func(int) string { return "36.06" }), hongkong.CDARS()},
	} {
		t.Run(c.name, func(t *testing.T) {
			short := timesOf(t, c.header, c.key, c.cell(few), c.layout)
			var slow []string
			for range 3 { // the machine may have been busy
				slow = nil
				for step, took := range timesOf(t, c.header, c.key, c.cell(many), c.layout) {
					if took > 30*short[step]+300*time.Millisecond {
						slow = append(slow, step)
					}
				}
				if slow == nil {
					break
				}
			}
			assert.Empty(t, slow)
		})
	}
}

// timesOf returns how much processor time each step takes with a record of one long cell.
func timesOf(t *testing.T, header, key, cell string, layout *mapping.Layout) map[string]time.Duration {
	t.Helper()
	times, start := map[string]time.Duration{}, processorTime()
	took := func(step string) {
		now := processorTime()
		times[step], start = now-start, now
	}
	r, err := mapping.NewReader(strings.NewReader(header+"\n"+key+",\""+cell+"\"\n"), []*mapping.Layout{layout}, nil)
	require.NoError(t, err)
	translator := mapping.NewTranslator(nil, nil)
	for record, err := range r.Records() {
		require.NoError(t, err)
		require.NotNil(t, record.Sheet)
		took("to read")
		document, _ := translator.Document(record.Sheet)
		took("to make the document")
		for _, to := range []*mapping.Layout{mainland.HQMS(), mainland.N041(), hongkong.FrontSheet(), hongkong.CDARS()} {
			local := translator.Localize(record.Sheet, to, nil)
			took("to localize for " + to.Name)
			var out bytes.Buffer
			w, err := mapping.NewWriter(&out, to, nil)
			require.NoError(t, err)
			_, err = w.Write(local.Sheet)
			require.NoError(t, err)
			require.NoError(t, w.Flush())
			took("to write as " + to.Name)
		}
		_, _ = translator.FrontSheet(document)
		took("to read the document")
	}
	require.NotEmpty(t, times)
	return times
}
