package hongkong_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/deidentify"
	"github.com/crossbay/crossbay/mapping/hongkong"
	omop "github.com/crossbay/crossbay/mapping/tables"
)

// The columns of the table of drugs and the words in them are those that public
// research code reads: a list of columns with "Drug Item Code", "Dosage Unit" and
// "Dispensing Duration Unit"; frequencies such as TWICE DAILY, EVERY SIX HOURS and IN
// THE MORNING AND [2] AT NIGHT; durations in Day(s), Week(s) and Month(s); an Action
// Status of Keep Record only, of which the code says that nothing was dispensed; and
// prescriptions without dates, for which the day of dispensing stands in.
const drugColumns = "Reference Key,Dispensing Date (yyyy-mm-dd),Prescription Start Date,Prescription End Date,Drug Item Code,Drug Name,Route,Drug Strength,Dosage,Dosage Unit,Drug Frequency,Dispensing Duration,Dispensing Duration Unit,Quantity (Named Patient),Base Unit,Action Status\n"

func drugs(t *testing.T, rows string) []*mapping.Record {
	t.Helper()
	r, err := mapping.NewReader(strings.NewReader(drugColumns+rows), hongkong.Layouts(), nil)
	require.NoError(t, err)
	var list []*mapping.Record
	for record, err := range r.Records() {
		require.NoError(t, err)
		require.NotNil(t, record.Sheet, "%v", record.Issues)
		sheet := record.Sheet.Clone()
		list = append(list, &mapping.Record{Sheet: &sheet, Issues: record.Issues})
	}
	return list
}

func statements(t *testing.T, records []*mapping.Record) (documents []*fhir.Document) {
	t.Helper()
	translator := mapping.NewTranslator(nil, nil)
	for _, r := range records {
		d, _ := translator.Document(r.Sheet)
		text, err := d.Append(nil)
		require.NoError(t, err)
		again, err := fhir.Read(text)
		require.NoError(t, err)
		documents = append(documents, again)
	}
	return documents
}

// What the table says of a drug is passed on as it is written. Nothing is computed: no
// times a day, no end, no milligrams.
func TestDrugsAsTheyAreWritten(t *testing.T) {
	list := statements(t, drugs(t, "1,2023-01-09,,,THYR03,THYROXINE SODIUM TABLET 50MCG,ORAL,50MCG,1,TAB,IN THE MORNING AND [2] AT NIGHT,4,Week(s),28,TAB,Dispensed\n"))
	m := list[0].MedicationStatements[0]
	assert.Equal(t, "unknown", m.Status, "that it was dispensed does not say that it was taken")
	assert.Equal(t, "THYROXINE SODIUM TABLET 50MCG", *m.MedicationCodeableConcept.Text)
	assert.Equal(t, "THYR03", *m.MedicationCodeableConcept.Coding[0].Code)
	assert.Nil(t, m.EffectivePeriod, "the day of dispensing is no start")
	require.Len(t, m.Dosage, 1)
	assert.Equal(t, "IN THE MORNING AND [2] AT NIGHT", *m.Dosage[0].Timing.Code.Text)
	assert.Nil(t, m.Dosage[0].Timing.Repeat)
	assert.Nil(t, m.Dosage[0].AsNeededBoolean)
	dose := m.Dosage[0].DoseAndRate[0].DoseQuantity
	assert.Equal(t, "1 TAB", dose.Value.String()+" "+*dose.Unit)
	assert.Nil(t, dose.Code, "no unit of UCUM is guessed")
	assert.Equal(t, "ORAL", *m.Dosage[0].Route.Text)
	said := map[string]string{}
	for _, e := range m.Extension {
		if e.ValueString != nil {
			said[e.Url] = *e.ValueString
		}
		for _, part := range e.Extension {
			if part.ValueString != nil {
				said[part.Url] = *part.ValueString
			} else {
				said[part.Url] = *part.ValueDateTime
			}
		}
	}
	assert.Equal(t, map[string]string{
		fhir.ExtensionMedicationQuantity: "28 TAB", fhir.ExtensionMedicationDuration: "4 Week(s)",
		"strength": "50MCG", "quantity-unit": "TAB", "duration-unit": "Week(s)", "dispensed": "2023-01-09", "action": "Dispensed",
	}, said)
}

// Two rows of one drug that is taken in two doses are two prescriptions, also where
// each row is a record of its own.
func TestTwoDosesOfADrug(t *testing.T) {
	list := statements(t, drugs(t, "1,2023-01-09,2023-01-09,2023-02-05,PRED02,PREDNISOLONE TABLET 5MG,ORAL,5MG,2,TAB,IN THE MORNING,28,Day(s),84,TAB,Dispensed\n"+
		"1,2023-01-09,2023-01-09,2023-02-05,PRED02,PREDNISOLONE TABLET 5MG,ORAL,5MG,1,TAB,AT NIGHT,28,Day(s),84,TAB,Dispensed\n"))
	ids := map[string]bool{}
	for _, d := range list {
		ids[*d.MedicationStatements[0].Id] = true
	}
	assert.Len(t, ids, 2)
}

// A drug that was noted and not dispensed says so wherever it goes, and is no exposure.
func TestDrugsThatWereNotDispensed(t *testing.T) {
	records := drugs(t, "1,2023-01-10,,,WARF04,WARFARIN SODIUM TABLET 1MG,ORAL,1MG,AS DIRECTED,,DAILY,,,,,Keep Record only\n")
	d := statements(t, records)[0]
	rows := 0
	omop.OMOP().Rows(d, func(table *omop.Table, row omop.Row) {
		if table.Name == "drug_exposure" {
			rows++
		}
	})
	assert.Zero(t, rows)
	var page bytes.Buffer
	w := mapping.NewPageWriter(&page, mapping.NewTranslator(nil, nil))
	_, err := w.Write(records[0].Sheet)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	assert.Contains(t, page.String(), "Keep Record only")
	assert.Contains(t, page.String(), "AS DIRECTED")

	profile, err := deidentify.Find("research")
	require.NoError(t, err)
	hidden, err := deidentify.New(profile, []byte("0123456789abcdefghijklmnopqrstuvwxyz"), &deidentify.Options{Purpose: "HRESCH", Recorded: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	require.NoError(t, err)
	records[0].Sheet.Medications[0].Number = "HK-02280" // the code of an extract is passed on by no profile
	passed, _ := hidden.Apply(records[0].Sheet)
	require.Len(t, passed.Medications, 1)
	assert.Equal(t, "Keep Record only", passed.Medications[0].Action)
	assert.Empty(t, passed.Medications[0].Dose)
}

// In the place of a drug there may be a word for none, as in that of a disease: no drug
// of that name is made of it, and no prescription of an unknown one. That the patient
// takes nothing is not said either.
func TestWordsForNoDrug(t *testing.T) {
	for _, word := range []string{"NIL", "NKDA", "None", "no known drug allergy", "无", "沒有"} {
		records := drugs(t, "1,2023-01-10,2023-01-10,2023-01-12,,"+word+",ORAL,,1,TAB,PRN,3,Day(s),,,\n")
		assert.Empty(t, records[0].Sheet.Medications, word)
		assert.NotEmpty(t, records[0].Issues, word)
		d := statements(t, records)[0]
		assert.Empty(t, d.MedicationStatements, word)
		assert.Len(t, records[0].Sheet.Fields, 10, word)
	}
	for _, drug := range []string{"NILOTINIB CAP 200MG", "当归 10g", "NONSTEROID CREAM"} {
		assert.Len(t, drugs(t, "1,2023-01-10,,,,"+drug+",ORAL,,,,,,,,,\n")[0].Sheet.Medications, 1, drug)
	}
}

// A table of drugs comes back as it was, and as exposures has what OMOP's Common Data
// Model 5.4 asks for, without what the source does not say.
func TestDrugsComeBack(t *testing.T) {
	text, err := os.ReadFile("../../examples/testdata/hk-cdars-drugs.csv")
	require.NoError(t, err)
	r, err := mapping.NewReader(bytes.NewReader(text), hongkong.Layouts(), nil)
	require.NoError(t, err)
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: []*mapping.Layout{hongkong.CDARS()}})
	var back bytes.Buffer
	w, err := mapping.NewWriter(&back, hongkong.CDARS(), nil)
	require.NoError(t, err)
	var exposures [][]string
	for record, err := range r.Records() {
		require.NoError(t, err)
		d, _ := translator.Document(record.Sheet)
		sheet, _ := translator.FrontSheet(d)
		_, err := w.Write(sheet)
		require.NoError(t, err)
		omop.OMOP().Rows(d, func(table *omop.Table, row omop.Row) {
			if table.Name != "drug_exposure" {
				return
			}
			cells := map[string]string{}
			for i, c := range table.Columns {
				cells[c.Name] = string(row[i])
			}
			exposures = append(exposures, []string{cells["drug_exposure_start_date"], cells["drug_exposure_end_date"], cells["quantity"], cells["days_supply"], cells["sig"], cells["drug_source_value"], cells["drug_concept_id"]})
		})
	}
	require.NoError(t, w.Flush())
	assert.Equal(t, cellsOf(t, text), cellsOf(t, back.Bytes()))
	assert.Equal(t, [][]string{
		{"2023-01-09", "2023-02-05", "56", "28", "1 TAB TWICE DAILY", "METF01", "0"},
		{"2023-01-09", "2023-02-05", "84", "28", "2 TAB IN THE MORNING", "PRED02", "0"},
		{"2023-01-09", "2023-02-05", "84", "28", "1 TAB AT NIGHT", "PRED02", "0"},
		{"2023-01-10", "", "28", "", "1 TAB DAILY", "THYR03", "0"},
		{"2023-01-11", "2023-01-11", "0", "0", "1000 MG FOUR TIMES DAILY WHEN NECESSARY", "PARA05", "0"},
		{"2023-01-12", "", "42", "", "0.50 G EVERY EIGHT HOURS", "AMOX06", "0"},
	}, exposures)
}

// cellsOf returns the filled cells of each row by their columns.
func cellsOf(t *testing.T, text []byte) (list []map[string]string) {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	require.NoError(t, err)
	for _, row := range rows[1:] {
		cells := map[string]string{}
		for i, cell := range row {
			if cell != "" {
				cells[strings.TrimSuffix(rows[0][i], " (yyyy-mm-dd)")] = cell
			}
		}
		list = append(list, cells)
	}
	return list
}
