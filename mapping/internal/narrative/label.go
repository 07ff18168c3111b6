package narrative

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// NarrativeLabels is the table of labels in CSV: a column for the name, and one
// for each language. The last is that of whoever has none of their own.
//
//go:embed labels.csv
var NarrativeLabels string

// A labelTable has the labels by name.
type labelTable struct {
	languages []term.Language
	labels    map[string][]string // in each of languages
}

// A chartLabel is what a thing on a sheet is called.
type chartLabel struct {
	name  string
	texts []string // by the columns of the table, nil where it is called its name
}

var labels = sync.OnceValue(func() *labelTable {
	table := csv.NewReader(strings.NewReader(NarrativeLabels))
	table.Comment = '#'
	rows, err := table.ReadAll()
	if err != nil {
		panic(fmt.Sprintf("narrative: labels.csv: %v", err))
	}
	t := &labelTable{labels: make(map[string][]string, len(rows))}
	for _, tag := range rows[0][1:] {
		t.languages = append(t.languages, term.Language(tag))
	}
	for _, row := range rows[1:] {
		t.labels[row[0]] = row[1:]
	}
	return t
})

// in returns the one of texts that is in a language: its own, or that of the language
// whose terms serve it or in which it falls back, else the last.
func (t *labelTable) in(language term.Language, texts []string) string {
	served := language
	if !slices.Contains(t.languages, language) {
		served, _ = layout.TermsOf(language)
	}
	for ; served != ""; served = layout.Fallback(served) {
		if i := slices.Index(t.languages, served); i >= 0 && texts[i] != "" {
			return texts[i]
		}
	}
	return texts[len(texts)-1]
}

// labelled reports whether the table has labels in just that language.
func labelled(language term.Language) bool { return slices.Contains(labels().languages, language) }

// HasLabel reports whether the table has a label of that name.
func HasLabel(name string) bool { return labels().labels[name] != nil }

// In returns the label in a language.
func (l chartLabel) In(language term.Language) string {
	if l.texts == nil {
		return l.name
	}
	return labels().in(language, l.texts)
}

// Is reports whether a text is the label in any language.
func (l chartLabel) Is(text string) bool { return text != "" && slices.Contains(l.texts, text) }

// LabelOf returns the label of that name; a name that the table does not have,
// such as that of a column, is the same in all languages.
func LabelOf(name string) chartLabel {
	return chartLabel{name, labels().labels[name]}
}

// AppendLabels appends the label of that name in a language and, where it is another, in
// English, each marked with its language.
func AppendLabels(dst []byte, name string, language term.Language) []byte {
	label := LabelOf(name)
	dst = appendSpan(dst, "", label.In(language), language)
	if language != term.English {
		dst = append(dst, ' ')
		dst = appendSpan(dst, "other", label.In(term.English), term.English)
	}
	return dst
}
