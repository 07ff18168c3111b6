package laboratory

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The columns are those of LOINC's own files (Loinc.csv, MapTo.csv and the linguistic
// variants, as its users' guide lists them); a deprecated code and a variant without a
// long name are among the rows.
const (
	releaseTable = "\ufeff\"LOINC_NUM\",\"COMPONENT\",\"PROPERTY\",\"TIME_ASPCT\",\"SYSTEM\",\"SCALE_TYP\",\"METHOD_TYP\",\"CLASS\",\"STATUS\",\"LONG_COMMON_NAME\",\"EXAMPLE_UCUM_UNITS\"\r\n" +
		"\"718-7\",\"Hemoglobin\",\"MCnc\",\"Pt\",\"Bld\",\"Qn\",\"\",\"HEM/BC\",\"ACTIVE\",\"Hemoglobin [Mass/volume] in Blood\",\"g/dL\"\r\n" +
		"\"2345-7\",\"Glucose\",\"SCnc\",\"Pt\",\"Ser/Plas\",\"Qn\",\"\",\"CHEM\",\"ACTIVE\",\"Glucose [Mass/volume] in Serum or Plasma\",\"mg/dL\"\r\n" +
		"\"1009-0\",\"Deprecated test\",\"PrThr\",\"Pt\",\"RBC\",\"Ord\",\"\",\"BLDBK\",\"DEPRECATED\",\"Deprecated Direct antiglobulin test\",\"\"\r\n" +
		"\"1007-4\",\"Direct antiglobulin test\",\"PrThr\",\"Pt\",\"RBC\",\"Ord\",\"\",\"BLDBK\",\"DEPRECATED\",\"Direct antiglobulin test\",\"\"\r\n" +
		"\"10331-7\",\"Rh\",\"Type\",\"Pt\",\"Bld\",\"Nom\",\"\",\"BLDBK\",\"DISCOURAGED\",\"Rh [Type] in Blood\",\"\"\r\n"
	releaseMap     = "LOINC,MAP_TO,COMMENT\r\n1009-0,1007-4,\r\n1009-0,51006-5,\r\n1007-4,51006-5,\r\n"
	releaseVariant = "LOINC_NUM,COMPONENT,PROPERTY,TIME_ASPCT,SYSTEM,SCALE_TYP,METHOD_TYP,CLASS,SHORTNAME,LONG_COMMON_NAME,RELATEDNAMES2\r\n718-7,血红蛋白,质量浓度,时间点,全血,定量型,,血液学,,,\r\n"
)

func TestRelease(t *testing.T) {
	r, err := ReadRelease(strings.NewReader(releaseTable), strings.NewReader(releaseMap))
	require.NoError(t, err)
	require.NoError(t, r.AddVariant("zh-CN", strings.NewReader(releaseVariant)))
	term, ok := r.Term("718-7")
	require.True(t, ok)
	assert.Equal(t, Term{Code: "718-7", Name: "Hemoglobin [Mass/volume] in Blood", Component: "Hemoglobin", Property: "MCnc", Time: "Pt", System: "Bld", Scale: "Qn", Status: "ACTIVE", Units: "g/dL"}, term)
	assert.Equal(t, "血红蛋白:质量浓度:时间点:全血:定量型", r.Name("zh-CN", "718-7"))
	assert.Empty(t, r.Name("zh-CN", "2345-7"))
	assert.Equal(t, []string{"1007-4", "51006-5"}, r.Replacements("1009-0"))
	_, ok = r.Term("1-1")
	assert.False(t, ok)
	faults := strings.Join(Default().Check(r), "\n")
	assert.NotContains(t, faults, "718-7")
	assert.Contains(t, faults, "glu: 2345-7 has the property SCnc, which g/L is not")
	assert.Contains(t, faults, "glu: the release has no code 14749-6")
	assert.Contains(t, faults, "dat: 1007-4 is deprecated, for it stands 51006-5")
	assert.Contains(t, faults, "rh: LOINC advises against 10331-7")

	_, err = ReadRelease(strings.NewReader("a,b\n1,2\n"), nil)
	assert.ErrorIs(t, err, ErrColumns)
	_, err = ReadRelease(strings.NewReader(""), nil)
	assert.ErrorIs(t, err, ErrColumns)
}

// The table against a list of its codes with the names and parts that LOINC 2.83 has.
func TestTableAgainstCodes(t *testing.T) {
	var b strings.Builder
	w := csv.NewWriter(&b)
	require.NoError(t, w.Write([]string{"LOINC_NUM", "COMPONENT", "PROPERTY", "TIME_ASPCT", "SYSTEM", "SCALE_TYP", "METHOD_TYP", "STATUS", "LONG_COMMON_NAME"}))
	for _, r := range parts(t) {
		require.NoError(t, w.Write([]string{r["loinc"], r["component"], r["property"], r["time"], r["system"], r["scale"], r["method"], "ACTIVE", r["long_common_name"]}))
	}
	w.Flush()
	r, err := ReadRelease(strings.NewReader(b.String()), nil)
	require.NoError(t, err)
	assert.Empty(t, Default().Check(r))
}
