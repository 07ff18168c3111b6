package translate

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/examples/internal/canary"
	"github.com/crossbay/crossbay/mapping"
)

// place is where an issue says that it stands, which may be any number.
var place = regexp.MustCompile(`"record":\d+,"line":\d+,`)

// issueCounts are numbers of issues, of which one may be the year of a canary.
var issueCounts = regexp.MustCompile(`\d+ (errors|warnings|notes)`)

// requireSilence fails where text, which what produced, holds a canary. Numbers of the
// test's own folders and of issues are none, though the year of one may stand in them.
func requireSilence(t *testing.T, what, text string) {
	t.Helper()
	if canary.Find(text) == "" {
		return
	}
	text = strings.ReplaceAll(text, filepath.Dir(t.TempDir()), "")
	if found := canary.Find(issueCounts.ReplaceAllString(text, "")); found != "" {
		require.Fail(t, what+" holds a patient's value", "%s", found)
	}
}

// silent translates a file, and looks for canaries in everything that it says.
// It returns the documents.
func silent(t *testing.T, what, file string, args ...string) string {
	t.Helper()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	args = append([]string{
		"-check", "-add-codes", "icd-10-insurance,icd-9-cm,icd-10-cm", "-out", at("out"), "-issues", at("issues"),
		"-rejects", at("rejects"), "-unmapped", at("unmapped"),
	}, args...)
	r := translate(t, "", append(args, write(t, "in", file))...)
	requireSilence(t, what+": standard error", r.stderr)
	assert.Empty(t, r.stdout)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, entry := range left {
		requireSilence(t, what+": a name of a file", entry.Name())
	}
	if r.status == exitFailed {
		assert.Empty(t, left)
		t.Logf("%s: %s", what, r.stderr)
		return ""
	}
	requireSilence(t, what+": a code without a target", read(t, at("unmapped")))
	for line := range strings.Lines(read(t, at("issues"))) {
		requireSilence(t, what+": an issue", place.ReplaceAllString(line, ""))
	}
	return read(t, at("out"))
}

// codeTables are code tables of the systems of the layouts, with which a code is
// looked up.
func codeTables(t *testing.T) []string {
	var args []string
	for _, system := range []string{"icd-10-clinical", "icd-9-cm-3-clinical", "icd-10"} {
		args = append(args, "-codes", system+"="+write(t, system+".csv", "code,title\nA00.000,x\n"))
	}
	return args
}

// Nothing that the program says of a record holds a value of it, whatever the
// record holds, in whatever layout, and whatever is wrong with it.
func TestNoMessageHoldsAValue(t *testing.T) {
	for _, layout := range layouts() {
		if layout.Messages() || layout.ClinicalDocuments() {
			continue // see TestNoMessageHoldsAValueOfAMessage and …OfADocument
		}
		t.Run(layout.Name, func(t *testing.T) {
			file := canaryTable(t, layout)
			from := append(codeTables(t), "-from", layout.Name)
			documents := silent(t, "as FHIR", file, from...)
			require.NotEmpty(t, documents)
			silent(t, "as rows", file, append(from, "-to", "n041")...)
			silent(t, "read as Big5", file, append(from, "-encoding", "big5-hkscs")...)
			silent(t, "read as GB18030", file, append(from, "-encoding", "gb18030")...)
			for _, to := range []string{"hqms", "n041", "n042"} {
				silent(t, "back", documents, "-from", "fhir", "-to", to, "-to-encoding", "gb18030")
				silent(t, "back, with codings", documents, "-from", "fhir", "-to", to, "-keep-codings")
			}
			silent(t, "broken Bundles", brokenBundles(documents), "-from", "fhir", "-to", "hqms")
		})
	}
}

// canaryTable returns a file with records for each canary: one whose every cell
// is the canary; the same with keys, so that it can be read; and what can not.
func canaryTable(t *testing.T, layout *mapping.Layout) string {
	t.Helper()
	if layout.Nested() {
		lines, _ := canaryObjects(t, layout)
		return lines
	}
	keys := map[string]bool{"A48": true, "BAH": true, "P3": true, "Reference Key": true, "Encounter key": true, "Recipient eHR number": true, "Patient number": true}
	var header []string
	for _, c := range layout.Columns() {
		header = append(header, c.Name)
	}
	header = append(header, "OTHER", mapping.KeptCodings)
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	require.NoError(t, w.Write(header))
	number := 0
	for _, cell := range canaries() {
		number++
		whole, keyed := slices.Repeat([]string{cell}, len(header)), slices.Repeat([]string{cell}, len(header))
		for i, name := range header {
			if keys[name] {
				keyed[i] = strconv.Itoa(number)
			}
		}
		require.NoError(t, w.WriteAll([][]string{whole, keyed, keyed, append(keyed, cell), keyed[:5], {cell}}))
		quoted := strings.NewReplacer(`"`, `""`, "\r", "", "\n", "").Replace(cell)
		b.WriteString(strings.Repeat(`"`+quoted+`"x,`, len(header)) + "\n") // text behind a quote
	}
	b.WriteString("\"KANARI\n") // a quote that nothing closes
	return b.String()
}

// canaries are the cells of which nothing may be said, fewer in a short run.
func canaries() []string {
	cells := slices.Sorted(maps.Values(canary.Cells()))
	if testing.Short() {
		cells = cells[:len(cells)/4]
	}
	return cells
}

// brokenBundles cuts, doubles and misnames what is in Bundles, each in three of
// the ways in turn.
func brokenBundles(documents string) string {
	var b strings.Builder
	for i, line := range slices.Collect(strings.Lines(documents)) {
		line = strings.TrimSuffix(line, "\n")
		ways := []string{
			line[:len(line)/2], line + line,
			strings.Replace(line, `"identifier"`, `"KANARI隐719317"`, 1),
			strings.ReplaceAll(line, `"birthDate":"`, `"birthDate":"KANARI`),
			strings.ReplaceAll(line, `"reference":"urn:uuid:`, `"reference":"KANARI/719317`),
			strings.ReplaceAll(line, `"code":"`, `"code":"KANARI隐 `),
			strings.ReplaceAll(line, `"text":"`, `"text":719317,"KANARI":"`),
			strings.ReplaceAll(line, `"status":"`, `"status":"KANARI隐`),
			strings.ReplaceAll(line, `"url":"`, `"url":"http://KANARI/`),
			strings.ReplaceAll(line, `"resourceType":"P`, `"resourceType":"KANARI`),
		}
		for j := range 3 {
			b.WriteString(ways[(3*i+j)%len(ways)] + "\n")
		}
	}
	return b.String()
}

// A message in whose every field, and every component, stands a canary.
func TestNoMessageHoldsAValueOfAMessage(t *testing.T) {
	for _, test := range []struct{ layout, kind string }{{"hk-adt", "ADT^A01"}, {"hk-ref", "REF^I12"}, {"hk-ref", "RRI^I12"}} {
		t.Run(test.kind, func(t *testing.T) { silentMessages(t, test.layout, test.kind) })
	}
}

func silentMessages(t *testing.T, layout, kind string) {
	segments := []string{"EVN", "MSA", "RF1", "PRD", "PRD", "PID", "PD1", "NK1", "PV1", "PV2", "DG1", "DG1", "PR1", "PR1", "AL1", "IN1", "IN2", "OBX", "OBX", "NTE", "ROL", "GT1", "ZZZ"}
	var plain, framed strings.Builder
	for _, cell := range canary.Cells() {
		for _, separator := range []string{"|", "^", "~", "&"} {
			for _, person := range []string{"1||" + cell, "1||1^^^H^MR"} {
				message := "MSH|^~\\&|A|B|C|D|20240105||" + kind + "|1|P|2.4\r"
				for _, segment := range segments {
					rest := strings.Repeat("|"+strings.Repeat(cell+separator, 3), 50)
					switch {
					case segment == "PID":
						rest = "|" + person + rest
					case segment == "EVN" && strings.HasPrefix(person, "1||1"):
						rest = "|" + kind[4:] + rest
					}
					message += segment + rest + "\r"
				}
				plain.WriteString(message + "MSH|" + cell + "\r" + message[:len(message)/3] + "\r")
				framed.WriteString("\x0b" + message + "\x1c\r\x0b" + message)
			}
		}
	}
	documents := silent(t, "plain", plain.String(), "-from", layout)
	require.NotEmpty(t, documents)
	silent(t, "framed", framed.String(), "-from", layout, "-encoding", "big5-hkscs")
	silent(t, "as rows", documents, "-from", "fhir", "-to", "hqms")
}

// JSON in whose every member stands a canary.
func TestNoMessageHoldsAValueOfJSON(t *testing.T) {
	for _, layout := range layouts() {
		if layout.Messages() || layout.ClinicalDocuments() {
			continue
		}
		var lines, array strings.Builder
		number := 0
		for _, cell := range canary.Cells() {
			number++
			record := map[string]any{}
			for _, c := range layout.Columns() {
				record[c.Name] = cell
			}
			whole, err := json.Marshal(record)
			require.NoError(t, err)
			for _, key := range []string{"Encounter key", "Recipient eHR number", "A48", "BAH", "Reference Key", "Patient number"} {
				record[key] = number
			}
			record["OTHER"] = []any{cell, map[string]any{"a": cell}}
			keyed, err := json.Marshal(record)
			require.NoError(t, err)
			fmt.Fprintf(&lines, "%s\n%s\n%s\n[%s]\n%sKANARI\n", whole, keyed, keyed[:len(keyed)/2], whole, keyed)
			fmt.Fprintf(&array, ",%s,%s", whole, keyed)
		}
		ndjson, elements := lines.String(), array.String()
		if layout.Nested() {
			ndjson, elements = canaryObjects(t, layout)
		}
		from := append(codeTables(t), "-from", layout.Name)
		require.NotEmpty(t, silent(t, "lines", ndjson, from...))
		require.NotEmpty(t, silent(t, "an array", "["+elements[1:]+"]", from...))
		silent(t, "an array that ends early", "["+elements[1:], from...)
	}
}

// A file that cannot be read at all says nothing of itself either.
func TestNoErrorHoldsAValue(t *testing.T) {
	for name, cell := range canary.Cells() {
		row := cell + "," + cell + "," + cell + "\n"
		for what, file := range map[string]string{
			"no header":            strings.Repeat(row, 300),
			"a quoted header":      `"` + strings.Repeat(row, 3),
			"HTML":                 "<html><table><tr><td>" + cell + "</td></tr><tr><td rowspan=2>" + cell,
			"HTML in no encoding":  "<html><meta charset=\"" + cell + "\"><table>",
			"JSON of another kind": `{"` + strings.ReplaceAll(cell, `"`, "") + `": "` + strings.ReplaceAll(cell, `"`, "") + `"}`,
			"gzip":                 "\x1f\x8b" + cell,
			"zip":                  "PK\x03\x04" + cell,
			"a message":            "MSH|^~\\&" + cell,
		} {
			silent(t, name+" in "+what, file)
			silent(t, name+" in "+what, file, "-from", "hqms")
			silent(t, name+" in "+what, file, "-from", "fhir", "-to", "hqms")
		}
	}
}
