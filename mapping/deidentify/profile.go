package deidentify

import (
	"embed"
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"
)

//go:embed elements.csv parts.csv places.csv
var tables embed.FS

// An Action is what a profile does with an element. elements.csv says what each
// one means.
type Action string

// The actions.
const (
	Keep      Action = "keep"
	Drop      Action = "drop"
	Pseudonym Action = "pseudonym"
	Shift     Action = "shift"
	Month     Action = "month"
	Band      Action = "band"
	City      Action = "city"
	Province  Action = "province"
	Title     Action = "title"
	Category  Action = "category"
	Round     Action = "round"
	Listed    Action = "listed"
)

// A Profile says what is passed on of each element. It is read-only and safe
// for concurrent use.
type Profile struct {
	// Name is how a command line refers to the profile ("gba").
	Name string
	// Title says what it is for.
	Title string
}

// The profiles.
var (
	full     = &Profile{"full", "identified records"}
	gba      = &Profile{"gba", "pseudonymised records for exchange"}
	research = &Profile{"research", "de-identified records for research"}
	counts   = &Profile{"counts", "numbers of records"}
)

// Profiles returns the profiles, the one that passes on most first.
func Profiles() []*Profile { return []*Profile{full, gba, research, counts} }

// Find returns the profile of that name.
func Find(name string) (*Profile, error) {
	var names []string
	for _, p := range Profiles() {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return nil, fmt.Errorf("unknown profile %q: there are %s", name, strings.Join(names, ", "))
}

// Full reports whether the profile changes nothing.
func (p *Profile) Full() bool { return p == full }

// Counts reports whether the profile passes no record on, but numbers alone.
func (p *Profile) Counts() bool { return p == counts }

// Listed returns the elements that the profile passes on only where they are
// listed, in the order of their names.
func (p *Profile) Listed() []string {
	var names []string
	for name := range elementTable().rows {
		if p.action(name) == Listed {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Action returns what the profile does with an element, by the name that
// layouts use ("diagnosis.other[3].code"): Drop where the table has no row for
// it. An element that fills several has their action where that is one, and
// else Drop.
func (p *Profile) Action(element string) Action {
	name := unindexed(element)
	if parts := elementTable().parts[name]; parts != nil {
		action := p.action(parts[0])
		for _, part := range parts[1:] {
			if p.action(part) != action {
				return Drop
			}
		}
		return action
	}
	return p.action(name)
}

// action is Action for an element of elements.csv.
func (p *Profile) action(name string) Action {
	if p.Full() {
		return Keep
	}
	row := elementTable().find(name)
	switch {
	case row == nil:
	case p == gba:
		return row.gba
	case p == research:
		return row.research
	}
	return Drop
}

// An element is a row of elements.csv.
type element struct {
	name, category string
	gba, research  Action
}

// elementRows are elements.csv and parts.csv, by name.
type elementRows struct {
	rows  map[string]*element
	parts map[string][]string
}

var elementTable = sync.OnceValue(func() *elementRows {
	t := &elementRows{rows: map[string]*element{}, parts: map[string][]string{}}
	for _, row := range readTable("elements.csv") {
		t.rows[row[0]] = &element{row[0], row[1], Action(row[2]), Action(row[3])}
	}
	for _, row := range readTable("parts.csv") {
		t.parts[row[0]] = strings.Fields(row[1])
	}
	return t
})

// find returns the row of an element, nil where there is none. The row of a
// whole stands for its parts only where every profile drops it.
func (t *elementRows) find(name string) *element {
	if row := t.rows[name]; row != nil {
		return row
	}
	if rest, found := strings.CutPrefix(name, "emergency."); found {
		return t.find("stay." + rest)
	}
	if first, rest, found := strings.Cut(name, "."); found {
		_, last, _ := strings.Cut(rest, ".")
		if row := t.rows[strings.TrimSuffix(first+".*."+last, ".")]; row != nil {
			return row
		}
	}
	for at := strings.LastIndexByte(name, '.'); at > 0; at = strings.LastIndexByte(name[:at], '.') {
		for _, whole := range [...]string{name[:at], name[:strings.IndexByte(name, '.')] + ".*"} {
			if row := t.rows[whole]; row != nil && row.gba == Drop && row.research == Drop {
				return row
			}
		}
	}
	return nil
}

// unindexed takes the index of a repeated part out of the name of an element.
func unindexed(element string) string {
	before, rest, found := strings.Cut(element, "[")
	if !found {
		return element
	}
	_, after, _ := strings.Cut(rest, "]")
	return before + after
}

// readTable returns the rows of an embedded table, which the tests read, after
// its header.
func readTable(name string) [][]string {
	file, err := tables.Open(name)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		panic(fmt.Sprintf("deidentify: %s: %v", name, err))
	}
	return rows[1:]
}
