package deidentify

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/category"
	"github.com/crossbay/crossbay/codes/shape"
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// The beginnings of codes that have a category: of ICD-10 and the editions built
// on it, of operations, and of diseases of ICD-9-CM. Codes of morphology, with
// their stroke, have none.
var (
	categoryICD10     = regexp.MustCompile(`^([A-Z][0-9][0-9A-Z])[^/]*$`)
	categoryOperation = regexp.MustCompile(`^([0-9]{2})`)
	categoryICD9      = regexp.MustCompile(`^(E[0-9]{3}|[V0-9][0-9]{2})`)
)

// The families of code systems, by how their codes are cut to a category.
var (
	tenth    = []string{codes.ICD10.URI, codes.ICD10CM.URI, codes.DiagnosisClinical.URI, codes.DiagnosisInsurance.URI, codes.DiagnosisNational.URI}
	chinese9 = []string{codes.ProcedureClinical.URI, codes.ProcedureInsurance.URI}
	// public are systems whose codes tell nothing of the hospital.
	public = append([]string{"http://loinc.org", "http://snomed.info/sct", codes.ICD9CM.URI, codes.Morphology.URI, codes.TCM1995.URI, codes.TCM2021.URI}, append(tenth, chinese9...)...)
)

// shaped reports whether a code may be passed on, and not be somebody's number:
// see [shape.Printable].
func (d *Deidentifier) shaped(c *frontsheet.Code) bool {
	return shape.Printable(d.options.Registry, c.System, c.Code)
}

// codes passes on the codes of a diagnosis, procedure or result that the source
// calls by name. Of these each has the name of the tables, where it has one.
func (r *redactor) codes(path string, list []frontsheet.Code, name string) []frontsheet.Code {
	var kept []frontsheet.Code
	for i := range list {
		c := &list[i]
		action := r.action(path)
		var passed frontsheet.Code
		switch {
		case !r.d.shaped(c):
			r.lose(path, frontsheet.Warning, "code-shape", "the code is in no table of its code system, and has not the shape of one: it may be anything, and is dropped")
			continue
		case action == Keep && r.mayName(c.System):
			passed = frontsheet.Code{System: c.System, Code: c.Code}
		case action == Category:
			passed = categoryOf(c, strings.HasPrefix(path, "procedure"))
		}
		if passed.Code == "" {
			r.note(path, Drop)
			continue
		}
		r.note(path, action)
		passed.Display = r.lookup(&passed, hasHan(name+c.Display))
		if !slices.ContainsFunc(kept, func(k frontsheet.Code) bool { return k.System == passed.System && k.Code == passed.Code }) {
			kept = append(kept, passed)
		}
	}
	return kept
}

// mayName reports whether codes of a system may be passed on: the URI of a
// system of the hospital's own names it.
func (r *redactor) mayName(s codes.System) bool {
	return r.action("facility.code") == Keep || slices.Contains(public, s.URI)
}

// categoryOf returns the category of a code of a disease or a procedure; none
// where its system has none.
func categoryOf(c *frontsheet.Code, procedure bool) frontsheet.Code {
	system, category := codes.ICD9CM, categoryICD9
	switch uri := c.System.URI; {
	case uri == codes.ICD10CM.URI:
		system, category = codes.ICD10CM, categoryICD10
	case slices.Contains(tenth, uri):
		system, category = codes.ICD10, categoryICD10 // on whose categories the Chinese editions are built
	case slices.Contains(chinese9, uri), uri == codes.ICD9CM.URI && procedure:
		category = categoryOperation
	case uri != codes.ICD9CM.URI:
		return frontsheet.Code{}
	}
	found := category.FindStringSubmatch(c.Code)
	if found == nil {
		return frontsheet.Code{}
	}
	return frontsheet.Code{System: system, Code: found[1]}
}

// lookup returns the name that the tables have for a code, "" where they have
// none: the Chinese one first if chinese.
func (r *redactor) lookup(c *frontsheet.Code, chinese bool) string {
	if r.d.options.Registry != nil {
		if concept, ok := r.d.options.Registry.Lookup(c.System, c.Code); ok {
			return nameOf(concept, chinese)
		}
	}
	return ""
}

func nameOf(c codes.Concept, chinese bool) string {
	names := [...]string{c.English, c.Hant, c.Hans} // English is Hong Kong's
	if chinese {
		names = [...]string{c.Hans, c.Hant, c.English}
	}
	for _, name := range names {
		if name != "" {
			return name
		}
	}
	return ""
}

// title replaces the source's name of the thing that the codes name. Of a code
// that no table has, it is the name of the category. Several codes have names
// of their own.
func (r *redactor) title(path, name string, list []frontsheet.Code) string {
	if name == "" {
		return ""
	}
	if r.action(path) == Title && len(list) > 1 && !slices.ContainsFunc(list, func(c frontsheet.Code) bool { return c.Display == "" }) {
		r.note(path, Title)
		return ""
	}
	title := ""
	if r.action(path) == Title && len(list) == 1 {
		if title = r.lookup(&list[0], hasHan(name)); title == "" {
			title = categoryName(&list[0], strings.HasPrefix(path, "procedure"), hasHan(name))
		}
	}
	if title == "" {
		r.lose(path, frontsheet.Warning, "free-text", "the name is in the source's own words, and no table has one for the code: it is dropped")
		return ""
	}
	r.note(path, Title)
	return title
}

// categoryName names a code by its category, and says so where that is less
// than the code.
func categoryName(c *frontsheet.Code, procedure, chinese bool) string {
	of := categoryOf(c, procedure)
	var concept codes.Concept
	found := false
	switch {
	case of.Code == "":
	case of.System == codes.ICD10:
		concept, found = category.Diagnosis(of.Code)
	case of.System == codes.ICD9CM && procedure:
		concept, found = category.Procedure(of.Code)
	}
	if !found {
		return ""
	}
	if of.Code != c.Code {
		concept = category.Mark(concept)
	}
	return nameOf(concept, chinese)
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(c rune) bool { return unicode.Is(unicode.Han, c) })
}
