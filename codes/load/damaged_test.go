package load_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/codes/load"
)

// What spreadsheets make of codes is reported publicly for each of these:
// leading zeros (MIT-LCP/mimic-code#337), exponents (wireservice/csvkit#807) and
// dates (teableio/teable#1880); Ziemann, Eren and El-Osta, "Gene name errors are
// widespread in the scientific literature", Genome Biology 2016, counted dates
// and exponents.
func TestDamagedCodesAreRefused(t *testing.T) {
	const insurance = "icd-10-insurance"
	for system, list := range map[string][]string{
		"icd-9-cm":                 {"8.45", "1", "1.0E+5", "1E+05", "4.1071E2", "410.7099", "1,000", "10-Apr", "Apr-10", "4月10日", "2021/4/10", "2021-04-10", "10/4/2021", "2021年4月", "####"},
		"icd-9-cm-3-insurance":     {"8.45", "1.5", "3", "1.0E+5", "36.060000000000002", "3月6日"},
		"icd-10":                   {"45000", "1.0E+5", "1E+10", "21.9", "10-Apr", "Sep-21"},
		"icd-10-cm":                {"72001", "1.2E+4"},
		"http://snomed.info/sct":   {"2.2298E+07", "1.10105E+17"},
		"http://example.org/codes": {"1.0E+5", "2021/4/10", "1,000", "1-Mar", "Dec-1", "DEC-01"},
	} {
		for _, code := range list {
			quoted := `"` + code + `"`
			for what, text := range map[string]string{
				"the source of a map": "source_system,source,target_system,target\n" + system + "," + quoted + "," + insurance + ",A04.700\n",
				"the target of a map": "source_system,source,target_system,target\n" + insurance + ",A04.700," + system + "," + quoted + "\n",
				"a table":             "system,code,title\n" + system + "," + quoted + ",x\n",
			} {
				_, err := load.CSV(strings.NewReader(text), &load.Options{Name: "own.csv"})
				require.Error(t, err, "%s of %s in %s", code, system, what)
				assert.Contains(t, err.Error(), "own.csv:2: ")
				assert.Contains(t, err.Error(), code)
			}
			_, err := load.CSV(strings.NewReader("source_system,source,target_system,target\n"+system+","+quoted+","+insurance+",\n"+insurance+",A,icd-10,A00\n"), nil)
			assert.NoError(t, err, "a row that is not filled in: %s", code)
		}
	}
}

// Codes that look a little like it, and are some.
func TestCodesAreNotTakenForDamage(t *testing.T) {
	for system, list := range map[string][]string{
		"icd-9-cm":                           {"008.45", "01.5", "36.06", "41071", "V58.11", "E885.9", "00845"},
		"icd-9-cm-3-insurance":               {"17.91100", "36.0600", "36.0600x001", "01.6x00"},
		"icd-10":                             {"A04.7", "E10.0", "I10"},
		"icd-10-cm":                          {"E11.9", "S72.001A"},
		"http://snomed.info/sct":             {"22298006"},
		"http://loinc.org":                   {"2345-7", "18842-5"},
		"http://example.org/codes":           {"1E5", "100000", "10-11", "0E10", "MAR1", "12.5", "6E+"},
		"http://hl7.org/fhir/sid/icd-10-pcs": {"0DTJ4ZZ", "1E50000"},
	} {
		for _, code := range list {
			_, err := load.CSV(strings.NewReader("source_system,source,target_system,target\n"+system+","+code+",icd-10-insurance,A04.700\n"), nil)
			assert.NoError(t, err, "%s of %s", code, system)
		}
	}
}

// A zero that is lost at the end leaves what looks like a code: no table has it.
func TestUnknownCodesOfAMapAreTold(t *testing.T) {
	registry := codes.NewRegistry([]codes.Table{icd9cm.Diagnoses(), icd9cm.Procedures()}, nil)
	set, err := load.CSV(strings.NewReader("source_system,source,target_system,target\nicd-9-cm,008.4,icd-10-insurance,E14.900\nicd-9-cm,250.00,icd-10-insurance,E11.900\n"+
		"icd-9-cm,36.06,icd-10-insurance,Z95.500\nicd-10-insurance,E11.900,icd-9-cm,001.7\n"), &load.Options{Name: "own.csv"})
	require.NoError(t, err)
	var said []string
	for _, e := range set.Unknown(registry) {
		said = append(said, e.Error())
	}
	require.Len(t, said, 2)
	assert.Equal(t, `own.csv: 1 of 3 source codes are in no table of icd-9-cm (a spreadsheet may have changed them): "008.4"`, said[0])
	assert.Contains(t, said[1], `1 of 1 target codes`)
	assert.Empty(t, set.Unknown(codes.NewRegistry(nil, nil)), "there is no table")
}
