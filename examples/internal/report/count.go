package report

import (
	"regexp"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/quality"
)

// A counter holds a value for each of a bounded number of keys, and one more
// for all others.
type counter[K comparable, V any] struct {
	most   int
	values map[K]*V
	others V
}

func newCounter[K comparable, V any](most int) counter[K, V] {
	return counter[K, V]{most: most, values: map[K]*V{}}
}

// at returns the value of a key, that of all others where the counter is full.
func (c *counter[K, V]) at(key K) *V {
	v := c.values[key]
	if v == nil {
		if len(c.values) >= c.most {
			return &c.others
		}
		v = new(V)
		c.values[key] = v
	}
	return v
}

// severities counts issues by their severity.
type severities struct{ Errors, Warnings, Notes int }

func (s *severities) add(severity mapping.Severity) {
	switch severity {
	case mapping.Error:
		s.Errors++
	case mapping.Warning:
		s.Warnings++
	default:
		s.Notes++
	}
}

func (s *severities) addAll(t severities) {
	s.Errors += t.Errors
	s.Warnings += t.Warnings
	s.Notes += t.Notes
}

// All is how many issues there are of any severity.
func (s severities) All() int { return s.Errors + s.Warnings + s.Notes }

// A ruleKey names a kind of issue. Two rules may share a code: one of reading
// and one of package quality.
type ruleKey struct {
	code     string
	severity mapping.Severity
	quality  string // the quality.Rule.ID, "" where it is none
}

// A columnKey names a column, in the layout of its file.
type columnKey struct{ layout, column string }

// unnamed stands for the columns whose names are not shown.
const unnamed = "?"

type pairKey struct {
	rule   ruleKey
	column columnKey
}

// An occurrence is how often an issue came up, and where.
type occurrence struct {
	count, records int
	places         []place // the first ones, at most shownPlaces
	morePlaces     int
	lastPlace      place
	last           [2]int // the file and the record of the last
}

// A place is where an issue is: a line of a file, 0 for the file as a whole.
type place struct {
	file string
	line int
}

// at notes a place. Those of one line come one after another.
func (o *occurrence) at(p place) {
	switch {
	case p == o.lastPlace && o.count > 0:
		return
	case len(o.places) < shownPlaces:
		o.places = append(o.places, p)
	default:
		o.morePlaces++
	}
	o.lastPlace = p
}

// Issue counts an issue. Those of one record come one after another.
func (f *File) Issue(i mapping.Issue) {
	if f == nil {
		return
	}
	r := f.run
	rule := ruleKey{i.Code, i.Severity, qualityRule(i)}
	column := f.column(i)
	f.severities.add(i.Severity)
	r.columns.at(column).add(i.Severity)
	*r.pairs.at(pairKey{rule, column})++

	o := r.rules.at(rule)
	o.at(place{f.name, i.Line})
	o.count++
	if here := [2]int{f.number, i.Record}; i.Record > 0 && o.last != here {
		o.last = here
		o.records++
	}
}

// qualityRule returns the ID of the rule of package quality that an issue is a
// breach of, "" where it is none: see quality.Finding.Issue.
func qualityRule(i mapping.Issue) string {
	rest, found := strings.CutSuffix(i.Detail, "]")
	if !found {
		return ""
	}
	at := strings.LastIndex(rest, " [")
	if at < 0 {
		return ""
	}
	rule, ok := quality.FindRule(rest[at+2:])
	if !ok || rule.Code != i.Code {
		return ""
	}
	return rule.ID
}

// The places that are named by a standard and not by whoever wrote the record:
// a field of a message (PID-5.1, DG1[2]-3), an element of a Bundle.
var (
	messagePlace = regexp.MustCompile(`^[A-Z][A-Z0-9]{2}(\[[0-9]{1,4}\])?(-[0-9]{1,3}(\[[0-9]{1,3}\])?(\.[0-9]{1,3}){0,2})?$`)
	bundlePlace  = regexp.MustCompile(`^(/([a-z][A-Za-z]*|\*))+$`)
)

// column returns the column of an issue. A name that stands within a record and
// is none of a layout's, such as a member of JSON has, may hold anything: it is
// not shown. The header's are, as its Reader tells them.
func (f *File) column(i mapping.Issue) columnKey {
	key := columnKey{column: i.Column}
	if f.layout != nil {
		key.layout = f.layout.Name
	}
	place := placeIn(i.Column)
	switch {
	case i.Column == "" || i.Record == 0:
	case f.run.layoutHas(f.layout, i.Column) || f.run.layoutHas(f.run.options.Rows, i.Column):
	case messagePlace.MatchString(i.Column):
	case bundlePlace.MatchString(place):
		key.column = place
	default:
		key.column = unnamed
	}
	return key
}

// placeIn makes one of the places of a Bundle that differ by a number alone.
func placeIn(column string) string {
	if !strings.HasPrefix(column, "/") {
		return column
	}
	parts := strings.Split(column, "/")
	for i, part := range parts {
		if part != "" && strings.Trim(part, "0123456789") == "" {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, "/")
}

// layoutHas reports whether a layout, which may be nil, has a column.
func (r *Run) layoutHas(l *mapping.Layout, column string) bool {
	if l == nil {
		return false
	}
	names := r.names[l]
	if names == nil {
		names = map[string]bool{}
		for _, c := range l.Columns() {
			names[c.Name] = true
		}
		r.names[l] = names
	}
	return names[column]
}
