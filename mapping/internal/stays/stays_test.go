package stays_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/mapping/internal/stays"
)

// The codes are those of v3-ActCode and table 0004 of HL7, the words those that
// programs write into display where their codes are their own.
func TestClassOf(t *testing.T) {
	const act = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
	for _, test := range []struct {
		coding stays.Coding
		want   stays.Class
	}{
		{stays.Coding{System: act, Code: "IMP"}, stays.InPatient},
		{stays.Coding{System: act, Code: "ACUTE"}, stays.InPatient},
		{stays.Coding{System: act, Code: "NONAC"}, stays.InPatient},
		{stays.Coding{System: act, Code: "SS"}, stays.InPatient},
		{stays.Coding{Code: "IMP"}, stays.InPatient},
		{stays.Coding{System: "http://hl7.org/fhir/v3/ActCode", Code: "IMP"}, stays.InPatient},
		{stays.Coding{System: "urn:oid:2.16.840.1.113883.5.4", Code: "EMER"}, stays.Emergency},
		{stays.Coding{System: act, Code: "AMB"}, stays.OutPatient},
		{stays.Coding{System: act, Code: "OBSENC", Display: "observation encounter"}, stays.OutPatient},
		{stays.Coding{System: "http://terminology.hl7.org/CodeSystem/v2-0004", Code: "I"}, stays.InPatient},
		{stays.Coding{System: "http://example.org", Code: "I"}, stays.Unclassed},
		{stays.Coding{System: "urn:oid:1.2.840.114350.1.72.1.7.7.10.696784.13260", Code: "4", Display: "Inpatient"}, stays.InPatient},
		{stays.Coding{System: "urn:oid:1.2.840.114350.1.72.1.7.7.10.696784.13260", Code: "13", Display: "Support OP Encounter"}, stays.Unclassed},
		{stays.Coding{Display: "Hospital outpatient"}, stays.OutPatient},
		{stays.Coding{Display: "住院"}, stays.InPatient},
		{stays.Coding{Display: "急診"}, stays.Emergency},
		{stays.Coding{}, stays.Unclassed},
	} {
		assert.Equal(t, test.want, stays.ClassOf([]stays.Coding{test.coding}), "%v", test.coding)
	}
}

func class(code string) []stays.Coding { return []stays.Coding{{Code: code}} }

func TestFind(t *testing.T) {
	part := []stays.Coding{{System: "http://fhir.de/CodeSystem/Kontaktebene", Code: "abteilungskontakt"}}
	for _, test := range []struct {
		name   string
		list   []stays.Encounter
		stays  []stays.Stay
		others []stays.Other
	}{
		{
			"two stays",
			[]stays.Encounter{{Name: "a", Class: class("IMP")}, {Name: "b", Class: class("SS")}},
			[]stays.Stay{{Whole: 0, Emergency: -1}, {Whole: 1, Emergency: -1}},
			nil,
		},
		{
			"what is none",
			[]stays.Encounter{
				{Name: "a", Class: class("IMP"), Status: "cancelled"},
				{Name: "b", Class: class("IMP"), Status: "entered-in-error"},
				{Name: "c", Class: class("IMP"), Status: "planned"},
				{Name: "d", Class: class("AMB"), Status: "finished"},
				{Name: "e"},
				{Name: "f", Types: part},
			},
			nil,
			[]stays.Other{{0, stays.NotSo}, {1, stays.NotSo}, {2, stays.NotBegun}, {3, stays.NotInPatient}, {4, stays.NoClass}, {5, stays.PartAlone}},
		},
		{
			"parts of parts",
			[]stays.Encounter{
				{Name: "a", PartOf: "b", Class: class("IMP"), Start: "2024-03-03"},
				{Name: "b", PartOf: "c", Class: class("ACUTE"), Start: "2024-03-02"},
				{Name: "c", Class: class("IMP")},
				{Name: "d", PartOf: "c", Status: "cancelled"},
				{Name: "e", PartOf: "c", Class: class("AMB"), Start: "2024-03-04"},
			},
			[]stays.Stay{{Whole: 2, Parts: []int{1, 0, 4}, Emergency: -1}},
			[]stays.Other{{3, stays.NotSo}},
		},
		{
			"a ring",
			[]stays.Encounter{{Name: "a", PartOf: "b", Class: class("IMP")}, {Name: "b", PartOf: "a", Class: class("IMP")}},
			[]stays.Stay{{Whole: 0, Parts: []int{1}, Emergency: -1}},
			nil,
		},
		{
			"a whole that is not here",
			[]stays.Encounter{{Name: "a", PartOf: "x", Class: class("IMP"), Types: part}, {Name: "b", PartOf: "x", Class: class("IMP")}},
			[]stays.Stay{{Whole: 0, Parts: []int{1}, Emergency: -1, WholeAbsent: true}},
			nil,
		},
		{
			"a part that does not say of what",
			[]stays.Encounter{
				{Name: "a", Class: class("IMP"), Patient: "p", Start: "2024-03-01", End: "2024-03-09"}, {Name: "b", Types: part, Patient: "p", Start: "2024-03-03"}, {Name: "c", Types: part, Patient: "q", Start: "2024-03-03"},
			},
			[]stays.Stay{{Whole: 0, Parts: []int{1}, Emergency: -1}},
			[]stays.Other{{2, stays.PartAlone}},
		},
		{"admitted, of no class", []stays.Encounter{{Name: "a", Admitted: true}}, []stays.Stay{{Whole: 0, Emergency: -1, ByAdmission: true}}, nil},
		{
			"a stay within an attendance",
			[]stays.Encounter{{Name: "a", Class: class("EMER")}, {Name: "b", PartOf: "a", Class: class("IMP")}},
			[]stays.Stay{{Whole: 1, Emergency: 0}},
			nil,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			found, others := stays.Find(test.list, false)
			assert.Equal(t, test.stays, found)
			assert.Equal(t, test.others, others)
		})
	}
}

// An attendance led to the stay that begins when it ends, or that says so.
func TestFindEmergency(t *testing.T) {
	const start = "2024-03-01T09:00:00+08:00"
	stay := stays.Encounter{Name: "s", Class: class("IMP"), Patient: "p", Start: start}
	for _, test := range []struct {
		name       string
		attendance stays.Encounter
		change     func(stay *stays.Encounter)
		leads      bool
	}{
		{"just before", stays.Encounter{Start: "2024-03-01T04:00:00+08:00", End: "2024-03-01T08:40:00+08:00"}, nil, true},
		{"in another zone", stays.Encounter{Start: "2024-02-29T20:00:00Z", End: "2024-03-01T00:40:00Z"}, nil, true},
		{"years before", stays.Encounter{Start: "2011-06-01", End: "2011-06-01"}, nil, false},
		{"after", stays.Encounter{Start: "2024-03-02T04:00:00+08:00"}, nil, false},
		{"a day, and the stay a day", stays.Encounter{Start: "2024-03-01"}, func(s *stays.Encounter) { s.Start = "2024-03-01" }, true},
		{"two days before", stays.Encounter{Start: "2024-02-28T08:00:00+08:00", End: "2024-02-28T09:00:00+08:00"}, nil, false},
		{"two days before, of one episode", stays.Encounter{Start: "2024-02-28T08:00:00+08:00", End: "2024-02-28T09:00:00+08:00", Episodes: []string{"e"}}, func(s *stays.Encounter) { s.Episodes = []string{"e"} }, true},
		{"years before, of one episode", stays.Encounter{Start: "2011-06-01", Episodes: []string{"e"}}, func(s *stays.Encounter) { s.Episodes = []string{"e"} }, false},
		{"of another patient", stays.Encounter{Patient: "q", Start: "2024-03-01T04:00:00+08:00"}, nil, false},
		{"without a time", stays.Encounter{}, nil, false},
		{"without a time, admitted from there", stays.Encounter{}, func(s *stays.Encounter) { s.AdmittedBy = true }, true},
		{"a part", stays.Encounter{PartOf: "s", Start: "2024-03-01T09:10:00+08:00"}, nil, true},
		{"cancelled", stays.Encounter{Status: "cancelled", Start: "2024-03-01T04:00:00+08:00"}, nil, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, a := stay, test.attendance
			a.Name, a.Class = "a", class("EMER")
			if a.Patient == "" {
				a.Patient = "p"
			}
			if test.change != nil {
				test.change(&s)
			}
			found, _ := stays.Find([]stays.Encounter{a, s}, false)
			assert.Len(t, found, 1)
			assert.Equal(t, test.leads, found[0].Emergency == 0)
		})
	}
}
