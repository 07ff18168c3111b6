package hl7v2

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A sender that waits for the acknowledgment of a message sends nothing more
// until it has it (MLLP release 1: "the source system shall not send new content
// until an acknowledgement for the previous content has been received"). Each of
// these frames has to come out of the Scanner with nothing behind it.
func TestScannerReturnsAtTheEndOfTheFrame(t *testing.T) {
	for name, frame := range map[string]string{
		"a message":                    "\x0b" + one + "\x1c\r",
		"without the last CR":          "\x0b" + one + "\x1c",
		"a last segment without end":   "\x0b" + strings.TrimSuffix(one, "\r") + "\x1c\r",
		"nothing":                      "\x0b\x1c\r",
		"nothing, without the last CR": "\x0b\x1c",
		"a byte order mark in it":      "\x0b\xef\xbb\xbf" + one + "\x1c\r",
		"half a byte order mark":       "\x0b\xef\xbb\x1c\r",
		"one letter":                   "\x0bM\x1c\r",
		"a name alone":                 "\x0bMSH\x1c\r",
		"no message":                   "\x0bPID|1\r\x1c\r",
		"a message after a batch's":    "\x0bBHS|^~\\&\r" + one + "\x1c\r",
		"line feeds":                   "\x0b" + strings.ReplaceAll(one, "\r", "\n") + "\x1c\r",
		"a byte order mark before it":  "\xef\xbb\xbf\x0b" + one + "\x1c\r",
	} {
		t.Run(name, func(t *testing.T) {
			r, w := io.Pipe()
			defer w.Close()
			s := NewScanner(r) // does not read
			for range 2 {
				got := make(chan Frame, 1)
				go func() {
					f, err := s.Next()
					if assert.NoError(t, err) {
						got <- f
					}
				}()
				_, err := io.WriteString(w, frame)
				require.NoError(t, err)
				select {
				case f := <-got:
					assert.True(t, f.Ended)
					assert.Equal(t, byte('\r'), f.Raw[len(f.Raw)-1])
				case <-time.After(10 * time.Second):
					t.Fatal("the scanner waits for what comes after the frame")
				}
				frame = strings.TrimPrefix(frame, "\xef\xbb\xbf")
			}
		})
	}
}

// Whether the last CR of a frame comes with it or later, the frame is the same.
func TestScannerLastCR(t *testing.T) {
	stream := "\x0b" + one + "\x1c\r\x0b" + two + "\x1c\r"
	for n := 1; n < len(stream); n++ {
		s := NewScanner(io.MultiReader(strings.NewReader(stream[:n]), strings.NewReader(stream[n:])))
		for i, want := range []string{one, two} {
			f, err := s.Next()
			require.NoError(t, err)
			assert.Equal(t, "\x0b"+want+"\x1c\r", string(f.Raw))
			assert.Equal(t, 1+3*i, f.Line)
		}
		_, err := s.Next()
		assert.ErrorIs(t, err, io.EOF)
	}
}

// HL7 v2.5, chapter 2: 2.10.3 (the batch protocol), 2.15.2 (BTS-1) and 2.15.7
// (FTS-1); reports of batches that were cut or miscounted in silence are
// CDCgov/prime-reportstream#17340 and johnpaulett/python-hl7#34.
func TestScannerBatch(t *testing.T) {
	const fhs, bhs = "FHS|^~\\&|A\r", "BHS|^~\\&|A\r"
	frame := func(s string) string { return "\x0b" + s + "\x1c\r" }
	for name, test := range map[string]struct {
		stream string
		want   []BatchFault
	}{
		"no batch":                   {one + two, nil},
		"right":                      {fhs + bhs + one + two + "BTS|2\rFTS|1\r", nil},
		"no counts":                  {fhs + bhs + one + "BTS\rFTS||text\r", nil},
		"no fields, no end":          {bhs + one + "BTS", nil},
		"a leading zero":             {bhs + one + "BTS|01|\r", nil},
		"an empty batch":             {bhs + "BTS|0\r", nil},
		"two batches":                {fhs + bhs + one + "BTS|1\r" + bhs + two + one + "BTS|2\rFTS|2\r", nil},
		"a file without batches":     {fhs + one + two + "FTS|1\r", nil},
		"too few":                    {bhs + one + two + "BTS|5\r", []BatchFault{{WrongCount, "BTS", 6, 5, 2}}},
		"too many":                   {bhs + one + two + "BTS|1\r", []BatchFault{{WrongCount, "BTS", 6, 1, 2}}},
		"another delimiter":          {"BHS#^~\\&#A\r" + one + "BTS#3#x\r", []BatchFault{{WrongCount, "BTS", 4, 3, 1}}},
		"no number":                  {bhs + one + "BTS|one\r", []BatchFault{{WrongCount, "BTS", 4, -1, 1}}},
		"a negative number":          {bhs + one + "BTS|-1\r", []BatchFault{{WrongCount, "BTS", 4, -1, 1}}},
		"a number beyond all":        {bhs + one + "BTS|99999999999999999999\r", []BatchFault{{WrongCount, "BTS", 4, -1, 1}}},
		"batches miscounted":         {fhs + bhs + one + "BTS|1\rFTS|2\r", []BatchFault{{WrongCount, "FTS", 6, 2, 1}}},
		"no trailer":                 {bhs + one, []BatchFault{{Fault: NoTrailer, Segment: "BHS", Line: 1}}},
		"no trailer of the file":     {fhs + bhs + one + "BTS|1\r", []BatchFault{{Fault: NoTrailer, Segment: "FHS", Line: 1}}},
		"neither trailer":            {fhs + bhs + one, []BatchFault{{Fault: NoTrailer, Segment: "BHS", Line: 2}, {Fault: NoTrailer, Segment: "FHS", Line: 1}}},
		"a batch within a batch":     {bhs + one + bhs + two + "BTS|1\r", []BatchFault{{Fault: NoTrailer, Segment: "BHS", Line: 1}}},
		"a file ends in a batch":     {fhs + bhs + one + "FTS|1\r", []BatchFault{{Fault: NoTrailer, Segment: "BHS", Line: 2}}},
		"a trailer alone":            {one + "BTS|1\r", []BatchFault{{Fault: NoBatchHeader, Segment: "BTS", Line: 3}}},
		"a trailer alone, and wrong": {one + "BTS|7\r", []BatchFault{{Fault: NoBatchHeader, Segment: "BTS", Line: 3}, {WrongCount, "BTS", 3, 7, 1}}},
		"a trailer twice":            {bhs + one + "BTS|1\rBTS|1\r", []BatchFault{{Fault: NoBatchHeader, Segment: "BTS", Line: 5}, {WrongCount, "BTS", 5, 1, 0}}},
		"a file's trailer alone":     {bhs + one + "BTS|1\rFTS|1\r", []BatchFault{{Fault: NoBatchHeader, Segment: "FTS", Line: 5}}},
		"byte order marks":           {"\xef\xbb\xbf" + bhs + "\xef\xbb\xbf" + one + "\xef\xbb\xbfBTS|2\r", []BatchFault{{WrongCount, "BTS", 4, 2, 1}}},
		"what is no message":         {bhs + one + "\x0bPID|1\r\x1c\rBTS|1\r", nil},

		"in a frame":                {frame(fhs + bhs + one + two + "BTS|2\rFTS|1\r"), nil},
		"in a frame, wrong":         {frame(bhs + one + two + "BTS|3\r"), []BatchFault{{WrongCount, "BTS", 6, 3, 2}}},
		"in a frame, no trailer":    {frame(bhs+one) + frame(two), []BatchFault{{Fault: NoTrailer, Segment: "BHS", Line: 1}}},
		"in a frame each":           {frame(bhs) + frame(one) + frame(two) + frame("BTS|2\r"), nil},
		"in a frame each, wrong":    {frame(bhs) + frame(one) + frame(two) + frame("BTS|4\r"), []BatchFault{{WrongCount, "BTS", 9, 4, 2}}},
		"a header around frames":    {bhs + frame(one) + frame(two) + "BTS|1\r", []BatchFault{{WrongCount, "BTS", 8, 1, 2}}},
		"around frames, cut":        {bhs + frame(one) + frame(two), []BatchFault{{Fault: NoTrailer, Segment: "BHS", Line: 1}}},
		"a batch in a frame, later": {frame(bhs+one+"BTS|1\r") + frame(bhs+two+"BTS|2\r"), []BatchFault{{WrongCount, "BTS", 9, 2, 1}}},
	} {
		t.Run(name, func(t *testing.T) {
			for way, r := range map[string]io.Reader{"whole": strings.NewReader(test.stream), "byte by byte": iotest.OneByteReader(strings.NewReader(test.stream))} {
				s := NewScanner(r)
				var got []BatchFault
				for {
					f, err := s.Next()
					got = append(got, s.Batch()...)
					if errors.Is(err, io.EOF) {
						break
					}
					require.NoError(t, err)
					if strings.Contains(string(f.Message), "MSH") {
						assert.Empty(t, f.Fault, "a batch costs no message")
					}
				}
				assert.Equal(t, test.want, got, way)
			}
		})
	}
}
