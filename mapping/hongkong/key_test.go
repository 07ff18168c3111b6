package hongkong_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
)

const (
	ofExtract = "Reference Key,Sex,A&E to IP Ward: Admission Date (yyyy-mm-dd)\n9100001,F,2024-03-02\n"
	ofRecords = "Encounter key,Domain,Recipient eHR number,Recipient sex\nE1,ENCOUNTER,80000001,F\n"
	ofMessage = "MSH|^~\\&|||||20240105093000||ADT^A01|1|P|2.5\rEVN|A01\rPID|1||P000123^^^QEH^PI||CHAN^TAI MAN\rPV1|1|I\r"
)

// The key of an extract, the number of the health record and that of a hospital
// tell patients apart, each in its own register: none stands for another.
func TestNumbersOfRegistersAreNotTakenForEachOther(t *testing.T) {
	for _, c := range []struct {
		name, input, column string
		to                  *mapping.Layout
		want                string
	}{
		{"an extract's key", ofExtract, "Recipient eHR number", hongkong.EHealth(), ""},
		{"a number of the health record", ofRecords, "Reference Key", hongkong.CDARS(), ""},
		{"a hospital's number", ofMessage, "Recipient eHR number", hongkong.EHealth(), ""},
		{"a hospital's number", ofMessage, "Reference Key", hongkong.CDARS(), ""},
		{"an extract's key", ofExtract, "Reference Key", hongkong.CDARS(), "9100001"},
		{"a number of the health record", ofRecords, "Recipient eHR number", hongkong.EHealth(), "80000001"},
	} {
		t.Run(c.name+" as "+c.column, func(t *testing.T) {
			reader, err := open(c.input, nil)
			require.NoError(t, err)
			for record, err := range reader.Records() {
				require.NoError(t, err)
				require.NotNil(t, record.Sheet)
				document, _ := both.Document(record.Sheet)
				text, err := document.Append(nil)
				require.NoError(t, err)
				read, err := fhir.Read(text)
				require.NoError(t, err)
				back, _ := both.FrontSheet(read)
				for _, sheet := range []*mapping.FrontSheet{record.Sheet, back} {
					cell, reported := keyCell(t, sheet, c.to, c.column)
					assert.Equal(t, c.want, cell)
					assert.Equal(t, c.want == "", reported)
				}
			}
		})
	}
}

// keyCell returns the cell of a column in a sheet's row, and whether an issue is
// about it.
func keyCell(t *testing.T, sheet *mapping.FrontSheet, to *mapping.Layout, column string) (cell string, reported bool) {
	t.Helper()
	var out bytes.Buffer
	w, err := mapping.NewWriter(&out, to, nil)
	require.NoError(t, err)
	issues, err := w.Write(sheet)
	require.NoError(t, err)
	require.NoError(t, w.Flush())
	rows, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	require.NoError(t, err)
	for i, name := range rows[0] {
		if name == column {
			cell = rows[1][i]
		}
	}
	for _, i := range issues {
		reported = reported || i.Column == column && i.Code == "no-column"
	}
	return cell, reported
}
