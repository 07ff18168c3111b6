package load

import (
	"bytes"
	"compress/gzip"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/examples/internal/interrupt"
)

func TestMain(m *testing.M) {
	if os.Getenv("LOAD_TEST_PROCESS") != "" {
		ctx, stop := interrupt.Context()
		status := run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stderr)
		stop()
		os.Exit(status)
	}
	os.Exit(m.Run())
}

// process returns a process of the program.
func process(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), "LOAD_TEST_PROCESS=1")
	return cmd
}

const document = `{"resourceType":"Bundle","type":"document","identifier":{"system":"urn:ietf:rfc:3986","value":"urn:uuid:1"},"entry":[]}`

// Each form goes where R4 has it: transactions to the base, documents to Bundle on
// the condition that they are not there, resources to their ids
// (http://hl7.org/fhir/R4/http.html: transaction, ccreate, update).
func TestEachFormGoesWhereItBelongs(t *testing.T) {
	f := newFake(t)
	headers := map[string]http.Header{}
	f.before = func(_ http.ResponseWriter, r *http.Request, _ []byte) bool {
		headers[r.Method+" "+r.URL.Path] = r.Header.Clone()
		return false
	}
	in := write(t, "a.ndjson", stay("p1", "e1"), "", document, `{"resourceType":"Observation","id":"o1"}`)
	r := runLoad(t, "-base", f.base()+"/", "-clients", "1", in)
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Equal(t, []string{"GET /Patient/p1", "POST ", "POST /Bundle", "PUT /Observation/o1"}, f.asked)
	assert.Equal(t, "identifier=urn%3Aietf%3Arfc%3A3986%7Curn%3Auuid%3A1", headers["POST /fhir/Bundle"].Get("If-None-Exist"))
	for _, name := range []string{"POST /fhir", "POST /fhir/Bundle", "PUT /fhir/Observation/o1"} {
		assert.Equal(t, "application/fhir+json", headers[name].Get("Content-Type"))
		assert.Equal(t, "application/fhir+json", headers[name].Get("Accept"))
		assert.Equal(t, "return=minimal", headers[name].Get("Prefer"))
		assert.Equal(t, "crossbay-load", headers[name].Get("User-Agent"))
		assert.Empty(t, headers[name].Get("Authorization"))
	}
	assert.Contains(t, r.stderr, "3 lines, 3 loaded, 0 refused; resources: 5 created, 0 updated")

	r = runLoad(t, "-base", f.base(), in)
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Contains(t, r.stderr, "3 lines, 3 loaded, 0 refused; resources: 0 created, 5 updated")
}

// Files are packed as translate writes them.
func TestPackedFiles(t *testing.T) {
	text := []byte(stay("p1", "e1") + "\r\n" + stay("p2", "e2")) // and no line end
	for end, packer := range packers(t) {
		f := newFake(t)
		in := filepath.Join(t.TempDir(), "a.ndjson"+end)
		require.NoError(t, os.WriteFile(in, packer(text), 0o600))
		r := runLoad(t, "-base", f.base(), in)
		require.Equal(t, exitDone, r.status, r.stderr)
		assert.Len(t, f.have, 6)

		require.NoError(t, os.Truncate(in, int64(len(packer(text))-9)))
		r = runLoad(t, "-base", f.base(), in)
		assert.Equal(t, exitFailed, r.status, "half a file")
		assert.Contains(t, r.stderr, "file cannot be read")
	}
}

// packers pack a text, by the end of the names of the files.
func packers(t *testing.T) map[string]func(text []byte) []byte {
	return map[string]func(text []byte) []byte{
		".gz": func(text []byte) []byte {
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			_, err := z.Write(text)
			require.NoError(t, errors.Join(err, z.Close()))
			return b.Bytes()
		},
		".zst": func(text []byte) []byte {
			z, err := zstd.NewWriter(nil)
			require.NoError(t, err)
			return z.EncodeAll(text, nil)
		},
	}
}

// A file of zeros packs to a thousandth.
func TestAFileThatUnpacksToFarTooMuch(t *testing.T) {
	f := newFake(t)
	for end, packer := range packers(t) {
		in := filepath.Join(t.TempDir(), "a"+end)
		require.NoError(t, os.WriteFile(in, packer(make([]byte, 64<<20)), 0o600))
		r := runLoad(t, "-base", f.base(), in)
		assert.Equal(t, exitFailed, r.status)
		assert.Contains(t, r.stderr, "unpacks to more than 500 times its size")
	}
}

// What would be doubled when it is sent again, or cannot be guarded, is not sent at
// all, and what is no FHIR is not either.
func TestLinesThatAreNotSent(t *testing.T) {
	f := newFake(t)
	bad := []struct{ line, fault string }{
		{`{"resourceType":`, faultJSON},
		{`[]`, faultForm},
		{`{"resourceType":"../x","id":"1"}`, faultForm},
		{`{"resourceType":"Bundle","type":"batch","entry":[]}`, faultType},
		{`{"resourceType":"Bundle","type":"document","entry":[]}`, faultIdentifier},
		{`{"resourceType":"Patient"}`, faultID},
		{`{"resourceType":"Patient","id":"a/../b"}`, faultID},
		{`{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient"}}]}`, faultRepeat},
		{`{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Patient"},"request":{"method":"PUT","url":"Patient"}}]}`, faultUnguarded},
		{`{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Patient"}}]}`, faultEntry},
	}
	var lines []string
	for _, b := range bad {
		lines = append(lines, b.line)
	}
	in, out := write(t, "a.ndjson", append(lines, stay("p1", "e1"))...), t.TempDir()
	issues, rejects := filepath.Join(out, "issues.ndjson"), filepath.Join(out, "rejects.ndjson")
	r := runLoad(t, "-base", f.base(), "-issues", issues, "-rejects", rejects, in)
	assert.Equal(t, exitRefused, r.status, r.stderr)
	assert.Equal(t, strings.Join(lines, "\n")+"\n", read(t, rejects))
	for i, found := range findings(t, issues) {
		assert.Equal(t, finding{File: in, Line: i + 1, Severity: "error", Code: codeNotLoadable, Detail: bad[i].fault}, found)
	}
	assert.Len(t, f.have, 3)
	assert.Equal(t, []string{"GET /Patient/p1", "POST "}, f.asked)
}

func TestFilesAreTheirOwners(t *testing.T) {
	f := newFake(t)
	in, out := write(t, "a.ndjson", "{"), t.TempDir()
	args := []string{"-base", f.base(), "-issues", filepath.Join(out, "i"), "-rejects", filepath.Join(out, "r"), in}
	require.Equal(t, exitRefused, runLoad(t, args...).status)
	for _, name := range []string{"i", "r"} {
		info, err := os.Stat(filepath.Join(out, name))
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}
	entries, err := os.ReadDir(out)
	require.NoError(t, err)
	assert.Len(t, entries, 2)
}

// A file that is read is not written.
func TestOutputsThatAreInputs(t *testing.T) {
	in := write(t, "a.ndjson", "{")
	for _, flag := range []string{"-issues", "-rejects", "-resume"} {
		r := runLoad(t, "-base", "http://127.0.0.1:1/fhir", flag, in, in)
		assert.Equal(t, exitFailed, r.status)
		assert.Contains(t, r.stderr, "is a file that is read")
	}
	assert.Equal(t, "{\n", read(t, in))
}

// What answers must be a server of R4.
func TestNotAServerOfR4(t *testing.T) {
	in := write(t, "a.ndjson", stay("p1", "e1"))
	for _, test := range []struct {
		status     int
		body, says string
	}{
		{200, `<html>`, "no FHIR server"},
		{200, `{"resourceType":"CapabilityStatement","fhirVersion":"5.0.0"}`, "not one of FHIR R4"},
		{401, ``, "does not take the credentials"},
		{404, ``, "status 404"},
		{302, ``, "sends elsewhere"},
	} {
		f := newFake(t)
		f.before = func(w http.ResponseWriter, r *http.Request, _ []byte) bool {
			w.Header().Set("Location", "http://127.0.0.1:1/elsewhere")
			w.WriteHeader(test.status)
			w.Write([]byte(test.body))
			return true
		}
		r := runLoad(t, "-base", f.base(), in)
		assert.Equal(t, exitFailed, r.status)
		assert.Contains(t, r.stderr, test.says)
	}
}
