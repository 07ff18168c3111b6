package exchange

import (
	"bytes"
	"compress/flate"
	"crypto/ecdsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A desk has the keys of both sides, and one more.
type desk struct{ from, to, other *PrivateKey }

func newDesk(t testing.TB) desk {
	return desk{generate(t, P256, ForSigning), generate(t, P256, ForEncryption), generate(t, P256, "")}
}

func encode(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// header is what a signature of ours says, changed.
func (d desk) header(change map[string]any) map[string]any {
	h := map[string]any{"alg": "ES256", "cty": fhirJSON, "iat": now.Unix(), "purpose": "TREAT", "consent": "Consent/1", "aud": d.to.Public().Thumbprint()}
	for name, value := range change {
		if h[name] = value; value == nil {
			delete(h, name)
		}
	}
	return h
}

// sign signs as the header says, which may be nonsense; the library would not.
func (d desk) sign(t testing.TB, payload string, header map[string]any) string {
	t.Helper()
	text, err := json.Marshal(header)
	require.NoError(t, err)
	return d.signText(t, payload, string(text))
}

func (d desk) signText(t testing.TB, payload, header string) string {
	t.Helper()
	key := d.from.key.(*ecdsa.PrivateKey)
	input := encode(header) + "." + encode(payload)
	return input + "." + encode(string(signES256(t, key, input)))
}

// encrypt encrypts anything for the recipient.
func (d desk) encrypt(t testing.TB, text, contentType string) []byte {
	t.Helper()
	sealed, err := encrypt([]byte(text), contentType, d.to.Public())
	require.NoError(t, err)
	return sealed
}

func TestHeadersThatAreRefused(t *testing.T) {
	d := newDesk(t)
	for name, test := range map[string]struct {
		change map[string]any
		want   error
	}{
		"ours":                    {nil, nil},
		"another recipient":       {map[string]any{"aud": d.other.Public().Thumbprint()}, ErrRecipient},
		"no recipient":            {map[string]any{"aud": nil}, ErrRecipient},
		"a list of recipients":    {map[string]any{"aud": []string{d.to.Public().Thumbprint()}}, ErrRecipient},
		"none":                    {map[string]any{"alg": "none"}, ErrAlgorithm},
		"None":                    {map[string]any{"alg": "None"}, ErrAlgorithm},
		"no algorithm":            {map[string]any{"alg": nil}, ErrAlgorithm},
		"another algorithm":       {map[string]any{"alg": "ES384"}, ErrAlgorithm},
		"a MAC":                   {map[string]any{"alg": "HS256"}, ErrAlgorithm},
		"SM2":                     {map[string]any{"alg": "SM2"}, ErrAlgorithm},
		"a critical extension":    {map[string]any{"crit": []string{"x"}, "x": 1}, ErrHeader},
		"a critical exp":          {map[string]any{"crit": []string{"exp"}}, ErrHeader},
		"an empty crit":           {map[string]any{"crit": []string{}}, ErrHeader},
		"b64":                     {map[string]any{"crit": []string{"b64"}, "b64": false}, ErrHeader},
		"a key in the header":     {map[string]any{"jwk": d.from.Public()}, ErrHeader},
		"a key elsewhere":         {map[string]any{"jku": "https://evil.example"}, ErrHeader},
		"a certificate elsewhere": {map[string]any{"x5u": "https://evil.example"}, ErrHeader},
		"another key's name":      {map[string]any{"kid": d.other.Public().Thumbprint()}, ErrSignature},
		"a name of their own":     {map[string]any{"kid": "hospital-2026"}, nil},
		"no purpose":              {map[string]any{"purpose": nil}, ErrPurpose},
		"an unknown purpose":      {map[string]any{"purpose": "HMARKT"}, ErrPurpose},
		"no consent":              {map[string]any{"consent": ""}, ErrConsent},
		"a consent of two words":  {map[string]any{"consent": "oral consent"}, ErrConsent},
		"a consent in Chinese":    {map[string]any{"consent": "陳大文"}, ErrConsent},
		"the patient as consent":  {map[string]any{"consent": "A123456(3)"}, ErrIdentifying},
		"the number, written so":  {map[string]any{"consent": "consent-a1234563"}, ErrIdentifying},
		"no time":                 {map[string]any{"iat": nil}, ErrTime},
		"a time that is text":     {map[string]any{"iat": "2026-11-24"}, ErrTime},
		"a time past all times":   {map[string]any{"iat": 1e300}, ErrTime},
		"the future":              {map[string]any{"iat": now.Add(time.Hour).Unix()}, ErrTime},
		"a clock that is fast":    {map[string]any{"iat": now.Add(4 * time.Minute).Unix()}, nil},
		"expired":                 {map[string]any{"iat": now.Unix() - 9, "exp": now.Unix()}, ErrExpired},
		"an expiry that is text":  {map[string]any{"exp": "never"}, ErrTime},
		"another content":         {map[string]any{"cty": "application/pdf"}, ErrForm},
		"no content":              {map[string]any{"cty": nil}, ErrForm},
	} {
		sealed := d.encrypt(t, d.sign(t, bundle, d.header(test.change)), "JOSE")
		opened, _, err := Open(sealed, d.from.Public(), d.to, now)
		if test.want == nil {
			assert.NoError(t, err, name)
			assert.Equal(t, bundle, string(opened), name)
			continue
		}
		assert.ErrorIs(t, err, test.want, name)
		assert.Nil(t, opened, name)
	}
	twice := d.signText(t, bundle, strings.Replace(mustJSON(t, d.header(nil)), `{`, `{"purpose":"HRESCH",`, 1))
	_, _, err := Open(d.encrypt(t, twice, "JOSE"), d.from.Public(), d.to, now)
	assert.ErrorIs(t, err, ErrForm, "a name that stands twice")
}

func mustJSON(t testing.TB, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return string(text)
}

// The public key is known to all: a MAC under it proves nothing.
func TestMACUnderThePublicKey(t *testing.T) {
	d := newDesk(t)
	for _, key := range []string{mustJSON(t, d.from.Public()), d.from.Public().Thumbprint()} {
		signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: []byte(key)},
			(&jose.SignerOptions{}).WithContentType(fhirJSON).WithHeader("iat", now.Unix()).WithHeader("purpose", "TREAT").WithHeader("consent", "Consent/1").WithHeader("aud", d.to.Public().Thumbprint()))
		require.NoError(t, err)
		signed, err := signer.Sign([]byte(bundle))
		require.NoError(t, err)
		compact, err := signed.CompactSerialize()
		require.NoError(t, err)
		_, _, err = Open(d.encrypt(t, compact, "JOSE"), d.from.Public(), d.to, now)
		assert.ErrorIs(t, err, ErrAlgorithm)
	}
}

// Who may read a record must not be able to hand it on in the sender's name.
func TestForwarding(t *testing.T) {
	d := newDesk(t)
	sealed, err := Seal([]byte(bundle), terms, d.from, d.to.Public())
	require.NoError(t, err)
	inner, _, err := decrypt(string(sealed), d.to)
	require.NoError(t, err)
	again, err := encrypt(inner, "JOSE", d.other.Public())
	require.NoError(t, err)
	_, _, err = Open(again, d.from.Public(), d.other, now)
	assert.ErrorIs(t, err, ErrRecipient)
}

// A signature in a Bundle is for everybody, and so is not taken for one to a recipient;
// nor the other way round.
func TestSignaturesAreNotMixed(t *testing.T) {
	d := newDesk(t)
	signed, err := Sign([]byte(bundle), terms, d.from)
	require.NoError(t, err)
	parsed, err := parseBundle(signed)
	require.NoError(t, err)
	compact, err := base64.StdEncoding.DecodeString(parsed.get("signature").(object).text("data"))
	require.NoError(t, err)
	attached := strings.Replace(string(compact), "..", "."+base64.RawURLEncoding.EncodeToString(canonical(parsed))+".", 1)
	_, _, err = Open(d.encrypt(t, attached, "JOSE"), d.from.Public(), d.to, now)
	assert.ErrorIs(t, err, ErrRecipient)

	whole := bytes.Replace(signed, []byte(base64.StdEncoding.EncodeToString(compact)), []byte(base64.StdEncoding.EncodeToString([]byte(attached))), 1)
	_, err = Verify(whole, d.from.Public(), now)
	assert.ErrorIs(t, err, ErrForm, "a payload that the Bundle need not have")
}

func TestSealedThatAreRefused(t *testing.T) {
	d := newDesk(t)
	sealed, err := Seal([]byte(bundle), terms, d.from, d.to.Public())
	require.NoError(t, err)
	parts := strings.Split(string(sealed), ".")
	swap := func(i int, part string) string {
		changed := append([]string{}, parts...)
		changed[i] = part
		return strings.Join(changed, ".")
	}
	tamper := func(i int) string {
		raw, err := base64.RawURLEncoding.DecodeString(parts[i])
		require.NoError(t, err)
		raw[len(raw)/2] ^= 1
		return swap(i, base64.RawURLEncoding.EncodeToString(raw))
	}
	head := func(change string, to string) string {
		text, err := base64.RawURLEncoding.DecodeString(parts[0])
		require.NoError(t, err)
		require.Contains(t, string(text), change)
		return swap(0, encode(strings.Replace(string(text), change, to, 1)))
	}
	for name, test := range map[string]struct {
		text string
		want error
	}{
		"nothing":                 {"", ErrForm},
		"a Bundle":                {bundle, ErrForm},
		"a signature alone":       {d.sign(t, bundle, d.header(nil)), ErrForm},
		"not for this key":        {string(must(Seal([]byte(bundle), terms, d.from, d.other.Public()))), ErrDecryption},
		"a changed header":        {head(`"cty":"JOSE"`, `"cty":"jose"`), ErrDecryption},
		"a changed key":           {tamper(1), ErrDecryption},
		"a changed nonce":         {tamper(2), ErrDecryption},
		"a changed text":          {tamper(3), ErrDecryption},
		"a changed tag":           {tamper(4), ErrDecryption},
		"a short tag":             {swap(4, parts[4][:4]), ErrDecryption},
		"no key":                  {swap(1, ""), ErrDecryption},
		"one part more":           {string(sealed) + ".", ErrForm},
		"no base64":               {swap(3, "%"), ErrForm},
		"dir":                     {head(`ECDH-ES+A256KW`, `dir`), ErrAlgorithm},
		"a password":              {head(`ECDH-ES+A256KW`, `PBES2-HS256+A128KW`), ErrAlgorithm},
		"a password, p2c":         {head(`"cty":"JOSE"`, `"cty":"JOSE","p2c":2147483647,"p2s":"AAAA"`), ErrHeader},
		"RSA1_5":                  {head(`ECDH-ES+A256KW`, `RSA1_5`), ErrAlgorithm},
		"another content cipher":  {head(`A256GCM`, `A128CBC-HS256`), ErrAlgorithm},
		"a critical extension":    {head(`"cty":"JOSE"`, `"cty":"JOSE","crit":["x"]`), ErrHeader},
		"an unknown compression":  {head(`"cty":"JOSE"`, `"cty":"JOSE","zip":"GZ"`), ErrHeader},
		"a name that is twice":    {head(`"cty":"JOSE"`, `"cty":"JOSE","cty":"JOSE"`), ErrForm},
		"a header without an end": {swap(0, strings.Repeat("A", maxHeader+1)), ErrHeader},
		"encrypted, not signed":   {string(d.encrypt(t, bundle, fhirJSON)), ErrUnsigned},
		"of no type":              {string(d.encrypt(t, d.sign(t, bundle, d.header(nil)), "")), ErrForm},
		"rubbish inside":          {string(d.encrypt(t, "a.b.c", "JOSE")), ErrForm},
		"signed, and no Bundle":   {string(d.encrypt(t, d.sign(t, `{"resourceType":"Patient"}`, d.header(nil)), "JOSE")), ErrBundle},
		"signed, and ambiguous":   {string(d.encrypt(t, d.sign(t, `{"resourceType":"Bundle","type":"document","type":"batch"}`, d.header(nil)), "JOSE")), ErrBundle},
	} {
		opened, _, err := Open([]byte(test.text), d.from.Public(), d.to, now)
		assert.ErrorIs(t, err, test.want, name)
		assert.Nil(t, opened, name)
		assert.NotContains(t, fmt.Sprint(err), "A123456")
	}
	_, _, err = Open(make([]byte, MaxFile+1), d.from.Public(), d.to, now)
	assert.ErrorIs(t, err, ErrSize)
}

func must(text []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return text
}

// A few kilobytes that inflate to gigabytes cost no more than a Bundle does.
func TestBombs(t *testing.T) {
	var bomb bytes.Buffer
	w, err := flate.NewWriter(&bomb, flate.BestCompression)
	require.NoError(t, err)
	zeros := make([]byte, 1<<20)
	for range MaxFile/len(zeros) + 2 {
		_, err := w.Write(zeros)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	link, err := NewLink("https://shl.example.org", "", time.Time{}, false)
	require.NoError(t, err)
	gcm, err := newAES(link.key)
	require.NoError(t, err)
	file, err := sealCompact(gcm, jweHeader{Algorithm: direct, Content: contentAES, ContentType: fhirJSON, Compression: "DEF"}, nil, bomb.Bytes())
	require.NoError(t, err)
	_, err = link.Open(file, now)
	assert.ErrorIs(t, err, ErrSize)

	d := newDesk(t)
	encrypter, err := jose.NewEncrypter(jose.A256GCM, jose.Recipient{Algorithm: jose.ECDH_ES_A256KW, Key: d.to.Public().key}, (&jose.EncrypterOptions{Compression: jose.DEFLATE}).WithContentType("JOSE"))
	require.NoError(t, err)
	encrypted, err := encrypter.Encrypt(zeros)
	require.NoError(t, err)
	compact, err := encrypted.CompactSerialize()
	require.NoError(t, err)
	_, _, err = Open([]byte(compact), d.from.Public(), d.to, now)
	assert.ErrorIs(t, err, ErrDecryption)
	deep := `{"resourceType":"Bundle","x":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + "}"
	_, err = Sign([]byte(deep), terms, d.from)
	assert.ErrorIs(t, err, ErrBundle)
}

// JSON that two readers take for two things is not signed, and not verified.
func TestAmbiguousJSON(t *testing.T) {
	d := newDesk(t)
	for _, text := range []string{
		`[]`, `null`, `{}`, ``, `{"resourceType":"Patient"}`, `{"resourcetype":"Bundle"}`,
		`{"resourceType":"Bundle","a":1,"a":1}`, `{"resourceType":"Bundle","a":1,"\u0061":2}`,
		`{"resourceType":"Bundle","a":"\ud83d"}`, `{"resourceType":"Bundle","a":"\ude00\ud83d"}`, `{"resourceType":"Bundle","a":"\ud83d\u0041"}`,
		"{\"resourceType\":\"Bundle\",\"a\":\"\xff\"}", "\ufeff{\"resourceType\":\"Bundle\"}", `{"resourceType":"Bundle"} {}`, `{"resourceType":"Bundle",}`,
	} {
		_, err := Sign([]byte(text), terms, d.from)
		assert.ErrorIs(t, err, ErrBundle, text)
		_, err = Verify([]byte(text), d.from.Public(), now)
		assert.ErrorIs(t, err, ErrBundle, text)
	}
	signed, err := Sign([]byte(bundle), terms, d.from)
	require.NoError(t, err)
	for _, change := range [][2]string{
		{`"signature":{`, `"signature":[{`}, {"application/jose", "application/signature+xml"}, {"json#document", "json#data"}, {`"data":"`, `"data":"AAAA`},
	} {
		changed := strings.Replace(string(signed), change[0], change[1], 1)
		if strings.HasSuffix(change[1], "[{") {
			changed = strings.TrimSpace(changed)
			changed = changed[:len(changed)-1] + "]}"
		}
		_, err := Verify([]byte(changed), d.from.Public(), now)
		assert.Error(t, err, change)
	}
	later := strings.Replace(string(signed), `"when":"2026-11-24`, `"when":"2026-12-24`, 1)
	_, err = Verify([]byte(later), d.from.Public(), now)
	assert.ErrorIs(t, err, ErrSignature, "a time that is not the signed one")
}

func TestTermsThatAreRefused(t *testing.T) {
	d := newDesk(t)
	for _, test := range []struct {
		terms Terms
		want  error
	}{
		{Terms{}, ErrPurpose},
		{Terms{Purpose: "treat", Consent: "1", Issued: now}, ErrPurpose},
		{Terms{Purpose: "TREAT", Issued: now}, ErrConsent},
		{Terms{Purpose: "TREAT", Consent: strings.Repeat("1", 257), Issued: now}, ErrConsent},
		{Terms{Purpose: "TREAT", Consent: "a\nb", Issued: now}, ErrConsent},
		{Terms{Purpose: "TREAT", Consent: "a\x1b[2J", Issued: now}, ErrConsent},
		{Terms{Purpose: "TREAT", Consent: "A123456(3)", Issued: now}, ErrIdentifying},
		{Terms{Purpose: "TREAT", Consent: "1"}, ErrTime},
		{Terms{Purpose: "TREAT", Consent: "1", Issued: now, Expires: now}, ErrExpired},
	} {
		_, err := Seal([]byte(bundle), test.terms, d.from, d.to.Public())
		assert.ErrorIs(t, err, test.want)
		_, err = Sign([]byte(bundle), test.terms, d.from)
		assert.ErrorIs(t, err, test.want)
	}
}

// A key has one use, and no use without a key.
func TestUses(t *testing.T) {
	d := newDesk(t)
	_, err := Seal([]byte(bundle), terms, d.to, d.to.Public())
	assert.ErrorIs(t, err, ErrKey)
	_, err = Seal([]byte(bundle), terms, d.from, d.from.Public())
	assert.ErrorIs(t, err, ErrKey)
	_, err = Sign([]byte(bundle), terms, d.to)
	assert.ErrorIs(t, err, ErrKey)
	for _, none := range []struct {
		private *PrivateKey
		public  *PublicKey
	}{{nil, nil}, {&PrivateKey{}, &PublicKey{}}} {
		_, err = Seal([]byte(bundle), terms, none.private, none.public)
		assert.ErrorIs(t, err, ErrKey)
		_, err = Sign([]byte(bundle), terms, none.private)
		assert.ErrorIs(t, err, ErrKey)
		_, _, err = Open([]byte("a.b.c.d.e"), none.public, none.private, now)
		assert.ErrorIs(t, err, ErrKey)
	}
	_, err = GenerateKey("P-224", ForSigning)
	assert.Error(t, err)
	_, err = GenerateKey(P256, "both")
	assert.ErrorIs(t, err, ErrKey)
}

// Bytes that go over from the text to the tag make another file of the same record, and
// are refused.
func TestOneFormOfAFile(t *testing.T) {
	from, to := generate(t, SM2, ForSigning), generate(t, SM2, ForEncryption)
	sealed, err := Seal([]byte(bundle), terms, from, to.Public())
	require.NoError(t, err)
	link, err := NewLink("https://shl.example.org", "", time.Time{}, false)
	require.NoError(t, err)
	encrypted, err := link.Encrypt([]byte(bundle))
	require.NoError(t, err)
	_, err = link.Open(bytes.Replace(encrypted, []byte(".."), []byte(".AAAA."), 1), now)
	assert.ErrorIs(t, err, ErrAlgorithm, "a key that is not used")
	for _, n := range []int{3, -3} {
		_, _, err = Open(shift(t, sealed, n), from.Public(), to, now)
		assert.ErrorIs(t, err, ErrForm)
		_, err = link.Open(shift(t, encrypted, n), now)
		assert.ErrorIs(t, err, ErrForm)
	}
}

// shift moves n bytes from the end of the text to the tag.
func shift(t *testing.T, compact []byte, n int) []byte {
	t.Helper()
	parts := strings.Split(string(compact), ".")
	text, err := base64.RawURLEncoding.DecodeString(parts[3])
	require.NoError(t, err)
	tag, err := base64.RawURLEncoding.DecodeString(parts[4])
	require.NoError(t, err)
	both := append(text, tag...)
	parts[3] = base64.RawURLEncoding.EncodeToString(both[:len(text)-n])
	parts[4] = base64.RawURLEncoding.EncodeToString(both[len(text)-n:])
	return []byte(strings.Join(parts, "."))
}
