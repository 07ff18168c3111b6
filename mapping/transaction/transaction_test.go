package transaction_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
	"github.com/crossbay/crossbay/mapping/transaction"
)

// stay are the columns that every stay of these tests states.
const stay = "A01=H1,A02=示例医院,B15=2024-03-08 10:00:00,B12=2024-03-02 09:00:00,B16C=03,B22=甲"

// line returns the transaction of one record of HQMS, whose columns overlay those of stay.
func line(t testing.TB, columns string) []byte {
	t.Helper()
	var names, cells []string
	at := map[string]int{}
	for c := range strings.SplitSeq(stay+","+columns, ",") {
		name, cell, _ := strings.Cut(c, "=")
		if i, known := at[name]; known {
			cells[i] = cell
			continue
		}
		at[name] = len(names)
		names, cells = append(names, name), append(cells, cell)
	}
	r, err := mapping.NewReader(strings.NewReader(strings.Join(names, ",")+"\n"+strings.Join(cells, ",")+"\n"), mainland.Layouts(), nil)
	require.NoError(t, err)
	for record, err := range r.Records() {
		require.NoError(t, err)
		require.NotNil(t, record.Sheet)
		document, _ := mapping.NewTranslator(nil, nil).Document(record.Sheet)
		out, err := document.AppendTransaction(nil)
		require.NoError(t, err)
		return out
	}
	t.Fatal("no record")
	return nil
}

// A bundle is what a server reads.
type bundle struct {
	Entry []struct {
		FullURL  string         `json:"fullUrl"`
		Resource map[string]any `json:"resource"`
		Request  struct {
			Method      string `json:"method"`
			URL         string `json:"url"`
			IfNoneExist string `json:"ifNoneExist"`
		} `json:"request"`
	} `json:"entry"`
}

func read(t testing.TB, line []byte) (b bundle) {
	t.Helper()
	require.NoError(t, json.Unmarshal(line, &b))
	return b
}

// references lists the references of a value.
func references(v any) (list []string) {
	switch v := v.(type) {
	case map[string]any:
		if r, ok := v["reference"].(string); ok {
			list = append(list, r)
		}
		for _, m := range v {
			list = append(list, references(m)...)
		}
	case []any:
		for _, m := range v {
			list = append(list, references(m)...)
		}
	}
	return list
}

// A server is what R4 says of one that checks references when it stores (3.1.0.4.2,
// 3.1.0.11): those of a transaction lead to what is there, or comes with it, and
// nothing is deleted to which something refers.
type server struct {
	resources map[string]map[string]any
	chosen    map[string]string // by identifier, what the server calls it
}

func newServer() *server {
	return &server{map[string]map[string]any{}, map[string]string{}}
}

// load takes a transaction, and returns what is wrong with it.
func (s *server) load(t testing.TB, line []byte) (faults []string) {
	t.Helper()
	b := read(t, line)
	urls := map[string]string{}
	found := func(search string) string {
		_, id, ok := strings.Cut(search, "?identifier="+fhir.SystemID+"%7C")
		if !ok {
			return ""
		}
		return s.chosen[id]
	}
	for _, e := range b.Entry {
		name := e.Request.URL
		kind, _, _ := strings.Cut(name, "?")
		id := strings.TrimPrefix(e.FullURL, "urn:uuid:")
		switch {
		case e.Request.Method == "DELETE" && strings.Contains(name, "?"):
			delete(s.resources, found(name))
			continue
		case e.Request.Method == "DELETE":
			delete(s.resources, name)
			continue
		case e.Request.Method == "POST" || strings.Contains(name, "?"):
			if name = s.chosen[id]; name == "" {
				name = fmt.Sprintf("%s/%d", kind, len(s.chosen)+1)
				s.chosen[id] = name
			} else if e.Request.Method == "POST" {
				urls[e.FullURL] = name
				continue // it is there
			}
		}
		urls[e.FullURL] = name
		s.resources[name] = e.Resource
	}
	for name, r := range s.resources {
		for _, to := range references(r) {
			target := to
			if url, ok := urls[to]; ok {
				target = url
			} else if strings.Contains(to, "?") {
				target = found(to)
			}
			if strings.HasPrefix(to, "urn:") && s.chosen[strings.TrimPrefix(to, "urn:uuid:")] != "" {
				target = s.chosen[strings.TrimPrefix(to, "urn:uuid:")]
			}
			if s.resources[target] == nil {
				faults = append(faults, name+" refers to "+to)
			}
		}
	}
	return faults
}

// count counts resources by type.
func (s *server) count(kind string) (n int) {
	for name := range s.resources {
		if strings.HasPrefix(name, kind+"/") {
			n++
		}
	}
	return n
}

func lines(t testing.TB, r *transaction.Run) (list [][]byte) {
	t.Helper()
	require.NoError(t, r.Write(func(line []byte) error {
		for l := range strings.SplitSeq(string(line), "\n") {
			list = append(list, []byte(l))
		}
		return nil
	}))
	return list
}

func newRun(t testing.TB, form transaction.Form, sharing transaction.Sharing, stays ...[]byte) *transaction.Run {
	t.Helper()
	r := transaction.NewRun(form, sharing)
	t.Cleanup(r.Close)
	for _, s := range stays {
		require.NoError(t, r.Add(s))
	}
	return r
}

const (
	sick   = "A48=1,A49=1,A14=60,C03C=K80.000,C04N=胆囊结石,C06x01C=K76.000,C07x01N=脂肪肝,C06x02C=I10.x00,C07x02N=高血压,C14x01C=51.2300,C15x01N=胆囊切除术"
	better = "A48=1,A49=1,A14=60,C03C=K80.000,C04N=胆囊结石,C06x01C=I10.x00,C07x01N=高血压"
)

func TestFormIsThatOfAppendTransaction(t *testing.T) {
	text := line(t, sick)
	b, err := transaction.Parse(text)
	require.NoError(t, err)
	out, err := transaction.Form{}.Append(nil, &transaction.Stay{Bundle: b})
	require.NoError(t, err)
	assert.Equal(t, string(text), string(out))
	assert.Equal(t, [][]byte{text}, lines(t, newRun(t, transaction.Form{}, transaction.AsStated, text)))
	assert.Equal(t, [][]byte{text}, lines(t, newRun(t, transaction.Form{}, transaction.Merged, text)))
	assert.Equal(t, "[redacted]", fmt.Sprint(b))
}

// Whatever the form and the bound, a server that checks references takes every Bundle in
// its turn, none is larger than it may be, and to load all again makes nothing new.
func TestEveryBundleStandsOnWhatIsThere(t *testing.T) {
	stays := [][]byte{line(t, sick), line(t, "A48=2,A49=1,C03C=K80.000,C04N=胆囊结石"), line(t, "A48=1,A49=2,B12=2024-05-01,B15=2024-05-03,C03C=I10.x00,C04N=高血压")}
	want := newServer()
	for _, s := range stays {
		require.Empty(t, want.load(t, s))
	}
	for _, post := range []bool{false, true} {
		for _, sharing := range []transaction.Sharing{transaction.AsStated, transaction.Merged, transaction.First} {
			for _, most := range []int{0, 1, 2, 3, 5, 8, 13, 1000} {
				t.Run(fmt.Sprint(post, sharing, most), func(t *testing.T) {
					list := lines(t, newRun(t, transaction.Form{Post: post, MaxEntries: most}, sharing, stays...))
					s := newServer()
					for again := range 2 {
						for _, l := range list {
							require.Empty(t, s.load(t, l))
							if most > 0 {
								require.LessOrEqual(t, len(read(t, l).Entry), most)
							}
						}
						assert.Len(t, s.resources, len(want.resources), "load %d", again)
					}
					assert.Equal(t, want.count("Condition"), s.count("Condition"))
					for _, r := range s.resources { // R4, 3.1.0.11.2: the server sets the id
						_, has := r["id"]
						assert.Equal(t, !post, has)
					}
				})
			}
		}
	}
}

// What is loaded in parallel has no resource in common: none is in the Bundles of two
// stays, and each in one of those before them.
func TestSharedFirst(t *testing.T) {
	list := lines(t, newRun(t, transaction.Form{MaxEntries: 4}, transaction.First,
		line(t, sick), line(t, "A48=2,A49=1,C03C=K80.000,C04N=胆囊结石"), line(t, "A48=1,A49=2,B12=2024-05-01,B15=2024-05-03,C03C=I10.x00,C04N=高血压")))
	seen, shared := map[string]bool{}, true
	for _, l := range list {
		for _, e := range read(t, l).Entry {
			if !transaction.IsShared(e.Resource["resourceType"].(string)) {
				shared = false
				continue
			}
			assert.True(t, shared, "%s stands after a stay", e.Request.URL)
			assert.False(t, seen[e.Request.URL], "%s stands twice", e.Request.URL)
			seen[e.Request.URL] = true
		}
	}
	assert.Len(t, seen, 5, "a hospital, a ward, a physician and two patients")
}

// Two stays of one patient, whichever is read first: the newer says what holds, and what
// it does not speak of stays as the older said it. In the reports of stays it is the
// discharge that says how it ended, and nothing says that a dead patient lives.
func TestPatientIsAsTheNewestSays(t *testing.T) {
	older := line(t, "A48=1,A49=1,A11=张示例,A26=北京市,A24=上海市,A27=010-1,A32=张甲,A33C=1,A35=13800000000,A20=11010519491231002X,A13=1949-12-31,A12C=2,A21C=2,B34C=5,B15=2024-03-08 10:00:00")
	newer := line(t, "A48=1,A49=2,A11=张示例,A27=010-2,A21C=3,B12=2024-05-01,B15=2024-05-03 10:00:00")
	for name, stays := range map[string][][]byte{"in their order": {older, newer}, "the newer first": {newer, older}} {
		for _, sharing := range []transaction.Sharing{transaction.Merged, transaction.First} {
			t.Run(fmt.Sprint(name, sharing), func(t *testing.T) {
				s := newServer()
				for _, l := range lines(t, newRun(t, transaction.Form{}, sharing, stays...)) {
					require.Empty(t, s.load(t, l))
				}
				require.Equal(t, 1, s.count("Patient"))
				var patient map[string]any
				for key, r := range s.resources {
					if strings.HasPrefix(key, "Patient/") {
						patient = r
					}
				}
				text, err := json.Marshal(patient)
				require.NoError(t, err)
				assert.Equal(t, true, patient["deceasedBoolean"], "the older says so, and the newer nothing")
				assert.Contains(t, string(text), "010-2")
				assert.NotContains(t, string(text), "010-1")
				for _, kept := range []string{"北京市", "上海市", "13800000000", "张甲", "11010519491231002X", "1949-12-31"} {
					assert.Contains(t, string(text), kept)
				}
				assert.Contains(t, string(text), `"url":"`+fhir.ExtensionAsOf+`","valueDateTime":"2024-05-03T10:00:00+08:00"`)
				assert.Equal(t, 1, strings.Count(string(text), fhir.ExtensionAsOf))
			})
		}
	}
}

// The same, where the older stay is of a later run: what was loaded before says so.
func TestPatientOfAnEarlierRun(t *testing.T) {
	dead := line(t, "A48=1,A49=2,A11=张示例,B12=2024-12-01,B15=2024-12-07 10:00:00,B34C=5")
	older := line(t, "A48=1,A49=1,A11=张示例,A27=010-1")
	for _, sharing := range []transaction.Sharing{transaction.Merged, transaction.First} {
		r := transaction.NewRun(transaction.Form{}, sharing)
		defer r.Close()
		before := lines(t, newRun(t, transaction.Form{}, sharing, dead))
		require.NoError(t, r.Supersede(strings.NewReader(string(join(before)))))
		require.NoError(t, r.Add(older))
		after := string(join(lines(t, r)))
		assert.Equal(t, 1, strings.Count(after, `"resourceType":"Patient"`))
		assert.Contains(t, after, `"deceasedBoolean":true`)
		assert.Contains(t, after, "010-1")
		assert.Contains(t, after, `"url":"`+fhir.ExtensionAsOf+`","valueDateTime":"2024-12-07T10:00:00+08:00"`)
		assert.NotContains(t, after, "DELETE", "the stay of the run before is another")
	}
}

// A corrected stay: what it has no more is deleted, in the same transaction in which the
// stay ceases to list it, and nothing that other stays have.
func TestSupersede(t *testing.T) {
	for _, form := range []transaction.Form{{}, {Post: true}, {MaxEntries: 4}, {Post: true, MaxEntries: 4}} {
		for _, sharing := range []transaction.Sharing{transaction.AsStated, transaction.Merged, transaction.First} {
			t.Run(fmt.Sprint(form, sharing), func(t *testing.T) {
				other := line(t, "A48=2,A49=1,C03C=K76.000,C04N=脂肪肝")
				first := lines(t, newRun(t, form, sharing, line(t, sick), other))
				s := newServer()
				for _, l := range first {
					require.Empty(t, s.load(t, l))
				}
				before := len(s.resources)
				r := transaction.NewRun(form, sharing)
				defer r.Close()
				require.NoError(t, r.Supersede(strings.NewReader(string(join(first)))))
				require.NoError(t, r.Add(line(t, better)))
				second := lines(t, r)
				for _, l := range second {
					require.Empty(t, s.load(t, l))
				}
				assert.Len(t, s.resources, before-2, "a diagnosis and an operation are gone")
				assert.Equal(t, 3, s.count("Condition"), "with that of the other patient")
				assert.Zero(t, s.count("Procedure"))
				for name, r := range s.resources {
					if diagnoses, ok := r["diagnosis"].([]any); ok && len(diagnoses) != 1 {
						assert.Len(t, diagnoses, 2, name)
					}
				}
			})
		}
	}
	r := transaction.NewRun(transaction.Form{}, transaction.AsStated)
	defer r.Close()
	err := r.Supersede(strings.NewReader(string(line(t, sick)) + "\n张示例\n"))
	require.ErrorContains(t, err, "line 2")
	assert.NotContains(t, err.Error(), "张")
}

// What was loaded in another form, or under ids that another rule made, cannot be found
// again on the server by this run: to pass over it would leave what was withdrawn there,
// and everything else twice (R4, 3.1.0.7: a deletion of what is not there succeeds).
func TestSupersedeOfAnotherForm(t *testing.T) {
	keyed := []byte(regexp.MustCompile(`-5([0-9a-f]{3}-[89ab])`).ReplaceAllString(string(line(t, sick)), "-8$1"))
	for name, test := range map[string]struct {
		before []byte
		post   bool
		form   transaction.Form
		want   error
	}{
		"posted, and put":         {line(t, sick), true, transaction.Form{}, transaction.ErrOtherForm},
		"put, and posted":         {line(t, sick), false, transaction.Form{Post: true}, transaction.ErrOtherForm},
		"put, in Bundles of four": {line(t, sick), false, transaction.Form{MaxEntries: 4}, nil},
		"posted twice":            {line(t, sick), true, transaction.Form{Post: true, MaxEntries: 4}, nil},
		"with a key, and without": {keyed, false, transaction.Form{}, transaction.ErrOtherIDs},
		"with a key, and posted":  {keyed, true, transaction.Form{Post: true}, transaction.ErrOtherIDs},
	} {
		t.Run(name, func(t *testing.T) {
			for _, sharing := range []transaction.Sharing{transaction.AsStated, transaction.Merged, transaction.First} {
				r := transaction.NewRun(test.form, sharing)
				defer r.Close()
				before := lines(t, newRun(t, transaction.Form{Post: test.post}, sharing, test.before))
				err := r.Supersede(strings.NewReader(string(join(before))))
				if err == nil {
					require.NoError(t, r.Add(line(t, better)))
					err = r.Write(func([]byte) error { return nil })
				}
				assert.ErrorIs(t, err, test.want)
			}
		})
	}
}

func join(list [][]byte) (text []byte) {
	for _, l := range list {
		text = append(append(text, l...), '\n')
	}
	return text
}

// More than the memory is to hold: the order and the bytes are the same.
func TestRunSpills(t *testing.T) {
	r := newRun(t, transaction.Form{}, transaction.Merged)
	text := line(t, sick)
	var want [][]byte
	for n := range 3000 {
		l := []byte(strings.ReplaceAll(string(text), "K80.000", fmt.Sprintf("K80.%03d", n%1000)))
		want = append(want, l)
		require.NoError(t, r.Add(l))
	}
	got := lines(t, r)
	require.Len(t, got, len(want))
	for i := range want {
		require.Equal(t, string(want[i]), string(got[i]))
	}
}

// A Bundle, a stay and an entry print nothing of a patient, by themselves, behind a
// pointer, in a list and in somebody's struct.
func TestNothingOfATransactionPrints(t *testing.T) {
	e := transaction.Entry{Key: transaction.Key{Type: "Patient", ID: "CANARY"}, Resource: []byte(`{"id":"CANARY"}`)}
	b := transaction.Bundle{Meta: []byte(`"CANARY"`), Entries: []transaction.Entry{e}}
	var out bytes.Buffer
	for _, v := range []any{e, &e, b, &b, []transaction.Bundle{b}, []transaction.Entry{e}, struct{ B transaction.Bundle }{b}, transaction.Stay{Bundle: &b}, &transaction.Stay{Bundle: &b}} {
		fmt.Fprintf(&out, "%v %+v %#v %s %x\n", v, v, v, v, v)
		slog.New(slog.NewTextHandler(&out, nil)).Info("text", "value", v)
	}
	assert.NotContains(t, out.String(), "CANARY")
	assert.NotContains(t, out.String(), fmt.Sprintf("%x", "CANARY"))
}
