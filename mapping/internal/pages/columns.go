package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/internal/narrative"
)

// A line is one column of a layout, or several that repeat it.
type line struct {
	columns []mapping.Column // in the order of their elements
	element string           // without its index
}

var digits = regexp.MustCompile(`\d+`)

// lines puts the columns together that say the same of one thing after the other.
func lines(columns []mapping.Column) (list []*line) {
	known := map[string]*line{}
	for _, c := range columns {
		element, index := withoutIndex(c.Element)
		title := digits.ReplaceAllString(c.Title, "")
		key := fmt.Sprint(element, "\x00", c.Format, c.Since, c.FHIR, title, c.Values)
		if index < 0 { // a column of its own
			key += "\x00" + c.Name
		}
		l := known[key]
		if l == nil {
			l = &line{element: element}
			known[key] = l
			list = append(list, l)
		}
		l.columns = append(l.columns, c)
	}
	for _, l := range list {
		slices.SortStableFunc(l.columns, func(a, b mapping.Column) int {
			_, m := withoutIndex(a.Element)
			_, n := withoutIndex(b.Element)
			return m - n
		})
	}
	return list
}

// withoutIndex is an element without the number in its brackets, and that number, -1
// where it has none.
func withoutIndex(element string) (string, int) {
	before, rest, found := strings.Cut(element, "[")
	if !found {
		return element, -1
	}
	number, after, _ := strings.Cut(rest, "]")
	n, _ := strconv.Atoi(number)
	return before + after, n
}

// names is what the columns are called: the first and the last where one number in
// the name counts them, else all.
func (l *line) names() string {
	name := func(i int) string { return code(l.columns[i].Name) }
	last := len(l.columns) - 1
	if last == 0 {
		return name(0)
	}
	if counted(l.columns) {
		return fmt.Sprintf("%s … %s", name(0), name(last))
	}
	all := make([]string, len(l.columns))
	for i := range all {
		all[i] = name(i)
	}
	return strings.Join(all, " ")
}

// counted reports whether the names of columns are one name with a number that goes
// up by one.
func counted(columns []mapping.Column) bool {
	shape := ""
	var before []int
	for i, c := range columns {
		numbers := digits.FindAllString(c.Name, -1)
		now := make([]int, len(numbers))
		for k := range numbers {
			now[k], _ = strconv.Atoi(numbers[k])
		}
		if i == 0 {
			shape = digits.ReplaceAllString(c.Name, "#")
		} else {
			differ := 0
			for k := range now {
				if k < len(before) && now[k] != before[k] {
					if differ++; now[k] != before[k]+1 {
						return false
					}
				}
			}
			if shape != digits.ReplaceAllString(c.Name, "#") || differ != 1 {
				return false
			}
		}
		before = now
	}
	return true
}

// place is the element, with the numbers that the columns have of it.
func (l *line) place() string {
	first, last := l.columns[0].Element, l.columns[len(l.columns)-1].Element
	_, n := withoutIndex(last)
	if first == last {
		return code(first)
	}
	return code(strings.Replace(first, "]", "…"+strconv.Itoa(n)+"]", 1))
}

// need is whether the columns must be filled.
func (l *line) need() string {
	first := l.columns[0].Need
	for i, c := range l.columns {
		if c.Need != first {
			return fmt.Sprintf("%s (the first %d)", first, i)
		}
	}
	return first
}

// titles are what the columns are called in Chinese and in English: by the table, or
// by the labels of the element.
func titles(l *mapping.Layout, x *line) (chinese, english string) {
	c := x.columns[0]
	title := c.Title
	if len(x.columns) > 1 {
		title = strings.TrimRight(strings.TrimSuffix(title, "（1）"), "0123456789 ")
	}
	if han(title) {
		chinese = title
	} else {
		english = title
	}
	if english == "" && words.MatchString(c.Name) && !l.Nested() && !l.ClinicalDocuments() {
		english = c.Name
		if len(x.columns) > 1 {
			english = strings.TrimRight(english, "0123456789 ")
		}
	}
	if english == "" {
		english = label(x.element, term.English)
	}
	if chinese == "" && narrative.HasLabel(x.element) {
		chinese = label(x.element, l.Wording())
	}
	return chinese, english
}

// words is what a name is that is a title: two small letters one after the other.
var words = regexp.MustCompile(`[A-Za-z][a-z]`)

func han(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// label is what an element is called: its label, or that of what it is of and its
// name, which is a word.
func label(element string, language term.Language) string {
	if element == "" || element == "source-field" {
		return ""
	}
	if narrative.HasLabel(element) {
		return narrative.LabelOf(element).In(language)
	}
	at := strings.LastIndexByte(element, '.')
	if at < 0 {
		return strings.ReplaceAll(element, "-", " ")
	}
	whole, part := element[:at], element[at+1:]
	of, _, _ := strings.Cut(whole, ".")
	word := strings.ReplaceAll(part, "-", " ")
	names := []string{of + "." + part, "detail." + part}
	if of == "stay" {
		names = append(names, "ward."+part)
	}
	for _, name := range names {
		if narrative.HasLabel(name) {
			word = narrative.LabelOf(name).In(language)
			break
		}
	}
	text := label(strings.TrimSuffix(whole, ".detail"), language)
	if strings.HasSuffix(strings.ToLower(text), strings.ToLower(word)) {
		return text
	}
	if len(word) > 1 && unicode.IsLower(rune(word[1])) { // and no abbreviation
		word = strings.ToLower(word[:1]) + word[1:]
	}
	return strings.ToUpper(text[:1]) + text[1:] + ": " + word
}

// code sets a text as one of a program in a cell of a table.
func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + cell(text) + "`"
}

// cell is a text in a table of Markdown.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ").Replace(text)
}
