package exchange

import (
	"strings"
	"time"
)

// Seal signs a Bundle and its terms, and encrypts both for the holder of a key: a JSON
// Web Encryption of a JSON Web Signature, in the compact form. The Bundle comes back
// byte for byte.
func Seal(bundle []byte, terms Terms, from *PrivateKey, to *PublicKey) ([]byte, error) {
	if to == nil || !to.may(ForEncryption) {
		return nil, ErrKey
	}
	if err := terms.Check(); err != nil {
		return nil, err
	}
	if err := CheckOutside(bundle, terms.Consent); err != nil {
		return nil, err
	}
	signed, err := sign(bundle, terms, to.thumbprint, from)
	if err != nil {
		return nil, err
	}
	compact, err := signed.CompactSerialize()
	if err != nil {
		return nil, ErrKey
	}
	return encrypt([]byte(compact), "JOSE", to)
}

// Open undoes Seal: it decrypts by the key of the recipient, checks that the sender has
// signed, for this recipient and under terms that hold now, and only then returns the
// Bundle.
func Open(sealed []byte, from *PublicKey, to *PrivateKey, now time.Time) ([]byte, Terms, error) {
	if len(sealed) > MaxFile {
		return nil, Terms{}, ErrSize
	}
	compact, contentType, err := decrypt(strings.TrimSpace(string(sealed)), to)
	if err != nil {
		return nil, Terms{}, err
	}
	switch {
	case isFHIR(contentType):
		return nil, Terms{}, ErrUnsigned
	case !strings.EqualFold(strings.TrimPrefix(contentType, "application/"), "jose"):
		return nil, Terms{}, ErrForm
	}
	bundle, terms, err := verify(string(compact), nil, to.public.thumbprint, from, now)
	if err != nil {
		return nil, Terms{}, err
	}
	if err := CheckOutside(bundle, terms.Consent); err != nil {
		return nil, Terms{}, err
	}
	return bundle, terms, nil
}
