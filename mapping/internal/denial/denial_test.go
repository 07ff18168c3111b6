package denial_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/mapping/internal/denial"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The words are those of public reports of denials that became allergies
// (smart-on-fhir/sample-patients-stu3#1, medplum/medplum#8445,
// sfbrigade/sf-lifeline#221, cerner/fhir.cerner.com#711) and of front sheets of the
// mainland (卫医政发〔2011〕84号: 药物过敏 1.无 2.有).
func TestWords(t *testing.T) {
	for text, want := range map[string]denial.Statement{
		"无": {denial.None, denial.Any}, "無": {denial.None, denial.Any}, "否认": {denial.None, denial.Any}, "否認": {denial.None, denial.Any},
		"NIL": {denial.None, denial.Any}, "None": {denial.None, denial.Any}, "no": {denial.None, denial.Any}, "Nil known": {denial.None, denial.Any},
		"NKDA": {denial.None, denial.DrugAllergy}, "nkda": {denial.None, denial.DrugAllergy}, "NKA": {denial.None, denial.Allergy}, "N.K.D.A.": {denial.None, denial.DrugAllergy},
		"No Known Allergies": {denial.None, denial.Allergy}, "No known drug allergy": {denial.None, denial.DrugAllergy},
		"no known drug allergies.": {denial.None, denial.DrugAllergy}, "Nil known drug allergy": {denial.None, denial.DrugAllergy},
		"No known food allergies": {denial.None, denial.OtherAllergy}, "No known drug or food allergies": {denial.None, denial.Allergy},
		"No allergies to drugs": {denial.None, denial.DrugAllergy}, "Denies any allergies": {denial.None, denial.Allergy},
		"Allergies: none known": {denial.None, denial.Allergy}, "Drug allergy - Nil": {denial.None, denial.DrugAllergy},
		"无药物过敏史": {denial.None, denial.DrugAllergy}, "否认药物过敏史": {denial.None, denial.DrugAllergy}, "否认药物、食物过敏史": {denial.None, denial.Allergy},
		"否认食物及药物过敏": {denial.None, denial.Allergy}, "未发现药物过敏": {denial.None, denial.DrugAllergy}, "暂无": {denial.None, denial.Any}, "无特殊": {denial.None, denial.Any},
		"无特殊过敏史": {denial.None, denial.Allergy}, "无明确药物过敏史": {denial.None, denial.DrugAllergy}, "没有已知药物过敏": {denial.None, denial.DrugAllergy},
		"（无）": {denial.None, denial.Any}, "过敏史：无": {denial.None, denial.Allergy}, "药物过敏史：否认": {denial.None, denial.DrugAllergy},
		"沒有已知藥物過敏": {denial.None, denial.DrugAllergy}, "否認藥物過敏": {denial.None, denial.DrugAllergy}, "冇藥物敏感": {denial.None, denial.DrugAllergy},
		"0000": {denial.None, denial.Disease}, "No known problems": {denial.None, denial.Disease}, "No current problems or disability": {denial.None, denial.Disease}, "无并发症": {denial.None, denial.Disease},
		"No known procedures": {denial.None, denial.Operation}, "无手术": {denial.None, denial.Operation}, "未行手术": {denial.None, denial.Operation}, "No past surgical history": {denial.None, denial.Operation},

		"不详": {denial.Unknown, denial.Any}, "不詳": {denial.Unknown, denial.Any}, "过敏史不详": {denial.Unknown, denial.Allergy}, "unknown": {denial.Unknown, denial.Any},
		"N/A": {denial.Unknown, denial.Any}, "-": {denial.Unknown, denial.Any}, "Unknown drug allergies": {denial.Unknown, denial.DrugAllergy},
		"No information about allergies": {denial.Unknown, denial.Allergy}, "Not recorded": {denial.Unknown, denial.Any}, "无过敏史记录": {denial.Unknown, denial.Allergy},
		"Allergies not known": {denial.Unknown, denial.Allergy}, "ＮＩＬ": {denial.None, denial.Any},
	} {
		assert.Equal(t, want, denial.Of(text), text)
	}
}

// What only looks like a denial is a fact: foods, drugs and diseases whose names
// start so, and what says that there is something.
func TestFacts(t *testing.T) {
	for _, text := range []string{
		"青霉素", "无花果", "无水乙醇", "无菌性脑膜炎", "未分化癌", "未特指的肺炎", "过敏性紫癜", "药物性肝炎", "手术后状态", "疾病", "Drug allergy", "Allergies",
		"Penicillin", "Nilotinib", "Nonsteroidal anti-inflammatory drugs", "NSAIDs", "Noradrenaline", "Nickel", "Nifedipine", "Unknown primary malignancy",
		"No penicillin", "Food allergy", "Noonan syndrome", "Naproxen", "有", "yes", "无脉症", "不明原因发热", "Neoplasm of uncertain behaviour", "",
		"药物过敏", "花粉", strings.Repeat("无", 60), "0", "00", "0000-1", "A00.000",
	} {
		assert.True(t, denial.Of(text).IsFact(), text)
	}
}

// HL7's International Patient Summary, absent-unknown-uv-ips; SNOMED CT;
// FHIR R4 list-empty-reason.
func TestCodes(t *testing.T) {
	const ips, snomed = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips", "http://snomed.info/sct"
	assert.Equal(t, denial.Statement{denial.None, denial.Allergy}, denial.OfCode(snomed, "716186003"))
	assert.Equal(t, denial.Statement{denial.None, denial.DrugAllergy}, denial.OfCode(snomed, "409137002"))
	assert.Equal(t, denial.Statement{denial.Unknown, denial.Allergy}, denial.OfCode(ips, "no-allergy-info"))
	assert.Equal(t, denial.Statement{denial.None, denial.Disease}, denial.OfCode(ips, "no-known-problems"))
	assert.Equal(t, denial.Statement{denial.None, denial.Operation}, denial.OfCode(ips, "no-known-procedures"))
	assert.True(t, denial.OfCode(snomed, "91936005").IsFact(), "Allergy to penicillin")
	assert.True(t, denial.OfCode("", "716186003").IsFact(), "of no system")
}

// Who edits the table is told by this test what the program would not take.
func TestTable(t *testing.T) {
	file, err := os.Open("denials.csv")
	require.NoError(t, err)
	defer file.Close()
	r := csv.NewReader(file)
	r.Comment = '#'
	rows, err := r.ReadAll()
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, row := range rows[1:] {
		assert.Contains(t, []string{"word", "about", "code"}, row[0], row[1])
		assert.Contains(t, []string{"", "none", "unknown"}, row[3], row[1])
		assert.Contains(t, []string{"", "any", "allergy", "drug-allergy", "other-allergy", "disease", "operation"}, row[4], row[1])
		assert.Equal(t, row[0] == "code", row[2] != "", row[1])
		if row[0] != "about" {
			assert.NotEmpty(t, row[3], row[1])
			assert.NotEmpty(t, row[4], row[1])
		}
		key := strings.ToUpper(row[1]) + "|" + row[2]
		assert.False(t, seen[key], "twice: "+row[1])
		seen[key] = true
	}
}

func TestBlank(t *testing.T) {
	for _, text := range []string{"NULL", "无", "無", "*", `\`, "/", `\N`, "N/A", "none", "NaN"} {
		assert.True(t, denial.Blank(text), text)
	}
	for _, text := range []string{"", "Nil", "否认", "不详", "0"} {
		assert.False(t, denial.Blank(text), text)
	}
}
