package translate

import (
	"encoding/csv"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping/bulk"
)

// countsOf counts in the text of messages and uploads what is to be there: reports, of
// those of one patient, number and panel the last, and of these the results.
func countsOf(t *testing.T, name, text string) (reports, results, patients int) {
	t.Helper()
	found, people := map[string]int{}, map[string]bool{}
	if strings.HasSuffix(name, ".ndjson") {
		for line := range strings.Lines(text) {
			var upload struct {
				LabInfo  map[string]any   `json:"labinfo"`
				ItemInfo []map[string]any `json:"iteminfo"`
			}
			require.NoError(t, json.Unmarshal([]byte(line), &upload))
			person := upload.LabInfo["psn_no"].(string)
			people[person] = true
			found[person+upload.LabInfo["rpotc_no"].(string)+upload.LabInfo["inhosp_exam_item_code"].(string)] = len(upload.ItemInfo)
		}
	} else {
		person, key := "", ""
		for line := range strings.SplitSeq(text, "\r") {
			fields := strings.Split(strings.TrimSpace(line), "|")
			switch {
			case fields[0] == "PID":
				person = fields[3]
				people[person] = true
			case fields[0] == "OBR":
				panel, _, _ := strings.Cut(fields[4], "^")
				key = person + fields[3] + panel
				found[key] = 0
			case fields[0] == "OBX" && fields[2] != "ED":
				found[key]++
			}
		}
	}
	for _, n := range found {
		results += n
	}
	return len(found), results, len(people)
}

// Bulk Data of reports has as many of each as the source, each once, and all that they
// refer to; the views of the tables run over it as over that of stays.
func TestBulkOfReports(t *testing.T) {
	for _, name := range []string{"oru.hl7", "yb-4502.ndjson"} {
		out := t.TempDir()
		r := translate(t, "", "-to", "bulk", "-out", out, reportSamples+name)
		require.Equal(t, exitDone, r.status, r.stderr)
		files := folder(t, out)
		reports, results, patients := countsOf(t, name, read(t, reportSamples+name))
		require.Greater(t, reports, 5)
		assert.Equal(t, reports, strings.Count(files["DiagnosticReport.ndjson"], "\n"), name)
		assert.Equal(t, results, strings.Count(files["Observation.ndjson"], "\n"), name)
		assert.Equal(t, patients, strings.Count(files["Patient.ndjson"], "\n"), name)
		assert.Equal(t, reports, strings.Count(files["Composition.ndjson"], "\n"), name)
		assert.Empty(t, files["Encounter.ndjson"], "a report says too little of a visit to make one")
		there, order := map[string]bool{}, map[string]int{}
		for i, kind := range bulk.Types() {
			order[kind] = i
		}
		list := resources(t, files)
		for _, r := range list {
			require.False(t, there[r.ResourceType+"/"+r.ID], "%s is there twice", r.ResourceType)
			there[r.ResourceType+"/"+r.ID] = true
		}
		documents := translate(t, "", "-quiet", reportSamples+name).stdout
		for _, r := range list {
			for _, to := range relative.FindAllStringSubmatch(r.Text, -1) {
				assert.True(t, there[to[1]], "%s refers to %s", r.ResourceType, to[1])
				kind, _, _ := strings.Cut(to[1], "/")
				if kind != r.ResourceType { // a germ has its susceptibilities beneath it
					assert.LessOrEqual(t, order[kind], order[r.ResourceType], "%s: a server that checks references has not got %s yet", r.ResourceType, kind)
				}
			}
			assert.Contains(t, documents, `"value":"`+r.Meta.Source+`"`)
		}
	}
}

// Of a report that is corrected the last is there, and the rest of the former message stays.
func TestBulkOfCorrectedReports(t *testing.T) {
	const header = "MSH|^~\\&|A|QEH|B|QEH|2026010509!000||ORU^R01|M!|P|2.4\rPID|1||P1^^^QEH^MR\r"
	message := func(minute, groups string) string { return strings.ReplaceAll(header, "!", minute) + groups }
	in := write(t, "in.hl7", message("1", "OBR|1|R1|L1|A^B^L|||20260104||||||||||||||||||F\rOBX|1|NM|HGB^Haemoglobin^L||91|g/L|||||F\rOBX|2|NM|WBC^White cell count^L||5|10*9/L|||||F\r"+
		"OBR|2|R2|L2|C^D^L|||20260104||||||||||||||||||F\rOBX|1|NM|CREA^Creatinine^L||92|umol/L|||||F\r")+
		message("2", "OBR|1|R1|L1|A^B^L|||20260104||||||||||||||||||C\rOBX|1|NM|HGB^Haemoglobin^L||93|g/L|||||C\r"))
	out := t.TempDir()
	r := translate(t, "", "-to", "bulk", "-out", out, "-issues", "-", in)
	require.Equal(t, exitDone, r.status, r.stderr)
	files := folder(t, out)
	assert.Equal(t, 2, strings.Count(files["DiagnosticReport.ndjson"], "\n"))
	assert.Equal(t, 2, strings.Count(files["Observation.ndjson"], "\n"), "what the correction does not state any more is gone")
	assert.Contains(t, files["Observation.ndjson"], `"value":93`)
	assert.Contains(t, files["Observation.ndjson"], `"value":92`)
	assert.NotContains(t, files["Observation.ndjson"], `"value":91`)
	assert.Contains(t, r.stdout, "stay-superseded")
}

// Stays and reports of one run are of the same patients, who are as the stays have them.
func TestBulkOfStaysAndReports(t *testing.T) {
	stay := write(t, "stay.hl7", "MSH|^~\\&|A|QEH|B|QEH|20260103100000||ADT^A03|M1|P|2.4\rEVN|A03|20260103100000\rPID|1||P1^^^QEH^MR||CHAN^TAI MAN||19600101|M|||1 EXAMPLE ROAD||21234567\rPV1|1|I|||||||||||||||||HN1^^^QEH^VN|||||||||||||||||||||||||20260101100000|20260103090000\rDG1|1||I10^Hypertension^I10|||F\r")
	results := write(t, "results.hl7", "MSH|^~\\&|A|QEH|B|QEH|20260105090000||ORU^R01|M2|P|2.4\rPID|1||P1^^^QEH^MR||CHAN^TAI MAN\rPV1|1|I|||||||||||||||||HN1^^^QEH^VN\rOBR|1|R1|L1|A^B^L|||20260104\rOBX|1|NM|HGB^Haemoglobin^L||91|g/L|||||F\r")
	alone := t.TempDir()
	require.Equal(t, exitDone, translate(t, "", "-to", "bulk", "-out", alone, stay).status)
	for _, inputs := range [][]string{{stay, results}, {results, stay}} {
		out := t.TempDir()
		r := translate(t, "", append([]string{"-to", "bulk", "-out", out}, inputs...)...)
		require.Equal(t, exitDone, r.status, r.stderr)
		both, before := folder(t, out), folder(t, alone)
		assert.Equal(t, before["Patient.ndjson"], both["Patient.ndjson"])
		assert.Equal(t, before["Encounter.ndjson"], both["Encounter.ndjson"])
		assert.Equal(t, before["Condition.ndjson"], both["Condition.ndjson"])
		assert.Contains(t, both["DiagnosticReport.ndjson"], `"encounter":{"type":"Encounter","identifier":`)
	}
}

// The tables of reports have a row for each result; Parquet as many as CSV.
func TestTablesOfReports(t *testing.T) {
	for _, name := range []string{"oru.hl7", "yb-4502.ndjson"} {
		out := t.TempDir()
		r := translate(t, "", "-to", "tables", "-out", out, reportSamples+name)
		require.Equal(t, exitDone, r.status, r.stderr)
		files := folder(t, out)
		rows := func(table string) [][]string {
			list, err := csv.NewReader(strings.NewReader(files[table+".csv"])).ReadAll()
			require.NoError(t, err)
			return list
		}
		observations := rows("observations")
		documents := translate(t, "", "-quiet", reportSamples+name).stdout
		assert.Len(t, observations[1:], strings.Count(documents, `"resource":{"resourceType":"Observation"`), name)
		assert.Len(t, rows("stays"), 1, "no visit of a report is a stay")
		at := slices.Index(observations[0], "loinc_code")
		coded := slices.ContainsFunc(observations[1:], func(row []string) bool { return row[at] == "718-7" })
		assert.True(t, coded)
		assert.NotEmpty(t, files["observations.parquet"])
	}
	refused := translate(t, "", "-to", "omop", "-out", t.TempDir(), reportSamples+"oru.hl7")
	assert.Equal(t, exitFailed, refused.status)
	assert.Contains(t, refused.stderr, "-to omop: the tables of OMOP are made of stays")
}

// De-identified, the products hold no more than the documents.
func TestDeidentifiedProductsOfReports(t *testing.T) {
	keyFile := write(t, "key", key)
	for name, text := range map[string]string{"in.hl7": reportOfCanaries(), "in.ndjson": uploadOfCanaries(), "in.csv": rowsOfCanaries()} {
		in := write(t, name, text)
		for _, profile := range []string{"gba", "research"} {
			for _, product := range []string{"bulk", "tables"} {
				out := t.TempDir()
				r := translate(t, "", "-to", product, "-out", out, "-deidentify", profile, "-purpose", "HRESCH", "-key", keyFile, "-issues", filepath.Join(t.TempDir(), "issues"), in)
				require.Equal(t, exitDone, r.status, r.stderr)
				all := r.stdout + r.stderr
				for file, content := range folder(t, out) {
					all += file + "\n" + content
				}
				assert.True(t, strings.Contains(all, "718-7"))
				silentOf(t, all)
			}
		}
	}
}
