package hongkong_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
)

// dumped returns what a sheet holds, a line each.
func dumped(s *mapping.FrontSheet) string {
	var b strings.Builder
	dump(&b, "", reflect.ValueOf(*s))
	return b.String()
}

// firstDifference returns the first line that two texts do not share.
func firstDifference(x, y string) string {
	ours, theirs := strings.Split(x, "\n"), strings.Split(y, "\n")
	for i := range max(len(ours), len(theirs)) {
		switch {
		case i >= len(ours):
			return "then also " + theirs[i]
		case i >= len(theirs):
			return "no more " + ours[i]
		case ours[i] != theirs[i]:
			return ours[i] + " became " + theirs[i]
		}
	}
	return ""
}

// odd are values that messages have and this package would not write.
var odd = []string{
	`""`, "~", "^", "&", "a~b", "a^b^c", "a&b^c&d", `\F\ \S\ \T\ \R\ \E\`, `\X41\`, `\XE99993\`, `\.br\x\.sp2\y`, `\H\bold\N\`, `\Zown\`, `open\`,
	" spaces ", "陳^大文^^^^^L^P", "CHAN, TAI MAN", "^only given", "20240302", "2024030218", "202403021830", "20240302183000.123", "20240302183000-0500",
	"00000000", "19000101", "20240230", "20240000", "A123456(3)^^^HKSAR^HKIC", "A1234563^^^^HKIC", "A123456^3^^HKSAR^NI", "110105194912310021^^^CHN^NI",
	"P1^^^QEH^PI~P1^^^QEH^PI", "P1^^^&2.999.1&ISO^MR~P2^^^CLINIC&1&L^MR^^20000101^20100101", "C6686689^^^HKSAR^HKIC^^^20100101", "V1^^^CLINIC^VN",
	"&NATHAN ROAD&123^5 & 6^^KLN^^HK^H^^^^^^20000101^20100101~1 A ST^^^^^HK^BA", "CHAN^OLD^^^^^L^A^^^^20000101^20100101~CHAN^NEW^^^^^L^A^^^^20991231",
	">^5", "^1^-^10", "<^1^:^128", "^2^+", "<5", "A&E", "5B^^^KWH&2.999.7&ISO", "X^^^^^PAYERS&2.999.5&ISO^^^^C7", "Y", "N", "I", "F", "A", "X^Y^Z^1^2^3^4^5^6^7^8^9", "1", "01", "2", "999999", "1.50", "1,000", "TX", "CE", "NM", "SN", "D",
	"410.71^INFARCT^I9C^I21.4^Infarct^I10", "41071", "I21.4^x^99XYZ", "NKDA^No known drug allergy", "^NKA", "HOME^Home", "DEATH",
	"12345678^WPN^PH~87654321^PRN^PH", "^NET^Internet^a@b.invalid", "D1001^LEE^KA YAN~D1001^李^嘉欣", "D1001^WONG^X", "1 ROAD^^SHA TIN^NT^^HK^C", "\t",
}

// mutate changes a message as systems differ from one another.
func mutate(r *rand.Rand, m *generatedMessage) {
	known := map[string]int{"MSH": 20, "EVN": 3, "PID": 31, "NK1": 9, "PV1": 47, "PV2": 5, "OBX": 16, "AL1": 7, "DG1": 27, "PR1": 21, "IN1": 38}
	for range 1 + r.IntN(6) {
		i := 1 + r.IntN(len(m.segments)-1)
		s := &m.segments[i]
		switch r.IntN(9) {
		default:
			s.fields[1+r.IntN(max(known[s.name], 4))] = odd[r.IntN(len(odd))]
		case 1:
			n := 1 + r.IntN(max(known[s.name], 4))
			s.fields[n] += odd[r.IntN(len(odd))]
		case 2: // another place
			other := 1 + r.IntN(len(m.segments)-1)
			m.segments[i], m.segments[other] = m.segments[other], m.segments[i]
		case 3: // once more
			if s.name != "PID" && s.name != "PV1" {
				fields := map[int]string{}
				for n, value := range s.fields {
					fields[n] = value
				}
				m.segments = slices.Insert(m.segments, 1+r.IntN(len(m.segments)), generatedSegment{name: s.name, fields: fields})
			}
		case 4:
			name := []string{"ZHK", "IN2", "PD1", "ROL", "GT1", "ADD", "NTE", "ADD"}[r.IntN(8)]
			m.segments = slices.Insert(m.segments, 1+r.IntN(len(m.segments)), generatedSegment{name: name, fields: map[int]string{1: "1", 2: odd[r.IntN(len(odd))]}})
		case 5:
			if s.name != "PID" && s.name != "PV1" {
				m.segments = slices.Delete(m.segments, i, i+1)
				if len(m.segments) < 3 {
					return
				}
			}
		case 6:
			s.fields[1] = ""
		case 7:
			name := []string{"DG1", "OBX", "AL1", "NK1", "PR1", "IN1", "PV2", "EVN"}[r.IntN(8)]
			fields := map[int]string{1: "9"}
			for range r.IntN(4) {
				fields[1+r.IntN(known[name])] = odd[r.IntN(len(odd))]
			}
			m.segments = slices.Insert(m.segments, 1+r.IntN(len(m.segments)), generatedSegment{name: name, fields: fields})
		}
	}
	if r.IntN(4) == 0 { // empty fields at the end
		s := &m.segments[1+r.IntN(len(m.segments)-1)]
		s.trailing = 1 + r.IntN(4)
	}
}

// A message that no two systems would write alike comes back byte for byte, too,
// wherever it is accepted.
func TestOddMessagesComeBack(t *testing.T) {
	messages := 3000
	if testing.Short() {
		messages = 300
	}
	g := &messageGenerator{used: map[string]int{}}
	accepted := 0
	fault := func(m *generatedMessage) string {
		list := records(t, m.text(), nil)
		if len(list) != 1 || list[0].Sheet == nil {
			return ""
		}
		accepted++
		return faultOfTrip(t, m.text(), list[0].Sheet)
	}
	for seed := range messages {
		g.Rand = rand.New(rand.NewPCG(uint64(seed), 20240309))
		m := g.message()
		m.segments[0].fields[18], m.charset = "UNICODE UTF-8", "UNICODE UTF-8"
		mutate(g.Rand, m)
		if found := fault(m); found != "" {
			m.shrink(fault)
			t.Fatalf("seed %d: %s\nthe least message with a fault:\n%s\n%s", seed, found, strings.ReplaceAll(m.text(), "\r", "\n"), fault(m))
		}
	}
	require.Greater(t, accepted, messages/2)
}

// FuzzMessagesComeBack: whatever is accepted comes back.
func FuzzMessagesComeBack(f *testing.F) {
	for _, file := range messageFiles(f) {
		for i, part := range strings.Split(file, "MSH|") {
			if i > 0 && i < 4 {
				f.Add("MSH|" + part)
			}
		}
	}
	g := &messageGenerator{used: map[string]int{}}
	for seed := range 20 {
		g.Rand = rand.New(rand.NewPCG(uint64(seed), 1))
		m := g.message()
		m.segments[0].fields[18] = "UNICODE UTF-8"
		mutate(g.Rand, m)
		f.Add(m.text())
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsAny(text, "\x0b\x1c") {
			return // frames are no part of a message
		}
		r, err := mapping.NewMessageReader(strings.NewReader(text), hongkong.ADT(), nil)
		if err != nil {
			return
		}
		for record, err := range r.Records() {
			if err != nil {
				return
			}
			if record.Sheet == nil {
				continue
			}
			if raw := string(record.Raw); !utf8.ValidString(raw) || encodingOf(raw) != mapping.EncodingUTF8 {
				continue // of Big5 and GB18030 two forms of a character may be read
			}
			if fault := faultOfTrip(t, plainER7(string(record.Raw)), record.Sheet); fault != "" {
				t.Error(fmt.Sprint(record.Number, ": ", fault))
			}
		}
	})
}
