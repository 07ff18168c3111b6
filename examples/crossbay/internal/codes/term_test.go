package codes

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// terms runs codes term, and returns its answers.
func terms(t *testing.T, stdin string, args ...string) []map[string]string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	require.Equal(t, exitAnswered, run(append([]string{"term"}, args...), strings.NewReader(stdin), &stdout, &stderr), stderr.String())
	var answers []map[string]string
	for line := range strings.Lines(stdout.String()) {
		var answer map[string]string
		require.NoError(t, json.Unmarshal([]byte(line), &answer))
		answers = append(answers, answer)
	}
	return answers
}

func TestTerms(t *testing.T) {
	answers := terms(t, "\ufeff无干呕\n\n心肌梗死\n", "-from", "zh-Hans-CN", "-to", "zh-Hant-HK", "艾滋病", "-")
	require.Len(t, answers, 3)
	assert.Equal(t, "艾滋病", answers[0]["source"])
	assert.Equal(t, "愛滋病", answers[0]["term"])
	assert.Equal(t, "exact", answers[0]["how"])
	assert.Contains(t, answers[1]["term"], "乾嘔")
	assert.Equal(t, "心肌梗塞", answers[2]["term"])
	assert.NotEmpty(t, answers[2]["english"])
	back := terms(t, "", "-from", "zh-Hant-HK", "-to", "zh-Hans-CN", "心肌梗塞")
	assert.Equal(t, "心肌梗死", back[0]["term"])
}

func TestOwnTermsComeFirst(t *testing.T) {
	file := filepath.Join(t.TempDir(), "own.csv")
	header, err := os.ReadFile("../../../../codes/term/terms.csv")
	require.NoError(t, err)
	columns := strings.Count(firstRow(string(header)), ",")
	require.NoError(t, os.WriteFile(file, []byte(firstRow(string(header))+"\n心肌梗死,心肌壞死,own"+strings.Repeat(",", max(0, columns-2))+"\n"), 0o600))
	answers := terms(t, "", "-terms", file, "-from", "zh-Hans-CN", "-to", "zh-Hant-HK", "心肌梗死")
	assert.Equal(t, "心肌壞死", answers[0]["term"])
}

func firstRow(text string) string {
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

func TestTermsRefused(t *testing.T) {
	for _, args := range [][]string{
		{"term"},
		{"term", "-from", "zh-Hans-CN", "艾滋病"},
		{"term", "-from", "fr", "-to", "en", "艾滋病"},
		{"term", "-from", "zh-Hans-CN", "-to", "zh-Hant-HK"},
		{"term", "-from", "zh-Hans-CN", "-to", "zh-Hant-HK", "-terms", "absent.csv", "艾滋病"},
	} {
		var stdout, stderr bytes.Buffer
		assert.Equal(t, exitFailed, run(args, nil, &stdout, &stderr), args)
		assert.NotEmpty(t, stderr.String())
	}
}
