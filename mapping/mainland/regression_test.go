package mainland_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// one translates one record and returns its document and issues.
func one(t *testing.T, cells ...string) (string, map[string]string) {
	t.Helper()
	var header, row []string
	for _, c := range cells {
		name, value, _ := strings.Cut(c, "=")
		header, row = append(header, name), append(row, value)
	}
	out := translate(t, write(t, [][]string{header, row}, ','))
	issues := map[string]string{}
	for _, i := range out.issues {
		issues[i.Column+" "+i.Code] = string(i.Severity)
	}
	return string(out.documents[0]), issues
}

func TestLastRecordWithoutLineEnd(t *testing.T) {
	for _, name := range sampleNames(t) {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		want := translate(t, text)
		got := translate(t, bytes.TrimRight(text, "\r\n"))
		assert.Equal(t, want.documents, got.documents, name)
	}
}

func TestEncodingOfAShortTail(t *testing.T) {
	r, err := mapping.NewReader(strings.NewReader("A48,A11\n0001,\xd5\xc5\n"), mainland.Layouts(), nil)
	require.NoError(t, err)
	for record := range r.Records() {
		assert.Equal(t, "张", record.Sheet.Patient.Name)
	}
}

func TestUnnamedColumn(t *testing.T) {
	r, err := mapping.NewReader(strings.NewReader("A48,\n0001,x\n"), mainland.Layouts(), nil)
	require.NoError(t, err)
	for record := range r.Records() {
		d, _ := mapping.NewTranslator(nil, nil).Document(record.Sheet)
		assert.Empty(t, d.Check())
	}
}

func TestNoDrug(t *testing.T) {
	for _, cell := range []string{"无", "青霉素、无", "不详", "否认"} {
		document, _ := one(t, "A48=1", "C24C=1", "C25="+cell)
		assert.NotContains(t, document, `"code":{"text":"无"}`, cell)
		assert.NotContains(t, document, `"code":{"text":"不详"}`, cell)
	}
}

func TestStemOfTCMCode(t *testing.T) {
	for _, code := range []string{"A08.03.01.03", "B04.06.02", "A04.04.04.02", "BNP050"} {
		document, _ := one(t, "A48=1", "C03C="+code, "C04N=某病")
		assert.NotContains(t, document, "http://hl7.org/fhir/sid/icd-10\"", code)
	}
}

func TestStatedKindOfDocument(t *testing.T) {
	for cells, system := range map[string]string{
		"A20N=1|A20=11010519491231002X": "urn:oid:2.16.156.10011.1.3",
		"A20N=6|A20=PE0000001":          "/identifier/passport",
		"A20N=5|A20=00000001":           "/identifier/taiwan-permit",
		"A20N=4|A20=M00000001":          "/identifier/home-return-permit",
		"A20N=7|A20=911276198001010017": "/identifier/permanent-residence",
	} {
		document, issues := one(t, append([]string{"A48=1"}, strings.Split(cells, "|")...)...)
		assert.Contains(t, document, system, cells)
		assert.NotContains(t, issues, "A20 wrong-shape", cells)
	}
}

func TestSeveralDiagnosesInACell(t *testing.T) {
	document, _ := one(t, "A48=1", "C03C=E11.900;I10.x00x002", "C04N=2型糖尿病;高血压")
	assert.GreaterOrEqual(t, strings.Count(document, `"resourceType":"Condition"`), 2)
	assert.NotContains(t, document, `"code":"E11.900","display":"2型糖尿病;高血压"`)
}

func TestFullWidthDigitsAreSilent(t *testing.T) {
	for _, cell := range []string{"D01=１２３４．５０", "A13=１９６１－０５－１７", "B20=７", "A14=６２"} {
		name, value, _ := strings.Cut(cell, "=")
		document, issues := one(t, "A48=1", cell)
		assert.Contains(t, document, value, cell)
		found := false
		for key := range issues {
			found = found || strings.HasPrefix(key, name+" ") && !strings.HasSuffix(key, "missing-column")
		}
		assert.True(t, found, cell)
	}
}

func TestKeptVerbatim(t *testing.T) {
	document, _ := one(t, "A48=1", "B12=2024-01-12 10:15:00", "B15=2024-01-05 09:30:00")
	assert.Contains(t, document, "2024-01-12 10:15:00")
	assert.Contains(t, document, "2024-01-05 09:30:00")
}

func TestFeeThatIsNoNumber(t *testing.T) {
	document, _ := one(t, "A48=1", "D01=100.00", "D11=一百")
	assert.NotContains(t, document, `"priceComponent":[{"type":"base"}]`)
	assert.NotContains(t, document, `"lineItem"`)
}

func TestEmptyResources(t *testing.T) {
	document, _ := one(t, "A48=1", "C06x01C=待查", "C35x01C=手术", "C16x01=某日", "C18x01=/", "B23=/")
	assert.NotContains(t, document, `"resourceType":"Condition"`)
	assert.NotContains(t, document, `"resourceType":"Procedure"`)
}

func TestAgeInDaysOfAnAdult(t *testing.T) {
	document, _ := one(t, "A48=1", "A14=32", "A16=0")
	assert.NotContains(t, document, "age-under-one")
}

func TestMaritalLabelsOfN041(t *testing.T) {
	for label, code := range map[string]string{"未婚": "1", "已婚": "2", "丧偶": "3", "离婚": "4"} {
		document, _ := one(t, "BAH=1", "HY="+label)
		assert.Contains(t, document, `n041-marital","code":"`+code+`"`, label)
	}
}

func TestLostZeroOfCodes(t *testing.T) {
	for cell, want := range map[string]string{"C22x01C=103": `"0103"`, "C22x01C=1": `"01"`, "C22x01C=20101": `"020101"`} {
		document, _ := one(t, "A48=1", "C14x01C=51.2300", cell)
		assert.Contains(t, document, `"code":`+want, cell)
	}
}

func TestPlaceholders(t *testing.T) {
	document, _ := one(t, "A48=1", "A20=不详", "A27=00000000000", "A28C=000000", "A26=中国")
	assert.NotContains(t, document, `"system":"phone","value":"00000000000"`)
	assert.NotContains(t, document, `"postalCode":"000000"`)
	assert.NotContains(t, document, `"use":"official","type":{"text":"证件号码"},"value":"不详"`)
}

func TestPhoneDamagedByASpreadsheet(t *testing.T) {
	_, issues := one(t, "A48=1", "A27=1.38E+10")
	assert.NotEmpty(t, issues["A27 damaged"]+issues["A27 number-form"]+issues["A27 spreadsheet-number"])
}

func TestAgeWithAUnit(t *testing.T) {
	document, _ := one(t, "A48=1", "A14=42岁")
	assert.Contains(t, document, `"value":42,`)
	document, _ = one(t, "BAH=1", "NL=0", "BZYZSNL=2月")
	assert.Contains(t, document, `"value":2,`)
}

func TestRecordKeyWithPoint(t *testing.T) {
	_, issues := one(t, "A48=12345.0")
	found := false
	for key := range issues {
		found = found || strings.HasPrefix(key, "A48 ")
	}
	assert.True(t, found, "a record number with .0 passes in silence")
}
