package identity

import (
	"bufio"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A vector is a line of a file in testdata.
type vector struct {
	line   int
	fields []string
}

// vectors reads the tables of testdata, with n columns each.
func vectors(t testing.TB, name string, n int) []vector {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	require.NoError(t, err)
	defer f.Close()
	var vs []vector
	s := bufio.NewScanner(f)
	for line := 1; s.Scan(); line++ {
		if text := s.Text(); text == "" || text[0] == '#' {
			continue
		}
		fields := strings.Split(s.Text(), "\t")
		require.LessOrEqual(t, len(fields), n, "%s:%d", name, line)
		fields = append(fields, make([]string, n-len(fields))...)
		for i, field := range fields {
			if strings.HasPrefix(field, `"`) {
				fields[i], err = strconv.Unquote(field)
				require.NoError(t, err, "%s:%d", name, line)
			}
		}
		vs = append(vs, vector{line, fields})
	}
	require.NoError(t, s.Err())
	require.NotEmpty(t, vs)
	return vs
}

func kindNamed(t testing.TB, name string) Kind {
	t.Helper()
	for k := range kinds {
		if kinds[k].name == name {
			return Kind(k)
		}
	}
	require.Fail(t, "no such kind", name)
	return Unknown
}

func TestParse(t *testing.T) {
	for _, v := range vectors(t, "vectors.txt", 7) {
		t.Run(fmt.Sprintf("line %d", v.line), func(t *testing.T) {
			kind, text := kindNamed(t, v.fields[0]), v.fields[1]
			found, value := kind, v.fields[3]
			if v.fields[4] != "" {
				found = kindNamed(t, v.fields[4])
			}
			if value == "=" {
				value = text
			}

			id := Parse(kind, text)
			assert.Equal(t, v.fields[2], id.Verdict.String(), id.Reason)
			assert.Equal(t, value, id.Value())
			assert.Equal(t, found, id.Kind)
			assert.Equal(t, found != kind, id.ByShape)
			assert.Equal(t, value != text, id.Changed)
			assert.Equal(t, v.fields[5], id.BirthDate())
			assert.Equal(t, v.fields[6], string(id.Sex()))
			checkInvariants(t, kind, text, id)
		})
	}
}

func TestRecognize(t *testing.T) {
	for _, v := range vectors(t, "recognize.txt", 4) {
		t.Run(fmt.Sprintf("line %d", v.line), func(t *testing.T) {
			text, kind, value := v.fields[0], kindNamed(t, v.fields[1]), v.fields[3]
			if value == "=" {
				value = text
			}

			id := Recognize(text)
			assert.Equal(t, kind, id.Kind)
			assert.Equal(t, kind != Unknown, id.ByShape)
			assert.Equal(t, v.fields[2], id.Verdict.String(), id.Reason)
			assert.Equal(t, value, id.Value())
			assert.Equal(t, value != text, id.Changed)
			checkInvariants(t, Unknown, text, id)

			assert.Equal(t, id, Parse(Unknown, text))
			assert.Equal(t, id, Parse(Kind(200), text))
			if kind != Unknown {
				stated := Parse(kind, text)
				stated.ByShape = true
				assert.Equal(t, id, stated, "stating the kind that the shape tells changes nothing else")
			}
		})
	}
}

// checkInvariants checks what holds for every id that s gives.
func checkInvariants(t *testing.T, kind Kind, s string, id Identity) {
	t.Helper()
	for _, again := range []Identity{Parse(kind, id.Value()), Parse(id.Kind, id.Value())} {
		assert.Equal(t, id.Value(), again.Value(), "value of the normalised value")
		assert.Equal(t, id.Kind, again.Kind, "kind of the normalised value")
		assert.Equal(t, id.Verdict, again.Verdict, "verdict on the normalised value")
		assert.Equal(t, id.Reason, again.Reason, "reason for the normalised value")
		assert.False(t, again.Changed, "the normalised value changed")
		assert.Equal(t, id.Person(), again.Person(), "person of the normalised value")
	}
	assert.Equal(t, id.Value() != s, id.Changed)
	assert.Equal(t, id.Verdict == Blank, id.Value() == "")
	assert.Equal(t, id.Verdict == Valid || id.Verdict == Blank, id.Reason == "")
	if !id.Verdict.OK() {
		assert.Empty(t, id.Person())
		assert.Empty(t, id.BirthDate())
		assert.Empty(t, id.Sex())
	}
}

func TestPerson(t *testing.T) {
	same := [][2]Identity{
		{Parse(HomeReturnPermit, "H12345678"), Parse(HomeReturnPermit, "H1234567800")},
		{Parse(HomeReturnPermit, "H1234567800"), Parse(HomeReturnPermit, "h1234567802")},
		{Parse(HomeReturnPermit, "H1234567802"), Recognize("H12345678")},
		{Parse(TaiwanPermit, "01234567"), Parse(TaiwanPermit, "0123456702(B)")},
		{Parse(HKID, "A123456"), Parse(HKID, "a123456（3）")},
		{Parse(HKID, "G123456"), Parse(HKID, "G123456(A)")},
		{Parse(HKID, "AB987654"), Recognize("AB987654(3)")},
		{Parse(ResidentID, "110105491231002"), Parse(ResidentID, "11010519491231002X")},
		{Parse(ResidentID, "810000199001010019"), Parse(ResidencePermit, "810000199001010019")},
		{Parse(TwoWayPermit, "C12345678"), Parse(TwoWayPermit, "C 12345678")},
		{Parse(MacaoID, "12345678"), Parse(MacaoID, "1/234567/8")},
		{Parse(PermanentResidence, "USA440187120101"), Parse(PermanentResidence, "usa440187120101")},
	}
	for i, pair := range same {
		assert.NotEmpty(t, pair[0].Person(), i)
		assert.Equal(t, pair[0].Person(), pair[1].Person(), i)
	}

	different := [][2]Identity{
		{Parse(HomeReturnPermit, "H12345678"), Parse(HomeReturnPermit, "M12345678")},
		{Parse(HomeReturnPermit, "H12345678"), Parse(HomeReturnPermit, "H12345679")},
		{Parse(ResidentID, "110105491231996"), Parse(ResidentID, "110105491231997")},
		{Parse(TaiwanPermit, "12345678"), Parse(MacaoID, "12345678")},
	}
	for i, pair := range different {
		assert.NotEqual(t, pair[0].Person(), pair[1].Person(), i)
	}

	for _, id := range []Identity{
		{},
		Parse(HKID, "A123456(4)"),
		Parse(ResidentID, "440300199201011233"),
		Parse(ResidentID, "440524188001010000"),
		Parse(MacaoID, "1234567"),
		Parse(Passport, "K12345678"),
		Recognize("K12345678"),
	} {
		assert.Empty(t, id.Person())
	}
}

func TestRedacted(t *testing.T) {
	for _, id := range []Identity{
		Parse(HKID, "A123456(3)"), Parse(HKID, "A123456(4)"), Parse(HKID, "A123456*"), Recognize("A123456(3)"),
	} {
		const secret = "123456"
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("read", "id", id, "in", struct{ ID Identity }{id})
		slog.New(slog.NewJSONHandler(&log, nil)).Info("read", "id", id, "in", struct{ ID Identity }{id})
		assert.NotContains(t, log.String(), secret)
		assert.Contains(t, log.String(), "id=[redacted]")

		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10.3s"} {
			assert.Equal(t, redacted, fmt.Sprintf(verb, id), verb)
			// The second struct is out of the reach of Format.
			for _, in := range []any{struct{ ID Identity }{id}, struct{ id Identity }{id}, &id, []Identity{id}, map[string]Identity{"": id}} {
				out := fmt.Sprintf(verb, in)
				assert.NotContains(t, out, secret, verb)
				assert.NotContains(t, out, fmt.Sprintf("%x", secret), verb)
				assert.NotContains(t, out, fmt.Sprint([]byte(secret)), verb)
			}
		}
		assert.Equal(t, redacted, id.String())
		assert.Equal(t, redacted, id.GoString())

		out, err := json.Marshal(map[string]any{"id": id, "in": struct{ ID *Identity }{&id}})
		require.NoError(t, err)
		assert.JSONEq(t, `{"id":"[redacted]","in":{"ID":"[redacted]"}}`, string(out))
		out, err = xml.Marshal(id)
		require.NoError(t, err)
		assert.Equal(t, "<Identity>[redacted]</Identity>", string(out))

		assert.NotContains(t, id.Reason, secret)
	}
}

func TestKinds(t *testing.T) {
	types := map[string]bool{"": true, "NI": true, "PPN": true, "PRC": true}
	seen := map[string]bool{}
	for k := range Kind(len(kinds)) {
		assert.True(t, types[k.TypeCode()], k)
		assert.NotEmpty(t, k.String())
		assert.False(t, seen[k.String()] || seen[k.System()], k)
		seen[k.String()], seen[k.System()] = true, true
		if k == Unknown {
			assert.Empty(t, k.TypeCode()+k.System()+k.English()+k.Hans()+k.Hant())
			continue
		}
		assert.NotEmpty(t, k.English())
		assert.NotEmpty(t, k.Hans())
		assert.NotEmpty(t, k.Hant())
		assert.True(t, k.System() == "urn:oid:2.16.156.10011.1.3" || k.System() == Base+"/identifier/"+k.String(), k)
	}
	none := Kind(200)
	assert.Equal(t, "kind(200)", none.String())
	assert.Empty(t, none.TypeCode()+none.System()+none.English()+none.Hans()+none.Hant())
}

func TestVerdict(t *testing.T) {
	ok := map[Verdict]bool{Valid: true, CheckDigitAbsent: true, Unverifiable: true, Unusual: true}
	for v := range Verdict(len(verdicts)) {
		assert.NotEmpty(t, v.String())
		assert.Equal(t, ok[v], v.OK(), v)
	}
	assert.Equal(t, "verdict(200)", Verdict(200).String())
	assert.False(t, Verdict(200).OK())
	assert.Equal(t, Blank, Identity{}.Verdict)
}

func TestPassportSystem(t *testing.T) {
	assert.Equal(t, "http://hl7.org/fhir/sid/passport-HKG", PassportSystem("HKG"))
	assert.Equal(t, "http://hl7.org/fhir/sid/passport-CHN", PassportSystem("CHN"))
	for _, country := range []string{"", "HK", "hkg", "344", "CHINA", "中"} {
		assert.Empty(t, PassportSystem(country), country)
	}
}

// TestCheckDigits changes each digit of a number in turn, and swaps each pair
// of neighbouring digits: both rules find any one such mistake.
func TestCheckDigits(t *testing.T) {
	for _, number := range []struct {
		kind  Kind
		value string
		body  int
	}{
		{HKID, "G123456(A)", 7},
		{HKID, "CA182361(1)", 8},
		{ResidentID, "440300199201011232", 17},
	} {
		for i := range number.body {
			if isDigit(number.value[i]) {
				for d := byte('0'); d <= '9'; d++ {
					b := []byte(number.value)
					if b[i] == d {
						continue
					}
					b[i] = d
					assert.NotEqual(t, Valid, Parse(number.kind, string(b)).Verdict, "%s", b)
				}
			}
			if j := i + 1; j < number.body && isDigit(number.value[i]) {
				b := []byte(number.value)
				b[i], b[j] = b[j], b[i]
				if b[i] == b[j] {
					continue
				}
				assert.NotEqual(t, Valid, Parse(number.kind, string(b)).Verdict, "%s", b)
			}
		}
	}
}

func TestLongText(t *testing.T) {
	long := strings.Repeat("1", 10<<20)
	for k := range Kind(len(kinds)) {
		id := Parse(k, long)
		assert.Equal(t, WrongShape, id.Verdict)
		assert.True(t, id.Value() == long)
	}
	assert.Equal(t, "A123456(3)", Parse(HKID, strings.Repeat("　", 1<<20)+"A123456(3)").Value())
}

func TestAllocations(t *testing.T) {
	for _, s := range []string{"A123456(3)", "440300199201011232", "", "  "} {
		want := 1. // the pointer that keeps the value out of fmt's sight
		if trim(s) == "" {
			want = 0
		}
		assert.Equal(t, want, testing.AllocsPerRun(100, func() { Recognize(s) }), "%q", s)
	}
}
