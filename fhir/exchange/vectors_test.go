package exchange

import (
	"crypto/rsa"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir/exchange/internal/shangmi"
)

func number(t *testing.T, text string) *big.Int {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(text)
	require.NoError(t, err)
	return new(big.Int).SetBytes(b)
}

// RFC 7515, appendix A.3, and RFC 8037, appendix A.4: signatures of keys that are taken.
func TestSignaturesOfTheRFCs(t *testing.T) {
	for _, test := range []struct{ key, compact, payload string }{
		{
			`{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}`,
			"eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ." +
				"DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
			"{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}",
		},
		{
			`{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`,
			"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
			"Example of Ed25519 signing",
		},
	} {
		key, err := ParsePublicKey([]byte(test.key))
		require.NoError(t, err)
		payload, _, err := checkSignature(test.compact, nil, key)
		require.NoError(t, err)
		assert.Equal(t, test.payload, string(payload))
		parts := strings.Split(test.compact, ".") // appendix F: the payload left out
		_, _, err = checkSignature(parts[0]+".."+parts[2], []byte(test.payload), key)
		assert.NoError(t, err)
		_, _, err = checkSignature(parts[0]+".."+parts[2], []byte(test.payload+" "), key)
		assert.ErrorIs(t, err, ErrSignature)
	}
}

// RFC 8037, appendix A.3: the thumbprint of its key.
func TestThumbprintOfTheRFC(t *testing.T) {
	key, err := ParsePublicKey([]byte(`{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`))
	require.NoError(t, err)
	assert.Equal(t, "urn:ietf:params:oauth:jwk-thumbprint:sha-256:kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", key.Thumbprint())
}

// RFC 7515, appendices A.1 and A.5, and RFC 7797, section 4.2: a MAC, no signature, and
// a payload that is not encoded. None is taken, whatever the key.
func TestSignaturesOfTheRFCsThatAreNone(t *testing.T) {
	payload := "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
	for name, key := range keys(t) {
		_, _, err := checkSignature("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."+payload+".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", nil, key.Public())
		assert.ErrorIs(t, err, ErrAlgorithm, name)
		_, _, err = checkSignature("eyJhbGciOiJub25lIn0."+payload+".", nil, key.Public())
		assert.ErrorIs(t, err, ErrAlgorithm, name)
		_, _, err = checkSignature("eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19..A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY", []byte("$.02"), key.Public())
		assert.ErrorIs(t, err, ErrHeader, name)
	}
}

// RFC 7516, appendix A.1: RSAES-OAEP and AES GCM.
func TestEncryptionOfTheRFC(t *testing.T) {
	n := number(t, "oahUIoWw0K0usKNuOR6H4wkf4oBUXHTxRvgb48E-BVvxkeDNjbC4he8rUWcJoZmds2h7M70imEVhRU5djINXtqllXI4DFqcI1DgjT9LewND8MW2Krf3Spsk_ZkoFnilakGygTwpZ3uesH-PFABNIUYpOiN15dsQRkgr0vEhxN92i2asbOenSZeyaxziK72UwxrrKoExv6kc5twXTq4h-QChLOln0_mtUZwfsRaMStPs6mS6XrgxnxbWhojf663tuEQueGC-FCMfra36C9knDFGzKsNa7LZK2djYgyD3JR_MB_4NUJW_TqOQtwHYbxevoJArm-L5StowjzGy-_bq6Gw")
	d := number(t, "kLdtIj6GbDks_ApCSTYQtelcNttlKiOyPzMrXHeI-yk1F7-kpDxY4-WY5NWV5KntaEeXS1j82E375xxhWMHXyvjYecPT9fpwR_M9gV8n9Hrh2anTpTD93Dt62ypW3yDsJzBnTnrYu1iwWRgBKrEYY46qAZIrA2xAwnm2X7uGR1hghkqDp0Vqj3kbSCz1XyfCs6_LehBwtxHIyh8Ripy40p24moOAbgxVw3rxT_vlt3UVe4WO3JkJOzlpUf-KTVI2Ptgm-dARxTEtE-id-4OJr0h-K-VFs3VSndVTIznSxfyrj8ILL6MG_Uv8YAu7VILSB3lOW085-4qE3DzgrTjgyQ")
	p := number(t, "1r52Xk46c-LsfB5P442p7atdPUrxQSy4mti_tZI3Mgf2EuFVbUoDBvaRQ-SWxkbkmoEzL7JXroSBjSrK3YIQgYdMgyAEPTPjXv_hI2_1eTSPVZfzL0lffNn03IXqWF5MDFuoUYE0hzb2vhrlN_rKrbfDIwUbTrjjgieRbwC6Cl0")
	key, err := newPrivateKey(&rsa.PrivateKey{PublicKey: rsa.PublicKey{N: n, E: 65537}, D: d, Primes: []*big.Int{p, new(big.Int).Div(n, p)}}, "")
	require.NoError(t, err)
	text, _, err := decrypt("eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ."+
		"OKOawDo13gRp2ojaHV7LFpZcgV7T6DVZKTyKOMTYUmKoTCVJRgckCL9kiMT03JGeipsEdY3mx_etLbbWSrFr05kLzcSr4qKAq7YN7e9jwQRb23nfa6c9d-StnImGyFDbSv04uVuxIp5Zms1gNxKKK2Da14B8S4rzVRltdYwam_lDp5XnZAYpQdb76FdIKLaVmqgfwX7XWRxv2322i-vDxRfqNzo_tETKzpVLzfiwQyeyPGLBIO56YJ7eObdv0je81860ppamavo35UgoRdbYaBcoh9QcfylQr66oc6vFWXRcZ_ZT2LawVCWTIy3brGPi6UklfCpIMfIjf7iGdXKHzg."+
		"48V1_ALb6US04U3b."+
		"5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A."+
		"XFBoMYUZodetZdvTiFvSkQ", key)
	require.NoError(t, err)
	assert.Equal(t, "The true sign of intelligence is not knowledge but imagination.", string(text))
}

// RFC 7520, section 5.4: ECDH-ES and AES-KeyWrap with AES-GCM.
func TestEncryptionOfTheCookbook(t *testing.T) {
	key, err := ParsePrivateKey([]byte(`{"kty":"EC","kid":"peregrin.took@tuckborough.example","use":"enc","crv":"P-384",
		"x":"YU4rRUzdmVqmRtWOs2OpDE_T5fsNIodcG8G5FWPrTPMyxpzsSOGaQLpe2FpxBmu2","y":"A8-yxCHxkfBz3hKZfI1jUYMjUhsEveZ9THuwFjH2sCNdtksRJU7D5-SkgaFL1ETP",
		"d":"iTx2pk7wW-GqJkHcEkFQb2EFyYcO7RugmaW3mRrQVAOUiPommT0IdnYK2xDlZh-j"}`))
	require.NoError(t, err)
	text, _, err := decrypt("eyJhbGciOiJFQ0RILUVTK0ExMjhLVyIsImtpZCI6InBlcmVncmluLnRvb2tAdHVja2Jvcm91Z2guZXhhbXBsZSIsImVwayI6eyJrdHkiOiJFQyIsImNydiI6IlAtMzg0IiwieCI6InVCbzRrSFB3Nmtiang1bDB4b3dyZF9vWXpCbWF6LUdLRlp1NHhBRkZrYllpV2d1dEVLNml1RURzUTZ3TmROZzMiLCJ5Ijoic3AzcDVTR2haVkMyZmFYdW1JLWU5SlUyTW84S3BvWXJGRHI1eVBOVnRXNFBnRXdaT3lRVEEtSmRhWTh0YjdFMCJ9LCJlbmMiOiJBMTI4R0NNIn0."+
		"0DJjBXri_kBcC46IkU5_Jk9BqaQeHdv2.mH-G2zVqgztUtnW_."+
		"tkZuOO9h95OgHJmkkrfLBisku8rGf6nzVxhRM3sVOhXgz5NJ76oID7lpnAi_cPWJRCjSpAaUZ5dOR3Spy7QuEkmKx8-3RCMhSYMzsXaEwDdXta9Mn5B7cCBoJKB0IgEnj_qfo1hIi-uEkUpOZ8aLTZGHfpl05jMwbKkTe2yK3mjF6SBAsgicQDVCkcY9BLluzx1RmC3ORXaM0JaHPB93YcdSDGgpgBWMVrNU1ErkjcMqMoT_wtCex3w03XdLkjXIuEr2hWgeP-nkUZTPU9EoGSPj6fAS-bSz87RCPrxZdj_iVyC6QWcqAu07WNhjzJEPc4jVntRJ6K53NgPQ5p99l3Z408OUqj4ioYezbS6vTPlQ."+
		"WuGzxmcreYjpHGJoa17EBg", key)
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(string(text), "You can trust us to stick with you"))
	assert.True(t, strings.HasSuffix(string(text), "We are your friends, Frodo."))
}

// The examples of the specification of SMART Health Links
// (https://docs.smarthealthit.org/smart-health-links/spec): a link, and an encrypted
// file, which holds a SMART Health Card and not FHIR.
func TestLinkOfTheSpecification(t *testing.T) {
	link, err := ParseLink("https://viewer.example.org#shlink:/eyJ1cmwiOiJodHRwczovL2Voci5leGFtcGxlLm9yZy9xci9ZOXh3a1VkdG1OOXd3b0pvTjNmZkpJaFgyVUd2Q0wxSm5sUFZOTDNrRFdNL20iLCJmbGFnIjoiTFAiLCJrZXkiOiJyeFRnWWxPYUtKUEZ0Y0VkMHFjY2VOOHdFVTRwOTRTcUF3SVdRZTZ1WDdRIiwibGFiZWwiOiJCYWNrLXRvLXNjaG9vbCBpbW11bml6YXRpb25zIGZvciBPbGl2ZXIgQnJvd24ifQ")
	require.NoError(t, err)
	assert.Equal(t, "https://ehr.example.org/qr/Y9xwkUdtmN9wwoJoN3ffJIhX2UGvCL1JnlPVNL3kDWM/m", link.URL)
	assert.Equal(t, "Back-to-school immunizations for Oliver Brown", link.Label)
	assert.True(t, link.Passcode && link.Manifest && link.Expires.IsZero())

	const file = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwiY3R5IjoiYXBwbGljYXRpb24vc21hcnQtaGVhbHRoLWNhcmQifQ..B9Bd5AW751az-gEx.iah6mxLb5TQe2ZfCwEUs4R1t8WoP0mnFc-TUzN1NIyzUeDwJNOcxv4CY8wV6ys4Dicnr3IhqTvVU1RbR-4eq1GCd4g96faV8_0MbHwXzP246Tz9BDLhQ2zlAjYqvvCi_JuWdyWqGhKeWGX1XibNHFzzVT0FmYensfKF4o0uSeZWQDKVEEhzMSKuALMpUkfwHcmCRfLT-ctANSxq-Zj0IIeT66XbztOomStjlfi-F-FaqBGZfHOARCVvT143CTYELLJCUdD4qUVkrNuLmRZrNuqVpY0g5BjABswkIoDmyoRJAEohuZCamZNA--p-uRqJjRefED1eMrKSppabV2ugaqoFlieujTOE-a3VKib9aC-lFsmLalkwh9ctr_FZqS9H46rqGjGcOxtAXalo1jkMPGupVsE1W-xIH14wbPCYcgfldH9SH7X60462kxD8OFdHpvnnfAvjQnaE4QDqasT5ySpBRtck4GVxs2IRBt62-kOlzoI8lHapLdwIms-Gdt7z38E47ZE3afE4IIbobPGz7wGvjbi3z234ARvGQ4jREgPQb1NRYAEtZlrZNzR6N7ofXD8jF502tw-QWI_Ox0jFP5tynIiMp-hG25ecQ0s4MzPHFC0ZABPamgg3MS-UILl76gMDCHS5Te_JAXZoC1HnkETw5M217SaG5ISAU0F5qETMREfTjZR9E45MDhnw7uY1vo2lffRB3ei1QqGuLh0gUnVU7TUfFYwcOqV15sb0t1lMj0mmyG5v-_dE9H6dYtRKJARltmdfSmc1HisBewx75Xh5ChJQ1hiCEDaZ1wqFjsFJ6SrKgJ7C1N7vx6QKx8YXwFH7ePG2qG39leT5JKZnqAvi9fqc6x-YwfhSjbRKGZoj2o55Fd2fbwtK6CXpiW6AekT7PUcl_7ynTq-DaQ_Yc29WwtmgapcCRNpfcMsoqCD4giu1V3Sj5DQLglwuk1gAMcuV5fo8JpABu2_is83WZ_GJ1WWMUxyZGq6u-EGuZrP96Yewb7-zfnt2lao_LJg1ef5cqDTW7-0MS27wkmLiIi0e-PYvS-UfWVHg1oNbR-MHXMVEQ6gqNg08IgEyPDSFCUbf75HuMILN80bQNtSlFj6FR7uNKHr8sigvKI80k.5flOKKmeqYm0TamwROr8Nw"
	gcm, err := newAES(link.key)
	require.NoError(t, err)
	header, err := readHeader(file)
	require.NoError(t, err)
	text, err := openCompact(gcm, file, header)
	require.NoError(t, err)
	assert.Contains(t, string(text), `"verifiableCredential"`)
	_, err = link.Open([]byte(file), now)
	assert.ErrorIs(t, err, ErrForm, "it is no FHIR")

	direct, err := ParseLink("https://joshuamandel.com/cgm#shlink:/eyJ1cmwiOiJodHRwczovL2pvc2h1YW1hbmRlbC5jb20vY2dtL3NobC8xMjBkYXlfcmF3X29ic191bmd1ZXNzYWJsZV9zaGxfaWQwMDAwMDAwMDAwIiwiZmxhZyI6IkxVIiwia2V5IjoicmF3X29ic191bmd1ZXNzYWJsZV9yYW5kb21fa2V5MDAwMDAwMDAwMDAwMCIsImxhYmVsIjoiSm9zaCdzIENHTSBEYXRhIn0")
	require.NoError(t, err)
	assert.False(t, direct.Manifest)
}

func TestLinksThatAreRefused(t *testing.T) {
	key := strings.Repeat("A", 43)
	for _, payload := range []string{
		``, `[]`, `{"url":"https://a.example"}`, `{"key":"` + key + `"}`, `{"url":"https://a.example","key":"` + key[1:] + `"}`,
		`{"url":"https://a.example","key":"` + key + `","v":2}`, `{"url":"https://a.example","key":"` + key + `","flag":"PU"}`,
		`{"url":"https://a.example","key":"` + key + `","exp":"soon"}`, `{"url":"https://a.example","key":"` + key + `","exp":-1}`,
		`{"url":"https://a.example","key":"` + key + `","key":"` + key + `"}`,
	} {
		_, err := ParseLink("shlink:/" + encode(payload))
		assert.ErrorIs(t, err, ErrLink, payload)
	}
	for _, uri := range []string{"", "shlink:/", "shlink:/%%%", "shc:/5676", "https://a.example/" + encode(`{}`), "shlink:/" + strings.Repeat("A", 5000)} {
		_, err := ParseLink(uri)
		assert.ErrorIs(t, err, ErrLink, uri)
	}
	for _, base := range []string{"", "http://a.example", "https://", "ftp://a.example", "https://u:p@a.example", "https://a.example?x=1", "https://a.example#x", "https://a.example/" + strings.Repeat("a", 80), "a.example"} {
		_, err := NewLink(base, "", now, false)
		assert.ErrorIs(t, err, ErrLink, base)
	}
	_, err := NewLink("https://a.example", strings.Repeat("陳", 81), now, false)
	assert.ErrorIs(t, err, ErrLink)

	var link *Link
	for _, label := range []string{"Summary of Chan Tai-Man", "tai man chan, 2026", "陳大文的摘要", "born 1960-02-01", "A1234563"} {
		link, err = NewLink("https://a.example", label, now, false)
		require.NoError(t, err)
		_, err = link.Encrypt([]byte(bundle))
		assert.ErrorIs(t, err, ErrIdentifying, label)
	}
	for _, manifest := range []string{`{"files":[]}`, `{}`, `{"files":[{"contentType":"application/smart-health-card","embedded":"a..b.c.d"}]}`, `{"files":[{"contentType":"application/fhir+json","embedded":"a"},{"contentType":"application/fhir+json","embedded":"b"}]}`} {
		_, err := link.Open([]byte(manifest), now.Add(-1))
		assert.ErrorIs(t, err, ErrForm, manifest)
	}
	_, err = link.Open([]byte(`{"files":[{"contentType":"application/fhir+json","location":"https://a.example/1"}]}`), now.Add(-1))
	assert.ErrorIs(t, err, ErrElsewhere)
}

// RFC 8785, section 3.2.2 and 3.2.3: escapes and the order of names. Numbers are left as
// they are.
func TestCanonical(t *testing.T) {
	o, ok := parseObject([]byte(`{"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false],"numbers":[1.10,1E30]}`))
	require.True(t, ok)
	assert.Equal(t, `{"literals":[null,true,false],"numbers":[1.10,1E30],"string":"€$\u000f\nA'B\"\\\\\"/"}`, string(canonical(o)))
	o, ok = parseObject([]byte(`{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}`))
	require.True(t, ok)
	want := []string{"Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh"}
	for i, m := range o {
		assert.Equal(t, want[i], m.value)
	}
}

func fixture(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	return text
}

func publicFixture(t *testing.T, name string) *PublicKey {
	t.Helper()
	key, err := ParsePublicKey(fixture(t, name))
	require.NoError(t, err, name)
	return key
}

func privateFixture(t *testing.T, name string) *PrivateKey {
	t.Helper()
	key, err := ParsePrivateKey(fixture(t, name))
	require.NoError(t, err, name)
	return key
}

// What jwcrypto and gmssl (PyPI), jose and kill-the-clipboard (npm) have made, with keys that were
// invented for it: testdata/README.md says how.
func TestHandOversOfOthers(t *testing.T) {
	want := string(fixture(t, "bundle.json"))
	for _, tool := range []string{"jwcrypto", "jose", "gmssl"} {
		opened, under, err := Open(fixture(t, tool+"/sealed.jwe"), publicFixture(t, tool+"/sender.pub"), privateFixture(t, tool+"/recipient.key"), now)
		require.NoError(t, err, tool)
		assert.Equal(t, want, string(opened))
		assert.Equal(t, Terms{Purpose: "TREAT", Consent: "Consent/2026-0117", Issued: now}, under)
	}
	for _, tool := range []string{"jwcrypto", "jose", "kill-the-clipboard"} {
		link, err := ParseLink(string(fixture(t, tool+"/link")))
		require.NoError(t, err, tool)
		opened, err := link.Open(fixture(t, tool+"/encrypted.jwe"), now)
		require.NoError(t, err, tool)
		assert.Equal(t, want, string(opened))
		_, err = Verify(opened, publicFixture(t, "jose/sender.pub"), now)
		assert.ErrorIs(t, err, ErrUnsigned)
	}
	under, err := Verify(fixture(t, "jwcrypto/signed.json"), publicFixture(t, "jwcrypto/sender.pub"), now)
	require.NoError(t, err)
	assert.Equal(t, "Consent/2026-0117", under.Consent)
}

// A key, signatures and an encryption that sm-crypto (npm) has made: the signature is of
// the identity that all take where none is agreed on, r and s one after the other; that
// in DER, which OpenSSL and certificates have, is another form of one, and the encryption has
// no 04 before the point.
func TestSM2OfSMCrypto(t *testing.T) {
	key := privateFixture(t, "sm-crypto/key").key.(*shangmi.PrivateKey)
	message := fixture(t, "openssl/message")
	signature, der := fixture(t, "sm-crypto/message.sig"), fixture(t, "sm-crypto/message.der")
	assert.True(t, key.Public().Verify(message, signature))
	assert.False(t, key.Public().Verify(message, der), "one form of a signature is taken")
	r, s := integers(t, der)
	assert.True(t, key.Public().Verify(message, append(r, s...)))
	signature[63] ^= 1
	assert.False(t, key.Public().Verify(message, signature))
	text, err := key.Decrypt(append([]byte{4}, fixture(t, "sm-crypto/message.sm2")...))
	require.NoError(t, err)
	assert.Equal(t, string(message), string(text))
	_, err = key.Decrypt(fixture(t, "sm-crypto/message.sm2"))
	assert.Error(t, err, "one form of a point is taken")
}

// Keys, a signature and an encryption that OpenSSL 3.0.19 has made.
func TestKeysOfOpenSSL(t *testing.T) {
	for _, name := range []string{"p256", "ed25519", "sm2"} {
		private, public := privateFixture(t, "openssl/"+name+".pem"), publicFixture(t, "openssl/"+name+"-public.pem")
		assert.Equal(t, public.Thumbprint(), private.Public().Thumbprint(), name)
		if name != "ed25519" {
			assert.Equal(t, public.Thumbprint(), publicFixture(t, "openssl/"+name+"-certificate.pem").Thumbprint(), name)
		}
		signed, err := Sign([]byte(bundle), terms, private)
		require.NoError(t, err)
		_, err = Verify(signed, public, now)
		assert.NoError(t, err)
		// The same key as a JSON Web Key.
		text, err := private.Reveal()
		require.NoError(t, err)
		again, err := ParsePrivateKey(text)
		require.NoError(t, err)
		assert.Equal(t, public.Thumbprint(), again.Public().Thumbprint())
		_, err = ParsePublicKey(text)
		assert.ErrorIs(t, err, ErrKey)
		text, err = json.Marshal(public)
		require.NoError(t, err)
		other, err := ParsePublicKey(text)
		require.NoError(t, err)
		assert.Equal(t, public.Thumbprint(), other.Thumbprint())
		_, err = ParsePrivateKey(text)
		assert.ErrorIs(t, err, ErrKey)
		_, err = ParsePublicKey(fixture(t, "openssl/"+name+".pem"))
		assert.ErrorIs(t, err, ErrKey, "a private key is not to be passed around")
		_, err = ParsePrivateKey(fixture(t, "openssl/"+name+"-public.pem"))
		assert.ErrorIs(t, err, ErrKey)
	}
	assert.Equal(t, privateFixture(t, "openssl/sm2.pem").Public().Thumbprint(), privateFixture(t, "openssl/sm2-pkcs8.pem").Public().Thumbprint())

	one, err := generate(t, SM2, "").Reveal()
	require.NoError(t, err)
	other, err := generate(t, SM2, "").Reveal()
	require.NoError(t, err)
	var a, b map[string]string
	require.NoError(t, json.Unmarshal(one, &a))
	require.NoError(t, json.Unmarshal(other, &b))
	a["d"] = b["d"]
	_, err = ParsePrivateKey([]byte(mustJSON(t, a)))
	assert.ErrorIs(t, err, ErrKey, "halves of two keys")

	sm := privateFixture(t, "openssl/sm2.pem").key.(*shangmi.PrivateKey)
	message := fixture(t, "openssl/message")
	r, s := integers(t, fixture(t, "openssl/message.sig"))
	assert.True(t, sm.Public().Verify(message, append(r, s...)))
	x, y, rest := cipherParts(t, fixture(t, "openssl/message.sm2"))
	text, err := sm.Decrypt(append(append(append([]byte{4}, x...), y...), rest...))
	require.NoError(t, err)
	assert.Equal(t, string(message), string(text))
}

// integers reads the two numbers of a signature in DER.
func integers(t *testing.T, der []byte) (r, s []byte) {
	t.Helper()
	var parsed struct{ R, S *big.Int }
	_, err := asn1.Unmarshal(der, &parsed)
	require.NoError(t, err)
	return parsed.R.FillBytes(make([]byte, 32)), parsed.S.FillBytes(make([]byte, 32))
}

// cipherParts reads a text of SM2 in DER (GM/T 0009), the hash before the text.
func cipherParts(t *testing.T, der []byte) (x, y, rest []byte) {
	t.Helper()
	var parsed struct {
		X, Y       *big.Int
		Hash, Text []byte
	}
	_, err := asn1.Unmarshal(der, &parsed)
	require.NoError(t, err)
	return parsed.X.FillBytes(make([]byte, 32)), parsed.Y.FillBytes(make([]byte, 32)), append(parsed.Hash, parsed.Text...)
}

func TestKeysThatAreRefused(t *testing.T) {
	for _, bits := range []uint{2040, 4104, 16384} {
		_, err := newPublicKey(&rsa.PublicKey{N: new(big.Int).SetBit(big.NewInt(1), int(bits-1), 1), E: 65537}, "")
		assert.ErrorIs(t, err, ErrKey, bits)
	}
	for name, text := range map[string]string{
		"nothing":          "",
		"under a password": string(fixture(t, "openssl/p256-encrypted.pem")),
		"symmetric":        `{"kty":"oct","k":"` + strings.Repeat("A", 43) + `"}`,
		"not on the curve": `{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"}`,
		"not on SM2":       `{"kty":"EC","crv":"SM2","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}`,
		"a short modulus":  `{"kty":"RSA","n":"t0LunXgUABq9Xj48Cvov_eWAQrB0zPMSHeoYkZeYV1PyjtYDhKCoXHRy5kotd__Pb8Up491lIgirsqS77elx551xh0lkkhnCptAH9PEqmNUB7TLbD4bpE54e0YPQ1FV806g2WIGMzJiufE0bascj8GQZn8FBj1PH4asagVCdyS8","e":"AQAB"}`,
		"of another use":   `{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","use":"both"}`,
		"too long":         strings.Repeat(" ", maxKey+1),
		"garbage":          "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
		"of another kind":  "-----BEGIN PGP MESSAGE-----\nAAAA\n-----END PGP MESSAGE-----\n",
	} {
		_, err := ParsePublicKey([]byte(text))
		assert.ErrorIs(t, err, ErrKey, name)
		_, err = ParsePrivateKey([]byte(text))
		assert.ErrorIs(t, err, ErrKey, name)
	}
}
