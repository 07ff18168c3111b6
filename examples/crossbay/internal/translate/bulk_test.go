package translate

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
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

	"github.com/crossbay/crossbay/mapping/bulk"
)

// A resource is what the tests look at of one.
type resource struct {
	ResourceType, ID string
	Meta             struct{ Source string }
	Period           struct{ Start, End string }
	Text             string // all of it
}

// resources reads files of a resource a line, and checks the layout of Bulk Data: a
// file holds the resources of the type that it is named for.
func resources(t *testing.T, files map[string]string) (list []resource) {
	t.Helper()
	for name, content := range files {
		kind, ok := strings.CutSuffix(name, ".ndjson")
		require.True(t, ok, name)
		for line := range strings.Lines(content) {
			var r resource
			require.NoError(t, json.Unmarshal([]byte(line), &r))
			require.Equal(t, kind, r.ResourceType)
			r.Text = line
			list = append(list, r)
		}
	}
	return list
}

var (
	relative = regexp.MustCompile(`"reference":"([^"]*)"`)
	opaque   = regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
)

const samples = "../../../testdata/"

// Whatever the layout, each resource is there once, and what it refers to is there;
// its source is a document that the run writes otherwise, and says nothing.
func TestBulkHasEachResourceOnce(t *testing.T) {
	for _, args := range [][]string{
		{"hqms.csv"},
		{"hqms-2022.csv"},
		{"hqms.csv", "hqms-dirty.csv", "n041.csv"},
		{"hk-adt.hl7"},
		{"-fold", "visit", "hk-adt.hl7"},
		{"hk-cdars.csv", "hk-cdars-diagnoses.csv"},
		{"hk-ehealth.ndjson"},
		{"hk-frontsheet.csv"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			for i, arg := range args {
				if strings.Contains(arg, ".") {
					args[i] = samples + arg
				}
			}
			out := t.TempDir()
			r := translate(t, "", append([]string{"-to", "bulk", "-out", out}, args...)...)
			require.Less(t, r.status, exitFailed, r.stderr)
			there := map[string]bool{}
			list := resources(t, folder(t, out))
			order := map[string]int{}
			for i, kind := range bulk.Types() {
				order[kind] = i
			}
			for _, r := range list {
				require.False(t, there[r.ResourceType+"/"+r.ID], "%s is there twice", r.ResourceType)
				there[r.ResourceType+"/"+r.ID] = true
			}
			documents := translate(t, "", append([]string{"-quiet", "-fold", "visit"}, args...)...).stdout
			for _, r := range list {
				for _, to := range relative.FindAllStringSubmatch(r.Text, -1) {
					assert.True(t, there[to[1]], "%s refers to %s", r.ResourceType, to[1])
					kind, _, _ := strings.Cut(to[1], "/")
					assert.LessOrEqual(t, order[kind], order[r.ResourceType], "a server that checks references has not got it yet")
				}
				assert.Regexp(t, opaque, r.Meta.Source)
				assert.Contains(t, documents, `"value":"`+r.Meta.Source+`"`)
			}
			for line := range strings.Lines(documents) { // of each document all is there
				for _, id := range regexp.MustCompile(`"fullUrl":"urn:uuid:([^"]*)","resource":\{"resourceType":"(Encounter|Patient|Practitioner|Location|Organization)"`).FindAllStringSubmatch(line, -1) {
					assert.True(t, there[id[2]+"/"+id[1]])
				}
			}
		})
	}
}

// The resources of a stay are those of its transaction, but for their source and for
// how the stay refers to its diagnoses.
func TestBulkHoldsTheTransaction(t *testing.T) {
	in, out := write(t, "a.csv", sheet(good, another)), t.TempDir()
	require.Equal(t, exitDone, translate(t, "", "-to", "bulk", "-out", out, in).status)
	sourced := regexp.MustCompile(`"meta":\{"source":"[^"]*"\},|"identifier":\[\{"system":"urn:ietf:rfc:3986","value":"urn:uuid:[^"]*"\}\],`)
	tied := regexp.MustCompile(`"type":"Condition","identifier":\{"system":"urn:ietf:rfc:3986","value":"urn:uuid:([^"]*)"\}`)
	loaded := regexp.MustCompile(`,?\{"url":"[^"]*/as-of","valueDateTime":"[^"]*"\}`) // which a server alone needs
	have := map[string]bool{}
	for _, r := range resources(t, folder(t, out)) {
		have[strings.TrimSpace(tied.ReplaceAllString(sourced.ReplaceAllString(r.Text, ""), `"reference":"Condition/$1"`))] = true
	}
	n := map[string]bool{}
	for line := range strings.Lines(translate(t, "", "-quiet", "-bundle", "transaction", in).stdout) {
		var bundle struct {
			Entry []struct{ Resource json.RawMessage }
		}
		require.NoError(t, json.Unmarshal([]byte(line), &bundle))
		for _, e := range bundle.Entry {
			text := strings.ReplaceAll(loaded.ReplaceAllString(string(e.Resource), ""), `"extension":[],`, "")
			assert.True(t, have[text], "%s", text)
			n[text] = true
		}
	}
	assert.Len(t, have, len(n))
}

// stays are rows of one patient: who dies in the later stay is dead whichever row
// comes first, and lives where the later one says. It is what happens to a server
// that is loaded with an older year after a newer one.
func TestBulkPatientIsTheNewest(t *testing.T) {
	header := "A01,A02,A48,A49,A11,A12C,A20,B12,B15,B34C,C03C,C04N\n"
	row := func(name, from, to, disposition string) string {
		return "12345678X,H,0001," + from[6:7] + "," + name + ",1,," + from + " 09:30:00," + to + " 10:00:00," + disposition + ",I10.x00,x\n"
	}
	early, late, dead := row("甲一", "2024-01-05", "2024-01-08", "1"), row("甲二", "2024-03-05", "2024-03-08", "1"), row("甲三", "2024-02-01", "2024-02-02", "5")
	for name, test := range map[string]struct {
		rows []string
		name string
		dead bool
	}{
		"in order":             {[]string{early, late}, "甲二", false},
		"the other way":        {[]string{late, early}, "甲二", false},
		"dead at last":         {[]string{early, dead}, "甲三", true},
		"dead first":           {[]string{dead, early}, "甲三", true},
		"dead, and newer":      {[]string{dead, late, early}, "甲二", true},
		"newer, and then dead": {[]string{late, dead}, "甲二", true},
	} {
		t.Run(name, func(t *testing.T) {
			out := t.TempDir()
			r := translate(t, "", "-to", "bulk", "-out", out, write(t, "in.csv", header+strings.Join(test.rows, "")))
			require.Equal(t, exitDone, r.status, r.stderr)
			patients := folder(t, out)["Patient.ndjson"]
			require.Equal(t, 1, strings.Count(patients, "\n"))
			assert.Contains(t, patients, test.name)
			assert.Equal(t, test.dead, strings.Contains(patients, `"deceasedBoolean":true`), patients)
			require.True(t, json.Valid([]byte(patients)))
			assert.Equal(t, len(test.rows), strings.Count(folder(t, out)["Encounter.ndjson"], "\n"))
			var patient resource
			require.NoError(t, json.Unmarshal([]byte(patients), &patient))
			assert.Contains(t, translate(t, "", "-quiet", write(t, "in.csv", header+strings.Join(test.rows, ""))).stdout, patient.Meta.Source)
			// It is read back, so it is FHIR as it is written.
			assert.Equal(t, exitDone, translate(t, "", append([]string{"-from", "fhir", "-to", "hqms", "-quiet"}, glob(t, out)...)...).status)
		})
	}
}

func glob(t *testing.T, folder string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*"))
	require.NoError(t, err)
	return names
}

// A stay that is stated again is the one that was stated last, whole, and an
// issue says so.
func TestBulkStayIsTheNewest(t *testing.T) {
	in, out := write(t, "in.csv", sheet(good, another, strings.Replace(good, "I21.900x001,急性心肌梗死", "I10.x00,高血压", 1))), t.TempDir()
	r := translate(t, "", "-to", "bulk", "-out", out, "-issues", "-", in)
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Contains(t, r.stdout, `"stay-superseded","detail":"records of stays of which another record was made later: the later one is written (1 records)"`)
	assert.Contains(t, r.stderr, "issues: 0 errors, 1 warnings", "in the total, too")
	files := folder(t, out)
	assert.Equal(t, 2, strings.Count(files["Condition.ndjson"], "\n"))
	assert.Contains(t, files["Condition.ndjson"], "高血压")
	assert.NotContains(t, files["Condition.ndjson"], "急性心肌梗死")
}

func TestBulkFilesOfAnEarlierRunGo(t *testing.T) {
	out := t.TempDir()
	stranger := filepath.Join(out, "Device.ndjson")
	require.NoError(t, os.WriteFile(stranger, []byte("another's\n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(out, "AllergyIntolerance.ndjson"), []byte("old\n"), 0o600))
	require.Equal(t, exitDone, translate(t, "", "-to", "bulk", "-out", out, write(t, "a.csv", sheet(good))).status)
	assert.NoFileExists(t, filepath.Join(out, "AllergyIntolerance.ndjson"))
	assert.FileExists(t, stranger)
	for name := range folder(t, out) {
		assert.NotContains(t, name, "partial")
	}
}

// Who reads the folder takes all forms of a name for parts of one (DuckDB and Spark read
// Patient*.ndjson*): what an earlier run wrote in another form is not left beside.
func TestProductFilesOfAnotherFormGo(t *testing.T) {
	in, out := write(t, "a.csv", sheet(good, another)), t.TempDir()
	stranger := filepath.Join(out, "Patient-of-old.ndjson")
	require.NoError(t, os.WriteFile(stranger, []byte("another's\n"), 0o600))
	forms := [][]string{
		{"-to", "bulk"},
		{"-to", "bulk", "-shard-rows", "1", "-compress", "gz"},
		{"-to", "bulk", "-compress", "zst"},
		{"-to", "bulk", "-shard-rows", "1"},
		{"-to", "bulk", "-shard-rows", "2", "-compress", "zst"},
		{"-to", "bulk"},
	}
	for _, form := range forms {
		alone := t.TempDir()
		for _, to := range []string{alone, out} {
			r := translate(t, "", append(slices.Clip(form), "-out", to, in)...)
			require.Equal(t, exitDone, r.status, r.stderr)
		}
		assert.Subset(t, slices.Collect(maps.Keys(folder(t, out))), slices.Collect(maps.Keys(folder(t, alone))), "%q", form)
		assert.Len(t, folder(t, out), len(folder(t, alone))+1, "%q", form)
	}
	assert.FileExists(t, stranger)
	for _, form := range forms[:2] { // an input of another form is not lost
		input := filepath.Join(out, "Patient.ndjson.zst")
		require.NoError(t, os.WriteFile(input, []byte(read(t, in)), 0o600))
		r := translate(t, "", append(slices.Clip(form), "-out", out, input)...)
		assert.Equal(t, exitFailed, r.status)
		assert.Contains(t, r.stderr, "is a file that is read")
	}
}

// Workers, shards and compression change nothing.
func TestBulkFilesAreTheSame(t *testing.T) {
	in := write(t, "a.csv", string(hospital(300)))
	run := func(args ...string) map[string]string {
		out := t.TempDir()
		r := translate(t, "", append(append([]string{"-to", "bulk", "-out", out}, args...), in)...)
		require.Equal(t, exitRejected, r.status, r.stderr)
		return unpacked(t, folder(t, out))
	}
	want := run("-workers", "1")
	same(t, want, run("-workers", "4"))
	packed := map[string]string{}
	for name, content := range run("-compress", "zst") {
		packed[strings.TrimSuffix(name, ".zst")] = content
	}
	same(t, want, packed)
	shards := map[string]string{}
	files := run("-shard-rows", "50")
	for name, list := range files {
		if name, ok := strings.CutSuffix(name, ".shards"); ok {
			for shard := range strings.Lines(list) {
				content := files[strings.TrimSpace(shard)]
				assert.LessOrEqual(t, strings.Count(content, "\n"), 50)
				shards[name] += content
			}
		}
	}
	same(t, want, shards)
}

func TestBulkFlags(t *testing.T) {
	in, out := write(t, "a.csv", sheet(good)), t.TempDir()
	for _, args := range [][]string{
		{"-to", "bulk"},
		{"-to", "bulk", "-out", filepath.Join(out, "file")},
		{"-to", "bulk", "-bundle", "transaction", "-out", out},
		{"-to", "bulk", "-deidentify", "counts", "-out", out},
	} {
		assert.Equal(t, exitFailed, translate(t, "", append(args, in)...).status, args)
	}
	assert.Empty(t, folder(t, out))
	source := filepath.Join(out, "Patient.ndjson")
	require.NoError(t, os.WriteFile(source, []byte("{}\n"), 0o600))
	r := translate(t, "", "-from", "fhir", "-to", "bulk", "-out", out, source)
	assert.Equal(t, exitFailed, r.status)
	assert.Contains(t, r.stderr, "it would be lost")
}

// Many patients do not fit in what is sorted in memory: the files are the same.
func TestBulkOfManyStays(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes a while")
	}
	var b bytes.Buffer
	b.WriteString("A01,A48,A49,A11,B12,B15,C03C\n")
	const stays = 20_000
	for i := range stays {
		b.WriteString("1," + strconv.Itoa(i%(stays/2)) + "," + strconv.Itoa(i) + ",x,2024-01-01,2024-01-0" + strconv.Itoa(2+i%7) + ",I10.x00\n")
	}
	out := t.TempDir()
	require.Equal(t, exitDone, translate(t, "", "-quiet", "-to", "bulk", "-out", out, write(t, "a.csv", b.String())).status)
	file, err := os.Open(filepath.Join(out, "Patient.ndjson"))
	require.NoError(t, err)
	defer file.Close()
	ids := map[string]bool{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var r resource
		require.NoError(t, json.Unmarshal(lines.Bytes(), &r))
		require.False(t, ids[r.ID])
		ids[r.ID] = true
	}
	assert.Len(t, ids, stays/2)
	assert.Equal(t, []string{"Organization", "Practitioner", "PractitionerRole", "Location", "Patient"}, bulk.Types()[:5])
}

// Bulk Data is read like anybody's, and the diagnoses keep their places on the sheet.
func TestBulkIsReadBack(t *testing.T) {
	out := t.TempDir()
	require.Equal(t, exitDone, translate(t, "", "-to", "bulk", "-out", out, samples+"hqms.csv").status)
	rows := func(args ...string) map[string][]string {
		r := translate(t, "", append([]string{"-quiet", "-to", "hqms"}, args...)...)
		require.Less(t, r.status, exitFailed, r.stderr)
		list, err := csv.NewReader(strings.NewReader(r.stdout)).ReadAll()
		require.NoError(t, err)
		at := map[string]int{}
		for i, name := range list[0] {
			at[name] = i
		}
		stays := map[string][]string{}
		for _, row := range list[1:] {
			var cells []string
			for _, name := range []string{"C01C", "C03C", "C04N", "C06x01C", "C06x02C", "C07x01N", "C35x01C"} {
				if i, ok := at[name]; ok {
					cells = append(cells, strings.Trim(row[i], "-"))
				}
			}
			stays[row[at["A48"]]+"/"+row[at["A49"]]] = cells
		}
		return stays
	}
	want := rows(samples + "hqms.csv")
	require.Len(t, want, 24)
	assert.Equal(t, want, rows(append([]string{"-from", "fhir"}, glob(t, out)...)...))
}
