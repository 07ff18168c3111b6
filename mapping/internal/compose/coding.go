package compose

import (
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/rules"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/icd"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// addCodings adds the codings of a diagnosis or procedure to its concept: the
// source's own, as they stand in the cell; then the code in the system that
// both sides share; then those of the targets that the caller asked for. Each
// that was added names the map and the equivalence.
func (b *Builder) addCodings(concept *r4.CodeableConcept, own []frontsheet.Code, name *string, element func() string, shared codes.System, targets []codes.System) {
	if concept.Coding == nil {
		concept.Coding = b.arena.codings.List(2 * len(own))
	}
	for i := range own {
		coding := r4.Coding{System: b.arena.string(b.uri(own[i].System.URI)), Version: arena.Text(&own[i].System.Version), Code: &own[i].Code}
		switch {
		case own[i].Display != "":
			coding.Display = &own[i].Display
		case i == 0 && icd.IsEdition(own[i].System) && !layout.HasItems(b.sheet):
			// The name on a sheet of the mainland is the one of the edition; that
			// on a record of Hong Kong is the hospital's own.
			coding.Display = arena.Text(name)
		}
		concept.Coding = append(concept.Coding, coding)
	}
	for i := range own {
		b.addShared(concept, &own[i], shared)
		for _, target := range targets {
			if target != shared {
				b.addTarget(concept, &own[i], target, element())
			}
		}
	}
}

// addShared adds the code of the system that both sides share: from the
// caller's maps where they have it, else by the rule by which the Chinese
// editions are built.
func (b *Builder) addShared(concept *r4.CodeableConcept, code *frontsheet.Code, shared codes.System) {
	if code.System.Matches(shared) {
		return
	}
	if b.settings.Registry == nil {
		var matches []codes.Match
		if rule, ok := b.settings.Volume3[code.System.URI]; ok {
			matches = rule.Translate(code.Code)
		}
		b.addChosen(concept, code, matches)
		return
	}
	t := b.translate(code.System, code.Code, shared)
	if b.shared != nil && len(concept.Coding) == 1 { // the code's own
		added := b.added(t)
		if cap(concept.Coding) < 1+len(added) {
			concept.Coding = append(b.arena.codings.List(1+len(added)), concept.Coding[0])
		}
		concept.Coding = append(concept.Coding, added...)
		return
	}
	b.addChosen(concept, code, t.matches)
}

// addChosen adds what the maps choose for a code, or else the stems on which it is built.
func (b *Builder) addChosen(concept *r4.CodeableConcept, code *frontsheet.Code, matches []codes.Match) {
	matches = codes.Chosen(matches)
	if stemmed(code.System) && (len(matches) == 0 || matches[0].Equivalence.Compare(codes.Equivalent) > 0) {
		b.addStems(concept, code)
		return
	}
	for i := range matches {
		b.addMatch(concept, &matches[i])
	}
}

// addStems adds the WHO's codes on which a code of a Chinese edition is built.
func (b *Builder) addStems(concept *r4.CodeableConcept, code *frontsheet.Code) {
	if m, exact, ok := codes.MorphologyStem(code.Code); ok {
		equivalence := codes.Wider
		if exact {
			equivalence = codes.Equivalent
		}
		concept.Coding = append(concept.Coding, b.translated(codes.Morphology.URI, "", m, translationKey{codes.MorphologyRule, rules.Version, equivalence.String()}))
		return
	}
	for _, part := range icd.Stems(code.Code) {
		if stem, e, ok := rules.StemOf(part); ok { // as nearly always
			concept.Coding = append(concept.Coding, b.translated(codes.ICD10.URI, "", stem, translationKey{codes.StemRule, rules.Version, e.String()}))
			continue
		}
		stems := b.settings.Stems(code.System, part)
		for i := range stems {
			if stems[i].Equivalence.Translates() {
				b.addMatch(concept, &stems[i])
			}
		}
	}
}

// addTarget adds the code of a system that the caller asked for. Where the maps
// leave a choice, none is added: a coder must choose.
func (b *Builder) addTarget(concept *r4.CodeableConcept, code *frontsheet.Code, target codes.System, element string) {
	if code.System.Matches(target) || b.settings.Registry == nil {
		return
	}
	all := b.translate(code.System, code.Code, target).matches
	matches := codes.Chosen(all)
	switch {
	case len(matches) == 0 && !codes.Translated(all) && codes.ChineseMedicine(code.System):
		return // nobody expects a code of the ICD for it
	case len(matches) == 0:
		u := frontsheet.Unmapped{Source: code.System, Code: code.Code, Target: target}
		if codes.Translated(all) {
			u.Choices = localize.Choices(b.settings.Registry, code.Code, all)
			b.issue(frontsheet.Information, element, "ambiguous-code", "the maps leave a choice among codes of "+target.URI+": none was added")
		} else {
			b.issue(frontsheet.Information, element, "unmapped-code", "no map has a code of "+target.URI+" for it")
		}
		b.unmapped = append(b.unmapped, u)
		return
	}
	if len(matches) > 1 {
		b.issue(frontsheet.Information, element, "combination", "one code translates into several of "+target.URI+", which only together say what it says")
	}
	for i := range matches {
		b.addMatch(concept, &matches[i])
	}
}

// addMatch adds the coding of one match.
func (b *Builder) addMatch(concept *r4.CodeableConcept, m *codes.Match) {
	c := &m.Concept
	for _, coding := range concept.Coding {
		if *coding.System == c.System.URI && *coding.Code == c.Code {
			return
		}
	}
	coding := b.translated(c.System.URI, c.System.Version, c.Code, translationKey{m.Map, m.MapVersion, m.Equivalence.String()})
	for _, name := range [...]string{c.Hans, c.Hant, c.English} {
		if name != "" {
			coding.Display = b.arena.string(name)
			break
		}
	}
	concept.Coding = append(concept.Coding, coding)
}

// translated returns a coding that a map added to the source's.
func (b *Builder) translated(system, version, code string, by translationKey) r4.Coding {
	return r4.Coding{
		Extension: b.translatedBy(by), System: b.arena.string(b.uri(system)),
		Version: b.arena.optional(version), Code: b.arena.string(code),
	}
}

// translation makes the extension that says what translated a code. A route
// over several maps names each, separated by spaces.
func (b *Builder) translation(key translationKey) []r4.Extension {
	parts := b.arena.extensions.List(3 + strings.Count(key.by, " "))
	for name := range strings.FieldsSeq(key.by) {
		parts = append(parts, r4.Extension{Url: "map", ValueUri: b.arena.string(b.uri(name))})
	}
	if key.version != "" {
		parts = append(parts, r4.Extension{Url: "version", ValueString: b.arena.string(key.version)})
	}
	parts = append(parts, r4.Extension{Url: "equivalence", ValueCode: b.arena.string(key.equivalence)})
	return b.arena.extension(r4.Extension{Url: b.uri(fhir.ExtensionTranslatedBy), Extension: parts})
}

// stemmed reports whether the codes of a system are built on those of the WHO.
func stemmed(s codes.System) bool {
	switch s.URI {
	case codes.DiagnosisClinical.URI, codes.DiagnosisInsurance.URI, codes.DiagnosisNational.URI:
		return true
	}
	return false
}
