package translate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/examples/internal/browser"
)

// The page with which a patient is handed over takes two sides of A4 at most, also of the
// sample with every line of its diagnoses filled, and says first what comes first.
func TestHandOverTakesTwoSides(t *testing.T) {
	for _, sample := range []string{"hqms.csv", "ws445-16.csv", "hk-frontsheet.csv", "hk-adt.hl7"} {
		folder := t.TempDir() + "/"
		r := translate(t, "", "-quiet", "-to", "html", "-document", "ambulance", "-receiver", "X01=示例接收医院", "-out", folder, "../../../testdata/"+sample)
		require.NotEqual(t, exitFailed, r.status, r.stderr)
		pages, err := filepath.Glob(folder + "*.html")
		require.NoError(t, err)
		require.NotEmpty(t, pages)
		longest := ""
		for _, name := range pages {
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			page := string(text)
			if len(page) > len(longest) {
				longest = page
			}
			at := -1
			for _, part := range []string{"patient", "allergies", "blood-group", "referral", "problems"} {
				next := strings.Index(page, `<section class="`+part)
				if part != "problems" || next >= 0 {
					assert.Greater(t, next, at, "%s: %s", filepath.Base(name), part)
					at = next
				}
			}
		}
		assert.LessOrEqual(t, browser.Print(t, longest), 2, sample)
	}
}

// What is stated of one patient is said of no other, and of documents alone that ask.
func TestAReasonIsOfOnePatient(t *testing.T) {
	r := translate(t, "", "-quiet", "-document", "transfer", "-reason", "PCI", "../../../testdata/hqms.csv")
	assert.Equal(t, exitFailed, r.status)
	assert.Contains(t, r.stderr, "more than one record")
	assert.Empty(t, r.stdout)
	for _, arguments := range [][]string{
		{"-reason", "PCI"},
		{"-document", "ips", "-receiver", "B"},
		{"-document", "letter"},
		{"-document", "referral", "-urgency", "soon"},
		{"-document", "referral", "-bundle", "transaction"},
		{"-results", "x.hl7"},
		{"-document", "referral", "-statement", "mood=good"},
	} {
		r := translate(t, "", append(arguments, "../../../testdata/hqms.csv")...)
		assert.Equal(t, exitFailed, r.status, "%v", arguments)
	}
}

// A receiver may be stated of all, and no value of a patient is in what is said of the run.
func TestReferralsOfAllRecords(t *testing.T) {
	issues := filepath.Join(t.TempDir(), "issues.ndjson")
	r := translate(t, "", "-document", "referral", "-receiver", "X01=Example Hospital", "-issues", issues, "../../../testdata/hk-frontsheet.csv")
	require.NotEqual(t, exitFailed, r.status, r.stderr)
	assert.Equal(t, strings.Count(r.stdout, "\n"), strings.Count(r.stdout, `"resourceType":"Task"`))
	assert.NotContains(t, r.stderr+read(t, issues), "A123456")
}
