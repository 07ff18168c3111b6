package exchange

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A tool is another implementation.
type tool struct {
	command []string
	present []string // a command that fails where it is not installed
	tests   []func(*testing.T, tool)
}

var tools = map[string]tool{
	"jwcrypto of PyPI":          {[]string{"python3", "testdata/interop.py"}, []string{"python3", "-c", "import jwcrypto"}, []func(*testing.T, tool){seals, links, signs}},
	"gmssl of PyPI":             {[]string{"python3", "testdata/shangmi.py"}, []string{"python3", "-c", "import gmssl, cryptography"}, []func(*testing.T, tool){sealsInSM2}},
	"jose of npm":               {node, []string{"node", "-e", resolve + "('jose')"}, []func(*testing.T, tool){seals, links}},
	"kill-the-clipboard of npm": {node, []string{"node", "-e", resolve + "('kill-the-clipboard')"}, []func(*testing.T, tool){views}},
	"jsqr of npm":               {node, []string{"node", "-e", resolve + "('jsqr'); " + resolve + "('pngjs')"}, []func(*testing.T, tool){scans}},
}

var node = []string{"node", "testdata/interop.cjs"}

const resolve = "((n) => require.resolve(n, {paths: [process.cwd(), ...(process.env.NODE_PATH || '').split(require('path').delimiter)]}))"

// run runs the tool in a folder.
func (x tool) run(t *testing.T, what, folder string) {
	t.Helper()
	args := append(x.command[1:len(x.command):len(x.command)], what, folder)
	command := exec.Command(x.command[0], args...)
	command.Env = append(os.Environ(), "TIME="+strconv.FormatInt(clock().Unix(), 10))
	out, err := command.CombinedOutput()
	require.NoError(t, err, string(out))
}

// A summary of a patient that is signed and encrypted here is opened by others, and
// theirs is opened here.
func TestOthersOpenOursAndWeTheirs(t *testing.T) {
	for name, x := range tools {
		t.Run(name, func(t *testing.T) {
			if exec.Command(x.present[0], x.present[1:]...).Run() != nil {
				t.Skipf("%s is not installed; PYTHONPATH and NODE_PATH may say where it is", name)
			}
			for _, test := range x.tests {
				test(t, x)
			}
		})
	}
}

// desk is a folder with a summary and the keys of both sides, under the names that the
// tools know.
func desk(t *testing.T, kind string) string {
	t.Helper()
	folder := t.TempDir()
	put(t, folder, "bundle.json", summary(t))
	if kind == "RSA" {
		for _, who := range []string{"sender", "recipient"} {
			key, err := rsa.GenerateKey(rand.Reader, 2048)
			require.NoError(t, err)
			private, err := (&jose.JSONWebKey{Key: key}).MarshalJSON()
			require.NoError(t, err)
			public, err := (&jose.JSONWebKey{Key: &key.PublicKey}).MarshalJSON()
			require.NoError(t, err)
			put(t, folder, who+".key", string(private))
			put(t, folder, who+".pub", string(public))
		}
		return folder
	}
	curve := "P-256"
	if kind == "SM2" {
		curve = kind
	}
	must(t, "keys", "-curve", curve, "-use", "sig", "-private", folder+"/sender.key", "-public", folder+"/sender.pub")
	must(t, "keys", "-curve", curve, "-use", "enc", "-private", folder+"/recipient.key", "-public", folder+"/recipient.pub")
	return folder
}

func seals(t *testing.T, x tool) {
	for _, kind := range []string{"P-256", "RSA"} {
		sealsFor(t, x, kind)
	}
}

// sealsInSM2 is seals in the mainland's algorithms, which the other packages do not have.
func sealsInSM2(t *testing.T, x tool) { sealsFor(t, x, "SM2") }

func sealsFor(t *testing.T, x tool, kind string) {
	f := desk(t, kind)
	ours := []string{"seal", "-purpose", "TREAT", "-consent", "Consent/2026-0117", "-sign-key", f + "/sender.key", "-recipient-key", f + "/recipient.pub", "-audit", f + "/audit", "-out", f + "/sealed.jwe", f + "/bundle.json"}
	must(t, ours...)
	x.run(t, "open", f)
	assert.Equal(t, get(t, f, "bundle.json"), get(t, f, "opened.json"), "byte for byte")
	var stated map[string]any
	require.NoError(t, json.Unmarshal([]byte(get(t, f, "terms.json")), &stated))
	assert.Equal(t, "TREAT", stated["purpose"])
	assert.Equal(t, "Consent/2026-0117", stated["consent"])

	x.run(t, "seal", f)
	must(t, "open", "-sender-key", f+"/sender.pub", "-key", f+"/recipient.key", "-audit", f+"/audit", "-out", f+"/ours.json", f+"/sealed.jwe")
	assert.Equal(t, get(t, f, "bundle.json"), get(t, f, "ours.json"))
}

func links(t *testing.T, x tool) {
	f := desk(t, "P-256")
	must(t, "link", "-purpose", "TREAT", "-consent", "Consent/2026-0117", "-sign-key", f+"/sender.key", "-url", "https://shl.example.org/ips", "-audit", f+"/audit", "-link", f+"/link", "-out", f+"/encrypted.jwe", f+"/bundle.json")
	x.run(t, "follow", f)
	must(t, "verify", "-sender-key", f+"/sender.pub", f+"/opened.json")

	x.run(t, "link", f)
	for _, name := range []string{"encrypted.jwe", "manifest.json"} {
		must(t, "open", "-unsigned", "-link", f+"/link", "-audit", f+"/audit", "-out", f+"/"+name+".json", f+"/"+name)
		assert.Equal(t, get(t, f, "bundle.json"), get(t, f, name+".json"))
	}
}

// views is links for a library that knows links alone.
func views(t *testing.T, x tool) {
	f := desk(t, "P-256")
	for _, more := range [][]string{{"-out", f + "/encrypted.jwe"}, {"-manifest", "-out", f + "/manifest.json"}} {
		must(t, append([]string{"link", "-purpose", "TREAT", "-consent", "Consent/2026-0117", "-sign-key", f + "/sender.key", "-url", "https://shl.example.org/ips", "-audit", f + "/audit", "-link", f + "/link", f + "/bundle.json"}, more...)...)
		x.run(t, "view", f)
		var opened []map[string]any
		require.NoError(t, json.Unmarshal([]byte(get(t, f, "opened.json")), &opened))
		require.Len(t, opened, 1)
		assert.Equal(t, "Bundle", opened[0]["resourceType"])
		assert.Contains(t, opened[0], "signature")
	}
	x.run(t, "share", f)
	must(t, "open", "-unsigned", "-link", f+"/link", "-audit", f+"/audit", "-out", f+"/theirs.json", f+"/encrypted.jwe")
	assert.Equal(t, get(t, f, "bundle.json"), get(t, f, "theirs.json"))
}

func signs(t *testing.T, x tool) {
	f := desk(t, "P-256")
	must(t, "sign", "-purpose", "TREAT", "-consent", "Consent/2026-0117", "-sign-key", f+"/sender.key", "-out", f+"/signed.json", f+"/bundle.json")
	x.run(t, "verify", f)
	assert.Contains(t, get(t, f, "terms.json"), "Consent/2026-0117")

	x.run(t, "sign", f)
	out := must(t, "verify", "-sender-key", f+"/sender.pub", f+"/signed.json")
	assert.Contains(t, out.stdout, `"consent":"Consent/2026-0117"`)
}

func scans(t *testing.T, x tool) {
	f := desk(t, "P-256")
	must(t, "link", "-purpose", "TREAT", "-consent", "Consent/2026-0117", "-sign-key", f+"/sender.key", "-url", "https://shl.example.org/ips", "-label", "摘要", "-audit", f+"/audit", "-link", f+"/link", "-qr", f+"/code.png", "-out", f+"/encrypted.jwe", f+"/bundle.json")
	x.run(t, "scan", f)
	assert.Equal(t, get(t, f, "link"), get(t, f, "link.scanned")+"\n")
}

// The QR code is read by zbarimg as well.
func TestZbarReadsTheCode(t *testing.T) {
	if _, err := exec.LookPath("zbarimg"); err != nil {
		t.Skip("zbarimg is not installed")
	}
	f := desk(t, "P-256")
	must(t, "link", "-purpose", "TREAT", "-consent", "Consent/2026-0117", "-sign-key", f+"/sender.key", "-url", "https://shl.example.org/ips", "-audit", f+"/audit", "-link", f+"/link", "-qr", f+"/code.PNG", "-out", f+"/encrypted.jwe", f+"/bundle.json")
	out, err := exec.Command("zbarimg", "-q", "--raw", f+"/code.PNG").Output()
	require.NoError(t, err)
	assert.Equal(t, get(t, f, "link"), string(out))
}

func put(t *testing.T, folder, name, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
}

func get(t *testing.T, folder, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, name))
	require.NoError(t, err)
	return string(text)
}
