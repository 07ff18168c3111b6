package message

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// columnSegments is the column of the kept field that says how the segments of a
// message stood, where they stood otherwise than this package writes them: the
// names in their order. After a name comes /n where it is the nth that the sheet
// fills, out of turn; :n where n fields were written, the last of them empty; and
// !n for each field that was empty where the sheet fills it; +n for each byte of the
// segment at which an ADD went on with it.
const columnSegments = "segments"

// A placed segment is one of a message, at its place.
type placed struct {
	Name     string
	Ordinal  int    // among those of its name
	Position int    // among those of its name that the sheet fills, 0 for none
	whole    string // the segment verbatim, where the sheet fills nothing of it
	fields   int    // how many were written, 0 for no more than hold something
	empty    []int  // that the sheet fills
	cuts     []int  // where an ADD went on with the segment
}

// SegmentColumn returns the path of a segment: DG1, DG1[2].
func SegmentColumn(name string, ordinal int) string {
	if ordinal > 1 {
		return name + "[" + strconv.Itoa(ordinal) + "]"
	}
	return name
}

// FieldColumn returns the path of a field: DG1[2]-3.
func FieldColumn(name string, ordinal, number int) string {
	return SegmentColumn(name, ordinal) + "-" + strconv.Itoa(number)
}

// parseSegmentColumn is the way back of segmentColumn.
func parseSegmentColumn(column string) (name string, ordinal int, ok bool) {
	name, rest, indexed := strings.Cut(column, "[")
	ordinal = 1
	if indexed {
		n, err := strconv.Atoi(strings.TrimSuffix(rest, "]"))
		if err != nil || n < 2 || !strings.HasSuffix(rest, "]") {
			return "", 0, false
		}
		ordinal = n
	}
	return name, ordinal, isSegmentName(name)
}

func isSegmentName(s string) bool {
	if len(s) != 3 || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	return strings.Trim(s[1:], "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// formatPlaces writes places as the value of columnSegments.
func formatPlaces(list []placed) string {
	var b strings.Builder
	next := map[string]int{}
	for i := range list {
		p := &list[i]
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(p.Name)
		if p.Position > 0 {
			if next[p.Name]++; p.Position != next[p.Name] {
				b.WriteString("/" + strconv.Itoa(p.Position))
			}
		}
		if p.fields > 0 {
			b.WriteString(":" + strconv.Itoa(p.fields))
		}
		for _, n := range p.empty {
			b.WriteString("!" + strconv.Itoa(n))
		}
		for _, n := range p.cuts {
			b.WriteString("+" + strconv.Itoa(n))
		}
	}
	return b.String()
}

// parsePlaces is the way back of formatPlaces: ok is false where the text does
// not fit the segments that the sheet fills and those that are kept whole.
func parsePlaces(text string, form []Segment, wholes map[string]string) (list []placed, ok bool) {
	filled := map[string]int{}
	for i := range form {
		filled[form[i].name]++
	}
	ordinals, next, taken := map[string]int{}, map[string]int{}, map[string]bool{}
	stands := map[string]bool{} // wholes
	for entry := range strings.FieldsSeq(text) {
		name := entry[:min(3, len(entry))]
		ordinals[name]++
		p := placed{Name: name, Ordinal: ordinals[name]}
		if !p.parse(entry[len(name):]) || p.fields > maxFields {
			return nil, false
		}
		column := SegmentColumn(name, p.Ordinal)
		if whole, kept := wholes[column]; kept {
			p.whole = whole
			list, stands[column] = append(list, p), true
			continue
		}
		if filled[name] == 0 {
			continue // somebody has taken it out
		}
		if next[name]++; p.Position == 0 {
			p.Position = next[name]
		}
		key := name + strconv.Itoa(p.Position)
		if p.Position > filled[name] || taken[key] {
			return nil, false
		}
		taken[key] = true
		list = append(list, p)
	}
	for name, n := range filled {
		if next[name] != n && (n > 1 || name == "MSH" || name == "PID" || name == "PV1" || counted(name)) {
			return nil, false
		}
	}
	for _, column := range slices.Sorted(maps.Keys(wholes)) {
		if name, ordinal, ok := parseSegmentColumn(column); ok && !stands[column] { // somebody has added it
			list = append(list, placed{Name: name, Ordinal: ordinal, whole: wholes[column]})
		}
	}
	return list, true
}

// maxFields bounds the empty fields that a kept text can ask for.
const maxFields = hl7v2.MaxFields

func (p *placed) parse(marks string) bool {
	for marks != "" {
		mark := marks[0]
		n := chars.Digits(marks[1:])
		value, err := strconv.Atoi(marks[1 : 1+n])
		if err != nil || value < 1 {
			return false
		}
		marks = marks[1+n:]
		switch mark {
		case '/':
			p.Position = value
		case ':':
			p.fields = value
		case '!':
			p.empty = append(p.empty, value)
		case '+':
			p.cuts = append(p.cuts, value)
		default:
			return false
		}
	}
	return true
}

// canonical reports whether the sheet fills all the segments of a list, and those
// stand as this package writes them.
func canonical(list []placed, form []Segment) bool {
	if len(list) != len(form) {
		return false
	}
	position := 0
	for i := range list {
		p := &list[i]
		if position++; i > 0 && p.Name != list[i-1].Name {
			position = 1
		}
		if p.Name != form[i].name || p.Position != position || p.fields > 0 || p.empty != nil || p.cuts != nil {
			return false
		}
	}
	return true
}

// arrange places the segments that the sheet fills, and those that are kept
// whole, in the order of the standard.
func arrange(l *layout.Layout, form []Segment, wholes map[string]string) []placed {
	if len(wholes) == 0 {
		list := make([]placed, len(form))
		for i := range form {
			list[i] = placed{Name: form[i].name, Ordinal: 1}
			if i > 0 && form[i].name == form[i-1].name {
				list[i].Ordinal = list[i-1].Ordinal + 1
			}
			list[i].Position = list[i].Ordinal
		}
		return list
	}
	type group struct {
		filled int
		whole  map[int]string
		seen   int // when the name was first met
	}
	groups := map[string]*group{}
	of := func(name string) *group {
		if groups[name] == nil {
			groups[name] = &group{whole: map[int]string{}, seen: len(groups)}
		}
		return groups[name]
	}
	for i := range form {
		of(form[i].name).filled++
	}
	columns := make([]string, 0, len(wholes))
	for column := range wholes {
		// An ADD that goes on with nothing known has no place but its own.
		if name, _, _ := parseSegmentColumn(column); name != hl7v2.Addendum {
			columns = append(columns, column)
		}
	}
	slices.Sort(columns)
	for _, column := range columns {
		name, ordinal, _ := parseSegmentColumn(column)
		of(name).whole[ordinal] = wholes[column]
	}
	var list []placed
	for name, g := range groups {
		position := 0
		for ordinal := 1; position < g.filled || len(g.whole) > 0; ordinal++ {
			if whole, kept := g.whole[ordinal]; kept {
				list = append(list, placed{Name: name, Ordinal: ordinal, whole: whole})
				delete(g.whole, ordinal)
				continue
			}
			if position == g.filled { // those before it are gone
				for at, whole := range g.whole {
					delete(g.whole, at)
					g.whole[ordinal] = whole
					break
				}
				ordinal--
				continue
			}
			position++
			list = append(list, placed{Name: name, Ordinal: ordinal, Position: position})
		}
	}
	slices.SortFunc(list, func(x, y placed) int {
		return cmp.Or(l.PlaceOf(x.Name)-l.PlaceOf(y.Name), groups[x.Name].seen-groups[y.Name].seen, x.Ordinal-y.Ordinal)
	})
	return list
}
