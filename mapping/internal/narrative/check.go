package narrative

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/issuekind"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/quality"
)

// flags are the issues of a sheet as its page shows them: those of one kind together,
// with a number that stands beside the statements that they are about.
type flags struct {
	kinds []flag
	notes int             // issues that ask for nothing
	rows  map[rowID][]int // the numbers in kinds, by the row
}

// A flag is a kind of issue of a sheet.
type flag struct {
	severity         frontsheet.Severity
	english, chinese string // what is wrong
	columns          []string
}

// A rowID tells a row of a chart apart.
type rowID struct {
	label  string
	number int
}

// flagged puts the issues of the sheet in order, the gravest first.
func (c *Chart) flagged() *flags {
	f := &flags{rows: map[rowID][]int{}}
	var issues []frontsheet.Issue
	for _, i := range c.Issues {
		if i.Severity != frontsheet.Error && i.Severity != frontsheet.Warning {
			f.notes++
			continue
		}
		issues = append(issues, i)
	}
	slices.SortStableFunc(issues, func(a, b frontsheet.Issue) int { return cmp.Compare(a.Severity, b.Severity) }) // error, warning
	for _, i := range issues {
		english, chinese := meaningOf(&i)
		n := slices.IndexFunc(f.kinds, func(k flag) bool { return k.severity == i.Severity && k.english == english })
		if n < 0 {
			n = len(f.kinds)
			f.kinds = append(f.kinds, flag{severity: i.Severity, english: english, chinese: chinese})
		}
		k := &f.kinds[n]
		if i.Column != "" && !slices.Contains(k.columns, i.Column) {
			k.columns = append(k.columns, i.Column)
		}
		if id, ok := c.rowAbout(&i); ok && !slices.Contains(f.rows[id], n) {
			f.rows[id] = append(f.rows[id], n)
		}
	}
	return f
}

// meaningOf returns what an issue says, in words without a value.
func meaningOf(i *frontsheet.Issue) (english, chinese string) {
	if at := strings.LastIndex(i.Detail, " ["); at >= 0 && strings.HasSuffix(i.Detail, "]") {
		if rule, ok := quality.FindRule(i.Detail[at+2 : len(i.Detail)-1]); ok && rule.Code == i.Code {
			return rule.Finding, rule.ChineseFinding
		}
	}
	for _, k := range issuekind.Kinds() {
		if k.Code == i.Code {
			return k.English, k.Chinese
		}
	}
	return i.Code, i.Code
}

// rowAbout returns the row of the chart that an issue is about: that of its element, or
// of the column that is kept as written.
func (c *Chart) rowAbout(i *frontsheet.Issue) (best rowID, found bool) {
	path, number := elementOf(i.Field)
	length := 0
	for p := range c.Parts {
		for r := range c.Parts[p].Rows {
			row := &c.Parts[p].Rows[r]
			n := 0
			switch {
			case c.Parts[p].Name == "kept":
				if i.Column != "" && (row.label == i.Column || strings.HasPrefix(row.label, i.Column+" ")) {
					n = 1 // where nothing else states it
				}
			case number == row.number || number <= 1 && row.number == 0 || number == 0:
				n = agreement(path, row.label)
			}
			if n > length {
				length, best, found = n, rowID{row.label, row.number}, true
			}
		}
	}
	return best, found
}

// elementOf returns an element without its index, as rows are labelled, and the index.
func elementOf(element string) (path string, number int) {
	if before, after, ok := strings.Cut(element, "["); ok {
		index, rest, _ := strings.Cut(after, "]")
		number, _ = strconv.Atoi(index)
		element = before + rest
	}
	if _, detail, ok := strings.Cut(element, ".detail."); ok {
		return "detail." + detail, number
	}
	for _, other := range [...][2]string{
		{"allergy.drugs", "allergy.drug"},
		{"patient.phone", "patient.telecom"},
		{"patient.email", "patient.telecom"},
		{"patient.identifiers", "patient.identifier"},
		{"stay.transfers", "stay.transfer"},
	} {
		if strings.HasPrefix(element, other[0]) {
			return other[1], number
		}
	}
	return element, number
}

// agreement returns how much of an element a row states by its label, 0 for nothing: all of
// it, the whole of which it is a part, or a part of it.
func agreement(element, label string) int {
	switch {
	case element == "":
		return 0
	case element == label:
		return 3 + len(label)
	case strings.HasPrefix(element, label+"."):
		return 2 + len(label)
	case strings.HasPrefix(label, element+"."):
		return 2
	}
	return 0
}

// appendToCheck appends what somebody should look at in the sheet; nothing where there is
// nothing.
func (c *Chart) appendToCheck(dst []byte, f *flags) []byte {
	if len(f.kinds) == 0 {
		return dst
	}
	dst = append(dst, `<section class="check"><h2>`...)
	dst = c.appendLabel(dst, "part.check", 0)
	dst = append(dst, "</h2><ul>\n"...)
	for i := range f.kinds {
		k := &f.kinds[i]
		dst = append(dst, `<li>`...)
		dst = c.appendFlag(dst, f, i)
		for _, language := range c.languages() {
			dst = append(dst, ' ')
			dst = appendSpan(dst, "", c.meaningIn(k, language), language)
		}
		for j, column := range k.columns {
			if j == 0 {
				dst = append(dst, ": <code>"...)
			} else {
				dst = append(dst, ", <code>"...)
			}
			dst = AppendText(dst, column)
			dst = append(dst, "</code>"...)
			if title := c.columnTitle(column); title != "" && title != column {
				dst = append(dst, ' ')
				dst = appendSpan(dst, "", title, c.Source)
			}
		}
		dst = append(dst, "</li>\n"...)
	}
	if f.notes > 0 {
		dst = append(dst, `<li class="notes">`...)
		dst = c.appendLabel(dst, "check.notes", 0)
		dst = append(dst, ": "...)
		dst = strconv.AppendInt(dst, int64(f.notes), 10)
		dst = append(dst, "</li>\n"...)
	}
	return append(dst, "</ul></section>\n"...)
}

// languages are those in which labels are on the page.
func (c *Chart) languages() []term.Language {
	list := []term.Language{c.Source}
	for _, language := range c.Readers {
		if (language == c.Reader() || labelled(language)) && !slices.Contains(list, language) {
			list = append(list, language)
		}
	}
	return list
}

// meaningIn returns what is wrong in a language. The kinds have it in English and in
// one Chinese.
func (c *Chart) meaningIn(k *flag, language term.Language) string {
	if !layout.Chinese(language) {
		return k.english
	}
	if w := c.Terms.Reword(k.chinese, term.Language(issuekind.Chinese()), language); w.Name != "" {
		return w.Name
	}
	return k.chinese
}

// appendFlags appends the flags of a row; there are none in nil flags.
func (c *Chart) appendFlags(dst []byte, f *flags, r *chartRow) []byte {
	if f == nil {
		return dst
	}
	for _, i := range f.rows[rowID{r.label, r.number}] {
		dst = append(dst, ' ')
		dst = c.appendFlag(dst, f, i)
	}
	return dst
}

// appendFlag appends the sign and the number of a kind of issue, in words for whoever points at it.
func (c *Chart) appendFlag(dst []byte, f *flags, i int) []byte {
	k := &f.kinds[i]
	dst = append(append(append(dst, `<b class="flag `...), k.severity...), `" title="`...)
	dst = AppendText(dst, LabelOf("severity."+string(k.severity)).In(c.Reader())+": "+c.meaningIn(k, c.Reader()))
	dst = append(dst, `">!`...)
	dst = strconv.AppendInt(dst, int64(i+1), 10)
	return append(dst, `</b>`...)
}

// columnTitle returns what the layout calls a column, "" where it has none.
func (c *Chart) columnTitle(column string) string {
	if l := layout.Of(c.Sheet); l != nil {
		for i := range l.Fields {
			if f := &l.Fields[i]; f.Column == column {
				return f.Title
			}
		}
	}
	return ""
}
