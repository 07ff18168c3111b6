package codes

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/crossbay/crossbay/examples/internal/canary"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/macao"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// Somebody gives patients' records where code tables are asked for: whatever the
// program says of them, it says nothing of what is in them.
func TestNoMessageHoldsARecord(t *testing.T) {
	for name, file := range patientFiles(t) {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, "in", file)
			in := dir + "/in"
			for _, args := range [][]string{
				{"lookup", "-codes", in, "-source", "icd-10", "A00"},
				{"lookup", "-codes", dir, "-source", "icd-10", "A00"},
				{"lookup", "-codes", "icd-10=" + in, "-source", "icd-10", "A00"},
				{"translate", "-codes", in, "-source", "icd-10", "-target", "icd-9-cm", "A00"},
				{"translate", "-codes", in, "-source", "icd-10", "-target", "icd-9-cm", "-reverse", "A00"},
				{"validate", "-codes", in},
				{"validate", "-codes", in, "-source", "icd-10", "-target", "icd-9-cm"},
				{"validate", "-codes", dir, "-source", "icd-10", "A00"},
				{"publish", "-codes", in, "-list"},
				{"serve", "-codes", in, "-listen", "192.0.2.1:1", "-open-to-the-network"}, // not of this machine: it ends where the file is good
				{"term", "-from", "en", "-to", "zh-Hant-HK", "-terms", in, "asthma"},
			} {
				status, out, stderr := try("", args...)
				stderr, out = strings.ReplaceAll(stderr, dir, ""), strings.ReplaceAll(out, dir, "") // has a number in it
				require.Empty(t, canary.Find(stderr), "standard error of %v", args[:2])
				require.Empty(t, canary.Find(out), "standard output of %v", args[:2])
				if !strings.HasPrefix(name, "a Bundle") { // which may hold a table beside them
					require.Equal(t, exitFailed, status, "%v takes the file for a table", args[:2])
					require.NotEmpty(t, stderr)
				}
			}
		})
	}
}

// patientFiles returns files of patients' records, by what they are.
func patientFiles(t *testing.T) map[string]string {
	files := map[string]string{}
	for _, layout := range slices.Concat(mainland.Layouts(), hongkong.Layouts(), macao.Layouts()) {
		var names, titles []string
		for _, c := range layout.Columns() {
			names, titles = append(names, c.Name), append(titles, c.Title)
		}
		files[layout.Name] = csvOf(t, names)
		files[layout.Name+", titles"] = csvOf(t, titles)
		files[layout.Name+", no header"] = csvOf(t, nil)
		files[layout.Name+", tabs"] = strings.ReplaceAll(csvOf(t, names), ",", "\t")
		files[layout.Name+", workbook"] = workbookOf(t, names)
	}
	for name, cell := range canary.Cells() {
		text := strings.NewReplacer("\n", "", "\r", "", "\x00", "", "\x07", "").Replace(cell)
		quoted, err := json.Marshal(text)
		require.NoError(t, err)
		var escaped bytes.Buffer
		require.NoError(t, xml.EscapeText(&escaped, []byte(text)))
		for format, file := range map[string]string{
			"a message":     "MSH|^~\\&|" + text + "\rPID|1||" + text + "^^^H^MR||" + text + "\r",
			"a Patient":     `{"resourceType":"Patient","id":` + string(quoted) + `,"name":[{"text":` + string(quoted) + `}]}`,
			"a Bundle":      `{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","gender":` + string(quoted) + `}}]}`,
			"JSON":          `[{"A48":` + string(quoted) + "}]",
			"NDJSON":        strings.Repeat(`{"A48":`+string(quoted)+"}\n", 2),
			"JSON cut off":  `{"resourceType":"Patient","id":` + string(quoted),
			"broken JSON":   `{"resourceType":"Patient","id":` + text + "}",
			"a CDA":         `<?xml version="1.0"?><ClinicalDocument><name>` + escaped.String() + "</name></ClinicalDocument>",
			"broken XML":    "<ClinicalDocument><name>" + cell + "</ClinicalDocument>",
			"HTML":          "<html><table><tr><td>" + escaped.String() + "</td></tr></table>",
			"a text":        cell + "\n" + cell + "\n",
			"no workbook":   "PK\x03\x04" + cell,
			"a quoted cell": `"` + cell,
			"another table": "姓名,地址,备注,电话\n" + csvOf(t, nil),
		} {
			files[format+" of "+name] = file
		}
	}
	return files
}

// csvOf returns a file of a row of each canary, which stands in every column.
func csvOf(t *testing.T, header []string) string {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if header != nil {
		require.NoError(t, w.Write(header))
	}
	for _, cell := range canary.Cells() {
		require.NoError(t, w.Write(slices.Repeat([]string{cell}, max(3, len(header)))))
	}
	w.Flush()
	return b.String()
}

func workbookOf(t *testing.T, header []string) string {
	book := excelize.NewFile()
	defer book.Close()
	require.NoError(t, book.SetSheetRow("Sheet1", "A1", &header))
	at := 1
	for _, cell := range canary.Cells() {
		at++
		name, err := excelize.CoordinatesToCellName(1, at)
		require.NoError(t, err)
		row := slices.Repeat([]string{strings.ToValidUTF8(cell, "")}, len(header))
		require.NoError(t, book.SetSheetRow("Sheet1", name, &row))
	}
	var b bytes.Buffer
	require.NoError(t, book.Write(&b))
	return b.String()
}
