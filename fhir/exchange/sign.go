package exchange

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
)

// targetFormat says what a signature in a Bundle covers.
const targetFormat = fhirJSON + ";canonicalization=" + canonicalization

// A signature is the element Bundle.signature.
type signature struct {
	Type         []coding  `json:"type"`
	When         string    `json:"when"`
	Who          reference `json:"who"`
	TargetFormat string    `json:"targetFormat"`
	Format       string    `json:"sigFormat"`
	Data         []byte    `json:"data"`
}

// verification is the type of the signature: that the content is as it was.
var verification = coding{"urn:iso-astm:E1762-95:2013", "1.2.840.10065.1.12.1.5", "Verification Signature"}

// Sign signs a Bundle and its terms, and returns the Bundle with the signature in it
// (Bundle.signature): a detached JSON Web Signature over FHIR's canonical JSON. Nothing
// else of the Bundle changes, and whoever knows no signatures reads it as before. A
// Bundle that has one already is [ErrSigned].
func Sign(bundle []byte, terms Terms, from *PrivateKey) ([]byte, error) {
	if err := terms.Check(); err != nil {
		return nil, err
	}
	parsed, err := parseBundle(bundle)
	if err != nil {
		return nil, err
	}
	if parsed.get("signature") != nil {
		return nil, ErrSigned
	}
	if names(parsed, terms.Consent) {
		return nil, ErrIdentifying
	}
	signed, err := sign(canonical(parsed), terms, "", from)
	if err != nil {
		return nil, err
	}
	compact, err := signed.DetachedCompactSerialize()
	if err != nil {
		return nil, ErrKey
	}
	element, err := json.Marshal(signature{
		Type: []coding{verification}, When: instant(terms.Issued), Who: keyReference(from.public.thumbprint),
		TargetFormat: targetFormat, Format: "application/jose", Data: []byte(compact),
	})
	if err != nil {
		return nil, err
	}
	end := bytes.LastIndexByte(bundle, '}') // that of the Bundle, which is valid JSON
	out := append(bytes.Clone(bundle[:end]), `,"signature":`...)
	return append(append(out, element...), bundle[end:]...), nil
}

// Verify checks the signature in a Bundle by the key of whoever is said to have
// signed, under terms that hold now. It is [ErrUnsigned] where there is none.
func Verify(bundle []byte, by *PublicKey, now time.Time) (Terms, error) {
	parsed, err := parseBundle(bundle)
	if err != nil {
		return Terms{}, err
	}
	element, ok := parsed.get("signature").(object)
	if !ok {
		return Terms{}, ErrUnsigned
	}
	if element.text("sigFormat") != "application/jose" || strings.ReplaceAll(element.text("targetFormat"), " ", "") != targetFormat {
		return Terms{}, ErrForm
	}
	compact, err := base64.StdEncoding.DecodeString(element.text("data"))
	if err != nil {
		return Terms{}, ErrForm
	}
	_, terms, err := verify(string(compact), canonical(parsed), "", by, now)
	if err != nil {
		return Terms{}, err
	}
	// The element says once more who signed and when, which the signature does not cover.
	if when, err := time.Parse(time.RFC3339, element.text("when")); err != nil || when.Unix() != terms.Issued.Unix() {
		return Terms{}, ErrSignature
	}
	if names(parsed, terms.Consent) {
		return Terms{}, ErrIdentifying
	}
	return terms, nil
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }
