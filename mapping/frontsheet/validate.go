package frontsheet

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Validate reports what no document can hold as the sheet has it: dates that state no
// precision or are none of the calendar, coded values without a value set or outside
// of it, diagnoses without a line of their own, roles and states that there are not, numbers that are
// not plain decimals, characters that no text has. Field is the element of the sheet. It
// is nil for every sheet that a reader made.
//
// It says nothing of what is missing or improbable: that is for package quality.
func (s *FrontSheet) Validate() []Issue {
	v := validator{sheet: s}
	v.run()
	return v.issues
}

// Mended returns the sheet as a document can hold it, and the issues of Validate. Where
// there are none it is s; else it is a copy, in which nothing is lost: a date is known
// to the parts that it has, a code that is none of its set is text, a diagnosis has
// the line of its place. What cannot be read is in Fields under its element.
func (s *FrontSheet) Mended() (*FrontSheet, []Issue) {
	issues := s.Validate()
	if len(issues) == 0 {
		return s, nil
	}
	c := copied(reflect.ValueOf(s).Elem()).Interface().(FrontSheet)
	(&validator{sheet: &c, mend: true}).run()
	return &c, issues
}

type validator struct {
	sheet  *FrontSheet
	mend   bool
	issues []Issue
	kept   []Field
	slots  map[DiagnosisRole]int
	// taken has the lines that the diagnoses so far have, each with the slot from which
	// on the next free one is looked for; stated those that any diagnosis states, nil
	// until one is looked for.
	taken  map[line]int
	stated map[line]bool
}

// A line is one of those that the sheet has for the diagnoses of a role.
type line struct {
	role DiagnosisRole
	slot int
}

func (v *validator) run() {
	v.slots, v.taken = map[DiagnosisRole]int{}, map[line]int{}
	walk(v.sheet, v.visit)
	if v.mend {
		v.sheet.Fields = append(v.sheet.Fields, v.kept...)
	}
}

func (v *validator) issue(severity Severity, at path, code, detail string) {
	element, p := at.String(), &v.sheet.origin.Position
	v.issues = append(v.issues, Issue{
		File: p.File, Record: p.Record, Line: p.Line, Column: v.sheet.Column(element), Title: v.sheet.Title(element),
		Field: element, Severity: severity, Code: code, Detail: detail,
	})
}

// keep puts a value that cannot be read where those of readers are, in Go's notation
// where it is no text itself.
func (v *validator) keep(at path, text string) {
	if !v.mend {
		return
	}
	if printable(text) != text {
		text = strconv.Quote(text)
	}
	v.kept = append(v.kept, Field{Column: at.String(), Value: text})
}

func (v *validator) visit(value any, at path) {
	switch x := value.(type) {
	case *DateTime:
		v.date(x, at)
	case *Coded:
		v.coded(x, at)
	case *Decimal:
		if !isDecimal(string(*x)) {
			v.issue(Error, at, "bad-number", "the number is no plain decimal, as 1250.5 is: kept verbatim")
			v.keep(at, string(*x))
			if v.mend {
				*x = ""
			}
		}
	case *Diagnosis:
		v.diagnosis(x, at)
		v.count(&x.Row, at, "Row")
	case *Procedure:
		v.count(&x.Rank, at, "Rank")
		v.count(&x.Row, at, "Row")
	case *AllergyItem:
		v.count(&x.Row, at, "Row")
	case *Observation:
		v.count(&x.Row, at, "Row")
	case *Medication:
		v.count(&x.Row, at, "Row")
	case *Stay:
		oneOf(v, &x.Status, stayStatuses[:], at, "Status", "unknown-code", "the state is none that a stay can have: taken as not stated, and kept verbatim")
	case *StaffMember:
		oneOf(v, &x.Role, staffRoles[:], at, "Role", "unknown-role", "the role is none that staff can have: taken as not stated, and kept verbatim")
	case *string:
		v.text(x, at)
	case *Field:
		// A field is verbatim, and may have control characters, which documents escape.
		v.bytes(&x.Column, at, "Column")
		v.bytes(&x.Value, at, "Value")
	}
}

func (v *validator) text(s *string, at path) {
	if text := printable(*s); text != *s {
		v.issue(Error, at, "undecodable-character", "the text has bytes that are no character, or a control character: replaced by U+FFFD, and kept in Go's notation")
		v.keep(at, *s)
		if v.mend {
			*s = text
		}
	}
}

func (v *validator) bytes(s *string, at path, field string) {
	if utf8.ValidString(*s) {
		return
	}
	v.issue(Error, append(at, step{field: field}), "undecodable-character", "the text has bytes that are no character: it is kept in Go's notation")
	if v.mend {
		*s = strconv.Quote(*s)
	}
}

func (v *validator) coded(c *Coded, at path) {
	if c.Code == "" {
		return
	}
	switch {
	case c.Set == nil:
		v.issue(Error, at, "no-value-set", "a code without its value set: taken as text")
	default:
		if _, ok := c.Set.Concept(c.Code); ok {
			return
		}
		v.issue(Error, at, "unknown-code", "the code is not in the value set "+c.Set.Name+": taken as text")
	}
	if v.mend {
		c.Text = strings.TrimSpace(c.Code + " " + c.Text)
		c.Code = ""
	}
}

// oneOf looks at a field that has one of the values, or none.
func oneOf[T ~string](v *validator, value *T, values []T, at path, field, code, detail string) {
	if *value == "" || slices.Contains(values, *value) {
		return
	}
	v.issue(Error, at, code, detail)
	v.keep(append(at, step{field: field}), string(*value))
	if v.mend {
		*value = ""
	}
}

// count looks at a field that counts from 1, where 0 is none.
func (v *validator) count(n *int, at path, field string) {
	if *n >= 0 && *n <= math.MaxInt32 {
		return
	}
	at = append(at, step{field: field})
	v.issue(Error, at, "bad-number", "the number is no count of FHIR's: kept verbatim")
	v.keep(at, strconv.Itoa(*n))
	if v.mend {
		*n = 0
	}
}

func (v *validator) diagnosis(d *Diagnosis, at path) {
	oneOf(v, &d.Role, diagnosisRoles[:], at, "Role", "unknown-role", "the role is none that a diagnosis can have: taken as not stated, and kept verbatim")
	has := line{known(d.Role), d.Slot}
	v.slots[has.role]++
	switch {
	case d.Slot <= 0 || d.Slot > math.MaxInt32:
		v.issue(Information, at, "no-slot", "the line among the diagnoses of the role is not stated: that of its place is taken, or the next free one")
		has = v.free(line{has.role, v.slots[has.role]})
	case v.taken[has] > 0:
		v.issue(Warning, at, "slot-taken", "another diagnosis of the role has the line, and the two would come back as one: the next free line is taken")
		next := v.free(line{has.role, v.taken[has]})
		v.taken[has] = next.slot + 1
		has = next
	}
	v.taken[has] = has.slot + 1
	if v.mend {
		d.Slot = has.slot
	}
}

// known returns the role, "" where it is none that a diagnosis can have.
func known(role DiagnosisRole) DiagnosisRole {
	if slices.Contains(diagnosisRoles[:], role) {
		return role
	}
	return ""
}

// free returns the first line from this one on that no diagnosis states or has.
func (v *validator) free(l line) line {
	if v.stated == nil {
		v.stated = map[line]bool{}
		for i := range v.sheet.Diagnoses {
			d := &v.sheet.Diagnoses[i]
			v.stated[line{known(d.Role), d.Slot}] = true
		}
	}
	for v.stated[l] || v.taken[l] > 0 {
		l.slot++
	}
	return l
}

func (v *validator) date(d *DateTime, at path) {
	if d.Precision == 0 {
		v.issue(Warning, at, "no-precision", "the date does not state its precision: taken as known to the last of its parts")
		d2 := *d
		d2.Precision = d.precision()
		if !d2.stands() {
			v.impossible(d, at)
			return
		}
		if v.mend {
			*d = d2
		}
		return
	}
	if !d.stands() {
		v.impossible(d, at)
	}
}

func (v *validator) impossible(d *DateTime, at path) {
	v.issue(Error, at, "bad-date", "no date of the calendar, or no time of the day: kept verbatim")
	v.keep(at, fmt.Sprintf("%04d-%02d-%02d %02d:%02d:%02d%s", d.Year, d.Month, d.Day, d.Hour, d.Minute, d.Second, d.Zone))
	if v.mend {
		*d = DateTime{}
	}
}

// precision returns that of the last part which is not 0.
func (d DateTime) precision() Precision {
	parts := [...]int{d.Year, d.Month, d.Day, d.Hour, d.Minute, d.Second}
	p := ToYear
	for i, n := range parts {
		if n != 0 {
			p = Precision(i + 1)
		}
	}
	if p == ToHour {
		return ToMinute // 9:00, rather than an hour alone
	}
	return p
}

// stands reports whether d is a date as far as its precision goes.
func (d DateTime) stands() bool {
	if d.Precision > ToSecond {
		return false
	}
	if d.Zone != "" {
		if _, err := time.Parse("Z07:00", d.Zone); err != nil {
			return false
		}
	}
	parts := [...]*int{&d.Year, &d.Month, &d.Day, &d.Hour, &d.Minute, &d.Second}
	for i, first := range [...]int{1, 1, 1, 0, 0, 0} {
		if i >= int(d.Precision) {
			*parts[i] = first
		}
	}
	return d.Valid()
}

// printable returns s with U+FFFD for what no text of FHIR's has.
func printable(s string) string {
	control := func(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' }
	if utf8.ValidString(s) && !strings.ContainsFunc(s, control) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if control(r) {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, string(utf8.RuneError)))
}

// isDecimal reports whether s is a number of JSON's without an exponent.
func isDecimal(s string) bool {
	whole, fraction, point := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return digits(whole) && (whole == "0" || whole[0] != '0') && (!point || digits(fraction))
}
