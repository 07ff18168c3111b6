package exchange

import (
	"bytes"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// clock is the time of all tests.
func clock() time.Time { return time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC) }

type result struct {
	status         int
	stdout, stderr string
}

func try(args ...string) result { return tryAt(clock(), "", args...) }

func tryAt(now time.Time, stdin string, args ...string) result {
	var out, err bytes.Buffer
	status := run(args, func() time.Time { return now }, strings.NewReader(stdin), &out, &err)
	return result{status, out.String(), err.String()}
}

// must runs a command that is to succeed.
func must(t *testing.T, args ...string) result {
	t.Helper()
	r := try(args...)
	require.Equal(t, exitDone, r.status, r.stderr)
	return r
}

// summaries makes International Patient Summaries of a sample, whose people do not
// exist, once.
var summaries = sync.OnceValues(func() (string, error) {
	file, err := os.Open("../../../testdata/hqms.csv")
	if err != nil {
		return "", err
	}
	defer file.Close()
	reader, err := mapping.NewReader(file, mainland.Layouts(), nil)
	if err != nil {
		return "", err
	}
	translator := mapping.NewTranslator(nil, &mapping.Options{Form: mapping.PatientSummary})
	for record, err := range reader.Records() {
		if err != nil {
			return "", err
		}
		document, _ := translator.Document(record.Sheet)
		line, err := document.Append(nil)
		return string(line), err
	}
	return "", os.ErrNotExist
})

func summary(t *testing.T) string {
	t.Helper()
	text, err := summaries()
	require.NoError(t, err)
	require.Contains(t, text, "张示例")
	return strings.TrimSpace(text)
}
