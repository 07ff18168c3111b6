package translate

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const reportSamples = "../../../../mapping/results/testdata/"

// Reports are recognised, become documents, and come back as they were.
func TestReportsThereAndBack(t *testing.T) {
	for name, count := range map[string]int{"oru.hl7": 11, "oru-imaging.hl7": 8, "yb-4501.ndjson": 5, "yb-4502.ndjson": 11, "yb-4503.ndjson": 4, "yb-4504.ndjson": 4, "yb-4505.ndjson": 3, "hqms-p76.csv": 3, "cda-c0007.xml": 2, "cda-c0006.xml": 1} {
		layout, _, _ := strings.Cut(name, ".")
		if strings.HasPrefix(layout, "oru") {
			layout = "oru-r01"
		}
		for _, document := range []string{"stay", "ips"} {
			folder := t.TempDir()
			documents := filepath.Join(folder, "documents.ndjson")
			there := translate(t, "", "-document", document, "-out", documents, reportSamples+name)
			require.Equal(t, exitDone, there.status, there.stderr)
			assert.Contains(t, there.stderr, "layout "+layout+" (recognised)")
			assert.Contains(t, there.stderr, fmt.Sprintf("%d records, %d translated, 0 rejected", count, count))
			assert.Equal(t, count, strings.Count(read(t, documents), "\n"))
			if document == "ips" && strings.HasPrefix(layout, "yb") {
				continue // a report that is not valid is in no summary
			}
			back := translate(t, "", "-from", "fhir", "-to", layout, "-quiet", documents)
			require.Equal(t, exitDone, back.status, back.stderr)
			assert.Equal(t, read(t, reportSamples+name), back.stdout)
		}
	}
}

// A report of very many results loses none, though the text for people, of which FHIR has a
// mebibyte at most, has not all.
func TestReportsTooLarge(t *testing.T) {
	first, rest, _ := strings.Cut(read(t, reportSamples+"yb-4502.ndjson"), "\n")
	at := strings.Index(first, `"iteminfo":[`) + len(`"iteminfo":[`)
	item := first[at : at+strings.Index(first[at:], "}")+1]
	large := first[:at] + strings.Repeat(item+",", 20_000) + first[at:]
	r := translate(t, "", "-quiet", "-issues", filepath.Join(t.TempDir(), "issues.ndjson"), write(t, "in.ndjson", large+"\n"+rest))
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Equal(t, 11, strings.Count(r.stdout, "\n"))
	assert.Equal(t, 1, strings.Count(r.stdout, "more results stand in the entries"))
	assert.Greater(t, strings.Count(r.stdout, `"resourceType":"Observation"`), 20_000)
}

// Rows have one header in a file, also of several inputs; what is rejected has it too.
func TestReportsInRows(t *testing.T) {
	in := reportSamples + "hqms-p76.csv"
	r := translate(t, "", "-quiet", "-to", "hqms-p76", in, in)
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Equal(t, 1, strings.Count(r.stdout, "P7622"))
	assert.Equal(t, 2*strings.Count(read(t, in), "\n")-1, strings.Count(r.stdout, "\n"))
	folder := t.TempDir()
	r = translate(t, "", "-quiet", "-to", "hqms-p76", "-out", folder+string(filepath.Separator), in)
	require.Equal(t, exitDone, r.status, r.stderr)
	bad := write(t, "bad.csv", strings.Replace(read(t, in), ",V000002,", ",,", 1))
	rejects := filepath.Join(folder, "rejects.csv")
	r = translate(t, "", "-quiet", "-out", filepath.Join(folder, "out.ndjson"), "-rejects", rejects, bad)
	require.Equal(t, exitRejected, r.status, r.stderr)
	assert.Equal(t, 2, strings.Count(read(t, rejects), "\n"))
	assert.Contains(t, read(t, rejects), "P7622")
}

// Reports on standard input are named.
func TestReportsOnStandardInput(t *testing.T) {
	r := translate(t, read(t, reportSamples+"oru.hl7"), "-quiet", "-from", "oru-r01", "-to", "yb-4502", "-")
	assert.Equal(t, exitDone, r.status, r.stderr)
	assert.Equal(t, 12, strings.Count(r.stdout, `"labinfo"`)) // of eleven messages one has two reports
}

// A report for which an upload is not is left out of it, and the upload that is for it is
// named; a record of which nothing is left is rejected.
func TestReportsOfOtherUploads(t *testing.T) {
	issues := filepath.Join(t.TempDir(), "issues.csv")
	r := translate(t, "", "-to", "yb-4503", "-issues", issues, reportSamples+"oru.hl7")
	assert.Equal(t, exitRejected, r.status, r.stderr)
	assert.Equal(t, 2, strings.Count(r.stdout, `"germ_name"`))
	assert.Contains(t, r.stderr, "11 records, 2 translated, 9 rejected")
	assert.Contains(t, read(t, issues), "the one for it is yb-4502")
	r = translate(t, "", "-to", "yb-4502", "-issues", issues, reportSamples+"yb-4501.ndjson")
	assert.Equal(t, exitRejected, r.status, r.stderr)
	assert.Empty(t, r.stdout)
	assert.Contains(t, read(t, issues), "the one for it is yb-4501")
}

// What is not made of reports is refused, and reports are not made of anything else.
func TestReportsRefused(t *testing.T) {
	sample := reportSamples + "oru.hl7"
	for _, args := range [][]string{
		{"-to", "hqms", sample},
		{"-deidentify", "limited", sample},
		{"-to", "omop", "-out", t.TempDir(), sample},
		{"-to", "oru-r01", samples + "hqms.csv"},
	} {
		r := translate(t, "", args...)
		assert.Equal(t, exitFailed, r.status, "%v: %s", args, r.stderr)
	}
}

// A message that cannot be read is rejected, and kept as it was.
func TestReportsRejected(t *testing.T) {
	folder := t.TempDir()
	in, rejects := filepath.Join(folder, "in.hl7"), filepath.Join(folder, "rejects.hl7")
	bad := "MSH|^~\\&|A|B|||20260105||ORU^R01|1|P|2.4\rPID|1||\rOBR|1|1|2|X\r"
	require.NoError(t, os.WriteFile(in, []byte(bad+read(t, reportSamples+"oru.hl7")), 0o600))
	r := translate(t, "", "-rejects", rejects, "-out", filepath.Join(folder, "out"), in)
	assert.Equal(t, exitRejected, r.status, r.stderr)
	assert.Contains(t, r.stderr, "12 records, 11 translated, 1 rejected")
	assert.Equal(t, bad, read(t, rejects))
}

// People read reports on a page: one for all, or one for each record in a folder.
func TestReportsPage(t *testing.T) {
	folder := t.TempDir()
	page := filepath.Join(folder, "page.html")
	r := translate(t, "", "-to", "html", "-out", page, reportSamples+"oru.hl7", reportSamples+"yb-4502.ndjson")
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Equal(t, 22, strings.Count(read(t, page), "<article>"))
	assert.Equal(t, 1, strings.Count(read(t, page), "</html>"))
	pages := filepath.Join(folder, "pages")
	require.NoError(t, os.Mkdir(pages, 0o700))
	r = translate(t, "", "-to", "html", "-out", pages, reportSamples+"oru.hl7")
	require.Equal(t, exitDone, r.status, r.stderr)
	names, err := filepath.Glob(filepath.Join(pages, "*.html"))
	require.NoError(t, err)
	assert.Len(t, names, 11)
	mixed := translate(t, "", "-to", "html", "-out", page, reportSamples+"oru.hl7", samples+"hqms.csv")
	assert.Equal(t, exitFailed, mixed.status, mixed.stderr)
}

// -check tells what in a report does not go together, by its own flags and ranges.
func TestReportsChecked(t *testing.T) {
	in, issues := filepath.Join(t.TempDir(), "in.hl7"), filepath.Join(t.TempDir(), "issues.csv")
	text := strings.Replace(read(t, reportSamples+"oru.hl7"), "|12.84|10\\S\\9/L|4.0-10.0|H|", "|12.84|10\\S\\9/L|4.0-10.0|N|", 1)
	require.NoError(t, os.WriteFile(in, []byte(text), 0o600))
	r := translate(t, "", "-check", "-issues", issues, in)
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Contains(t, read(t, issues), "flag-range")
}

// A patient is handed over with what the images showed, as the last report has it: the first
// of the sample named the wrong side.
func TestImagesAreHandedOver(t *testing.T) {
	stay := write(t, "stay.hl7", "MSH|^~\\&|HIS|HKX|X|Y|20260209093000||ADT^A03^ADT_A03|A0001|P|2.5||||||UNICODE UTF-8\r"+
		"PID|1||P0001^^^HKX^PI~A123456(3)^^^HKSAR^NI||CHAN^TAI MAN^^^^^L^A~陳大文^^^^^^L^I||19600101|M\r"+
		"PV1|1|I|W5^12^3^HKX||||M00001^LEE^SIU MING|||MED|||||||||HN26000001(1)|||||||||||||||||||||||||20260201080000|20260209090000\rDG1|1||R91^^I10|Nodule||F\r")
	r := translate(t, "", "-document", "transfer", "-to", "html", "-reason", "further care", "-results", reportSamples+"oru-imaging.hl7", stay)
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Contains(t, r.stdout, "Suspicious nodule, left upper lobe.")
	assert.NotContains(t, r.stdout, "right upper lobe")
	assert.Contains(t, r.stdout, "Last imaging")
}
