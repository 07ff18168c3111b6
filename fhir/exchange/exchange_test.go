package exchange

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// bundle is a record of nobody, with what a signature must not lose: the zeros of a
// number, escapes, blanks.
const bundle = `{ "resourceType": "Bundle", "id": "b1", "type": "document", "timestamp": "2026-11-24T08:00:00+08:00",
 "entry": [ {"fullUrl": "urn:uuid:2a1f", "resource": {"resourceType": "Patient", "identifier": [{"value": "A123456(3)"}], "name": [{"text": "陳大文", "family": "Chan", "given": ["Tai Man"]}], "birthDate": "1960-02-01"}},
 {"resource": {"resourceType": "Observation", "valueQuantity": {"value": 2.50, "unit": "mmol/L"}, "note": [{"text": "a\tb \u00e9\/ \ud83d\ude00"}]}} ] }
`

var (
	now   = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	terms = Terms{Purpose: "TREAT", Consent: "Consent/2026-0117", Issued: now, Expires: now.Add(72 * time.Hour)}
)

func generate(t testing.TB, curve Curve, use Use) *PrivateKey {
	t.Helper()
	key, err := GenerateKey(curve, use)
	require.NoError(t, err)
	return key
}

// keys are one of each kind.
func keys(t testing.TB) map[string]*PrivateKey {
	t.Helper()
	list := map[string]*PrivateKey{"SM2": generate(t, SM2, "")}
	add := func(name string, key any, err error) {
		require.NoError(t, err)
		list[name], err = newPrivateKey(key, "")
		require.NoError(t, err)
	}
	for name, curve := range map[string]elliptic.Curve{"P-256": elliptic.P256(), "P-384": elliptic.P384(), "P-521": elliptic.P521()} {
		key, err := ecdsa.GenerateKey(curve, rand.Reader)
		add(name, key, err)
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	add("RSA", key, err)
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	add("Ed25519", edwards, err)
	return list
}

func TestSealAndOpen(t *testing.T) {
	list := keys(t)
	for sender, from := range list {
		for recipient, to := range list {
			sealed, err := Seal([]byte(bundle), terms, from, to.Public())
			if recipient == "Ed25519" {
				assert.ErrorIs(t, err, ErrKey)
				continue
			}
			require.NoError(t, err, sender+" "+recipient)
			assert.Equal(t, 4, bytes.Count(sealed, []byte(".")))
			opened, under, err := Open(append(sealed, '\n'), from.Public(), to, now)
			require.NoError(t, err, sender+" "+recipient)
			assert.Equal(t, bundle, string(opened), "byte for byte")
			assert.Equal(t, terms, under)
			for name, other := range list {
				if name != sender {
					_, _, err := Open(sealed, other.Public(), to, now)
					assert.Error(t, err)
				}
				if name != recipient {
					none, _, err := Open(sealed, from.Public(), other, now)
					assert.Error(t, err)
					assert.Nil(t, none)
				}
			}
		}
	}
}

func TestSignAndVerify(t *testing.T) {
	for name, key := range keys(t) {
		signed, err := Sign([]byte(bundle), terms, key)
		require.NoError(t, err, name)
		under, err := Verify(signed, key.Public(), now)
		require.NoError(t, err, name)
		assert.Equal(t, terms, under)
		assert.True(t, strings.HasPrefix(string(signed), strings.TrimRight(bundle, " }\n")), "the rest is as it was")

		_, err = Sign(signed, terms, key)
		assert.ErrorIs(t, err, ErrSigned)
		// What changes as a document goes from server to server.
		moved := bytes.Replace(signed, []byte(`"id": "b1"`), []byte(`"meta":{"versionId":"7"},"id": "c9"`), 1)
		_, err = Verify(moved, key.Public(), now)
		assert.NoError(t, err)
		spaced := bytes.ReplaceAll(signed, []byte(`": `), []byte("\"\n:"))
		_, err = Verify(spaced, key.Public(), now)
		assert.NoError(t, err)
		for _, change := range [][2]string{{"2.50", "2.5"}, {"2.50", "25.0"}, {"mmol/L", "mg/dL"}, {"2a1f", "2a1e"}, {`\ud83d\ude00`, `\ud83d\ude01`}, {"+08:00\"", "+08:00\",\"total\":1"}} {
			changed := bytes.Replace(signed, []byte(change[0]), []byte(change[1]), 1)
			require.NotEqual(t, signed, changed)
			_, err = Verify(changed, key.Public(), now)
			assert.ErrorIs(t, err, ErrSignature, change)
		}
	}
	_, err := Verify([]byte(bundle), generate(t, P256, ForSigning).Public(), now)
	assert.ErrorIs(t, err, ErrUnsigned)
}

func TestLink(t *testing.T) {
	key := generate(t, P256, ForSigning)
	signed, err := Sign([]byte(bundle), terms, key)
	require.NoError(t, err)
	for _, manifest := range []bool{false, true} {
		link, err := NewLink("https://shl.example.org/ips/", "摘要 summary", terms.Expires, manifest)
		require.NoError(t, err)
		encrypt := link.Encrypt
		if manifest {
			encrypt = link.EncryptManifest
		}
		file, err := encrypt(signed)
		require.NoError(t, err)
		read, err := ParseLink("https://viewer.example.org#" + link.URI())
		require.NoError(t, err)
		assert.Equal(t, link, read)
		opened, err := read.Open(file, now)
		require.NoError(t, err)
		assert.Equal(t, string(signed), string(opened))
		_, err = Verify(opened, key.Public(), now)
		assert.NoError(t, err)
		_, err = read.Open(file, terms.Expires)
		assert.ErrorIs(t, err, ErrExpired)
	}
}

func signES256(t testing.TB, key *ecdsa.PrivateKey, input string) []byte {
	t.Helper()
	sum := sha256.Sum256([]byte(input))
	r, s, err := ecdsa.Sign(rand.Reader, key, sum[:])
	require.NoError(t, err)
	return append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
}
