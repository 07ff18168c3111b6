package quality

import (
	"hash/maphash"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// A Checker checks sheets one after another, and finds besides what Check
// finds what shows only across sheets: a stay that stands twice (Q801), and a
// patient who is admitted before the discharge from another stay (Q308).
//
// It remembers stays, not sheets: of each a hash of facility and record number,
// another of these and the number of the stay, and two times of 8 bytes. The
// hashes are of 64 bits, under a random seed that never leaves the process:
// nobody can tell a patient from them, and that two of ten million stays have
// the same one is a chance of three in a million. A stay costs 60 to 130 bytes,
// whatever its sheet holds. The first 2×[Options.Capacity] stays are all
// remembered; after them, the last Capacity at least and twice as many at most,
// so that what lies further apart is not found: see [Checker.Forgot].
//
// A Checker is not safe for concurrent use, except for [Checker.Stay]. Where
// several goroutines check sheets, let them call [Check] and Checker.Stay, and
// one of them [Checker.Next] in the order of the records, so that the findings
// do not depend on who was first.
type Checker struct {
	options *Options
	seed    maphash.Seed

	// Two generations: when the young one is full it becomes the old one, and
	// the old one is forgotten.
	young, old generation
	forgot     bool
}

type generation struct {
	stays map[uint64]struct{}
	// visits are the stays whose times are known, each with the one before it
	// of the same patient, and last the last of each patient: the number of a
	// visit from 1, 0 for none.
	visits []visit
	last   map[uint64]uint32
}

type visit struct {
	interval
	before uint32
}

// most is to how many stays of one patient in a generation a stay is compared.
const most = 32

// The rules that a Checker checks.
var (
	duplicateRule = find("Q801")
	overlapRule   = find("Q308")
)

// NewChecker returns a Checker that has seen no sheet. Nil options are the
// defaults.
func NewChecker(options *Options) *Checker {
	if options == nil {
		options = &defaults
	}
	return &Checker{options: options, seed: maphash.MakeSeed(), young: newGeneration()}
}

func newGeneration() generation {
	return generation{stays: map[uint64]struct{}{}, last: map[uint64]uint32{}}
}

// Check checks a sheet by itself, as [Check] does, and against the sheets
// before it.
func (c *Checker) Check(sheet *frontsheet.FrontSheet) []Finding {
	return append(Check(sheet, c.options), c.Across(sheet)...)
}

// Across checks a sheet against the sheets before it alone.
func (c *Checker) Across(sheet *frontsheet.FrontSheet) []Finding { return c.Next(c.Stay(sheet)) }

// Next checks a stay of which [Checker.Stay] of the same Checker has told
// against those before it, and remembers it.
func (c *Checker) Next(stay Stay) []Finding {
	if !stay.known {
		return nil
	}
	if c.seen(stay.key) && !stay.several {
		// It overlaps with itself.
		return c.finding(duplicateRule, "patient.record-number", stay.number, "the stay stands in a record before")
	}
	overlaps, known := c.compare(&stay)
	c.remember(&stay, known)
	if overlaps {
		return c.finding(overlapRule, "stay.admission", stay.admission, "the stay overlaps with another of the same patient")
	}
	return nil
}

func (c *Checker) finding(r *Rule, field string, at place, detail string) []Finding {
	if c.options.severity(r, r.Severity) == Off {
		return nil
	}
	return []Finding{newFinding(at, c.options, r, r.Severity, field, detail)}
}

// Forgot reports whether stays have been forgotten, so that what was found
// across sheets may not be all there is. See [Options.Capacity].
func (c *Checker) Forgot() bool { return c.forgot }

func (c *Checker) seen(key uint64) bool {
	if _, ok := c.young.stays[key]; ok {
		return true
	}
	_, ok := c.old.stays[key]
	return ok
}

// compare reports whether a stay overlaps with another of the patient, and
// whether its times are known from a record before.
func (c *Checker) compare(stay *Stay) (overlaps, known bool) {
	for _, g := range [...]*generation{&c.young, &c.old} {
		at := g.last[stay.patient]
		for n := 0; at != 0 && n < most; n++ {
			other := &g.visits[at-1]
			if other.key == stay.key {
				known = known || other.interval == stay.interval
			} else if stay.overlaps(&other.interval) {
				overlaps = true
			}
			at = other.before
		}
	}
	return overlaps, known
}

func (c *Checker) remember(stay *Stay, known bool) {
	if max(len(c.young.stays), len(c.young.visits)) >= c.options.capacity() {
		c.forgot = c.old.stays != nil
		c.old, c.young = c.young, newGeneration()
	}
	g := &c.young
	g.stays[stay.key] = struct{}{}
	if known || stay.from == 0 || stay.to == 0 {
		return
	}
	g.visits = append(g.visits, visit{stay.interval, g.last[stay.patient]})
	g.last[stay.patient] = uint32(len(g.visits))
}
