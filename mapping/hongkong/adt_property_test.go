package hongkong_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/hongkong"
)

// A generatedMessage is a message by its segments, whose fields are in the form
// in which they are written.
type generatedMessage struct {
	segments []generatedSegment
	charset  string
}

type generatedSegment struct {
	name     string
	fields   map[int]string
	trailing int // empty fields at its end
}

// text returns the message in ER7.
func (m *generatedMessage) text() string {
	var b strings.Builder
	ordinals := map[string]int{}
	for _, s := range m.segments {
		ordinals[s.name]++
		last := 0
		for n, value := range s.fields {
			if value != "" {
				last = max(last, n)
			}
		}
		b.WriteString(s.name)
		from := 1
		if s.name == "MSH" {
			from = 2
		}
		for n := from; n <= last; n++ {
			b.WriteString("|" + s.fields[n])
		}
		b.WriteString(strings.Repeat("|", s.trailing))
		b.WriteString("\r")
	}
	return b.String()
}

// shrink takes out of a message that has a fault all fields and segments that
// it does not need.
func (m *generatedMessage) shrink(fault func(*generatedMessage) string) {
	needed := func(s *generatedSegment, n int) bool {
		return s.name == "MSH" || n == 1 || s.name == "PID" && n == 3 || s.name == "PV1" && n == 2 || s.name == "EVN"
	}
	for again := true; again; {
		again = false
		for i := 0; i < len(m.segments); i++ {
			if s := &m.segments[i]; s.name != "MSH" && s.name != "EVN" && s.name != "PID" && s.name != "PV1" {
				less := &generatedMessage{charset: m.charset}
				less.segments = append(append(less.segments, m.segments[:i]...), m.segments[i+1:]...)
				less.renumber()
				if fault(less) != "" {
					m.segments, again = less.segments, true
					i--
					continue
				}
				m.renumber()
			}
		}
		for i := range m.segments {
			for n, value := range m.segments[i].fields {
				if needed(&m.segments[i], n) {
					continue
				}
				delete(m.segments[i].fields, n)
				if fault(m) != "" {
					again = true
				} else {
					m.segments[i].fields[n] = value
				}
			}
		}
	}
}

// renumber gives the segments that count themselves their numbers again.
func (m *generatedMessage) renumber() {
	ordinals := map[string]int{}
	for i := range m.segments {
		s := &m.segments[i]
		if ordinals[s.name]++; s.fields[1] != "" && s.name != "MSH" && s.name != "EVN" {
			s.fields[1] = fmt.Sprint(ordinals[s.name])
		}
	}
}

// A messageGenerator makes canonical messages: those that come back from their
// sheets without anything that is kept verbatim.
type messageGenerator struct {
	*rand.Rand
	density float64
	letters []rune
	used    map[string]int // by the column of the layout
}

var alphabets = map[string]string{
	"UNICODE UTF-8": "陳大文李小明𨋢𡃁䶮éÅ ABCxyz0123456789-/.,;:()'\"<>|^~\\&\n*",
	"GB 18030-2000": "陈大文李小明䶮𠮷〇 ABCxyz0123456789-/.,;:()'\"<>|^~\\&\n*",
	"BIG-5":         "許功蓋陳大文李小明𨋢 ABCxyz0123456789-/.,;:()'\"<>|^~\\&\n*",
}

func (g *messageGenerator) any(list ...string) string { return list[g.IntN(len(list))] }

func (g *messageGenerator) code(column string) string {
	for _, c := range hongkong.ADT().Columns() {
		if c.Name == column {
			concepts := c.Values.Concepts()
			return concepts[g.IntN(len(concepts))].Code
		}
	}
	return ""
}

func escape(text string) string {
	return string(hl7v2.DefaultDelimiters().AppendEscaped(nil, text))
}

// word returns a text that starts and ends with a character, escaped.
func (g *messageGenerator) word() string {
	runes := make([]rune, 1+g.IntN(8))
	for i := range runes {
		runes[i] = g.letters[g.IntN(len(g.letters))]
	}
	return escape("某" + string(runes) + "Z")
}

// phrase returns a text that is no code: one with a space.
func (g *messageGenerator) phrase() string { return g.word() + " " + g.word() }

func (g *messageGenerator) digits(n int) string { return numeralText(g.Rand, n) }

func numeralText(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte(byte('0' + r.IntN(10)))
	}
	return b.String()
}

func (g *messageGenerator) time() string {
	return g.date() + fmt.Sprintf("%02d%02d%02d+0800", g.IntN(24), g.IntN(60), g.IntN(60))
}

func (g *messageGenerator) date() string {
	return fmt.Sprintf("%04d%02d%02d", 1920+g.IntN(100), 1+g.IntN(12), 1+g.IntN(28))
}

// anyTime returns a time that is known to the second, the day, the month or the
// year.
func (g *messageGenerator) anyTime() string {
	d := g.date()
	return g.any(g.time(), d, d[:6], d[:4])
}

func (g *messageGenerator) latinName() string {
	return g.any("CHAN", "LEE", "AU YEUNG", "O\\T\\BRIEN") + "^" + g.any("TAI MAN", "SIU MING")
}

func (g *messageGenerator) chineseName() string {
	return g.any("陳", "李", "歐陽") + "^" + g.any("大文", "小明")
}

func (g *messageGenerator) name() string { return g.any(g.latinName(), g.chineseName()) }

func (g *messageGenerator) staff(i int) string {
	// One number is one person: the name follows from it.
	id, kind := fmt.Sprintf("D%d", 100*i+g.IntN(3)), ""
	if g.IntN(2) == 0 {
		id, kind = "M"+id, "LN"
	}
	english, chinese := fmt.Sprintf("LEE^KA YAN %s", id), "李^嘉欣"
	switch {
	case i%2 == 0:
		return strings.TrimRight(id+"^"+english+"^^^^^^^^^^"+kind, "^")
	default:
		return strings.TrimRight(id+"^"+english+"^^^^^^^^^^"+kind, "^") + second(kind) + "~" + id + "^" + chinese + "^^^^^^^^^^" + kind + "^^I"
	}
}

// second marks the first of two names as that in letters.
func second(kind string) string {
	if kind == "" {
		return "^^^^^^^^^^^^A"
	}
	return "^^A"
}

func (g *messageGenerator) address(kind string) string {
	lines := [3]string{g.word(), "", ""}
	if g.IntN(2) == 0 {
		if lines[1] = g.word(); g.IntN(2) == 0 {
			lines[2] = g.word()
		}
	}
	city, county, area, postcode, country := "", "", "", "", ""
	switch g.IntN(4) {
	case 0:
		city, country = g.any("Sha Tin", "Kowloon City"), "HK"
	case 1:
		city, county, country = g.word(), g.any("Sha Tin", "Kowloon City"), "HK"
	case 2:
		city, county = g.word(), g.word()
	}
	if g.IntN(2) == 0 {
		area = g.any("NT", "KLN")
	}
	if g.IntN(3) == 0 {
		postcode = g.digits(6)
	}
	if g.IntN(3) == 0 {
		country = g.any("CN", "HK")
	}
	return strings.TrimRight(strings.Join([]string{lines[0], lines[1], city, area, postcode, country, kind, lines[2], county}, "^"), "^")
}

func (g *messageGenerator) join(list ...string) string {
	var some []string
	for _, item := range list {
		if item != "" {
			some = append(some, item)
		}
	}
	return strings.Join(some, "~")
}

func (g *messageGenerator) maybe(value string) string {
	if g.IntN(2) == 0 {
		return ""
	}
	return value
}

// coding returns a code with its text and system, and now and then one of
// another system beside it.
func (g *messageGenerator) coding(diagnosis bool) string {
	first := g.any("36.07", "81.52", "00.66") + "^" + g.phrase() + "^I9C"
	if diagnosis {
		first = g.any("410.71^"+g.phrase()+"^I9C", "V58.61^"+g.phrase()+"^I9C", "E885.9^^I9C", "I21.4^"+g.phrase()+"^I10", "486^^I9C")
	}
	switch g.IntN(4) {
	case 0:
		return "^" + g.phrase()
	case 1:
		return first + "^" + g.digits(7) + "^" + g.phrase() + "^HKCTT"
	}
	return first
}

// number is a plain decimal.
func (g *messageGenerator) number() string {
	return g.any("0", "7", "3120", "38.20", "-1.5", "0.050")
}

// message returns a canonical message.
func (g *messageGenerator) message() *generatedMessage {
	charset := []string{"UNICODE UTF-8", "GB 18030-2000", "BIG-5"}[g.IntN(3)]
	g.letters = []rune(alphabets[charset])
	g.density = []float64{0.05, 0.3, 0.8, 1}[g.IntN(4)]
	event := g.any("A01", "A03", "A08", "A04", "A05", "A21")
	structure := map[string]string{"A03": "ADT_A03", "A05": "ADT_A05", "A21": "ADT_A21"}[event]
	if structure == "" {
		structure = "ADT_A01"
	}
	m := &generatedMessage{charset: charset}
	hospital := g.code("MSH-4")
	sent := g.time()
	m.add("MSH", map[int]string{2: "^~\\&", 4: hospital, 7: sent, 9: "ADT^" + event + "^" + structure, 10: g.digits(9), 11: "P", 12: "2.5", 18: charset})
	m.add("EVN", map[int]string{1: event, 2: g.time()})
	document := g.any("A123456(3)^^^^HKIC", "K01234567^^^HKG^PASS", "XK1234^^^^EC")
	second := g.maybe("P" + g.digits(5) + "^^^" + hospital + "^PI")
	m.add("PID", g.fill("PID", map[int]string{
		1: "1", 3: g.join(document, g.maybe("MR"+g.digits(4)+"^^^"+hospital+"^MR"), g.maybe("C1234567^^^^DOCI"), second, g.maybe("X"+g.digits(3)+"^^^SPH^AN")),
	}, map[int]string{
		5: g.join(g.latinName()+"^^^^^L^A", g.maybe(g.chineseName()+"^^^^^L^I"), g.maybe("LEE^OLD^^^^^M^A")),
		7: g.any("19560214", "195602", "1956"), 8: g.code("PID-8"), 9: g.join("AH MAN^^^^^^^A", g.maybe("BIG MAN^^^^^^N^A")), 10: g.any("CHN", "^"+g.phrase()),
		11: g.join(g.address("H"), g.maybe(g.address("B")), g.maybe(g.address("RH"))),
		13: g.join("2"+g.digits(7)+"^PRN^PH", g.maybe("6"+g.digits(7)+"^PRN^CP"), g.maybe("^NET^Internet^x"+g.digits(3)+"@example.invalid"), g.maybe("3"+g.digits(7)+"^PRN^FX")),
		14: g.join("2"+g.digits(7)+"^WPN^PH", g.maybe("3"+g.digits(7)+"^WPN^FX")),
		15: g.any("yue", "^"+g.phrase()), 16: g.code("PID-16"), 17: g.any("BUD", "^"+g.phrase()), 23: g.word(), 28: g.any("HKG", "^"+g.phrase()),
	}))
	switch g.IntN(3) {
	case 0:
		m.last().fields[29] = g.anyTime()
		g.used["PID-29"]++
	case 1:
		m.last().fields[30] = g.any("Y", "N")
		g.used["PID-30"]++
	}
	for i := range g.IntN(3) {
		m.add("NK1", g.fill("NK1", map[int]string{1: fmt.Sprint(i + 1), 2: g.name()}, map[int]string{
			3: g.code("NK1-3"), 4: g.word(), 5: "2" + g.digits(7), 6: "3" + g.digits(7), 7: g.code("NK1-7"),
		}))
	}
	ward := func() string { return strings.TrimSuffix(g.any("5B", "6C")+"^"+g.maybe("12")+"^"+g.maybe("A"), "^") }
	place := func() string {
		parts := strings.Split(ward(), "^")
		for len(parts) < 3 {
			parts = append(parts, "")
		}
		return strings.Join(append(parts, hospital), "^")
	}
	class := g.code("PV1-2")
	admitted := g.any(g.time(), g.date())
	m.add("PV1", g.fill("PV1", map[int]string{1: "1", 2: class, 19: "HN" + g.digits(8) + "^^^" + hospital + "^VN"}, map[int]string{
		3: place(), 4: g.code("PV1-4"), 6: place(), 7: g.staff(1), 8: g.staff(2), 9: g.staff(3), 10: g.code("PV1-10"), 14: g.code("PV1-14"),
		17: g.staff(4), 20: g.code("PV1-20"), 36: g.code("PV1-36"), 37: g.word(), 44: admitted,
	}))
	if m.last().fields[36] == "DEATH" { // the death follows from it
		delete(m.segments[2].fields, 30)
	}
	if event == "A03" {
		m.last().fields[45] = "20240308101500+0800"
		g.used["PV1-45"]++
	}
	if g.IntN(2) == 0 {
		m.add("PV2", g.fill("PV2", map[int]string{3: "^" + g.phrase()}, nil))
	}
	for i := range g.IntN(4) {
		value := map[int]string{2: "NM", 5: g.number(), 6: g.any("Cel", "^"+g.phrase())}
		switch g.IntN(4) {
		case 0:
			value = map[int]string{2: "CWE", 5: g.any("1^"+g.phrase()+"^LN", "2^"+g.phrase()+"^LN^3^"+g.phrase()+"^SCT")}
		case 1:
			value = map[int]string{2: "ST", 5: g.phrase()}
		}
		value[1], value[3] = fmt.Sprint(i+1), g.any("8310-5^"+g.phrase()+"^LN", "^"+g.phrase())
		m.add("OBX", g.fill("OBX", value, map[int]string{
			7: g.word(), 8: g.any("H", "L"), 11: g.any("F", "P", "C", "A", "I"), 14: g.anyTime(),
		}))
	}
	for i := range g.IntN(3) {
		value := map[int]string{1: fmt.Sprint(i + 1), 3: g.any("^"+g.phrase(), g.digits(6)+"^"+g.phrase()+"^SCT")}
		m.add("AL1", g.fill("AL1", value, map[int]string{
			2: g.code("AL1-2"), 4: g.code("AL1-4"), 5: g.join(g.phrase(), g.maybe(g.phrase())), 6: g.anyTime(),
		}))
	}
	g.diagnoses(m)
	for i := range g.IntN(3) {
		m.add("PR1", g.fill("PR1", map[int]string{1: fmt.Sprint(i + 1), 3: g.coding(false), 14: fmt.Sprint(i + 1)}, map[int]string{
			5: g.anyTime(), 7: g.any("65", "120"), 8: g.staff(6), 9: g.any("GA", "^"+g.phrase()), 11: g.staff(7), 12: g.staff(8),
		}))
		if fields := m.last().fields; strings.HasPrefix(fields[3], "36") && g.IntN(2) == 0 {
			fields[4] = g.phrase()
			g.used["PR1-4"]++
		}
	}
	for i := range g.IntN(3) {
		m.add("IN1", g.fill("IN1", map[int]string{1: fmt.Sprint(i + 1), 2: g.any("GOLD", "^"+g.phrase())}, map[int]string{
			3: "INS" + g.digits(2), 4: g.phrase(), 8: "G" + g.digits(3), 12: "20240101", 13: "20241231", 16: g.latinName(), 17: g.code("IN1-17"), 36: "POL" + g.digits(3),
		}))
	}
	return m
}

// diagnoses adds the diagnoses in the order of their roles.
func (g *messageGenerator) diagnoses(m *generatedMessage) {
	ordinal := 0
	add := func(kind, priority string) {
		ordinal++
		fields := map[int]string{1: fmt.Sprint(ordinal), 3: g.coding(true), 6: kind, 15: priority}
		m.add("DG1", g.fill("DG1", fields, map[int]string{5: g.anyTime(), 26: g.code("DG1-26")}))
		if g.IntN(3) == 0 {
			m.last().fields[16] = "D5^LEE^KA YAN"
			g.used["DG1-16"]++
		}
		if strings.HasPrefix(fields[3], "V58.61") && g.IntN(2) == 0 {
			fields := m.last().fields
			fields[4] = g.phrase()
			g.used["DG1-4"]++
		}
	}
	for range g.IntN(2) {
		add("A", "")
	}
	if g.IntN(2) == 0 {
		add("F", "1")
		for i := range g.IntN(3) {
			add("F", fmt.Sprint(i+2))
		}
	}
	for range g.IntN(2) {
		add("W", "")
	}
	if g.IntN(3) == 0 {
		add("F", "")
	}
}

func (m *generatedMessage) add(name string, fields map[int]string) {
	m.segments = append(m.segments, generatedSegment{name: name, fields: fields})
}

func (m *generatedMessage) last() *generatedSegment { return &m.segments[len(m.segments)-1] }

// fill adds some of the fields to those that must be there.
func (g *messageGenerator) fill(segment string, must, some map[int]string) map[int]string {
	for n := 1; n < 60; n++ {
		if value, ok := some[n]; ok && g.Float64() < g.density {
			must[n] = value
		}
	}
	for n := range must {
		g.used[fmt.Sprintf("%s-%d", segment, n)]++
	}
	return must
}

// Any canonical message comes back byte for byte, from its sheet and from its
// document, and needs nothing kept verbatim for it but its header.
func TestCanonicalMessagesComeBack(t *testing.T) {
	messages := 1500
	if testing.Short() {
		messages = 300
	}
	g := &messageGenerator{used: map[string]int{}}
	for seed := range messages {
		g.Rand = rand.New(rand.NewPCG(uint64(seed), 20240308))
		m := g.message()
		if fault := canonicalFault(t, m); fault != "" {
			m.shrink(func(m *generatedMessage) string { return canonicalFault(t, m) })
			t.Fatalf("seed %d: %s\nthe least message with a fault:\n%s\n%s", seed, fault, strings.ReplaceAll(m.text(), "\r", "\n"), canonicalFault(t, m))
		}
	}
	// Fields whose element another field states are never canonical.
	elsewhere := map[string]bool{"PID-2": true, "PID-4": true}
	for _, c := range hongkong.ADT().Columns() {
		if !elsewhere[c.Name] && !strings.HasPrefix(c.Name, "MSH") && c.Name != "EVN-2" {
			assert.NotZero(t, g.used[c.Name], "%s is in no message", c.Name)
		}
	}
}

// encoded returns a message in its characters.
func encoded(t testing.TB, m *generatedMessage) string {
	t.Helper()
	text := m.text()
	switch m.charset {
	case "GB 18030-2000":
		text, err := simplifiedchinese.GB18030.NewEncoder().String(text)
		require.NoError(t, err)
		return text
	case "BIG-5":
		text, err := traditionalchinese.Big5.NewEncoder().String(text)
		require.NoError(t, err)
		return text
	}
	return text
}

func canonicalFault(t testing.TB, m *generatedMessage) string {
	t.Helper()
	source := encoded(t, m)
	list := records(t, source, nil)
	require.Len(t, list, 1)
	if list[0].Sheet == nil {
		return fmt.Sprint("rejected: ", list[0].Issues)
	}
	if fault := faultOfTrip(t, source, list[0].Sheet); fault != "" {
		return fault
	}
	back, _ := throughFHIR(t, list[0].Sheet)
	if ours, theirs := dumped(list[0].Sheet), dumped(back); ours != theirs {
		return "another sheet by way of FHIR: " + firstDifference(ours, theirs)
	}
	// It needs nothing kept, so it comes back without the message, too.
	sheet := list[0].Sheet
	sheet.Fields = slices.DeleteFunc(sheet.Fields, func(f frontsheet.Field) bool { return f.Column == "message" })
	for _, f := range sheet.Fields {
		if f.Column != "MSH" {
			return fmt.Sprintf("kept verbatim: %s %q", f.Column, f.Value)
		}
	}
	if fault := faultOfTrip(t, source, sheet); fault != "" {
		return "without the message: " + fault
	}
	document, _ := adtWay.Document(list[0].Sheet)
	again, _ := adtWay.FrontSheet(document)
	for _, f := range again.Fields {
		if f.Column != "MSH" {
			return fmt.Sprintf("kept verbatim in FHIR: %s %q", f.Column, f.Value)
		}
	}
	return ""
}
