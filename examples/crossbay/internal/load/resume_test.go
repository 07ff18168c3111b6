package load

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/examples/internal/canary"
)

// refuses refuses every seventh stay, and is slow enough to be interrupted.
func refuses(f *fake) {
	f.mutex.Lock() // another process asks, of which this one knows nothing
	defer f.mutex.Unlock()
	f.before = func(w http.ResponseWriter, r *http.Request, body []byte) bool {
		if r.Method != http.MethodPost {
			return false
		}
		time.Sleep(time.Millisecond)
		if !bytes.Contains(body, []byte(`-7"`)) {
			return false
		}
		outcome(w, http.StatusUnprocessableEntity, "invariant", "Bundle.entry[2].resource.class", "")
		return true
	}
}

// years are files of stays, of twenty patients, with some shared lines first.
func years(t *testing.T) []string {
	var files []string
	for year := range 3 {
		lines := []string{common("o1", "o2"), common("o3"), ""}
		for i := range 120 {
			lines = append(lines, stay(fmt.Sprint("p", i%20), fmt.Sprint("e", year, "-", i), asOf(fmt.Sprintf("%d-01-02", 2020+year))))
		}
		files = append(files, write(t, fmt.Sprint("year", year, ".ndjson"), lines...))
	}
	return files
}

// A run that was killed, again and again, ends as one that nothing disturbed: on the
// server and in its files.
func TestAKilledRunGoesOn(t *testing.T) {
	files := years(t)
	clean, out := t.TempDir(), t.TempDir()
	undisturbed := newFake(t)
	refuses(undisturbed)
	args := func(f *fake, folder string) []string {
		return append([]string{
			"-base", f.base(), "-clients", "3", "-checkpoint", "5ms", "-resume", filepath.Join(folder, "state"),
			"-issues", filepath.Join(folder, "issues"), "-rejects", filepath.Join(folder, "rejects"),
		}, files...)
	}
	whole := runLoad(t, args(undisturbed, clean)...)
	require.Equal(t, exitRefused, whole.status)

	f := newFake(t)
	refuses(f)
	killed := 0
	for {
		cmd := process(args(f, out)...)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		require.NoError(t, cmd.Start())
		timer := time.AfterFunc(time.Duration(20+15*killed)*time.Millisecond, func() { cmd.Process.Kill() })
		cmd.Wait()
		timer.Stop()
		if cmd.ProcessState.Exited() {
			require.Equal(t, exitRefused, cmd.ProcessState.ExitCode(), stderr.String())
			_, kinds, _ := strings.Cut(whole.stderr, "\n  ")
			assert.Contains(t, stderr.String(), kinds)
			break
		}
		killed++
		require.Less(t, killed, 60)
		if _, err := os.Stat(filepath.Join(out, "state")); os.IsNotExist(err) {
			if _, err := os.Stat(filepath.Join(out, "issues")); err == nil {
				break // it was complete, and about to say so
			}
		}
		if text, err := os.ReadFile(filepath.Join(out, "state")); err == nil {
			for _, part := range []string{"p1", "e0-", "Patient", f.URL, "year"} {
				assert.NotContains(t, string(text), part)
			}
		}
	}
	assert.Greater(t, killed, 1)
	undisturbed.Close() // when all that is under way has ended
	f.Close()
	assert.Equal(t, undisturbed.have, f.have)
	for _, name := range []string{"issues", "rejects"} {
		assert.Equal(t, read(t, filepath.Join(clean, name)), read(t, filepath.Join(out, name)), name)
	}
	entries, err := os.ReadDir(out)
	require.NoError(t, err)
	assert.Len(t, entries, 2, "nothing else is left")
}

// A run may be killed when it is complete, and some of its files have their names.
func TestKilledAtTheEnd(t *testing.T) {
	f := newFake(t)
	in, out := write(t, "a", "{", stay("p1", "e1")), t.TempDir()
	name := func(s string) string { return filepath.Join(out, s) }
	args := []string{"-base", f.base(), "-resume", name("state"), "-issues", name("issues"), "-rejects", name("rejects"), in}
	require.Equal(t, exitRefused, runLoad(t, args...).status)
	issues := read(t, name("issues"))
	sum, err := checksum(in)
	require.NoError(t, err)
	text, err := json.Marshal(state{
		Run: identity(f.base(), false), Inputs: []string{sum}, Input: 1, Leading: true, Counts: tally{Lines: 2, Refused: 1, Created: 3},
		Issues: int64(len(issues)), Rejects: 2,
	})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(name("state"), text, 0o600))
	require.NoError(t, os.Rename(name("issues"), partialName(name("issues"))))
	asked := len(f.asked)
	r := runLoad(t, args...)
	assert.Equal(t, exitRefused, r.status, r.stderr)
	assert.Contains(t, r.stderr, "2 lines, 1 loaded, 1 refused")
	assert.Equal(t, issues, read(t, name("issues")))
	assert.Equal(t, "{\n", read(t, name("rejects")))
	assert.NoFileExists(t, name("state"))
	assert.Len(t, f.asked, asked)
}

// A signal lets what is under way end, and keeps the rest for later.
func TestInterrupted(t *testing.T) {
	for _, resume := range []bool{false, true} {
		f := newFake(t)
		ctx, stop := context.WithCancel(t.Context())
		var answered atomic.Int32
		f.before = func(_ http.ResponseWriter, r *http.Request, _ []byte) bool {
			if r.Method == http.MethodPost && answered.Add(1) == 10 {
				stop()
				time.Sleep(20 * time.Millisecond) // the request goes on
			}
			return false
		}
		out := t.TempDir()
		args := append([]string{"-base", f.base(), "-clients", "2", "-rejects", filepath.Join(out, "rejects")}, years(t)...)
		if resume {
			args = append([]string{"-resume", filepath.Join(out, "state")}, args...)
		}
		r := runWith(t, ctx, nil, sleep, args...)
		assert.Equal(t, exitFailed, r.status)
		assert.Contains(t, r.stderr, "interrupted")
		sent := int(answered.Load())
		if !resume {
			assert.FileExists(t, filepath.Join(out, "rejects"))
			continue
		}
		assert.Contains(t, r.stderr, "goes on from here")
		r = runLoad(t, args...)
		assert.Equal(t, exitDone, r.status, r.stderr)
		assert.LessOrEqual(t, int(answered.Load()), 366+2, "what is done is not sent again")
		assert.Less(t, sent, 20)
		assert.Contains(t, r.stderr, "366 lines, 366 loaded")
	}
}

// What has changed is not mixed.
func TestResumeOfSomethingElse(t *testing.T) {
	f := newFake(t)
	in, state := write(t, "a", stay("p1", "e1")), filepath.Join(t.TempDir(), "state")
	fails(f, -1, status(401))
	args := []string{"-base", f.base(), "-resume", state, in}
	require.Equal(t, exitFailed, runLoad(t, args...).status)
	require.FileExists(t, state)
	kept := read(t, state)
	r := runLoad(t, append([]string{"-patients", "overwrite"}, args...)...)
	assert.Contains(t, r.stderr, "-base or -patients has changed")
	require.NoError(t, os.WriteFile(in, []byte(stay("p1", "e2")), 0o600))
	r = runLoad(t, args...)
	assert.Equal(t, exitFailed, r.status)
	assert.Contains(t, r.stderr, "the inputs have changed")
	assert.Equal(t, kept, read(t, state))
	require.NoError(t, os.WriteFile(state, []byte("{"), 0o600))
	assert.Contains(t, runLoad(t, args...).stderr, "cannot be read")
}

// Nothing that is said, and no file but the rejects, holds a patient's value or an
// id, whatever a server answers.
func TestNothingSaidOfAPatient(t *testing.T) {
	for name, value := range canary.Cells() {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			turn := atomic.Int32{}
			f.before = func(w http.ResponseWriter, r *http.Request, _ []byte) bool {
				if r.Method != http.MethodPost || r.URL.Path != "/fhir" {
					return false
				}
				switch turn.Add(1) % 6 {
				case 0:
					outcome(w, 422, value, "Patient.name[0]."+value, value)
				case 1:
					outcome(w, 400, "invalid", value, value)
				case 2:
					outcome(w, 409, "conflict", "Bundle.entry[1].resource/*Patient/"+value+"*/.name", value)
				case 3:
					w.Header().Set("Retry-After", value)
					w.Header().Set("Location", "http://"+canaryHost)
					w.WriteHeader(404)
					fmt.Fprint(w, value)
				case 4:
					fmt.Fprintf(w, `{"resourceType":"Bundle","type":"transaction-response","entry":[{"response":{"status":%q}}]}`, value)
				case 5:
					breaks(w)
				}
				return true
			}
			var lines []string
			for i := range 12 {
				lines = append(lines, strings.ReplaceAll(stay("KANARI719317", fmt.Sprint("KANARI", i), fmt.Sprintf(`"gender":%q`, value)), "\\x", "\\u00"))
			}
			lines = append(lines, `{"KANARI":`, `{"resourceType":"KANARI隐"}`)
			out := t.TempDir()
			issues, state := filepath.Join(out, "issues"), filepath.Join(out, "state")
			r := runLoad(t, "-base", f.base(), "-tries", "2", "-resume", state, "-issues", issues, write(t, "a", lines...))
			assert.Equal(t, exitRefused, r.status, r.stderr)
			assert.Empty(t, canary.Find(r.stderr))
			assert.Empty(t, canary.Find(read(t, issues)))
		})
	}
}

const canaryHost = "KANARI"

// Of what a server says of the place of a fault, the names of elements are kept.
func TestExpressions(t *testing.T) {
	w := newWords()
	for text, want := range map[string]string{
		"Bundle.entry[0].resource.birthDate":                   "Bundle.entry[0].resource.birthDate",
		"Bundle.entry[3].resource/*Patient/90deabc0*/.name[1]": "Bundle.entry[3].resource.name[1]",
		"Patient.identifier.where(value='110105')":             "Patient.identifier",
		"Patient.extension('http://x').value":                  "Patient.extension",
		"Patient.name.zhang":                                   "Patient.name",
		"Patient/90deabc0":                                     "Patient",
		"zhang.san":                                            "",
		"Zhang.name":                                           "",
		"Patient.name[110105]":                                 "Patient.name",
		"":                                                     "",
		"Encounter.diagnosis[2].condition":                     "Encounter.diagnosis[2].condition",
		"Condition.code.coding[0].system":                      "Condition.code.coding[0].system",
	} {
		assert.Equal(t, want, w.expression(text), text)
	}
	assert.Equal(t, []reason{{"invalid", "Patient.name"}, {"", ""}}, w.reasons([]byte(`{"resourceType":"OperationOutcome","issue":[
		{"severity":"error","code":"invalid","expression":["x"],"location":["Patient.name"]},
		{"severity":"warning","code":"value"},
		{"severity":"fatal","code":"Zhang"}]}`)))
	assert.Nil(t, w.reasons([]byte(`{"resourceType":"Patient"}`)))
}
