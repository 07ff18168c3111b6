package translate

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const nobodys = "A48,A11,A49\n0001,测试甲,1\n"

// idOf returns the id of the Patient of the first Bundle.
func idOf(t *testing.T, bundles string) string {
	t.Helper()
	var b struct {
		Entry []struct {
			Resource struct{ ResourceType, ID string }
		}
	}
	line, _, _ := strings.Cut(bundles, "\n")
	require.NoError(t, json.Unmarshal([]byte(line), &b))
	for _, e := range b.Entry {
		if e.Resource.ResourceType == "Patient" {
			return e.Resource.ID
		}
	}
	t.Fatal("no Patient")
	return ""
}

// FHIR R4, Identifier.system: a number is one within a namespace.
func TestFacilityOfInputs(t *testing.T) {
	folder := t.TempDir()
	one, other := filepath.Join(folder, "one.csv"), filepath.Join(folder, "other.csv")
	require.NoError(t, os.WriteFile(one, []byte(nobodys), 0o600))
	require.NoError(t, os.WriteFile(other, []byte(strings.Replace(nobodys, "测试甲", "测试乙", 1)), 0o600))
	id := func(input string, flags ...string) string {
		r := translate(t, "", append(flags, "-quiet", input)...)
		require.Equal(t, exitDone, r.status, r.stderr)
		return idOf(t, r.stdout)
	}
	assert.NotEqual(t, id(one), id(other))
	assert.Equal(t, id(one), id(one))
	assert.Equal(t, id(one, "-facility", "H1"), id(other, "-facility", "H1=示例医院"))
	assert.NotEqual(t, id(one, "-facility", "H1"), id(one, "-facility", "H2"))
	for _, input := range []string{one, filepath.Join(folder, "*.csv")} {
		both := []string{"-facility", "H2", "-facility", input + "=H1=示例医院"}
		r := translate(t, "", append(both, "-quiet", input)...)
		require.Equal(t, exitDone, r.status, r.stderr)
		assert.Equal(t, id(one, "-facility", "H1"), idOf(t, r.stdout))
		assert.Contains(t, r.stdout, "示例医院")
	}
	both := translate(t, "", "-quiet", "-facility", "H2", "-facility", one+"=H1", other, one)
	assert.Equal(t, id(other, "-facility", "H2"), idOf(t, both.stdout), "another input has that of all")
	assert.Equal(t, exitFailed, translate(t, "", "-facility", one+"=H1", other).status, "a file that is no input")
	r := translate(t, nobodys, "-quiet", "-facility", "-=H1", "-")
	assert.Equal(t, id(one, "-facility", "H1"), idOf(t, r.stdout))
	// What a record states goes before it.
	assert.Contains(t, translate(t, sheet(good), "-quiet", "-facility", "H1", "-").stdout, "12345678X")
	for _, flags := range [][]string{{"-facility", ""}, {"-facility", "=H1"}, {"-facility", "H1", "-facility", "H2"}} {
		assert.Equal(t, exitFailed, translate(t, nobodys, append(flags, "-")...).status, flags)
	}
}

// What becomes part of a server must not be another hospital's patient.
func TestTransactionsNeedAFacility(t *testing.T) {
	r := translate(t, nobodys, "-bundle", "transaction", "-")
	assert.Equal(t, exitFailed, r.status)
	assert.Contains(t, r.stderr, "-facility")
	assert.NotContains(t, r.stderr, "测试甲")
	assert.Empty(t, r.stdout)
	assert.Equal(t, exitDone, translate(t, nobodys, "-bundle", "transaction", "-facility", "H1", "-").status)
	assert.Equal(t, exitDone, translate(t, sheet(good), "-bundle", "transaction", "-").status)
}
