package tabular

import (
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/icd"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// setInternational reads the codes of a cell of ICD-9-CM or ICD-10. A code that
// by its shape cannot be one of the stated system, and is one of the other, is
// read as that: records of Hong Kong mix the two.
func (b *sheetBuilder) setInternational(v *[]frontsheet.Code, text string, stated codes.System, procedure bool) {
	var list []frontsheet.Code
	found := map[string]bool{}
	parts := icd.SplitInternational(chars.FoldWidth(text))
	for _, part := range parts {
		system := stated
		code, change, _ := icd.Canonical(part, &system, procedure, b.file.Tables)
		if change == "code-shape" && !icd.OpaqueCode(code) {
			b.changed(frontsheet.Error, "not-a-code", "the cell holds no code: it is kept as written")
			return
		}
		found[change] = true
		list = append(list, frontsheet.Code{System: system, Code: code})
	}
	if list == nil {
		b.changed(frontsheet.Error, "not-a-code", "the cell holds no code: it is kept as written")
		return
	}
	*v = list
	if found["dot-restored"] {
		b.changed(frontsheet.Information, "dot-restored", "a code stands without its dot, which was put back: the table of "+stated.String()+" has the code then")
	}
	if found["dot-missing"] {
		b.issue(frontsheet.Warning, "dot-missing", "a code stands without its dot, and no table was given that has it with one: it is passed on as written")
	}
	if found["dot-ambiguous"] {
		b.issue(frontsheet.Warning, "dot-ambiguous", "a code stands without its dot, and perhaps without a zero before it: tables have more than one code that it may be, and it is passed on as written")
	}
	if found["unlisted-code"] {
		b.issue(frontsheet.Warning, "unlisted-code", "no table of "+stated.String()+" has a code, and one of another revision of the ICD has: it is passed on as written")
	}
	if found["other-code-system"] {
		b.changed(frontsheet.Information, "other-code-system", "a code cannot be one of "+stated.String()+" by its shape: it is read as one of the other revision of the ICD")
	}
	if found["code-shape"] {
		b.issue(frontsheet.Warning, "code-shape", "the code has none of the shapes of its code system")
	}
	switch {
	case len(list) > 1:
		b.changed(frontsheet.Information, "several-codes", "the cell holds several codes; each is a code of its own")
	case found["code-form"] || parts[0] != text:
		b.changed(frontsheet.Information, "code-form", "the code is not written as its edition writes it")
	}
}

// separate makes diagnoses of their own of codes that stood in one cell: they are
// several diagnoses, and a concept has one. The first keeps the line; the others
// are the last of their role, those of a principal diagnosis among the others.
func (b *sheetBuilder) separate() {
	if !icd.International(b.file.DiagnosisCodes()) {
		return
	}
	s := b.sheet
	slots := lastSlots(s.Diagnoses)
	for i := range len(s.Diagnoses) {
		d := s.Diagnoses[i]
		if len(d.Codes) < 2 || d.Whole || d.Grade != (frontsheet.Grade{}) || dual(d.Codes) || strings.Contains(d.Codes[1].System.URI, "/local-") {
			continue
		}
		role := d.Role
		if role == frontsheet.Principal {
			role = frontsheet.Other
		}
		diseases := diseasesIn(d.Codes)
		names, _ := split(d.Name, "\n|;；")
		matched := len(names) == len(diseases)
		s.Diagnoses[i].Codes = diseases[0]
		if f, ok := b.file.Layout.ByPath[layout.LineOf(&d)+".name"]; ok && d.Name != "" {
			b.field = &b.file.Layout.Fields[f]
			s.Fields = append(s.Fields, frontsheet.Field{Column: b.field.Column, Value: d.Name})
			if matched {
				b.issue(frontsheet.Information, "several-names", "the cell holds the descriptions of several codes: each is that of its own")
			}
		}
		if matched {
			s.Diagnoses[i].Name = names[0]
		}
		for n, list := range diseases[1:] {
			slots[role]++
			other := frontsheet.Diagnosis{Role: role, Slot: slots[role], Codes: list, Present: d.Present, Reference: d.Reference}
			if matched {
				other.Name = names[n+1]
			}
			s.Diagnoses = append(s.Diagnoses, other)
		}
	}
}

// diseasesIn takes a list of codes apart into those of each disease: one, or that of
// a disease with a dagger and that of its manifestation with an asterisk.
func diseasesIn(list []frontsheet.Code) [][]frontsheet.Code {
	diseases := make([][]frontsheet.Code, 0, len(list))
	for i := 0; i < len(list); i++ {
		n := 1
		if i+1 < len(list) && strings.HasSuffix(list[i].Code, "+") && strings.HasSuffix(list[i+1].Code, "*") {
			n = 2
		}
		diseases = append(diseases, list[i:i+n:i+n])
		i += n - 1
	}
	return diseases
}

// dual reports whether the codes are a disease and its manifestation, marked
// with a dagger and an asterisk, which are one diagnosis.
func dual(list []frontsheet.Code) bool {
	return len(list) == 2 && (strings.HasSuffix(list[1].Code, "*") || strings.HasSuffix(list[0].Code, "*"))
}

// lastSlots returns the last line of each role.
func lastSlots(list []frontsheet.Diagnosis) map[frontsheet.DiagnosisRole]int {
	last := map[frontsheet.DiagnosisRole]int{}
	for i := range list {
		last[list[i].Role] = max(last[list[i].Role], list[i].Slot)
	}
	return last
}

// oneCode returns the one code of a cell that is as its edition writes it.
func (b *sheetBuilder) oneCode(system codes.System, code string) []frontsheet.Code {
	one := frontsheet.Code{System: system, Code: code}
	if b.parser == nil {
		return []frontsheet.Code{one}
	}
	return b.parser.sheets.Code(one)
}

func (b *sheetBuilder) setCodes(v *[]frontsheet.Code, cell icd.Cell, ok bool, text string) {
	if !ok {
		b.changed(frontsheet.Error, "not-a-code", "the cell holds no code: it is kept as written")
		return
	}
	*v = cell.Codes
	if cell.Canonical != text {
		b.changed(frontsheet.Information, "code-form", "the code is not written as its edition writes it")
	}
	if len(cell.Codes) > 1 {
		b.changed(frontsheet.Information, "several-codes", "the cell holds several codes; each disease and each procedure is a resource of its own")
	}
	if cell.Shapeless {
		b.issue(frontsheet.Warning, "code-shape", "the code has none of the shapes of its code system")
	}
	if cell.DaggerLost {
		b.issue(frontsheet.Warning, "dagger-lost", "the plus sign between the two parts of a dual code is missing")
	}
	if cell.AsteriskLost {
		b.issue(frontsheet.Warning, "asterisk-lost", "the asterisk of a dual code is missing")
	}
}
