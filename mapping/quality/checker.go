package quality

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"hash"

	"github.com/crossbay/crossbay/mapping"
)

// A Checker checks sheets one after another, and finds besides what Check
// finds what shows only across sheets: a stay that stands twice (Q801), and a
// patient who is admitted before the discharge from another stay (Q308).
//
// It remembers stays, not sheets: of each 16 bytes of an HMAC-SHA-256 over
// facility, record number and number of the stay, under a random key that
// never leaves it, and two times of 8 bytes. Nobody can tell a patient from
// its memory without the key. It remembers the last Options.Capacity stays at
// least and twice as many at most, some 150 bytes each; what lies further
// apart in a file is not found.
//
// A Checker is not safe for concurrent use. Where several goroutines check
// sheets, let them call [Check], and one of them [Checker.Across] in the order
// of the file, so that the findings do not depend on who was first.
type Checker struct {
	options *Options
	mac     hash.Hash
	sum     []byte

	// Two generations: when the young one is full it becomes the old one, and
	// the old one is forgotten.
	young, old generation
}

type digest [16]byte

type generation struct {
	stays    map[digest]struct{}
	patients map[digest][]interval
}

// An interval is a stay, from admission to discharge.
type interval struct{ from, to instant }

// most is how many stays of one patient are remembered.
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
	var key [32]byte
	_, _ = rand.Read(key[:]) // never fails, says its documentation
	return &Checker{options: options, mac: hmac.New(sha256.New, key[:]), young: newGeneration()}
}

func newGeneration() generation {
	return generation{map[digest]struct{}{}, map[digest][]interval{}}
}

// Check checks a sheet by itself, as [Check] does, and against the sheets
// before it.
func (c *Checker) Check(sheet *mapping.FrontSheet) []Finding {
	return append(Check(sheet, c.options), c.Across(sheet)...)
}

// Across checks a sheet against the sheets before it alone.
func (c *Checker) Across(sheet *mapping.FrontSheet) []Finding {
	p, s := &sheet.Patient, &sheet.Stay
	if p.RecordNumber == "" {
		return nil // nobody can say whose stay it is
	}
	facility := sheet.Facility.Code
	if facility == "" {
		facility = sheet.Facility.Name
	}
	stay := interval{pack(s.Admission), pack(s.Discharge)}
	patient := c.digest("patient", facility, p.RecordNumber)
	// A stay is known by its number among the patient's, or else by its
	// admission.
	var key digest
	switch {
	case s.AdmissionCount != "":
		key = c.digest("count", facility, p.RecordNumber, string(s.AdmissionCount))
	case !s.Admission.IsZero():
		key = c.digest("admission", facility, p.RecordNumber, string(s.Admission.Append(nil, "")))
	default:
		return nil
	}

	var findings []Finding
	report := func(rule *Rule, field, detail string) {
		if severity := c.options.severity(rule, rule.Severity); severity != Off {
			findings = append(findings, newFinding(sheet, c.options, rule, rule.Severity, field, detail))
		}
	}
	if c.seen(key) {
		report(duplicateRule, "patient.record-number", "the stay stands in the file before")
		return findings // it overlaps with itself
	}
	if c.overlaps(patient, stay) {
		report(overlapRule, "stay.admission", "the stay overlaps with another of the same patient")
	}
	c.remember(key, patient, stay)
	return findings
}

func (c *Checker) digest(kind string, parts ...string) (d digest) {
	c.mac.Reset()
	_, _ = c.mac.Write([]byte(kind))
	for _, part := range parts {
		_, _ = c.mac.Write([]byte{0})
		_, _ = c.mac.Write([]byte(part))
	}
	c.sum = c.mac.Sum(c.sum[:0])
	copy(d[:], c.sum)
	return d
}

func (c *Checker) seen(key digest) bool {
	if _, ok := c.young.stays[key]; ok {
		return true
	}
	_, ok := c.old.stays[key]
	return ok
}

func (c *Checker) overlaps(patient digest, stay interval) bool {
	for _, list := range [...][]interval{c.young.patients[patient], c.old.patients[patient]} {
		for _, other := range list {
			if stay.overlaps(other) {
				return true
			}
		}
	}
	return false
}

func (c *Checker) remember(key, patient digest, stay interval) {
	if len(c.young.stays) >= c.options.capacity() {
		c.old, c.young = c.young, newGeneration()
	}
	c.young.stays[key] = struct{}{}
	if stay.from == 0 || stay.to == 0 {
		return
	}
	list := c.young.patients[patient]
	if len(list) == most {
		list = append(list[:0], list[1:]...)
	}
	c.young.patients[patient] = append(list, stay)
}

// overlaps reports whether two stays certainly overlap: each began before the
// other ended.
func (i interval) overlaps(j interval) bool {
	if i.from == 0 || i.to == 0 {
		return false
	}
	return i.from.unpack().Before(j.to.unpack()) && j.from.unpack().Before(i.to.unpack())
}

// An instant is a DateTime in 8 bytes, 0 where absent.
type instant uint64

func pack(d mapping.DateTime) instant {
	if d.IsZero() || d.Year < 0 || d.Year > 9999 {
		return 0
	}
	n := instant(d.Year)
	for _, part := range [...]int{d.Month, d.Day, d.Hour, d.Minute, d.Second, int(d.Precision)} {
		n = n<<6 | instant(part&0x3f)
	}
	return n
}

func (n instant) unpack() (d mapping.DateTime) {
	parts := [...]*int{&d.Second, &d.Minute, &d.Hour, &d.Day, &d.Month}
	d.Precision = mapping.Precision(n & 0x3f)
	for _, part := range parts {
		n >>= 6
		*part = int(n & 0x3f)
	}
	d.Year = int(n >> 6)
	return d
}
