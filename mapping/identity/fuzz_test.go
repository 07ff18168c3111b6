package identity

import "testing"

// FuzzParse looks for a text whose normalised form is normalised to something
// else, or judged otherwise.
func FuzzParse(f *testing.F) {
	for _, v := range vectors(f, "vectors.txt", 7) {
		f.Add(uint8(kindNamed(f, v.fields[0])), v.fields[1])
	}
	for _, v := range vectors(f, "recognize.txt", 4) {
		f.Add(uint8(Unknown), v.fields[0])
	}
	f.Fuzz(func(t *testing.T, kind uint8, s string) {
		k := Kind(kind % uint8(len(kinds)))
		checkInvariants(t, k, s, Parse(k, s))
	})
}
