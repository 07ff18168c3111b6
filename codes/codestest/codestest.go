// Package codestest tests tables and maps that are not of package codes: those
// that a program brings itself.
package codestest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/crossbay/crossbay/codes"
)

// TestTable fails t where table breaks a promise of [codes.Table], or does not
// have one of the expected codes. See [CheckTable].
func TestTable(t testing.TB, table codes.Table, expected ...string) {
	t.Helper()
	if err := CheckTable(table, expected...); err != nil {
		t.Error(err)
	}
}

// TestMap fails t where m breaks a promise of [codes.Map], or does not know one
// of the expected codes. See [CheckMap].
func TestMap(t testing.TB, m codes.Map, expected ...string) {
	t.Helper()
	if err := CheckMap(m, expected...); err != nil {
		t.Error(err)
	}
}

// CheckTable looks up the expected codes, every code that the table lists if it
// is a [codes.Lister], and strings that are no codes. It reports
//
//   - an expected code that is not found;
//   - a concept whose code is not the one that was looked up, or whose system is
//     not that of the table;
//   - a code that is found in another spelling: with a space, in lower case,
//     without its dot;
//   - a table that lists a code twice, or a code that it does not find, or that
//     answers differently the second time, or from several goroutines at once
//     (run the test with -race);
//   - a [codes.Hierarchy] in which a child's parent is not its parent.
//
// The error joins what it found, at most ten faults of each kind.
func CheckTable(table codes.Table, expected ...string) error {
	var f faults
	system := table.System()
	if system.URI == "" {
		f.add("system", "the system has no URI")
	}
	look := func(code string) {
		c, ok := table.Lookup(code)
		switch {
		case !ok:
			f.add("missing", "%q is not found", code)
		case c.Code != code:
			f.add("code", "Lookup(%q) returns the code %q", code, c.Code)
		case c.System != system:
			f.add("concept system", "Lookup(%q) returns a concept of %s, not of %s", code, c.System, system)
		}
		if again, ok2 := table.Lookup(code); ok2 != ok || again != c {
			f.add("twice", "%q: the second answer is not the first", code)
		}
	}
	known := slices.Clone(expected)
	for _, code := range expected {
		look(code)
	}
	if l, ok := table.(codes.Lister); ok {
		seen := make(map[string]bool)
		for c := range l.All() {
			if seen[c.Code] {
				f.add("list", "All yields %q twice", c.Code)
				continue
			}
			seen[c.Code] = true
			look(c.Code)
			if found, _ := table.Lookup(c.Code); found != c {
				f.add("list", "All yields %+v, Lookup returns %+v", c, found)
			}
			if len(known) < 1000 {
				known = append(known, c.Code)
			}
		}
		for range l.All() { // may be left at any time
			break
		}
	}
	for _, code := range known {
		for _, other := range spellings(code) {
			if _, ok := table.Lookup(other); ok && !listed(table, other) {
				f.add("spelling", "%q is found, which is not how %q is written", other, code)
			}
		}
	}
	for _, code := range noCodes {
		if _, ok := table.Lookup(code); ok {
			f.add("no code", "%q is found", code)
		}
	}
	if h, ok := table.(codes.Hierarchy); ok {
		for _, code := range known {
			for child := range h.Children(code) {
				if parent, ok := h.Parent(child.Code); !ok || parent.Code != code {
					f.add("hierarchy", "%q is below %q, and its parent is %q", child.Code, code, parent.Code)
				}
			}
		}
	}
	together(func() {
		for _, code := range known {
			table.Lookup(code)
		}
	})
	return f.err()
}

// CheckMap translates the expected codes, every code that the map lists if it is
// a [codes.MapLister], and strings that are no codes. It reports
//
//   - an expected code that the map does not know;
//   - an empty answer that is not nil;
//   - a match with an invalid equivalence, without a target that is not
//     Unmatched, with a target of another system, without a Map, or without the
//     comment that R4 demands;
//   - matches that do not stand best first, a match that stands twice;
//   - a combination of which a part is called equal or equivalent, with a
//     scenario or a choice list that is missing or below 1;
//   - a map that lists a code twice, or one that it does not know, or that
//     answers differently the second time, or from several goroutines at once
//     (run the test with -race);
//   - a [codes.Reverser] that does not lead back to where a match came from.
//
// The error joins what it found, at most ten faults of each kind.
func CheckMap(m codes.Map, expected ...string) error {
	var f faults
	if m.Source().URI == "" || m.Target().URI == "" {
		f.add("system", "a system has no URI")
	}
	reverser, _ := m.(codes.Reverser)
	look := func(code string) {
		matches := m.Translate(code)
		if len(matches) == 0 {
			f.add("missing", "%q is not known", code)
		}
		for _, e := range checkMatches(m, matches) {
			f.add(e.kind, "%q: %s", code, e.text)
		}
		if !slices.Equal(matches, m.Translate(code)) {
			f.add("twice", "%q: the second answer is not the first", code)
		}
		for _, match := range matches {
			if reverser == nil || !match.Equivalence.Translates() {
				continue
			}
			if !slices.ContainsFunc(reverser.Reverse(match.Concept.Code), func(b codes.Match) bool {
				return b.Concept.Code == code && b.Equivalence == match.Equivalence.Inverse()
			}) {
				f.add("reverse", "%q translates to %q, and Reverse does not lead back with the inverse equivalence", code, match.Concept.Code)
			}
		}
	}
	known := slices.Clone(expected)
	for _, code := range expected {
		look(code)
	}
	if l, ok := m.(codes.MapLister); ok {
		seen := make(map[string]bool)
		for code := range l.Codes() {
			if seen[code] {
				f.add("list", "Codes yields %q twice", code)
				continue
			}
			seen[code] = true
			look(code)
			if len(known) < 1000 {
				known = append(known, code)
			}
		}
		for range l.Codes() { // may be left at any time
			break
		}
	}
	for _, code := range noCodes {
		if matches := m.Translate(code); matches != nil {
			f.add("no code", "Translate(%q) is not nil", code)
		}
	}
	together(func() {
		for _, code := range known {
			m.Translate(code)
		}
	})
	return f.err()
}

type fault struct{ kind, text string }

func checkMatches(m codes.Map, matches []codes.Match) []fault {
	var faults []fault
	add := func(kind, format string, args ...any) {
		faults = append(faults, fault{kind, fmt.Sprintf(format, args...)})
	}
	if matches != nil && len(matches) == 0 {
		add("empty", "the answer is empty and not nil")
	}
	type key struct {
		concept string
		group   codes.Group
	}
	seen := make(map[key]bool)
	for i, match := range matches {
		e := match.Equivalence
		code := match.Concept.Code
		k := key{code, match.Group}
		switch {
		case !e.Valid():
			add("equivalence", "%q: equivalence %d is invalid", code, e)
		case code == "" && e != codes.Unmatched:
			add("target", "a match that is %s has no target", e)
		case !match.Concept.System.Matches(m.Target()):
			add("target system", "%q is of %s, not of %s", code, match.Concept.System, m.Target())
		case match.Comment == "" && (e == codes.Narrower || e == codes.Inexact):
			add("comment", "%q is %s and has no comment", code, e)
		case match.Group != codes.Group{} && (e == codes.Equal || e == codes.Equivalent):
			add("combination", "%q is one part of a combination, and called %s", code, e)
		case match.Group != codes.Group{} && (match.Group.Scenario < 1 || match.Group.ChoiceList < 1):
			add("combination", "%q: group %+v", code, match.Group)
		case seen[k]:
			add("double", "%q stands twice", code)
		}
		if match.Map == "" {
			add("map", "%q does not say by which map", code)
		}
		seen[k] = true
		if i > 0 && e.Compare(matches[i-1].Equivalence) < 0 {
			add("order", "%q is %s, and stands behind one that is %s", code, e, matches[i-1].Equivalence)
		}
	}
	return faults
}

// noCodes are strings that no system has as a code.
var noCodes = []string{"", " ", ".", "\t", "\n", "\x00", "\xff", "😀", strings.Repeat("9", 5000), "no such code"}

// spellings returns code as other people write it.
func spellings(code string) []string {
	return slices.DeleteFunc([]string{
		" " + code, code + " ", code + "\t", code + ".", strings.ToLower(code), codes.Undot(code),
	}, func(s string) bool { return s == code })
}

// listed reports whether a spelling is a code in its own right.
func listed(table codes.Table, code string) bool {
	l, ok := table.(codes.Lister)
	if !ok {
		c, _ := table.Lookup(code)
		return c.Code == code
	}
	for c := range l.All() {
		if c.Code == code {
			return true
		}
	}
	return false
}

func together(do func()) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(do)
	}
	wg.Wait()
}

// faults collects what is wrong, and of each kind the first ten.
type faults struct {
	errs  []error
	kinds map[string]int
}

func (f *faults) add(kind, format string, args ...any) {
	if f.kinds == nil {
		f.kinds = make(map[string]int)
	}
	if f.kinds[kind]++; f.kinds[kind] <= 10 {
		f.errs = append(f.errs, fmt.Errorf("codestest: "+format, args...))
	}
}

func (f *faults) err() error {
	for kind, n := range f.kinds {
		if n > 10 {
			f.errs = append(f.errs, fmt.Errorf("codestest: %d more faults of the kind %q", n-10, kind))
		}
	}
	return errors.Join(f.errs...)
}
