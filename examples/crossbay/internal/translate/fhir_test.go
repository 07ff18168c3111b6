package translate

import (
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
)

// A stay as a server gives it, on lines of its own, with a visit beside it.
const strangers = `{
  "resourceType": "Bundle", "type": "searchset",
  "entry": [
    {"resource": {"resourceType": "Patient", "id": "1", "identifier": [{"type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}, "value": "0007"}]}},
    {"resource": {"resourceType": "Encounter", "id": "2", "status": "finished", "class": {"code": "AMB"}, "subject": {"reference": "Patient/1"}, "period": {"start": "2024-01-01"}}},
    {"resource": {"resourceType": "Encounter", "id": "3", "status": "finished", "class": {"code": "IMP"}, "subject": {"reference": "Patient/1"}, "period": {"start": "2024-03-01"}}}
  ]
}`

// Anybody's Bundles become the documents of the shared representation, and their
// rows are those of the Bundles.
func TestFHIRToFHIR(t *testing.T) {
	in := t.TempDir()
	documents := filepath.Join(in, "documents.ndjson")
	r := translate(t, strangers, "-from", "fhir", "-out", documents, "-")
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Contains(t, r.stderr, "1 Bundles")
	text := strings.TrimSpace(read(t, documents))
	d, err := fhir.Read([]byte(text))
	require.NoError(t, err)
	assert.Len(t, d.Encounters, 1)
	direct := translate(t, strangers, "-quiet", "-from", "fhir", "-to", "hqms", "-")
	over := translate(t, "", "-quiet", "-from", "fhir", "-to", "hqms", documents)
	assert.Equal(t, direct.stdout, over.stdout)
	assert.Equal(t, 2, strings.Count(over.stdout, "\r\n"))
}

// So they are de-identified.
func TestFHIRDeidentified(t *testing.T) {
	keyFile := write(t, "key", key)
	r := translate(t, strangers, "-quiet", "-from", "fhir", "-deidentify", "gba", "-key", keyFile, "-purpose", "HRESCH", "-")
	require.Equal(t, exitDone, r.status, r.stderr)
	require.NotEmpty(t, r.stdout)
	assert.NotContains(t, r.stdout, "0007")
}

// Bulk Data is a file for each type, and one stream of all of them.
func TestBulkData(t *testing.T) {
	var bundle struct {
		Entry []struct{ Resource json.RawMessage }
	}
	require.NoError(t, json.Unmarshal([]byte(strangers), &bundle))
	folder := t.TempDir()
	patients, encounters := filepath.Join(folder, "Patient.ndjson"), filepath.Join(folder, "Encounter.ndjson")
	require.NoError(t, os.WriteFile(patients, []byte(string(bundle.Entry[0].Resource)+"\n"), 0o600))
	require.NoError(t, os.WriteFile(encounters, []byte(string(bundle.Entry[1].Resource)+"\n"+string(bundle.Entry[2].Resource)+"\n"), 0o600))
	issues := filepath.Join(folder, "issues.ndjson")
	r := translate(t, "", "-from", "fhir", "-to", "hqms", "-issues", issues, encounters, patients)
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Equal(t, translate(t, strangers, "-quiet", "-from", "fhir", "-to", "hqms", "-").stdout, r.stdout)
	assert.Contains(t, r.stderr, "3 resources on their own (Bulk Data)")
	assert.Contains(t, read(t, issues), `"column":"Encounter.ndjson line 1","severity":"information","code":"not-in-patient"`)
}

// What is rejected is given as it was.
func TestRejectedFHIR(t *testing.T) {
	rejects := filepath.Join(t.TempDir(), "rejects")
	ambulatory := strings.Replace(strangers, "IMP", "AMB", 1)
	r := translate(t, ambulatory+strangers, "-quiet", "-from", "fhir", "-to", "hqms", "-rejects", rejects, "-")
	assert.Equal(t, exitRejected, r.status)
	assert.Equal(t, ambulatory+"\n", read(t, rejects))
	assert.Equal(t, 2, strings.Count(r.stdout, "\r\n"))
}

// Rows, issues and rejects are in the order of the stream on any number of workers.
func TestRowsOfFHIRDoNotDependOnTheWorkers(t *testing.T) {
	documents := translate(t, string(hospital(200)), "-quiet", "-").stdout
	stream := write(t, "stream.ndjson", documents+brokenBundles(documents))
	for _, to := range []string{"hqms", "n041", "hk-ehealth", "html"} {
		run := func(workers string) (all map[string]string) {
			folder := t.TempDir()
			out := filepath.Join(folder, "out")
			r := translate(t, "", "-quiet", "-workers", workers, "-from", "fhir", "-to", to, "-out", out,
				"-issues", filepath.Join(folder, "issues.ndjson"), "-rejects", filepath.Join(folder, "rejects"), stream)
			require.Equal(t, exitRejected, r.status, r.stderr)
			all = make(map[string]string)
			for _, name := range []string{"out", "issues.ndjson", "rejects"} {
				all[name] = strings.ReplaceAll(read(t, filepath.Join(folder, name)), folder, "")
				require.NotEmpty(t, all[name], name)
			}
			return all
		}
		one := run("1")
		numbers := regexp.MustCompile(`"record":(\d+)`).FindAllStringSubmatch(one["issues.ndjson"], -1)
		require.NotEmpty(t, numbers)
		assert.True(t, slices.IsSortedFunc(numbers, func(a, b []string) int {
			return cmp.Or(cmp.Compare(len(a[1]), len(b[1])), cmp.Compare(a[1], b[1]))
		}), "the order of the stream")
		for _, workers := range []string{"2", "5"} {
			same(t, one, run(workers))
		}
	}
}
