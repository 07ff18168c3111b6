package translate

import (
	"encoding/csv"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// crossings are files in the columns of their layout, each with the layout of
// readers on the other side of the border.
var crossings = []struct{ sample, from, to string }{
	{"hk-frontsheet.csv", "hk-frontsheet", "hqms"},
	{"hk-frontsheet.csv", "hk-frontsheet", "n041"},
	{"hk-ehealth.csv", "hk-ehealth", "hqms"},
	{"hk-cdars.csv", "hk-cdars", "hqms"},
	{"hqms.csv", "hqms", "hk-frontsheet"},
	{"hqms-2022.csv", "hqms", "hk-frontsheet"},
	{"hqms.csv", "hqms", "hk-ehealth"},
	{"n041.csv", "n041", "hk-frontsheet"},
	{"n041-gbk.csv", "n041", "hk-cdars"},
	{"n042.csv", "n042", "hqms"},
	{"n042.csv", "n042", "n041"},
	{"n042.csv", "n042", "hk-frontsheet"},
	{"hqms.csv", "hqms", "n042"},
	{"hk-frontsheet.csv", "hk-frontsheet", "n042"},
	{"hqms-p.csv", "hqms-p", "hqms"},
	{"hqms-p.csv", "hqms-p", "n041"},
	{"hqms-p.csv", "hqms-p", "n042"},
	{"hqms-p.csv", "hqms-p", "hk-frontsheet"},
	{"hqms.csv", "hqms", "hqms-p"},
	{"hk-frontsheet.csv", "hk-frontsheet", "hqms-p"},
	{"mo-frontsheet.csv", "mo-frontsheet", "hqms"},
	{"mo-frontsheet-latin1.csv", "mo-frontsheet", "hqms"},
	{"mo-frontsheet.csv", "mo-frontsheet", "n041"},
	{"mo-frontsheet.csv", "mo-frontsheet", "hk-frontsheet"},
	{"hqms.csv", "hqms", "mo-frontsheet"},
	{"n041.csv", "n041", "mo-frontsheet"},
	{"hk-frontsheet.csv", "hk-frontsheet", "mo-frontsheet"},
}

// toTheMinute is a time without seconds, which FHIR does not have: there they
// are zero.
var toTheMinute = regexp.MustCompile(`^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$`)

// table returns what a run wrote, header first, as FHIR would have it. The mark
// for nothing is not in FHIR: there the cell is empty.
func table(t *testing.T, args ...string) [][]string {
	t.Helper()
	r := translate(t, "", append([]string{"-quiet"}, args...)...)
	require.Equal(t, exitDone, r.status, r.stderr)
	rows, err := csv.NewReader(strings.NewReader(r.stdout)).ReadAll()
	require.NoError(t, err)
	for _, row := range rows {
		for i := range row {
			switch {
			case row[i] == "-":
				row[i] = ""
			case toTheMinute.MatchString(row[i]):
				row[i] += ":00"
			}
		}
	}
	return rows
}

// A sheet that crosses the border as a FHIR document is read there as if it had
// crossed as it was, and comes home in the document as it left.
func TestDocumentsCrossTheBorder(t *testing.T) {
	for _, c := range crossings {
		t.Run(c.sample+" to "+c.to, func(t *testing.T) {
			sample := filepath.Join("../../../testdata", c.sample)
			home := write(t, "home.csv", translate(t, "", "-quiet", "-to", c.from, sample).stdout)
			documents := filepath.Join(t.TempDir(), "documents.ndjson")
			require.Equal(t, exitDone, translate(t, "", "-quiet", "-out", documents, home).status)

			assert.Equal(t, table(t, "-to", c.to, home), table(t, "-from", "fhir", "-to", c.to, documents), "abroad")
			assert.Equal(t, table(t, "-to", c.from, home), table(t, "-from", "fhir", "-to", c.from, documents), "at home")
		})
	}
}

// What says who the patient is, what the matter was, when, and what it cost, is
// letter for letter in the row that comes home.
func TestDocumentsBringHomeWhatTheyTook(t *testing.T) {
	for _, c := range crossings {
		t.Run(c.sample, func(t *testing.T) {
			sample := filepath.Join("../../../testdata", c.sample)
			home := write(t, "home.csv", translate(t, "", "-quiet", "-to", c.from, sample).stdout)
			documents := filepath.Join(t.TempDir(), "documents.ndjson")
			require.Equal(t, exitDone, translate(t, "", "-quiet", "-out", documents, home).status)
			want := essentials(t, home, c.from)
			require.NotEmpty(t, want)
			assert.Equal(t, want, essentials(t, write(t, "back.csv", translate(t, "", "-quiet", "-from", "fhir", "-to", c.from, documents).stdout), c.from))
		})
	}
}

// essentials lists the cells of a file by which a person would be mistaken for
// another, or treated for something else.
func essentials(t *testing.T, file, layout string) []string {
	t.Helper()
	chosen, err := (&command{}).chooseLayouts(layout)
	require.NoError(t, err)
	element := map[string]string{}
	for _, column := range chosen[0].Columns() {
		element[column.Name] = column.Element
	}
	rows, err := csv.NewReader(strings.NewReader(read(t, file))).ReadAll()
	require.NoError(t, err)
	var list []string
	for _, row := range rows[1:] {
		for i, cell := range row {
			if cell != "" && cell != "-" && isEssential(element[rows[0][i]]) {
				list = append(list, rows[0][i]+" = "+cell)
			}
		}
	}
	return list
}

func isEssential(element string) bool {
	for _, prefix := range []string{
		"patient.name", "patient.english-name", "patient.document", "patient.record-number", "patient.reference-key", "patient.birth", "patient.sex",
		"stay.admission", "stay.discharge", "stay.number", "diagnosis.", "domain.", "procedure", "attendance.", "fee.",
	} {
		if strings.HasPrefix(element, prefix) {
			return true
		}
	}
	return false
}
