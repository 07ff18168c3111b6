package hongkong_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// editedMessage is an ADT message with what FHIR does not give back byte for byte: order
// of segments, forms of names, segments of a site's own, fields no layout reads.
const editedMessage = adtMSH +
	"PID|1||A123456(3)^^^HKSAR^HKIC~P000123^^^QEH^PI||CHAN^TAI MAN||19560214|M|||RM 1201 12/F BLK A^MEI TUNG ESTATE^KOWLOON CITY DISTRICT^KLN^^HK^H||20000000^PRN^PH~60000001^PRN^CP|||||||||HONG KONG^KOWLOON\r" +
	"DG1|1||410.71^SUBENDO INFARCT^I9C||202403021830|F|||||||||1||||SYNTHETIC\r" +
	"DG1|2||250.00^Diabetes|||F\r" +
	"PV1|1|I|5B^12^1^QEH^^^MAIN|||4A^1^2^TMH^^^MAIN^3|D1001^LEE^KA YAN^^^^^^^^^^EI^^A~D1001^李^嘉欣^^^^^^^^^^EI^^I|||MED^Medicine|||||||||HN1^^^QEH^VN|||||||||||||||||||||||||20240302183000+0800|20240308100000+0800\r" +
	"ZZ1|a^b|c\r" +
	"PR1|1||0066^PTCA^I9C||20240303102000||||||D2002^NG^WAI MING^^^^^^^^^^EI|||1\r" +
	"NK1|1|WONG^SIU MEI|SPO|1 EXAMPLE ROAD^^SHA TIN^NT^^HK|20000001^PRN^PH\r" +
	"OBX|1|TX|1^PAIN||two~lines||||||F|||202403021830\r"

// readDocument makes the document of a message, by way of its JSON.
func readDocument(t testing.TB, source string) *fhir.Document {
	t.Helper()
	list := records(t, source, nil)
	require.NotNil(t, list[0].Sheet, list[0].Issues)
	document, _ := adtWay.Document(list[0].Sheet)
	return again(t, document)
}

// again returns a document as it reads from its JSON.
func again(t testing.TB, d *fhir.Document) *fhir.Document {
	t.Helper()
	text, err := d.Append(nil)
	require.NoError(t, err)
	read, err := fhir.Read(text)
	require.NoError(t, err)
	return read
}

// column returns of which column a kept field of a document is, "" for another extension.
func column(x *r4.Extension) string {
	for i := range x.Extension {
		if p := &x.Extension[i]; p.Url == "column" {
			return *p.ValueString
		}
	}
	return ""
}

// setField changes a kept field of a document, adds it, or takes it out where value is "".
func setField(d *fhir.Document, name, value string) {
	x := &d.Composition.Extension
	at := slices.IndexFunc(*x, func(e r4.Extension) bool { return column(&e) == name })
	switch {
	case value == "":
		*x = slices.Delete(*x, at, at+1)
	case at < 0:
		*x = append(*x, r4.Extension{Url: fhir.ExtensionSourceField, Extension: []r4.Extension{{Url: "column", ValueString: &name}, {Url: "value", ValueString: &value}}})
	default:
		for i := range (*x)[at].Extension {
			if (*x)[at].Extension[i].Url == "value" {
				(*x)[at].Extension[i].ValueString = &value
			}
		}
	}
}

// An edit of a document goes before the message that the document keeps, and nothing but
// what was edited changes in the message.
func TestEditsOfADocumentGoBeforeTheMessage(t *testing.T) {
	for name, c := range map[string]struct {
		edit     func(d *fhir.Document)
		from, to string // what changes in the message
	}{
		"nothing":    {func(*fhir.Document) {}, "", ""},
		"a name":     {func(d *fhir.Document) { d.Patient.Name[0].Family = new("HO") }, "|CHAN^TAI MAN|", "|HO^TAI MAN^^^^^L^A|"},
		"no name":    {func(d *fhir.Document) { d.Patient.Name = nil }, "|CHAN^TAI MAN|", "||"},
		"a birth":    {func(d *fhir.Document) { d.Patient.BirthDate = new("1957-03-04") }, "|19560214|", "|19570304|"},
		"no birth":   {func(d *fhir.Document) { d.Patient.BirthDate = nil }, "|19560214|", "||"},
		"a code":     {func(d *fhir.Document) { d.Conditions[0].Code.Coding[0].Code = new("410.72") }, "410.71^SUBENDO INFARCT^I9C", "410.72^SUBENDO INFARCT^I9C"},
		"a phone":    {func(d *fhir.Document) { d.Patient.Telecom[0].Value = new("29999999") }, "20000000^PRN^PH~60000001^PRN^CP", "29999999^PRN^PH~60000001^PRN^CP"},
		"a time":     {func(d *fhir.Document) { d.Procedures[0].PerformedDateTime = new("2024-03-04T11:30:00+08:00") }, "|20240303102000|", "|20240304113000+0800|"},
		"no time":    {func(d *fhir.Document) { d.Procedures[0].PerformedDateTime = nil }, "|20240303102000|", "||"},
		"a segment":  {func(d *fhir.Document) { setField(d, "ZZ1", "ZZ1|d|e") }, "ZZ1|a^b|c\r", "ZZ1|d|e\r"},
		"no segment": {func(d *fhir.Document) { setField(d, "ZZ1", "") }, "ZZ1|a^b|c\r", ""},
		"one more":   {func(d *fhir.Document) { setField(d, "ZZ2", "ZZ2|x") }, "F|||202403021830\r", "F|||202403021830\rZZ2|x\r"},
		"the header": {func(d *fhir.Document) {
			setField(d, "MSH", strings.TrimSuffix(strings.Replace(adtMSH, "LIB", "PAS", 1), "\r"))
		}, "|LIB|", "|PAS|"},
	} {
		t.Run(name, func(t *testing.T) {
			d := readDocument(t, editedMessage)
			c.edit(d)
			back, found := adtWay.FrontSheet(again(t, d))
			message, issues := writtenMessages(t, nil, back)
			want := editedMessage
			if c.from != "" {
				require.Equal(t, 1, strings.Count(editedMessage, c.from))
				want = strings.Replace(editedMessage, c.from, c.to, 1)
			}
			assert.Empty(t, faultOf(want, message, nil), "%v\n%v", found, issues)

			// The same once more, by way of a document of what was edited.
			document, _ := adtWay.Document(back)
			twice, _ := adtWay.FrontSheet(again(t, document))
			message, _ = writtenMessages(t, nil, twice)
			assert.Empty(t, faultOf(want, message, nil), "twice")
		})
	}
}

// What a message has of a diagnosis and no layout reads goes with that, and not over to
// the one that takes its place.
func TestNoFieldGoesOverToAnotherDiagnosis(t *testing.T) {
	d := readDocument(t, editedMessage)
	d.Conditions = d.Conditions[1:]
	for range 2 {
		back, found := adtWay.FrontSheet(again(t, d))
		message, issues := writtenMessages(t, nil, back)
		assert.Contains(t, message, "\rDG1|1||250.00^Diabetes^I9C|||F\r", "%v\n%v", found, issues)
		assert.NotContains(t, message, "SYNTHETIC")
		d, _ = adtWay.Document(back)
	}
}

// A sheet of which somebody has changed a part comes by way of FHIR as what it says, and
// not as what its message did: also what FHIR has no place for.
func TestChangedSheetsComeByWayOfFHIR(t *testing.T) {
	g := &messageGenerator{used: map[string]int{}}
	said := func(s *mapping.FrontSheet) string {
		c := s.Clone()
		c.Fields = nil
		return dumped(&c)
	}
	compared := 0
	for seed := range 300 {
		g.Rand = rand.New(rand.NewPCG(uint64(seed), 20261201))
		var sheets []*mapping.FrontSheet
		for range 2 {
			m := g.message()
			m.segments[0].fields[18], m.charset = "UNICODE UTF-8", "UNICODE UTF-8"
			if len(sheets) == 1 {
				mutate(g.Rand, m)
			}
			if list := records(t, m.text(), nil); len(list) == 1 && list[0].Sheet != nil {
				sheets = append(sheets, list[0].Sheet)
			}
		}
		if len(sheets) < 2 {
			continue
		}
		other, sheet := sheets[0], sheets[1]
		for what, change := range map[string]func(x *mapping.FrontSheet){
			"the patient": func(x *mapping.FrontSheet) { x.Patient = other.Patient },
			"the stay": func(x *mapping.FrontSheet) {
				x.Stay.Location, x.Stay.PriorLocation = other.Stay.Location, other.Stay.PriorLocation
			},
			"diagnoses":    func(x *mapping.FrontSheet) { x.Diagnoses = other.Diagnoses },
			"procedures":   func(x *mapping.FrontSheet) { x.Procedures = other.Procedures },
			"observations": func(x *mapping.FrontSheet) { x.Observations = other.Observations },
			"allergies":    func(x *mapping.FrontSheet) { x.Allergy = other.Allergy },
		} {
			c := sheet.Clone()
			x := &c
			change(x)
			want := said(x)
			back, found := throughFHIR(t, x)
			if slices.Contains(codesOf(found), "not-restored") {
				continue // it is told
			}
			compared++
			assert.Equal(t, want, said(back), "seed %d: %s: %s", seed, what, firstDifference(want, said(back)))
		}
	}
	require.Greater(t, compared, 1000)
}

// A document as it was before messages were kept as a whole comes back: it keeps field by
// field what it does not give back, and the order of the segments.
func TestDocumentsWithoutTheirMessageComeBack(t *testing.T) {
	source := adtMSH + "PV1|1|P|||||||||||||||||HN1|||||||||||||||||||||||||20240310\r" + adtPID + "ZZ1|a^b|c\rDG1|1||401.9^Hypertension|||F\r"
	d := readDocument(t, source)
	setField(d, "message", "")
	for _, f := range [][2]string{
		{"PID-3", "A123456(3)^^^HKSAR^HKIC"}, {"PID-5", "CHAN^TAI MAN"}, {"PV1-19", "HN1"}, {"DG1-3", "401.9^Hypertension"}, {"segments", "MSH PV1 PID ZZ1 DG1"},
	} {
		setField(d, f[0], f[1])
	}
	for range 2 { // the document of what was read is one, too
		back, found := adtWay.FrontSheet(again(t, d))
		assert.Empty(t, found)
		message, issues := writtenMessages(t, nil, back)
		assert.Empty(t, faultOf(source, message, issues))
		d, _ = adtWay.Document(back)
	}
}
