package exchange

import (
	"testing"
	"time"
)

// Whatever is opened, neither panics nor comes out unless it is ours.
func FuzzOpen(f *testing.F) {
	from, err := ParsePrivateKey([]byte(`{"kty":"EC","crv":"P-256","x":"QSsDKjaLTNb3CBZIIqlqwMC-tcQgHGuHdatw6xx0QuA","y":"VAgVNr07Ck6OuQQiWMGq4s8YZGKRT87qRk4r4nAalVg","d":"KZgvxxGq-xztOtnQ9XJHKtFwb6Qj8-3wEQFV7kW6BkE"}`))
	if err != nil {
		f.Fatal(err)
	}
	sm, err := ParsePrivateKey([]byte(`{"kty":"EC","crv":"SM2","x":"Na1B7soopNRgyrVnvCxwi-7Ru0nq5HORSLM2tquM7qQ","y":"zmOTuaAha3Kuoo2UE0_edqQsvMe7jVJvA0cCjaTl7Tc","d":"SdOvpH5DJ97dnA3UInQfwe6MK9nnaIQUb35cOFCNNRY"}`))
	if err != nil {
		f.Fatal(err)
	}
	link, err := ParseLink("shlink:/" + encode(`{"url":"https://a.example/1","key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}`))
	if err != nil {
		f.Fatal(err)
	}
	for _, key := range []*PrivateKey{from, sm} {
		sealed, err := Seal([]byte(bundle), terms, from, key.Public())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(sealed)
		signed, err := Sign([]byte(bundle), terms, key)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(signed)
	}
	manifest, err := link.EncryptManifest([]byte(bundle))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(manifest)
	f.Add([]byte(link.URI()))
	f.Add([]byte("-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, key := range []*PrivateKey{from, sm} {
			opened, under, err := Open(text, from.Public(), key, now)
			if (err == nil) != (opened != nil) || err == nil && under.Check() != nil {
				t.Fatal("opened by half")
			}
			if _, err := Verify(text, key.Public(), now); err == nil {
				if _, err := Verify(text, from.Public(), now.Add(-time.Hour)); err == nil {
					t.Fatal("signed in the future")
				}
			}
		}
		link.Open(text, now)        //nolint:errcheck // it must not panic
		ParseLink(string(text))     //nolint:errcheck // likewise
		ParsePublicKey(text)        //nolint:errcheck // likewise
		ParsePrivateKey(text)       //nolint:errcheck // likewise
		CheckOutside(text, "label") //nolint:errcheck // likewise
	})
}
