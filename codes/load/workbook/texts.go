package workbook

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"unicode/utf16"
)

// The limits of the texts that cells share.
const (
	mostTexts     = 1 << 23
	mostTextBytes = 1 << 30
	textsInMemory = 32 << 20
)

// texts are those that cells share. What is more than textsInMemory stands in a
// temporary file, readable by its owner alone.
type texts struct {
	ends   []uint32 // of each, in memory and then in the file
	memory []byte
	file   *os.File
	write  *bufio.Writer
	last   int    // that get returned, counted from 1
	again  string // and its text, which a row may repeat
}

// add adds a text.
func (t *texts) add(text []byte) error {
	end := len(text)
	if n := len(t.ends); n > 0 {
		end += int(t.ends[n-1])
	}
	if len(t.ends) == mostTexts || end > mostTextBytes {
		return LimitError(fmt.Sprintf("the cells of the workbook share more than %d texts, or 1 GiB of them", mostTexts))
	}
	t.ends = append(t.ends, uint32(end))
	if t.file == nil && end <= textsInMemory {
		t.memory = append(t.memory, text...)
		return nil
	}
	if t.file == nil {
		file, err := os.CreateTemp("", "workbook-*")
		if err != nil {
			return err
		}
		t.file, t.write = file, bufio.NewWriterSize(file, 64<<10)
	}
	_, err := t.write.Write(text)
	return err
}

// whole ends the adding.
func (t *texts) whole() error {
	if t.write == nil {
		return nil
	}
	return t.write.Flush()
}

// get returns the i-th text.
func (t *texts) get(i int) (string, error) {
	if i < 0 || i >= len(t.ends) {
		return "", ErrSheet
	}
	if t.last == i+1 {
		return t.again, nil
	}
	from, to := 0, int(t.ends[i])
	if i > 0 {
		from = int(t.ends[i-1])
	}
	var err error
	t.last = i + 1
	if to <= len(t.memory) {
		t.again = string(t.memory[from:to])
	} else {
		text := make([]byte, to-from)
		_, err = t.file.ReadAt(text, int64(from-len(t.memory)))
		t.again = string(text)
	}
	return t.again, err
}

func (t *texts) close() error {
	if t.file == nil {
		return nil
	}
	return errors.Join(t.file.Close(), os.Remove(t.file.Name()))
}

// readTexts reads the table of texts.
func (b *Book) readTexts(part *zip.File) error {
	text := written{most: b.limits.Cell + 1}
	err := b.walk(part, func(e *element) error {
		if e.name != "si" {
			text.see(e)
			return nil
		}
		defer text.reset()
		if !e.end {
			return nil
		}
		return b.texts.add(unescaped(text.text))
	})
	return errors.Join(err, b.texts.whole())
}

// written gathers the text of an element of rich text: that of its runs, and not
// how it is pronounced (rPh), which stands beside it.
type written struct {
	most   int
	text   []byte
	inside bool // a t
	spoken int  // how deep in rPh
}

func (w *written) reset() { w.text, w.inside, w.spoken = w.text[:0], false, 0 }

// see takes the next element.
func (w *written) see(e *element) {
	switch {
	case e.name == "":
		if w.inside && w.spoken == 0 {
			w.add(e.text)
		}
	case e.name == "rPh" && e.end:
		w.spoken--
	case e.name == "rPh":
		w.spoken++
	case e.name == "t":
		w.inside = !e.end
	}
}

// add adds text as far as the limit.
func (w *written) add(text []byte) {
	w.text = append(w.text, text[:min(len(text), w.most-len(w.text))]...)
}

// unescaped undoes the escapes of characters that XML does not have, as _x000D_
// (ECMA-376, Part 1, 22.4.2.4).
func unescaped(text []byte) []byte {
	s := string(text)
	if !strings.Contains(s, "_x") {
		return text
	}
	var out []byte
	var units []uint16
	flush := func() {
		out = append(out, string(utf16.Decode(units))...)
		units = units[:0]
	}
	for i := 0; i < len(s); {
		if i+7 <= len(s) && s[i] == '_' && s[i+1] == 'x' && s[i+6] == '_' {
			if unit, err := strconv.ParseUint(s[i+2:i+6], 16, 16); err == nil {
				units = append(units, uint16(unit))
				i += 7
				continue
			}
		}
		flush()
		out = append(out, s[i])
		i++
	}
	flush()
	return out
}
