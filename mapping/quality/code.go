package quality

import (
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/shape"
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// A codeRange is the codes from one to another, as far as these are long:
// C60-C63 holds C61.900x001, D07.4-D07.6 holds D07.500.
type codeRange struct{ from, to string }

func ranges(text string) []codeRange {
	var list []codeRange
	for _, field := range strings.Fields(text) {
		from, to, found := strings.Cut(field, "-")
		if !found {
			to = from
		}
		list = append(list, codeRange{from, to})
	}
	return list
}

func inRanges(code string, list []codeRange) bool {
	for _, r := range list {
		if len(code) >= len(r.from) && r.from <= code[:len(r.from)] && code[:len(r.from)] <= r.to {
			return true
		}
	}
	return false
}

// diseaseSystem reports whether the codes of a system are those of ICD-10 or
// an edition of it. On a sheet of the mainland all are that do not say
// otherwise.
func (x *examination) diseaseSystem(s codes.System) bool {
	switch s.URI {
	case codes.ICD10.URI, codes.ICD10CM.URI, codes.DiagnosisClinical.URI, codes.DiagnosisInsurance.URI, codes.DiagnosisNational.URI:
		return true
	case codes.ICD9CM.URI, codes.ProcedureClinical.URI, codes.ProcedureInsurance.URI, codes.TCM1995.URI, codes.TCM2021.URI:
		return false
	}
	return x.mainland
}

// procedureSystem is diseaseSystem for ICD-9-CM-3.
func (x *examination) procedureSystem(s codes.System) bool {
	switch s.URI {
	case codes.ICD9CM.URI, codes.ProcedureClinical.URI, codes.ProcedureInsurance.URI:
		return true
	case codes.ICD10.URI, codes.ICD10CM.URI, codes.DiagnosisClinical.URI, codes.DiagnosisInsurance.URI, codes.DiagnosisNational.URI,
		codes.TCM1995.URI, codes.TCM2021.URI:
		return false
	}
	return x.mainland
}

// parts takes a dual code (A17.000+G01*) apart into the disease and its
// manifestation, each without its mark.
func parts(code string) (disease, manifestation string) {
	disease, manifestation, _ = strings.Cut(code, "+")
	return strings.TrimSuffix(disease, "*"), strings.TrimSuffix(manifestation, "*")
}

// coded reports whether a diagnosis has a code of ICD-10 in the ranges.
func (x *examination) coded(d *frontsheet.Diagnosis, list []codeRange) bool {
	return x.find(d, list) != ""
}

// find returns the first code of a diagnosis that is in the ranges, or of a
// dual code the part of it; "" where none is.
func (x *examination) find(d *frontsheet.Diagnosis, list []codeRange) string {
	for i := range d.Codes {
		if !x.diseaseSystem(d.Codes[i].System) || morphological(d.Codes[i].Code) {
			continue
		}
		disease, manifestation := parts(d.Codes[i].Code)
		if inRanges(disease, list) {
			return disease
		}
		if inRanges(manifestation, list) {
			return manifestation
		}
	}
	return ""
}

// morphological reports whether a code is one of the morphology of tumours.
func morphological(code string) bool {
	_, _, ok := codes.MorphologyStem(code)
	return ok
}

// behaviourOf returns the behaviour of a morphology code, the digit behind
// the slash; 0 where the code is none.
func behaviourOf(code string) byte {
	stem, _, ok := codes.MorphologyStem(code)
	if !ok {
		return 0
	}
	return stem[len(stem)-1]
}

// matches reports whether a code has a shape: A stands for a capital letter, 9
// for a digit, anything else for itself.
func matches(shape, code string) bool {
	if len(shape) != len(code) {
		return false
	}
	for i := range len(shape) {
		switch c := code[i]; shape[i] {
		case 'A':
			if c < 'A' || c > 'Z' {
				return false
			}
		case '9':
			if c < '0' || c > '9' {
				return false
			}
		default:
			if c != shape[i] {
				return false
			}
		}
	}
	return true
}

func matchesAny(code string, shapes []string) bool {
	for _, shape := range shapes {
		if matches(shape, code) {
			return true
		}
	}
	return false
}

// The shapes of the codes of each edition.
var (
	// Of the Chinese editions, which fill each position.
	shapesChinese = []string{"A99.999", "A99.999x999", "A99.x99", "A99.x99x999"}
	// Of the WHO's ICD-10, and of the manifestations in the Chinese editions.
	shapesWHO  = []string{"A99", "A99.9"}
	shapesICD9 = []string{"999", "999.9", "999.99", "V99", "V99.9", "V99.99", "E999", "E999.9"}

	shapesProcedure = []string{
		"99.9999", "99.9999x999", "99.9x99", "99.9x99x999",
		// Of traditional medicine, and one that the insurance edition has.
		"99.99999", "99.999A9", "99.999x9999",
	}
	shapesICD9Procedure = []string{"99", "99.9", "99.99"}
)

// diagnosisShape reports whether a code has a shape of its system.
func diagnosisShape(c frontsheet.Code) bool {
	if morphological(c.Code) {
		return true
	}
	var shapes []string
	switch c.System.URI {
	case codes.ICD10CM.URI:
		return clinicalModification(c.Code)
	case codes.ICD9CM.URI:
		return matchesAny(c.Code, shapesICD9)
	case codes.ICD10.URI:
		shapes = shapesWHO
	case codes.DiagnosisNational.URI:
		// The standard has codes of four characters and of six.
		shapes = append(shapesChinese[:len(shapesChinese):len(shapesChinese)], shapesWHO...)
	default:
		shapes = shapesChinese
	}
	disease, manifestation, dual := strings.Cut(c.Code, "+")
	if !dual {
		if bare, marked := strings.CutSuffix(c.Code, "*"); marked {
			return matchesAny(bare, shapes) || matchesAny(bare, shapesWHO)
		}
		return matchesAny(c.Code, shapes)
	}
	if !matchesAny(disease, shapes) {
		return false
	}
	bare, marked := strings.CutSuffix(manifestation, "*")
	return manifestation == "" || marked && (matchesAny(bare, shapesWHO) || matchesAny(bare, shapesChinese))
}

// clinicalModification reports whether a code has the shape of ICD-10-CM: a
// letter, a digit, a letter or digit, and up to four more behind a dot.
func clinicalModification(code string) bool {
	category, rest, dot := strings.Cut(code, ".")
	if len(category) != 3 || !matches("A9", category[:2]) || dot && rest == "" || len(rest) > 4 {
		return false
	}
	for i := range len(rest) + 1 {
		if !matchesAny((category[2:] + rest)[i:i+1], []string{"A", "9"}) {
			return false
		}
	}
	return true
}

// procedureShape reports whether a code has a shape of its system.
func procedureShape(c frontsheet.Code) bool {
	if c.System.URI == codes.ICD9CM.URI {
		return matchesAny(c.Code, shapesICD9Procedure)
	}
	return matchesAny(c.Code, shapesProcedure)
}

func diagnosisShapes(x *examination) {
	x.each(func(d *frontsheet.Diagnosis) {
		for i := range d.Codes {
			if x.knownDisease(d.Codes[i].System) && !diagnosisShape(d.Codes[i]) {
				// Not printed: what has no shape may be anything.
				x.report(fieldOf(d, "code"), "the code has none of the shapes of its edition")
			}
		}
	})
}

// knownDisease reports whether the shapes of a system's diagnosis codes are
// known.
func (x *examination) knownDisease(s codes.System) bool {
	return x.diseaseSystem(s) || s.URI == codes.ICD9CM.URI
}

func procedureShapes(x *examination) {
	for i := range x.sheet.Procedures {
		p := &x.sheet.Procedures[i]
		for j := range p.Codes {
			if x.procedureSystem(p.Codes[j].System) && !procedureShape(p.Codes[j]) {
				x.report(procedureField(p, "code"), "the code has none of the shapes of its edition")
			}
		}
	}
}

// lookup finds a code in the table of its system. known is false where there
// is no such table. A dual code that the table has not as a whole is looked up
// in its parts.
func (x *examination) lookup(c frontsheet.Code) (concept codes.Concept, found, known bool) {
	table := x.options.table(c.System)
	if table == nil {
		return codes.Concept{}, false, false
	}
	if concept, found = table.Lookup(c.Code); found {
		return concept, true, true
	}
	if disease, manifestation, dual := strings.Cut(c.Code, "+"); dual {
		found = lookupPart(table, disease, "+") && (manifestation == "" || lookupPart(table, strings.TrimSuffix(manifestation, "*"), "*"))
	} else if bare, marked := strings.CutSuffix(c.Code, "*"); marked {
		_, found = table.Lookup(bare)
	}
	return codes.Concept{}, found, true
}

func lookupPart(table codes.Table, code, mark string) bool {
	if _, found := table.Lookup(code); found {
		return true
	}
	_, found := table.Lookup(code + mark)
	return found
}

func unknownCodes(x *examination) {
	if len(x.options.Tables) == 0 {
		return
	}
	x.each(func(d *frontsheet.Diagnosis) {
		for i := range d.Codes {
			c := d.Codes[i]
			if morphological(c.Code) || !diagnosisShape(c) {
				continue // tables of diseases leave morphologies out; Q211 has the other
			}
			if _, found, known := x.lookup(c); known && !found {
				x.report(fieldOf(d, "code"), "the code"+shown(c)+" is not in the table of "+c.System.String())
			}
		}
	})
	for i := range x.sheet.Procedures {
		p := &x.sheet.Procedures[i]
		for _, c := range p.Codes {
			if !procedureShape(c) {
				continue
			}
			if _, found, known := x.lookup(c); known && !found {
				x.report(procedureField(p, "code"), "the code"+shown(c)+" is not in the table of "+c.System.String())
			}
		}
	}
}

// shown returns a code that no table has for a detail, if nothing of a patient's is
// written like it.
func shown(c frontsheet.Code) string {
	if !shape.Fits(c.System, c.Code) {
		return ""
	}
	return " " + c.Code
}

func codeNames(x *examination) {
	if len(x.options.Tables) == 0 {
		return
	}
	x.each(func(d *frontsheet.Diagnosis) {
		if len(d.Codes) == 1 && x.namedOtherwise(d.Codes[0], d.Name) {
			x.report(fieldOf(d, "name"), "the name is not that of the code "+d.Codes[0].Code+" in the table of "+d.Codes[0].System.String())
		}
	})
	for i := range x.sheet.Procedures {
		p := &x.sheet.Procedures[i]
		if len(p.Codes) == 1 && x.namedOtherwise(p.Codes[0], p.Name) {
			x.report(procedureField(p, "name"), "the name is not that of the code "+p.Codes[0].Code+" in the table of "+p.Codes[0].System.String())
		}
	}
}

// namedOtherwise reports whether the table of a code gives it names, and name
// is none of them. Width, brackets and spaces do not count.
func (x *examination) namedOtherwise(c frontsheet.Code, name string) bool {
	if name == "" {
		return false
	}
	concept, found, known := x.lookup(c)
	if !known || !found {
		return false
	}
	some := false
	folded := foldName(name)
	for _, own := range [...]string{concept.Hans, concept.Hant, concept.English} {
		if own == "" {
			continue
		}
		some = true
		if foldName(own) == folded {
			return false
		}
	}
	return some
}

// foldName makes one the forms in which a name may be written.
func foldName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xff01 && r <= 0xff5e:
			r -= 0xfee0
		case r == ' ' || r == '\t' || r == 0x3000 || r == 0xa0:
			return -1
		}
		switch r {
		case '[', '【', '〔':
			return '('
		case ']', '】', '〕':
			return ')'
		}
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}, name)
}
