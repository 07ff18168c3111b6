package load

import (
	"bytes"
	"io"

	"github.com/crossbay/crossbay/codes"
)

// A titleLayout is where code and title stand in a line of a title file.
type titleLayout struct {
	width  int // of the code, which a space follows
	system codes.System
	dot    func(string) string
	shape  func(string) bool
}

var titleLayouts = [...]titleLayout{
	{4, codes.ICD9CM, codes.DotICD9Procedure, shapeICD9Procedure.MatchString},
	{5, codes.ICD9CM, codes.DotICD9Diagnosis, shapeICD9Diagnosis.MatchString},
	{7, codes.ICD10CM, codes.DotICD10, shapeICD10CM.MatchString},
	{7, ICD10PCS, noDot, shapePCS.MatchString},
}

// Titles loads a title file of CMS, which has a code and its title in each
// line: CMS32_DESC_LONG_DX.txt and its like (ICD-9-CM, diagnoses or
// procedures, long or short titles), icd10cm_codes_2018.txt and
// icd10pcs_codes_2018.txt. The codes get their dot. The text is ISO-8859-1;
// lines that are UTF-8 are taken for that.
//
// Where the title starts says which of them it is: a procedure's code is four
// characters wide, a diagnosis' five, one of ICD-10 seven.
func Titles(r io.Reader, o *Options) (*Table, error) {
	o = o.clean()
	var layout *titleLayout
	var b *tableBuilder
	for n, l := range o.lines(r) {
		if l.err != nil {
			return nil, l.err
		}
		if layout == nil {
			if layout = titleLayoutOf(l.bytes, o.System); layout == nil {
				return nil, o.caused(ErrFormat, n, "no code and title in the columns of a title file")
			}
			b = newTable(o, o.choose(o.System, o.in(layout.system, o.edition())))
		}
		code, title, ok := layout.split(l.bytes)
		if !ok {
			return nil, o.fail(n, 0, "no code and title in the same columns as on the first line")
		}
		name, ok := latin1(title)
		if !ok {
			return nil, o.fail(n, 0, "code %s: the title is neither UTF-8 nor ISO-8859-1", quote(code))
		}
		if err := b.add(n, codes.Concept{Code: layout.dot(code), English: name}); err != nil {
			return nil, err
		}
	}
	if b == nil {
		return nil, o.fail(0, 0, "no rows")
	}
	return b.table()
}

// split returns the code and the title of a line.
func (t *titleLayout) split(line []byte) (code string, title []byte, ok bool) {
	if len(line) < t.width+2 || line[t.width] != ' ' || line[t.width+1] == ' ' {
		return "", nil, false
	}
	code = string(bytes.TrimRight(line[:t.width], " "))
	if !t.shape(code) {
		return "", nil, false
	}
	return code, bytes.TrimRight(line[t.width+1:], " \t"), true
}

// titleLayoutOf recognises the layout by a line.
func titleLayoutOf(line []byte, system codes.System) *titleLayout {
	for i := range titleLayouts {
		t := &titleLayouts[i]
		if t.system == codes.ICD10CM && system.URI == ICD10PCS.URI {
			continue // a code of seven characters can be of either
		}
		if _, _, ok := t.split(line); ok {
			return t
		}
	}
	return nil
}

// Order loads an order file of CMS, icd10cm_order_2018.txt or
// icd10pcs_order_2018.txt: every code with its long title, the headings
// included, which are not valid for a claim. The codes of ICD-10-CM get their
// dot.
func Order(r io.Reader, o *Options) (*Table, error) {
	o = o.clean()
	var b *tableBuilder
	dot := codes.DotICD10
	for n, l := range o.lines(r) {
		if l.err != nil {
			return nil, l.err
		}
		code, long, ok := orderLine(l.bytes)
		if !ok {
			return nil, o.fail(n, 0, "not a line of an order file: number, code, 0 or 1, short and long title in their columns")
		}
		if b == nil {
			system := codes.ICD10CM
			if !shapeICD10CM.MatchString(code) || o.System.URI == ICD10PCS.URI {
				system, dot = ICD10PCS, noDot
			}
			b = newTable(o, o.choose(o.System, o.in(system, o.edition())))
		}
		name, ok := latin1(long)
		if !ok {
			return nil, o.fail(n, 0, "code %s: the title is neither UTF-8 nor ISO-8859-1", quote(code))
		}
		if err := b.add(n, codes.Concept{Code: dot(code), English: name}); err != nil {
			return nil, err
		}
	}
	if b == nil {
		return nil, o.fail(0, 0, "no rows")
	}
	return b.table()
}

// orderLine splits a line of an order file: the number in the first five
// bytes, the code from the seventh, the flag in the fifteenth, the short title
// from the seventeenth and the long one from the 78th.
func orderLine(line []byte) (code string, long []byte, ok bool) {
	if len(line) < 78 || line[5] != ' ' || line[13] != ' ' || line[14] != '0' && line[14] != '1' || line[15] != ' ' || line[76] != ' ' {
		return "", nil, false
	}
	for _, c := range line[:5] {
		if c < '0' || c > '9' {
			return "", nil, false
		}
	}
	c := bytes.TrimRight(line[6:13], " ")
	if !gemCode(c) || len(c) < 3 {
		return "", nil, false
	}
	return string(c), bytes.TrimRight(line[77:], " \t"), true
}
