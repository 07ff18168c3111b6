package load_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/codes/rules"
)

// Whoever has the tables of GB/T 15657 loads them as any other. Their codes are none of
// the ICD: no rule takes one for the code of the WHO that it begins like.
func TestTablesOfChineseMedicine(t *testing.T) {
	set, err := load.CSV(strings.NewReader("system,code,zh-Hans\n"+
		"gbt-15657-1995,BNG010,一病\ngbt-15657-1995,ZYVXF0,一证\ngbt-15657-2021,A04.01.01,又一病\ngbt-15657-2021,A04.01.,一类\ngbt-15657-2021,B04.06.01,又一证\n"), nil)
	require.NoError(t, err)
	registry := codes.NewRegistry(set.Tables, set.Maps)
	for code, system := range map[string]codes.System{
		"BNG010": codes.TCM1995, "ZYVXF0": codes.TCM1995, "A04.01.01": codes.TCM2021, "A04.01.": codes.TCM2021, "B04.06.01": codes.TCM2021,
	} {
		concept, ok := registry.Lookup(system, code)
		assert.True(t, ok, code)
		assert.NotEmpty(t, concept.Hans, code)
		for _, target := range []codes.System{codes.ICD10, codes.ICD10CM, codes.ICD9CM, codes.DiagnosisClinical} {
			matches := registry.Translate(system, code, target)
			assert.Empty(t, matches, "%s to %s", code, target)
		}
	}
	_, _, ok := rules.StemOf("A04.01.01")
	assert.False(t, ok)
	for name, system := range map[string]codes.System{"gbt-15657-1995": codes.TCM1995, "gbt-15657-2021": codes.TCM2021} {
		found, ok := codes.FindSystem(name)
		assert.True(t, ok)
		assert.Equal(t, system, found)
		assert.True(t, codes.ChineseMedicine(found))
	}
	assert.False(t, codes.ChineseMedicine(codes.DiagnosisClinical))
}
