package workbook

import (
	"archive/zip"
	"math"
	"strconv"
	"strings"
	"time"
)

const (
	mostStyles  = 1 << 16
	mostFormats = 1 << 12
	mostFormat  = 1 << 10 // bytes of the code of a number format
)

// A format says how a number is shown, as far as that is more than its value:
// what pads an identifier, and what makes a day of a count of days. The zero
// format shows the number.
type format struct {
	day, hours, seconds bool
	pad                 []pad // nil where nothing pads
}

// A pad is a place of a digit, or else a text between them.
type pad struct {
	place byte // 0, # or ?
	text  string
}

// builtIn are the codes of the number formats that a workbook need not list, as far
// as they show days (ECMA-376, Part 1, 18.8.30; 27 to 36 and 50 to 58 are those of
// East Asia).
func builtIn(id int) string {
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return "yyyy-mm-dd"
	case id == 18, id == 20, id == 32, id == 34, id == 55:
		return "h:mm"
	case id == 19, id == 21, id == 33, id == 35, id == 56:
		return "h:mm:ss"
	case id == 22:
		return "yyyy-mm-dd h:mm"
	case id >= 71 && id <= 74: // of Thailand
		return "yyyy-mm-dd"
	case id == 77:
		return "yyyy-mm-dd h:mm"
	}
	return ""
}

// readStyles reads how the cells of each style are shown.
func (b *Book) readStyles(part *zip.File) error {
	codes := map[string]string{}
	inside := false // cellXfs
	return b.walk(part, func(e *element) error {
		switch {
		case e.name == "cellXfs":
			inside = !e.end
		case e.end:
		case e.name == "numFmt" && len(codes) < mostFormats:
			if code := e.attribute("formatCode"); len(code) <= mostFormat {
				codes[e.attribute("numFmtId")] = code
			}
		case e.name == "xf" && inside && len(b.styles) < mostStyles:
			id := e.attribute("numFmtId")
			code, listed := codes[id]
			if n, err := strconv.Atoi(id); err == nil && !listed {
				code = builtIn(n)
			}
			b.styles = append(b.styles, parseFormat(code))
		}
		return nil
	})
}

// parseFormat reads the code of a number format. Of its sections the first counts,
// which is that of positive numbers.
func parseFormat(code string) (f format) {
	if code == "" || strings.EqualFold(code, "General") || code == "@" {
		return f
	}
	p := formatParser{rest: code}
	for p.next() {
	}
	switch {
	case p.elapsed || p.conditional:
	case p.year || p.day || p.month || p.hour || p.second:
		f.hours, f.seconds = p.hour || p.second, p.second
		f.day = p.year || p.day || p.month && !f.hours
	case !p.amount:
		f.pad = p.padding()
	}
	return f
}

// A formatParser splits the first section of a code.
type formatParser struct {
	rest                           string
	year, month, day, hour, second bool
	elapsed                        bool // a duration: [h]:mm
	conditional                    bool
	amount                         bool // a number that is reckoned with: decimals, thousands, per cent, money
	pads                           []pad
	zeros                          int
}

// next takes the next part of the code, and reports whether there was one.
func (p *formatParser) next() bool {
	if p.rest == "" || p.rest[0] == ';' {
		return false
	}
	size := 1
	switch c := p.rest[0]; c {
	case '"':
		end := strings.IndexByte(p.rest[1:], '"')
		if end < 0 {
			end = len(p.rest) - 1
		}
		p.literal(p.rest[1 : 1+end])
		size = min(len(p.rest), end+2)
	case '[':
		end := strings.IndexByte(p.rest, ']')
		if end < 0 {
			end = len(p.rest) - 1
		}
		p.bracket(strings.ToLower(strings.Trim(p.rest[:end+1], "[]")))
		size = end + 1
	case '\\':
		size = 1 + runeLen(p.rest[1:])
		p.literal(p.rest[1:size])
	case '_', '*':
		size = 1 + runeLen(p.rest[1:])
	case '0', '#', '?':
		p.pads = append(p.pads, pad{place: c})
		if c == '0' {
			p.zeros++
		}
	case '.', ',', '%', '/':
		p.amount = true
	case 'y', 'Y', 'b', 'B':
		p.year = true
	case 'm', 'M':
		p.month = true
	case 'd', 'D':
		p.day = true
	case 'h', 'H':
		p.hour = true
	case 's', 'S':
		p.second = true
	case 'e', 'E':
		if len(p.rest) > 1 && (p.rest[1] == '+' || p.rest[1] == '-') {
			p.amount = true
		} else {
			p.year = true // of the era
		}
	case 'G', 'g': // General, or the name of an era
		if size = 1; len(p.rest) >= 7 && strings.EqualFold(p.rest[:7], "General") {
			p.amount, size = true, 7
		}
	case 'a', 'A': // AM/PM, A/P, or a day of the week
		for _, half := range []string{"am/pm", "a/p"} {
			if len(p.rest) >= len(half) && strings.EqualFold(p.rest[:len(half)], half) {
				size = len(half)
				break
			}
		}
	default:
		size = runeLen(p.rest)
		p.literal(p.rest[:size])
	}
	p.rest = p.rest[size:]
	return true
}

func runeLen(s string) int {
	for i := range s {
		if i > 0 {
			return i
		}
	}
	return len(s)
}

// literal takes a text of the code.
func (p *formatParser) literal(text string) {
	if strings.ContainsAny(text, "$¥￥€£元") {
		p.amount = true
	}
	p.pads = append(p.pads, pad{text: text})
}

// bracket takes what stands in brackets: a colour, a locale, a currency, a
// condition, or the unit of a duration.
func (p *formatParser) bracket(text string) {
	switch {
	case strings.Trim(text, "h") == "", strings.Trim(text, "m") == "", strings.Trim(text, "s") == "":
		p.elapsed = true
	case strings.ContainsAny(text, "<>="):
		p.conditional = true
	case strings.HasPrefix(text, "$") && !strings.HasPrefix(text, "$-"):
		p.amount = true
	}
}

// padding returns what pads a number. One place of a digit with a unit after it
// (0"天") is the number.
func (p *formatParser) padding() []pad {
	first, last := -1, -1
	for i, x := range p.pads {
		if x.place != 0 {
			last = i
			if first < 0 {
				first = i
			}
		}
	}
	if first < 0 {
		return nil
	}
	before := ""
	for _, x := range p.pads[:first] {
		before += x.text
	}
	named := strings.ContainsFunc(before, func(r rune) bool { return r > ' ' && !strings.ContainsRune("-+()", r) })
	if p.zeros < 2 && !named {
		return nil
	}
	if p.zeros < 4 {
		return p.pads[:last+1]
	}
	return p.pads
}

// show returns a number as the format shows it, or as it is stored.
func (f *format) show(number string, from1904 bool) string {
	switch {
	case f.day || f.hours:
		if text, ok := f.date(number, from1904); ok {
			return text
		}
	case f.pad != nil && len(number) <= 15 && number != "" && strings.Trim(number, "0123456789") == "":
		return f.padded(number)
	}
	return plainNumber(number)
}

// padded puts the digits of a number into the places, from the last to the first,
// which takes all that is left.
func (f *format) padded(digits string) string {
	digits = strings.TrimLeft(digits, "0")
	first := 0
	for f.pad[first].place == 0 {
		first++
	}
	var parts []string
	for i := len(f.pad) - 1; i >= 0; i-- {
		x := f.pad[i]
		switch {
		case x.place == 0:
			parts = append(parts, x.text)
			continue
		case digits != "" && i == first:
			parts, digits = append(parts, digits), ""
		case digits != "":
			parts, digits = append(parts, digits[len(digits)-1:]), digits[:len(digits)-1]
		case x.place == '0':
			parts = append(parts, "0")
		}
	}
	var b strings.Builder
	for i := len(parts) - 1; i >= 0; i-- {
		b.WriteString(parts[i])
	}
	return b.String()
}

// date returns a count of days as a day, and the time that it has or whose place
// the format has. Excel counts a 29 February 1900, which there was not.
func (f *format) date(number string, from1904 bool) (string, bool) {
	days, err := strconv.ParseFloat(number, 64)
	if err != nil || days < 0 || days >= 2958466 {
		return "", false
	}
	seconds := int64(math.Round(days * 86400))
	day, second := seconds/86400, seconds%86400
	clock := time.Unix(second, 0).UTC()
	layout := "15:04"
	if f.seconds || second%60 != 0 {
		layout = "15:04:05"
	}
	if !f.day && day == 0 {
		return clock.Format(layout), true
	}
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from1904:
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case day == 0 || day == 60:
		return "", false
	case day < 60:
		day++
	}
	text := start.AddDate(0, 0, int(day)).Format(time.DateOnly)
	if f.hours || second != 0 {
		text += " " + clock.Format(layout)
	}
	return text, true
}

// plainNumber undoes what a binary number is written with to be exact: 36.6 is
// stored as 36.600000000000001. Whole numbers, and what stands for one with an
// exponent, stay as they are stored.
func plainNumber(number string) string {
	if !strings.Contains(number, ".") || len(number) < 17 && !strings.Contains(number, "E-") || strings.Contains(number, "E+") {
		return number
	}
	f, err := strconv.ParseFloat(number, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return number
	}
	short := strconv.FormatFloat(f, 'f', -1, 64)
	if len(short) > 32 {
		return number
	}
	return short
}
