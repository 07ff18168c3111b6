package dbf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"strconv"
	"time"

	"github.com/crossbay/crossbay/mapping"
)

// value returns the text of a field of a record. What there is to report goes to
// found, which is nil for nothing.
func (t *Table) value(record []byte, f *field, found func(mapping.Severity, string, string)) string {
	b := record[f.from:f.to]
	if t.bit(record, f.nullBit) {
		return ""
	}
	switch f.kind {
	case 'C':
		return t.text(bytes.TrimRight(b, " \x00"), found)
	case 'V':
		if t.bit(record, f.sizeBit) && len(b) > 0 {
			b = b[:min(int(b[len(b)-1]), len(b)-1)]
		}
		return t.text(b, found)
	case 'N', 'F':
		b = bytes.Trim(b, " \x00")
		if len(b) > 0 && len(bytes.Trim(b, "*")) == 0 {
			found(mapping.Warning, "number-overflow", "the field was too narrow for the number, which is lost: it is read as empty")
			return ""
		}
		return t.text(b, found)
	case 'D':
		return t.text(bytes.Trim(b, " \x00"), found)
	case 'L':
		return logical(b, found)
	case 'I', '+':
		if len(b) == 4 {
			return strconv.Itoa(int(int32(binary.LittleEndian.Uint32(b))))
		}
	case 'Y':
		if len(b) == 8 {
			return currency(int64(binary.LittleEndian.Uint64(b)))
		}
	case 'T', '@':
		if len(b) == 8 {
			return moment(b, found)
		}
	case 'B':
		if len(b) == 8 && t.foxpro {
			return double(math.Float64frombits(binary.LittleEndian.Uint64(b)), found)
		}
		return t.memoText(b, f, found)
	case 'M', 'G', 'P', 'W':
		return t.memoText(b, f, found)
	}
	if len(bytes.Trim(b, " \x00")) > 0 {
		found(mapping.Warning, "field-not-read", "the field is of a type or a length that is not read: it is read as empty")
	}
	return ""
}

// text returns a text. What does not decode is reported.
func (t *Table) text(b []byte, found func(mapping.Severity, string, string)) string {
	if !isASCII(b) && !t.decoder.settled {
		t.settle(b)
	}
	text, bad := t.decoder.text(b)
	if bad {
		found(mapping.Warning, "undecodable-character", "bytes of the field are no character of the table's code page, or the last is cut: U+FFFD stands for them")
	}
	return text
}

func logical(b []byte, found func(mapping.Severity, string, string)) string {
	if len(b) != 1 {
		return ""
	}
	switch b[0] {
	case 'T', 't', 'Y', 'y':
		return "T"
	case 'F', 'f', 'N', 'n':
		return "F"
	case '?', ' ', 0:
		return ""
	}
	found(mapping.Warning, "field-not-read", "the field holds neither true nor false: it is read as empty")
	return ""
}

// currency returns an amount, stored in ten thousandths, with two decimals or as
// many more as it has.
func currency(n int64) string {
	sign := ""
	u := uint64(n)
	if n < 0 {
		sign, u = "-", -u
	}
	b := strconv.AppendUint(nil, u%10000+10000, 10)[1:]
	for len(b) > 2 && b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	return sign + strconv.FormatUint(u/10000, 10) + "." + string(b)
}

func double(f float64, found func(mapping.Severity, string, string)) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		found(mapping.Warning, "field-not-read", "the field holds no number: it is read as empty")
		return ""
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// moment returns a date and time: a day of the Julian period, and the milliseconds
// of the day. FoxPro computes these in floating point, so that one more or less of
// them is none.
func moment(b []byte, found func(mapping.Severity, string, string)) string {
	const unix, day = 2440588, 24 * 60 * 60 * 1000 // 1970-01-01; milliseconds
	const first, last = 1721426, 5373484           // the years 1 to 9999
	if len(bytes.Trim(b, " ")) == 0 {
		return ""
	}
	days, ms := int64(binary.LittleEndian.Uint32(b)), int64(binary.LittleEndian.Uint32(b[4:]))
	if days == 0 {
		return "" // empty, whatever the time
	}
	if days < first || days > last || ms > day {
		found(mapping.Warning, "field-not-read", "the field holds no date and time of the calendar: it is read as empty")
		return ""
	}
	if rest := ms % 1000; rest > 1 && rest < 999 {
		found(mapping.Information, "fraction-left-out", "the time has a fraction of a second, which is left out")
	} else if rest == 999 {
		ms++
	}
	at := time.Unix((days-unix)*24*60*60+ms/1000, 0).UTC()
	return at.Format("2006-01-02 15:04:05")
}

// memoText returns the text of the memo file to which a field points.
func (t *Table) memoText(b []byte, f *field, found func(mapping.Severity, string, string)) string {
	block := int64(0)
	if len(b) == 4 {
		block = int64(binary.LittleEndian.Uint32(b))
	} else if digits := bytes.Trim(b, " \x00"); len(digits) > 0 {
		n, err := strconv.ParseUint(string(digits), 10, 32)
		if err != nil {
			found(mapping.Warning, "memo-not-read", "the field does not say where its memo is: it is read as empty")
			return ""
		}
		block = int64(n)
	}
	switch {
	case block == 0:
		return ""
	case f.kind != 'M' || f.binary:
		found(mapping.Warning, "memo-not-read", "the field holds a picture or an object, and no text: it is read as empty")
		return ""
	case t.memo == nil:
		found(mapping.Warning, "memo-not-read", "the field has a memo, and the memo file is not there or cannot be read: it is read as empty")
		return ""
	case t.memoRead > mostMemos:
		return ""
	}
	text, err := t.memo.text(block)
	if err != nil {
		why := errMemo.Error()
		if errors.Is(err, errObject) {
			why = errObject.Error()
		}
		found(mapping.Warning, "memo-not-read", "the memo of the field cannot be read: "+why+"; it is read as empty")
		return ""
	}
	t.memoRead += len(text)
	return t.text(text, found)
}

// mostMemos is how many bytes of memos of a record are read: more than a record may
// have, so that it is seen to have too many.
const mostMemos = 16 << 20
