package translate

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	aStay = "MSH|^~\\&|A|QEH|B|QEH|20260103100000||ADT^A03|M1|P|2.4\rEVN|A03|20260103100000\rPID|1||P1^^^QEH^MR||CHAN^TAI MAN||19600101|M|||1 EXAMPLE ROAD||21234567\r" +
		"PV1|1|I|||||||||||||||||HN1^^^QEH^VN|||||||||||||||||||||||||20260101100000|20260103090000\rDG1|1||I10^Hypertension^I10|||F\r"
	itsReport = "MSH|^~\\&|A|QEH|B|QEH|20260105090000||ORU^R01|M2|P|2.4\rPID|1||P1^^^QEH^MR||CHAN^TAI MAN\rPV1|1|I||||D2^HO|||||||||||||HN1^^^QEH^VN\r" +
		"OBR|1|R1|L1|A^B^L|||20260104|||||||||D1^WONG|||||||||F\rOBX|1|NM|HGB^Haemoglobin^L||91|g/L|||||F||||LAB1^Laboratory\r"
)

// named returns what of a type the requests of a transaction store.
func named(requests []string, kind string) (list []string) {
	for _, r := range requests {
		if strings.HasPrefix(r, "PUT "+kind+"/") {
			list = append(list, r)
		}
	}
	return list
}

// A report must not take from the patient on the server what a stay has loaded: HAPI FHIR's
// server replaces a Patient by what is PUT, and passes over If-None-Match. So transactions
// of reports refer to patient and hospital, and have neither.
func TestTransactionsOfReportsLeaveThePatient(t *testing.T) {
	stay, report := write(t, "stay.hl7", aStay), write(t, "report.hl7", itsReport)
	issues := filepath.Join(t.TempDir(), "issues")
	loaded := translate(t, "", "-quiet", "-bundle", "transaction", stay)
	require.Equal(t, exitDone, loaded.status, loaded.stderr)
	before := requests(t, loaded.stdout)
	r := translate(t, "", "-quiet", "-bundle", "transaction", "-issues", issues, report)
	require.Equal(t, exitDone, r.status, r.stderr)
	after := requests(t, r.stdout)
	for _, put := range after {
		assert.NotContains(t, before, put, "it would replace what the stay has loaded")
	}
	require.Len(t, named(before, "Patient"), 1)
	patient := strings.TrimPrefix(named(before, "Patient")[0], "PUT ")
	assert.Contains(t, r.stdout, `"subject":{"reference":"`+patient+`"}`)
	assert.Len(t, named(after, "DiagnosticReport"), 1)
	assert.Len(t, named(after, "Organization"), 1, "the laboratory")
	assert.Len(t, named(after, "Practitioner"), 1, "who ordered; the physician of the visit goes with that")
	assert.Contains(t, read(t, issues), "patient-known")

	whole := translate(t, "", "-quiet", "-bundle", "transaction", "-shared", "stay", report)
	assert.Equal(t, named(before, "Patient"), named(requests(t, whole.stdout), "Patient"))

	posted := translate(t, "", "-quiet", "-bundle", "transaction", "-request", "post", report)
	assert.NotContains(t, posted.stdout, `"resourceType":"Patient"`)
	assert.Contains(t, posted.stdout, `"reference":"Patient?identifier=`)

	refused := translate(t, "", "-bundle", "transaction", "-shared", "known", stay)
	assert.Equal(t, exitFailed, refused.status)
	assert.Contains(t, refused.stderr, "-shared known is for reports of laboratories")
}

// Stays and reports of one run, or of one and what was loaded before, state a patient
// together: nothing that the stay says is missing, in whatever order they come.
func TestTransactionsOfStaysAndReports(t *testing.T) {
	stay, report := write(t, "stay.hl7", aStay), write(t, "report.hl7", itsReport)
	for _, inputs := range [][]string{{stay, report}, {report, stay}} {
		for _, shared := range []string{"run", "first"} {
			r := translate(t, "", append([]string{"-quiet", "-bundle", "transaction", "-shared", shared}, inputs...)...)
			require.Equal(t, exitDone, r.status, r.stderr)
			for line := range strings.Lines(r.stdout) {
				if slices.ContainsFunc(requests(t, line), func(put string) bool { return strings.HasPrefix(put, "PUT Patient/") }) {
					for _, said := range []string{"1 EXAMPLE ROAD", "21234567", `"birthDate":"1960-01-01"`, `"gender":"male"`} {
						assert.Contains(t, line, said)
					}
				}
			}
			assert.Equal(t, 1, strings.Count(r.stdout, `"resourceType":"Encounter"`))
		}
	}
	loaded := filepath.Join(t.TempDir(), "loaded.ndjson")
	require.Equal(t, exitDone, translate(t, "", "-quiet", "-bundle", "transaction", "-out", loaded, stay).status)
	r := translate(t, "", "-quiet", "-bundle", "transaction", "-supersede", loaded, report)
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.NotContains(t, r.stdout, `"resourceType":"Patient"`)
	r = translate(t, "", "-quiet", "-bundle", "transaction", "-shared", "run", "-supersede", loaded, report)
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Contains(t, r.stdout, "1 EXAMPLE ROAD")
}
