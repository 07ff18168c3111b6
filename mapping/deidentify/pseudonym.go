package deidentify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash"
)

// MinKey is the least length of a key in bytes.
const MinKey = 32

// minDistinct is how many bytes of a key must differ from one another.
const minDistinct = 8

// MaxShift is the most days by which dates are moved back.
const MaxShift = 365

// The faults of a key.
var (
	ErrShortKey = errors.New("the key is shorter than 32 bytes")
	ErrWeakKey  = errors.New("the key repeats a few bytes: take one from a random source")
)

// A secret makes pseudonyms and shifts. It hides its key from fmt and logs by
// holding it in a function.
type secret struct {
	mac func() hash.Hash
}

// CheckKey reports whether bytes can be a key: [ErrShortKey] or [ErrWeakKey] where
// they cannot.
func CheckKey(key []byte) error {
	if len(key) < MinKey {
		return ErrShortKey
	}
	distinct := map[byte]bool{}
	for _, b := range key {
		distinct[b] = true
	}
	if len(distinct) < minDistinct {
		return ErrWeakKey
	}
	return nil
}

func newSecret(p *Profile, key []byte) (secret, error) {
	if err := CheckKey(key); err != nil {
		return secret{}, err
	}
	// Each profile has a key of its own, so that the pseudonyms of two do not
	// lead from the dates of one to those of the other.
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("crossbay deidentify " + p.Name))
	own := mac.Sum(nil)
	return secret{func() hash.Hash { return hmac.New(sha256.New, own) }}, nil
}

// sum returns the HMAC of the parts, each after its length, so that no two
// lists of parts are the same bytes.
func (s secret) sum(parts ...string) []byte {
	mac := s.mac()
	var length [8]byte
	for _, part := range parts {
		binary.BigEndian.PutUint64(length[:], uint64(len(part)))
		mac.Write(length[:])
		mac.Write([]byte(part))
	}
	return mac.Sum(nil)
}

// pseudonym returns what stands for the parts.
func (s secret) pseudonym(parts ...string) string { return hex.EncodeToString(s.sum(parts...)[:16]) }

// shift returns by how many days the dates of a subject are moved back, 1 to
// MaxShift.
func (s secret) shift(subject string) int {
	return 1 + int(binary.BigEndian.Uint64(s.sum("shift", subject))%MaxShift)
}
