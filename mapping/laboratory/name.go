package laboratory

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// decorations are what laboratories print before and after names.
var decorations = regexp.MustCompile(`^[★☆*▲△●○◆#＊\s]+|[★☆*▲△●○◆＊.。:：\s]+$`)

// idle are words of a name that say no more than that something is measured, or by
// which of the methods that LOINC leaves open. A method that may be part of a code (the
// reaction of LDH, a test strip) is none of them, and 定性 is none: it says that the
// result is a word.
var idle = regexp.MustCompile(`(?:测定|检测|检查|检验|測定|檢測|檢查|檢驗|定量)+\s*($|[()\[\]])` +
	`|[(\[](?:电?化学发光|發光|发光|酶联免疫|酶联|酶免|放免|胶体金|免疫比浊|比浊|速率|电极|酶|溴甲酚绿)法?[)\]]|[(\[](?:ELISA|ISE|BCG|E?CLIA)[)\]]`)

// brackets are those of names, in one form.
var brackets = strings.NewReplacer("（", "(", "）", ")", "[", "(", "]", ")", "【", "(", "】", ")")

// named returns the items of a name, and the specimen that the name says besides: 血清
// of 血清尿酸测定, Urine of "Creatinine, Urine". A name that the table has as it stands is
// never taken apart: 尿素 is no 素 of urine.
func (t *Table) named(name string) (list []named, said string) {
	name = decorations.ReplaceAllString(StripMark(name), "")
	if list := t.known(name); list != nil {
		return list, ""
	}
	if bare := decorations.ReplaceAllString(idle.ReplaceAllString(brackets.Replace(name), "$1"), ""); bare != brackets.Replace(name) {
		if list := t.known(bare); list != nil {
			return list, ""
		}
		name = bare
	}
	return t.besides(name)
}

// known returns the items of a name of the table, which may have an abbreviation of it or
// its name in another language behind: 血红蛋白(HGB), 总胆红素 TBIL, Hb血紅素. What stands
// behind must be a name of the same item: 钙(离子) is no calcium.
func (t *Table) known(name string) []named {
	if list := t.names[label(name)]; list != nil {
		return list
	}
	if first, rest, bracketed := strings.Cut(brackets.Replace(name), "("); bracketed {
		second, closed := strings.CutSuffix(rest, ")")
		if !closed {
			return nil
		}
		return both(t.names[label(first)], t.names[label(second)])
	}
	var before rune
	for i, r := range name {
		if i > 0 && (unicode.IsSpace(r) || unicode.Is(unicode.Han, r) != unicode.Is(unicode.Han, before)) {
			if list := both(t.names[label(name[:i])], t.names[label(name[i:])]); list != nil {
				return list
			}
		}
		before = r
	}
	return nil
}

// besides takes the specimen off a name: the longest that it begins with, or one behind a
// comma or in brackets.
func (t *Table) besides(name string) (list []named, said string) {
	var before rune
	for i, r := range name {
		if i > 0 && (unicode.IsSpace(r) || unicode.Is(unicode.Han, before)) && t.specimens[chars.FoldLabel(name[:i])] != "" {
			if l := t.known(strings.TrimSpace(name[i:])); l != nil {
				list, said = l, name[:i]
			}
		}
		before = r
	}
	if list != nil {
		return list, said
	}
	open := strings.LastIndexAny(name, ",，、(")
	if open < 0 {
		return nil, ""
	}
	_, size := utf8.DecodeRuneInString(name[open:])
	said = strings.TrimSuffix(name[open+size:], ")")
	if t.specimens[chars.FoldLabel(said)] == "" {
		return nil, ""
	}
	return t.known(name[:open]), said
}

// spellings are signs and characters that stand for another, and hyphens, which
// laboratories put and leave out: CA-125 is CA125. Of enzymes, Hong Kong and Macao print
// three spellings.
var spellings = strings.NewReplacer("‐", "", "‑", "", "‒", "", "–", "", "—", "", "−", "", "-", "", "－", "", "脢", "酶", "酵素", "酶", "醣", "糖")

// label returns the form in which names are compared.
func label(name string) string { return chars.FoldLabel(spellings.Replace(name)) }

// both returns the items that two names share. Either may be the one that tells them.
func both(a, b []named) (list []named) {
	for _, n := range a {
		for _, m := range b {
			if m.item == n.item {
				list = append(list, named{n.item, n.alone || m.alone})
			}
		}
	}
	return list
}
