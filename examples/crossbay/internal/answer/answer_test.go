package answer_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/examples/crossbay/internal/answer"
	"github.com/crossbay/crossbay/examples/crossbay/internal/translate"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// referrals is a file of the referral of the samples.
func referrals(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "referrals.ndjson")
	var told bytes.Buffer
	status := translate.Commands()[0].Run(context.Background(), []string{"-from", "hk-ref", "-document", "referral", "-out", name, "../../../testdata/hk-ref.hl7"}, nil, &told, &told)
	require.Zero(t, status, told.String())
	return name
}

// sample is the answer of the samples, with its segments ended as a sender ends them.
func sample(t *testing.T, end string) string {
	t.Helper()
	text, err := os.ReadFile("../../../testdata/hk-rri.hl7")
	require.NoError(t, err)
	return strings.NewReplacer("\r\n", end, "\r", end, "\n", end).Replace(string(text))
}

// run takes answers from standard input.
func run(input string, args ...string) (status int, out, told string) {
	var stdout, stderr bytes.Buffer
	status = answer.Command().Run(context.Background(), append(args, "-"), strings.NewReader(input), &stdout, &stderr)
	return status, stdout.String(), stderr.String()
}

// However an answer is sent, it says the same: with the ends of lines of the standard (2.3.1
// of HL7 v2.5) and those that files have, in MLLP's frames, and in the encodings of the
// hospitals, stated in MSH-18 or not.
func TestAnswersAsTheyAreSent(t *testing.T) {
	known := referrals(t)
	status, want, told := run(sample(t, "\r"), "-referrals", known)
	require.Zero(t, status, told)
	require.Equal(t, 1, strings.Count(want, "\n"), "one transaction a line")
	han := func(charset string) string {
		text := strings.Replace(sample(t, "\r"), "CHAN^TAI MAN^^^^^L^A", "CHAN^TAI MAN^^^^^L^A~陳大文^^^^^^L^I", 1)
		return strings.Replace(text, "UNICODE UTF-8", charset, 1)
	}
	in := func(e encoding.Encoding, text string) string {
		text, err := e.NewEncoder().String(text)
		require.NoError(t, err)
		return text
	}
	for name, text := range map[string]string{
		"LF":              sample(t, "\n"),
		"CR LF":           sample(t, "\r\n"),
		"MLLP":            "\x0b" + sample(t, "\r") + "\x1c\r",
		"MLLP and LF":     "\x0b" + sample(t, "\n") + "\x1c\r\n",
		"byte order mark": "\ufeff" + sample(t, "\r"),
		"UTF-8":           han("UNICODE UTF-8"),
		"GB18030":         in(simplifiedchinese.GB18030, han("GB 18030-2000")),
		"Big5":            in(traditionalchinese.Big5, han("BIG-5")),
		"UTF-8, not said": han(""),
	} {
		status, out, told := run(text, "-referrals", known)
		assert.Zero(t, status, "%s: %s", name, told)
		assert.Equal(t, want, out, name)
	}
	// Bytes of which nobody says what they are are no guess.
	for name, text := range map[string]string{"gb18030": in(simplifiedchinese.GB18030, han("")), "big5": in(traditionalchinese.Big5, han(""))} {
		status, out, told := run(text, "-referrals", known)
		assert.Equal(t, 1, status)
		assert.Empty(t, out)
		assert.Contains(t, told, `"charset-not-stated"`)
		status, out, told = run(text, "-referrals", known, "-encoding", name)
		assert.Zero(t, status, told)
		assert.Equal(t, want, out, name)
	}
}

// What comes twice is answered twice, and the same; of several the good ones count.
func TestSeveralAnswers(t *testing.T) {
	known := referrals(t)
	good := sample(t, "\r")
	bad := strings.Replace(good, "P0001^^^HKX^PI~A123456(3)^^^HKSAR^NI", "P0002^^^HKX^PI", 1)
	status, out, told := run(good+bad+good, "-referrals", known)
	assert.Equal(t, 1, status)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if assert.Len(t, lines, 2) {
		assert.Equal(t, lines[0], lines[1])
	}
	assert.Contains(t, told, `"another-patient"`)
	for _, value := range []string{"CHAN", "P0002", "A123456"} {
		assert.NotContains(t, told, value, "no issue holds a patient's value")
	}
	status, out, _ = run("", "-referrals", known)
	assert.NotZero(t, status, "nothing is no answer")
	assert.Empty(t, out)
}

// No file is written where the run could not be done, nor over one that is read.
func TestFilesAreNotLost(t *testing.T) {
	known := referrals(t)
	was, err := os.ReadFile(known)
	require.NoError(t, err)
	status, _, told := run(sample(t, "\r"), "-referrals", known, "-out", known)
	assert.Equal(t, 2, status)
	assert.Contains(t, told, "is read")
	now, err := os.ReadFile(known)
	require.NoError(t, err)
	assert.Equal(t, was, now)

	updates := filepath.Join(t.TempDir(), "updates.ndjson")
	require.NoError(t, os.WriteFile(updates, []byte("earlier\n"), 0o600))
	var told2 bytes.Buffer
	status = answer.Command().Run(context.Background(), []string{"-referrals", known, "-out", updates, "missing.hl7"}, nil, &told2, &told2)
	assert.Equal(t, 2, status)
	text, err := os.ReadFile(updates)
	require.NoError(t, err)
	assert.Equal(t, "earlier\n", string(text))
	status, _, _ = run(sample(t, "\r"), "-referrals", known, "-out", updates, "-issues", updates)
	assert.Equal(t, 2, status)
}
