package hl7v2

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	one = "MSH|^~\\&|A|B|||20240101||ADT^A01|1|P|2.5\rPID|1||X~Y\r"
	two = "MSH|^~\\&|A|B|||20240102||ADT^A03|2|P|2.5\rPID|1||Z\r"
)

type found struct {
	message string
	line    int
	fault   Fault
	ended   bool
}

func scan(t *testing.T, r io.Reader) []found {
	t.Helper()
	s := NewScanner(r)
	var list []found
	for {
		f, err := s.Next()
		if errors.Is(err, io.EOF) {
			return list
		}
		require.NoError(t, err)
		list = append(list, found{string(f.Message), f.Line, f.Fault, f.Ended})
	}
}

func TestScanner(t *testing.T) {
	lf := func(s string) string { return strings.ReplaceAll(s, "\r", "\n") }
	crlf := func(s string) string { return strings.ReplaceAll(s, "\r", "\r\n") }
	frame := func(s string) string { return "\x0b" + s + "\x1c\r" }
	for name, test := range map[string]struct {
		stream string
		want   []found
	}{
		"empty":            {"", nil},
		"blank":            {"\r\n \n\t\n", nil},
		"plain, CR":        {one + two, []found{{one, 1, "", true}, {two, 3, "", true}}},
		"plain, LF":        {lf(one + two), []found{{lf(one), 1, "", true}, {lf(two), 3, "", true}}},
		"plain, CR LF":     {crlf(one + two), []found{{crlf(one), 1, "", true}, {crlf(two), 3, "", true}}},
		"blank lines":      {"\n\n" + lf(one) + "\n" + lf(two), []found{{lf(one) + "\n", 3, "", true}, {lf(two), 6, "", true}}},
		"byte order mark":  {"\xef\xbb\xbf" + one, []found{{one, 1, "", true}}},
		"without end":      {strings.TrimSuffix(one, "\r"), []found{{strings.TrimSuffix(one, "\r"), 1, "", false}}},
		"frames":           {frame(one) + frame(two), []found{{one, 1, "", true}, {two, 4, "", true}}},
		"frames, LF after": {frame(one) + "\n" + frame(two), []found{{one, 1, "", true}, {two, 4, "", true}}},
		"two in a frame":   {frame(one + two), []found{{one, 1, "", true}, {two, 3, "", true}}},
		"frame without end, another": {
			"\x0b" + one[:40] + frame(two),
			[]found{{one[:40], 1, Unterminated, false}, {two, 1, "", true}},
		},
		"frame without end": {"\x0b" + one[:40], []found{{one[:40], 1, Unterminated, false}}},
		"batch": {
			"FHS|^~\\&|A\rBHS|^~\\&|A\r" + one + two + "BTS|2\rFTS|1\r",
			[]found{{one, 3, "", true}, {two, 5, "", true}},
		},
		"batch in a frame": {
			frame("BHS|^~\\&|A\r" + one + "BTS|1\r"),
			[]found{{one, 2, "", true}},
		},
		"no message":          {"PID|1||X\r" + one, []found{{"PID|1||X\r", 1, NoHeader, true}, {one, 2, "", true}}},
		"a table":             {"MSH,PID\n1,2\n", []found{{"MSH,PID\n1,2\n", 1, "", true}}},
		"a word like MSH":     {"MSHX|1\r", []found{{"MSHX|1\r", 1, NoHeader, true}}},
		"MSH within a line":   {"MSH|^~\\&|x MSH|\r", []found{{"MSH|^~\\&|x MSH|\r", 1, "", true}}},
		"an end out of place": {one + "\x1c\r" + two, []found{{one, 1, "", true}, {two, 4, "", true}}},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want, scan(t, strings.NewReader(test.stream)))
			assert.Equal(t, test.want, scan(t, iotest.OneByteReader(strings.NewReader(test.stream))), "byte by byte")
		})
	}
}

// The bytes of the frames are those of the stream, except for what stands between
// and around messages.
func TestScannerRaw(t *testing.T) {
	s := NewScanner(strings.NewReader("\x0b" + one + "\x1c\r\n" + two))
	f, err := s.Next()
	require.NoError(t, err)
	assert.Equal(t, "\x0b"+one+"\x1c\r", string(f.Raw))
	f, err = s.Next()
	require.NoError(t, err)
	assert.Equal(t, two, string(f.Raw))
}

func TestScannerLimit(t *testing.T) {
	long := "MSH|^~\\&|" + strings.Repeat("x", MaxMessage)
	list := scan(t, io.MultiReader(strings.NewReader(long+"\r"), strings.NewReader(two)))
	require.GreaterOrEqual(t, len(list), 2)
	assert.Equal(t, TooLong, list[0].fault)
	assert.Len(t, list[0].message, MaxMessage)
	assert.Equal(t, found{two, 2, "", true}, list[len(list)-1])
}

func TestScannerReadError(t *testing.T) {
	broken := errors.New("broken")
	s := NewScanner(io.MultiReader(strings.NewReader(one[:30]), iotest.ErrReader(broken)))
	_, err := s.Next()
	assert.ErrorIs(t, err, broken)
}

func TestParse(t *testing.T) {
	var m Message
	require.NoError(t, m.Parse("MSH|^~\\&|A|B&C^D|\r\nPID|1||X^1~Y^2&b||\r\nNTE\r\n"))
	require.Len(t, m.Segments, 3)
	msh, pid := &m.Segments[0], &m.Segments[1]
	assert.Equal(t, Delimiters{'|', '^', '~', '\\', '&'}, m.Delimiters)
	assert.Equal(t, "|", msh.Field(1))
	assert.Equal(t, "^~\\&", msh.Field(2))
	assert.Equal(t, "A", msh.Field(3))
	assert.Equal(t, "B&C^D", msh.Field(4))
	assert.Equal(t, 5, msh.Fields())
	assert.Equal(t, "PID", pid.Name)
	assert.Equal(t, 2, pid.Line)
	assert.Equal(t, "1", pid.Field(1))
	assert.Empty(t, pid.Field(2))
	assert.Empty(t, pid.Field(0))
	assert.Empty(t, pid.Field(99))
	assert.Equal(t, 5, pid.Fields())
	assert.Equal(t, []string{"X^1", "Y^2&b"}, slices.Collect(m.Repetitions(pid.Field(3))))
	assert.Equal(t, "2&b", m.ComponentOf("Y^2&b", 2))
	assert.Equal(t, "b", m.SubcomponentOf("2&b", 2))
	assert.Empty(t, m.ComponentOf("Y^2&b", 3))
	assert.Equal(t, 0, m.Segments[2].Fields())
}

func TestParseDelimiters(t *testing.T) {
	var m Message
	require.NoError(t, m.Parse("MSH#!*$%#A#\rPID#1##X!1*Y!2%b\r"))
	assert.Equal(t, "X!1*Y!2%b", m.Segments[1].Field(3))
	assert.Equal(t, "1", m.ComponentOf("X!1", 2))
	text, clean := m.Unescape("a$T$b$F$")
	assert.Equal(t, "a%b#", text)
	assert.True(t, clean)
	assert.NoError(t, m.Parse("MSH|^~\\&#|A\r"), "the truncation character of v2.7")
}

func TestParseLineFeedInField(t *testing.T) {
	var m Message
	require.NoError(t, m.Parse("MSH|^~\\&|A\rNTE|1|two\nlines\rPID|1\r"))
	require.Len(t, m.Segments, 3)
	assert.Equal(t, "two\nlines", m.Segments[1].Field(2))
	assert.Equal(t, 4, m.Segments[2].Line)
}

func TestParseErrors(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want error
		line int
	}{
		"empty":               {"", ErrHeader, 1},
		"other segment":       {"PID|1\r", ErrHeader, 1},
		"short":               {"MSH|^~\\", ErrDelimiters, 1},
		"three marks":         {"MSH|^~\\|A|B\r", ErrDelimiters, 1},
		"a letter":            {"MSH|^~x&|A\r", ErrDelimiters, 1},
		"the same twice":      {"MSH|^^\\&|A\r", ErrDelimiters, 1},
		"too many marks":      {"MSH|^~\\&%$|A\r", ErrDelimiters, 1},
		"a line of text":      {"MSH|^~\\&|A\rPID|1\rKOWLOON\r", ErrSegment, 3},
		"lower case":          {"MSH|^~\\&|A\rpid|1\r", ErrSegment, 2},
		"another delimiter":   {"MSH|^~\\&|A\rPID^1\r", ErrSegment, 2},
		"a second header":     {"MSH|^~\\&|A\rPID|1\r MSH|^~\\&|B\r", ErrSegment, 3},
		"long field":          {"MSH|^~\\&|A\rPID|1|" + strings.Repeat("x", MaxField+1) + "|\r", ErrTooLong, 2},
		"long last field":     {"MSH|^~\\&|A\rPID|1|" + strings.Repeat("x", MaxField+1), ErrTooLong, 2},
		"too many fields":     {"MSH|^~\\&|A\rPID" + strings.Repeat("|", MaxFields+1) + "x\r", ErrFields, 2},
		"too many segments":   {"MSH|^~\\&|A\r" + strings.Repeat("NTE\r", MaxSegments), ErrTooMany, MaxSegments + 1},
		"cut within the name": {"MSH|^~\\&|A\rPI", ErrSegment, 2},
	} {
		t.Run(name, func(t *testing.T) {
			var m Message
			err := m.Parse(test.text)
			require.ErrorIs(t, err, test.want)
			var parse *ParseError
			require.ErrorAs(t, err, &parse)
			assert.Equal(t, test.line, parse.Line)
			assert.NotContains(t, err.Error(), "KOWLOON")
		})
	}
}

func TestUnescape(t *testing.T) {
	m := Message{Delimiters: Delimiters{'|', '^', '~', '\\', '&'}}
	for value, want := range map[string]string{
		"plain":                 "plain",
		`\F\\S\\T\\R\\E\`:       `|^&~\`,
		`A \T\ E`:               "A & E",
		`\X41\\X4a4B\`:          "AJK",
		`\XE4B8AD\文`:            "中文",
		`one\.br\two`:           "one\ntwo",
		`\.sp\a\.sp2\b\.sp+1\c`: "\na\n\nb\nc",
		`\.in+4\\.ti-2\a\.ce\b`: "a\nb",
		`a\.sk2\b`:              "a b",
		`\H\bold\N\`:            "bold",
		`\.fi\a\.nf\`:           "a",
	} {
		got, clean := m.Unescape(value)
		assert.Equal(t, want, got, value)
		assert.True(t, clean, value)
	}
	// What is no sequence stays, and what follows is read on.
	for value, want := range map[string]string{
		`50\50 mg \T\ x`: `50\50 mg & x`,
		`a\`:             `a\`,
		`\\`:             `\\`,
		`\X4\`:           `\X4\`,
		`\XFF\`:          `\XFF\`,
		`\Zlocal\`:       `\Zlocal\`,
		`\C2842\`:        `\C2842\`,
		`\.xx\`:          `\.xx\`,
		`\.spx\`:         `\.spx\`,
		`C:\F\x`:         `C:|x`,
	} {
		got, clean := m.Unescape(value)
		assert.Equal(t, want, got, value)
		assert.Equal(t, value == `C:\F\x`, clean, value)
	}
}

func TestCharset(t *testing.T) {
	header := func(facility, charset string) []byte {
		return []byte("MSH|^~\\&|A|" + facility + "|||||ADT^A01|1|P|2.5||||||" + charset + "|\rPID|1\r")
	}
	assert.Equal(t, "UNICODE UTF-8", Charset(header("瑪麗醫院", "UNICODE UTF-8")))
	assert.Equal(t, "BIG-5", Charset(header("\xb3\x5c\xa5\x7c", "BIG-5")), "a delimiter within a character of Big5")
	assert.Equal(t, "BIG-5", Charset(header("B", "BIG-5~UNICODE UTF-8")))
	assert.Empty(t, Charset([]byte("MSH|^~\\&|A\r")))
	assert.Empty(t, Charset([]byte("MS")))
	assert.Empty(t, Charset(nil))
}

func FuzzScanner(f *testing.F) {
	for _, seed := range []string{one + two, "\x0b" + one + "\x1c\r", "FHS|^~\\&\rBHS|^~\\&\r" + one + "BTS|1\r", "PID|1\rMSH|^~\\&|A\n\r\n", "\x0b\x0b\x1c\x1c"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		s := NewScanner(strings.NewReader(string(stream)))
		total := 0
		for {
			frame, err := s.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err)
			require.NotEmpty(t, frame.Raw)
			require.Contains(t, string(frame.Raw), string(frame.Message))
			require.LessOrEqual(t, frame.Line, 1+lines(stream))
			total += len(frame.Raw)
		}
		require.LessOrEqual(t, total, len(stream)+1, "the CR of a frame is taken to come")
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{one, "MSH|^~\\&|A\\T\\|\\X41\\\nPID|1||a^b&c~d\n", "MSH#!*$%#A\rPID#1", "MSH|^~\\&#|A\r\nZZZ\r\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var m Message
		if m.Parse(text) != nil {
			return
		}
		for i := range m.Segments {
			s := &m.Segments[i]
			var fields []string
			for n := 1; n <= s.Fields(); n++ {
				field := s.Field(n)
				if s.Name != "MSH" || n > 1 {
					fields = append(fields, field)
				}
				for r := range m.Repetitions(field) {
					for c := 1; c < 9; c++ {
						m.Unescape(m.SubcomponentOf(m.ComponentOf(r, c), 1))
					}
				}
			}
			// Joined again, the fields are the segment.
			again := s.Name
			if len(fields) > 0 {
				again += string(rune(m.Field)) + strings.Join(fields, string(rune(m.Field)))
			}
			require.Equal(t, s.Text, again)
		}
	})
}
