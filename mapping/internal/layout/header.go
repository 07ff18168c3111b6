package layout

import (
	"slices"
	"strings"
	"unicode"

	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/fieldname"
	"golang.org/x/text/unicode/norm"
)

// Match finds the field of each header cell, -1 where there is none. A field
// named twice belongs to the first; duplicates lists the cells of the others.
func (l *Layout) Match(header []string) (fields, duplicates []int) {
	return l.match(&heading{cells: header})
}

// A heading is the header of a file that several layouts are held against: what its
// cells may stand for is found once.
type heading struct {
	cells []string
	forms [][]string // as headerForms has them, nil for a cell that nobody asked of yet
}

func (h *heading) formsOf(i int) []string {
	if h.forms == nil {
		h.forms = make([][]string, len(h.cells))
	}
	if h.forms[i] == nil {
		h.forms[i] = headerForms(h.cells[i])
	}
	return h.forms[i]
}

func (l *Layout) match(header *heading) (fields, duplicates []int) {
	taken := make([]bool, len(l.Fields))
	fields = make([]int, len(header.cells))
	for i, cell := range header.cells {
		fields[i] = -1
		if f, ok := l.plainKey(cell); ok && !taken[f] {
			taken[f] = true
			fields[i] = f
			continue
		}
		f, ok := l.namedBy(cell, header.formsOf(i))
		switch {
		case !ok:
		case taken[f]:
			duplicates = append(duplicates, i)
		default:
			taken[f] = true
			fields[i] = f
		}
	}
	return fields, duplicates
}

// namedBy returns the field that a header cell names, in one of its forms, or in each of
// several languages.
func (l *Layout) namedBy(cell string, forms []string) (int, bool) {
	for _, form := range forms {
		if f, ok := l.keys[form]; ok {
			return f, true
		}
	}
	field := -1
	languages := inLanguages(cell)
	for _, part := range languages {
		f, ok := l.keys[chars.FoldHeader(part)]
		if !ok {
			for _, form := range looseName(chars.FoldHeader(part)) {
				if f, ok = l.keys[form]; ok {
					break
				}
			}
		}
		if !ok || field >= 0 && f != field {
			return -1, false
		}
		field = f
	}
	return field, len(languages) > 1
}

// inLanguages divides a header in several languages into those: 性別 Sexo,
// "性別 / Sexo / Sex", Sexo (性別).
func inLanguages(cell string) (parts []string) {
	if !strings.ContainsFunc(cell, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		return nil // one word, as most files name their columns
	}
	for _, part := range strings.FieldsFunc(norm.NFKC.String(cell), func(r rune) bool { return strings.ContainsRune("/|()[]\r\n", r) }) {
		start, last := 0, noLetter
		for i, r := range part {
			kind := scriptOf(r)
			if kind == noLetter {
				continue
			}
			if last != noLetter && kind != last {
				parts = append(parts, part[start:i])
				start = i
			}
			last = kind
		}
		if last != noLetter {
			parts = append(parts, part[start:])
		}
	}
	return parts
}

type letterKind uint8

const (
	noLetter letterKind = iota // a digit, a space: it belongs to what stands before it
	ideogram
	letter
)

func scriptOf(r rune) letterKind {
	switch {
	case unicode.Is(unicode.Han, r):
		return ideogram
	case unicode.IsLetter(r):
		return letter
	}
	return noLetter
}

// plainKey returns the field of a header cell of letters and digits of ASCII
// alone, whose strictest form is the cell itself in upper case. Most files name
// their columns so.
func (l *Layout) plainKey(cell string) (int, bool) {
	var key [32]byte
	if len(cell) > len(key) {
		return 0, false
	}
	for i := range len(cell) {
		if c := cell[i]; !chars.IsLetter(c) && !chars.IsDigit(c) && c != '_' {
			return 0, false
		}
		key[i] = chars.Upper(cell[i])
	}
	f, ok := l.keys[string(key[:len(cell)])]
	return f, ok
}

// Names reports whether a cell is the name of a column in one of layouts.
func Names(cell string, layouts []*Layout) bool {
	for _, l := range layouts {
		if _, ok := l.plainKey(cell); ok {
			return true
		}
	}
	if isNumber(cell) {
		return namesNumber(cell, layouts)
	}
	forms := headerForms(cell)
	return slices.ContainsFunc(layouts, func(l *Layout) bool {
		_, ok := l.namedBy(cell, forms)
		return ok
	})
}

// isNumber reports whether a cell is letters of ASCII and then at least four digits,
// as the number of a stay is that each record has another of. No column code is.
func isNumber(cell string) bool {
	stem := strings.TrimRight(cell, "0123456789")
	if len(cell)-len(stem) < 4 || len(cell) > longestNumber {
		return false
	}
	for i := range len(stem) {
		if !chars.IsLetter(stem[i]) {
			return false
		}
	}
	return true
}

const longestNumber = 32 // bytes

// namesNumber is Names for such a number that is not itself the name of a column:
// of its forms (see headerForms) the one without the padding is left. It makes no
// strings.
func namesNumber(cell string, layouts []*Layout) bool {
	stem := len(strings.TrimRight(cell, "0123456789"))
	var room [longestNumber + 1]byte
	form := room[:0]
	for i := range stem {
		form = append(form, chars.Upper(cell[i]))
	}
	form = append(append(form, '#'), strings.TrimLeft(cell[stem:], "0")...)
	for _, l := range layouts {
		if _, ok := l.keys[string(form)]; ok {
			return true
		}
	}
	return false
}

// Nearest returns the layout of which a header names most columns, and how many,
// whether or not those of the key are among them: nil and 0 for none.
func Nearest(header []string, layouts []*Layout) (best *Layout, most int) {
	cells := &heading{cells: header}
	for _, l := range layouts {
		columns, _ := l.match(cells)
		n := len(header) - Count(columns, -1)
		if n > 0 && n == most && l.hasKey(columns) || n > most {
			best, most = l, n
		}
	}
	return best, most
}

// Lacks returns the columns of the layout's key that a header does not name.
func (l *Layout) Lacks(header []string) (columns []string) {
	fields, _ := l.Match(header)
	for _, key := range l.Key {
		if !slices.Contains(fields, key) {
			columns = append(columns, l.Fields[key].Column)
		}
	}
	return columns
}

// Lengthen returns a header with the names of the layout's columns in the place of
// the short ones of package fieldname, and of those cells, of cut, that are the
// start of a name of one column alone; guessed counts these. All others stay.
func (l *Layout) Lengthen(header []string, cut []int) (long []string, guessed int) {
	shorts := map[string]int{}
	for key, f := range l.keys {
		if strings.Contains(key, "#") {
			continue // a loose form of a name
		}
		short := fieldname.Of(key)
		if other, several := shorts[short]; several && other != f {
			f = -1
		}
		shorts[short] = f
	}
	taken := map[string]bool{}
	for i, f := range l.Fields {
		short := fieldname.Free(f.Column, taken)
		taken[short], shorts[short] = true, i
	}
	long = slices.Clone(header)
	for i, cell := range header {
		if Names(cell, []*Layout{l}) {
			continue
		}
		f, ok := shorts[strings.ToUpper(cell)]
		if ok = ok && f >= 0; !ok && slices.Contains(cut, i) {
			if f = l.begins(chars.FoldHeader(cell)); f >= 0 {
				ok = true
				guessed++
			}
		}
		if ok {
			long[i] = l.Fields[f].Column
		}
	}
	return long, guessed
}

// begins returns the field of which alone a name begins so, -1 where there is none,
// or more than one.
func (l *Layout) begins(start string) int {
	found := -1
	for key, f := range l.keys {
		if start == "" || !strings.HasPrefix(key, start) || f == found {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = f
	}
	return found
}

// headerForms returns the keys under which a header cell may stand in a
// layout, the strictest first. What stands in its brackets is the name of the column
// (出院主要诊断编码（C03C）, Sex (性別)), what the title before it is of
// (电话（现住址） is 现住址电话), or no part of the name: a number that counts, a unit.
func headerForms(cell string) []string {
	cell = norm.NFKC.String(cell)
	inside, outside := "", cell
	if open := strings.LastIndexAny(cell, "(["); open >= 0 {
		if end := strings.IndexAny(cell[open:], ")]"); end > 0 {
			inside = chars.FoldHeader(cell[open+1 : open+end])
			outside = cell[:open] + cell[open+end+1:]
		}
	}
	whole, bare := chars.FoldHeader(cell), chars.FoldHeader(outside)
	switch {
	case inside == "" || strings.Trim(inside, "0123456789") == "": // 出院其他诊断编码（1）
		return slices.Concat([]string{whole}, looseColumn(whole), looseName(whole))
	case !chars.IsASCII(inside) && !chars.IsASCII(bare):
		forms := slices.Concat([]string{whole, inside + bare}, looseColumn(whole), looseName(whole), looseName(inside+bare))
		if notes[inside] {
			forms = append(append(forms, bare), looseName(bare)...)
		}
		return forms
	}
	return slices.Concat([]string{inside, whole}, looseColumn(inside), looseColumn(whole), looseName(whole), []string{bare}, looseName(bare))
}

// notes are what titles say in brackets of the values, and not of whose they are.
var notes = map[string]bool{
	"天": true, "日": true, "岁": true, "歲": true, "月": true, "克": true, "元": true, "次": true, "小时": true, "小時": true, "时": true,
	"時": true, "分": true, "分钟": true, "分鐘": true, "代码": true, "編碼": true, "编码": true, "必填": true, "选填": true, "必須": true,
}

// looseColumn returns the forms of a column code that exporters confuse. Where
// the column is repeated (C07x01N), the final C or N and the padding of the
// number do not count: C07x1. Elsewhere (A12C) the final C or N may be left out.
func looseColumn(code string) []string {
	body := strings.TrimRight(code, "CN")
	if len(code)-len(body) > 1 {
		return nil
	}
	if len(body) > 4 && body[3] == 'X' && isColumnStem(body[:3]) {
		digits := body[4:]
		if strings.Trim(digits, "0123456789") == "" {
			return []string{body[:4] + "#" + strings.TrimLeft(digits, "0")}
		}
		return nil
	}
	if len(body) == 3 && isColumnStem(body) {
		return []string{body}
	}
	return looseNumber(code)
}

// looseName returns the forms of a column's title that exporters confuse: the
// number that counts a repeated column may be padded, the number of an item
// (1.一般医疗服务费) and 其中 may be left out.
func looseName(title string) []string {
	forms := looseNumber(title)
	if bare := strings.TrimLeft(title, "0123456789"); bare != title && bare != "" {
		forms = append(forms, bare)
	}
	if bare := strings.TrimPrefix(title, "其中"); bare != title && bare != "" {
		forms = append(forms, bare)
	}
	return forms
}

// looseNumber marks the number at the end of a name and drops its padding.
func looseNumber(name string) []string {
	body := strings.TrimRight(name, "0123456789")
	if body == "" || body == name {
		return nil
	}
	return []string{body + "#" + strings.TrimLeft(name[len(body):], "0")}
}

func isColumnStem(s string) bool {
	return s[0] >= 'A' && s[0] <= 'Z' && s[1] >= '0' && s[1] <= '9' && s[2] >= '0' && s[2] <= '9'
}
