// Package verdict reads what people with knowledge of coding have decided about
// pairs of codes: CSV files of code, target, equivalence and reason, which are
// embedded as they are and which anybody can edit. Nothing is built at start-up
// and nothing is held on the heap.
package verdict

import (
	"iter"
	"strings"

	"github.com/crossbay/crossbay/codes"
)

// Header is the first line of a file.
const Header = "code,target,equivalence,reason"

// A Table is the text of a file: Header, then the rows in the order of the bytes
// of their codes. Several rows of one code are a choice, and stand best first. A
// reason with a comma in it is in quotes; a target is empty where the
// equivalence is unmatched.
type Table string

// A Row is a line of a table: what target is to code. A target may be several codes
// that only together say it, with + between them.
type Row struct {
	Code, Target string
	Equivalence  codes.Equivalence
	Reason       string
}

// Rows yields the rows of code, in their order.
func (t Table) Rows(code string) iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for rest := t[t.first(code):]; rest != ""; {
			line, after, _ := strings.Cut(string(rest), "\n")
			row := parse(line)
			if row.Code != code || !yield(row) {
				return
			}
			rest = Table(after)
		}
	}
}

// Longest returns the rows of the longest code that code begins with, of those
// that have its first least bytes.
func (t Table) Longest(code string, least int) []Row {
	var found []Row
	stem := code[:least]
	for rest := string(t[t.first(stem):]); strings.HasPrefix(rest, stem); {
		line, after, _ := strings.Cut(rest, "\n")
		rest = after
		key, _, _ := strings.Cut(line, ",")
		if !strings.HasPrefix(code, key) {
			continue
		}
		if len(found) > 0 && found[0].Code != key {
			found = found[:0]
		}
		found = append(found, parse(line))
	}
	return found
}

// Has reports whether there is a row of code.
func (t Table) Has(code string) bool {
	rest := string(t[t.first(code):])
	return len(rest) > len(code) && rest[:len(code)] == code && rest[len(code)] == ','
}

// All yields every row.
func (t Table) All() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		_, rest, _ := strings.Cut(string(t), "\n")
		for line := range strings.Lines(rest) {
			if !yield(parse(strings.TrimSuffix(line, "\n"))) {
				return
			}
		}
	}
}

// first returns the offset of the first row whose code is not less than code.
func (t Table) first(code string) int {
	text := string(t)
	lo, hi := strings.IndexByte(text, '\n')+1, len(text)
	for lo < hi {
		mid := lo + (hi-lo)/2
		start := lo + strings.LastIndexByte(text[lo:mid], '\n') + 1
		end := len(text)
		if n := strings.IndexByte(text[start:], '\n'); n >= 0 {
			end = start + n + 1
		}
		if key, _, _ := strings.Cut(text[start:end], ","); key < code {
			lo = end
		} else {
			hi = start
		}
	}
	return lo
}

func parse(line string) Row {
	var r Row
	var equivalence string
	r.Code, line, _ = strings.Cut(line, ",")
	r.Target, line, _ = strings.Cut(line, ",")
	equivalence, r.Reason, _ = strings.Cut(line, ",")
	r.Equivalence, _ = codes.ParseEquivalence(equivalence)
	if n := len(r.Reason); n > 1 && r.Reason[0] == '"' {
		r.Reason = r.Reason[1 : n-1]
		if strings.Contains(r.Reason, `""`) {
			r.Reason = strings.ReplaceAll(r.Reason, `""`, `"`)
		}
	}
	return r
}
