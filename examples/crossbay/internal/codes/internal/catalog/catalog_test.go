package catalog

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/gem"
	"github.com/crossbay/crossbay/codes/icd10"
	"github.com/crossbay/crossbay/codes/icd10cm"
	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/examples/internal/terminology"
)

// of returns the catalog of what is loaded from files, named and filled in turns,
// and everything built in.
func of(t *testing.T, files ...string) ([]Entry, []string) {
	t.Helper()
	dir := t.TempDir()
	var names []string
	for i := 0; i < len(files); i += 2 {
		names = append(names, filepath.Join(dir, files[i]))
		require.NoError(t, os.WriteFile(names[len(names)-1], []byte(files[i+1]), 0o600))
	}
	set, err := terminology.Load(names, load.Options{})
	require.NoError(t, err)
	tables, maps := terminology.Everything(set)
	return New(set, tables, maps)
}

func written(t *testing.T, e Entry) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, e.Write(&b))
	return b.String()
}

func find(t *testing.T, list []Entry, kind, id string) Entry {
	t.Helper()
	for _, e := range list {
		if e.Type == kind && e.ID == id {
			return e
		}
	}
	require.Fail(t, "not there", "%s/%s", kind, id)
	return Entry{}
}

// Ids are what R4 allows, and are the same whatever else there is.
func TestIDs(t *testing.T) {
	want := []string{
		"CodeSystem icd-10-cm-2026", "ValueSet icd-10-cm-2026", "CodeSystem icd-9-cm-32", "ValueSet icd-9-cm-32", "CodeSystem icd-10", "ValueSet icd-10",
		"ConceptMap gem-icd-9-cm-to-icd-10-cm-2013", "ConceptMap gem-icd-10-cm-to-icd-9-cm-2013", "ConceptMap rule-icd-9-cm-to-icd-10",
		"ConceptMap rule-icd-10-cm-to-icd-10", "ConceptMap rule-icd-10-to-icd-9-cm", "ConceptMap rule-icd-10-to-icd-10-cm",
	}
	plain, left := of(t)
	var got []string
	for _, e := range plain {
		got = append(got, e.Type+" "+e.ID)
	}
	require.Equal(t, want, got)
	require.Contains(t, strings.Join(left, "\n"), codes.StemRule, "a rule about any code of an edition has no list of them")

	more, _ := of(t,
		"own.csv", "system,code,title\nhttp://a.example/CodeSystem/ward,W1,眼科\n",
		"other.csv", "system,code,title\nhttp://b.example/CodeSystem/ward,W1,ENT\n",
		"map.csv", "source_system,source,target_system,target\nhttp://a.example/CodeSystem/ward,W1,icd-10,H00\n",
		"edition.csv", "system,code,title\nicd-10-insurance,A00.900,霍乱\n",
		"urn.csv", "system,code,title\nurn:oid:2.16.156.10011.2.3.3.4,1,男\n",
		"long.csv", "system,code,title\nhttp://c.example/"+strings.Repeat("long_", 30)+",1,x\n",
	)
	id := regexp.MustCompile(`^[A-Za-z0-9\-.]{1,64}$`)
	seen := map[string]bool{}
	all := map[string]bool{}
	for _, e := range more {
		name := e.Type + " " + e.ID
		assert.Regexp(t, id, e.ID)
		assert.False(t, seen[name], name)
		seen[name] = true
		all[e.Type+"|"+e.URL+"|"+e.Version] = true
	}
	for _, name := range want {
		assert.True(t, seen[name], name)
	}
	assert.True(t, seen["CodeSystem icd-10-insurance-2.0"])
	assert.True(t, seen["ConceptMap file-ward-icd-10"])
	assert.Len(t, all, len(more), "a server keeps one resource under a URI and version")
}

// What is written is read back with every code, whole and under its own name.
func TestRoundTrip(t *testing.T) {
	list, _ := of(t)
	for _, x := range []struct {
		id   string
		want int
	}{
		{"icd-10-cm-2026", icd10cm.Table().Len()},
		{"icd-9-cm-32", icd9cm.Diagnoses().Len() + icd9cm.Procedures().Len()},
		{"icd-10", icd10.Table().Len()},
	} {
		e := find(t, list, "CodeSystem", x.id)
		got, err := load.CodeSystem(strings.NewReader(written(t, e)), nil)
		require.NoError(t, err)
		require.Equal(t, e.System, got.System())
		require.Equal(t, x.want, got.Len())
	}
	_, maps := terminology.Everything(&load.Set{})
	groups := 0
	for _, e := range list {
		if e.Type != "ConceptMap" || strings.Contains(e.ID, "icd-10-cm-to") { // which are large, and like the others
			continue
		}
		got, err := load.ConceptMap(strings.NewReader(written(t, e)), nil)
		require.NoError(t, err, e.ID)
		for _, m := range got {
			groups++
			require.Equal(t, e.URL, m.URL())
			require.Equal(t, e.Version, m.Version())
			for _, n := range maps {
				if n.URL != e.URL || n.Source() != m.Source() || n.Target() != m.Target() {
					continue
				}
				k := 0
				for code := range m.Codes() {
					if k++; k%97 > 0 {
						continue
					}
					want, got := n.Translate(code), m.Translate(code)
					require.Equal(t, codes.Translated(want), codes.Translated(got), code)
					for _, w := range want {
						ok := false
						for _, g := range got {
							ok = ok || g.Concept.Code == w.Concept.Code && g.Equivalence == w.Equivalence && g.Group == w.Group
						}
						require.True(t, ok, "%s %s %s", e.ID, code, w.Concept.Code)
					}
				}
				require.Positive(t, k)
			}
		}
	}
	require.Equal(t, 5, groups)
}

// What a resource says of itself is true: a list of codes is not the code system,
// and what was loaded is not ours to license.
func TestHonest(t *testing.T) {
	list, _ := of(t)
	who := written(t, find(t, list, "CodeSystem", "icd-10"))
	assert.Contains(t, who, `"content":"fragment"`)
	assert.NotContains(t, who, `"display"`)
	assert.NotContains(t, who, `"count"`)
	assert.Contains(t, who, "World Health Organization")
	assert.Contains(t, written(t, find(t, list, "CodeSystem", "icd-9-cm-32")), `"content":"fragment"`)
	assert.Contains(t, written(t, find(t, list, "CodeSystem", "icd-10-cm-2026")), `"content":"complete",`+"\n"+`"count":98186`)
	assert.Contains(t, written(t, find(t, list, "ConceptMap", "gem-icd-9-cm-to-icd-10-cm-"+gem.Version)), "Government of the United States")
	byWay := written(t, find(t, list, "ConceptMap", "rule-icd-10-to-icd-9-cm"))
	assert.Contains(t, byWay, "by way of "+gem.ICD9ToICD10URI)

	list, _ = of(t, "titles.csv", "system,code,title\nicd-10,A00.9,霍乱\nicd-10,X00.99,own\n", "edition.csv", "system,code,title\nicd-10-insurance,A00.900,霍乱，未特指\n")
	who = written(t, find(t, list, "CodeSystem", "icd-10"))
	assert.Contains(t, who, `{"code":"A00.9","display":"霍乱","designation":[{"language":"zh-Hans-CN","value":"霍乱"}]}`)
	assert.Contains(t, who, `{"code":"A00.1"}`)
	assert.Contains(t, who, `"status":"unknown"`)
	assert.Contains(t, who, loaded)
	assert.NotContains(t, who, `"copyright"`)
	rule := written(t, find(t, list, "ConceptMap", "rule-icd-10-edition"))
	assert.Contains(t, rule, loaded, "it names the codes of the table")
	assert.NotContains(t, rule, `"copyright"`)
	set := written(t, find(t, list, "ValueSet", "icd-10-insurance-2.0"))
	assert.Contains(t, set, `"compose":{"include":[{"system":"`+codes.DiagnosisInsurance.URI+`","version":"2.0"}]}`)
}

// No server can take a part of a combination for a translation.
func TestCombinationsAreNoTargets(t *testing.T) {
	list, _ := of(t)
	text := written(t, find(t, list, "ConceptMap", "gem-icd-9-cm-to-icd-10-cm-2013"))
	at := strings.Index(text, `"code":"073.0"`)
	require.Positive(t, at)
	line := text[at : at+strings.IndexByte(text[at:], '\n')]
	assert.Contains(t, line, `"target":[{"equivalence":"unmatched","comment":"Only several codes together translate this one: A70 and J17`)
	assert.NotContains(t, line, `"code":"A70"`)
}
