// Package shangmi has the mainland's algorithms (商用密码) in the forms in which JSON
// Web Signature and Encryption carry them: signatures and encryption of keys by SM2
// (GB/T 32918), with the hash SM3 (GB/T 32905), and SM4 (GB/T 32907) in GCM. It
// alone imports the library that computes them.
package shangmi

import (
	"crypto/cipher"
	"crypto/ecdsa"
	"crypto/rand"
	"errors"
	"math/big"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm4"
)

const (
	// KeySize is the length of a key of SM4 in bytes.
	KeySize = 16
	// Size is the length of a number of SM2 in bytes: a private key, a coordinate of a
	// public one, half a signature.
	Size = 32
)

// userID is that which GB/T 35276 takes where the parties agreed on none.
var userID = []byte("1234567812345678")

// A PublicKey is a public key of SM2.
type PublicKey struct{ key *ecdsa.PublicKey }

// A PrivateKey is a private key of SM2.
type PrivateKey struct{ key *sm2.PrivateKey }

// GenerateKey makes a key.
func GenerateKey() (*PrivateKey, error) {
	key, err := sm2.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	return &PrivateKey{key}, nil
}

// NewPrivateKey returns the key of this number.
func NewPrivateKey(d []byte) (*PrivateKey, error) {
	key, err := sm2.NewPrivateKey(d)
	if err != nil {
		return nil, err
	}
	return &PrivateKey{key}, nil
}

// NewPublicKey returns the key that is this point, 04 and the two coordinates, which
// must lie on the curve.
func NewPublicKey(point []byte) (*PublicKey, error) {
	key, err := sm2.NewPublicKey(point)
	if err != nil {
		return nil, err
	}
	return &PublicKey{key}, nil
}

// Bytes is the number that the key is.
func (k *PrivateKey) Bytes() []byte { return k.key.D.FillBytes(make([]byte, Size)) }

// Public returns the public key.
func (k *PrivateKey) Public() *PublicKey { return &PublicKey{&k.key.PublicKey} }

// Coordinates are those of the point that the key is.
func (k *PublicKey) Coordinates() (x, y []byte) {
	point := make([]byte, 1+2*Size)
	if key, err := sm2.PublicKeyToECDH(k.key); err == nil { // it is on the curve
		point = key.Bytes()
	}
	return point[1 : 1+Size], point[1+Size:]
}

// Sign signs a message: its hash by SM3, together with the identity and the key of who
// signs. The signature is r and s, one after the other, as JSON Web Algorithms has
// those of other curves.
func (k *PrivateKey) Sign(message []byte) ([]byte, error) {
	r, s, err := sm2.SignWithSM2(rand.Reader, &k.key.PrivateKey, userID, message)
	if err != nil {
		return nil, err
	}
	return append(r.FillBytes(make([]byte, Size)), s.FillBytes(make([]byte, Size))...), nil
}

// Verify reports whether a signature is of the key and the message.
func (k *PublicKey) Verify(message, signature []byte) bool {
	if len(signature) != 2*Size {
		return false
	}
	r, s := new(big.Int).SetBytes(signature[:Size]), new(big.Int).SetBytes(signature[Size:])
	return sm2.VerifyWithSM2(k.key, userID, message, r, s)
}

// Encrypt encrypts a short text such as a key: the point C1, the hash C3 and the text
// C2 one after the other, as GB/T 32918.4 of 2016 has them.
func (k *PublicKey) Encrypt(text []byte) ([]byte, error) {
	return sm2.Encrypt(rand.Reader, k.key, text, sm2.NewPlainEncrypterOpts(sm2.MarshalUncompressed, sm2.C1C3C2))
}

// Decrypt undoes Encrypt.
func (k *PrivateKey) Decrypt(text []byte) ([]byte, error) {
	// Shorter ones, and other forms of the point, are none that Encrypt writes.
	if len(text) <= 1+3*Size || text[0] != 4 {
		return nil, errors.New("shangmi: no text of SM2")
	}
	return k.key.Decrypt(rand.Reader, text, sm2.NewPlainDecrypterOpts(sm2.C1C3C2))
}

// NewGCM returns SM4 in Galois/Counter Mode, with nonces of 12 bytes and tags of 16,
// as RFC 8998 has it.
func NewGCM(key []byte) (cipher.AEAD, error) {
	block, err := sm4.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
