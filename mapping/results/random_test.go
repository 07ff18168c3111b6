package results

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/report"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A source of reports that no one wrote: names and units as the tables of laboratories
// have them, each printed form of them, and values, ranges, flags and texts with all that
// a message, a member of JSON or a document must escape.
type chance struct {
	*rand.Rand
	names, units, flags, specimens []string
}

func newChance(t *testing.T, seed uint64) *chance {
	c := &chance{Rand: rand.New(rand.NewPCG(seed, 1))}
	column := func(file string, columns ...int) (list []string) {
		in, err := os.Open("../laboratory/" + file)
		require.NoError(t, err)
		defer in.Close()
		rows, err := csv.NewReader(in).ReadAll()
		require.NoError(t, err)
		for _, row := range rows[1:] {
			for _, i := range columns {
				for text := range strings.SplitSeq(row[i], "|") {
					if text != "" {
						list = append(list, text)
					}
				}
			}
		}
		return list
	}
	c.names, c.units, c.flags, c.specimens = column("items.csv", 1, 2), column("units.csv", 0, 1), column("flags.csv", 2), column("specimens.csv", 1)
	return c
}

func (c *chance) of(list ...string) string { return list[c.IntN(len(list))] }

// number returns a number as laboratories print them.
func (c *chance) number() frontsheet.Decimal {
	text := fmt.Sprintf("%.*f", c.IntN(4), float64(c.IntN(1_000_000))/float64([]int{1, 10, 1000, 100_000}[c.IntN(4)]))
	if c.IntN(12) == 0 && strings.Trim(text, "0.") != "" {
		text = "-" + text
	}
	return frontsheet.Decimal(text)
}

// words returns a text that each carrier must escape somewhere.
func (c *chance) words() string {
	var b strings.Builder
	for range 1 + c.IntN(4) {
		b.WriteString(c.of("阴性(-)", "見備註", "a|b", "x^y", "p&q", "r~s", `back\slash`, `\X0D\`, `"quoted"`, "<5", "1:160", "++", "𠮷", "No growth", "=1", "'", "a,b", "é"))
		b.WriteString(c.of("", " ", "; "))
	}
	text := strings.TrimSpace(b.String())
	if plainNumber(text) { // would be read as one, and says the same
		text += " *"
	}
	return text
}

func (c *chance) printedRange() string {
	low, high := c.number(), c.number()
	return c.of("", "", string(low)+"-"+string(high), "<"+string(high), "≥"+string(low), "阴性", string(low)+"～"+string(high), string(low)+"--"+string(high), "M: 1|2", "男:1^2")
}

func (c *chance) result(n int) report.Result {
	r := report.Result{Test: report.Concept{Codings: []report.Coding{{Code: fmt.Sprintf("T%d", n), Display: c.of(c.names...)}}}, Unit: c.of(c.units...), Range: c.printedRange(), Status: c.of("F", "F", "P", "C")}
	if c.IntN(3) > 0 {
		r.Flags = []string{c.of(c.flags...)}
	}
	switch c.IntN(8) {
	case 0:
		r.Text, r.Unit = c.words(), ""
	case 1:
		r.Comparator, r.Number = c.of("<", ">", "<=", ">="), c.number()
	case 2:
		r.Number, r.Separator, r.Second = "1", ":", frontsheet.Decimal(fmt.Sprint(1+c.IntN(640)))
		r.Unit = ""
	case 3:
		r.Number, r.Separator, r.Second = frontsheet.Decimal(fmt.Sprint(c.IntN(5))), "-", frontsheet.Decimal(fmt.Sprint(6+c.IntN(9)))
	default:
		r.Number = c.number()
	}
	if c.IntN(5) == 0 {
		r.Notes = []string{c.words()}
	}
	return r
}

func (c *chance) record(n int) *report.Record {
	sheet := &frontsheet.FrontSheet{}
	sheet.Facility.Code, sheet.Facility.Name = "HKX", "Example Hospital"
	sheet.Stay.Number = fmt.Sprintf("HN%06d", n)
	sheet.Patient.Identifiers = []frontsheet.Identifier{{Value: fmt.Sprintf("P%06d", n), Type: "PI"}}
	sheet.Patient.Name = "陳大文"
	when := frontsheet.DateTime{Year: 2026, Month: 1 + c.IntN(12), Day: 1 + c.IntN(28), Precision: frontsheet.ToDay}
	rec := &report.Record{Sheet: sheet}
	for i := range 1 + c.IntN(3) {
		r := report.Report{
			Placer: fmt.Sprintf("R%d-%d", n, i), Filler: fmt.Sprintf("L%d-%d", n, i), Status: "F", Observed: when, Issued: when,
			Panel:     report.Concept{Codings: []report.Coding{{Code: fmt.Sprintf("PN%d", i), Display: c.of(c.names...)}}},
			Specimens: []report.Specimen{{Type: report.Concept{Text: c.of(c.specimens...)}, Collected: when}},
		}
		for j := range 1 + c.IntN(6) {
			r.Results = append(r.Results, c.result(j))
		}
		rec.Reports = append(rec.Reports, r)
	}
	return rec
}

// What a message or an upload says of results, it says after FHIR too, to the letter; and
// what it cannot say of them is told.
func TestRandomReports(t *testing.T) {
	c := newChance(t, 20261201)
	for n := range 300 {
		rec := c.record(n)
		for _, layout := range []string{ORU, Upload, Rows} {
			text, issues := write(t, layout, rec)
			list := read(t, text, layout)
			lost := map[string]bool{}
			for _, i := range issues {
				lost[i.Code] = true
			}
			want, got := saidBy(rec), []said(nil)
			for _, one := range list {
				got = append(got, saidBy(one)...)
				again := through(t, one, false)
				assert.Equal(t, saidBy(one), saidBy(again), "through FHIR, record %d of %s", n, layout)
				back, _ := write(t, layout, again)
				if layout == Rows { // each file has a header
					back = back[bytes.IndexByte(back, '\n')+1:]
				}
				assert.Contains(t, string(text), string(back), "the same text after FHIR, record %d of %s", n, layout)
			}
			require.Len(t, got, len(want))
			for i := range want {
				w := want[i]
				if layout == Rows { // flags are four codes, and a range has 20 bytes
					if w.Flags != got[i].Flags {
						got[i].Flags = w.Flags
					}
					if columnWidth(w.Range) > longestRange {
						assert.True(t, lost["too-long"])
						w.Range = ""
					}
				}
				if layout != ORU {
					if layout == Upload && len([]rune(w.Range)) > 20 {
						assert.True(t, lost["too-long"])
						w.Range = ""
					}
					if w.Separator != "" || w.Comparator != "" {
						w.Text, w.Comparator, w.Number, w.Separator, w.Second = w.Comparator+w.Number+w.Separator+w.Second, "", "", "", ""
					}
					if got[i].Comparator != "" || got[i].Separator != "" {
						got[i].Text, got[i].Comparator, got[i].Number, got[i].Separator, got[i].Second = got[i].Comparator+got[i].Number+got[i].Separator+got[i].Second, "", "", "", ""
					}
				}
				assert.Equal(t, w, got[i], "record %d of %s", n, layout)
			}
		}
		if t.Failed() {
			return
		}
	}
}

// A plus before a number in a text is a grade, as test strips for urine have it, and no
// number; in a field that is a number it is a sign (NM of HL7 v2.5, 2.A.47).
func TestGradesAreNoNumbers(t *testing.T) {
	for text, number := range map[string]string{"ST|PRO^Protein^L||+1": "", "ST|PRO^Protein^L||1+": "", "ST|PRO^Protein^L||=1": "", "ST|PRO^Protein^L||1": "1", "NM|BE^Base excess^L||+1": "1", "ST|A^A^L||<1": "1"} {
		message := "MSH|^~\\&|LIS|HKX|HIS|HKX|20260105093000||ORU^R01|M1|P|2.4\rPID|1||P0001^^^HKX^PI||CHAN^TAI MAN\rOBR|1|R1|L1|UR^Urine^L\rOBX|1|" + text + "\r"
		rec := read(t, []byte(message), ORU)[0]
		assert.Equal(t, number, string(rec.Reports[0].Results[0].Number), text)
	}
	for text, number := range map[string]string{"+1": "", "±": "", "1.5": "1.5", ">=3": "3"} {
		upload := `{"labinfo":{"mdtrt_sn":"H1","rpotc_no":"R1","vali_flag":"1"},"iteminfo":[{"exam_item_detl_name":"尿蛋白","exam_rslt_dicm":"` + text + `"}]}`
		rec := read(t, []byte(upload), Upload)[0]
		assert.Equal(t, number, string(rec.Reports[0].Results[0].Number), text)
	}
}
