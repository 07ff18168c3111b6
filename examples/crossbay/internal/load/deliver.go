package load

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// limits are those of one line.
type limits struct {
	tries   int
	timeout time.Duration // of an answer
}

const (
	firstWait  = 250 * time.Millisecond // before the second try; twice as long before each further one
	longestOwn = 30 * time.Second       // that we wait where the server says nothing
	longest    = 15 * time.Minute       // that a server may have us wait
)

// A sender delivers parcels. Several goroutines may use it.
type sender struct {
	server   *server
	tries    int
	guard    bool // Patients that the server has are read before they are replaced
	versions versions
	words    *words
	pause    pause
	hard     context.Context                                  // that of requests: those under way may end when the run does
	sleep    func(ctx context.Context, d time.Duration) error // a test's clock
}

// A result is what became of a line.
type result struct {
	line                      int
	refused                   *finding // nil for a line that was loaded
	notes                     []finding
	created, updated, deleted int // resources
	again                     int // further tries
	kept                      int // Patients that stay as the server has them
}

// A failure is why a try did not succeed.
type failure struct {
	status int   // 0 where no answer came
	err    error // then
	body   []byte
	after  time.Duration
	odd    bool // the answer was not understood
}

// again reports whether the same may succeed later.
func (f *failure) again() bool {
	switch f.status {
	case 0, http.StatusRequestTimeout, http.StatusConflict, http.StatusPreconditionFailed, http.StatusLocked,
		http.StatusTooEarly, http.StatusTooManyRequests:
		return !f.odd
	case http.StatusNotImplemented, http.StatusHTTPVersionNotSupported:
		return false
	}
	return f.status >= 500
}

// outage reports whether the failure may be of the server, and not of the line.
func (f *failure) outage() bool {
	switch f.status {
	case 0, http.StatusRequestTimeout, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

func (f *failure) String() string {
	if f.err != nil {
		return f.err.Error()
	}
	return "status " + strconv.Itoa(f.status)
}

// deliver loads one line. An error means that the run cannot go on.
func (s *sender) deliver(ctx context.Context, p *parcel) (*result, error) {
	r := &result{line: p.line}
	if p.fault != "" {
		r.refused = &finding{Line: p.line, Code: codeNotLoadable, Detail: p.fault}
		return r, nil
	}
	for try := 1; ; try++ {
		if err := s.pause.wait(ctx, s.sleep); err != nil {
			return nil, err
		}
		sent := s.server.credentials.current()
		f := s.try(p, r)
		if f == nil {
			return r, nil
		}
		if err := ctx.Err(); err != nil && f.again() {
			return nil, err
		}
		for _, patient := range p.patients { // others may have changed them, or we have
			s.versions.forget(patient.path)
		}
		switch {
		case f.status == http.StatusUnauthorized && s.server.credentials.tokenFile != "" && try < s.tries:
			// Whoever renews the token may be about to.
			if !s.server.credentials.renew(sent) {
				if err := s.sleep(ctx, backoff(try)); err != nil {
					return nil, err
				}
			}
			continue
		case f.status == http.StatusUnauthorized:
			return nil, errors.New("the server does not take the credentials any more (status 401)")
		case f.status >= 300 && f.status < 400:
			return nil, fmt.Errorf("the server sends elsewhere (status %d): name the URL to which it leads", f.status)
		case !f.again():
			r.refuse(p, f, s.words)
			return r, nil
		case f.after > longest:
			return nil, fmt.Errorf("the server asks for a pause of %s: go on then", f.after)
		case try >= s.tries:
			return s.giveUp(p, r, f)
		}
		r.again++
		wait := backoff(try)
		if f.after > 0 {
			s.pause.until(time.Now().Add(f.after)) // it is meant for all of us
			wait = f.after + wait/4
		}
		if err := s.sleep(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// giveUp refuses a line that was tried often enough, or ends the run where the
// server is at fault.
func (s *sender) giveUp(p *parcel, r *result, f *failure) (*result, error) {
	if f.status == http.StatusTooManyRequests {
		return nil, fmt.Errorf("the server asks for a pause after %d tries (status 429): go on later, or with fewer -clients", s.tries)
	}
	if f.outage() {
		if err := s.server.check(s.hard); err != nil {
			return nil, fmt.Errorf("the server is out of reach after %d tries (%s): go on later", s.tries, f)
		}
	}
	r.refuse(p, f, s.words)
	return r, nil
}

// backoff is how long to wait after so many tries: about twice as long each
// time, and never as long as another client.
func backoff(tries int) time.Duration {
	d := min(firstWait<<min(tries-1, 20), longestOwn)
	return d/2 + rand.N(d/2)
}

func (r *result) refuse(p *parcel, f *failure, w *words) {
	r.notes, r.kept = nil, 0
	r.refused = &finding{Line: p.line, Code: codeRefused, Status: f.status, Reasons: w.reasons(f.body)}
	switch {
	case f.odd:
		r.refused.Code = codeNotUnderstood
	case f.status == 0:
		r.refused.Code = codeNoAnswer
	}
}

// try sends a parcel once.
func (s *sender) try(p *parcel, r *result) *failure {
	r.notes, r.kept = nil, 0
	changes := map[int]change{}
	if s.guard {
		for i := range p.patients {
			patient := &p.patients[i]
			known, f := s.look(patient.path)
			if f != nil {
				return f
			}
			verdict := put
			if known.there {
				verdict = patient.against(&known.patient)
			}
			switch {
			case known.gone:
				r.notes = append(r.notes, finding{Line: p.line, Code: codeRevived})
			case verdict != put:
				changes[patient.entry] = change{leave: true, id: known.id}
				r.kept++
				r.notes = append(r.notes, finding{Line: p.line, Code: codeKept, Detail: verdict})
			case known.etag != "":
				changes[patient.entry] = change{id: known.id, etag: known.etag}
			}
		}
	}
	if p.path == "" {
		return s.transact(p, r, changes)
	}
	if changes[-1].leave {
		return nil
	}
	headers := p.headers.Clone()
	if etag := changes[-1].etag; etag != "" {
		headers.Set("If-Match", etag)
	}
	a, f := s.exchange(p.method, p.path, headers, p.body())
	if f != nil {
		return f
	}
	r.count(a.status)
	for _, patient := range p.patients {
		s.remember(patient, changes[patient.entry].id, a.etag)
	}
	return nil
}

// transact sends a transaction once.
func (s *sender) transact(p *parcel, r *result, changes map[int]change) *failure {
	body, err := p.amend(changes)
	if err != nil || p.entries == r.kept { // nothing is left of it
		return nil
	}
	a, f := s.exchange(p.method, p.path, p.headers, body)
	if f != nil {
		return f
	}
	var bundle struct {
		ResourceType, Type string
		Entry              []struct {
			Response struct{ Status, Etag string }
		}
	}
	if json.Unmarshal(a.body, &bundle) != nil || bundle.ResourceType != "Bundle" || bundle.Type != "transaction-response" ||
		len(bundle.Entry) != p.entries-r.kept { // a response for each entry (R4, 3.1.0.11.4), or nobody knows what was loaded
		return &failure{status: a.status, odd: true}
	}
	created, updated, deleted := r.created, r.updated, r.deleted
	for _, e := range bundle.Entry {
		status, _ := strconv.Atoi(e.Response.Status[:min(3, len(e.Response.Status))])
		if status < 200 || status >= 400 {
			r.created, r.updated, r.deleted = created, updated, deleted
			return &failure{status: status, odd: true}
		}
		r.count(status)
	}
	left := 0
	for _, patient := range p.patients {
		if changes[patient.entry].leave {
			left++
			continue
		}
		s.remember(patient, changes[patient.entry].id, bundle.Entry[patient.entry-left].Response.Etag)
	}
	return nil
}

// count counts a resource by the status with which it was taken.
func (r *result) count(status int) {
	switch status {
	case http.StatusCreated:
		r.created++
	case http.StatusNoContent:
		r.deleted++
	default:
		r.updated++
	}
}

// exchange sends a request, and takes anything but success for a failure.
func (s *sender) exchange(method, path string, headers http.Header, body []byte) (*answer, *failure) {
	a, err := s.server.ask(s.hard, method, path, headers, body)
	if err != nil {
		return nil, &failure{err: err}
	}
	if a.status >= 300 {
		return nil, &failure{status: a.status, body: a.body, after: a.after}
	}
	return a, nil
}

// look returns the Patient that the server has.
func (s *sender) look(path string) (version, *failure) {
	if known, ok := s.versions.get(path); ok {
		return known, nil
	}
	is, etag, f := s.find(path)
	if f != nil && (f.status == http.StatusNotFound || f.status == http.StatusGone) {
		return version{gone: f.status == http.StatusGone}, nil
	}
	if f != nil || is == nil {
		return version{}, f
	}
	v := version{there: true, id: is.ID, etag: etag}
	v.read(is)
	if v.etag == "" && is.Meta.VersionID != "" {
		v.etag = `W/"` + is.Meta.VersionID + `"`
	}
	if v.etag != "" { // else nothing would tell that it is so no more
		s.versions.set(path, v)
	}
	return v, nil
}

// find asks for a Patient, by its id, or by a search whose values stand in no URL. An
// answer about somebody else is none that is understood.
func (s *sender) find(path string) (is *resource, etag string, f *failure) {
	query, search := strings.CutPrefix(path, "Patient?")
	headers := http.Header{"Cache-Control": {"no-cache"}} // HAPI answers a search again for a minute
	var a *answer
	if search {
		headers.Set("Content-Type", "application/x-www-form-urlencoded")
		a, f = s.exchange(http.MethodPost, "Patient/_search", headers, []byte(query))
	} else {
		a, f = s.exchange(http.MethodGet, path, headers, nil)
	}
	if f != nil {
		return nil, "", f
	}
	var r resource
	odd := &failure{status: a.status, odd: true}
	if json.Unmarshal(a.body, &r) != nil {
		return nil, "", odd
	}
	if !search {
		if r.ResourceType != "Patient" || "Patient/"+r.ID != path {
			return nil, "", odd
		}
		return &r, a.etag, nil
	}
	if r.ResourceType != "Bundle" {
		return nil, "", odd
	}
	var found []resource // a server may add an OperationOutcome
	for _, e := range r.Entry {
		if e.Resource.ResourceType == "Patient" {
			found = append(found, e.Resource)
		}
	}
	if len(found) != 1 { // there is none; of several the server will not choose one
		return nil, "", nil
	}
	if !found[0].answers(query) {
		return nil, "", odd
	}
	return &found[0], "", nil
}

// remember keeps what the server has now. Without its id or a version, it is read
// again.
func (s *sender) remember(p patient, id, etag string) {
	if id == "" && !strings.HasPrefix(p.path, "Patient?") {
		id = strings.TrimPrefix(p.path, "Patient/")
	}
	if !s.guard || id == "" || etag == "" {
		s.versions.forget(p.path)
		return
	}
	s.versions.set(p.path, version{patient: p, there: true, id: id, etag: etag})
}

// A pause is what a server has asked of all clients.
type pause struct {
	mutex sync.Mutex
	end   time.Time
}

func (p *pause) until(end time.Time) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if end.After(p.end) {
		p.end = end
	}
}

func (p *pause) wait(ctx context.Context, sleep func(context.Context, time.Duration) error) error {
	p.mutex.Lock()
	left := time.Until(p.end)
	p.mutex.Unlock()
	if left <= 0 {
		return ctx.Err()
	}
	return sleep(ctx, left)
}

// sleep waits, unless ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
