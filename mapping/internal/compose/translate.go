package compose

import (
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// mostTranslations is how many answers of a registry a Builder keeps. A hospital
// codes most of its stays with a few thousand codes.
const mostTranslations = 4096

// A route is what a registry was asked to translate between.
type route struct{ source, target codes.System }

// mostRoutes is how many routes it keeps the answers of. A file has two or three;
// documents of others may name any system.
const mostRoutes = 16

// translations are what a registry answered for the codes of a route.
type translations struct {
	of    map[string]*translation
	arena *documentArena // of their codings
}

// A translation is what a registry answered for a code, and the codings that this adds
// to one that stands alone, once they are made.
type translation struct {
	code    frontsheet.Code
	matches []codes.Match
	made    bool
	codings []r4.Coding
}

// translate returns what the registry answers for a code. A registry does not
// change, so that a Builder of a run asks it once for a code that it meets again.
func (b *Builder) translate(source codes.System, code string, target codes.System) *translation {
	registry := b.settings.Registry
	if b.shared == nil {
		return &translation{matches: registry.Translate(source, code, target)}
	}
	if to := (route{source, target}); b.answers == nil || to != b.route { // nearly always that of the code before
		if b.routes[to] == nil {
			if b.routes == nil || len(b.routes) >= mostRoutes {
				b.routes = map[route]*translations{}
			}
			to.source = codes.System{URI: strings.Clone(source.URI), Version: strings.Clone(source.Version)}
			b.routes[to] = &translations{}
		}
		b.route, b.answers = to, b.routes[to]
	}
	t := b.answers.of[code]
	if t == nil {
		code = strings.Clone(code) // the memory of a record is used again
		t = &translation{code: frontsheet.Code{System: b.route.source, Code: code}, matches: registry.Translate(b.route.source, code, target)}
		if b.answers.of == nil || len(b.answers.of) >= mostTranslations {
			b.answers.of, b.answers.arena = map[string]*translation{}, &documentArena{}
		}
		b.answers.of[code] = t
	}
	return t
}

// added returns the codings that an answer of the registry in hand adds to a code that
// stands alone. They must not be changed.
func (b *Builder) added(t *translation) []r4.Coding {
	if !t.made {
		own := b.arena
		b.arena = b.answers.arena
		concept := r4.CodeableConcept{Coding: b.arena.codings.List(arena.FewValues)}
		concept.Coding = append(concept.Coding, r4.Coding{System: b.arena.string(b.uri(t.code.System.URI)), Code: &t.code.Code})
		b.addChosen(&concept, &t.code, t.matches)
		t.made, t.codings = true, concept.Coding[1:]
		b.arena = own
	}
	return t.codings
}
