package translate

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
)

// A patient summary is the stay's document in other sections: of each sample, what is
// read from the one is what is read from the other, byte for byte, as rows or messages
// of its own layout, as those of the other side, and as FHIR; and so are the issues.
func TestSummariesGiveTheSameBack(t *testing.T) {
	samples, err := filepath.Glob("../../../testdata/*")
	require.NoError(t, err)
	back := func(dir, form, sample string, to string) (string, string) {
		documents, out, issues := filepath.Join(dir, "documents"), filepath.Join(dir, "out"), filepath.Join(dir, "issues")
		r := translate(t, "", "-quiet", "-document", form, "-out", documents, sample)
		require.NotEqual(t, exitFailed, r.status, r.stderr)
		r = translate(t, "", "-quiet", "-from", "fhir", "-to", to, "-out", out, "-issues", issues, documents)
		require.NotEqual(t, exitFailed, r.status, r.stderr)
		return read(t, out), read(t, issues)
	}
	n := 0
	for _, sample := range samples {
		name := filepath.Base(sample)
		own, _, _ := strings.Cut(strings.TrimSuffix(name, filepath.Ext(name)), ".")
		for _, layout := range layouts() {
			if own != layout.Name && !strings.HasPrefix(own, layout.Name+"-") || strings.HasSuffix(name, "-template.csv") {
				continue
			}
			across := "hqms"
			if layout.Name == "hqms" || layout.Name == "n041" {
				across = "hk-frontsheet"
			}
			for _, to := range []string{layout.Name, across, "fhir"} {
				rows, issues := back(t.TempDir(), "stay", sample, to)
				require.NotEmpty(t, rows, name)
				again, found := back(t.TempDir(), "ips", sample, to)
				assert.Equal(t, rows, again, "%s to %s", name, to)
				assert.Equal(t, issues, found, "%s to %s", name, to)
				n++
			}
		}
	}
	assert.Greater(t, n, 40)
}

// Anybody's Bundles become summaries, too.
func TestSummariesOfAnybodysFHIR(t *testing.T) {
	r := translate(t, strangers, "-quiet", "-from", "fhir", "-document", "ips", "-")
	require.Equal(t, exitDone, r.status, r.stderr)
	d, err := fhir.Read([]byte(strings.TrimSpace(r.stdout)))
	require.NoError(t, err)
	assert.Empty(t, d.Check())
	assert.Equal(t, "60591-5", *d.Composition.Type.Coding[0].Code)
	assert.Equal(t, fhir.Unknown, *d.Patient.BirthDate)
	assert.Equal(t, fhir.Unknown, *d.Patient.Name[0].Text)
}

// A summary is a document of FHIR: where none is written, or the guide does not allow for
// the Bundle, it is refused.
func TestSummariesAreDocuments(t *testing.T) {
	in := write(t, "in.csv", sheet(good))
	for _, test := range []struct{ args, says string }{
		{"-document summary", "stay, ips, referral, transfer or ambulance"},
		{"-document ips -bundle transaction", "a patient summary is a document"},
		{"-document ips -to hqms", "is for -to fhir"},
		{"-document ips -to html", "is for -to fhir"},
		{"-document ips -deidentify counts", "writes no documents"},
	} {
		r := translate(t, "", append(strings.Fields(test.args), in)...)
		assert.Equal(t, exitFailed, r.status, test.args)
		assert.Contains(t, r.stderr, test.says, test.args)
	}
}

// The summaries do not depend on how many work at them, and have their texts, whatever
// -narrative says; of the whole they have one where it asks for it.
func TestSummariesDoNotDependOnTheRun(t *testing.T) {
	run := func(args ...string) string {
		r := translate(t, "", append(args, "-quiet", "-document", "ips", "../../../testdata/hqms.csv")...)
		require.Equal(t, exitDone, r.status, r.stderr)
		return r.stdout
	}
	one := run("-workers", "1")
	assert.Equal(t, one, run("-workers", "4"))
	whole := run("-narrative", "bilingual")
	for text, has := range map[string]bool{one: false, whole: true} {
		for line := range strings.Lines(text) {
			d, err := fhir.Read([]byte(strings.TrimSpace(line)))
			require.NoError(t, err)
			assert.Equal(t, has, d.Composition.Text != nil)
			for _, s := range d.Composition.Section {
				require.NotNil(t, s.Text)
			}
		}
	}
}

// Of records that are de-identified the summaries hold no more than the documents of the
// stays, are labelled as these are, and say of what was taken out that it is unknown.
func TestDeidentifiedSummaries(t *testing.T) {
	in, keyFile := write(t, "in.csv", sheet(good, another)), write(t, "key", key)
	for _, profile := range []string{"gba", "research"} {
		flags := []string{"-quiet", "-deidentify", profile, "-purpose", "HRESCH", "-key", keyFile}
		r := translate(t, "", append(flags, "-document", "ips", in)...)
		require.Equal(t, exitDone, r.status, r.stderr)
		for _, value := range []string{"测试甲", "测试乙", `"0001"`} {
			assert.NotContains(t, r.stdout, value, profile)
		}
		lines := 0
		for line := range strings.Lines(r.stdout) {
			lines++
			var bundle struct {
				Meta struct{ Profile, Security []any }
			}
			require.NoError(t, json.Unmarshal([]byte(line), &bundle))
			assert.Len(t, bundle.Meta.Profile, 1, profile)
			assert.Contains(t, fmt.Sprint(bundle.Meta.Security), "PSEUDED", profile)
			d, err := fhir.Read([]byte(strings.TrimSpace(line)))
			require.NoError(t, err)
			assert.Empty(t, d.Check())
			assert.Equal(t, fhir.Unknown, *d.Patient.Name[0].Text)
		}
		assert.Equal(t, 2, lines)
	}
}
