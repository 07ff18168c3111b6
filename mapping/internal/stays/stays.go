// Package stays finds the stays in hospital among the encounters of anybody's
// FHIR: which encounter is one, which are its parts, and which attendance at the
// emergency department led to it. It knows neither JSON nor the front sheet.
package stays

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// An Encounter is what of an Encounter tells whether it is a stay. Those that are
// compared are named by texts that are the same for the same thing.
type Encounter struct {
	Name     string // of this one
	Status   string // the code
	Class    []Coding
	Types    []Coding
	PartOf   string // the name of the whole, "" for none
	Patient  string
	Episodes []string // EpisodeOfCare
	// Start and End are the period as dateTimes of FHIR, "" where not stated.
	Start, End string
	// Admitted tells that it has details of an admission (hospitalization),
	// AdmittedBy that they say from the emergency department.
	Admitted, AdmittedBy bool
	// Origin is where the patient came from (hospitalization.origin), Places
	// where this encounter took place and who provided it.
	Origin string
	Places []string
}

// A Stay is the encounters that are one stay, by their numbers.
type Stay struct {
	Whole     int
	Parts     []int // in the order of their starts, as far as these are known
	Emergency int   // the attendance that led to it, -1 for none
	// WholeAbsent tells that Whole is itself a part, of something that is not
	// here; ByAdmission that its class does not say that it is a stay, and the
	// details of an admission do.
	WholeAbsent, ByAdmission bool
}

// Has reports whether an encounter is the stay or a part of it.
func (s *Stay) Has(encounter int) bool {
	return encounter == s.Whole || slices.Contains(s.Parts, encounter)
}

// A Reason says why an Encounter is no stay. It is the code of an issue.
type Reason string

// The reasons.
const (
	NotSo        Reason = "not-so"         // entered in error, cancelled
	NotBegun     Reason = "stay-not-begun" // planned
	NotInPatient Reason = "not-in-patient" // of another class
	NoClass      Reason = "without-class"  // nothing says of which class
	PartAlone    Reason = "part-alone"     // a part of a stay that is not here
)

// An Other is an Encounter that is no stay, nor belongs to one.
type Other struct {
	Encounter int
	Reason    Reason
}

// Find returns the stays among encounters, in the order of their wholes, and the
// others. With all, every contact that took place counts as a stay, whatever its
// class, and an attendance that led to another one, too.
func Find(list []Encounter, all bool) (found []Stay, others []Other) {
	f := finder{list: list, all: all, state: make([]Reason, len(list)), class: make([]Class, len(list)), names: map[string]int{}}
	for i := range list {
		f.names[list[i].Name] = i
		f.class[i] = ClassOf(list[i].Class)
		switch list[i].Status {
		case "entered-in-error", "cancelled":
			f.state[i] = NotSo
		case "planned":
			f.state[i] = NotBegun
		}
	}
	f.climb()
	stays := map[string]*Stay{} // by the name of the whole
	var order []string
	for i := range list {
		if f.state[i] != "" {
			continue
		}
		whole := f.whole[i]
		if whole < 0 {
			continue
		}
		key, absent := list[whole].Name, f.absent[whole]
		if absent != "" { // the parts of what is not here are one stay
			key = "part of " + absent
		}
		s := stays[key]
		if s == nil {
			s = &Stay{Whole: whole, Emergency: -1, WholeAbsent: absent != ""}
			s.ByAdmission = !all && f.class[whole] == Unclassed
			stays[key] = s
			order = append(order, key)
		}
		if i != s.Whole {
			s.Parts = append(s.Parts, i)
		}
	}
	for _, key := range order {
		found = append(found, *stays[key])
	}
	f.adopt(found)
	f.attend(found)
	taken := map[int]bool{}
	for i := range found {
		s := &found[i]
		slices.SortStableFunc(s.Parts, func(x, y int) int { return cmp.Compare(list[x].Start, list[y].Start) })
		for _, n := range append(slices.Clone(s.Parts), s.Whole, s.Emergency) {
			taken[n] = true
		}
	}
	for i := range list {
		if !taken[i] {
			others = append(others, Other{i, f.reason(i)})
		}
	}
	slices.SortStableFunc(found, func(x, y Stay) int { return x.Whole - y.Whole })
	return found, others
}

type finder struct {
	list  []Encounter
	all   bool
	state []Reason // why it does not count whatever its class, "" where it does
	class []Class
	names map[string]int

	whole  []int          // of each, -1 for none
	absent map[int]string // what a whole is a part of, which is not here
}

// stands reports whether an encounter can be the whole of a stay.
func (f *finder) stands(i int) bool {
	switch {
	case f.state[i] != "" || isPart(f.list[i].Types):
		return false
	case f.all || f.class[i] == InPatient:
		return true
	}
	return f.class[i] == Unclassed && f.list[i].Admitted
}

// climb finds of each encounter the stay that it is, or is a part of: the highest
// above it that can be one; of a ring, the first; -1 for none. A stay is no part
// of an attendance, or of a visit.
func (f *finder) climb() {
	f.whole, f.absent = make([]int, len(f.list)), map[int]string{}
	walked := make([]int, len(f.list)) // the place on the way up, from 1 on
	known := make([]bool, len(f.list))
	for i := range f.list {
		var way []int
		at, above := i, -1
		for {
			if known[at] {
				above = f.whole[at]
				break
			}
			if from := walked[at]; from > 0 { // a ring, of which each is above each
				for _, n := range way[from-1:] {
					if f.stands(n) && (above < 0 || n < above) {
						above = n
					}
				}
				for _, n := range way[from-1:] {
					f.whole[n], known[n] = above, true
				}
				way = way[:from-1]
				break
			}
			way = append(way, at)
			walked[at] = len(way)
			name := f.list[at].PartOf
			if name == "" {
				break
			}
			next, ok := f.names[name]
			if !ok {
				if f.stands(at) || isPart(f.list[at].Types) && f.class[at] == InPatient {
					f.whole[at], known[at], f.absent[at] = at, true, name
					above, way = at, way[:len(way)-1]
				}
				break
			}
			at = next
		}
		for _, n := range slices.Backward(way) {
			if f.stands(n) && (above < 0 || f.class[above] != InPatient && f.class[n] == InPatient) {
				above = n
			}
			f.whole[n], known[n] = above, true
		}
	}
}

// A begun is a stay whose start is known.
type begun struct {
	stay  int // in those found
	start time.Time
}

// byStart returns the stays of each patient in the order of their starts.
func (f *finder) byStart(found []Stay) map[string][]begun {
	of := map[string][]begun{}
	for n := range found {
		w := &f.list[found[n].Whole]
		if start, ok := moment(w.Start); ok {
			of[w.Patient] = append(of[w.Patient], begun{n, start})
		}
	}
	for _, list := range of {
		slices.SortStableFunc(list, func(x, y begun) int { return x.start.Compare(y.start) })
	}
	return of
}

// from returns those that do not start before t.
func from(list []begun, t time.Time) []begun {
	i, _ := slices.BinarySearchFunc(list, t, func(b begun, t time.Time) int { return b.start.Compare(t) })
	return list[i:]
}

// adopt gives each part that does not say of what to the stay of its patient in
// whose time it begins.
func (f *finder) adopt(found []Stay) {
	of := f.byStart(found)
	for i := range f.list {
		e := &f.list[i]
		begin, ok := moment(e.Start)
		if f.state[i] != "" || e.PartOf != "" || !isPart(e.Types) || !ok {
			continue
		}
		list := of[e.Patient]
		before := list[:len(list)-len(from(list, begin.Add(time.Nanosecond)))]
		if len(before) == 0 {
			continue
		}
		s := &found[before[len(before)-1].stay]
		if end, ended := moment(f.list[s.Whole].End); !ended || !begin.After(end) {
			s.Parts = append(s.Parts, i)
		}
	}
}

// window is how long after an attendance the stay begins to which it led, or how
// long the attendance goes on into the stay. Where the hours are not known, or
// something says that the two belong together, it is longer.
const (
	window  = 24 * time.Hour
	longest = window + 24*time.Hour + 48*time.Hour
)

// attend finds for each stay the attendance at the emergency department that led
// to it: the whole of which it is a part, or a part of it, or the one just before
// it. One attendance leads to one stay.
func (f *finder) attend(found []Stay) {
	if f.all {
		return
	}
	of := f.byStart(found)
	parts, within := map[int]int{}, map[string]int{} // the stay of a part, and of the name of what it is a part of
	for n := range found {
		for _, p := range found[n].Parts {
			parts[p] = n
		}
		if above := f.list[found[n].Whole].PartOf; above != "" {
			within[above] = n
		}
	}
	far := map[int]time.Duration{} // of the attendance of a stay
	for i := range f.list {
		if f.class[i] != Emergency || f.state[i] != "" {
			continue
		}
		n, gap := f.leadsTo(i, found, of, parts, within)
		if n < 0 {
			continue
		}
		if s := &found[n]; s.Emergency < 0 || gap < far[n] {
			s.Emergency, far[n] = i, gap
		}
	}
}

// leadsTo returns the stay to which an attendance led, -1 for none, and how far
// apart they are.
func (f *finder) leadsTo(i int, found []Stay, of map[string][]begun, parts map[int]int, within map[string]int) (stay int, gap time.Duration) {
	a := &f.list[i]
	if n, ok := parts[i]; ok {
		return n, -1
	}
	if n, ok := within[a.Name]; ok {
		return n, -1
	}
	begin, began := moment(a.Start)
	end, ended := moment(a.End)
	if !ended {
		end = begin
	}
	if !began && !ended || len(of[a.Patient]) == 0 {
		// Without times there is no before: what the stay says of where the patient
		// came from counts, if there is one stay.
		if len(found) == 1 && f.list[found[0].Whole].Patient == a.Patient && f.isSaidToLead(a, &f.list[found[0].Whole]) {
			return 0, 0
		}
		return -1, 0
	}
	stay = -1
	for _, s := range from(of[a.Patient], end.Add(-longest)) {
		if s.start.After(end.Add(longest)) {
			break
		}
		w := &f.list[found[s.stay].Whole]
		limit, days := window, isDay(w.Start)
		if days || ended && isDay(a.End) {
			limit += 24 * time.Hour
		}
		if sharesEpisode(a, w) || w.Origin != "" && slices.Contains(a.Places, w.Origin) {
			limit += 48 * time.Hour
		}
		before := !began || !begin.After(s.start) || days && begin.Sub(s.start) < 24*time.Hour
		if d := s.start.Sub(end).Abs(); before && d <= limit && (stay < 0 || d < gap) {
			stay, gap = s.stay, d
		}
	}
	return stay, gap
}

// isSaidToLead reports whether something but the times says that an attendance
// led to a stay.
func (f *finder) isSaidToLead(attendance, stay *Encounter) bool {
	return stay.AdmittedBy || sharesEpisode(attendance, stay) || stay.Origin != "" && slices.Contains(attendance.Places, stay.Origin)
}

// isDay reports whether a dateTime states no time of day.
func isDay(s string) bool { return len(s) == len("2006-01-02") }

func sharesEpisode(x, y *Encounter) bool {
	return slices.ContainsFunc(x.Episodes, func(e string) bool { return e != "" && slices.Contains(y.Episodes, e) })
}

// moment reads a dateTime of FHIR that states a day at least.
func moment(s string) (time.Time, bool) {
	for _, form := range [...]string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(form, strings.TrimSpace(s)); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// reason says why an encounter is no stay.
func (f *finder) reason(i int) Reason {
	switch {
	case f.state[i] != "":
		return f.state[i]
	case isPart(f.list[i].Types):
		return PartAlone
	case f.class[i] == Unclassed:
		return NoClass
	}
	return NotInPatient
}
