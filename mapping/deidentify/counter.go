package deidentify

import (
	"cmp"
	"encoding/csv"
	"hash/maphash"
	"io"
	"slices"
	"strconv"
	"sync"

	"github.com/crossbay/crossbay/codes/shape"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/report"
)

// SmallCell is the number of people of whom a count is told: fewer could be
// found out one by one.
const SmallCell = 5

// A Counter counts stays by what a curious reader could know of a patient: the
// month of discharge, the city, the sex, the band of ages and the category of
// the principal diagnosis. It holds no record, and of people no more than it
// takes to tell them apart in memory. It is safe for concurrent use.
type Counter struct {
	seed maphash.Seed

	mutex   sync.Mutex
	records int
	cells   map[cell]*count
	people  map[uint64]bool
}

// A cell is one combination of what stays are counted by; "" where the sheet
// does not say.
type cell struct{ month, place, sex, age, diagnosis string }

// A count is how many stays a cell has, and its first people.
type count struct {
	records int
	people  []uint64 // different ones, up to SmallCell
}

// NewCounter returns a Counter that has counted nothing.
func NewCounter() *Counter {
	return &Counter{seed: maphash.MakeSeed(), cells: map[cell]*count{}, people: map[uint64]bool{}}
}

// Add counts a sheet. Those of a hospital with one number are one patient's.
func (c *Counter) Add(s *frontsheet.FrontSheet) { c.add(cellOf(s, admissionOf(s)), s.Subject()) }

// AddReports counts a record of reports, in the month of the first of them where it
// does not say when the stay was.
func (c *Counter) AddReports(rec *report.Record) {
	c.add(cellOf(rec.Sheet, begunOf(rec)), rec.Sheet.Subject())
}

// add counts a record of a patient.
func (c *Counter) add(at cell, who string) {
	person := maphash.String(c.seed, who)
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.records++
	c.people[person] = true
	n := c.cells[at]
	if n == nil {
		n = &count{}
		c.cells[at] = n
	}
	n.add(&count{1, []uint64{person}})
}

func (n *count) add(other *count) {
	n.records += other.records
	for _, person := range other.people {
		if len(n.people) < SmallCell && !slices.Contains(n.people, person) {
			n.people = append(n.people, person)
		}
	}
}

func (n *count) small() bool { return len(n.people) < SmallCell }

// Write writes the counts as CSV, with the header
//
//	month,place,sex,age,diagnosis,records
//
// Cells with fewer than SmallCell people are not told: the last row, "other" in
// every column, is of all of them together. Where these are too few too, the
// cell with the fewest stays is among them, so that the total does not tell
// them. With fewer than SmallCell people in all there is no row.
func (c *Counter) Write(w io.Writer) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	told, other := []cell{}, &count{}
	for at, n := range c.cells {
		if n.small() {
			other.add(n)
		} else {
			told = append(told, at)
		}
	}
	slices.SortFunc(told, func(a, b cell) int {
		return cmp.Or(cmp.Compare(c.cells[b].records, c.cells[a].records), compareCells(a, b))
	})
	for other.records > 0 && other.small() && len(told) > 0 {
		last := len(told) - 1
		other.add(c.cells[told[last]])
		told = told[:last]
	}
	slices.SortFunc(told, compareCells)
	table := csv.NewWriter(w)
	rows := [][]string{{"month", "place", "sex", "age", "diagnosis", "records"}}
	for _, at := range told {
		rows = append(rows, []string{at.month, at.place, at.sex, at.age, at.diagnosis, strconv.Itoa(c.cells[at].records)})
	}
	if other.records > 0 && !other.small() {
		rows = append(rows, []string{"other", "other", "other", "other", "other", strconv.Itoa(other.records)})
	}
	return table.WriteAll(rows)
}

func compareCells(a, b cell) int {
	return cmp.Or(cmp.Compare(a.month, b.month), cmp.Compare(a.place, b.place), cmp.Compare(a.sex, b.sex),
		cmp.Compare(a.age, b.age), cmp.Compare(a.diagnosis, b.diagnosis))
}

// Manifest returns the manifest of the counts. What is of fewer than SmallCell
// people is not told there either.
func (c *Counter) Manifest() Manifest {
	m := newManifest(counts)
	if records, people, _ := c.totals(); people >= SmallCell {
		m.Records, m.People = records, people
	}
	return m
}

// totals returns how many stays and people were counted, and what of them
// stands in small cells.
func (c *Counter) totals() (records, people int, small SmallCells) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	small = SmallCells{Fewer: SmallCell, Cells: len(c.cells)}
	for _, n := range c.cells {
		if n.small() {
			small.Small++
			small.Records += n.records
		}
	}
	return c.records, len(c.people), small
}

func cellOf(s *frontsheet.FrontSheet, begun frontsheet.DateTime) cell {
	at := cell{place: placeIn(s), sex: sexOf(s), diagnosis: principalCategory(s)}
	for _, d := range [...]frontsheet.DateTime{s.Stay.Discharge, s.Stay.Admission, s.Emergency.Discharge, s.Emergency.Admission, begun} {
		if at.month == "" && !d.IsZero() {
			at.month = string(to(d, frontsheet.ToMonth).AppendDate(nil))
		}
	}
	switch band, newborn := bandOf(s, begun); {
	case newborn >= 0:
		at.age = "newborn"
	case band.Stated && band.High == 0:
		at.age = strconv.Itoa(band.Low) + "+"
	case band.Stated:
		at.age = strconv.Itoa(band.Low) + "-" + strconv.Itoa(band.High)
	}
	return at
}

func placeIn(s *frontsheet.FrontSheet) string {
	for _, a := range [...]*frontsheet.Address{&s.Patient.Current, &s.Patient.Registered} {
		if province, city := placeOf(a.Text); province != "" {
			return province + city
		}
	}
	return ""
}

// sexOf returns the sex in a word of FHIR where the value set has one.
func sexOf(s *frontsheet.FrontSheet) string {
	sex := s.Patient.Sex
	if sex.Set == nil {
		return ""
	}
	concept, _ := sex.Set.Concept(sex.Code)
	return cmp.Or(concept.Standard, concept.Code)
}

// principalCategory returns the category of the diagnosis that says most of the
// stay.
func principalCategory(s *frontsheet.FrontSheet) string {
	for _, role := range [...]frontsheet.DiagnosisRole{frontsheet.Principal, frontsheet.Final, frontsheet.OnAdmission, frontsheet.Outpatient, ""} {
		for i := range s.Diagnoses {
			if d := &s.Diagnoses[i]; d.Role == role && d.Slot == 1 && len(d.Codes) > 0 && shape.Fits(d.Codes[0].System, d.Codes[0].Code) {
				return categoryOf(&d.Codes[0], false).Code
			}
		}
	}
	return ""
}
