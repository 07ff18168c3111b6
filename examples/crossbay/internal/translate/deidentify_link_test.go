package translate

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/deidentify"
)

// linked are two records of one person, in two hospitals, and one that states
// no document. The number is of somebody born in 1880.
const linked = "A01,A02,A48,B12,B15,A11,A12C,A13,A20,C03C,C04N,A19C\n" +
	"12345678X,甲院,0001,2024-01-05 10:00:00,2024-01-09 09:30:00,测试甲,1,1880-02-02,440524188002020011,I21.900x001,急性心肌梗死,01\n" +
	"87654321X,乙院,0007,2024-02-05 10:00:00,2024-02-09 09:30:00,测试甲,1,1880-02-02,440524188002020011,I21.900x001,急性心肌梗死,01\n" +
	"87654321X,乙院,0008,2024-02-05 10:00:00,2024-02-09 09:30:00,测试乙,1,1880-02-02,-,I21.900x001,急性心肌梗死,01\n"

// A passed is what the test reads of a document.
type passed struct {
	pseudonym string // of the holder of the identity document
	admission time.Time
	ethnicity bool
}

func passedOn(t *testing.T, documents string) []passed {
	t.Helper()
	var list []passed
	for line := range strings.Lines(documents) {
		document, err := fhir.Read([]byte(strings.TrimSpace(line)))
		require.NoError(t, err)
		var p passed
		for _, n := range document.Patient.Identifier {
			if n.Type != nil && len(n.Type.Coding) > 0 && *n.Type.Coding[0].Code == "ANON" {
				p.pseudonym = *n.Value
			}
		}
		for _, x := range document.Patient.Extension {
			p.ethnicity = p.ethnicity || x.Url == fhir.ExtensionEthnicity
		}
		p.admission, err = time.Parse(time.DateOnly, *document.Encounters[0].Period.Start)
		require.NoError(t, err)
		list = append(list, p)
	}
	return list
}

func TestLinksByIdentity(t *testing.T) {
	in, keyFile := write(t, "in.csv", linked), write(t, "key", key)
	research := []string{"-quiet", "-deidentify", "research", "-purpose", "HRESCH", "-key", keyFile}

	r := translate(t, "", append(research, in)...)
	require.Equal(t, exitDone, r.status, r.stderr)
	apart := passedOn(t, r.stdout)
	require.Len(t, apart, 3)
	for _, s := range apart {
		assert.Empty(t, s.pseudonym)
		assert.False(t, s.ethnicity)
	}

	issues := filepath.Join(t.TempDir(), "issues.ndjson")
	r = translate(t, "", append(research, "-link", "identity", "-listed", "patient.ethnicity, finding.hiv", "-issues", issues, in)...)
	require.Equal(t, exitRejected, r.status, r.stderr)
	together := passedOn(t, r.stdout)
	require.Len(t, together, 2, "the record without a document is refused")
	assert.NotEmpty(t, together[0].pseudonym)
	assert.Equal(t, together[0].pseudonym, together[1].pseudonym)
	const month = 31 * 24 * time.Hour
	assert.Equal(t, month, together[1].admission.Sub(together[0].admission), "as in the records")
	assert.NotEqual(t, month, apart[1].admission.Sub(apart[0].admission))
	assert.True(t, together[0].ethnicity)
	assert.Contains(t, read(t, issues), "no-identity")
	assert.NotContains(t, r.stdout+read(t, issues), "440524188002020011")
}

// The manifest says what the operator states, and leaves null what nobody does.
func TestManifestStatesWhatTheOperatorStates(t *testing.T) {
	in, keyFile := write(t, "in.csv", sheet(good)), write(t, "key", key)
	for _, profile := range []string{"full", "gba", "research", "counts"} {
		dir := t.TempDir()
		out, manifest := filepath.Join(dir, "out"), filepath.Join(dir, "manifest.json")
		args := []string{"-quiet", "-deidentify", profile, "-out", out, "-manifest", manifest, "-recipient", "示例大学", "-basis", "GBA-2024-0001"}
		if profile == "gba" || profile == "research" {
			args = append(args, "-purpose", "HRESCH", "-key", keyFile)
		}
		r := translate(t, "", append(args, in)...)
		require.Equal(t, exitDone, r.status, r.stderr)
		var m deidentify.Manifest
		require.NoError(t, json.Unmarshal([]byte(read(t, manifest)), &m))
		require.NotNil(t, m.Recipient, profile)
		require.NotNil(t, m.Basis, profile)
		assert.Equal(t, "示例大学", *m.Recipient)
		assert.Equal(t, "GBA-2024-0001", *m.Basis)
		assert.Nil(t, m.Retention)
		assert.Nil(t, m.NoImportantData)
		assert.NotContains(t, read(t, out), "GBA-2024-0001")
		assert.NotContains(t, r.stderr, "GBA-2024-0001")
	}
}

func TestLinksAndStatementsThatAreRefused(t *testing.T) {
	in, keyFile := write(t, "in.csv", sheet(good)), write(t, "key", key)
	profile := func(name string, more ...string) []string {
		return append([]string{"-deidentify", name, "-purpose", "TREAT", "-key", keyFile}, more...)
	}
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"no such link":             {profile("research", "-link", "name"), "there are hospital, identity"},
		"a link of gba":            {profile("gba", "-link", "identity"), "under the profile research alone"},
		"a link of full":           {[]string{"-link", "identity"}, "-link and -listed are for -deidentify research"},
		"a link of counts":         {[]string{"-deidentify", "counts", "-link", "identity"}, "-link and -listed are for -deidentify research"},
		"a list of full":           {[]string{"-listed", "patient.ethnicity"}, "-link and -listed are for -deidentify research"},
		"a list of gba":            {profile("gba", "-listed", "patient.ethnicity"), "does not leave it to a list"},
		"no such element":          {profile("research", "-listed", "patient.name"), "does not leave it to a list"},
		"a recipient of nothing":   {profile("research", "-recipient", "x"), "stand in the manifest"},
		"a retention of nothing":   {profile("research", "-retention", "x"), "stand in the manifest"},
		"a legal basis of nothing": {[]string{"-basis", "x"}, "stand in the manifest"},
	} {
		r := translate(t, "", append(test.args, in)...)
		assert.Equal(t, exitFailed, r.status, name)
		assert.Contains(t, r.stderr, test.want, name)
		assert.Empty(t, r.stdout, name)
	}
}
