package dbf

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/crossbay/crossbay/mapping"
)

// Options set how a table is read. Nil means the defaults.
type Options struct {
	// Encoding is that of the text, one of those of package mapping: what the
	// table says where it is empty or [mapping.EncodingAuto].
	Encoding string
	// Memo is the memo file of the table (.dbt, .fpt), nil where there is none.
	Memo io.ReaderAt

	_ struct{}
}

// A Table is one whose header has been read. It is not safe for concurrent use.
type Table struct {
	*header
	in       *bufio.Reader
	decoder  decoder
	memo     *memo
	visible  []field
	buf      []byte
	number   int64 // of the record in hand, from 1
	deleted  int64
	pending  []mapping.RowFinding // of the file, not given yet
	memoRead int                  // bytes of the memos of the record in hand
}

// Rows yields the names of the fields of a table, and then its records, for
// [mapping.NewRowReader]. See [Table.Rows]; an error that is no [mapping.RowNote] is
// the last thing yielded.
func Rows(r io.Reader, options *Options) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		t, err := Open(r, options)
		if err != nil {
			yield(nil, err)
			return
		}
		t.Rows()(yield)
	}
}

// Open reads the header of a table. ErrNotTable, ErrVersion, ErrEncrypted, ErrHeader
// and ErrFields say why it is refused. Records are read as a stream: the memory does
// not grow with the table.
func Open(r io.Reader, options *Options) (*Table, error) {
	if options == nil {
		options = &Options{}
	}
	in := bufio.NewReaderSize(r, 128<<10)
	h, err := readHeader(in)
	if err != nil {
		return nil, err
	}
	t := &Table{header: h, in: in, visible: h.columns(), buf: make([]byte, h.record)}
	if len(t.visible) == 0 {
		return nil, ErrHeader
	}
	t.decoder = decoder{mark: h.mark, found: t.note}
	if options.Encoding != mapping.EncodingAuto {
		t.decoder.stated = options.Encoding
	}
	for i := range t.visible {
		if !isASCII(t.visible[i].name) {
			t.settle(nil)
			break
		}
	}
	if options.Memo != nil {
		if t.memo, err = openMemo(options.Memo, h.version.memo); err != nil {
			t.note(mapping.Warning, "memo-not-read", err.Error()+": texts in it are read as empty")
		}
	} else if t.needsMemo() {
		t.note(mapping.Warning, "memo-not-read", "the memo file of the table (.dbt or .fpt) is not there: texts in it are read as empty")
	}
	return t, nil
}

// needsMemo reports whether a field has its text in a memo file.
func (t *Table) needsMemo() bool {
	for i := range t.visible {
		if t.visible[i].kind == 'M' {
			return true
		}
	}
	return false
}

// note reports something of the file.
func (t *Table) note(severity mapping.Severity, code, detail string) {
	t.pending = append(t.pending, mapping.RowFinding{Column: -1, Severity: severity, Code: code, Detail: detail})
}

// settle settles the encoding by the names of the fields, a text, and the texts that
// follow.
func (t *Table) settle(text []byte) {
	var sample []byte
	for i := range t.visible {
		sample = append(append(sample, t.visible[i].name...), ' ')
	}
	sample = append(append(sample, text...), ' ')
	ahead, _ := t.in.Peek(64 << 10)
	for ; len(ahead) >= t.record; ahead = ahead[t.record:] {
		for i := range t.visible {
			if f := &t.visible[i]; f.kind == 'C' {
				sample = append(append(sample, bytes.TrimRight(ahead[f.from:f.to], " \x00")...), ' ')
			}
		}
	}
	t.decoder.settle(sample)
}

// most is how long a name of a field is.
const most = 10

// names returns the header, and what is to be said of it.
func (t *Table) names() ([]string, mapping.RowNote) {
	note := mapping.RowNote{}
	list := make([]string, len(t.visible))
	for i := range t.visible {
		name := t.visible[i].name
		if len(name) >= most-1 {
			note.Cut = append(note.Cut, i)
		}
		text, bad := t.decoder.text(name)
		if bad { // the last character is cut
			if text, bad = t.decoder.text(name[:len(name)-1]); bad {
				text, _ = t.decoder.text(name)
			}
		}
		list[i] = text
	}
	note.Found = append(t.found, t.pending...)
	t.pending = nil
	return list, note
}

// Rows yields the header and the records that are not deleted, each with the text
// of its fields: a date is 20060102, a date and time 2006-01-02 15:04:05, what is
// true T and what is false F, a number as it is written or with all its digits.
// Empty is what is blank or null. A record is called by its number in the table
// (RECNO) plus one, for the header: so that its line is that in a text of the table.
//
// Beside the rows stand [mapping.RowNote]s with what was found: numbers that were too
// long for their field, memos that are not there, characters that are none, and at the
// end, of the file, how many records are deleted, and those that the header states
// and the file has not, or the other way round. Such records are left out.
func (t *Table) Rows() iter.Seq2[[]string, error] { return Join(t) }

// A record is one that is not deleted.
type record struct {
	number int64
	cells  []string
	found  []mapping.RowFinding
}

// next returns the next record, io.EOF after the last.
func (t *Table) next() (*record, error) {
	for t.number < t.count {
		n, err := io.ReadFull(t.in, t.buf)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, err
		}
		if err != nil && !(n == t.record-1 && n > 0 && t.number == t.count-1 && t.buf[0] != 0x1a) || n > 0 && t.buf[0] == 0x1a {
			t.note(mapping.Error, "records-missing", fmt.Sprintf("the table states %d records, and has %d: it may have been cut short", t.count, t.number))
			t.count = t.number
			break
		}
		if err != nil {
			t.buf[t.record-1] = ' '
		}
		if t.memo != nil && t.memo.expands() {
			return nil, ErrMemos
		}
		t.number++
		switch t.buf[0] {
		case '*':
			t.deleted++
			continue
		case ' ':
			return t.read(), nil
		}
		r := t.read()
		r.found = append(r.found, mapping.RowFinding{
			Column: -1, Severity: mapping.Warning, Code: "table-damaged",
			Detail: "the record does not say whether it is deleted: it is read, and may be damaged",
		})
		return r, nil
	}
	return nil, t.atEnd()
}

// atEnd reports what is known at the end. It returns io.EOF, or the error of reading.
func (t *Table) atEnd() error {
	if t.buf == nil {
		return io.EOF
	}
	if t.deleted > 0 {
		t.note(mapping.Information, "deleted-records", fmt.Sprintf("%d records of the table are marked as deleted: they are left out", t.deleted))
	}
	more := 0
	for t.number == t.count { // not where records are missing
		_, err := io.ReadFull(t.in, t.buf)
		if err != nil || t.buf[0] != ' ' && t.buf[0] != '*' {
			break
		}
		more++
	}
	if more > 0 {
		t.note(mapping.Warning, "records-beyond", fmt.Sprintf("%d records stand behind the %d that the table states: they are left out", more, t.count))
	}
	t.buf = nil
	return io.EOF
}

// read reads the record in hand.
func (t *Table) read() *record {
	r := &record{number: t.number, cells: make([]string, len(t.visible))}
	t.memoRead = 0
	for i := range t.visible {
		r.cells[i] = t.value(t.buf, &t.visible[i], func(severity mapping.Severity, code, detail string) {
			r.found = append(r.found, mapping.RowFinding{Column: i, Severity: severity, Code: code, Detail: detail})
		})
	}
	return r
}
