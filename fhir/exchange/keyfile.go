package exchange

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"

	"github.com/go-jose/go-jose/v4"

	"github.com/crossbay/crossbay/fhir/exchange/internal/shangmi"
)

// maxKey is the longest text of a key, in bytes.
const maxKey = 64 << 10

// ParsePrivateKey reads a key of a file: PEM (PKCS #8, SEC 1, PKCS #1) or a JSON Web
// Key, on the curves P-256, P-384, P-521, Ed25519 (which signs alone) or SM2, or of RSA
// with 2048 to 4096 bits. One under a password is [ErrKey], as is any other.
func ParsePrivateKey(text []byte) (*PrivateKey, error) {
	if key, use, err := parse(text, true); err == nil {
		return newPrivateKey(key, use)
	}
	return nil, ErrKey
}

// ParsePublicKey reads a key of a file as [ParsePrivateKey] does: PEM (PKIX), a
// certificate, of which it takes the key and asks neither who vouches for it nor until
// when, or a JSON Web Key. A private key is [ErrKey]: it is not to be passed around.
func ParsePublicKey(text []byte) (*PublicKey, error) {
	if key, use, err := parse(text, false); err == nil {
		return newPublicKey(key, use)
	}
	return nil, ErrKey
}

func parse(text []byte, private bool) (key any, use Use, err error) {
	if len(text) > maxKey {
		return nil, "", ErrKey
	}
	text = bytes.TrimSpace(text)
	if bytes.HasPrefix(text, []byte("{")) {
		return parseJWK(text, private)
	}
	for {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			return nil, "", ErrKey
		}
		switch block.Type {
		case "SM2 PARAMETERS", "EC PARAMETERS": // which OpenSSL writes before the key
			continue
		}
		if private {
			key, err = parsePrivatePEM(block)
		} else {
			key, err = parsePublicPEM(block)
		}
		return key, "", err
	}
}

// A jwk has the members that tell a key of SM2 from others.
type jwk struct {
	Type       string `json:"kty"`
	Curve      string `json:"crv"`
	X, Y, D    string
	Use        Use
	Operations []string `json:"key_ops"`
}

func parseJWK(text []byte, private bool) (any, Use, error) {
	var k jwk
	if err := json.Unmarshal(text, &k); err != nil {
		return nil, "", ErrKey
	}
	if k.Type == "EC" && k.Curve == "SM2" {
		key, err := parseSM2(k, private)
		return key, k.Use, err
	}
	var parsed jose.JSONWebKey
	if err := parsed.UnmarshalJSON(text); err != nil || !parsed.Valid() {
		return nil, "", ErrKey
	}
	return parsed.Key, Use(parsed.Use), nil
}

func parseSM2(k jwk, private bool) (any, error) {
	var parts [3][]byte
	for i, s := range []string{k.X, k.Y, k.D} {
		var err error
		if parts[i], err = base64.RawURLEncoding.DecodeString(s); err != nil || i < 2 && len(parts[i]) != shangmi.Size {
			return nil, ErrKey
		}
	}
	public, err := shangmi.NewPublicKey(append(append([]byte{4}, parts[0]...), parts[1]...))
	if err != nil || private == (k.D == "") {
		return nil, ErrKey
	}
	if !private {
		return public, nil
	}
	key, err := shangmi.NewPrivateKey(parts[2])
	if err != nil || coordinates(key.Public()) != coordinates(public) {
		return nil, ErrKey
	}
	return key, nil
}

func parsePrivatePEM(block *pem.Block) (any, error) {
	switch block.Type {
	case "PRIVATE KEY":
		if d, ok := sm2OfPKCS8(block.Bytes); ok {
			return shangmi.NewPrivateKey(d)
		}
		return x509.ParsePKCS8PrivateKey(block.Bytes)
	case "EC PRIVATE KEY", "SM2 PRIVATE KEY":
		var k sec1
		if rest, err := asn1.Unmarshal(block.Bytes, &k); err == nil && len(rest) == 0 && k.Curve.Equal(oidSM2) {
			return shangmi.NewPrivateKey(k.Key)
		}
		return x509.ParseECPrivateKey(block.Bytes)
	case "RSA PRIVATE KEY":
		return x509.ParsePKCS1PrivateKey(block.Bytes)
	}
	return nil, fmt.Errorf("%w: PEM of another kind", ErrKey)
}

func parsePublicPEM(block *pem.Block) (any, error) {
	der := block.Bytes
	switch block.Type {
	case "PUBLIC KEY":
	case "CERTIFICATE":
		var c certificate
		if rest, err := asn1.Unmarshal(der, &c); err != nil || len(rest) > 0 {
			return nil, ErrKey
		}
		der = c.Body.Key.FullBytes
	default:
		return nil, fmt.Errorf("%w: PEM of another kind", ErrKey)
	}
	var k pkix
	if rest, err := asn1.Unmarshal(der, &k); err == nil && len(rest) == 0 && k.Algorithm.Curve.Equal(oidSM2) {
		return shangmi.NewPublicKey(k.Key.RightAlign())
	}
	return x509.ParsePKIXPublicKey(der)
}

// What the library of the mainland's algorithms has for files drags in a dozen others.
// These are RFC 5480, RFC 5915 and RFC 5958, as far as SM2 needs them.
var (
	oidEC  = asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}
	oidSM2 = asn1.ObjectIdentifier{1, 2, 156, 10197, 1, 301}
)

type (
	algorithm struct {
		Algorithm asn1.ObjectIdentifier
		Curve     asn1.ObjectIdentifier `asn1:"optional"`
	}
	pkix struct {
		Algorithm algorithm
		Key       asn1.BitString
	}
	pkcs8 struct {
		Version   int
		Algorithm algorithm
		Key       []byte
		Rest      asn1.RawValue `asn1:"optional"`
	}
	sec1 struct {
		Version int
		Key     []byte
		Curve   asn1.ObjectIdentifier `asn1:"optional,explicit,tag:0"`
		Public  asn1.BitString        `asn1:"optional,explicit,tag:1"`
	}
	certificate struct {
		Body struct {
			Version                                   int `asn1:"optional,explicit,default:0,tag:0"`
			Serial                                    asn1.RawValue
			Algorithm, Issuer, Validity, Subject, Key asn1.RawValue
			Extensions                                asn1.RawValue `asn1:"optional"`
		}
		Algorithm asn1.RawValue
		Signature asn1.BitString
	}
)

// sm2OfPKCS8 returns the number of a private key of SM2.
func sm2OfPKCS8(der []byte) ([]byte, bool) {
	var outer pkcs8
	if rest, err := asn1.Unmarshal(der, &outer); err != nil || len(rest) > 0 || !outer.Algorithm.Algorithm.Equal(oidEC) || !outer.Algorithm.Curve.Equal(oidSM2) {
		return nil, false
	}
	var inner sec1
	if rest, err := asn1.Unmarshal(outer.Key, &inner); err != nil || len(rest) > 0 {
		return nil, false
	}
	return inner.Key, true
}
