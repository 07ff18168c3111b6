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
	NoClass      Reason = "no-class"       // nothing says of which class
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
	stays := map[string]*Stay{} // by the name of the whole
	var order []string
	for i := range list {
		if f.state[i] != "" {
			continue
		}
		whole, absent := f.wholeOf(i)
		if whole < 0 {
			continue
		}
		key := list[whole].Name
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

// wholeOf returns the stay that an encounter is, or is a part of: the highest
// above it that can be one. It is the encounter itself, and absent names what it
// is a part of, where that is not here; -1 for none.
func (f *finder) wholeOf(i int) (whole int, absent string) {
	whole = -1
	seen := map[int]bool{}
	for at := i; !seen[at]; {
		seen[at] = true
		if f.stands(at) && (whole < 0 || f.class[whole] != InPatient || f.class[at] == InPatient) {
			whole = at // a stay is no part of an attendance
		}
		above := f.list[at].PartOf
		if above == "" {
			break
		}
		next, ok := f.names[above]
		if !ok {
			if whole == at || isPart(f.list[at].Types) && f.class[at] == InPatient {
				return at, above
			}
			break
		}
		at = next
	}
	return whole, ""
}

// adopt gives each part that does not say of what to the stay of its patient in
// whose time it begins.
func (f *finder) adopt(found []Stay) {
	for i := range f.list {
		e := &f.list[i]
		if f.state[i] != "" || e.PartOf != "" || !isPart(e.Types) {
			continue
		}
		begin, ok := moment(e.Start)
		for n := range found {
			w := &f.list[found[n].Whole]
			start, from := moment(w.Start)
			end, to := moment(w.End)
			if ok && from && w.Patient == e.Patient && !begin.Before(start) && (!to || !begin.After(end)) {
				found[n].Parts = append(found[n].Parts, i)
				break
			}
		}
	}
}

// window is how long after an attendance the stay begins to which it led, and how
// long it may go on into the stay.
const window = 24 * time.Hour

// attend finds for each stay the attendance at the emergency department that led
// to it: the whole of which it is a part, or a part of it, or the one just before
// it. One attendance leads to one stay.
func (f *finder) attend(found []Stay) {
	if f.all {
		return
	}
	leads := make([]int, len(f.list)) // the stay + 1 to which an attendance led
	far := make([]time.Duration, len(f.list))
	for i := range f.list {
		if f.class[i] != Emergency || f.state[i] != "" {
			continue
		}
		for n := range found {
			w := &f.list[found[n].Whole]
			if w.Patient != f.list[i].Patient {
				continue
			}
			if found[n].Has(i) || w.PartOf != "" && w.PartOf == f.list[i].Name {
				leads[i], far[i] = n+1, -1
				break
			}
			if gap, ok := f.led(&f.list[i], w, found); ok && (leads[i] == 0 || gap < far[i]) {
				leads[i], far[i] = n+1, gap
			}
		}
	}
	for i, n := range leads {
		if n == 0 {
			continue
		}
		if s := &found[n-1]; s.Emergency < 0 || far[i] < far[s.Emergency] {
			s.Emergency = i
		}
	}
}

// led reports whether an attendance led to a stay, and how far apart they are.
func (f *finder) led(attendance, stay *Encounter, found []Stay) (gap time.Duration, ok bool) {
	start, known := moment(stay.Start)
	begin, begun := moment(attendance.Start)
	end, ended := moment(attendance.End)
	if !ended {
		end = begin
	}
	if !known || !begun && !ended {
		// Without times there is no before: what the stay says of where the patient
		// came from counts, if there is one stay.
		return 0, len(found) == 1 && (stay.AdmittedBy || sharesEpisode(attendance, stay) || stay.Origin != "" && slices.Contains(attendance.Places, stay.Origin))
	}
	limit := window
	if len(stay.Start) == len("2006-01-02") || ended && len(attendance.End) == len("2006-01-02") {
		limit += 24 * time.Hour // of days, the hours are not known
	}
	if sharesEpisode(attendance, stay) || stay.Origin != "" && slices.Contains(attendance.Places, stay.Origin) {
		limit += 48 * time.Hour
	}
	gap = start.Sub(end).Abs()
	return gap, gap <= limit && (!begun || !begin.After(start) || len(stay.Start) == len("2006-01-02") && begin.Sub(start) < 24*time.Hour)
}

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
