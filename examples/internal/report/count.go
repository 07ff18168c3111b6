package report

import (
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

type pairKey struct {
	rule   ruleKey
	column columnKey
}

// An occurrence is how often an issue came up, and where.
type occurrence struct {
	count, records int
	file           string // of the first
	line           int    // of the first, 0 for the file as a whole
	last           [2]int // the file and the record of the last
}

// Issue counts an issue. Those of one record come one after another.
func (f *File) Issue(i mapping.Issue) {
	if f == nil {
		return
	}
	r := f.run
	rule := ruleKey{i.Code, i.Severity, qualityRule(i)}
	column := columnKey{column: columnName(i.Column)}
	if f.layout != nil {
		column.layout = f.layout.Name
	}
	f.severities.add(i.Severity)
	r.columns.at(column).add(i.Severity)
	*r.pairs.at(pairKey{rule, column})++

	o := r.rules.at(rule)
	if o.count == 0 {
		o.file, o.line = f.name, i.Line
	}
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

// columnName makes one of the places that differ by a number alone, as those
// within a Bundle do.
func columnName(column string) string {
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
