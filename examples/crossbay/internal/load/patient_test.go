package load

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	dead  = `"deceasedBoolean":true`
	alive = `"deceasedBoolean":false`
	died  = `"deceasedDateTime":"2024-12-07T10:00:00+08:00"`
)

// What is newer stays, and nobody is alive again by silence: table of what the
// server has, what the file has, and what becomes of it.
func TestWhichPatientStays(t *testing.T) {
	day := func(n int) string { return asOf(fmt.Sprintf("2024-03-%02dT10:00:00+08:00", n)) }
	none := `"gender":"male"`
	for _, test := range []struct{ server, file, becomes string }{
		{day(1), day(2), put},
		{day(2), day(2), put},
		{day(3), day(2), keptNewer},
		{day(3), none, keptUndated},
		{none, day(1), put},
		{none, none, put},
		{asOf("2024-03"), day(2), put}, // may be before
		{asOf("2024-04"), day(2), keptNewer},
		{asOf("2024-03-02T03:00:00Z"), day(2), keptNewer}, // 11:00 there
		{asOf("2024-03-02T01:00:00Z"), day(2), put},
		{asOf("soon"), none, put},
		{dead, none, keptDeath},
		{dead, alive, keptDeath},
		{dead, dead, put},
		{died, dead, keptDeath}, // when
		{dead, died, put},
		{day(1) + "," + dead, day(2), keptDeath},
		{day(1) + "," + dead, day(2) + "," + alive, put}, // it was a mistake
		{day(2) + "," + dead, day(2) + "," + alive, put},
		{day(3) + "," + dead, day(2) + "," + alive, keptNewer},
		{dead, day(2) + "," + alive, keptDeath}, // of which nobody says when
		{day(3), day(2) + "," + dead, keptContrary},
		{day(3) + "," + died, day(2) + "," + dead, keptNewer},
	} {
		of := func(members string) *patient {
			p := newParcel(1, []byte(stay("p1", "e1", members)), true)
			require.Len(t, p.patients, 1, members)
			return &p.patients[0]
		}
		assert.Equal(t, test.becomes, of(test.file).against(of(test.server)), "%s | %s", test.server, test.file)
	}
}

// A stay that is older leaves the Patient of a newer one as it is; all else of it is
// loaded. Two files, as two years are.
func TestAnOlderStayDoesNotReviveThePatient(t *testing.T) {
	for name, form := range map[string]func(string, string, ...string) string{
		"transaction": stay,
		"resource": func(id, _ string, members ...string) string {
			return `{"resourceType":"Patient","id":"` + id + `",` + members[0] + `}`
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			newer := write(t, "2024", form("p1", "e2", asOf("2024-12-07T10:00:00+08:00")+","+dead))
			older := write(t, "2023", form("p1", "e1", asOf("2024-11-02T10:00:00+08:00")+`,"gender":"male"`))
			issues := filepath.Join(t.TempDir(), "i")
			r := runLoad(t, "-base", f.base(), "-issues", issues, newer, older)
			require.Equal(t, exitDone, r.status, r.stderr)
			assert.Equal(t, true, f.get("Patient/p1")["deceasedBoolean"])
			assert.Equal(t, 1, f.versions["Patient/p1"])
			assert.Equal(t, []finding{{File: older, Line: 1, Severity: "warning", Code: codeKept, Detail: keptNewer}}, findings(t, issues))
			assert.Contains(t, r.stderr, "1 Patients left as the server has them")
			if name == "transaction" {
				assert.NotNil(t, f.get("Encounter/e1"))
			}

			r = runLoad(t, "-base", f.base(), "-patients", "overwrite", older)
			require.Equal(t, exitDone, r.status, r.stderr)
			assert.Nil(t, f.get("Patient/p1")["deceasedBoolean"], "it is what was asked for")
		})
	}
}

// Somebody else changes the Patient after it was read: the condition fails, and it
// is judged anew.
func TestTheVersionGuardsARace(t *testing.T) {
	for name, form := range map[string]func(string, string, ...string) string{
		"transaction": stay,
		"resource": func(id, _ string, members ...string) string {
			return `{"resourceType":"Patient","id":"` + id + `",` + members[0] + `}`
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.put("Patient/p1", []byte(`{"resourceType":"Patient","id":"p1"}`), "")
			var once atomic.Bool
			f.before = func(_ http.ResponseWriter, r *http.Request, _ []byte) bool {
				if r.Method != http.MethodGet && once.CompareAndSwap(false, true) {
					f.mutex.Lock()
					defer f.mutex.Unlock()
					f.put("Patient/p1", []byte(`{"resourceType":"Patient","id":"p1",`+asOf("2025")+`,`+died+`}`), "")
				}
				return false
			}
			issues := filepath.Join(t.TempDir(), "i")
			r := runLoad(t, "-base", f.base(), "-issues", issues, write(t, "a", form("p1", "e1", asOf("2024-01-01"))))
			require.Equal(t, exitDone, r.status, r.stderr)
			assert.NotNil(t, f.get("Patient/p1")["deceasedDateTime"])
			assert.Equal(t, keptNewer, findings(t, issues)[0].Detail)
			assert.Contains(t, r.stderr, "1 further tries")
		})
	}
}

// What was loaded is known: a patient's further stays cost no further look.
func TestVersionsAreRemembered(t *testing.T) {
	f := newFake(t)
	var lines []string
	for i := range 10 {
		lines = append(lines, stay("p1", fmt.Sprint("e", i), asOf(fmt.Sprintf("2024-01-%02d", i+1))))
	}
	r := runLoad(t, "-base", f.base(), write(t, "a", lines...))
	require.Equal(t, exitDone, r.status, r.stderr)
	looks := 0
	for _, a := range f.asked {
		if a == "GET /Patient/p1" {
			looks++
		}
	}
	assert.Equal(t, 1, looks)
	assert.Equal(t, 10, f.versions["Patient/p1"])

	v := versions{}
	for i := range 5 * rememberedVersions {
		v.set(fmt.Sprint(i), version{etag: "1"})
	}
	assert.LessOrEqual(t, len(v.now)+len(v.old), 2*rememberedVersions)
	_, ok := v.get(fmt.Sprint(5*rememberedVersions - 1))
	assert.True(t, ok)
}

// A Patient that is left out is still there to be referred to.
func TestReferencesToAPatientThatIsLeftOut(t *testing.T) {
	line := `{"resourceType":"Bundle","meta":{"tag":[{"code":"<x>"}]},"type":"transaction","entry":[` +
		`{"fullUrl":"urn:uuid:p1","resource":{"resourceType":"Patient","id":"p1"},"request":{"method":"PUT","url":"Patient/p1"}},` +
		`{"fullUrl":"urn:uuid:e1","resource":{"resourceType":"Encounter","id":"e1","subject":{"reference" : "urn:uuid:p1"}, "value": 1.50},"request":{"method":"PUT","url":"Encounter/e1"}}]}`
	p := newParcel(1, []byte(line), true)
	body, err := p.amend(map[int]change{0: {leave: true, id: "p1"}})
	require.NoError(t, err)
	assert.Equal(t, `{"entry":[{"fullUrl":"urn:uuid:e1","resource":{"resourceType":"Encounter","id":"e1","subject":{"reference":"Patient/p1"},"value":1.50},"request":{"method":"PUT","url":"Encounter/e1"}}],"meta":{"tag":[{"code":"<x>"}]},"resourceType":"Bundle","type":"transaction"}`, string(body))
	body, err = p.amend(map[int]change{0: {id: "p1", etag: `W/"3"`}})
	require.NoError(t, err)
	assert.Contains(t, string(body), `"request":{"ifMatch":"W/\"3\"","method":"PUT","url":"Patient/p1"}`)
	body, err = p.amend(nil)
	require.NoError(t, err)
	assert.Equal(t, line, string(body), "what needs no change is sent as it is")
}

// A server that chooses ids has the Patient found by an identifier: by POST, so that no
// URL holds it. Then it is put, or referred to, at the id that the server has.
func TestAPatientThatIsPutByASearch(t *testing.T) {
	line := func(members string) string {
		return `{"resourceType":"Bundle","type":"transaction","entry":[` +
			`{"fullUrl":"urn:uuid:p1","resource":{"resourceType":"Patient",` + members + `},"request":{"method":"PUT","url":"Patient?identifier=s%7C7"}},` +
			`{"fullUrl":"urn:uuid:e1","resource":{"resourceType":"Encounter","subject":{"reference":"urn:uuid:p1"}},"request":{"method":"POST","url":"Encounter","ifNoneExist":"identifier=s%7C8"}}]}`
	}
	const seven = `"identifier":[{"system":"t","value":"9"},{"system":"s","value":"7"}]`
	for found, want := range map[string]string{
		`[]`: `"Patient?identifier=s%7C7"}`, // as it was
		`[{"resource":{"resourceType":"Patient","id":"77","meta":{"versionId":"4"},` + seven + `}}]`:                                                                                           `{"entry":[{"fullUrl":"urn:uuid:p1","request":{"ifMatch":"W/\"4\"","method":"PUT","url":"Patient/77"},"resource":{"gender":"male","id":"77","resourceType":"Patient"}},{"fullUrl":"urn:uuid:e1","resource":{"resourceType":"Encounter","subject":{"reference":"Patient/77"}}`,
		`[{"resource":{"resourceType":"OperationOutcome"},"search":{"mode":"outcome"}},{"resource":{"resourceType":"Patient","id":"77","meta":{"versionId":"4"},` + seven + "," + dead + `}}]`: `{"entry":[{"fullUrl":"urn:uuid:e1","resource":{"resourceType":"Encounter","subject":{"reference":"Patient/77"}}`,
	} {
		f := newFake(t)
		var searched, sent string
		f.before = func(w http.ResponseWriter, r *http.Request, body []byte) bool {
			switch r.URL.Path {
			case "/fhir/Patient/_search":
				searched = r.Header.Get("Content-Type") + " " + string(body) + " " + r.Header.Get("Cache-Control")
				fmt.Fprintf(w, `{"resourceType":"Bundle","type":"searchset","entry":%s}`, found)
				return true
			case "/fhir":
				sent = string(body)
				entries := `{"response":{"status":"200 OK"}}` + strings.Repeat(`,{"response":{"status":"200 OK"}}`, strings.Count(sent, `"method"`)-1)
				fmt.Fprintf(w, `{"resourceType":"Bundle","type":"transaction-response","entry":[%s]}`, entries)
				return true
			}
			return false
		}
		r := runLoad(t, "-base", f.base(), write(t, "a", line(`"gender":"male"`)))
		require.Equal(t, exitDone, r.status, r.stderr)
		assert.Equal(t, "application/x-www-form-urlencoded identifier=s%7C7 no-cache", searched)
		assert.Contains(t, sent, want)
	}
}

// Somebody has deleted the patient on the server: it is said that the patient is
// there again.
func TestADeletedPatientIsReported(t *testing.T) {
	f := newFake(t)
	f.before = func(w http.ResponseWriter, r *http.Request, _ []byte) bool {
		if r.Method == http.MethodGet && r.URL.Path == "/fhir/Patient/p1" {
			w.WriteHeader(http.StatusGone)
			return true
		}
		return false
	}
	issues := filepath.Join(t.TempDir(), "i")
	r := runLoad(t, "-base", f.base(), "-issues", issues, write(t, "a", stay("p1", "e1")))
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Equal(t, codeRevived, findings(t, issues)[0].Code)
}

// Where a server answers with somebody else, as one may that does not know the
// parameter of a search (R4, 3.1.1.3.1: it should ignore what it does not know) or whose
// proxy mixes answers up, nothing is put at that patient's id.
func TestSomebodyElseIsNotReplaced(t *testing.T) {
	search := `{"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:p1","resource":{"resourceType":"Patient"},"request":{"method":"PUT","url":"Patient?identifier=s%7C7"}}]}`
	for name, test := range map[string]struct{ line, answer string }{
		"another identifier": {search, `{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Patient","id":"66","identifier":[{"system":"s","value":"8"}]}}]}`},
		"of another system":  {search, `{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Patient","id":"66","identifier":[{"system":"t","value":"7"}]}}]}`},
		"none":               {search, `{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Patient","id":"66"}}]}`},
		"another id":         {stay("p1", "e1"), `{"resourceType":"Patient","id":"p2","meta":{"versionId":"1"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			sent := false
			f.before = func(w http.ResponseWriter, r *http.Request, _ []byte) bool {
				switch {
				case strings.HasPrefix(r.URL.Path, "/fhir/Patient/"):
					fmt.Fprint(w, test.answer)
					return true
				case r.URL.Path == "/fhir":
					sent = true
				}
				return false
			}
			issues := filepath.Join(t.TempDir(), "i")
			r := runLoad(t, "-base", f.base(), "-issues", issues, write(t, "a", test.line))
			assert.Equal(t, exitRefused, r.status, r.stderr)
			assert.False(t, sent)
			assert.Equal(t, codeNotUnderstood, findings(t, issues)[0].Code)
		})
	}
}
