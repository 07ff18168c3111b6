package referral

import (
	"slices"

	"github.com/crossbay/crossbay/mapping/deidentify"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/report"
)

// A Laboratory holds reports until somebody asks for those on a patient. The zero
// Laboratory has none. Once it is filled it may be used by several goroutines at once.
type Laboratory struct {
	records []*report.Record
	// of are the places of the records on a patient, by what identifies the patient.
	of map[string][]int
}

// Add adds a record. One that identifies nobody is on nobody: Add returns false.
func (l *Laboratory) Add(rec *report.Record) bool {
	keys := keysOf(rec.Sheet)
	if len(keys) == 0 {
		return false
	}
	if l.of == nil {
		l.of = map[string][]int{}
	}
	for _, key := range keys {
		l.of[key] = append(l.of[key], len(l.records))
	}
	l.records = append(l.records, rec)
	return true
}

// keysOf returns what identifies the patient of a sheet: the number within a facility that
// is named, and an identity document that proves who it is wherever it stands.
func keysOf(s *frontsheet.FrontSheet) (keys []string) {
	if subject := s.Subject(); subject != "" && s.FacilityName() != "" {
		keys = append(keys, "subject/"+subject)
	}
	if holder := deidentify.Holder(s); holder != "" {
		keys = append(keys, "holder/"+holder)
	}
	return keys
}

// On returns the records on the patient of a sheet, in the order in which they were
// added. One that is on the same number and states another date of birth or another sex
// is on somebody else for all that anybody can tell: it is left out, with an issue.
func (l *Laboratory) On(s *frontsheet.FrontSheet) (records []*report.Record, issues []frontsheet.Issue) {
	taken := map[int]bool{}
	for _, key := range keysOf(s) {
		for _, i := range l.of[key] {
			taken[i] = true
		}
	}
	for i, rec := range l.records {
		switch {
		case !taken[i]:
		case contradict(&s.Patient, &rec.Sheet.Patient):
			file, record, line := rec.Sheet.Position()
			issues = append(issues, frontsheet.Issue{
				File: file, Record: record, Line: line, Severity: frontsheet.Error, Code: "another-patient",
				Detail: "the report is on the number of the patient who is referred, and states another date of birth or another sex: it is left out",
			})
		default:
			records = append(records, rec)
		}
	}
	return records, issues
}

// contradict reports whether two statements of a patient cannot be of one.
func contradict(a, b *frontsheet.Patient) bool {
	if x, y := a.Sex.Standard(), b.Sex.Standard(); (x == "male" || x == "female") && (y == "male" || y == "female") && x != y {
		return true
	}
	x, y := a.BirthDate, b.BirthDate
	if x.IsZero() || y.IsZero() {
		return false
	}
	return x.Year != y.Year || min(x.Precision, y.Precision) >= frontsheet.ToMonth && x.Month != y.Month ||
		min(x.Precision, y.Precision) >= frontsheet.ToDay && x.Day != y.Day
}

// Reports returns the reports of records. Of those of one filler number the last alone
// counts, which corrects the others.
func Reports(records []*report.Record) (list []report.Report) {
	for _, rec := range records {
		for i := range rec.Reports {
			r := &rec.Reports[i]
			at := slices.IndexFunc(list, func(v report.Report) bool { return v.Filler == r.Filler })
			if r.Filler != "" && at >= 0 {
				list[at] = *r
			} else {
				list = append(list, *r)
			}
		}
	}
	return list
}
