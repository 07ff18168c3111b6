package mainland_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// written returns the records of a file as another layout writes them, a cell by the
// name of its column, and the issues of each record.
func written(t *testing.T, file []byte, to *mapping.Layout, options ...*mapping.WriterOptions) (rows []map[string]string, text []byte, issues map[int][]mapping.Issue) {
	t.Helper()
	reader, err := mapping.NewReader(bytes.NewReader(file), mainland.Layouts(), nil)
	require.NoError(t, err)
	var out bytes.Buffer
	var o *mapping.WriterOptions
	if len(options) > 0 {
		o = options[0]
	}
	w, err := mapping.NewWriter(&out, to, o)
	require.NoError(t, err)
	issues = map[int][]mapping.Issue{}
	for record, err := range reader.Records() {
		require.NoError(t, err)
		require.NotNil(t, record.Sheet)
		list, err := w.Write(record.Sheet)
		require.NoError(t, err)
		issues[record.Number] = list
	}
	require.NoError(t, w.Flush())
	all, err := csv.NewReader(bytes.NewReader(out.Bytes())).ReadAll()
	require.NoError(t, err)
	for _, row := range all[1:] {
		m := map[string]string{}
		for i, name := range all[0] {
			if !isNothing(row[i]) {
				m[name] = row[i]
			}
		}
		rows = append(rows, m)
	}
	return rows, out.Bytes(), issues
}

// Each pair of columns of the crosswalk has the same cell on either side, or an issue of
// the record that says why not; and what crosses to HQMS of 2019 and after comes back.
func TestPCodesCrossByTheCrosswalk(t *testing.T) {
	pairs, err := os.ReadFile("../../../shared/formats/mainland/hqms_P_to_A_crosswalk.tsv")
	if err != nil {
		t.Skip("the published crosswalk is not here: ", err)
	}
	for _, c := range []struct {
		file      string
		to        *mapping.Layout
		from, two int // the columns of the crosswalk
	}{{"hqms-p.csv", mainland.HQMS(), 0, 1}, {"hqms.csv", mainland.HQMSP(), 1, 0}} {
		t.Run(c.file, func(t *testing.T) {
			file, err := os.ReadFile(testdata + c.file)
			require.NoError(t, err)
			same := mainland.HQMSP()
			if c.from == 1 {
				same = mainland.HQMS()
			}
			before, _, _ := written(t, file, same)
			after, there, issues := written(t, file, c.to)
			require.Len(t, after, len(before))
			crossed := 0
			for _, line := range strings.Split(strings.TrimSpace(string(pairs)), "\n")[1:] {
				pair := strings.Fields(line)
				for n := range before {
					a, b := before[n][pair[c.from]], after[n][pair[c.two]]
					if a == b || receives(pair[c.from], pair[c.two]) {
						crossed += min(1, len(a))
						continue
					}
					assert.True(t, told(issues[n+1], pair[c.two], c.to), "record %d: %s is %q, and %s %q, and nobody said so", n+1, pair[c.from], a, pair[c.two], b)
				}
			}
			assert.Greater(t, crossed, 30*len(before))
			t.Log(crossed, "cells crossed as they were")

			back, _, _ := written(t, there, same)
			for _, line := range strings.Split(strings.TrimSpace(string(pairs)), "\n")[1:] {
				pair := strings.Fields(line)
				for n := range before {
					if a, b := before[n][pair[c.from]], back[n][pair[c.from]]; a != b {
						assert.True(t, told(issues[n+1], pair[c.two], c.to), "record %d: %s was %q and came back as %q", n+1, pair[c.from], a, b)
					}
				}
			}
		})
	}
}

// receives reports whether a pair of columns is of the institution that receives the
// patient, which HQMS before 2019 has under two titles by its kind, and in one after.
func receives(a, b string) bool { return a == "P742" || b == "P742" }

// told reports whether an issue is about a column of a layout, or about its element
// where that has no column.
func told(list []mapping.Issue, column string, l *mapping.Layout) bool {
	element := columnsOf(l)[column]
	for _, i := range list {
		if i.Column == column || i.Field == element || i.Field == "patient.age-months" && element == "patient.age-days" {
			return true
		}
	}
	return false
}

func columnsOf(l *mapping.Layout) map[string]string {
	m := map[string]string{}
	for _, c := range l.Columns() {
		m[c.Name] = c.Element
	}
	return m
}

// What 卫统4-2 has of the patient, the stay, the Western diagnoses, the operations and the
// charges that the other forms have too is letter for letter in their rows; the rest is
// named as left out.
func TestChineseMedicineCrosses(t *testing.T) {
	file, err := os.ReadFile(testdata + "n042.csv")
	require.NoError(t, err)
	for _, to := range []*mapping.Layout{mainland.HQMS(), mainland.N041()} {
		rows, _, issues := written(t, file, to)
		here, _, _ := written(t, file, mainland.N042())
		there := map[string]string{}
		for _, c := range to.Columns() {
			there[c.Element] = c.Name
		}
		for n, row := range here {
			left := map[string]bool{}
			for _, i := range issues[n+1] {
				left[i.Field] = left[i.Field] || i.Code == "no-column"
			}
			for _, c := range mainland.N042().Columns() {
				value := row[c.Name]
				switch {
				case value == "" || c.Format != "" || c.Values != nil || strings.HasSuffix(c.Element, ".hour"):
					continue // dates and codes are of the other form's
				case there[c.Element] != "":
					assert.Equal(t, value, rows[n][there[c.Element]], "record %d: %s", n+1, c.Name)
				case strings.HasPrefix(c.Element, "diagnosis.tcm-"):
					stem := strings.NewReplacer("[1]", "", "[2]", "", "[3]", "", "[4]", "", "[5]", "", "[6]", "", "[7]", "").Replace(c.Element)
					assert.True(t, left[c.Element] || left[stem], "record %d: nobody said that %s is left out", n+1, c.Name)
				}
			}
			assert.Equal(t, map[string]string{"1": "2", "2": "1"}[row["ZZYJH"]], rows[n][there["stay.readmission"]], "是 and 有 of a plan")
		}
	}
}

// A file of HQMS that keeps the codings for which it has no column brings the diagnoses of
// Chinese medicine home, in the edition in which they were.
func TestChineseMedicineComesBackWithTheCodings(t *testing.T) {
	file, err := os.ReadFile(testdata + "n042.csv")
	require.NoError(t, err)
	before, _, _ := written(t, file, mainland.N042())
	_, there, _ := written(t, file, mainland.HQMS(), &mapping.WriterOptions{KeepCodings: true})
	back, _, _ := written(t, there, mainland.N042())
	require.Len(t, back, len(before))
	compared := 0
	for n := range before {
		for _, c := range mainland.N042().Columns() {
			if !strings.HasPrefix(c.Element, "diagnosis.") || strings.HasSuffix(c.Element, ".present") {
				continue
			}
			compared += min(1, len(before[n][c.Name]))
			if c.Element == "diagnosis.tcm-outpatient[1].name" && before[n]["JBDM"] == "" || c.Element == "diagnosis.tcm-syndrome[1].name" && before[n]["ZZ_JBBM1"] == "" {
				continue // a name without a code is no coding
			}
			assert.Equal(t, before[n][c.Name], back[n][c.Name], "record %d: %s", n+1, c.Name)
		}
	}
	assert.Greater(t, compared, 100)
}
