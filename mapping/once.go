package mapping

import "github.com/crossbay/crossbay/mapping/internal/carrier"

// A habit is what an issue with Once says of a file.
type habit struct{ code, column, detail string }

// tell leaves out of the issues of the next record, in the order of the file, those
// that say of the file what a record before has said: see [Issue.Once]. Beside them are
// their values, nil for none.
func (d *Reader) tell(issues []Issue, values []string) ([]Issue, []string) {
	n := 0
	for i := range issues {
		if issues[i].Once {
			if !d.first(&issues[i]) {
				continue
			}
			issues[i].Detail += unsaid(issues[i].Column)
		}
		if n < i {
			issues[n] = issues[i]
			if i < len(values) {
				values[n] = values[i]
			}
		}
		n++
	}
	clear(issues[n:])
	return issues[:n], values[:min(n, len(values))]
}

// first reports whether no record before had the issue. What a hostile file can have
// told is bounded: beyond, each record is told of.
func (d *Reader) first(i *Issue) bool {
	h := habit{i.Code, i.Column, i.Detail}
	if d.told[h] {
		return false
	}
	if len(d.told) < 2*carrier.MostColumns {
		if d.told == nil {
			d.told = map[habit]bool{}
		}
		d.told[h] = true
	}
	return true
}

// unsaid says what is left out.
func unsaid(column string) string {
	if column == "" {
		return " (reported once for the file)"
	}
	return " (reported once for the column and file)"
}
