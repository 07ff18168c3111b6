package codes

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir/definitions"
)

const own = "system,code,title\nhttp://example.org/own,X1,\"Own <code>\"\nhttp://example.org/own,X2,自己\n"

func TestPublish(t *testing.T) {
	in := filepath.Join(folder(t, "own.csv", own), "own.csv")
	to := filepath.Join(t.TempDir(), "new", "folder")
	only := "icd-10,own-b3a13e7d,rule-icd-9-cm-to-icd-10"
	status, list, stderr := try("", "publish", "-codes", in, "-list")
	require.Equal(t, exitAnswered, status, stderr)
	require.Contains(t, list, "CodeSystem\town-b3a13e7d\thttp://example.org/own\t\thttp://example.org/own\n")
	require.Contains(t, stderr, "not published: the map https://crossbay.github.io/fhir/ConceptMap/rule-icd-10-stem|2")

	status, out, stderr := try("", "publish", "-codes", in, "-only", only, "-out", to, "-ndjson", "-", "-package", filepath.Join(to, "package.tgz"))
	require.Equal(t, exitAnswered, status, stderr)
	require.Empty(t, stderr)
	entries, err := os.ReadDir(to)
	require.NoError(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
		info, err := e.Info()
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}
	require.Equal(t, []string{
		"CodeSystem-icd-10.json", "CodeSystem-own-b3a13e7d.json", "ConceptMap-rule-icd-9-cm-to-icd-10.json",
		"ValueSet-icd-10.json", "ValueSet-own-b3a13e7d.json", "package.tgz",
	}, names)
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	require.Len(t, lines, 5)
	for _, line := range lines {
		var r struct{ ResourceType, ID string }
		require.NoError(t, json.Unmarshal([]byte(line), &r))
		file, err := os.ReadFile(filepath.Join(to, r.ResourceType+"-"+r.ID+".json"))
		require.NoError(t, err)
		var compact bytes.Buffer
		require.NoError(t, json.Compact(&compact, file))
		require.Equal(t, compact.String(), line)
	}
	var guide bytes.Buffer
	require.NoError(t, definitions.WritePackage(&guide))
	file, err := os.ReadFile(filepath.Join(to, "package.tgz"))
	require.NoError(t, err)
	require.Equal(t, guide.Bytes(), file)

	// The same again, into a file, and over what is there.
	again := filepath.Join(to, "all.ndjson")
	status, _, stderr = try("", "publish", "-codes", in, "-only", only, "-ndjson", again, "-out", to)
	require.Equal(t, exitAnswered, status, stderr)
	text, err := os.ReadFile(again)
	require.NoError(t, err)
	require.Equal(t, out, string(text))
}

func TestPublishRefused(t *testing.T) {
	dir := folder(t, "CodeSystem-own-b3a13e7d.json", `{"resourceType":"CodeSystem","url":"http://example.org/own","content":"complete","concept":[{"code":"X1"}]}`, "file", "")
	in := filepath.Join(dir, "CodeSystem-own-b3a13e7d.json")
	for _, x := range []struct {
		args []string
		want string
	}{
		{nil, "-out, -ndjson or -package says where"},
		{[]string{"-list", "x"}, `publish takes no "x"`},
		{[]string{"-what"}, "flag provided but not defined"},
		{[]string{"-list", "-only", "none"}, `there is no "none"`},
		{[]string{"-out", dir, "-codes", filepath.Join(dir, "absent")}, "no such file"},
		{[]string{"-only", "own-b3a13e7d", "-out", dir, "-codes", in}, "it would be lost"},
		{[]string{"-only", "icd-10", "-ndjson", in, "-codes", in}, "it would be lost"},
		{[]string{"-only", "icd-10", "-out", filepath.Join(dir, "file")}, "file"},
		{[]string{"-package", filepath.Join(dir, "p"), "-ndjson", filepath.Join(dir, "p")}, "written twice"},
	} {
		status, out, stderr := try("", append([]string{"publish"}, x.args...)...)
		require.Equal(t, exitFailed, status, x.args)
		require.Empty(t, out)
		require.Contains(t, stderr, x.want)
	}
	var stderr bytes.Buffer
	require.Equal(t, exitFailed, run([]string{"publish", "-only", "icd-10", "-ndjson", "-", "-out", filepath.Join(dir, "new")}, nil, broken{}, &stderr))
	left, err := filepath.Glob(filepath.Join(dir, "new", "*"))
	require.NoError(t, err)
	require.Empty(t, left, "all or nothing")
	hidden, err := filepath.Glob(filepath.Join(dir, "new", ".*"))
	require.NoError(t, err)
	require.Empty(t, hidden)
}
