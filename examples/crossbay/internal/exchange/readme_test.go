package exchange

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The commands of the README can be run, one after the other.
func TestReadme(t *testing.T) {
	page, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	_, section, found := strings.Cut(string(page), "## Handing a record over\n")
	require.True(t, found)
	section, _, _ = strings.Cut(section, "\n## ")
	made := summary(t)
	t.Chdir(t.TempDir())
	n := 0
	for _, m := range regexp.MustCompile(`(?m)^    crossbay (exchange|translate) (.*)$`).FindAllStringSubmatch(section, -1) {
		if m[1] == "translate" { // which another test runs
			require.NoError(t, os.WriteFile("ips.ndjson", []byte(made+"\n"+made+"\n"), 0o600))
			continue
		}
		r := try(strings.Fields(m[2])...)
		assert.Equal(t, exitDone, r.status, m[0]+"\n"+r.stderr)
		n++
	}
	assert.Equal(t, 8, n)
	for _, name := range []string{"opened.json", "opened-link.json", "ips.png", "audit.ndjson"} {
		assert.FileExists(t, filepath.Join(".", name))
	}
	opened, err := os.ReadFile("opened.json")
	require.NoError(t, err)
	assert.Equal(t, made, string(opened))
}
