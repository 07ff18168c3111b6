package translate

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// requests lists the requests of a transaction, "DELETE Condition/…".
func requests(t *testing.T, line string) (list []string) {
	t.Helper()
	var b struct {
		Entry []struct {
			Request struct{ Method, URL string }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(line), &b))
	for _, e := range b.Entry {
		list = append(list, e.Request.Method+" "+e.Request.URL)
	}
	return list
}

// In transactions the messages of a visit are one record unless -fold none says
// otherwise; then it is said where one undoes what another said (HL7 v2.5, 2.3: an event
// states what is so at its time).
func TestTransactionsOfMessages(t *testing.T) {
	const feed = "../../../testdata/hk-adt.hl7"
	count := func(args ...string) (lines int, issues string) {
		file := filepath.Join(t.TempDir(), "issues.ndjson")
		r := translate(t, "", append(args, "-quiet", "-issues", file, feed)...)
		require.NotEqual(t, exitFailed, r.status, r.stderr)
		return strings.Count(r.stdout, "\n"), read(t, file)
	}
	folded, issues := count("-bundle", "transaction")
	assert.NotContains(t, issues, `"out-of-order"`)
	single, issues := count("-bundle", "transaction", "-fold", "none")
	assert.Less(t, folded, single)
	assert.Equal(t, 1, strings.Count(issues, `"out-of-order"`), "the transfer of 5 March stands after the discharge of 8 March")
	documents, issues := count()
	assert.Equal(t, single, documents)
	assert.NotContains(t, issues, `"out-of-order"`)
	again, _ := count("-bundle", "transaction", "-fold", "visit")
	assert.Equal(t, folded, again)
}

// What was put does not stand where a run that POSTs looks for it.
func TestSupersedeOfAnotherForm(t *testing.T) {
	in := write(t, "in.csv", sheet(good))
	first := filepath.Join(t.TempDir(), "first.ndjson")
	r := translate(t, "", "-quiet", "-bundle", "transaction", "-out", first, in)
	require.Equal(t, exitDone, r.status, r.stderr)
	r = translate(t, "", "-quiet", "-bundle", "transaction", "-request", "post", "-supersede", first, in)
	assert.Equal(t, exitFailed, r.status)
	assert.Contains(t, r.stderr, "-supersede: line 1: the transactions have requests of the other form")
	assert.Empty(t, r.stdout)
}

func TestSharedAndSupersede(t *testing.T) {
	dir := t.TempDir()
	in := write(t, "in.csv", sheet(good, another))
	first := filepath.Join(dir, "first.ndjson")
	r := translate(t, "", "-quiet", "-bundle", "transaction", "-shared", "first", "-out", first, in)
	require.Equal(t, exitDone, r.status, r.stderr)
	list := strings.Split(strings.TrimSpace(read(t, first)), "\n")
	require.Len(t, list, 3)
	for i, line := range list {
		stay := strings.Contains(line, `"resourceType":"Composition"`)
		assert.Equal(t, i > 0, stay)
		assert.Equal(t, i == 0, strings.Contains(line, `"resourceType":"Patient"`))
	}
	r = translate(t, "", "-quiet", "-bundle", "transaction", "-supersede", first, in)
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.NotContains(t, r.stdout, "DELETE", "nothing was withdrawn")
	packed := filepath.Join(dir, "first.ndjson.zst")
	r = translate(t, "", "-quiet", "-bundle", "transaction", "-shared", "first", "-out", packed, in)
	require.Equal(t, exitDone, r.status, r.stderr)
	corrected := write(t, "corrected.csv", sheet(strings.Replace(good, "I21.900x001,急性心肌梗死", "I20.900,心绞痛", 1)))
	unpacked := translate(t, "", "-quiet", "-bundle", "transaction", "-supersede", first, corrected)
	r = translate(t, "", "-quiet", "-bundle", "transaction", "-supersede", packed, corrected)
	require.Equal(t, unpacked, r, "what was loaded may be compressed")
	require.Equal(t, exitDone, r.status, r.stderr)
	var gone []string
	for _, request := range requests(t, r.stdout) {
		if strings.HasPrefix(request, "DELETE ") {
			gone = append(gone, request)
		}
	}
	require.Len(t, gone, 1)
	assert.Contains(t, list[1], `"`+strings.TrimPrefix(gone[0], "DELETE ")+`"`)
	assert.Regexp(t, "^DELETE Condition/", gone[0])
}

func TestTransactionFlags(t *testing.T) {
	in, good, short := write(t, "in.csv", sheet(good)), write(t, "key", key), write(t, "short", "31 bytes are one too few, these\n")
	transactions := []string{"-bundle", "transaction"}
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"shared of documents":    {[]string{"-shared", "run"}, "are for -bundle transaction"},
		"requests of documents":  {[]string{"-request", "post"}, "are for -bundle transaction"},
		"a limit of documents":   {[]string{"-max-entries", "5"}, "are for -bundle transaction"},
		"supersede of documents": {[]string{"-supersede", in}, "are for -bundle transaction"},
		"no such sharing":        {append(transactions, "-shared", "all"), "stay, run or first"},
		"no such request":        {append(transactions, "-request", "patch"), "put or post"},
		"a limit below":          {append(transactions, "-max-entries", "-1"), "at least 1"},
		"shared and resume":      {append(transactions, "-shared", "first", "-resume", "-out", "x"), "-resume cannot take up"},
		"shared and a folder":    {append(transactions, "-shared", "first", "-out", t.TempDir()), "-out is to be a file"},
		"no such file before":    {append(transactions, "-supersede", good+"x"), "-supersede: "},
		"no transactions before": {append(transactions, "-supersede", in), "line 1: the line is no transaction"},
		"no such fold":           {[]string{"-fold", "stay"}, "visit or none"},
		"no such id key":         {[]string{"-id-key", good + "x"}, "-id-key: "},
		"a short id key":         {[]string{"-id-key", short}, "shorter than 32 bytes"},
		"ids of rows":            {[]string{"-id-key", good, "-to", "hqms"}, "nothing else that is written has ids"},
		"ids of counts":          {[]string{"-id-key", good, "-deidentify", "counts"}, "nothing else that is written has ids"},
	} {
		r := translate(t, "", append(test.args, in)...)
		assert.Equal(t, exitFailed, r.status, name)
		assert.Contains(t, r.stderr, test.want, name)
		assert.Empty(t, r.stdout, name)
	}
	if runtime.GOOS != "windows" {
		open := write(t, "open", key)
		require.NoError(t, os.Chmod(open, 0o644))
		r := translate(t, "", "-id-key", open, in)
		assert.Equal(t, exitFailed, r.status)
		assert.Contains(t, r.stderr, "-id-key: "+open+": others can read it")
	}
}

// The key makes all ids, those of shared parts that a run remembers and that of the
// document among them, and the same ones on any number of workers.
func TestIDKeyFlag(t *testing.T) {
	in, file := write(t, "in.csv", sheet(good, another, good)), write(t, "key", key)
	ids := func(args ...string) []string {
		r := translate(t, "", append(args, "-quiet", in)...)
		require.Equal(t, exitDone, r.status, r.stderr)
		return regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`).FindAllString(r.stdout, -1)
	}
	plain, keyed := ids(), ids("-id-key", file)
	require.Len(t, keyed, len(plain))
	assert.Equal(t, keyed, ids("-id-key", file, "-workers", "1"))
	for i := range keyed {
		assert.NotEqual(t, plain[i], keyed[i])
		assert.Equal(t, "8", keyed[i][14:15])
	}
}
