package mainland_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// What a row cannot say as the sheet says it is reported, by its column.
func TestWriterTellsWhatARowCannotSay(t *testing.T) {
	code := func(system codes.System, code string) []mapping.Code {
		return []mapping.Code{{System: system, Code: code}}
	}
	for _, test := range []struct {
		name  string
		sheet mapping.FrontSheet
		want  []string
	}{
		{"a drug whose name looks like several", mapping.FrontSheet{Allergy: mapping.Allergy{Drugs: []string{"青霉素、头孢"}}}, []string{"1 C24C allergy.recorded allergy-stated", "1 C25 allergy.drugs list-item"}},
		{"a ward beside the department", mapping.FrontSheet{Stay: mapping.Stay{Transfers: []mapping.Ward{{Name: "三病区"}}}}, []string{"1 B21C stay.transfers no-column"}},
		{"a text for a code", mapping.FrontSheet{Patient: mapping.Patient{Marital: mapping.Coded{Text: "分居"}}}, []string{"1 A21C patient.marital no-such-code"}},
		{"a diagnosis that is one of several without a role", mapping.FrontSheet{Diagnoses: []mapping.Diagnosis{{Role: mapping.Final, Slot: 1, Codes: code(codes.DiagnosisClinical, "I10.x00"), Name: "高血压"}}}, []string{"1 C06x01C diagnosis.other[1].code diagnosis-role"}},
		{"a value without a column", mapping.FrontSheet{Patient: mapping.Patient{EnglishName: mapping.PersonName{Text: "Example"}, Name: "测试甲"}}, []string{"1  patient.english-name no-column"}},
		{"a kept cell of no column", mapping.FrontSheet{Fields: []mapping.Field{{Column: "X", Value: "1"}}}, []string{"1   kept-cells"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.sheet.Patient.RecordNumber = "1"
			_, issues := rows(t, mainland.HQMS(), nil, &test.sheet)
			assert.Equal(t, test.want, issues)
		})
	}
}

// A cell that nobody could read stays empty in the row, though the sheet keeps it.
func TestWriterTellsOfACellThatNobodyCouldRead(t *testing.T) {
	out, issues := rows(t, mainland.HQMS(), nil, sheets(t, []byte("A48,A13\n1,2023-02-29\n"), nil)...)
	assert.Empty(t, cellOf(t, out, 1, "A13"))
	assert.Equal(t, []string{"1 A13 patient.birth-date unreadable-cell"}, issues)
}
