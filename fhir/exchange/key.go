package exchange

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/go-jose/go-jose/v4"

	"github.com/crossbay/crossbay/fhir/exchange/internal/shangmi"
)

// A Use is what a key is for.
type Use string

// One key has one use: who can be brought to sign what was made up, must not decrypt
// by doing so.
const (
	ForSigning    Use = "sig"
	ForEncryption Use = "enc"
)

// A Curve is that of a key which is made.
type Curve string

// The curves on which [GenerateKey] makes keys. Keys that are read may be of others:
// see [ParsePrivateKey].
const (
	P256 Curve = "P-256" // of NIST: ES256, and ECDH-ES+A256KW with A256GCM
	SM2  Curve = "SM2"   // of GB/T 32918: SM2 with SM3, and SM2 with SM4-GCM
)

// A PublicKey checks signatures, or encrypts. The zero value is none. It may be used
// by several goroutines at once.
type PublicKey struct {
	key        any // *ecdsa.PublicKey, *rsa.PublicKey, ed25519.PublicKey or *shangmi.PublicKey
	thumbprint string
	use        Use // "" where the key does not say
}

// A PrivateKey signs, or decrypts. It prints as [redacted]. It may be used by several
// goroutines at once.
type PrivateKey struct {
	key    any // *ecdsa.PrivateKey, *rsa.PrivateKey, ed25519.PrivateKey or *shangmi.PrivateKey
	public PublicKey
}

// Public returns the public key.
func (k *PrivateKey) Public() *PublicKey { return &k.public }

// Thumbprint names the key: the SHA-256 of RFC 7638 as a URN of RFC 9278, which
// tells nothing but which key it is.
func (k *PublicKey) Thumbprint() string { return k.thumbprint }

// Format writes "[redacted]", whatever the verb is.
func (PrivateKey) Format(f fmt.State, _ rune) { io.WriteString(f, redacted) } //nolint:errcheck // fmt has no use for it

// LogValue returns "[redacted]".
func (PrivateKey) LogValue() slog.Value { return slog.StringValue(redacted) }

const redacted = "[redacted]"

// GenerateKey makes a key.
func GenerateKey(curve Curve, use Use) (*PrivateKey, error) {
	var key any
	var err error
	switch curve {
	case P256:
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case SM2:
		key, err = shangmi.GenerateKey()
	default:
		err = errors.New("exchange: keys are made on P-256 and SM2")
	}
	if err != nil {
		return nil, err
	}
	return newPrivateKey(key, use)
}

func newPrivateKey(key any, use Use) (*PrivateKey, error) {
	var public any
	switch key := key.(type) {
	case *ecdsa.PrivateKey:
		public = &key.PublicKey
	case *rsa.PrivateKey:
		if key.Validate() != nil {
			return nil, ErrKey
		}
		public = &key.PublicKey
	case ed25519.PrivateKey:
		public = key.Public()
	case *shangmi.PrivateKey:
		public = key.Public()
	default:
		return nil, ErrKey
	}
	p, err := newPublicKey(public, use)
	if err != nil {
		return nil, err
	}
	return &PrivateKey{key, *p}, nil
}

func newPublicKey(key any, use Use) (*PublicKey, error) {
	if use != "" && use != ForSigning && use != ForEncryption {
		return nil, ErrKey
	}
	switch k := key.(type) {
	case *ecdsa.PublicKey:
		if _, err := k.ECDH(); err != nil { // of another curve, or not on it
			return nil, ErrKey
		}
	case *rsa.PublicKey:
		if k.Size() < minRSA || k.Size() > maxRSA {
			return nil, fmt.Errorf("%w: RSA of %d to %d bits alone", ErrKey, minRSA*8, maxRSA*8)
		}
	case ed25519.PublicKey:
		if len(k) != ed25519.PublicKeySize {
			return nil, ErrKey
		}
	case *shangmi.PublicKey:
		sum := sha256.Sum256([]byte(`{"crv":"SM2","kty":"EC",` + coordinates(k) + `}`))
		return &PublicKey{key, thumbprintURN(sum[:]), use}, nil
	default:
		return nil, ErrKey
	}
	sum, err := (&jose.JSONWebKey{Key: key}).Thumbprint(crypto.SHA256)
	if err != nil {
		return nil, ErrKey
	}
	return &PublicKey{key, thumbprintURN(sum), use}, nil
}

// The sizes of keys of RSA, in bytes.
const minRSA, maxRSA = 2048 / 8, 4096 / 8

const thumbprintPrefix = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:"

func thumbprintURN(sum []byte) string {
	return thumbprintPrefix + base64.RawURLEncoding.EncodeToString(sum)
}

// coordinates are the members x and y of a JSON Web Key.
func coordinates(k *shangmi.PublicKey) string {
	x, y := k.Coordinates()
	return `"x":"` + base64.RawURLEncoding.EncodeToString(x) + `","y":"` + base64.RawURLEncoding.EncodeToString(y) + `"`
}

// May reports whether the key may be used so: a key that says what it is for has that use
// alone, and one on Ed25519 signs alone.
func (k *PublicKey) May(use Use) bool { return k != nil && k.may(use) }

// may reports whether the key may be used so.
func (k *PublicKey) may(use Use) bool {
	_, signsAlone := k.key.(ed25519.PublicKey)
	return k.key != nil && (k.use == "" || k.use == use) && (use == ForSigning || !signsAlone)
}

// signatures are the algorithms of signatures that the key may have, the one that is
// written first. The key decides, and what a signature says of itself is compared: no
// key of one algorithm is ever given to another.
func (k *PublicKey) signatures() []jose.SignatureAlgorithm {
	switch key := k.key.(type) {
	case *ecdsa.PublicKey:
		switch key.Curve {
		case elliptic.P256():
			return []jose.SignatureAlgorithm{jose.ES256}
		case elliptic.P384():
			return []jose.SignatureAlgorithm{jose.ES384}
		}
		return []jose.SignatureAlgorithm{jose.ES512}
	case *rsa.PublicKey:
		return []jose.SignatureAlgorithm{jose.PS256, jose.RS256}
	case ed25519.PublicKey:
		return []jose.SignatureAlgorithm{jose.EdDSA}
	}
	return []jose.SignatureAlgorithm{algorithmSM2}
}

// encryptions are the algorithms by which a key is encrypted for this one, the one
// that is written first.
func (k *PublicKey) encryptions() []jose.KeyAlgorithm {
	switch k.key.(type) {
	case *ecdsa.PublicKey:
		return []jose.KeyAlgorithm{jose.ECDH_ES_A256KW, jose.ECDH_ES_A128KW, jose.ECDH_ES}
	case *rsa.PublicKey:
		return []jose.KeyAlgorithm{jose.RSA_OAEP_256, jose.RSA_OAEP}
	}
	return nil
}

// MarshalJSON returns the JSON Web Key, without anything that is secret.
func (k *PublicKey) MarshalJSON() ([]byte, error) {
	if sm, ok := k.key.(*shangmi.PublicKey); ok {
		return json.Marshal(json.RawMessage(`{"kty":"EC","crv":"SM2",` + coordinates(sm) + k.member() + `}`))
	}
	return (&jose.JSONWebKey{Key: k.key, Use: string(k.use)}).MarshalJSON()
}

// Reveal returns the private JSON Web Key, for a file that nobody else can read.
func (k *PrivateKey) Reveal() ([]byte, error) {
	if sm, ok := k.key.(*shangmi.PrivateKey); ok {
		return json.Marshal(json.RawMessage(`{"kty":"EC","crv":"SM2",` + coordinates(sm.Public()) +
			`,"d":"` + base64.RawURLEncoding.EncodeToString(sm.Bytes()) + `"` + k.public.member() + `}`))
	}
	return (&jose.JSONWebKey{Key: k.key, Use: string(k.public.use)}).MarshalJSON()
}

// MarshalJSON returns "[redacted]": a private key is not written by accident. See Reveal.
func (PrivateKey) MarshalJSON() ([]byte, error) { return json.Marshal(redacted) }

// member is the member use of a JSON Web Key.
func (k *PublicKey) member() string {
	if k.use == "" {
		return ""
	}
	return `,"use":"` + string(k.use) + `"`
}
