package mapping_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The house: codes and fhir are the ground floor and import nothing of ours
// but themselves; mapping stands on both; the regions do not know each other;
// nobody imports the examples; a spreadsheet library is linked by none but the
// packages called xlsx.
func TestImports(t *testing.T) {
	const module = "github.com/crossbay/crossbay/"
	out, err := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}: {{join .Imports \" \"}}{{end}}", "../codes/...", "../fhir/...", "./...").Output()
	require.NoError(t, err)
	for line := range strings.Lines(string(out)) {
		from, imports, _ := strings.Cut(strings.TrimSpace(line), ": ")
		from, ours := strings.CutPrefix(from, module)
		if !ours {
			continue
		}
		for to := range strings.FieldsSeq(imports) {
			assert.False(t, strings.Contains(to, "xuri/excelize") && from != "codes/load/xlsx" && from != "mapping/xlsx", "%s links a spreadsheet library", from)
			to, ours := strings.CutPrefix(to, module)
			if !ours {
				continue
			}
			floor, _, _ := strings.Cut(from, "/")
			if floor != "mapping" {
				assert.True(t, strings.HasPrefix(to+"/", floor+"/"), "%s imports %s", from, to)
			}
			assert.False(t, strings.HasPrefix(to, "examples"), "%s imports %s", from, to)
			for _, regions := range [][2]string{{"mapping/mainland", "mapping/hongkong"}, {"mapping/hongkong", "mapping/mainland"}} {
				assert.False(t, strings.HasPrefix(from, regions[0]) && strings.HasPrefix(to, regions[1]), "%s imports %s", from, to)
			}
			assert.False(t, from == "mapping" && (to == "mapping/mainland" || to == "mapping/hongkong"), "%s imports %s", from, to)
		}
	}
}
