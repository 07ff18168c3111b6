package exchange

import (
	"bytes"
	"compress/flate"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"io"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"github.com/crossbay/crossbay/fhir/exchange/internal/shangmi"
)

// No draft says how JSON Web Encryption names the mainland's algorithms. RFC 7516 wants
// names that are registered or cannot collide, such as object identifiers: these are
// those of GM/T 0006. Both sides have to know them.
const (
	encryptionSM2 = "urn:oid:1.2.156.10197.1.301.3" // SM2, public-key encryption
	contentSM4    = "urn:oid:1.2.156.10197.1.104.8" // SM4-GCM
	direct        = "dir"
	contentAES    = "A256GCM"
)

// A jweHeader is the protected header of an encryption.
type jweHeader struct {
	Algorithm   string `json:"alg"`
	Content     string `json:"enc"`
	Type        string `json:"typ,omitempty"`
	ContentType string `json:"cty"`
	Key         string `json:"kid,omitempty"`
	Compression string `json:"zip,omitempty"`
}

// readHeader reads the header of a compact encryption.
func readHeader(compact string) (h jweHeader, err error) {
	header, err := parseHeader(compact, 5)
	if err != nil {
		return h, err
	}
	h = jweHeader{Algorithm: header.text("alg"), Content: header.text("enc"), ContentType: header.text("cty"), Compression: header.text("zip")}
	if header.get("zip") != nil && h.Compression != "DEF" {
		return h, ErrHeader
	}
	return h, nil
}

// encrypt encrypts for the holder of a key.
func encrypt(text []byte, contentType string, to *PublicKey) ([]byte, error) {
	if to == nil || !to.may(ForEncryption) {
		return nil, ErrKey
	}
	if sm, ok := to.key.(*shangmi.PublicKey); ok {
		cek := make([]byte, shangmi.KeySize)
		rand.Read(cek) //nolint:errcheck // it never fails
		wrapped, err := sm.Encrypt(cek)
		if err != nil {
			return nil, ErrKey
		}
		gcm, err := shangmi.NewGCM(cek)
		if err != nil {
			return nil, ErrKey
		}
		return sealCompact(gcm, jweHeader{Algorithm: encryptionSM2, Content: contentSM4, Type: "JOSE", ContentType: contentType, Key: to.thumbprint}, wrapped, text)
	}
	recipient := jose.Recipient{Algorithm: to.encryptions()[0], Key: to.key, KeyID: to.thumbprint}
	options := (&jose.EncrypterOptions{}).WithType("JOSE").WithContentType(jose.ContentType(contentType))
	encrypter, err := jose.NewEncrypter(jose.A256GCM, recipient, options)
	if err != nil {
		return nil, ErrKey
	}
	encrypted, err := encrypter.Encrypt(text)
	if err != nil {
		return nil, ErrKey
	}
	compact, err := encrypted.CompactSerialize()
	return []byte(compact), err
}

// decrypt undoes encrypt. What somebody else has compressed may be 250 kB, or ten
// times what it was compressed to.
func decrypt(compact string, with *PrivateKey) (text []byte, contentType string, err error) {
	if with == nil || !with.public.may(ForEncryption) {
		return nil, "", ErrKey
	}
	header, err := readHeader(compact)
	if err != nil {
		return nil, "", err
	}
	if sm, ok := with.key.(*shangmi.PrivateKey); ok {
		if header.Algorithm != encryptionSM2 || header.Content != contentSM4 {
			return nil, "", ErrAlgorithm
		}
		wrapped, err := base64.RawURLEncoding.DecodeString(strings.Split(compact, ".")[1])
		if err != nil {
			return nil, "", ErrForm
		}
		cek, err := sm.Decrypt(wrapped)
		if err != nil || len(cek) != shangmi.KeySize {
			return nil, "", ErrDecryption
		}
		gcm, err := shangmi.NewGCM(cek)
		if err != nil {
			return nil, "", ErrDecryption
		}
		text, err := openCompact(gcm, compact, header)
		return text, header.ContentType, err
	}
	contents := []jose.ContentEncryption{jose.A256GCM, jose.A128GCM}
	known := false
	for _, algorithm := range with.public.encryptions() {
		known = known || header.Algorithm == string(algorithm)
	}
	if !known || header.Content != string(contents[0]) && header.Content != string(contents[1]) {
		return nil, "", ErrAlgorithm
	}
	encrypted, err := jose.ParseEncryptedCompact(compact, with.public.encryptions(), contents)
	if err != nil {
		return nil, "", ErrForm
	}
	if text, err = encrypted.Decrypt(with.key); err != nil {
		return nil, "", ErrDecryption
	}
	return text, header.ContentType, nil
}

// sealCompact encrypts under a key of a block cipher in Galois/Counter Mode.
func sealCompact(gcm cipher.AEAD, header jweHeader, wrapped, text []byte) ([]byte, error) {
	protected, err := json.Marshal(header)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, gcm.NonceSize())
	rand.Read(nonce) //nolint:errcheck // it never fails
	aad := base64.RawURLEncoding.AppendEncode(nil, protected)
	sealed := gcm.Seal(nil, nonce, text, aad)
	compact := aad
	tag := len(sealed) - gcm.Overhead()
	for _, part := range [][]byte{wrapped, nonce, sealed[:tag], sealed[tag:]} {
		compact = base64.RawURLEncoding.AppendEncode(append(compact, '.'), part)
	}
	return compact, nil
}

// openCompact undoes sealCompact, and inflates what somebody else has compressed, up
// to the size of a Bundle.
func openCompact(gcm cipher.AEAD, compact string, header jweHeader) ([]byte, error) {
	parts := strings.Split(compact, ".")
	var decoded [3][]byte
	for i := range decoded {
		var err error
		if decoded[i], err = base64.RawURLEncoding.DecodeString(parts[2+i]); err != nil {
			return nil, ErrForm
		}
	}
	nonce, sealed, tag := decoded[0], decoded[1], decoded[2]
	if len(nonce) != gcm.NonceSize() || len(tag) != gcm.Overhead() {
		return nil, ErrForm
	}
	text, err := gcm.Open(nil, nonce, append(sealed, tag...), []byte(parts[0]))
	if err != nil {
		return nil, ErrDecryption
	}
	if header.Compression == "" {
		return text, nil
	}
	inflated, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(text)), MaxFile+1))
	switch {
	case err != nil:
		return nil, ErrForm
	case len(inflated) > MaxFile:
		return nil, ErrSize
	}
	return inflated, nil
}

// newAES returns AES in Galois/Counter Mode.
func newAES(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
