package load

import (
	"encoding/json"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/crossbay/crossbay/fhir"
)

// A patient is what a Patient says of its age and of the patient's death.
type patient struct {
	entry   int    // of its Bundle, -1 for one on its own
	path    string // Patient/id, or Patient? and a search that finds it
	fullURL string
	asOf    span
	dead    bool
	died    bool // it says when
	alive   bool // it says so
}

func newPatient(number int, path string, e *entry) patient {
	p := patient{entry: number, path: path, fullURL: e.FullURL}
	p.read(&e.Resource)
	return p
}

// read takes what a Patient says.
func (p *patient) read(r *resource) {
	p.died = r.DeceasedDateTime != ""
	p.dead = p.died || r.DeceasedBoolean != nil && *r.DeceasedBoolean
	p.alive = r.DeceasedBoolean != nil && !*r.DeceasedBoolean
	var extensions []struct{ URL, ValueDateTime string }
	if json.Unmarshal(r.Extension, &extensions) != nil {
		return // it is for the server to refuse
	}
	for _, x := range extensions {
		if x.URL == fhir.ExtensionAsOf {
			p.asOf = parseSpan(x.ValueDateTime)
		}
	}
}

// answers reports whether a resource has the identifiers for which a query asks: a server
// that does not know a parameter ignores it, and finds others.
func (r *resource) answers(query string) bool {
	values, err := url.ParseQuery(query)
	if err != nil {
		return false
	}
	var identifiers []struct{ System, Value string }
	if len(r.Identifier) > 0 && json.Unmarshal(r.Identifier, &identifiers) != nil {
		return false
	}
	for _, token := range values["identifier"] {
		system, value, named := strings.Cut(token, "|")
		if !named {
			system, value = "", token
		}
		has := false
		for _, i := range identifiers {
			has = has || i.Value == value && (!named || i.System == system)
		}
		if !has {
			return false
		}
	}
	return true
}

// What becomes of a Patient of the file that the server has as well.
const (
	put          = ""              // it replaces the server's
	keptNewer    = "newer"         // the server's is newer
	keptUndated  = "undated"       // the server's says as of when it is, and the file's does not
	keptDeath    = "death"         // the server's tells of a death, or when it was, and the file's is silent
	keptContrary = "death-in-file" // the server's is newer, and the file's tells of a death
)

// against says what becomes of a Patient of the file where the server has
// another.
func (p *patient) against(server *patient) string {
	newer := server.asOf.after(p.asOf)
	switch {
	case newer && p.dead && !server.dead:
		return keptContrary
	case newer:
		return keptNewer
	case server.asOf.known() && !p.asOf.known():
		return keptUndated
	}
	silent := server.dead && !p.dead || server.died && !p.died
	stated := p.alive && server.asOf.known() // and no newer than the file's
	if silent && !stated {
		return keptDeath
	}
	return put
}

// A span is the time for which a dateTime may stand, from its start to before its
// end.
type span struct{ start, end time.Time }

// local is the time of day in Hong Kong, Macao and the mainland, for dates that
// name no zone.
var local = time.FixedZone("", 8*60*60)

// parseSpan returns the time of a dateTime of FHIR, none where it is not one.
func parseSpan(s string) span {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return span{t, t.Add(time.Nanosecond)}
	}
	for _, form := range [...]struct {
		layout              string
		years, months, days int
	}{{time.DateOnly, 0, 0, 1}, {"2006-01", 0, 1, 0}, {"2006", 1, 0, 0}} {
		if t, err := time.ParseInLocation(form.layout, s, local); err == nil {
			return span{t, t.AddDate(form.years, form.months, form.days)}
		}
	}
	return span{}
}

func (s span) known() bool { return !s.start.IsZero() }

// after reports whether all of a time lies after another.
func (s span) after(other span) bool {
	return s.known() && other.known() && !s.start.Before(other.end)
}

// A version is a Patient as the server has it.
type version struct {
	patient
	there bool
	id    string // of the server
	etag  string
	gone  bool // it was deleted
}

// versions remembers the Patients that the server has, the last of them: they are
// put on the condition that they are still so, and are read again where not.
type versions struct {
	mutex    sync.Mutex
	now, old map[string]version // by path
}

const rememberedVersions = 10_000 // in each of the two halves

func (v *versions) get(path string) (version, bool) {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	if known, ok := v.now[path]; ok {
		return known, true
	}
	known, ok := v.old[path]
	return known, ok
}

func (v *versions) set(path string, is version) {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	if len(v.now) >= rememberedVersions {
		v.now, v.old = nil, v.now
	}
	if v.now == nil {
		v.now = map[string]version{}
	}
	v.now[path] = is
}

func (v *versions) forget(path string) {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	delete(v.now, path)
	delete(v.old, path)
}
