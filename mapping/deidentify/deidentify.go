package deidentify

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// Options set how records are de-identified. Nil means the defaults.
type Options struct {
	// Purpose is what the records are passed on for, a code of Purposes. Every
	// profile but full demands one.
	Purpose string
	// Listed are those of Profile.Listed that are passed on
	// ("patient.ethnicity").
	Listed []string
	// Link says which records are those of one patient; LinkHospital where "".
	Link Link
	// Registry has the names that stand for those of the source. Where it is
	// nil, or has no name for a code, the name is that of the code's category.
	Registry *codes.Registry
	// Recorded is when the documents are de-identified, for their Provenance;
	// the time of New where zero.
	Recorded time.Time

	_ struct{}
}

// The faults of a call of New.
var (
	ErrCounts  = errors.New("the profile counts passes no record on: use a Counter")
	ErrPurpose = errors.New("the profile demands a purpose")
)

// A Deidentifier de-identifies front sheets under one profile and key. It is
// safe for concurrent use.
type Deidentifier struct {
	profile *Profile
	options Options
	secret  secret

	counter *Counter

	mutex    sync.Mutex
	elements map[string]map[Action]int // what was done to each
}

// New returns a Deidentifier. The key is that of the pseudonyms and shifts,
// from a random source and at least MinKey bytes; full has none.
func New(profile *Profile, key []byte, options *Options) (*Deidentifier, error) {
	d := &Deidentifier{profile: profile, counter: NewCounter(), elements: map[string]map[Action]int{}}
	if options != nil {
		d.options = *options
		d.options.Listed = slices.Clone(options.Listed)
	}
	if d.options.Recorded.IsZero() {
		d.options.Recorded = time.Now()
	}
	if err := d.links(); err != nil {
		return nil, err
	}
	switch {
	case profile.Full():
		return d, nil
	case profile.Counts():
		return nil, ErrCounts
	case d.options.Purpose == "":
		return nil, ErrPurpose
	}
	if _, ok := purposes[d.options.Purpose]; !ok {
		return nil, fmt.Errorf("unknown purpose %q: there are %v", d.options.Purpose, Purposes())
	}
	for _, name := range d.options.Listed {
		if profile.Action(name) != Listed {
			return nil, fmt.Errorf("the profile %s does not leave it to a list whether %q is passed on", profile.Name, name)
		}
	}
	var err error
	d.secret, err = newSecret(profile, key)
	return d, err
}

// Apply returns the sheet as the profile passes it on, and an Issue for each
// element that it changed or left out. The sheet itself stays as it is; under
// full it is what is returned. A sheet that identifies no patient, as the
// options have patients linked, cannot be told from those of others: it is nil,
// and an Error says so.
func (d *Deidentifier) Apply(s *frontsheet.FrontSheet) (*frontsheet.FrontSheet, []frontsheet.Issue) {
	if d.profile.Full() {
		d.counter.Add(s)
		return s, nil
	}
	r := d.begin(s, admissionOf(s))
	if r.to == nil {
		return nil, r.issues
	}
	r.redact()
	r.end(cellOf(s, r.begun))
	return r.to, r.issues
}

// begin returns what makes the new sheet of a stay, or of reports, that begun. It has no
// sheet where the patient cannot be told from others.
func (d *Deidentifier) begin(s *frontsheet.FrontSheet, begun frontsheet.DateTime) *redactor {
	subject := s.Subject()
	r := &redactor{d: d, from: s, subject: subject, begun: begun, done: map[string]map[Action]int{}}
	if subject == "" || nobodys(s) {
		r.issue("patient.record-number", frontsheet.Error, "no-patient", "the sheet does not say whose it is: it cannot be de-identified as the patient's others are")
		return r
	}
	if d.options.Link == LinkIdentity {
		var reason string
		if r.person, reason = holder(s, begun); r.person == "" {
			r.issue("patient.document-number", frontsheet.Error, "no-identity", reason+": under the link by identity, the record is left out")
			return r
		}
	}
	r.shift = d.secret.shift(r.who())
	r.to = s.Blank()
	return r
}

// end counts what was passed on.
func (r *redactor) end(at cell) {
	r.d.counter.add(at, r.who())
	r.d.count(r.done)
}

// action is that of the profile, with what the caller lists.
func (d *Deidentifier) action(element string) Action {
	action := d.profile.Action(element)
	if action != Listed {
		return action
	}
	if slices.Contains(d.options.Listed, unindexed(element)) {
		return Keep
	}
	return Drop
}

// count adds what was done to the elements of a sheet.
func (d *Deidentifier) count(done map[string]map[Action]int) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	for element, actions := range done {
		if d.elements[element] == nil {
			d.elements[element] = map[Action]int{}
		}
		for action, n := range actions {
			d.elements[element][action] += n
		}
	}
}

// A redactor makes one sheet of another.
type redactor struct {
	d        *Deidentifier
	from, to *frontsheet.FrontSheet
	subject  string              // who the patient is in the hospital
	begun    frontsheet.DateTime // when the stay, or the first of the reports
	person   string              // and beyond it, under LinkIdentity
	shift    int
	done     map[string]map[Action]int // by the row of elements.csv
	issues   []frontsheet.Issue
}

// redact passes on what the profile permits. A part of the sheet that none of
// these names is not in the new one.
func (r *redactor) redact() {
	r.facility()
	r.event()
	r.patient()
	r.stays()
	r.diagnoses()
	r.procedures()
	r.allergies()
	r.findings()
	r.observations()
	r.medications()
	r.items()
	r.transfusions()
	r.dropped("referral", !r.from.Referral.IsZero())
	r.details()
	r.fees()
	r.insurance()
	r.to.Quality.Grade = r.coded("quality.grade", r.from.Quality.Grade)
	r.to.Quality.Date = r.date("quality.date", r.from.Quality.Date)
	for i := range r.from.Staff {
		path := "staff." + string(r.from.Staff[i].Role)
		if r.from.Column(path) == "" {
			path = "staff.other"
		}
		r.dropped(path, true)
	}
	for range r.from.Fields {
		r.note("source-field", Drop)
	}
}

// who is the patient whose records are moved by one shift.
func (r *redactor) who() string { return cmp.Or(r.person, r.subject) }

// of returns the parts of a pseudonym of a kind that are the owner's: a hospital
// or a patient of it. Under LinkIdentity the person is among them, so that no
// two records share a pseudonym and differ in their shift.
func (r *redactor) of(kind, owner string) []string {
	if r.person == "" {
		return []string{kind, owner}
	}
	return []string{kind, owner, r.person}
}

func (r *redactor) action(path string) Action { return r.d.action(path) }

// details say what an action did, with the code of the issue.
var details = map[Action]struct{ code, detail string }{
	Drop:      {"dropped", "is left out"},
	Pseudonym: {"pseudonym", "is replaced by a pseudonym"},
	Shift:     {"shifted", "is moved by the patient's shift, without the time of day"},
	Month:     {"generalised", "is reduced to the month"},
	Band:      {"generalised", "is reduced to a band of ages"},
	City:      {"generalised", "is reduced to the city"},
	Province:  {"generalised", "is reduced to the province"},
	Category:  {"generalised", "is reduced to the category"},
	Round:     {"generalised", "is rounded to the nearest 100"},
	Title:     {"renamed", "is replaced by the name that the tables have for the code"},
}

// Issue returns an issue about a record, as the profile permits it: the detail
// of one may hold a code, and is left out where the profile does not pass the
// element on as it is.
func (p *Profile) Issue(i frontsheet.Issue) frontsheet.Issue {
	if i.Field != "" && p.Action(i.Field) != Keep && !own[i.Code] {
		i.Detail = "what was found in an element that the profile " + p.Name + " does not pass on as it is"
	}
	return i
}

// own are the codes of issues that this package reports.
var own = map[string]bool{
	"dropped": true, "pseudonym": true, "shifted": true, "generalised": true, "renamed": true,
	"free-text": true, "nothing-left": true, "no-unit": true, "merged": true, "no-patient": true, "no-identity": true,
	"not-a-measure": true, "not-a-name": true, "visit-unlinked": true,
}

// note counts what was done to an element. The first time for each element and
// action, it is an issue.
func (r *redactor) note(path string, action Action) {
	if r.tally(path, action) || action == Keep {
		return
	}
	name := ""
	if strings.HasPrefix(path, "re") && r.from.Column(path) == "" { // of a report or a result, which tell no columns
		name = unindexed(path) + " "
	}
	r.issue(path, frontsheet.Information, details[action].code, "the element "+name+details[action].detail+": profile "+r.d.profile.Name)
}

// lose counts an element that is dropped for what it holds, and says why.
func (r *redactor) lose(path string, severity frontsheet.Severity, code, detail string) {
	r.tally(path, Drop)
	r.issue(path, severity, code, detail)
}

// unlisted stands in a manifest for the elements of which elements.csv has no
// row.
const unlisted = "unlisted"

// tally counts an action, and reports whether it had been counted before.
func (r *redactor) tally(path string, action Action) bool {
	name := unlisted
	if row := elementTable().find(unindexed(path)); row != nil {
		name = row.name
	}
	if r.done[name] == nil {
		r.done[name] = map[Action]int{}
	}
	r.done[name][action]++
	return r.done[name][action] > 1
}

func (r *redactor) issue(path string, severity frontsheet.Severity, code, detail string) {
	file, record, line := r.from.Position()
	r.issues = append(r.issues, frontsheet.Issue{
		File: file, Record: record, Line: line, Column: r.from.Column(path), Title: r.from.Title(path), Field: path,
		Severity: severity, Code: code, Detail: detail,
	})
}

// Purposes returns the codes of the purposes for which records may be passed
// on, of HL7's v3-ActReason.
func Purposes() []string { return slices.Sorted(maps.Keys(purposes)) }

var purposes = map[string]string{
	"TREAT": "treatment", "ETREAT": "Emergency Treatment", "CAREMGT": "care management", "HOPERAT": "healthcare operations",
	"HPAYMT": "healthcare payment", "HQUALIMP": "health quality improvement", "HRESCH": "healthcare research",
	"CLINTRCH": "clinical trial research", "PUBHLTH": "public health",
}
