package translate

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping/tables"
)

// values adds every text and number of JSON to a set.
func values(v any, set map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for _, member := range v {
			values(member, set)
		}
	case []any:
		for _, member := range v {
			values(member, set)
		}
	case string:
		set[v] = true
	case json.Number:
		set[v.String()] = true
	}
}

// What is made of de-identified documents holds nothing that they do not: each cell of
// a table, and each value of Bulk Data, stands in them.
func TestProductsAreDeidentified(t *testing.T) {
	keyFile := write(t, "key", key)
	identified := map[string]bool{}
	for line := range strings.Lines(translate(t, "", "-quiet", samples+"hqms.csv").stdout) {
		for _, name := range regexp.MustCompile(`"(?:text|value|name)":"([^"]*(?:示例|样本|1380)[^"]*)"`).FindAllStringSubmatch(line, -1) {
			identified[name[1]] = true
		}
	}
	require.Greater(t, len(identified), 50)
	for _, profile := range []string{"gba", "research"} {
		flags := []string{"-quiet", "-deidentify", profile, "-purpose", "TREAT", "-key", keyFile}
		known := map[string]bool{"true": true, "false": true}
		for line := range strings.Lines(translate(t, "", append(flags, samples+"hqms.csv")...).stdout) {
			d := json.NewDecoder(strings.NewReader(line))
			d.UseNumber()
			var bundle any
			require.NoError(t, d.Decode(&bundle))
			values(bundle, known)
		}
		for value := range known {
			if uuid, ok := strings.CutPrefix(value, "urn:uuid:"); ok {
				known[uuid] = true
			}
			if len(value) > 10 && value[4] == '-' {
				known[value[:10]] = true // a day of a time
			}
		}
		for _, to := range []string{"bulk", "tables", "omop"} {
			out := t.TempDir()
			manifest := filepath.Join(t.TempDir(), "manifest.json")
			r := translate(t, "", append(flags, "-to", to, "-out", out, "-manifest", manifest, samples+"hqms.csv")...)
			require.Equal(t, exitDone, r.status, r.stderr)
			stated := read(t, manifest)
			for name, content := range folder(t, out) {
				assert.True(t, strings.Contains(stated, `"name": "`+name+`"`), "the manifest lists %s", name)
				for value := range identified {
					assert.False(t, !known[value] && strings.Contains(content, value), "%s: %s", profile, name)
				}
				if !strings.HasSuffix(name, ".csv") {
					continue
				}
				rows, err := csv.NewReader(strings.NewReader(content)).ReadAll()
				require.NoError(t, err)
				for _, row := range rows[1:] {
					for i, cell := range row {
						if cell == "" || to == "omop" && !strings.HasSuffix(rows[0][i], "source_value") && !strings.HasSuffix(rows[0][i], "description") {
							continue
						}
						if strings.Contains(rows[0][i], "amount") || strings.HasSuffix(rows[0][i], "_number") || strings.HasSuffix(rows[0][i], "_value") {
							cell = strings.TrimSuffix(cell, ".0")
						}
						assert.True(t, known[cell] || known[cell+".0"], "%s: %s: %s is in no document", profile, name, rows[0][i])
					}
				}
			}
		}
	}
}

// Whatever the records hold, what is said of them holds no value.
func TestProductsSayNoValue(t *testing.T) {
	for _, layout := range layouts() {
		if layout.Name == "hk-adt" || layout.Nested() || layout.ClinicalDocuments() {
			continue // their files are no tables
		}
		file := write(t, "in.csv", canaryTable(t, layout))
		for _, to := range []string{"bulk", "tables", "omop"} {
			dir := t.TempDir()
			issues := filepath.Join(dir, "issues")
			r := translate(t, "", "-from", layout.Name, "-to", to, "-out", filepath.Join(dir, "out")+"/", "-issues", issues, file)
			requireSilence(t, "standard error", r.stderr)
			require.Less(t, r.status, exitFailed, r.stderr)
			for line := range strings.Lines(read(t, issues)) {
				requireSilence(t, "an issue", place.ReplaceAllString(line, ""))
			}
			for name := range folder(t, filepath.Join(dir, "out")) {
				requireSilence(t, "a name", name)
			}
		}
	}
}

// A number that a table cannot hold exactly is left out of it, and an issue says where.
func TestNumberThatNoTableHolds(t *testing.T) {
	in := write(t, "in.csv", "A01,A48,A49,B12,B15,C03C,D01\n1,2,3,2024-01-01,2024-01-02,I10.x00,12.123456\n")
	out := t.TempDir()
	r := translate(t, "", "-to", "tables", "-out", out, "-issues", "-", in)
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Contains(t, r.stdout, `"number-too-long","detail":"numbers that a decimal of the table cannot hold exactly are left out of it, in stays.total_amount (1)"`)
	assert.NotContains(t, read(t, filepath.Join(out, "stays.csv")), "12.12")
}

// Documents that were written before give what the records give.
func TestProductsOfDocuments(t *testing.T) {
	documents := filepath.Join(t.TempDir(), "stays.ndjson.zst")
	in := samples + "hqms.csv"
	require.Equal(t, exitDone, translate(t, "", "-out", documents, in).status)
	for _, to := range []string{"bulk", "tables", "omop"} {
		direct, back := t.TempDir(), t.TempDir()
		require.Equal(t, exitDone, translate(t, "", "-to", to, "-out", direct, in).status)
		r := translate(t, "", "-from", "fhir", "-to", to, "-out", back, documents)
		require.Equal(t, exitDone, r.status, r.stderr)
		same(t, folder(t, direct), folder(t, back))
	}
}

// The forms of tables: each alone, both where none is named; those of an earlier run go.
func TestFormsOfTables(t *testing.T) {
	in, out := write(t, "a.csv", sheet(good, another)), t.TempDir()
	names := func(args ...string) (list []string) {
		r := translate(t, "", append(append([]string{"-to", "tables", "-out", out}, args...), in)...)
		require.Equal(t, exitDone, r.status, r.stderr)
		for name := range folder(t, out) {
			list = append(list, name)
		}
		return list
	}
	var both, packed []string
	for _, table := range tables.Stays().Tables() {
		both = append(both, table.Name+".csv", table.Name+".parquet")
		packed = append(packed, table.Name+".csv.gz", table.Name+".parquet")
	}
	assert.ElementsMatch(t, both, names())
	assert.Len(t, names("-to-form", "parquet"), len(tables.Stays().Tables()))
	assert.Len(t, names("-to-form", "csv"), len(tables.Stays().Tables()))
	require.NoError(t, os.RemoveAll(out))
	require.NoError(t, os.Mkdir(out, 0o700))
	assert.ElementsMatch(t, packed, names("-compress", "gz"))
	for _, args := range [][]string{
		{"-to-form", "xlsx"},
		{"-shard-rows", "5"},
	} {
		assert.Equal(t, exitFailed, translate(t, "", append(append([]string{"-to", "tables", "-out", out}, args...), in)...).status, args)
	}
	assert.Equal(t, exitFailed, translate(t, "", "-to", "bulk", "-to-form", "csv", "-out", out, in).status)
}
