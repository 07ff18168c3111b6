package frontsheet_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// What a programmer writes first is found, in the words of the sheet, and is mended
// without the loss of anything.
func TestSheetsMadeInCode(t *testing.T) {
	set := &frontsheet.ValueSet{Name: "own"}
	for name, test := range map[string]struct {
		change      func(*frontsheet.FrontSheet)
		code, field string
		holds       func(*frontsheet.FrontSheet) bool
	}{
		"a date without its precision": {
			func(s *frontsheet.FrontSheet) {
				s.Patient.BirthDate = frontsheet.DateTime{Year: 1990, Month: 1, Day: 2}
			},
			"no-precision", "patient.birth-date",
			func(s *frontsheet.FrontSheet) bool { return s.Patient.BirthDate.Precision == frontsheet.ToDay },
		},
		"the hour of one": {
			func(s *frontsheet.FrontSheet) {
				s.Stay.Admission = frontsheet.DateTime{Year: 1990, Month: 1, Day: 2, Hour: 9}
			},
			"no-precision", "stay.admission",
			func(s *frontsheet.FrontSheet) bool { return s.Stay.Admission.Precision == frontsheet.ToMinute },
		},
		"a month 13": {
			func(s *frontsheet.FrontSheet) {
				s.Patient.BirthDate = frontsheet.DateTime{Year: 1990, Month: 13, Day: 40, Precision: frontsheet.ToDay}
			},
			"bad-date", "patient.birth-date",
			func(s *frontsheet.FrontSheet) bool {
				return s.Patient.BirthDate.IsZero() && s.Fields[0].Value == "1990-13-40 00:00:00"
			},
		},
		"a month 13 without its precision": {
			func(s *frontsheet.FrontSheet) { s.Patient.BirthDate = frontsheet.DateTime{Year: 1990, Month: 13} },
			"bad-date", "patient.birth-date",
			func(s *frontsheet.FrontSheet) bool { return s.Patient.BirthDate.IsZero() && len(s.Fields) == 1 },
		},
		"a code without a set": {
			func(s *frontsheet.FrontSheet) { s.Patient.Sex = frontsheet.Coded{Code: "1"} },
			"no-value-set", "patient.sex",
			func(s *frontsheet.FrontSheet) bool { return s.Patient.Sex == frontsheet.Coded{Text: "1"} },
		},
		"a code outside of its set": {
			func(s *frontsheet.FrontSheet) { s.Patient.Sex = frontsheet.Coded{Set: set, Code: "7"} },
			"unknown-code", "patient.sex",
			func(s *frontsheet.FrontSheet) bool { return s.Patient.Sex == frontsheet.Coded{Set: set, Text: "7"} },
		},
		"a diagnosis without a slot": {
			func(s *frontsheet.FrontSheet) {
				s.Diagnoses = []frontsheet.Diagnosis{{Role: frontsheet.Other, Name: "甲"}, {Role: frontsheet.Other, Name: "乙"}}
			},
			"no-slot", "diagnosis.other[2]",
			func(s *frontsheet.FrontSheet) bool { return s.Diagnoses[0].Slot == 1 && s.Diagnoses[1].Slot == 2 },
		},
		"two diagnoses on one line": {
			func(s *frontsheet.FrontSheet) {
				s.Diagnoses = []frontsheet.Diagnosis{
					{Role: frontsheet.Other, Slot: 1, Name: "甲"},
					{Role: frontsheet.Other, Slot: 2, Name: "乙"},
					{Role: frontsheet.Other, Slot: 1, Name: "丙"},
				}
			},
			"slot-taken", "diagnosis.other[1]",
			func(s *frontsheet.FrontSheet) bool { return s.Diagnoses[0].Slot == 1 && s.Diagnoses[2].Slot == 3 },
		},
		"a line that is stated, after one that is not": {
			func(s *frontsheet.FrontSheet) {
				s.Diagnoses = []frontsheet.Diagnosis{{Role: frontsheet.Other}, {Role: frontsheet.Other, Slot: 1}}
			},
			"no-slot", "diagnosis.other[1]",
			func(s *frontsheet.FrontSheet) bool { return s.Diagnoses[0].Slot == 2 && s.Diagnoses[1].Slot == 1 },
		},
		"a role with a capital": {
			func(s *frontsheet.FrontSheet) { s.Diagnoses = []frontsheet.Diagnosis{{Role: "Principal", Slot: 1}} },
			"unknown-role", "diagnosis[1]",
			func(s *frontsheet.FrontSheet) bool {
				return s.Diagnoses[0].Role == "" && s.Fields[0].Value == "Principal"
			},
		},
		"a grouped number": {
			func(s *frontsheet.FrontSheet) { s.Fees.Total = "1,250.5" },
			"bad-number", "fees.total",
			func(s *frontsheet.FrontSheet) bool { return s.Fees.Total == "" && s.Fields[0].Value == "1,250.5" },
		},
		"a NUL in a name": {
			func(s *frontsheet.FrontSheet) { s.Patient.Name = "王\x00虚构" },
			"undecodable-character", "patient.name",
			func(s *frontsheet.FrontSheet) bool { return s.Patient.Name == "王\uFFFD虚构" },
		},
		"bytes of another encoding": {
			func(s *frontsheet.FrontSheet) {
				s.Allergy.Items = []frontsheet.AllergyItem{{Reactions: []string{"ok", "\xcd\xf5"}}}
			},
			"undecodable-character", "allergy.item[1].reactions[2]",
			func(s *frontsheet.FrontSheet) bool {
				return s.Allergy.Items[0].Reactions[1] == "\uFFFD" && s.Fields[0].Value == `"\xcd\xf5"`
			},
		},
	} {
		var s frontsheet.FrontSheet
		test.change(&s)
		before := frontsheet.Reveal(s)
		issues := s.Validate()
		require.NotEmpty(t, issues, name)
		last := issues[len(issues)-1]
		assert.Equal(t, test.code, last.Code, name)
		assert.Equal(t, test.field, last.Field, name)
		mended, again := s.Mended()
		assert.Equal(t, issues, again, name)
		assert.True(t, test.holds(mended), "%s: %s", name, frontsheet.Reveal(mended))
		assert.Empty(t, mended.Validate(), name)
		assert.Equal(t, before, frontsheet.Reveal(s), name)
	}
}

func TestTimesOfGo(t *testing.T) {
	hongKong := time.FixedZone("", 8*3600)
	at := time.Date(2024, 2, 29, 23, 59, 58, 7, hongKong)
	for p, want := range map[frontsheet.Precision]string{
		frontsheet.ToYear: `"2024"`, frontsheet.ToMonth: `"2024-02"`, frontsheet.ToDay: `"2024-02-29"`,
		frontsheet.ToHour: `"2024-02-29 23"`, frontsheet.ToMinute: `"2024-02-29 23:59"`, frontsheet.ToSecond: `"2024-02-29 23:59:58"`,
	} {
		assert.Equal(t, want, frontsheet.Reveal(frontsheet.DateOf(at, p)))
	}
	assert.True(t, frontsheet.DateOf(time.Time{}, frontsheet.ToDay).IsZero())

	got, ok := frontsheet.DateOf(at, frontsheet.ToSecond).Time(hongKong)
	assert.True(t, ok)
	assert.True(t, got.Equal(at.Truncate(time.Second)))
	got, ok = frontsheet.DateTime{Year: 2024, Month: 1, Day: 5, Hour: 9, Precision: frontsheet.ToMinute, Zone: "-05:00"}.Time(hongKong)
	assert.True(t, ok)
	assert.Equal(t, "2024-01-05T14:00:00Z", got.UTC().Format(time.RFC3339))
	got, ok = frontsheet.DateTime{Year: 2024, Precision: frontsheet.ToYear}.Time(nil)
	assert.True(t, ok)
	assert.Equal(t, "2024-01-01T00:00:00Z", got.Format(time.RFC3339))
	for _, none := range []frontsheet.DateTime{{}, {Year: 2024, Month: 2, Day: 30, Precision: frontsheet.ToDay}, {Year: 2024, Precision: frontsheet.ToYear, Zone: "CST"}} {
		_, ok = none.Time(nil)
		assert.False(t, ok)
	}
}

// slog's handler of JSON gives lists and structs to encoding/json.
func TestSheetsAreRedactedInJSON(t *testing.T) {
	s := &frontsheet.FrontSheet{Patient: frontsheet.Patient{Name: "王虚构"}}
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, nil))
	logger.Info("x", "sheets", []*frontsheet.FrontSheet{s}, "job", struct{ S *frontsheet.FrontSheet }{s}, "p", map[string]any{"p": s.Patient})
	assert.NotContains(t, log.String(), "王")
	assert.Equal(t, 3, bytes.Count(log.Bytes(), []byte("[redacted]")))

	text := frontsheet.Reveal([]*frontsheet.FrontSheet{s})
	assert.True(t, json.Valid([]byte(text)))
	assert.Equal(t, `[{"Patient":{"Name":"王虚构"}}]`, text)
}
