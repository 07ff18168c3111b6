package results

import (
	"strings"
	"testing"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const ordered = "MSH|^~\\&|LIS|HKX|HIS|HKX|20260105093000||ORU^R01|M1|P|2.5\rPID|1||P1^^^HKX^PI\rPV1|1|I|||||||||||||||||HN1^^^HKX^VN\r" +
	"OBR|1|R1|L1|RFT^Renal function test^L||202601040900|20260105080000||||||on dialysis|20260105083000|SER|M00001^LEE^SIU MING||||||20260105093000||CH|F||||||N18^Chronic kidney disease^I10~^cough\r" +
	"OBX|1|NM|HGB^Haemoglobin^L||98|g/L|115-155|L|||F\r"

// What the source says of the order beside its number is a ServiceRequest, to which the
// report refers; where it says no more, the number alone stands. HL7's v2-to-FHIR maps
// OBR-16 to ServiceRequest.requester, OBR-6 and OBR-31 likewise.
func TestOrders(t *testing.T) {
	rec := read(t, []byte(ordered), ORU)[0]
	d, _ := translator(false).Document(rec)
	require.Empty(t, d.Check())
	require.Len(t, d.ServiceRequests, 1)
	s, to := &d.ServiceRequests[0], d.DiagnosticReports[0].BasedOn[0]
	assert.Equal(t, "urn:uuid:"+*s.Id, *to.Reference)
	assert.Equal(t, "R1", *to.Identifier.Value)
	assert.Equal(t, "R1", *s.Identifier[0].Value)
	assert.Equal(t, r4.RequestStatusUnknown, s.Status, "nobody says what became of the order")
	assert.Equal(t, "2026-01-04T09:00:00+08:00", *s.AuthoredOn)
	assert.Equal(t, "Renal function test", *s.Code.Coding[0].Display)
	assert.Equal(t, "on dialysis", s.Note[0].Text)
	require.Len(t, s.ReasonCode, 2)
	assert.Equal(t, "N18", *s.ReasonCode[0].Coding[0].Code)
	assert.Equal(t, "LEE SIU MING", *d.Practitioners[len(d.Practitioners)-1].Name[0].Text)
	assert.NotNil(t, s.Encounter)
	for _, e := range d.DiagnosticReports[0].Extension {
		f, _ := field(&e)
		assert.NotEqual(t, "requester", f.Column)
	}

	again := through(t, rec, false)
	assert.Equal(t, rec.Reports[0].Requester, again.Reports[0].Requester)
	assert.Equal(t, rec.Reports[0].Order.Information, again.Reports[0].Order.Information)
	assert.Len(t, again.Reports[0].Order.Reasons, 2)
	out, _ := write(t, ORU, again)
	assert.Equal(t, ordered, string(out))

	again.Reports[0].Fields = nil // so that the segment is written anew
	out, _ = write(t, ORU, again)
	assert.Contains(t, string(out), "|20260104090000|20260105080000||||||on dialysis|")
	assert.Contains(t, string(out), "|N18^Chronic kidney disease^L~^cough")

	bare := read(t, []byte(strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(ordered, "M00001^LEE^SIU MING", ""), "N18^Chronic kidney disease^I10~^cough", ""), "on dialysis", "")), ORU)[0]
	bare.Reports[0].Order.Placed = frontsheet.DateTime{}
	d, _ = translator(false).Document(bare)
	assert.Empty(t, d.ServiceRequests)
	assert.Nil(t, d.DiagnosticReports[0].BasedOn[0].Reference)

	d, _ = translator(false).Document(rec)
	Detach(d)
	assert.Nil(t, d.ServiceRequests[0].Encounter.Reference)
	parts := Split(d)
	assert.Len(t, parts[0].ServiceRequests, 1)
}

// The department of an upload's requester is that of a role.
func TestDepartmentsOfOrders(t *testing.T) {
	rec := read(t, sample(t, "yb-4502.ndjson"), "")[0]
	require.Equal(t, "A03", rec.Reports[0].Order.Department.Code)
	d, _ := translator(false).Document(rec)
	require.Empty(t, d.Check())
	require.Len(t, d.PractitionerRoles, 1)
	assert.Equal(t, "urn:uuid:"+*d.PractitionerRoles[0].Id, *d.ServiceRequests[0].Requester.Reference)
	assert.Equal(t, rec.Reports[0].Order, through(t, rec, false).Reports[0].Order)
	_, issues := write(t, ORU, rec)
	told := false
	for _, i := range issues {
		told = told || i.Code == "no-column" && i.Column == "OBR-16"
	}
	assert.True(t, told, "a message has no field for it")
}

// A page says of the order what the document does.
func TestOrdersOnPages(t *testing.T) {
	article, _, err := translator(false).Article(read(t, []byte(ordered), ORU)[0])
	require.NoError(t, err)
	for _, words := range []string{"LEE SIU MING M00001", "2026-01-04 09:00:00", "on dialysis", "Chronic kidney disease", "cough"} {
		assert.Contains(t, string(article), words)
	}
	article, _, err = translator(false).Article(read(t, sample(t, "yb-4502.ndjson"), "")[0])
	require.NoError(t, err)
	assert.Contains(t, string(article), "测试开单 D440001 · A03")
}
