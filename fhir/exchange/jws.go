package exchange

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/crossbay/crossbay/fhir/exchange/internal/shangmi"
)

// algorithmSM2 is what draft-dang-webauthn-sm2-00 calls SM2 with SM3. It expired, and
// IANA has registered no name: both sides have to know it.
const algorithmSM2 jose.SignatureAlgorithm = "SM2"

// fhirJSON is the media type of what is handed over.
const fhirJSON = "application/fhir+json"

// The names of the terms in the protected header. The first three are of RFC 7519;
// purpose and consent are this project's, private names as RFC 7515, 4.3, has them.
const (
	headerIssued   = "iat"
	headerExpires  = "exp"
	headerAudience = "aud"
	headerPurpose  = "purpose"
	headerConsent  = "consent"
)

// sign returns a compact signature over a payload and the terms, for one recipient
// or, where audience is "", for whoever has the Bundle.
func sign(payload []byte, terms Terms, audience string, from *PrivateKey) (*jose.JSONWebSignature, error) {
	if from == nil || !from.public.may(ForSigning) {
		return nil, ErrKey
	}
	options := (&jose.SignerOptions{}).
		WithContentType(fhirJSON).
		WithHeader("kid", from.public.thumbprint).
		WithHeader(headerIssued, terms.Issued.Unix()).
		WithHeader(headerPurpose, terms.Purpose).
		WithHeader(headerConsent, terms.Consent)
	if !terms.Expires.IsZero() {
		options.WithHeader(headerExpires, terms.Expires.Unix())
	}
	if audience != "" {
		options.WithHeader(headerAudience, audience)
	}
	key := jose.SigningKey{Algorithm: from.public.signatures()[0], Key: from.key}
	if sm, ok := from.key.(*shangmi.PrivateKey); ok {
		key.Key = sm2Signer{sm}
	}
	signer, err := jose.NewSigner(key, options)
	if err != nil {
		return nil, ErrKey
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		return nil, ErrKey
	}
	return signed, nil
}

// verify checks a compact signature and its terms, and returns the payload. A payload
// that is nil stands in the signature.
func verify(compact string, payload []byte, audience string, by *PublicKey, now time.Time) ([]byte, Terms, error) {
	text, header, err := checkSignature(compact, payload, by)
	if err != nil {
		return nil, Terms{}, err
	}
	if kid := header.text("kid"); kid != by.thumbprint && strings.HasPrefix(kid, thumbprintPrefix) {
		return nil, Terms{}, ErrSignature // it says that it is another's
	}
	if !isFHIR(header.text("cty")) {
		return nil, Terms{}, ErrForm
	}
	if audience != "" && header.text(headerAudience) != audience {
		return nil, Terms{}, ErrRecipient
	}
	terms := Terms{
		Purpose: header.text(headerPurpose), Consent: header.text(headerConsent),
		Issued: date(header.get(headerIssued)), Expires: date(header.get(headerExpires)),
	}
	if header.get(headerExpires) != nil && terms.Expires.IsZero() {
		return nil, Terms{}, ErrTime
	}
	if err := terms.checkAt(now); err != nil {
		return nil, Terms{}, err
	}
	return text, terms, nil
}

// checkSignature checks a compact signature by the key of whoever is said to have
// signed, and returns the payload and the protected header.
func checkSignature(compact string, payload []byte, by *PublicKey) ([]byte, object, error) {
	if by == nil || !by.may(ForSigning) {
		return nil, nil, ErrKey
	}
	header, err := parseHeader(compact, 3)
	if err != nil {
		return nil, nil, err
	}
	var signed *jose.JSONWebSignature
	if payload != nil {
		signed, err = jose.ParseDetached(compact, payload, by.signatures())
	} else {
		signed, err = jose.ParseSignedCompact(compact, by.signatures())
	}
	var unexpected *jose.ErrUnexpectedSignatureAlgorithm
	switch {
	case errors.As(err, &unexpected):
		return nil, nil, ErrAlgorithm
	case err != nil:
		return nil, nil, ErrForm
	}
	key := by.key
	if sm, ok := key.(*shangmi.PublicKey); ok {
		key = sm2Verifier{sm}
	}
	text, err := signed.Verify(key)
	if err != nil {
		return nil, nil, ErrSignature
	}
	return text, header, nil
}

// date reads a NumericDate of RFC 7519, the zero time where it is none.
func date(value any) time.Time {
	number, _ := value.(json.Number)
	seconds, err := number.Float64()
	if err != nil || !(seconds >= 1 && seconds < 1<<40) {
		return time.Time{}
	}
	return time.Unix(int64(seconds), 0).UTC()
}

// isFHIR reports whether a content type is that of a Bundle.
func isFHIR(contentType string) bool {
	mediaType, _, _ := strings.Cut(contentType, ";")
	return mediaType == fhirJSON || mediaType == "fhir+json" // RFC 7515, 4.1.10
}

// parseHeader reads the protected header of a compact hand-over of so many parts, and
// refuses one that asks for what is not done, before anything is computed: extensions
// that must be understood, keys by reference or in the header, and passwords.
func parseHeader(compact string, parts int) (object, error) {
	if strings.Count(compact, ".") != parts-1 {
		return nil, ErrForm
	}
	protected, _, _ := strings.Cut(compact, ".")
	if len(protected) > maxHeader {
		return nil, ErrHeader
	}
	text, err := base64.RawURLEncoding.DecodeString(protected)
	if err != nil {
		return nil, ErrForm
	}
	header, ok := parseObject(text)
	if !ok {
		return nil, ErrForm
	}
	for _, name := range []string{"crit", "b64", "jku", "jwk", "x5u", "p2s", "p2c"} {
		if header.get(name) != nil {
			return nil, ErrHeader
		}
	}
	return header, nil
}

// maxHeader is the longest protected header that is read, in base64. One with a chain
// of certificates, which is not used, is some kilobytes long.
const maxHeader = 32 << 10

// An sm2Signer signs for the library.
type sm2Signer struct{ key *shangmi.PrivateKey }

// Public implements jose.OpaqueSigner: the header names the key by sign.
func (s sm2Signer) Public() *jose.JSONWebKey { return nil }

// Algs implements jose.OpaqueSigner.
func (s sm2Signer) Algs() []jose.SignatureAlgorithm {
	return []jose.SignatureAlgorithm{algorithmSM2}
}

// SignPayload implements jose.OpaqueSigner.
func (s sm2Signer) SignPayload(payload []byte, _ jose.SignatureAlgorithm) ([]byte, error) {
	return s.key.Sign(payload)
}

// An sm2Verifier verifies for the library.
type sm2Verifier struct{ key *shangmi.PublicKey }

// VerifyPayload implements jose.OpaqueVerifier.
func (v sm2Verifier) VerifyPayload(payload, signature []byte, alg jose.SignatureAlgorithm) error {
	if alg != algorithmSM2 || !v.key.Verify(payload, signature) {
		return ErrSignature
	}
	return nil
}
