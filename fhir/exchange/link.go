package exchange

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

// A Link is a SMART Health Link: where an encrypted file is, and the key to it. Whoever
// has the link can read the record. It prints as [redacted]; [Link.URI] is the text of
// its QR code.
type Link struct {
	// URL is where the file is to be fetched.
	URL string
	// Expires is when the link is stale; zero for never.
	Expires time.Time
	// Label says what the file is, in up to 80 characters, to everybody who sees the link.
	Label string
	// Manifest is whether the URL answers with a list of files, and not with the file.
	Manifest bool
	// Passcode is whether the server asks for one. What it answered is opened without.
	Passcode bool

	key []byte
}

// The limits of the specification.
const (
	maxURL   = 128 // characters of the address
	maxLabel = 80
	keySize  = 32
	maxLink  = 4096 // bytes of a link that is read; a QR code holds 2,953
	scheme   = "shlink:/"
)

// NewLink makes a link to a file that will be served below base, an address of https,
// under a name that cannot be guessed, with a new key. A link with Manifest is served
// with the file of [Link.EncryptManifest].
func NewLink(base, label string, expires time.Time, manifest bool) (*Link, error) {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, ErrLink
	}
	random := make([]byte, 2*keySize)
	rand.Read(random) //nolint:errcheck // it never fails
	link := &Link{
		URL:   strings.TrimRight(base, "/") + "/" + base64.RawURLEncoding.EncodeToString(random[:keySize]),
		Label: label, Manifest: manifest, key: random[keySize:],
	}
	if !expires.IsZero() {
		link.Expires = time.Unix(expires.Unix(), 0).UTC()
	}
	if len(link.URL) > maxURL || utf8.RuneCountInString(label) > maxLabel || !utf8.ValidString(label) {
		return nil, ErrLink
	}
	return link, nil
}

// A linkPayload is what a link says.
type linkPayload struct {
	URL     string      `json:"url"`
	Key     string      `json:"key"`
	Expires json.Number `json:"exp,omitempty"`
	Flag    string      `json:"flag,omitempty"`
	Label   string      `json:"label,omitempty"`
}

// URI returns the link itself. It holds the key.
func (l *Link) URI() string {
	p := linkPayload{URL: l.URL, Key: base64.RawURLEncoding.EncodeToString(l.key), Label: l.Label}
	if !l.Expires.IsZero() {
		p.Expires = json.Number(fmt.Sprint(l.Expires.Unix()))
	}
	if !l.Manifest {
		p.Flag = "U"
	}
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.Encode(p) //nolint:errcheck // strings and numbers have a form in JSON
	return scheme + base64.RawURLEncoding.EncodeToString([]byte(strings.TrimSuffix(text.String(), "\n")))
}

// ParseLink reads a link, with or without the address of a viewer before it.
func ParseLink(uri string) (*Link, error) {
	uri = strings.TrimSpace(uri)
	if _, after, ok := strings.Cut(uri, "#"+scheme); ok {
		uri = scheme + after
	}
	encoded, ok := strings.CutPrefix(uri, scheme)
	if !ok || len(encoded) > maxLink {
		return nil, ErrLink
	}
	text, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(encoded, "="))
	if err != nil {
		return nil, ErrLink
	}
	p, ok := parseObject(text)
	if version := p.get("v"); !ok || p.text("url") == "" || version != nil && version != json.Number("1") {
		return nil, ErrLink
	}
	flag := p.text("flag")
	l := &Link{
		URL: p.text("url"), Label: p.text("label"), Expires: date(p.get("exp")),
		Manifest: !strings.Contains(flag, "U"), Passcode: strings.Contains(flag, "P"),
	}
	if l.key, err = base64.RawURLEncoding.DecodeString(p.text("key")); err != nil || len(l.key) != keySize || l.Passcode && !l.Manifest {
		return nil, ErrLink
	}
	if p.get("exp") != nil && l.Expires.IsZero() {
		return nil, ErrLink
	}
	return l, nil
}

// Encrypt encrypts the Bundle, which should be signed before ([Sign]), for the link.
func (l *Link) Encrypt(bundle []byte) ([]byte, error) {
	if err := CheckOutside(bundle, l.Label, l.URL); err != nil {
		return nil, err
	}
	gcm, err := newAES(l.key)
	if err != nil {
		return nil, ErrLink
	}
	return sealCompact(gcm, jweHeader{Algorithm: direct, Content: contentAES, ContentType: fhirJSON}, nil, bundle)
}

// A manifest is what a server answers for a link with Manifest.
type manifest struct {
	Files []manifestFile `json:"files"`
}

type manifestFile struct {
	ContentType string `json:"contentType"`
	Embedded    string `json:"embedded"`
}

// EncryptManifest returns a manifest with the encrypted Bundle in it, for a server
// that answers the requests of links with Manifest.
func (l *Link) EncryptManifest(bundle []byte) ([]byte, error) {
	encrypted, err := l.Encrypt(bundle)
	if err != nil {
		return nil, err
	}
	return json.Marshal(manifest{[]manifestFile{{ContentType: fhirJSON, Embedded: string(encrypted)}}})
}

// Open decrypts what the link leads to, a file or a manifest with files in it, and
// returns the Bundle. Who made it, [Verify] tells. A link that is stale is
// [ErrExpired], a manifest whose files are elsewhere [ErrElsewhere].
func (l *Link) Open(file []byte, now time.Time) ([]byte, error) {
	switch {
	case len(file) > MaxFile:
		return nil, ErrSize
	case !l.Expires.IsZero() && !now.Before(l.Expires):
		return nil, ErrExpired
	}
	compact := strings.TrimSpace(string(file))
	if strings.HasPrefix(compact, "{") {
		var err error
		if compact, err = embedded(compact); err != nil {
			return nil, err
		}
	}
	header, err := readHeader(compact)
	if err != nil {
		return nil, err
	}
	if header.Algorithm != direct || header.Content != contentAES || strings.Split(compact, ".")[1] != "" {
		return nil, ErrAlgorithm
	}
	gcm, err := newAES(l.key)
	if err != nil {
		return nil, ErrLink
	}
	bundle, err := openCompact(gcm, compact, header)
	if err != nil {
		return nil, err
	}
	if !isFHIR(header.ContentType) {
		return nil, ErrForm
	}
	if _, err := parseBundle(bundle); err != nil {
		return nil, err
	}
	return bundle, nil
}

// embedded returns the one file of FHIR in a manifest.
func embedded(text string) (string, error) {
	m, ok := parseObject([]byte(text))
	if !ok {
		return "", ErrForm
	}
	found := ""
	for _, f := range objects(m.get("files")) {
		switch file := f.text("embedded"); {
		case !isFHIR(f.text("contentType")):
		case file == "":
			return "", ErrElsewhere
		case found != "":
			return "", ErrForm // which of them is the record, nobody says
		default:
			found = file
		}
	}
	if found == "" {
		return "", ErrForm
	}
	return found, nil
}

// Format writes "[redacted]", whatever the verb is.
func (Link) Format(f fmt.State, _ rune) { io.WriteString(f, redacted) } //nolint:errcheck // fmt has no use for it

// LogValue returns "[redacted]".
func (Link) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalJSON returns "[redacted]".
func (Link) MarshalJSON() ([]byte, error) { return json.Marshal(redacted) }
