package mapping

import (
	"strings"
	"unicode"

	"github.com/crossbay/crossbay/codes"
)

// international reports whether the codes of a system have the shapes of
// ICD-9-CM or of the WHO's ICD-10, which no Chinese edition has.
func international(s codes.System) bool {
	switch s.URI {
	case codes.ICD9CM.URI, codes.ICD10.URI:
		return true
	}
	return false
}

// setInternational reads the codes of a cell of ICD-9-CM or ICD-10. A code that
// cannot be one of the stated system, and is one of the other by its shape, is
// read as that.
func (b *sheetBuilder) setInternational(v *[]Code, text string, system codes.System, procedure bool) {
	var list []Code
	var other, restored, dotless, shapeless bool
	separated := func(r rune) bool { return strings.ContainsRune(",，;；、|", r) || unicode.IsSpace(r) }
	parts := strings.FieldsFunc(foldWidth(text), separated)
	canonical := make([]string, 0, len(parts))
	for _, part := range parts {
		code := strings.ToUpper(foldCode(part))
		if code == "" {
			continue
		}
		c := Code{System: system, Code: code}
		shape := shapeOf(code, system, procedure)
		if shape == noShape && !procedure {
			for _, s := range [...]codes.System{codes.ICD9CM, codes.ICD10} {
				if s.URI != system.URI && shapeOf(code, s, false) == dotted {
					c.System, shape, other = s, dotted, true
				}
			}
		}
		switch {
		case shape == noShape && !opaqueCode(code):
			b.changed(Error, "not-a-code", "the cell holds no code: it is kept as written")
			return
		case shape == noShape:
			shapeless = true
		case shape == undotted:
			with := dot(code, system, procedure)
			if b.known(system, with) && !b.known(system, code) {
				c.Code, restored = with, true
			} else {
				dotless = true
			}
		}
		list = append(list, c)
		canonical = append(canonical, code)
	}
	if len(list) == 0 {
		b.changed(Error, "not-a-code", "the cell holds no code: it is kept as written")
		return
	}
	*v = list
	if restored {
		b.changed(Information, "dot-restored", "a code stands without its dot, which was put back: the table of "+system.String()+" has the code then")
	}
	if dotless {
		b.issue(Warning, "dot-missing", "a code stands without a dot, and no table was given that has it with one: it is passed on as written")
	}
	if other {
		b.issue(Information, "other-code-system", "a code cannot be one of "+system.String()+" by its shape: it is read as one of the other revision of the ICD")
	}
	if shapeless {
		b.issue(Warning, "code-shape", "the code has none of the shapes of its code system")
	}
	if len(list) > 1 {
		b.changed(Information, "several-codes", "the cell holds several codes; each is a coding")
	} else if !restored && canonical[0] != text {
		b.changed(Information, "code-form", "the code is not written as its edition writes it")
	}
}

// known reports whether a table that the caller gave has the code.
func (b *sheetBuilder) known(system codes.System, code string) bool {
	for _, t := range b.reader.options.Tables {
		if t.System().URI == system.URI {
			if _, ok := t.Lookup(code); ok {
				return true
			}
		}
	}
	return false
}

// The shapes of a code.
const (
	noShape  = iota
	dotted   // as the edition writes it, or too short to have a dot
	undotted // longer than that, and without a dot
)

// shapeOf returns the shape of a code: in ICD-9-CM 410.71, E885.9 or V58.11, in
// a procedure 36.06; in ICD-10 I21.9.
func shapeOf(code string, system codes.System, procedure bool) int {
	category, rest, most := category(code, system, procedure)
	if category == 0 {
		return noShape
	}
	switch {
	case rest == "":
		return dotted
	case rest[0] != '.':
		if len(rest) <= most && allDigits(rest) {
			return undotted
		}
		return noShape
	}
	rest = rest[1:]
	if system.URI == codes.ICD10.URI {
		rest = strings.TrimRight(rest, "+*")
	}
	if rest != "" && len(rest) <= most && allDigits(rest) {
		return dotted
	}
	return noShape
}

// category returns the length of the part of a code before its dot, 0 where it
// has none, the rest, and how many digits may follow the dot.
func category(code string, system codes.System, procedure bool) (n int, rest string, most int) {
	n, most = 3, 2
	switch {
	case procedure:
		n = 2
	case system.URI == codes.ICD10.URI:
		most = 2
		if len(code) >= 3 && code[0] >= 'A' && code[0] <= 'Z' && isDigit(code[1]) && isDigit(code[2]) {
			return 3, code[3:], most
		}
		return 0, "", 0
	case strings.HasPrefix(code, "E"):
		n, most = 4, 1
		if len(code) >= n && allDigits(code[1:n]) {
			return n, code[n:], most
		}
		return 0, "", 0
	case strings.HasPrefix(code, "V"):
		if len(code) >= n && allDigits(code[1:n]) {
			return n, code[n:], most
		}
		return 0, "", 0
	}
	if len(code) >= n && allDigits(code[:n]) {
		return n, code[n:], most
	}
	return 0, "", 0
}

// dot puts the dot into a code that has none.
func dot(code string, system codes.System, procedure bool) string {
	n, rest, _ := category(code, system, procedure)
	return code[:n] + "." + rest
}
