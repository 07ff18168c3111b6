package hl7v2_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping/hl7v2"
)

// FuzzAppendEscaped: what was escaped is one component, and reads as it was.
func FuzzAppendEscaped(f *testing.F) {
	for _, text := range []string{"", `""`, `"`, "a|b^c~d\\e&f", "line\nline", "\r\x00\x0b\x1c\x7f", `\F\`, "陳大文"} {
		f.Add(text)
	}
	d := hl7v2.DefaultDelimiters()
	f.Fuzz(func(t *testing.T, text string) {
		escaped := string(d.AppendEscaped(nil, text))
		assert.NotEqual(t, `""`, escaped)
		for i := range len(escaped) {
			assert.NotContains(t, "|^~&\r\n\x0b\x1c", escaped[i:i+1])
		}
		m := hl7v2.Message{Delimiters: d, Decode: func(b []byte) (string, bool) { return string(b), true }}
		back, clean := m.Unescape(escaped)
		assert.True(t, clean)
		assert.Equal(t, text, back)
	})
}

func TestAppendSegment(t *testing.T) {
	d := hl7v2.DefaultDelimiters()
	text := d.AppendSegment(nil, "MSH", []string{"|", d.EncodingCharacters(), "", "QEH"})
	text = d.AppendSegment(text, "PID", []string{"1", "", "A^B", ""})
	assert.Equal(t, "MSH|^~\\&||QEH\rPID|1||A^B|\r", string(text))
	var m hl7v2.Message
	require.NoError(t, m.Parse(string(text)))
	assert.Equal(t, "A^B", m.Segments[1].Field(3))
}
