package mainland_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/internal/golden"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// nested are the layouts of the medical insurance, each with the published list of its
// fields, as programs of two hospitals have them.
var nested = []struct {
	layout *mapping.Layout
	list   string
}{
	{mainland.YB4101A(), "yb4101A_fields.csv"},
	{mainland.YB4101(), "yb4101_fields.csv"},
	{mainland.YB4401(), "yb4401_fields.csv"},
}

// Every field of the published lists has a row in the layout, with its name, and 95 in
// 100 of them reach FHIR. The others are kept verbatim.
func TestFieldsOfTheMedicalInsurance(t *testing.T) {
	for _, n := range nested {
		file, err := os.Open("../../../shared/formats/mainland/" + n.list)
		if err != nil {
			t.Skip("the lists of fields are not here")
		}
		rows, err := csv.NewReader(file).ReadAll()
		require.NoError(t, err)
		require.NoError(t, file.Close())
		columns := map[string][]mapping.Column{}
		for _, c := range n.layout.Columns() {
			node, member, _ := strings.Cut(strings.TrimPrefix(c.Name, "/"), "/")
			columns[node+"/"+member[strings.LastIndexByte(member, '/')+1:]] = append(columns[node+"/"+member[strings.LastIndexByte(member, '/')+1:]], c)
		}
		reach := 0
		for _, row := range rows[1:] {
			list := columns[row[0]+"/"+row[2]]
			if !assert.NotEmpty(t, list, "%s: %s/%s", n.layout.Name, row[0], row[2]) {
				continue
			}
			if row[0] == "setlinfo" && list[0].Element != "source-field" {
				assert.Equal(t, row[7] == "Y", list[0].Need == "yes", "%s/%s", row[0], row[2])
			}
			if slices.ContainsFunc(list, func(c mapping.Column) bool { return c.Element != "source-field" }) {
				reach++
			}
		}
		t.Logf("%s: %d of %d fields reach FHIR", n.layout.Name, reach, len(rows)-1)
		assert.GreaterOrEqual(t, 100*reach, 95*(len(rows)-1), n.layout.Name)
	}
}

func TestMedicalInsuranceIsCodedInItsEditions(t *testing.T) {
	for _, n := range nested {
		assert.Equal(t, codes.DiagnosisInsurance, n.layout.Diagnosis)
		assert.Equal(t, codes.ProcedureInsurance, n.layout.Procedure)
		assert.True(t, n.layout.Nested())
	}
}

// A nestedTrip is what became of a file of nested records.
type nestedTrip struct {
	layout            *mapping.Layout
	read, back        string // the lines of what was read, straight and by way of FHIR
	in, document, out []string
	rejected          int
}

// trip reads a file, and writes what it says: as it was read, and as its documents say
// it.
func trip(t testing.TB, file []byte, options *mapping.ReaderOptions) nestedTrip {
	t.Helper()
	r, err := mapping.NewReader(bytes.NewReader(file), mainland.Layouts(), options)
	require.NoError(t, err)
	n := nestedTrip{layout: r.Layout()}
	var straight, back bytes.Buffer
	first, err := mapping.NewWriter(&straight, r.Layout(), nil)
	require.NoError(t, err)
	second, err := mapping.NewWriter(&back, r.Layout(), nil)
	require.NoError(t, err)
	say := func(list []mapping.Issue) (said []string) {
		for _, i := range list {
			place := i.Column
			if place == "" && i.Field != "" {
				place = "[" + i.Field + "]"
			}
			said = append(said, strings.Join(strings.Fields(fmt.Sprintf("%d:%d %s %s %s: %s", i.Record, i.Line, place, i.Severity, i.Code, i.Detail)), " "))
		}
		return said
	}
	for record, err := range r.Records() {
		require.NoError(t, err)
		n.in = append(n.in, say(record.Issues)...)
		if record.Sheet == nil {
			n.rejected++
			continue
		}
		_, err := first.Write(record.Sheet)
		require.NoError(t, err)
		document, issues := both.Document(record.Sheet)
		n.document = append(n.document, say(issues)...)
		text, err := document.Append(nil)
		require.NoError(t, err)
		again, err := fhir.Read(text)
		require.NoError(t, err)
		sheet, issues := both.FrontSheet(again)
		assert.Empty(t, issues)
		issues, err = second.Write(sheet)
		require.NoError(t, err)
		n.out = append(n.out, say(issues)...)
	}
	require.NoError(t, first.Flush())
	require.NoError(t, second.Flush())
	n.read, n.back = straight.String(), back.String()
	return n
}

// lines returns the records of an array of JSON, one a line and without white space.
func lines(t testing.TB, file []byte) string {
	t.Helper()
	var list []json.RawMessage
	require.NoError(t, json.Unmarshal(file, &list))
	var out bytes.Buffer
	for _, record := range list {
		require.NoError(t, json.Compact(&out, record))
		out.WriteByte('\n')
	}
	return out.String()
}

// The samples come back byte for byte, white space apart, straight and by way of FHIR.
func TestSamplesOfTheMedicalInsuranceComeBack(t *testing.T) {
	for _, n := range nested {
		t.Run(n.layout.Name, func(t *testing.T) {
			file, err := os.ReadFile(testdata + n.layout.Name + ".json")
			require.NoError(t, err)
			got := trip(t, file, nil)
			assert.Equal(t, n.layout, got.layout)
			assert.Empty(t, got.in)
			want := lines(t, file)
			assert.Equal(t, want, got.read)
			assert.Equal(t, want, got.back)
			assert.GreaterOrEqual(t, strings.Count(want, "\n"), 10)
			for _, issue := range got.out {
				assert.Contains(t, issue, "required-empty")
			}
		})
	}
}

// What stands around and between the records does not matter: an array, an object a
// line, objects over several lines, one object, a byte order mark, GB18030.
func TestFramesOfNestedRecords(t *testing.T) {
	file, err := os.ReadFile(testdata + "yb-4101.json")
	require.NoError(t, err)
	want := lines(t, file)
	var indented bytes.Buffer
	for line := range strings.Lines(want) {
		require.NoError(t, json.Indent(&indented, []byte(line), "", "\t"))
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes(file)
	require.NoError(t, err)
	one, _, _ := strings.Cut(want, "\n")
	for name, frame := range map[string][]byte{
		"array": file, "lines": []byte(want), "CRLF": []byte(strings.ReplaceAll(want, "\n", "\r\n")), "several lines": indented.Bytes(),
		"byte order mark": append([]byte("\xef\xbb\xbf"), want...), "GB18030": gb, "GB18030, lines": must18030(want),
	} {
		got := trip(t, frame, nil)
		assert.Equal(t, want, got.read, name)
		assert.Empty(t, got.in, name)
	}
	assert.Equal(t, one+"\n", trip(t, []byte(one), nil).read)
	got := trip(t, gb, &mapping.ReaderOptions{Encoding: mapping.EncodingGB18030})
	assert.Equal(t, want, got.read)
}

func must18030(text string) []byte {
	out, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
	if err != nil {
		panic(err)
	}
	return out
}

// Any canonical record comes back from FHIR byte for byte.
func TestCanonicalNestedRecordsComeBack(t *testing.T) {
	records := 300
	if testing.Short() {
		records = 50
	}
	for _, n := range nested {
		t.Run(n.layout.Name, func(t *testing.T) {
			t.Parallel()
			for seed := range records {
				r := rand.New(rand.NewPCG(20240101, uint64(seed)))
				record := canonicalRecord(r, n.layout)
				got := trip(t, []byte(record), nil)
				if record != got.read || record != got.back {
					assert.Fail(t, "another record came back", "seed %d: %s; by way of FHIR: %s", seed, difference(record, got.read), difference(record, got.back))
					return
				}
				for _, issue := range got.in {
					if strings.Contains(issue, "json-form") {
						assert.Fail(t, issue, "seed %d", seed)
						return
					}
				}
			}
		})
	}
}

// difference shows where a text begins to differ from another.
func difference(a, b string) string {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	around := func(s string) string { return s[max(0, n-60):min(len(s), n+60)] }
	return fmt.Sprintf("%q, and not %q", around(b), around(a))
}

// canonicalRecord returns a record as it is written.
func canonicalRecord(r *rand.Rand, l *mapping.Layout) string {
	density := []float64{0.02, 0.3, 0.9}[r.IntN(3)]
	var order []string
	nodes := map[string][]string{} // the members of each object, by node and place
	stated := map[string]bool{}
	enveloped := r.IntN(2) == 0
	most := r.IntN(4)
	for _, c := range l.Columns() {
		at := c.Name[:strings.LastIndexByte(c.Name, '/')]
		tokens := strings.Split(c.Name, "/")
		if tokens[1] == "input" || len(tokens) == 2 && (!enveloped || c.Element == "source-field" && tokens[1] == "infno") {
			continue
		}
		place := 0
		if len(tokens) == 4 {
			place, _ = strconv.Atoi(tokens[2])
			if place > most {
				continue
			}
		}
		value := ""
		constant, isConstant := strings.CutPrefix(c.Format, "=")
		switch {
		case isConstant:
			value = strings.TrimPrefix(constant, "=")
		case slices.Contains([]string{"patient.record-number"}, c.Element):
			value = text(r)
		case r.Float64() > density:
			continue
		case c.Element == "coma.before" || c.Element == "coma.after":
			value = fmt.Sprintf("%d/%d/%d", r.IntN(4), r.IntN(24), r.IntN(60))
		case c.Element == "stay.transfers":
			value = strings.ReplaceAll(canonical(r, c), ",", "→")
		case strings.HasSuffix(c.Element, ".minutes"):
			value = fmt.Sprint(r.IntN(500))
		case c.Element == "allergy.drugs":
			value = canonical(r, c)
		default:
			value = canonical(r, c)
		}
		if _, known := nodes[at]; !known {
			order = append(order, at)
		}
		stated[at] = stated[at] || !isConstant
		member := strconv.Quote(tokens[len(tokens)-1]) + ":"
		switch c.Format {
		case "decimal", "integer", "age", "weight":
			member += value
		default:
			var quoted bytes.Buffer
			encoder := json.NewEncoder(&quoted)
			encoder.SetEscapeHTML(false)
			if err := encoder.Encode(value); err != nil {
				panic(err)
			}
			member += strings.TrimSpace(quoted.String())
		}
		nodes[at] = append(nodes[at], member)
	}
	outside, inside := "", ""
	for i := 0; i < len(order); i++ {
		at := order[i]
		tokens := strings.Split(at, "/")
		switch {
		case at == "":
			outside = strings.Join(nodes[at], ",")
		case len(tokens) == 2:
			inside = join(inside, strconv.Quote(tokens[1])+":{"+strings.Join(nodes[at], ",")+"}")
		default:
			list := ""
			for ; i < len(order) && strings.HasPrefix(order[i], "/"+tokens[1]+"/"); i++ {
				if stated[order[i]] {
					list = join(list, "{"+strings.Join(nodes[order[i]], ",")+"}")
				}
			}
			i--
			if list != "" {
				inside = join(inside, strconv.Quote(tokens[1])+":["+list+"]")
			}
		}
	}
	if enveloped {
		return "{" + join(outside, `"input":{`+inside+"}") + "}\n"
	}
	return "{" + inside + "}\n"
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "," + b
}

// Each file of testdata/nested is a topic:
//
//	-- input --    records, as one would find them
//	-- issues --   what was found: record and line, pointer, severity, code and detail
//	-- written --  the records as they are written back by way of FHIR
func TestNestedRecords(t *testing.T) {
	golden.Run(t, "testdata/nested/*.txtar", func(t *testing.T, a *golden.Archive) {
		got := trip(t, []byte(a.Section("input")), nil)
		var issues strings.Builder
		for _, issue := range got.in {
			issues.WriteString(issue + "\n")
		}
		a.Set("issues", issues.String())
		a.Set("written", got.back)
	})
}

// An amount has the digits of the source, whatever a float would make of it.
func TestAmountsAreExact(t *testing.T) {
	for _, amount := range []string{"0.10", "1234567890123456.78", "9007199254740993", "-35.00", "12.0"} {
		record := `{"setlinfo":{"medcasno":"1","psn_selfpay":` + amount + `},"payinfo":[{"fund_pay_type":"310100","fund_payamt":` + amount + "}]}\n"
		got := trip(t, []byte(record), nil)
		assert.Equal(t, record, got.back)
		quoted := strings.ReplaceAll(record, ":"+amount, `:"`+amount+`"`)
		assert.Equal(t, record, trip(t, []byte(quoted), nil).back)
	}
}

// No issue holds a value.
func TestNestedIssuesQuoteNoValue(t *testing.T) {
	const secret = "密文Q7"
	for _, n := range nested {
		nodes := map[string]map[string]string{}
		for _, c := range n.layout.Columns() {
			if tokens := strings.Split(c.Name, "/"); len(tokens) == 3 {
				if nodes[tokens[1]] == nil {
					nodes[tokens[1]] = map[string]string{"unknown" + secret[:3]: secret}
				}
				nodes[tokens[1]][tokens[2]] = secret + tokens[2]
			}
		}
		text, err := json.Marshal(nodes)
		require.NoError(t, err)
		got := trip(t, text, nil)
		require.NotEmpty(t, got.in)
		for _, issue := range slices.Concat(got.in, got.document, got.out) {
			assert.NotContains(t, issue, secret)
		}
	}
}

// FuzzNested reads arbitrary bytes as nested records. Nothing may panic, and what was
// written is read again as the same.
func FuzzNested(f *testing.F) {
	for _, seed := range []string{
		"", "{", `{"setlinfo":{"medcasno":"1"}}`, `[{"setlinfo":{"medcasno":1e2}},{"setlinfo":null}]`,
		`{"infno":"4101A","input":{"setlinfo":{"medcasno":"1","medcasno":"2","a/b~c":[{}]},"diseinfo":[{"maindiag_flag":"1","diag_code":"A00"},{"maindiag_flag":"1"},7]}}`,
		"{\n\"baseinfo\": {\"medcasno\": \"x\", \"medfee_sumamt\": \"1.50\"},\n\"diseinfo\": {\"diag_code\": \"B00\"}}\n{\"baseinfo\":{}}",
		`{"setlinfo":{"medcasno":"\u0001\ud83d\ude00","pwcry_bfadm_coma_dura":"1/13/24","refldept_dept":"A03→A04"},"input":{}}`,
		"{\"setlinfo\":{\"medcasno\":\"\xc4\xe3\"}}",
	} {
		f.Add([]byte(seed))
	}
	layouts := []*mapping.Layout{mainland.YB4101A(), mainland.YB4101(), mainland.YB4401()}
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := mapping.NewReader(bytes.NewReader(file), layouts, nil)
		if err != nil {
			return
		}
		for record, err := range r.Records() {
			if err != nil {
				return
			}
			if record.Sheet == nil {
				require.NotEmpty(t, record.Issues)
				continue
			}
			for _, issue := range record.Issues {
				record.Cell(issue.Column)
			}
			once := writtenObject(t, r.Layout(), record.Sheet)
			again, err := mapping.NewReader(bytes.NewReader(once), []*mapping.Layout{r.Layout()}, nil)
			require.NoError(t, err, "%s", once)
			for record, err := range again.Records() {
				require.NoError(t, err)
				if record.Sheet != nil {
					require.Equal(t, string(once), string(writtenObject(t, r.Layout(), record.Sheet)))
				}
			}
			document, _ := both.Document(record.Sheet)
			_, err = document.Append(nil)
			require.NoError(t, err)
		}
	})
}

func writtenObject(t testing.TB, l *mapping.Layout, sheet *mapping.FrontSheet) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := mapping.NewWriter(&out, l, nil)
	require.NoError(t, err)
	_, err = w.Write(sheet)
	require.NoError(t, err)
	require.NoError(t, w.Flush())
	require.True(t, json.Valid(out.Bytes()), "%s", out.Bytes())
	return out.Bytes()
}

// A list of many diagnoses and charges may stand before the node that has the key: members
// of an object are in no order (RFC 8259, 4), and programs sort them.
func TestNestedRecordWhoseKeyComesLate(t *testing.T) {
	var list []map[string]string
	for range 40 {
		list = append(list, map[string]string{"diag_code": "I10.x00", "diag_name": strings.Repeat("高血压", 300), "maindiag_flag": "0"})
	}
	file, err := json.Marshal(map[string]any{"diseinfo": list, "setlinfo": map[string]string{"mdtrt_id": "1", "medcasno": "1"}})
	require.NoError(t, err)
	require.Greater(t, bytes.Index(file, []byte("setlinfo")), 64<<10)
	reader, err := mapping.NewReader(bytes.NewReader(file), mainland.Layouts(), nil)
	require.NoError(t, err)
	for record, err := range reader.Records() {
		require.NoError(t, err)
		assert.Equal(t, "1", record.Sheet.Patient.RecordNumber)
	}
}
