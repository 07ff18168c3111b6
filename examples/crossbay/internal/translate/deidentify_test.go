package translate

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping/deidentify"
)

const key = "a key of a test, of more than 32 bytes\n"

func TestDeidentifies(t *testing.T) {
	in, keyFile := write(t, "in.csv", sheet(good, another, keyless)), write(t, "key", key)
	for _, profile := range []string{"gba", "research"} {
		dir := t.TempDir()
		out, issues, manifest := filepath.Join(dir, "out.ndjson"), filepath.Join(dir, "issues.ndjson"), filepath.Join(dir, "manifest.json")
		r := translate(t, "", "-deidentify", profile, "-purpose", "TREAT", "-key", keyFile, "-out", out, "-issues", issues, "-manifest", manifest, in)
		require.Equal(t, exitRejected, r.status, r.stderr)
		documents := read(t, out)
		assert.Equal(t, 2, strings.Count(documents, "\n"))
		assert.Contains(t, documents, "PSEUDED")
		for _, value := range []string{"测试甲", "测试乙", `"0001"`, "急性心肌梗死\"", strings.TrimSpace(key)} {
			if value == "急性心肌梗死\"" && profile == "research" {
				continue // the name of the category
			}
			for name, text := range map[string]string{"documents": documents, "issues": read(t, issues), "manifest": read(t, manifest), "stderr": r.stderr} {
				assert.NotContains(t, text, value, "%s: %s", profile, name)
			}
		}
		assert.NotContains(t, r.stderr, "-rejects", "no hint at what is refused")

		var m deidentify.Manifest
		require.NoError(t, json.Unmarshal([]byte(read(t, manifest)), &m))
		assert.Equal(t, profile, m.Profile)
		assert.Equal(t, 2, m.Records)
		assert.Equal(t, 2, m.People)
		assert.NotEmpty(t, m.Tables)
		sum := sha256.Sum256([]byte(documents))
		assert.Contains(t, m.Outputs, deidentify.Output{Name: "out.ndjson", Bytes: int64(len(documents)), SHA256: hex.EncodeToString(sum[:])})
		info, err := os.Stat(manifest)
		require.NoError(t, err)
		if runtime.GOOS != "windows" {
			assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
		}
	}
}

// Codings that a row keeps are treated as those of its columns: what codes are
// called in the source's words does not pass, nor does a system of the hospital's
// own or a code that has not the shape of one, nor a cell that nobody can read.
func TestKeptCodingsAreDeidentified(t *testing.T) {
	kept := `[{"line":"diagnosis.principal[1]","coding":[{"system":"https://crossbay.github.io/fhir/CodeSystem/icd-10-clinical","version":"2.0","code":"I21.900"},` +
		`{"system":"http://hl7.org/fhir/sid/icd-10","code":"I21.9","display":"KANARI display"},{"system":"urn:KANARI","code":"KANARI code","display":"KANARI"}]},` +
		`{"line":"diagnosis.other[1]","text":"KANARI text","coding":[{"system":"http://snomed.info/sct","code":"KANARI 陈大文","display":"KANARI"}]}]`
	header := "A48,A49,B12,B15,A12C,C03C,C04N,kept-codings\n"
	quoted := func(cell string) string { return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"` }
	row := "0001,1,2024-01-02 08:00:00,2024-01-09 10:00:00,1,I21.900,急性心肌梗死,"
	in, keyFile := write(t, "in.csv", header+row+quoted(kept)+"\n"+strings.Replace(row, "0001", "0002", 1)+quoted(kept[:len(kept)-2])+"\n"), write(t, "key", key)
	plain := translate(t, "", "-quiet", "-from", "hqms", in)
	require.Equal(t, exitDone, plain.status, plain.stderr)
	require.Contains(t, plain.stdout, "KANARI display", "the codings are read")
	for _, profile := range []string{"gba", "research"} {
		issues := filepath.Join(t.TempDir(), "issues.ndjson")
		r := translate(t, "", "-deidentify", profile, "-purpose", "TREAT", "-key", keyFile, "-issues", issues, "-from", "hqms", in)
		require.Equal(t, exitDone, r.status, r.stderr)
		require.Equal(t, 2, strings.Count(r.stdout, "\n"))
		assert.NotContains(t, r.stdout+r.stderr+read(t, issues), "KANARI", profile)
		assert.Equal(t, profile == "gba", strings.Contains(r.stdout, `"I21.9"`), "%s: a code as those of the columns", profile)
		assert.Contains(t, read(t, issues), "damaged-codings")
	}
}

// A file that is translated twice gives the same pseudonyms, by one worker or
// by several.
func TestPseudonymsDoNotDependOnTheRun(t *testing.T) {
	in, keyFile := write(t, "in.csv", sheet(good, another)), write(t, "key", key)
	run := func(workers string) string {
		r := translate(t, "", "-quiet", "-deidentify", "gba", "-purpose", "TREAT", "-key", keyFile, "-workers", workers, in)
		require.Equal(t, exitDone, r.status, r.stderr)
		var ids []string
		for line := range strings.Lines(r.stdout) {
			var bundle struct{ Identifier struct{ Value string } }
			require.NoError(t, json.Unmarshal([]byte(line), &bundle))
			ids = append(ids, bundle.Identifier.Value)
		}
		return fmt.Sprint(ids)
	}
	assert.Equal(t, run("1"), run("3"))
}

func TestFullChangesNothing(t *testing.T) {
	in := write(t, "in.csv", sheet(good, keyless))
	rejects := filepath.Join(t.TempDir(), "rejects.csv")
	plain := translate(t, "", "-quiet", in)
	full := translate(t, "", "-quiet", "-deidentify", "full", "-rejects", rejects, in)
	assert.Equal(t, plain.stdout, full.stdout)
	assert.Equal(t, sheet(keyless), read(t, rejects))
	out, manifest := filepath.Join(t.TempDir(), "out.ndjson"), filepath.Join(t.TempDir(), "manifest.json")
	r := translate(t, "", "-quiet", "-out", out, "-manifest", manifest, in)
	assert.Equal(t, exitRejected, r.status, r.stderr)
	assert.Equal(t, plain.stdout, read(t, out))
	assert.Contains(t, read(t, manifest), `"profile": "full"`)
}

func TestCounts(t *testing.T) {
	var records []string
	for i := range 6 {
		records = append(records, strings.Replace(good, "0001", fmt.Sprint(1000+i), 1))
	}
	dir := t.TempDir()
	out, manifest := filepath.Join(dir, "counts.csv"), filepath.Join(dir, "manifest.json")
	r := translate(t, "", "-quiet", "-deidentify", "counts", "-out", out, "-manifest", manifest,
		write(t, "a.csv", sheet(records[:3]...)), write(t, "b.csv", sheet(records[3:]...)))
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Equal(t, "month,place,sex,age,diagnosis,records\n2024-01,,male,,I21,6\n", read(t, out))
	assert.Contains(t, read(t, manifest), `"records": 6`)

	issues := filepath.Join(dir, "issues.ndjson")
	female := strings.Replace(good, ",测试甲,1,", ",测试甲,女,", 1) // read as the code 2
	r = translate(t, "", "-quiet", "-deidentify", "counts", "-issues", issues, write(t, "few.csv", sheet(female)))
	assert.Equal(t, "month,place,sex,age,diagnosis,records\n", r.stdout)
	assert.Contains(t, read(t, issues), "code-form")
	assert.NotContains(t, read(t, issues), "read as 2")
}

func TestDeidentificationIsNotHalved(t *testing.T) {
	in, good, short, open := write(t, "in.csv", sheet(good)), write(t, "key", key), write(t, "short", "31 bytes are one too few, these\n"), write(t, "open", key)
	require.NoError(t, os.Chmod(open, 0o644))
	gba := []string{"-deidentify", "gba", "-purpose", "TREAT", "-key", good}
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"no such profile":      {[]string{"-deidentify", "half"}, "there are full, gba, research, counts"},
		"no key":               {[]string{"-deidentify", "gba", "-purpose", "TREAT"}, "demands a -key"},
		"no such key":          {[]string{"-deidentify", "gba", "-purpose", "TREAT", "-key", good + "x"}, "-key: "},
		"short key":            {[]string{"-deidentify", "gba", "-purpose", "TREAT", "-key", short}, "shorter than 32 bytes"},
		"no purpose":           {[]string{"-deidentify", "research", "-key", good}, "demands a -purpose: CAREMGT, CLINTRCH"},
		"rejects in clear":     {append(gba, "-rejects", "x"), "-rejects holds records as they are in the input"},
		"rows":                 {append(gba, "-to", "hqms"), "is for -to fhir"},
		"manifest of nothing":  {append(gba, "-manifest", "x"), "name them with -out"},
		"counts in a folder":   {[]string{"-deidentify", "counts", "-out", t.TempDir()}, "-out is to be a file"},
		"codes that few have":  {[]string{"-deidentify", "counts", "-unmapped", "x"}, "codes that few have"},
		"rejects under counts": {[]string{"-deidentify", "counts", "-rejects", "x"}, "-rejects holds records"},
	} {
		r := translate(t, "", append(test.args, in)...)
		assert.Equal(t, exitFailed, r.status, name)
		assert.Contains(t, r.stderr, test.want, name)
		assert.Empty(t, r.stdout, name)
	}
	if runtime.GOOS != "windows" {
		r := translate(t, "", "-deidentify", "gba", "-purpose", "TREAT", "-key", open, in)
		assert.Equal(t, exitFailed, r.status)
		assert.Contains(t, r.stderr, "others can read it")
	}
}
