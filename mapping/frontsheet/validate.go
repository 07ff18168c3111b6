package frontsheet

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/crossbay/crossbay/codes"
)

// Validate reports what no document can hold as the sheet has it: dates that state no
// precision or are none of the calendar, coded values without a value set or outside
// of it, diagnoses without a line of their own or of an unknown role, numbers that are not plain
// decimals, characters that no text has. Field is the element of the sheet. It is nil
// for every sheet that a reader made.
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
	// stated are the lines that diagnoses state, taken those that the ones so far have.
	stated, taken map[line]bool
	places        map[DiagnosisRole]int
}

// line is one line of the diagnoses of a role.
type line struct {
	role DiagnosisRole
	slot int
}

func (v *validator) run() {
	v.stated, v.taken, v.places = map[line]bool{}, map[line]bool{}, map[DiagnosisRole]int{}
	for i := range v.sheet.Diagnoses {
		d := &v.sheet.Diagnoses[i]
		v.stated[line{known(d.Role), d.Slot}] = true
	}
	walk(reflect.ValueOf(v.sheet).Elem(), nil, v.visit)
	if v.mend {
		v.sheet.Fields = append(v.sheet.Fields, v.kept...)
	}
}

func (v *validator) issue(severity Severity, at *path, code, detail string) {
	element, p := at.String(), &v.sheet.origin.Position
	v.issues = append(v.issues, Issue{
		File: p.File, Record: p.Record, Line: p.Line, Column: v.sheet.Column(element),
		Field: element, Severity: severity, Code: code, Detail: detail,
	})
}

// keep puts a value that cannot be read where those of readers are.
func (v *validator) keep(at *path, text string) {
	if v.mend {
		v.kept = append(v.kept, Field{Column: at.String(), Value: text})
	}
}

func (v *validator) visit(value reflect.Value, at *path) bool {
	switch x := value.Addr().Interface().(type) {
	case *DateTime:
		v.date(x, at)
		return false
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
		return false
	case *Diagnosis:
		v.diagnosis(x, at)
	case *codes.System:
		return false
	case *string:
		v.text(x, at)
	}
	return true
}

func (v *validator) text(s *string, at *path) {
	if text := printable(*s); text != *s {
		v.issue(Error, at, "undecodable-character", "the text has bytes that are no character, or a control character: replaced by U+FFFD, and kept verbatim, a byte that is no character as \\xff")
		v.keep(at, writable(*s))
		if v.mend {
			*s = text
		}
	}
}

func (v *validator) coded(c *Coded, at *path) {
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

func (v *validator) diagnosis(d *Diagnosis, at *path) {
	role := known(d.Role)
	if role != d.Role {
		v.issue(Error, at, "unknown-role", "the role is none that a diagnosis can have: taken as not stated")
		v.keep(&path{above: at, name: "Role"}, string(d.Role))
	}
	v.places[role]++
	slot := d.Slot
	switch {
	case slot <= 0:
		v.issue(Information, at, "no-slot", "the line among the diagnoses of the role is not stated: that of its place is taken")
		slot = v.free(role, v.places[role])
	case v.taken[line{role, slot}]:
		v.issue(Warning, at, "slot-taken", "another diagnosis of the role has the line: the next free one is taken")
		slot = v.free(role, slot)
	}
	v.taken[line{role, slot}] = true
	if v.mend {
		d.Role, d.Slot = role, slot
	}
}

// known returns the role, "" where it is none that a diagnosis can have.
func known(role DiagnosisRole) DiagnosisRole {
	if slices.Contains(diagnosisRoles[:], role) {
		return role
	}
	return ""
}

// free returns the first line from slot on that no diagnosis of the role states or has.
func (v *validator) free(role DiagnosisRole, slot int) int {
	for v.stated[line{role, slot}] || v.taken[line{role, slot}] {
		slot++
	}
	return slot
}

func (v *validator) date(d *DateTime, at *path) {
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

func (v *validator) impossible(d *DateTime, at *path) {
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

// writable returns s with the number of each byte that is no character, as \xff, since
// no document can hold the byte.
func writable(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for s != "" {
		r, n := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && n == 1 {
			fmt.Fprintf(&b, `\x%02x`, s[0])
		} else {
			b.WriteString(s[:n])
		}
		s = s[n:]
	}
	return b.String()
}

// isDecimal reports whether s is a number of JSON's without an exponent.
func isDecimal(s string) bool {
	whole, fraction, point := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return digits(whole) && (whole == "0" || whole[0] != '0') && (!point || digits(fraction))
}
