package load

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fails has the first n transactions fail.
func fails(f *fake, n int, how func(w http.ResponseWriter)) {
	var mutex sync.Mutex
	f.before = func(w http.ResponseWriter, r *http.Request, _ []byte) bool {
		mutex.Lock()
		failed := r.URL.Path == "/fhir" && n != 0
		if failed {
			n--
		}
		mutex.Unlock()
		if failed {
			how(w)
		}
		return failed
	}
}

func status(code int) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) { outcome(w, code, "transient", "", "") }
}

// breaks ends the connection in the middle of an answer.
func breaks(w http.ResponseWriter) {
	c, b, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	fmt.Fprintf(b, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"resourceType\":")
	b.Flush()
	c.Close()
}

// hangs ends the connection before any answer, long after -timeout.
func hangs(w http.ResponseWriter) {
	time.Sleep(500 * time.Millisecond)
}

// Conflicts, throttling, faults of a server and broken connections pass; servers
// ask for it (https://www.rfc-editor.org/rfc/rfc9110 section 15.5.10, 15.5.13, 15.6.4
// and RFC 6585 section 4).
func TestTriesAgain(t *testing.T) {
	for name, how := range map[string]func(http.ResponseWriter){
		"408": status(408), "409": status(409), "412": status(412), "423": status(423), "429": status(429), "500": status(500),
		"502": status(502), "503": status(503), "504": status(504), "broken": breaks, "hung": hangs,
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			fails(f, 2, how)
			in := write(t, "a.ndjson", stay("p1", "e1"))
			timeout := time.Minute
			if name == "hung" {
				timeout = 250 * time.Millisecond
			}
			r := runLoad(t, "-base", f.base(), "-timeout", timeout.String(), in)
			f.Close()
			require.Equal(t, exitDone, r.status, r.stderr)
			assert.Len(t, f.have, 3)
			if name == "hung" { // and a machine that is busy makes it more
				assert.NotContains(t, r.stderr, " 0 further tries")
				return
			}
			assert.Contains(t, r.stderr, " 2 further tries")
		})
	}
}

// What will not pass is not tried again.
func TestRefusedAtOnce(t *testing.T) {
	for _, code := range []int{400, 403, 404, 405, 410, 413, 422, 501} {
		f := newFake(t)
		fails(f, -1, status(code))
		in, issues := write(t, "a.ndjson", stay("p1", "e1")), filepath.Join(t.TempDir(), "i")
		r := runLoad(t, "-base", f.base(), "-issues", issues, in)
		assert.Equal(t, exitRefused, r.status, r.stderr)
		assert.Contains(t, r.stderr, " 0 further tries")
		found := findings(t, issues)
		require.Len(t, found, 1)
		assert.Equal(t, code, found[0].Status)
	}
}

// A line that fails again and again is refused where the server goes on, so that
// others come to their turn.
func TestGivesALineUp(t *testing.T) {
	for name, test := range map[string]struct {
		how    func(http.ResponseWriter)
		code   string
		status int
	}{
		"409": {status(409), codeRefused, 409}, "500": {status(500), codeRefused, 500}, "503": {status(503), codeRefused, 503},
		"broken": {breaks, codeNoAnswer, 0},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.before = func(w http.ResponseWriter, r *http.Request, body []byte) bool {
				if !strings.Contains(string(body), "poison") {
					return false
				}
				test.how(w)
				return true
			}
			in, out := write(t, "a.ndjson", stay("p1", "poison"), stay("p2", "e2")), t.TempDir()
			r := runLoad(t, "-base", f.base(), "-tries", "3", "-issues", filepath.Join(out, "i"), "-rejects", filepath.Join(out, "r"), in)
			require.Equal(t, exitRefused, r.status, r.stderr)
			found := findings(t, filepath.Join(out, "i"))
			require.Len(t, found, 1)
			assert.Equal(t, test.code, found[0].Code)
			assert.Equal(t, test.status, found[0].Status)
			assert.Equal(t, stay("p1", "poison")+"\n", read(t, filepath.Join(out, "r")))
			assert.NotNil(t, f.get("Encounter/e2"))
		})
	}
}

// A server that is gone, or throttles for good, or no longer knows us ends the run:
// nothing of that is the fault of a line.
func TestEndsTheRun(t *testing.T) {
	for name, test := range map[string]struct {
		how  func(f *fake) func(http.ResponseWriter)
		says string
	}{
		"429": {func(*fake) func(http.ResponseWriter) { return status(429) }, "asks for a pause after 3 tries"},
		"401": {func(*fake) func(http.ResponseWriter) { return status(401) }, "does not take the credentials"},
		"redirect": {func(*fake) func(http.ResponseWriter) {
			return func(w http.ResponseWriter) {
				w.Header().Set("Location", "http://127.0.0.1:1/fhir")
				w.WriteHeader(http.StatusTemporaryRedirect)
			}
		}, "sends elsewhere"},
		"long pause": {func(*fake) func(http.ResponseWriter) {
			return func(w http.ResponseWriter) {
				w.Header().Set("Retry-After", "3600")
				w.WriteHeader(http.StatusServiceUnavailable)
			}
		}, "asks for a pause of 1h0m0s"},
		"gone": {func(f *fake) func(http.ResponseWriter) {
			return func(w http.ResponseWriter) {
				f.Listener.Close()
				breaks(w)
			}
		}, "out of reach after 3 tries"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			fails(f, -1, test.how(f))
			in, rejects := write(t, "a.ndjson", stay("p1", "e1"), stay("p2", "e2")), filepath.Join(t.TempDir(), "r")
			r := runLoad(t, "-base", f.base(), "-tries", "3", "-clients", "1", "-rejects", rejects, in)
			assert.Equal(t, exitFailed, r.status, r.stderr)
			assert.Contains(t, r.stderr, test.says)
			assert.Empty(t, read(t, rejects), "no line is at fault")
		})
	}
}

// Retry-After holds for all clients, in seconds or as a date.
func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"": 0, "3": 3 * time.Second, "-1": 0, "soon": 0,
		"Mon, 30 Nov 2026 12:00:07 GMT": 7 * time.Second, "Mon, 30 Nov 2026 11:00:00 GMT": 0,
	} {
		assert.Equal(t, want, retryAfter(text, now), text)
	}

	f := newFake(t)
	fails(f, 1, func(w http.ResponseWriter) {
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	var mutex sync.Mutex
	var asked []time.Time
	inner := f.before
	f.before = func(w http.ResponseWriter, r *http.Request, body []byte) bool {
		if r.URL.Path == "/fhir" {
			mutex.Lock()
			asked = append(asked, time.Now())
			mutex.Unlock()
		}
		failed := inner(w, r, body)
		if !failed {
			time.Sleep(50 * time.Millisecond) // the one that failed is heard first
		}
		return failed
	}
	var lines []string
	for i := range 6 {
		lines = append(lines, stay(fmt.Sprint("p", i), fmt.Sprint("e", i)))
	}
	r := runWith(t, context.Background(), nil, sleep, "-base", f.base(), "-clients", "2", write(t, "a.ndjson", lines...))
	require.Equal(t, exitDone, r.status, r.stderr)
	require.Len(t, asked, 7)
	for _, at := range asked[2:] { // the second may have been under way
		assert.GreaterOrEqual(t, at.Sub(asked[0]), time.Second)
	}
}

// An error says nothing of what was asked: ids stand in URLs.
func TestErrorsWithoutURL(t *testing.T) {
	f := newFake(t)
	s, err := newServer(f.base(), false, time.Second, &credentials{})
	require.NoError(t, err)
	f.Close()
	_, err = s.ask(t.Context(), http.MethodGet, "Patient/p1", nil, nil)
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "Patient")
	assert.NotContains(t, err.Error(), "fhir")
}

// Waits grow, and never are the same.
func TestBackoff(t *testing.T) {
	for n := 1; n < 40; n++ {
		most := min(firstWait<<min(n-1, 20), longestOwn)
		seen := map[time.Duration]bool{}
		for range 20 {
			d := backoff(n)
			assert.GreaterOrEqual(t, d, most/2)
			assert.Less(t, d, most)
			seen[d] = true
		}
		assert.Greater(t, len(seen), 1)
	}
}

// A transaction that is answered with something else than FHIR, or with less than a
// response for each entry (R4, 3.1.0.11.4), was not loaded as far as anybody can tell.
func TestAnswersThatAreNotUnderstood(t *testing.T) {
	for _, body := range []string{
		``, `<html>Log in</html>`, `{"resourceType":"Patient"}`,
		`{"resourceType":"Bundle","type":"transaction-response","entry":[{"response":{"status":"200"}},{"response":{"status":"200"}},{"response":{"status":"500"}}]}`,
		`{"resourceType":"Bundle","type":"transaction-response"}`,
		`{"resourceType":"Bundle","type":"transaction-response","entry":[{"response":{"status":"201"}}]}`,
		`{"resourceType":"Bundle","type":"searchset","entry":[{"response":{"status":"200"}},{"response":{"status":"200"}},{"response":{"status":"200"}}]}`,
	} {
		f := newFake(t)
		fails(f, -1, func(w http.ResponseWriter) { fmt.Fprint(w, body) })
		in, issues := write(t, "a.ndjson", stay("p1", "e1")), filepath.Join(t.TempDir(), "i")
		r := runLoad(t, "-base", f.base(), "-issues", issues, in)
		assert.Equal(t, exitRefused, r.status, r.stderr)
		assert.Equal(t, codeNotUnderstood, findings(t, issues)[0].Code)
	}
}
