package load

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/crossbay/crossbay/fhir"
	"github.com/stretchr/testify/require"
)

// A fake is a FHIR server of R4 as far as load needs one: create and update by id
// with versions, conditional create of Bundles, and transactions.
type fake struct {
	*httptest.Server
	// before may answer in place of the server.
	before func(w http.ResponseWriter, r *http.Request, body []byte) bool

	mutex    sync.Mutex
	have     map[string]map[string]any // by Type/id
	versions map[string]int
	bundles  map[string]int // by If-None-Exist
	asked    []string       // method and path, in the order of the answers
}

func newFake(t *testing.T) *fake {
	f := &fake{have: map[string]map[string]any{}, versions: map[string]int{}, bundles: map[string]int{}}
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	return f
}

func (f *fake) base() string { return f.URL + "/fhir" }

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	f.mutex.Lock()
	before := f.before
	f.mutex.Unlock()
	if before != nil && before(w, r, body) {
		return
	}
	if r.URL.Path == "/fhir/metadata" {
		capabilities(w)
		return
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.asked = append(f.asked, r.Method+" "+strings.TrimPrefix(r.URL.Path, "/fhir"))
	path := strings.TrimPrefix(r.URL.Path, "/fhir/")
	switch {
	case r.Method == http.MethodGet:
		is, ok := f.have[path]
		if !ok {
			outcome(w, http.StatusNotFound, "not-found", "", "")
			return
		}
		w.Header().Set("ETag", f.etag(path))
		json.NewEncoder(w).Encode(is)
	case r.Method == http.MethodPut:
		status := f.put(path, body, r.Header.Get("If-Match"))
		w.Header().Set("ETag", f.etag(path))
		w.WriteHeader(status)
	case path == "Bundle":
		condition := r.Header.Get("If-None-Exist")
		f.bundles[condition]++
		status := http.StatusOK
		if condition == "" || f.bundles[condition] == 1 {
			status = http.StatusCreated
		}
		w.WriteHeader(status)
	case r.URL.Path == "/fhir":
		f.transaction(w, body)
	default:
		outcome(w, http.StatusNotFound, "not-found", "", "")
	}
}

func (f *fake) etag(path string) string { return fmt.Sprintf(`W/"%d"`, f.versions[path]) }

func (f *fake) put(path string, body []byte, match string) int {
	if match != "" && match != f.etag(path) {
		return http.StatusPreconditionFailed
	}
	var is map[string]any
	if json.Unmarshal(body, &is) != nil {
		return http.StatusBadRequest
	}
	f.versions[path]++
	_, there := f.have[path]
	f.have[path] = is
	if there {
		return http.StatusOK
	}
	return http.StatusCreated
}

func (f *fake) transaction(w http.ResponseWriter, body []byte) {
	var b struct {
		Entry []struct {
			Resource json.RawMessage
			Request  struct{ Method, URL, IfMatch string }
		}
	}
	if err := json.Unmarshal(body, &b); err != nil {
		outcome(w, http.StatusBadRequest, "structure", "", "")
		return
	}
	for _, e := range b.Entry { // all or nothing
		if m := e.Request.IfMatch; m != "" && m != f.etag(e.Request.URL) {
			outcome(w, http.StatusPreconditionFailed, "conflict", "", "")
			return
		}
	}
	type response struct {
		Status string `json:"status"`
		Etag   string `json:"etag,omitempty"`
	}
	var list []map[string]response
	for _, e := range b.Entry {
		if e.Request.Method == http.MethodDelete {
			delete(f.have, e.Request.URL)
			list = append(list, map[string]response{"response": {Status: "204 No Content"}})
			continue
		}
		status := f.put(e.Request.URL, e.Resource, "")
		list = append(list, map[string]response{"response": {fmt.Sprint(status, " ", http.StatusText(status)), f.etag(e.Request.URL)}})
	}
	json.NewEncoder(w).Encode(map[string]any{"resourceType": "Bundle", "type": "transaction-response", "entry": list})
}

func capabilities(w http.ResponseWriter) {
	io.WriteString(w, `{"resourceType":"CapabilityStatement","fhirVersion":"4.0.1"}`)
}

// outcome answers with an OperationOutcome.
func outcome(w http.ResponseWriter, status int, code, expression, diagnostics string) {
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]any{"resourceType": "OperationOutcome", "issue": []any{map[string]any{
		"severity": "error", "code": code, "expression": []string{expression}, "diagnostics": diagnostics,
		"details": map[string]string{"text": diagnostics},
	}}})
}

func (f *fake) get(path string) map[string]any {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.have[path]
}

// stay is a transaction of a stay of a patient. Members are those of the Patient.
func stay(patient, encounter string, members ...string) string {
	extra := ""
	if len(members) > 0 {
		extra = "," + strings.Join(members, ",")
	}
	return fmt.Sprintf(`{"resourceType":"Bundle","type":"transaction","entry":[`+
		`{"fullUrl":"urn:uuid:c-%[2]s","resource":{"resourceType":"Composition","id":"c-%[2]s","subject":{"reference":"Patient/%[1]s"}},"request":{"method":"PUT","url":"Composition/c-%[2]s"}},`+
		`{"fullUrl":"urn:uuid:%[1]s","resource":{"resourceType":"Patient","id":"%[1]s"%[3]s},"request":{"method":"PUT","url":"Patient/%[1]s"}},`+
		`{"fullUrl":"urn:uuid:%[2]s","resource":{"resourceType":"Encounter","id":"%[2]s","subject":{"reference":"Patient/%[1]s"}},"request":{"method":"PUT","url":"Encounter/%[2]s"}}]}`,
		patient, encounter, extra)
}

// common is a transaction of what stays share.
func common(organizations ...string) string {
	var entries []string
	for _, id := range organizations {
		entries = append(entries, fmt.Sprintf(`{"resource":{"resourceType":"Organization","id":"%[1]s"},"request":{"method":"PUT","url":"Organization/%[1]s"}}`, id))
	}
	return `{"resourceType":"Bundle","type":"transaction","entry":[` + strings.Join(entries, ",") + `]}`
}

func asOf(date string) string {
	return `"extension":[{"url":"` + fhir.ExtensionAsOf + `","valueDateTime":"` + date + `"}]`
}

// write writes a file of lines.
func write(t *testing.T, name string, lines ...string) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(name, []byte(strings.Join(lines, "\n")+"\n"), 0o600))
	return name
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(text)
}

// findings reads a file of -issues.
func findings(t *testing.T, name string) (list []finding) {
	t.Helper()
	for line := range strings.Lines(read(t, name)) {
		var f finding
		require.NoError(t, json.Unmarshal([]byte(line), &f))
		list = append(list, f)
	}
	return list
}

type outcomeOfRun struct {
	status int
	stderr string
}

// runLoad runs the program with a clock that does not wait.
func runLoad(t *testing.T, args ...string) outcomeOfRun {
	t.Helper()
	return runWith(t, context.Background(), nil, func(ctx context.Context, d time.Duration) error { return sleep(ctx, d/1000) }, args...)
}

func runWith(t *testing.T, ctx context.Context, env map[string]string, sleep func(context.Context, time.Duration) error, args ...string) outcomeOfRun {
	t.Helper()
	var stderr bytes.Buffer
	status := runClock(ctx, args, func(name string) string { return env[name] }, strings.NewReader(""), &stderr, sleep)
	return outcomeOfRun{status, stderr.String()}
}
