package translate

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What is compared with another commit is every sample, of stays, referrals and reports,
// and not those alone that a list names.
func TestSameComparesEverySample(t *testing.T) {
	out, err := exec.Command("bash", "../../../../.ci/same", "-samples").Output()
	require.NoError(t, err)
	listed := strings.Fields(string(out))
	for _, folder := range []string{"examples/testdata", "mapping/results/testdata"} {
		entries, err := os.ReadDir(filepath.Join("../../../..", folder))
		require.NoError(t, err)
		for _, e := range entries {
			if name := e.Name(); !e.IsDir() && filepath.Ext(name) != ".md" && name != "stays.txt" {
				assert.Contains(t, listed, folder+"/"+name)
			}
		}
	}
}
