package deidentify

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping"
)

func day(year, month, day int) mapping.DateTime {
	return mapping.DateTime{Year: year, Month: month, Day: day, Precision: mapping.ToDay}
}

func TestKeys(t *testing.T) {
	for _, test := range []struct {
		key  string
		want error
	}{
		{"", ErrShortKey},
		{"31 bytes are one too few, these.", nil},
		{"31 bytes are one too few, these", ErrShortKey},
		{strings.Repeat("a", 64), ErrWeakKey},
		{strings.Repeat("abcdefg", 10), ErrWeakKey},
		{strings.Repeat("abcdefgh", 4), nil},
	} {
		_, err := New(gba, []byte(test.key), &Options{Purpose: "TREAT"})
		assert.Equal(t, test.want, err, test.key)
	}
}

func TestAKeyIsNotPrinted(t *testing.T) {
	d := newTest(t, gba, testKey)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		printed := fmt.Sprintf(verb, d) + fmt.Sprintf(verb, d.secret)
		assert.NotContains(t, printed, string(testKey))
		assert.NotContains(t, printed, fmt.Sprint(testKey[:4]))
	}
}

func TestOptionsThatAreRefused(t *testing.T) {
	_, err := New(gba, testKey, nil)
	assert.Equal(t, ErrPurpose, err)
	_, err = New(gba, testKey, &Options{Purpose: "FUN"})
	assert.ErrorContains(t, err, "unknown purpose")
	_, err = New(counts, testKey, nil)
	assert.Equal(t, ErrCounts, err)
	_, err = New(research, testKey, &Options{Purpose: "HRESCH", Listed: []string{"patient.name"}})
	assert.EqualError(t, err, `the profile research does not leave it to a list whether "patient.name" is passed on`)
	_, err = New(full, nil, nil)
	assert.NoError(t, err)
}

func TestListedElementsPass(t *testing.T) {
	sheet := person()
	sheet.Patient.Ethnicity = mapping.Coded{Set: newFiller().set, Code: "1"}
	sheet.Patient.Marital = sheet.Patient.Ethnicity
	d, err := New(research, testKey, &Options{Purpose: "HRESCH", Listed: []string{"patient.ethnicity"}})
	require.NoError(t, err)
	redacted, _ := d.Apply(sheet)
	assert.Equal(t, "1", redacted.Patient.Ethnicity.Code)
	assert.True(t, redacted.Patient.Marital.IsZero())

	d, err = New(research, testKey, &Options{Purpose: "HRESCH", Listed: research.Listed()})
	require.NoError(t, err)
	redacted, _ = d.Apply(sheet)
	assert.Equal(t, "1", redacted.Patient.Marital.Code)
	assert.Contains(t, research.Listed(), "finding.hiv")
	assert.NotContains(t, research.Listed(), "patient.name")
	assert.Empty(t, gba.Listed())
	assert.Empty(t, full.Listed())
}

// person is a sheet of one patient.
func person() *mapping.FrontSheet {
	return &mapping.FrontSheet{
		Facility: mapping.Facility{Code: "12345678X", Name: "示例医院"},
		Patient:  mapping.Patient{RecordNumber: "0001", Name: "测试甲", DocumentNumber: "11010519491231002X", BirthDate: day(1949, 12, 31)},
		Stay:     mapping.Stay{AdmissionCount: "1", Admission: day(2024, 1, 5), Discharge: day(2024, 3, 2)},
	}
}

func TestOnePatientHasOnePseudonymAndShiftInEveryFile(t *testing.T) {
	for _, p := range []*Profile{gba, research} {
		first := person()
		second := person()
		second.Patient.Name, second.Stay = "测试 甲", mapping.Stay{AdmissionCount: "2", Admission: day(2024, 6, 1), Discharge: day(2024, 6, 9)}
		stranger := person()
		stranger.Patient.RecordNumber = "0002"
		elsewhere := person()
		elsewhere.Facility.Code = "87654321X"

		a, _ := newTest(t, p, testKey).Apply(first)
		b, _ := newTest(t, p, testKey).Apply(second)
		assert.Equal(t, a.Patient.RecordNumber, b.Patient.RecordNumber)
		assert.Equal(t, a.Subject(), b.Subject())
		between, _ := days(first.Stay.Discharge, second.Stay.Admission)
		shiftedBetween, ok := days(a.Stay.Discharge, b.Stay.Admission)
		assert.True(t, ok)
		assert.Equal(t, between, shiftedBetween)
		assert.NotEqual(t, stayKeys(a), stayKeys(b), "the stays are told apart")

		for name, other := range map[string]*mapping.FrontSheet{"another patient": stranger, "another hospital": elsewhere} {
			c, _ := newTest(t, p, testKey).Apply(other)
			assert.NotEqual(t, a.Patient.RecordNumber, c.Patient.RecordNumber, name)
		}
		c, _ := newTest(t, p, otherKey).Apply(first)
		assert.NotEqual(t, a.Patient.RecordNumber, c.Patient.RecordNumber, "another key")
	}
	a, _ := newTest(t, gba, testKey).Apply(person())
	b, _ := newTest(t, research, testKey).Apply(person())
	assert.NotEqual(t, a.Patient.RecordNumber, b.Patient.RecordNumber, "the profiles do not lead to one another")
	c, _ := newTest(t, research, otherKey).Apply(person())
	assert.NotEqual(t, b.Stay.Admission, c.Stay.Admission, "another key, another shift")
}

func stayKeys(s *mapping.FrontSheet) string {
	return string(s.Stay.AdmissionCount) + "/" + s.Stay.Number
}

// The number of an identity document is the person's, however it is written
// and in whatever hospital.
func TestPseudonymsOfDocumentsAreThoseOfThePerson(t *testing.T) {
	a, b, c := holding("12345678X", "0001", otherResident), holding("87654321X", "7", "44052418800202002x"), holding("12345678X", "0002", resident)
	d := newTest(t, gba, testKey)
	pseudonym := func(s *mapping.FrontSheet) mapping.Identifier {
		redacted, _ := d.Apply(s)
		require.Len(t, redacted.Patient.Identifiers, 1)
		return redacted.Patient.Identifiers[0]
	}
	assert.Equal(t, "ANON", pseudonym(a).Type)
	assert.Len(t, pseudonym(a).Value, 32)
	assert.Equal(t, pseudonym(a), pseudonym(b))
	assert.NotEqual(t, pseudonym(a), pseudonym(c))

	damaged := person()
	damaged.Patient.DocumentNumber = "1.10105E+17"
	redacted, _ := d.Apply(damaged)
	assert.Empty(t, redacted.Patient.Identifiers, "many people have the number that a spreadsheet makes of theirs")
}

// Patients whose numbers are not passed on are told apart all the same.
func TestPatientsStayApart(t *testing.T) {
	a, b := person(), person()
	a.Patient.RecordNumber, b.Patient.RecordNumber = "", ""
	a.Patient.DocumentNumber, b.Patient.DocumentNumber = resident, otherResident
	d := newTest(t, research, testKey)
	first, _ := d.Apply(a)
	second, _ := d.Apply(b)
	again, _ := d.Apply(a)
	assert.NotEmpty(t, first.Subject())
	assert.NotEqual(t, first.Subject(), second.Subject())
	assert.Equal(t, first.Subject(), again.Subject())
}

func TestASheetOfNobodyIsRefused(t *testing.T) {
	for _, sheet := range []*mapping.FrontSheet{
		{Facility: mapping.Facility{Code: "12345678X"}, Stay: mapping.Stay{AdmissionCount: "1"}},
		{Patient: mapping.Patient{Identifiers: []mapping.Identifier{{Type: "PI"}}}},
		{Patient: mapping.Patient{DocumentNumber: "-"}},
		{Patient: mapping.Patient{DocumentNumber: "N/A"}},
		{Patient: mapping.Patient{DocumentNumber: "000000000000000000"}},
		{Patient: mapping.Patient{DocumentNumber: "4.40524E+17"}},
		{Patient: mapping.Patient{DocumentNumber: "11010519491231002X"}},
	} {
		redacted, issues := newTest(t, gba, testKey).Apply(sheet)
		assert.Nil(t, redacted)
		require.Len(t, issues, 1)
		assert.Equal(t, "no-patient", issues[0].Code)
		assert.Equal(t, mapping.Error, issues[0].Severity)
	}
}

func TestStaysOfOneDayStayApart(t *testing.T) {
	at := func(hour int) *mapping.FrontSheet {
		s := person()
		s.Stay.AdmissionCount = ""
		s.Stay.Admission = mapping.DateTime{Year: 2024, Month: 1, Day: 5, Hour: hour, Precision: mapping.ToMinute}
		return s
	}
	d := newTest(t, research, testKey)
	morning, _ := d.Apply(at(8))
	evening, _ := d.Apply(at(20))
	assert.Equal(t, morning.Stay.Admission, evening.Stay.Admission)
	assert.NotEqual(t, morning.Stay.Number, evening.Stay.Number)
}

func TestShifts(t *testing.T) {
	seen := map[int]bool{}
	s, err := newSecret(research, testKey)
	require.NoError(t, err)
	for i := range 5000 {
		n := s.shift(fmt.Sprint(i))
		assert.True(t, n >= 1 && n <= MaxShift, n)
		seen[n] = true
	}
	assert.Len(t, seen, MaxShift, "every shift is one that happens")
	for _, test := range []struct {
		from mapping.DateTime
		days int
		want mapping.DateTime
	}{
		{day(2024, 3, 1), 1, day(2024, 2, 29)},
		{day(2023, 3, 1), 1, day(2023, 2, 28)},
		{day(2024, 1, 1), 365, day(2023, 1, 1)},
		{mapping.DateTime{Year: 2024, Month: 3, Day: 1, Hour: 23, Minute: 59, Second: 1, Precision: mapping.ToSecond, Zone: "+08:00"}, 1, day(2024, 2, 29)},
		{mapping.DateTime{Year: 2024, Month: 3, Precision: mapping.ToMonth}, 14, mapping.DateTime{Year: 2024, Month: 3, Precision: mapping.ToMonth}},
		{mapping.DateTime{Year: 2024, Month: 3, Precision: mapping.ToMonth}, 15, mapping.DateTime{Year: 2024, Month: 2, Precision: mapping.ToMonth}},
		{mapping.DateTime{Year: 2024, Precision: mapping.ToYear}, 300, mapping.DateTime{Year: 2023, Precision: mapping.ToYear}},
		{day(1, 1, 1), 1, mapping.DateTime{}},
	} {
		assert.Equal(t, test.want, shifted(test.from, test.days))
	}
}

func TestAges(t *testing.T) {
	under := func(months, days mapping.Decimal) mapping.AgeUnderOne {
		return mapping.AgeUnderOne{Months: months, Days: days}
	}
	for _, test := range []struct {
		name     string
		years    mapping.Decimal
		under    mapping.AgeUnderOne
		born, at mapping.DateTime
		want     string
	}{
		{"in years", "47", under("", ""), day(1900, 1, 1), day(2024, 1, 1), "45-49"},
		{"the first of a band", "45", under("", ""), mapping.DateTime{}, mapping.DateTime{}, "45-49"},
		{"89", "89", under("", ""), mapping.DateTime{}, mapping.DateTime{}, "85-89"},
		{"90", "90", under("", ""), mapping.DateTime{}, mapping.DateTime{}, "90+"},
		{"112", "112", under("", ""), mapping.DateTime{}, mapping.DateTime{}, "90+"},
		{"from the dates, on the birthday", "", under("", ""), day(1979, 1, 1), day(2024, 1, 1), "45-49"},
		{"from the dates, the day before", "", under("", ""), day(1979, 1, 2), day(2024, 1, 1), "40-44"},
		{"of a newborn in days", "0", under("", "27"), mapping.DateTime{}, mapping.DateTime{}, "27 days"},
		{"no newborn any more", "0", under("", "28"), mapping.DateTime{}, mapping.DateTime{}, "0-4"},
		{"in months", "", under("3", "5"), mapping.DateTime{}, mapping.DateTime{}, "0-4"},
		{"of a newborn from the dates", "0", under("", ""), day(2024, 1, 1), day(2024, 1, 28), "27 days"},
		{"an adult with 0 days", "30", under("", "0"), mapping.DateTime{}, mapping.DateTime{}, "30-34"},
		{"born after the admission", "", under("", ""), day(2024, 1, 2), day(2024, 1, 1), ""},
		{"of a year", "", under("", ""), mapping.DateTime{Year: 1979, Precision: mapping.ToYear}, day(2024, 1, 1), ""},
		{"none", "", under("", ""), mapping.DateTime{}, mapping.DateTime{}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := person()
			s.Patient.AgeYears, s.Patient.AgeUnderOne, s.Patient.BirthDate = test.years, test.under, test.born
			s.Stay.Admission = test.at
			redacted, _ := newTest(t, research, testKey).Apply(s)
			p := &redacted.Patient
			got := ""
			switch {
			case p.AgeUnderOne.Days != "":
				got = string(p.AgeUnderOne.Days) + " days"
			case p.AgeBand.Stated && p.AgeBand.High == 0:
				got = fmt.Sprintf("%d+", p.AgeBand.Low)
			case p.AgeBand.Stated:
				got = fmt.Sprintf("%d-%d", p.AgeBand.Low, p.AgeBand.High)
			}
			assert.Equal(t, test.want, got)
			assert.True(t, p.BirthDate.IsZero())
			assert.Empty(t, p.AgeYears)
		})
	}
}

func TestAgesOfPseudonymisedRecords(t *testing.T) {
	s := person()
	s.Patient.AgeUnderOne = mapping.AgeUnderOne{Months: "2.5", Days: "75"}
	redacted, _ := newTest(t, gba, testKey).Apply(s)
	assert.Equal(t, mapping.DateTime{Year: 1949, Month: 12, Precision: mapping.ToMonth}, redacted.Patient.BirthDate)
	assert.Equal(t, mapping.AgeUnderOne{Months: "2"}, redacted.Patient.AgeUnderOne)
}

func TestPlaces(t *testing.T) {
	for _, test := range []struct{ address, province, city string }{
		{"广东省深圳市南山区示例路1号", "广东省", "深圳市"},
		{"中国广东省 深圳市南山区", "广东省", "深圳市"},
		{"廣東省廣州市天河區", "广东省", "广州市"},
		{"广东深圳市南山区", "广东省", "深圳市"},
		{"深圳市南山区", "广东省", "深圳市"},
		{"广东省测试甲收", "广东省", ""},
		{"广东路12号测试甲", "", ""},
		{"北京市朝阳区示例街", "北京市", ""},
		{"北京朝阳区示例街", "北京市", ""},
		{"北京路12号", "", ""},
		{"香港九龍示例道1號", "香港特别行政区", ""},
		{"香港中路1号", "", ""},
		{"Flat A, 1 Example Road, Kowloon, Hong Kong.", "香港特别行政区", ""},
		{"1 Example Street, New Territories", "香港特别行政区", ""},
		{"Hong Kong Road, Springfield", "", ""},
		{"吉林省延边朝鲜族自治州延吉市", "吉林省", "延边朝鲜族自治州"},
		{"测试甲", "", ""},
		{"", "", ""},
	} {
		province, city := placeOf(test.address)
		assert.Equal(t, []string{test.province, test.city}, []string{province, city}, test.address)
	}
}

func TestRounding(t *testing.T) {
	for d, want := range map[mapping.Decimal]mapping.Decimal{
		"0": "0", "49.99": "0", "50": "100", "149.999": "100", "150": "200", "12345.67": "12300", "-49": "0", "-51": "-100", "3250": "3300",
	} {
		assert.Equal(t, want, rounded(d), string(d))
	}
}

// What only this project writes is checked all the same: a sheet may come from
// anywhere.
func TestWordsThatNoTableHas(t *testing.T) {
	sheet := person()
	for i, grade := range []mapping.Grade{{Claimed: "3.1", Verified: "2"}, {Claimed: "CHAN", Verified: "2"}, {Claimed: "2", Verified: "CHAN"}, {Claimed: "2", Verified: "1", Reason: "CHAN"}} {
		sheet.Diagnoses = append(sheet.Diagnoses, mapping.Diagnosis{
			Role: mapping.Other, Slot: i + 1, Codes: []mapping.Code{{System: codes.ICD10, Code: "I10"}}, Grade: grade,
		})
	}
	sheet.Fees.Items = []mapping.Fee{{Category: "09a", Amount: "100"}, {Category: "CHAN", Amount: "200"}}
	redacted, _ := newTest(t, gba, testKey).Apply(sheet)
	assert.Equal(t, sheet.Diagnoses[0].Grade, redacted.Diagnoses[0].Grade)
	for _, d := range redacted.Diagnoses[1:] {
		assert.Zero(t, d.Grade)
	}
	assert.Equal(t, sheet.Fees.Items[:1], redacted.Fees.Items)
}
