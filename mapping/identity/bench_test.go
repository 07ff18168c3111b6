package identity

import "testing"

var sink Identity

func BenchmarkParse(b *testing.B) {
	for _, bench := range []struct {
		name, text string
		kind       Kind
	}{
		{"hkid", "A123456(3)", HKID},
		{"hkid-full-width", "Ａ１２３４５６（３）", HKID},
		{"resident-id", "11010519491231002X", ResidentID},
		{"home-return-permit", "H1234567800", HomeReturnPermit},
		{"wrong-shape", "440300********1232", ResidentID},
		{"recognize-hkid", "A123456(3)", Unknown},
		{"recognize-resident-id", "11010519491231002X", Unknown},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink = Parse(bench.kind, bench.text)
			}
		})
	}
}
