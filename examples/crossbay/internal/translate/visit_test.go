package translate

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
)

// The messages of two stays, one after the other as they come.
func visits() string {
	message := func(event, time, patient, visit, stay string) string {
		return "MSH|^~\\&|IPAS|QEH|||" + time + "||ADT^" + event + "|" + patient + time + "|P|2.5\rEVN|" + event + "|" + time +
			"\rPID|1||" + patient + "^^^QEH^MR||CHAN^TAI MAN||19560102|M\rPV1|1|I|W1||||||||||||||||" + visit + "|||||||||||||||||||||||||" + stay + "\r"
	}
	return message("A01", "202403020930", "P1", "HN1", "202403020920") + message("A01", "202403020940", "P2", "HN2", "202403020935") +
		message("A08", "202403021000", "P1", "HN1", "") + message("A03", "202403051500", "P1", "HN1", "|202403051450") +
		message("A11", "202403051600", "P2", "HN2", "")
}

// issuesOf reads a file of issues.
func issuesOf(t *testing.T, name string) (list []mapping.Issue) {
	t.Helper()
	for line := range strings.Lines(read(t, name)) {
		var i mapping.Issue
		require.NoError(t, json.Unmarshal([]byte(line), &i))
		list = append(list, i)
	}
	return list
}

func TestFoldVisit(t *testing.T) {
	file := write(t, "feed.hl7", visits())
	for _, to := range []string{"fhir", "hqms", "hk-frontsheet", "hk-adt"} {
		issues, rejects := filepath.Join(t.TempDir(), "issues"), filepath.Join(t.TempDir(), "rejects")
		r := translate(t, "", "-fold", "visit", "-to", to, "-issues", issues, "-rejects", rejects, file)
		assert.Equal(t, exitRejected, r.status, r.stderr)
		assert.Contains(t, r.stderr, "2 records, 1 translated, 1 rejected")
		found := map[string]mapping.Issue{}
		for _, i := range issuesOf(t, issues) {
			found[i.Code] = i
		}
		assert.Equal(t, 2, found["stay-cancelled"].Record)
		assert.Equal(t, 17, found["stay-cancelled"].Line, "of the message that says so")
		assert.NotContains(t, found, "stay-in-several-records")
		assert.Equal(t, 2, strings.Count(read(t, rejects), "MSH|"), "all messages of the stay")
		assert.NotContains(t, r.stdout, "HN2")
	}
	r := translate(t, "", "-fold", "patient", file)
	assert.Equal(t, exitFailed, r.status)
}

// Rows of several messages of one stay say so once.
func TestUnfoldedVisit(t *testing.T) {
	issues := filepath.Join(t.TempDir(), "issues")
	r := translate(t, "", "-to", "hqms", "-issues", issues, write(t, "feed.hl7", visits()))
	assert.Equal(t, exitRejected, r.status, r.stderr)
	assert.Equal(t, 5, strings.Count(r.stdout, "\n"), "a header and four rows")
	said := 0
	for _, i := range issuesOf(t, issues) {
		if i.Code == "stay-in-several-records" {
			said++
			assert.Equal(t, 3, i.Record)
		}
	}
	assert.Equal(t, 1, said)
}

// What is wrong with a batch is an issue of the file, and costs no message
// (CDCgov/prime-reportstream#17340, johnpaulett/python-hl7#34).
func TestBatchIssues(t *testing.T) {
	for name, test := range map[string]struct {
		file string
		want []mapping.Issue
	}{
		"a count": {"BHS|^~\\&|A\r" + visits() + "BTS|7\r", []mapping.Issue{{Line: 22, Column: "BTS-1", Severity: mapping.Warning, Code: "batch-count", Detail: "the batch is to have 7 messages, and has 5"}}},
		"cut": {"FHS|^~\\&|A\rBHS|^~\\&|A\r" + visits(), []mapping.Issue{
			{Line: 2, Column: "BHS", Severity: mapping.Warning, Code: "no-batch-trailer", Detail: "the batch has a header and no trailer: its end may be missing"},
			{Line: 1, Column: "FHS", Severity: mapping.Warning, Code: "no-batch-trailer", Detail: "the file has a header and no trailer: its end may be missing"},
		}},
		"no header": {visits() + "BTS|5\r", []mapping.Issue{{Line: 21, Column: "BTS", Severity: mapping.Information, Code: "no-batch-header", Detail: "the batch has a trailer and no header: its start may be missing"}}},
		"right":     {"BHS|^~\\&|A\r" + visits() + "BTS|5\r", nil},
	} {
		for _, args := range [][]string{{"-to", "fhir"}, {"-to", "hqms"}, {"-to", "fhir", "-fold", "visit"}} {
			issues := filepath.Join(t.TempDir(), "issues")
			r := translate(t, "", append(args, "-issues", issues, write(t, "x.hl7", test.file))...)
			assert.Equal(t, exitRejected, r.status, name)
			var got []mapping.Issue
			for _, i := range issuesOf(t, issues) {
				if i.Record == 0 {
					assert.Equal(t, "x.hl7", i.File)
					i.File = ""
					got = append(got, i)
				}
			}
			assert.Equal(t, test.want, got, "%s %v", name, args)
		}
	}
}

// A run that is resumed reads the file anew, and goes on with the same stays.
func TestFoldVisitResumed(t *testing.T) {
	file := write(t, "feed.hl7", visits())
	folder := t.TempDir()
	for _, name := range []string{"a", "b"} {
		r := translate(t, "", "-resume", "-fold", "visit", "-out", filepath.Join(folder, name), file)
		assert.Equal(t, exitRejected, r.status, r.stderr)
	}
	assert.Equal(t, read(t, filepath.Join(folder, "a")), read(t, filepath.Join(folder, "b")))
}

// A file without a message is empty, whoever reads it first.
func TestEmptyMessages(t *testing.T) {
	for _, args := range [][]string{{"-to", "fhir"}, {"-to", "hqms"}, {"-fold", "visit"}} {
		r := translate(t, "", append(args, "-from", "hk-adt", write(t, "x.hl7", "\r\n"))...)
		assert.Equal(t, exitFailed, r.status)
		assert.Contains(t, r.stderr, "x.hl7: the file is empty")
	}
}
