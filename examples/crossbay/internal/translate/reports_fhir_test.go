package translate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// stayWithReports returns documents of stays with reports of a laboratory in them.
func stayWithReports(t *testing.T) string {
	t.Helper()
	const pid = "PID|1||P1^^^QEH^MR||CHAN^TAI MAN||19600101|M\rPV1|1|I|||||||||||||||||HN1^^^QEH^VN|||||||||||||||||||||||||20260101100000|20260103090000\r"
	stay := write(t, "stay.hl7", "MSH|^~\\&|A|QEH|B|QEH|20260103100000||ADT^A03|M1|P|2.4\rEVN|A03|20260103100000\r"+pid+"DG1|1||I10^Hypertension^I10|||F\r")
	reports := write(t, "results.hl7", "MSH|^~\\&|A|QEH|B|QEH|20260105090000||ORU^R01|M2|P|2.4\r"+pid+
		"OBR|1|R1|L1|RFT^Renal function test^L|||20260104||||||||||||||||||F\rOBX|1|NM|HGB^Haemoglobin^L||98|g/L|115-155|L|||F\rOBX|2|TX|FILM^Blood film^L||Seen once||||||F\r")
	out := filepath.Join(t.TempDir(), "documents.ndjson")
	r := translate(t, "", "-document", "referral", "-receiver", "QMH=Another hospital", "-results", reports, "-out", out, stay)
	require.Equal(t, exitDone, r.status, r.stderr)
	require.Contains(t, read(t, out), `"DiagnosticReport"`)
	return out
}

// A document that holds a stay and reports is shown with both, and one of reports alone
// as reports; files, streams and folders alike.
func TestPagesOfFHIRWithReports(t *testing.T) {
	documents := stayWithReports(t)
	page := filepath.Join(t.TempDir(), "page.html")
	r := translate(t, "", "-from", "fhir", "-to", "html", "-out", page, documents)
	require.Equal(t, exitDone, r.status, r.stderr)
	text := read(t, page)
	assert.Equal(t, 2, strings.Count(text, "<article"))
	for _, words := range []string{"Hypertension", "Renal function test", "Haemoglobin", "98 g/L", "115-155", "Seen once", "= 9.8 g/dL"} {
		assert.Contains(t, text, words)
	}
	assert.Equal(t, 1, strings.Count(text, "</html>"))
	piped := translate(t, read(t, documents), "-quiet", "-from", "fhir", "-to", "html", "-")
	assert.Equal(t, text, piped.stdout)

	mixed := write(t, "mixed.ndjson", translate(t, "", "-quiet", reportSamples+"oru.hl7").stdout+read(t, documents)+
		translate(t, "", "-quiet", "-document", "ips", reportSamples+"yb-4502.ndjson").stdout)
	r = translate(t, "", "-from", "fhir", "-to", "html", "-out", page, mixed)
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Equal(t, 11+2+11, strings.Count(read(t, page), "<article"))
	pages := filepath.Join(t.TempDir(), "pages")
	require.NoError(t, os.Mkdir(pages, 0o700))
	r = translate(t, "", "-from", "fhir", "-to", "html", "-out", pages, mixed)
	require.Equal(t, exitDone, r.status, r.stderr)
	names, err := filepath.Glob(filepath.Join(pages, "*.html"))
	require.NoError(t, err)
	assert.Len(t, names, 24)
}

// Results of a stay that no report names stand with the stay, once.
func TestPagesOfFHIRWithResultsOfAStay(t *testing.T) {
	stay := "MSH|^~\\&|A|QEH|B|QEH|20260103100000||ADT^A03|M1|P|2.4\rEVN|A03|20260103100000\rPID|1||P1^^^QEH^MR\rPV1|1|I|||||||||||||||||HN1^^^QEH^VN|||||||||||||||||||||||||20260101100000|20260103090000\rOBX|1|NM|HGB^Haemoglobin^L||98|g/L|115-155|L|||F\r"
	documents := write(t, "stays.ndjson", translate(t, stay, "-quiet", "-from", "hk-adt", "-").stdout)
	require.Contains(t, read(t, documents), `"code":"718-7"`)
	page := translate(t, "", "-quiet", "-from", "fhir", "-to", "html", documents)
	require.Equal(t, exitDone, page.status, page.stderr)
	assert.Equal(t, strings.Count(read(t, documents), "\n"), strings.Count(page.stdout, "<article"))
}
