package quality

import (
	"hash/maphash"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// A Stay is what a [Checker] needs to know of a sheet in order to check it
// against others: hashes, and the times of admission and discharge. It keeps
// nothing else of the patient, and may outlive its sheet. The zero Stay is of
// nobody, and nothing is found of it.
type Stay struct {
	// known reports that the sheet says whose stay it is, and which.
	known bool
	// several reports that further records may be of the same stay.
	several bool
	patient uint64
	interval
	number, admission place
}

// Stay returns what the checker needs to know of a sheet. It neither looks at
// the sheets before nor remembers this one, and is safe for concurrent use.
func (c *Checker) Stay(sheet *frontsheet.FrontSheet) Stay {
	p, s := &sheet.Patient, &sheet.Stay
	if p.RecordNumber == "" {
		return Stay{} // nobody can say whose stay it is
	}
	facility := sheet.Scope() // a record number is one within it
	stay := Stay{
		known: true, several: sheet.OneOfSeveral(),
		patient:   c.hash("patient", facility, p.RecordNumber),
		interval:  interval{from: pack(s.Admission), to: pack(s.Discharge)},
		number:    place{sheet.Column("patient.record-number"), sheet.Title("patient.record-number")},
		admission: place{sheet.Column("stay.admission"), sheet.Title("stay.admission")},
	}
	// A stay is known by its count among the patient's, by its number, or else
	// by its admission.
	switch {
	case s.AdmissionCount != "":
		stay.key = c.hash("count", facility, p.RecordNumber, string(s.AdmissionCount))
	case s.Number != "":
		stay.key = c.hash("number", facility, p.RecordNumber, s.Number)
	case !s.Admission.IsZero():
		stay.key = c.hash("admission", facility, p.RecordNumber, string(s.Admission.Append(nil, "")))
	default:
		return Stay{}
	}
	return stay
}

func (c *Checker) hash(kind string, parts ...string) uint64 {
	var h maphash.Hash
	h.SetSeed(c.seed)
	_, _ = h.WriteString(kind) // never fails, says its documentation
	for _, part := range parts {
		_ = h.WriteByte(0)
		_, _ = h.WriteString(part)
	}
	return h.Sum64()
}

// An interval is a stay, from admission to discharge.
type interval struct {
	key      uint64 // hash of what identifies the stay
	from, to instant
}

// overlaps reports whether two stays certainly overlap: each began before the
// other ended.
func (i *interval) overlaps(j *interval) bool {
	if i.from == 0 || i.to == 0 {
		return false
	}
	return i.from.unpack().Before(j.to.unpack()) && j.from.unpack().Before(i.to.unpack())
}

// An instant is a DateTime in 8 bytes, 0 where absent.
type instant uint64

func pack(d frontsheet.DateTime) instant {
	if d.IsZero() || d.Year < 0 || d.Year > 9999 {
		return 0
	}
	n := instant(d.Year)
	for _, part := range [...]int{d.Month, d.Day, d.Hour, d.Minute, d.Second, int(d.Precision)} {
		n = n<<6 | instant(part&0x3f)
	}
	return n
}

func (n instant) unpack() (d frontsheet.DateTime) {
	parts := [...]*int{&d.Second, &d.Minute, &d.Hour, &d.Day, &d.Month}
	d.Precision = frontsheet.Precision(n & 0x3f)
	for _, part := range parts {
		n >>= 6
		*part = int(n & 0x3f)
	}
	d.Year = int(n >> 6)
	return d
}
