package load

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The page names the flags that there are, and all codes of findings.
func TestReadme(t *testing.T) {
	page := read(t, "../../LOADING.md")
	help := runLoad(t, "-help")
	assert.Equal(t, exitDone, help.status)
	named := 0
	for line := range strings.Lines(page) {
		if _, command, found := strings.Cut(line, "crossbay load -base"); found {
			for _, m := range regexp.MustCompile(` (-[a-z-]+)`).FindAllStringSubmatch(" -base"+command, -1) {
				assert.Contains(t, help.stderr, "  "+m[1]+" ", line)
				named++
			}
		}
	}
	assert.Greater(t, named, 10)
	for _, code := range []string{codeRefused, codeNoAnswer, codeNotUnderstood, codeNotLoadable, codeKept, codeRevived, keptNewer, keptUndated, keptDeath, keptContrary} {
		assert.Contains(t, page, "`"+code+"`")
	}
	for _, name := range []string{tokenVariable, basicVariable} {
		assert.Contains(t, page, name)
		assert.Contains(t, help.stderr, name)
	}
}
