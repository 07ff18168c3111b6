package load

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// watch notes when transactions begin and end, by the id of their Composition or
// first entry.
type watch struct {
	mutex  sync.Mutex
	begun  []string
	under  map[string]bool // keys of those under way
	most   int             // at once
	clash  []string
	active int
}

func (w *watch) on(f *fake, keys func(body string) []string) {
	w.under = map[string]bool{}
	random := rand.New(rand.NewPCG(1, 2))
	f.before = func(rw http.ResponseWriter, r *http.Request, body []byte) bool {
		if r.Method != http.MethodPost {
			return false
		}
		w.mutex.Lock()
		list := keys(string(body))
		w.begun = append(w.begun, string(body))
		w.active++
		w.most = max(w.most, w.active)
		for _, key := range list {
			if w.under[key] {
				w.clash = append(w.clash, key)
			}
			w.under[key] = true
		}
		pause := time.Duration(random.IntN(3000)) * time.Microsecond
		w.mutex.Unlock()
		time.Sleep(pause)
		w.mutex.Lock()
		w.active--
		for _, key := range list {
			delete(w.under, key)
		}
		w.mutex.Unlock()
		return false
	}
}

func patientOf(body string) []string {
	_, rest, _ := strings.Cut(body, `"Patient/`)
	id, _, _ := strings.Cut(rest, `"`)
	return []string{id}
}

// Stays of one patient come one after the other, in the order of the file; others at
// once.
func TestStaysOfOnePatientKeepTheirOrder(t *testing.T) {
	f := newFake(t)
	var w watch
	w.on(f, patientOf)
	var lines []string
	for i := range 300 {
		lines = append(lines, stay(fmt.Sprint("p", rand.IntN(12)), fmt.Sprint("e", i)))
	}
	r := runLoad(t, "-base", f.base(), "-clients", "8", "-patients", "overwrite", write(t, "a.ndjson", lines...))
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Empty(t, w.clash)
	assert.Greater(t, w.most, 4, "nothing was parallel")
	byPatient := func(list []string) map[string][]string {
		m := map[string][]string{}
		for _, s := range list {
			m[patientOf(s)[0]] = append(m[patientOf(s)[0]], s)
		}
		return m
	}
	assert.Equal(t, byPatient(lines), byPatient(w.begun))
}

// What stays share comes first, and files come one after the other.
func TestSharedResourcesAndFilesComeFirst(t *testing.T) {
	f := newFake(t)
	var w watch
	w.on(f, func(string) []string { return nil })
	var a, b []string
	for i := range 20 {
		a = append(a, common(fmt.Sprint("a", i)))
	}
	for i := range 40 {
		a = append(a, stay(fmt.Sprint("pa", i), fmt.Sprint("ea", i)))
		b = append(b, stay(fmt.Sprint("pb", i), fmt.Sprint("eb", i)))
	}
	b = append([]string{common("b")}, b...)
	r := runLoad(t, "-base", f.base(), "-clients", "6", "-patients", "overwrite", write(t, "a", a...), write(t, "b", b...))
	require.Equal(t, exitDone, r.status, r.stderr)
	require.Len(t, w.begun, len(a)+len(b))
	assert.ElementsMatch(t, a[:20], w.begun[:20])
	assert.ElementsMatch(t, a[20:], w.begun[20:60])
	assert.Equal(t, b[0], w.begun[60])
	assert.ElementsMatch(t, b[1:], w.begun[61:])
}

// Whose a line is, is found by every way in which one may say it.
func TestKeys(t *testing.T) {
	post := `{"resourceType":"Bundle","type":"transaction","entry":[` +
		`{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient","ifNoneExist":"identifier=s|7"}},` +
		`{"fullUrl":"urn:uuid:2","resource":{"resourceType":"Encounter","subject":{"reference":"urn:uuid:1"}},"request":{"method":"POST","url":"Encounter","ifNoneExist":"identifier=s|8"}}]}`
	for _, test := range []struct {
		line string
		keys []string
	}{
		{stay("p1", "e1"), []string{"Encounter/e1", "Patient/p1"}},
		{post, []string{"Encounter/2", "Encounter?identifier=s|8", "Patient/1", "Patient?identifier=s|7"}},
		{
			`{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"DELETE","url":"Condition?encounter=Encounter/e1"}},` +
				`{"resource":{"resourceType":"Condition","subject":{"reference":"Patient?identifier=s|7"},"encounter":{"reference":"http://x/fhir/Encounter/e1/_history/3"}},"request":{"method":"PUT","url":"Condition/1"}}]}`,
			[]string{"Encounter/e1", "Patient?identifier=s|7"},
		},
		{`{"resourceType":"Condition","id":"c","subject":{"reference":"Patient\/p1"}}`, []string{"Condition/c", "Patient/p1"}},
		{common("o1", "o2"), []string{"Organization/o1", "Organization/o2"}},
		{
			strings.Replace(strings.ReplaceAll(stay("p1", "e1"), `"request":{"method":"PUT"`, `"was":{"m":"PUT"`), `"type":"transaction"`, `"type":"document","identifier":{"value":"a,b"}`, 1),
			[]string{"Bundle?identifier=%7Ca%5C%2Cb", "Encounter/e1", "Patient/p1"},
		},
	} {
		require.True(t, json.Valid([]byte(test.line)), test.line)
		p := newParcel(1, []byte(test.line), true)
		assert.Empty(t, p.fault, test.line)
		assert.Equal(t, test.keys, p.keys, test.line)
	}
}

func TestWhatStaysShare(t *testing.T) {
	for line, shared := range map[string]bool{
		common("o1"):     true,
		stay("p1", "e1"): false,
		document:         false,
		`{"resourceType":"Practitioner","id":"1"}`: true,
		`{"resourceType":"Condition","id":"1"}`:    false,
		`{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"DELETE","url":"Organization/1"}}]}`:                                        false,
		`{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Patient","id":"1"},"request":{"method":"PUT","url":"Patient/1"}}]}`: true,
	} {
		require.True(t, json.Valid([]byte(line)))
		assert.Equal(t, shared, newParcel(1, []byte(line), true).shared, line)
	}
}

// A stay that is split comes in the order of its parts, whatever they hold: a part
// waits for those with what it refers to.
func TestPartsOfAStayKeepTheirOrder(t *testing.T) {
	f := newFake(t)
	var w watch
	var dangling []string
	w.on(f, func(body string) []string { // called under its lock, before the pause
		if _, rest, found := strings.Cut(body, `"reference":"Practitioner/`); found {
			id, _, _ := strings.Cut(rest, `"`)
			if f.get("Practitioner/"+id) == nil {
				dangling = append(dangling, id)
			}
		}
		return nil
	})
	var lines []string
	for i := range 40 {
		staff := fmt.Sprint("s", i)
		lines = append(lines, strings.ReplaceAll(common(staff), "Organization", "Practitioner"),
			fmt.Sprintf(`{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Procedure","id":"o%d","performer":[{"actor":{"reference":"Practitioner/%s"}}]},"request":{"method":"PUT","url":"Procedure/o%d"}}]}`, i, staff, i))
	}
	lines = append([]string{stay("p", "e")}, lines...) // so that no line is leading
	r := runLoad(t, "-base", f.base(), "-clients", "8", write(t, "a.ndjson", lines...))
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Empty(t, dangling, "they came too early")
	assert.Greater(t, w.most, 4, "nothing was parallel")
}
