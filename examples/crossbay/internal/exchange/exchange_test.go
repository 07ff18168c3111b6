package exchange

import (
	"bytes"
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// clock is the time of all tests.
func clock() time.Time { return time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC) }

type result struct {
	status         int
	stdout, stderr string
}

func try(args ...string) result { return tryAt(clock(), "", args...) }

func tryAt(now time.Time, stdin string, args ...string) result {
	var out, err bytes.Buffer
	status := run(args, func() time.Time { return now }, strings.NewReader(stdin), &out, &err)
	return result{status, out.String(), err.String()}
}

// must runs a command that is to succeed.
func must(t *testing.T, args ...string) result {
	t.Helper()
	r := try(args...)
	require.Equal(t, exitDone, r.status, r.stderr)
	return r
}

// summaries makes International Patient Summaries of a sample, whose people do not
// exist, once.
var summaries = sync.OnceValues(func() (string, error) {
	file, err := os.Open("../../../testdata/hqms.csv")
	if err != nil {
		return "", err
	}
	defer file.Close()
	reader, err := mapping.NewReader(file, mainland.Layouts(), nil)
	if err != nil {
		return "", err
	}
	translator := mapping.NewTranslator(nil, &mapping.Options{Form: mapping.PatientSummary})
	for record, err := range reader.Records() {
		if err != nil {
			return "", err
		}
		document, _ := translator.Document(record.Sheet)
		line, err := document.Append(nil)
		return string(line), err
	}
	return "", os.ErrNotExist
})

func summary(t *testing.T) string {
	t.Helper()
	text, err := summaries()
	require.NoError(t, err)
	require.Contains(t, text, "张示例")
	return strings.TrimSpace(text)
}

// A pair of hospitals has their keys in a folder, and a summary.
func hospitals(t *testing.T) string {
	t.Helper()
	return desk(t, "P-256")
}

// sealing are the flags of seal.
func sealing(f string) []string {
	return []string{"seal", "-purpose", "TREAT", "-consent", "Consent/2026-0117", "-sign-key", f + "/sender.key", "-recipient-key", f + "/recipient.pub", "-audit", f + "/audit", "-out", f + "/sealed.jwe", f + "/bundle.json"}
}

func opening(f string) []string {
	return []string{"open", "-sender-key", f + "/sender.pub", "-key", f + "/recipient.key", "-audit", f + "/audit", "-out", f + "/opened.json", f + "/sealed.jwe"}
}

func linking(f string) []string {
	return []string{"link", "-purpose", "PATRQT", "-consent", "Consent/2026-0118", "-sign-key", f + "/sender.key", "-url", "https://shl.example.org", "-audit", f + "/audit", "-link", f + "/link", "-out", f + "/encrypted.jwe", f + "/bundle.json"}
}

// without leaves a flag and its value out.
func without(args []string, flag string) []string {
	i := slices.Index(args, flag)
	return slices.Delete(slices.Clone(args), i, i+2)
}

// with gives a flag another value.
func with(args []string, flag, value string) []string {
	args = slices.Clone(args)
	args[slices.Index(args, flag)+1] = value
	return args
}

func TestWhatIsRequired(t *testing.T) {
	f := hospitals(t)
	for _, args := range [][]string{sealing(f), linking(f), opening(f)} {
		for _, flag := range args {
			if !strings.HasPrefix(flag, "-") {
				continue
			}
			r := try(without(args, flag)...)
			assert.Equal(t, exitFailed, r.status, args[0]+" without "+flag)
			assert.Contains(t, r.stderr, flag)
			assert.Equal(t, 1, strings.Count(r.stderr, "\n"), r.stderr)
		}
	}
	r := try(with(sealing(f), "-purpose", "MARKETING")...)
	assert.Equal(t, exitFailed, r.status)
	assert.Contains(t, r.stderr, "CAREMGT, CLINTRCH, COVERAGE, ETREAT, HOPERAT, HPAYMT, HQUALIMP, HRESCH, PATRQT, PUBHLTH, TREAT")
	for _, consent := range []string{"oral consent", strings.Repeat("x", 300)} {
		r := try(with(sealing(f), "-consent", consent)...)
		assert.Equal(t, exitFailed, r.status)
		assert.Contains(t, r.stderr, "consent")
	}
	for _, args := range [][]string{
		{},
		{"sael"},
		{"seal", "-recipent-key", "x"},
		append(sealing(f), "another"),
		{"keys", "-use", "both", "-private", f + "/x", "-public", f + "/y"},
		{"keys", "-use", "sig", "-curve", "P-224", "-private", f + "/x", "-public", f + "/y"},
		append(opening(f), "-unsigned"), append(opening(f), "-link", f+"/link"),
		with(linking(f), "-url", "http://shl.example.org"), append(linking(f), "-qr", f+"/code.gif"), append(sealing(f), "-expires", "-1h"), append(sealing(f), "-record", "2"),
	} {
		r := try(args...)
		assert.Equal(t, exitFailed, r.status, args)
		assert.Equal(t, 1, strings.Count(r.stderr[strings.LastIndex(r.stderr, "exchange:"):], "\n"), r.stderr)
	}
	for _, name := range []string{"audit", "sealed.jwe", "opened.json", "link", "encrypted.jwe", "x", "y"} {
		assert.NoFileExists(t, f+"/"+name)
	}
	for _, name := range names {
		r := try(name, "-help")
		assert.Equal(t, exitDone, r.status)
		assert.Contains(t, r.stderr, "usage: crossbay exchange "+name)
	}
}

// Every hand-over is in the log of each side, and so is every one that was refused:
// without a value of the patient.
func TestAudit(t *testing.T) {
	f := hospitals(t)
	must(t, sealing(f)...)
	must(t, opening(f)...)
	assert.Equal(t, get(t, f, "bundle.json"), get(t, f, "opened.json"))
	require.NoError(t, os.Remove(f+"/opened.json"))
	sealed := []byte(get(t, f, "sealed.jwe"))
	if at := &sealed[len(sealed)-3]; *at == 'A' { // another letter of base64url
		*at = 'B'
	} else {
		*at = 'A'
	}
	put(t, f, "sealed.jwe", string(sealed))
	r := try(opening(f)...)
	assert.Equal(t, exitRefused, r.status)
	assert.Contains(t, r.stderr, "not for this key, or changed since it was made")
	assert.NoFileExists(t, f+"/opened.json")
	must(t, linking(f)...)
	must(t, "open", "-sender-key", f+"/sender.pub", "-link", f+"/link", "-audit", f+"/audit", "-agent", "Ward 3", "-out", "-", f+"/encrypted.jwe")
	r = tryAt(clock().AddDate(0, 0, 7), "", "open", "-sender-key", f+"/sender.pub", "-link", f+"/link", "-audit", f+"/audit", "-out", f+"/opened.json", f+"/encrypted.jwe")
	assert.Equal(t, exitRefused, r.status)
	assert.Contains(t, r.stderr, "expired")

	log := get(t, f, "audit")
	var outcomes, kinds []string
	for line := range strings.Lines(log) {
		var e struct {
			Outcome string
			Type    struct{ Display string }
		}
		require.NoError(t, json.Unmarshal([]byte(line), &e))
		outcomes, kinds = append(outcomes, e.Outcome), append(kinds, e.Type.Display)
		assert.Equal(t, e.Outcome == "0", strings.Contains(line, "Source Role ID"), "of whom it is, is proved or not said")
	}
	assert.Equal(t, []string{"0", "0", "8", "0", "0", "8"}, outcomes)
	assert.Equal(t, []string{"Export", "Import", "Import", "Export", "Import", "Import"}, kinds)
	for _, value := range values(t) {
		assert.NotContains(t, log, value)
	}
	for _, name := range []string{"audit", "sealed.jwe", "encrypted.jwe", "link", "sender.key"} {
		info, err := os.Stat(f + "/" + name)
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), name)
	}
	matches, err := filepath.Glob(f + "/.exchange-*")
	require.NoError(t, err)
	assert.Empty(t, matches)
}

// values are those of the patient in the summary, long enough to be told from others.
func values(t *testing.T) (list []string) {
	t.Helper()
	var bundle struct {
		Entry []struct{ Resource json.RawMessage }
	}
	require.NoError(t, json.Unmarshal([]byte(summary(t)), &bundle))
	for _, e := range bundle.Entry {
		if !bytes.Contains(e.Resource, []byte(`"resourceType":"Patient"`)) {
			continue
		}
		var patient struct {
			ID         string
			Identifier []struct{ Value string }
			Name       []struct{ Text string }
			BirthDate  string
		}
		require.NoError(t, json.Unmarshal(e.Resource, &patient))
		list = append(list, patient.ID, patient.BirthDate)
		for _, i := range patient.Identifier {
			list = append(list, i.Value)
		}
		for _, n := range patient.Name {
			list = append(list, n.Text)
		}
	}
	require.GreaterOrEqual(t, len(list), 4)
	return list
}

// A text that stays in clear must not name the patient.
func TestTextsInClear(t *testing.T) {
	f := hospitals(t)
	for _, value := range values(t) {
		for _, args := range [][]string{append(linking(f), "-label", "of "+value), append(sealing(f), "-agent", "for "+value), with(sealing(f), "-consent", "consent-"+value)} {
			r := try(args...)
			assert.Equal(t, exitFailed, r.status, args)
			assert.NotContains(t, r.stderr, value)
			assert.NoFileExists(t, f+"/audit")
		}
		sealed := t.TempDir() + "/audit"
		must(t, with(sealing(f), "-audit", sealed)...)
		r := try(append(with(opening(f), "-audit", sealed), "-agent", "for "+value)...)
		assert.Equal(t, exitRefused, r.status)
		log, err := os.ReadFile(sealed)
		require.NoError(t, err)
		assert.Equal(t, 2, bytes.Count(log, []byte("\n")))
		assert.NotContains(t, r.stderr+string(log), value)
	}
}

// Without a log nobody gets anything.
func TestNothingWithoutTheLog(t *testing.T) {
	f := hospitals(t)
	require.NoError(t, os.Mkdir(f+"/folder", 0o700))
	must(t, sealing(f)...)
	for _, args := range [][]string{with(sealing(f), "-out", f+"/2"), with(linking(f), "-out", f+"/2"), with(opening(f), "-out", f+"/2"), with(opening(f), "-out", "-")} {
		r := try(with(args, "-audit", f+"/folder")...)
		assert.Equal(t, exitFailed, r.status)
		assert.Contains(t, r.stderr, "-audit")
		assert.Empty(t, r.stdout)
		assert.NoFileExists(t, f+"/2")
		assert.NoFileExists(t, f+"/link")
	}
}

// What cannot be published is in the log as well.
func TestTheLogSaysWhatFailed(t *testing.T) {
	f := hospitals(t)
	require.NoError(t, os.Mkdir(f+"/sealed.jwe", 0o700))
	put(t, f+"/sealed.jwe", "x", "")
	r := try(sealing(f)...)
	assert.Equal(t, exitFailed, r.status)
	assert.Equal(t, 2, strings.Count(get(t, f, "audit"), "\n"))
	assert.Contains(t, get(t, f, "audit"), `"outcome":"8"`)
}

func TestKeysAreSafe(t *testing.T) {
	f := hospitals(t)
	must(t, linking(f)...)
	require.NoError(t, os.Rename(f+"/encrypted.jwe", f+"/e"))
	for _, test := range []struct {
		file string
		args []string
	}{{"sender.key", sealing(f)}, {"recipient.key", opening(f)}, {"link", []string{"open", "-unsigned", "-link", f + "/link", "-audit", f + "/audit2", "-out", f + "/o", f + "/e"}}} {
		must(t, sealing(f)...)
		for _, mode := range []os.FileMode{0o640, 0o604, 0o620} {
			require.NoError(t, os.Chmod(f+"/"+test.file, mode))
			r := try(test.args...)
			assert.Equal(t, exitFailed, r.status)
			assert.Contains(t, r.stderr, "others can read it")
		}
		require.NoError(t, os.Chmod(f+"/"+test.file, 0o600))
	}
	private, public := get(t, f, "sender.key"), get(t, f, "sender.pub")
	r := try("keys", "-use", "sig", "-private", f+"/sender.key", "-public", f+"/new.pub")
	assert.Equal(t, exitFailed, r.status)
	r = try("keys", "-use", "sig", "-private", f+"/new.key", "-public", f+"/sender.pub")
	assert.Equal(t, exitFailed, r.status)
	assert.NoFileExists(t, f+"/new.key")
	assert.Equal(t, private+public, get(t, f, "sender.key")+get(t, f, "sender.pub"))
	r = must(t, "keys", "-use", "enc", "-curve", "SM2", "-private", f+"/sm.key", "-public", f+"/sm.pub")
	assert.Empty(t, r.stdout)
	var made struct{ D string }
	require.NoError(t, json.Unmarshal([]byte(get(t, f, "sm.key")), &made))
	assert.NotContains(t, r.stderr, made.D)
	assert.NotContains(t, get(t, f, "sm.pub"), `"d"`)
	for _, args := range [][]string{with(sealing(f), "-sign-key", f+"/recipient.key"), with(sealing(f), "-recipient-key", f+"/sender.pub"), with(sealing(f), "-recipient-key", f+"/recipient.key"), with(sealing(f), "-sign-key", f+"/sender.pub")} {
		assert.Equal(t, exitFailed, try(args...).status, "for what it is not")
	}
	for _, out := range []string{"sender.key", "recipient.pub", "bundle.json", "audit"} {
		r := try(with(sealing(f), "-out", f+"/"+out)...)
		assert.Equal(t, exitFailed, r.status, out)
	}
	assert.Equal(t, private, get(t, f, "sender.key"))
}

// The documents of a run stand one a line: one of them is handed over.
func TestOneRecordOfMany(t *testing.T) {
	f := hospitals(t)
	one := get(t, f, "bundle.json")
	put(t, f, "bundle.json", one+"\n"+strings.Replace(one, "document", "collection", 1)+"\n")
	r := try(sealing(f)...)
	assert.Equal(t, exitFailed, r.status)
	assert.Contains(t, r.stderr, "-record")
	must(t, append(sealing(f), "-record", "1")...)
	must(t, opening(f)...)
	assert.Equal(t, one, get(t, f, "opened.json"))
	r = try(append(sealing(f), "-record", "3")...)
	assert.Contains(t, r.stderr, "no line 3")
	r = tryAt(clock(), one, append(with(sealing(f), "-out", "-")[:len(sealing(f))-1], "-")...)
	assert.Equal(t, exitDone, r.status, r.stderr)
	assert.Equal(t, 4, strings.Count(r.stdout, "."))
}

func TestSignAndVerify(t *testing.T) {
	f := hospitals(t)
	must(t, "sign", "-purpose", "TREAT", "-consent", "urn:uuid:1", "-sign-key", f+"/sender.key", "-expires", "1h", "-out", f+"/signed.json", f+"/bundle.json")
	r := must(t, "verify", "-sender-key", f+"/sender.pub", f+"/signed.json")
	assert.Contains(t, r.stdout, `{"purpose":"TREAT","consent":"urn:uuid:1","issued":"2026-11-24T10:00:00Z","expires":"2026-11-24T11:00:00Z","key":"urn:ietf:params:oauth:jwk-thumbprint:sha-256:`)
	r = tryAt(clock().Add(time.Hour), "", "verify", "-sender-key", f+"/sender.pub", f+"/signed.json")
	assert.Equal(t, exitRefused, r.status)
	r = try("verify", "-sender-key", f+"/sender.pub", f+"/bundle.json")
	assert.Equal(t, exitRefused, r.status)
	assert.Contains(t, r.stderr, "not signed")
	r = try("sign", "-purpose", "TREAT", "-consent", "1", "-sign-key", f+"/sender.key", "-out", f+"/twice.json", f+"/signed.json")
	assert.Contains(t, r.stderr, "signed already")
}

// An error says which flag it is about, and of a file of another kind what it is and
// what opens it.
func TestErrorsSayWhatToDo(t *testing.T) {
	f := hospitals(t)
	must(t, sealing(f)...)
	must(t, linking(f)...)
	must(t, "sign", "-purpose", "TREAT", "-consent", "1", "-sign-key", f+"/sender.key", "-out", f+"/signed.json", f+"/bundle.json")
	put(t, f, "anew.json", strings.Replace(get(t, f, "signed.json"), `"type":"document"`, `"type":"collection"`, 1))
	require.NotEqual(t, get(t, f, "signed.json"), get(t, f, "anew.json"))
	put(t, f, "manifest.json", `{"files":[]}`)
	of := func(args []string, file string) []string { return append(args[:len(args)-1:len(args)-1], f+"/"+file) }
	follow := func(file string) []string {
		return []string{"open", "-sender-key", f + "/sender.pub", "-link", f + "/link", "-audit", f + "/audit", "-out", f + "/o", f + "/" + file}
	}
	for _, test := range []struct {
		args []string
		says []string
	}{
		{with(sealing(f), "-sign-key", f+"/recipient.key"), []string{"-sign-key", "for encryption"}},
		{with(sealing(f), "-recipient-key", f+"/sender.pub"), []string{"-recipient-key", "for signing"}},
		{with(sealing(f), "-recipient-key", f+"/recipient.key"), []string{"-recipient-key", "private key"}},
		{with(opening(f), "-sender-key", f+"/recipient.pub"), []string{"-sender-key", "for encryption"}},
		{with(opening(f), "-key", f+"/sender.key"), []string{"-key", "for signing"}},
		{with(sealing(f), "-consent", "oral consent"), []string{"-consent", "ASCII"}},
		{with(sealing(f), "-consent", "陈大文"), []string{"-consent", "ASCII"}},
		{of(with(sealing(f), "-out", f+"/o"), "sealed.jwe"), []string{"sealed.jwe", "it is sealed"}},
		{of(opening(f), "encrypted.jwe"), []string{"-link opens"}},
		{of(opening(f), "manifest.json"), []string{"manifest"}},
		{of(opening(f), "bundle.json"), []string{"exchange verify"}},
		{of(opening(f), "link"), []string{"give it to -link"}},
		{of(opening(f), "sender.pub"), []string{"is a key"}},
		{follow("sealed.jwe"), []string{"exchange open -key"}},
		{with(follow("encrypted.jwe"), "-link", f+"/sealed.jwe"), []string{"-link: ", "it is sealed"}},
		{[]string{"verify", "-sender-key", f + "/sender.pub", f + "/sealed.jwe"}, []string{"it is sealed"}},
		{[]string{"verify", "-sender-key", f + "/sender.pub", f + "/anew.json"}, []string{"changed since", "written anew"}},
	} {
		r := try(test.args...)
		assert.NotEqual(t, exitDone, r.status, test.args)
		assert.Equal(t, 1, strings.Count(r.stderr, "\n"), r.stderr)
		for _, part := range test.says {
			assert.Contains(t, r.stderr, part, test.args)
		}
		assert.NotContains(t, r.stderr, "陈大文")
	}
}

func TestQRCodes(t *testing.T) {
	f := hospitals(t)
	must(t, append(linking(f), "-qr", f+"/code.svg")...)
	svg := get(t, f, "code.svg")
	assert.True(t, strings.HasPrefix(svg, "<svg "))
	picture, err := drawQR(strings.TrimSpace(get(t, f, "link")), "x.png")
	require.NoError(t, err)
	decoded, err := png.Decode(bytes.NewReader(picture))
	require.NoError(t, err)
	dark, size := 0, decoded.Bounds().Dx()/pixels
	for y := range size {
		for x := range size {
			if r, _, _, _ := decoded.At(x*pixels, y*pixels).RGBA(); r == 0 {
				dark++
				assert.True(t, x >= quiet && y >= quiet && x < size-quiet && y < size-quiet)
			}
		}
	}
	assert.Equal(t, dark, strings.Count(svg, "h1v1h-1z"))
	_, err = drawQR(strings.Repeat("a", 3000), "x.png")
	assert.ErrorContains(t, err, "too long")
	assert.NotContains(t, must(t, linking(f)...).stderr, strings.TrimSpace(get(t, f, "link"))[10:])
}
