package mainland_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping/identity"
)

// The stays of the clean files hold together: what is required is there, ages
// and lengths follow from the dates, the identity numbers check and agree with
// sex and birth date, and the charges add up.
func TestSampleStaysHoldTogether(t *testing.T) {
	for _, f := range readStays(t) {
		if f.name == "hqms-dirty.csv" {
			continue
		}
		t.Run(f.name, func(t *testing.T) {
			for _, s := range f.stays {
				t.Run(s.title, func(t *testing.T) {
					checkStay(t, f, s)
				})
			}
		})
	}
}

func checkStay(t *testing.T, f *sampleFile, s *sampleStay) {
	get := func(element string) string {
		value := s.value(columnOf(f.layout(), element))
		if value == "-" {
			return ""
		}
		return value
	}
	_, columns := f.headerAndColumns()
	for _, c := range f.layout().Columns() {
		if c.Need == "yes" && strings.Contains(" "+strings.Join(columns, " ")+" ", " "+c.Name+" ") {
			assert.NotEmpty(t, s.value(c.Name), "%s is required", c.Name)
		}
	}

	admitted, discharged := date(t, get("stay.admission")), date(t, get("stay.discharge"))
	require.False(t, discharged.Before(admitted))
	days := int(midnight(discharged).Sub(midnight(admitted)).Hours() / 24)
	assert.Equal(t, max(1, days), number(t, get("stay.days")), "length of stay")

	if born := get("patient.birth-date"); born != "" {
		b := date(t, born)
		age := admitted.Year() - b.Year()
		if admitted.Before(b.AddDate(age, 0, 0)) {
			age--
		}
		assert.Equal(t, age, number(t, get("patient.age-years")), "age")
		if d := get("patient.age-days"); d != "" && age == 0 {
			assert.Equal(t, int(midnight(admitted).Sub(midnight(b)).Hours()/24), number(t, d), "age in days")
		}
		checkNumber(t, get, b, age)
	}

	for _, c := range f.layout().Columns() {
		value := s.value(c.Name)
		if !strings.HasPrefix(c.Element, "procedure[") || !strings.HasSuffix(c.Element, ".performed") || value == "" || value == "-" {
			continue
		}
		performed := date(t, value)
		assert.False(t, midnight(performed).Before(midnight(admitted)) || midnight(performed).After(midnight(discharged)), "%s is outside the stay", c.Name)
	}

	sum, total := 0, cents(get("fee.total"))
	for _, c := range f.layout().Columns() {
		category, found := strings.CutPrefix(c.Element, "fee.")
		if !found || s.value(c.Name) == "" || len(category) > 3 {
			continue
		}
		if len(category) == 2 {
			sum += cents(s.value(c.Name))
		} else {
			assert.LessOrEqual(t, cents(s.value(c.Name)), cents(get("fee."+category[:2])), "%s is part of another category", c.Name)
		}
	}
	assert.Equal(t, sum, total, "total")
	assert.LessOrEqual(t, cents(get("fee.self-paid")), total, "self-paid")
}

// checkNumber checks the identity number against the birth date and the sex; a
// newborn may carry its mother's.
func checkNumber(t *testing.T, get func(string) string, born time.Time, age int) {
	number := identity.Recognize(get("patient.document-number"))
	if number.Kind != identity.ResidentID && number.Kind != identity.ResidencePermit && number.Kind != identity.PermanentResidence {
		return
	}
	assert.Equal(t, identity.Valid, number.Verdict)
	if age == 0 && number.BirthDate() != born.Format("2006-01-02") {
		return
	}
	assert.Equal(t, born.Format("2006-01-02"), number.BirthDate())
	sex := map[string]string{"1": "male", "2": "female", "男": "male", "女": "female"}[get("patient.sex")]
	if stated := string(number.Sex()); stated != "" {
		assert.Equal(t, sex, stated)
	}
}

func date(t *testing.T, text string) time.Time {
	t.Helper()
	for _, format := range []string{"2006-01-02 15:04:05", "2006-01-02", "20060102"} {
		if d, err := time.Parse(format, text); err == nil {
			return d
		}
	}
	t.Fatalf("%q is no date", text)
	return time.Time{}
}

func midnight(t time.Time) time.Time { return t.Truncate(24 * time.Hour) }
