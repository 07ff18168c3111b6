package mainland

import (
	"encoding/csv"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
)

// published reads a published list, which is not part of the project.
func published(t *testing.T, name string, comma rune) [][]string {
	t.Helper()
	file, err := os.Open(shared + name)
	if err != nil {
		t.Skip("the published list is not here: ", err)
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma, -1, true
	rows, err := r.ReadAll()
	require.NoError(t, err)
	return rows[1:]
}

// columns returns the columns of a list that writes several as ZZ1-ZZ7.
func columns(t *testing.T, name string) []string {
	t.Helper()
	number := regexp.MustCompile(`[0-9]+$`)
	var names []string
	for _, row := range published(t, name, ',') {
		first, last, several := strings.Cut(row[1], "-")
		if !several {
			names = append(names, row[1])
			continue
		}
		stem := number.ReplaceAllString(first, "")
		from, err := strconv.Atoi(strings.TrimPrefix(first, stem))
		require.NoError(t, err)
		to, err := strconv.Atoi(strings.TrimPrefix(last, stem))
		require.NoError(t, err)
		for n := from; n <= to; n++ {
			names = append(names, stem+strconv.Itoa(n))
		}
	}
	return names
}

// reached returns how many of the columns named fill an element that goes into a
// resource: what is kept verbatim alone does not.
func reached(l *mapping.Layout, names []string) (n int, without []string) {
	byName := map[string]mapping.Column{}
	for _, c := range l.Columns() {
		byName[c.Name] = c
	}
	for _, name := range names {
		c, ok := byName[name]
		switch {
		case !ok:
			without = append(without, name)
		case c.Element != "source-field" && c.FHIR != "":
			n++
		}
	}
	return n, without
}

// Every column of 卫统4-2, as the interface of the performance assessment of hospitals of
// Chinese medicine lists them (2020), has a row, and 95 of 100 reach a resource.
func TestN042Columns(t *testing.T) {
	names := columns(t, "tcm_fields.csv")
	require.Len(t, names, 732)
	n, without := reached(N042(), names)
	assert.Empty(t, without)
	assert.Equal(t, 731, n) // not the name of who uploads the file
	assert.Len(t, N042().Columns(), len(names))
}

// Every column of HQMS before 2019, as exports have them, has a row, in their order;
// those that later exports have besides stand behind them.
func TestPColumns(t *testing.T) {
	names := columns(t, "hqms_pcode_fields.csv")
	require.Len(t, names, 346)
	n, without := reached(HQMSP(), names)
	assert.Empty(t, without)
	assert.Equal(t, 346, n)
	for i, c := range HQMSP().Columns() {
		if i < len(names) {
			assert.Equal(t, names[i], c.Name)
			assert.Empty(t, c.Since)
		} else {
			assert.NotEmpty(t, c.Since, c.Name)
		}
	}
}

// A column of HQMS before 2019 fills the element of the column that the crosswalk of a
// hospital's own export ties it to. The age under one year is in either unit.
func TestPColumnsAreThoseOfTheCrosswalk(t *testing.T) {
	elements := func(l *mapping.Layout) map[string]string {
		m := map[string]string{}
		for _, c := range l.Columns() {
			m[c.Name] = c.Element
		}
		return m
	}
	old, now := elements(HQMSP()), elements(HQMS())
	pairs := published(t, "hqms_P_to_A_crosswalk.tsv", '\t')
	require.Len(t, pairs, 235)
	for _, pair := range pairs {
		want := now[pair[1]]
		require.NotEmpty(t, want, pair)
		if pair[0] == "P66" {
			assert.Equal(t, "patient.age-days", want)
			want = "patient.age-months"
		}
		assert.Equal(t, want, old[pair[0]], "%s is %s", pair[0], pair[1])
	}
	// The list of columns knows four more.
	for p, a := range map[string]string{"P801": "A26", "P14": "A29", "P17": "A24", "P20": "A34"} {
		assert.Equal(t, now[a], old[p], p)
	}
}

// 卫统4-1 and 卫统4-2 have names in common that mean other things: JBDM is the principal
// diagnosis of one and the outpatient diagnosis of Chinese medicine of the other. A header
// is of the one whose own columns it has, and of neither where it has those of both.
func TestHeadersOfTheTwoForms(t *testing.T) {
	names := func(l *mapping.Layout) (list []string) {
		for _, c := range l.Columns() {
			list = append(list, c.Name)
		}
		return list
	}
	for header, want := range map[string]*mapping.Layout{
		strings.Join(names(N041()), " "):        N041(),
		strings.Join(names(N042()), " "):        N042(),
		strings.Join(names(HQMSP()), " "):       HQMSP(),
		strings.Join(names(HQMS()), " "):        HQMS(),
		"BAH XM ZYZD JBDM":                      N041(),
		"BAH XM ZYZD JBDM JBMM":                 N041(),
		"BAH XM ZYZD JBDM H23 YLFKFS":           N041(),
		"BAH XM ZYZD ZYZD_JBBM JBDM ZB ZB_JBBM": N042(),
		"BAH ZLLB JBDM":                         N042(),
		"bah xm 主病出院中医诊断 主病疾病编码 jbdm zb":        N042(),
		"BAH XM JBDM ZB JBMM":                   nil,
		"BAH XM JBDM ZB_JBBM H23":               nil,
		"P3 P4 P321 P322":                       HQMSP(),
		"p3 p4 p321 p324 P45002":                HQMSP(),
		"病案号 姓名 主要诊断编码 主病编码 主病 主证编码1 主证1": N042(),
	} {
		got, _ := mapping.Recognize(strings.Fields(header), Layouts())
		if want == nil {
			assert.Nil(t, got, header)
			continue
		}
		if assert.NotNil(t, got, header) {
			assert.Equal(t, want.Name, got.Name, header[:min(len(header), 60)])
		}
	}
}

// A layout with codes of Chinese medicine says of which edition those are whose shape
// tells none.
func TestEditionOfChineseMedicineIsStated(t *testing.T) {
	for edition, ok := range map[string]bool{"@tcm-codes,gbt-15657-2021\n": true, "@tcm-codes,gbt-15657\n": false, "": false} {
		_, err := mapping.ReadLayout(strings.NewReader("@layout,own\n@zone,+08:00\n"+edition+"@key,No\ncolumn,title,element,format,values,need,since,names\n"+
			"No,,patient.record-number,,,,,\nZB,,diagnosis.tcm-disease[1].code,,,,,\n"), nil)
		assert.Equal(t, ok, err == nil, edition)
	}
}
