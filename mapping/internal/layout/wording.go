package layout

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/crossbay/crossbay/codes/term"
)

//go:embed languages.csv
var languagesCSV string

// languages are those of languages.csv, with the fallback of each.
var languages = sync.OnceValue(func() (list [][2]term.Language) {
	for line := range strings.Lines(languagesCSV) {
		language, fallback, _ := strings.Cut(strings.TrimSpace(line), ",")
		if language != "" && language != "language" && language[0] != '#' {
			list = append(list, [2]term.Language{term.Language(language), term.Language(fallback)})
		}
	}
	return list
})

// Languages returns the languages that package term has tables of, those of
// Chinese before others. The caller must not change the slice.
var Languages = sync.OnceValue(func() (list []term.Language) {
	for _, l := range languages() {
		list = append(list, l[0])
	}
	return list
})

// Fallback returns the language in which is said what another has no words for, ""
// where there is none.
func Fallback(language term.Language) term.Language {
	for _, l := range languages() {
		if l[0] == language {
			return l[1]
		}
	}
	return ""
}

// Chinese reports whether a language is a way of writing Chinese.
func Chinese(language term.Language) bool { return strings.HasPrefix(string(language), "zh") }

// TermsOf returns the language whose terms serve a language, by the lookup of
// RFC 4647: the parts of the tag are taken off from its end until a language of
// package term is left. The terms of zh-Hant serve zh-Hant-MO.
func TermsOf(language term.Language) (term.Language, bool) {
	if slices.Contains(Languages(), language) {
		return language, true
	}
	for tag := string(language); ; {
		if found, ok := term.ParseLanguage(tag); ok {
			return found, true
		}
		end := strings.LastIndexByte(tag, '-')
		if end < 0 {
			return "", false
		}
		tag = tag[:end]
	}
}

// Wording returns the language in which the people of a layout's files write
// Chinese.
func (l *Layout) Wording() term.Language { return l.orAssumed().Words[0] }

// LabelLanguage returns the language in which the people of a layout's files
// label what stands in them.
func (l *Layout) LabelLanguage() term.Language {
	if l.English() {
		return term.English
	}
	return l.Wording()
}

// ReadersAcross returns the languages of the readers on the other side: the first
// is the one into which names are translated for them, the others they read
// besides. The caller must not change the slice.
func (l *Layout) ReadersAcross() []term.Language { return l.orAssumed().Readers }

// ReadBesides reports whether people whose language is reader, of those that the
// layout knows, read another one besides.
func (l *Layout) ReadBesides(reader, other term.Language) bool {
	l = l.orAssumed()
	for _, people := range [...][]term.Language{l.Words, l.Readers} {
		if people[0] == reader {
			return slices.Contains(people[1:], other)
		}
	}
	return false
}

var languageTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

// people reads the languages of people, the first of which is one that package
// term has terms for.
func people(property string, tags []string) ([]term.Language, error) {
	list := make([]term.Language, len(tags))
	for i, tag := range tags {
		list[i] = term.Language(tag)
		if whole, ok := term.ParseLanguage(tag); ok {
			list[i] = whole // zh-HK is zh-Hant-HK
		}
		if !languageTag.MatchString(tag) {
			return nil, fmt.Errorf("%q of %s is no language tag", tag, property)
		}
	}
	served, ok := TermsOf(list[0])
	if !ok || property == "@words" && !Chinese(served) {
		return nil, fmt.Errorf("no terms of %q for %s: they are of %s, and of other regions with their script", list[0], property, joined(Languages()))
	}
	return list, nil
}

func joined[T ~string](list []T) string {
	texts := make([]string, len(list))
	for i, item := range list {
		texts[i] = string(item)
	}
	return strings.Join(texts, ", ")
}
