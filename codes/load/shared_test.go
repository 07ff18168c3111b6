package load_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/codestest"
	"github.com/crossbay/crossbay/codes/load"
)

// shared returns the path of a file that lies beside the project and is no
// part of it, for licence reasons. Without it the test is skipped.
func shared(t testing.TB, name string) string {
	t.Helper()
	p := filepath.Join("..", "..", "..", "shared", filepath.FromSlash(name))
	if _, err := os.Stat(p); err != nil {
		t.Skipf("../shared/%s is not there", name)
	}
	return p
}

func readShared(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(shared(t, name))
	require.NoError(t, err)
	return b
}

func oneTable(t testing.TB, s *load.Set, err error) *load.Table {
	t.Helper()
	require.NoError(t, err)
	require.Len(t, s.Tables, 1)
	require.Empty(t, s.Maps)
	return s.Tables[0].(*load.Table)
}

func oneMap(t testing.TB, s *load.Set, err error) *load.Map {
	t.Helper()
	require.NoError(t, err)
	require.Len(t, s.Maps, 1)
	require.Empty(t, s.Tables)
	return s.Maps[0].(*load.Map)
}

func TestGEM2018(t *testing.T) {
	for _, x := range []struct {
		file           string
		source, target codes.System
		rows, codes    int
		version        string
	}{
		{"2018_I9gem.txt", codes.ICD9CM, codes.ICD10CM, 24860, 14567, "2018"},
		{"2018_I10gem.txt", codes.ICD10CM, codes.ICD9CM, 81593, 71704, "2018"},
		{"gem_i9pcs.txt", codes.ICD9CM, load.ICD10PCS, 73593, 3882, ""},
		{"gem_pcsi9.txt", load.ICD10PCS, codes.ICD9CM, 101025, 78705, ""},
	} {
		t.Run(x.file, func(t *testing.T) {
			text := readShared(t, "tables/gem/"+x.file)
			s, err := load.File(shared(t, "tables/gem/"+x.file), nil)
			m := oneMap(t, s, err)
			require.Equal(t, x.source.URI, m.Source().URI)
			require.Equal(t, x.target.URI, m.Target().URI)
			codestest.TestMap(t, m)
			require.Equal(t, x.version, m.Version())
			require.Equal(t, x.codes, m.Len())
			rows := 0
			for code := range m.Codes() {
				rows += len(m.Translate(code))
			}
			require.Equal(t, x.rows, rows)
			var out bytes.Buffer
			require.NoError(t, load.WriteGEM(&out, m))
			require.True(t, bytes.Equal(text, out.Bytes()), "the published text does not come back byte for byte")
		})
	}
}

func TestCMSTitles(t *testing.T) {
	for _, x := range []struct {
		file, code, title string
		rows              int
	}{
		{"icd9cm/CMS32_DESC_LONG_DX.txt", "386.00", "Ménière's disease, unspecified", 14567},
		{"icd9cm/CMS32_DESC_LONG_SG.txt", "36.06", "Insertion of non-drug-eluting coronary artery stent(s)", 3882},
		{"icd9cm/CMS32_DESC_SHORT_DX.txt", "V91.99", "Mult gest-plac/sac undet", 14567},
		{"icd9cm/CMS32_DESC_SHORT_SG.txt", "99.98", "Milk extraction", 3882},
		{"icd10cm/icd10cm_order_2018.txt", "Z99.89", "Dependence on other enabling machines and devices", 94127},
	} {
		t.Run(x.file, func(t *testing.T) {
			s, err := load.File(shared(t, "tables/"+x.file), nil)
			table := oneTable(t, s, err)
			require.Equal(t, x.rows, table.Len())
			c, ok := table.Lookup(x.code)
			require.True(t, ok)
			require.Equal(t, x.title, c.English)
			codestest.TestTable(t, table)
		})
	}
}

func TestInsurance(t *testing.T) {
	for _, x := range []struct {
		file, code, target string
		rows, changed      int
	}{
		{"map_guolin2_to_yibao2_dx.csv", "A01.000x002", "A01.003", 35591, 4388},
		{"map_guolin3_to_yibao2_px.csv", "37.8300x002", "00.5000x004", 13654, 560},
	} {
		t.Run(x.file, func(t *testing.T) {
			s, err := load.File(shared(t, "tables/mainland/"+x.file), nil)
			m := oneMap(t, s, err)
			require.Equal(t, x.rows, m.Len())
			changed := 0
			for code := range m.Codes() {
				matches := m.Translate(code)
				require.Len(t, matches, 1)
				require.Equal(t, codes.RelatedTo, matches[0].Equivalence)
				if matches[0].Concept.Code != code {
					changed++
				}
			}
			require.Equal(t, x.changed, changed)
			require.Equal(t, x.target, m.Translate(x.code)[0].Concept.Code)
		})
	}
	t.Run("the file does not say its system", func(t *testing.T) {
		_, err := load.File(shared(t, "tables/mainland/yibao2_dx.csv"), nil)
		require.ErrorIs(t, err, load.ErrSystem)
	})
	t.Run("a heading repeated in a plain table", func(t *testing.T) {
		_, err := load.File(shared(t, "tables/mainland/yibao2_px_hierarchy.csv"), &load.Options{System: codes.ProcedureInsurance})
		var e *load.Error
		require.ErrorAs(t, err, &e)
		require.Positive(t, e.Line)
		require.Contains(t, e.Reason, "already")
	})
}

func TestR4CodeSystems(t *testing.T) {
	dir := shared(t, "suites/r4-codesystems")
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	require.NoError(t, err)
	require.Len(t, files, 90)
	for _, f := range files {
		s, err := load.File(f, nil)
		if assertNoError(t, err) {
			require.Len(t, s.Tables, 1)
		}
	}
	s, err := load.Dir(os.DirFS(dir), nil)
	require.NoError(t, err)
	require.Len(t, s.Tables, 89, "the supplement went into its table")
}

func assertNoError(t *testing.T, err error) bool {
	if err != nil {
		t.Error(err)
	}
	return err == nil
}

func TestR4ConceptMaps(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(shared(t, "suites/r4-examples/ConceptMap"), "*.json"))
	require.NoError(t, err)
	require.Len(t, files, 80)
	refused := map[string]string{}
	for _, f := range files {
		if _, err := load.File(f, nil); err != nil {
			var e *load.Error
			require.ErrorAs(t, err, &e)
			require.Positive(t, e.Line)
			refused[filepath.Base(f)] = e.Reason
		}
	}
	require.Equal(t, map[string]string{
		"ConceptMap-103.json":                "an element without a code translates nothing",
		"ConceptMap-cdshooks-indicator.json": "a group that does not say its source or its target system",
	}, refused)
}
