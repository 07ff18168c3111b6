package compose

import (
	"strings"

	"github.com/crossbay/crossbay/codes"
)

// mostTranslations is how many answers of a registry a Builder keeps. A hospital
// codes most of its stays with a few thousand codes.
const mostTranslations = 4096

// A route is what a registry was asked to translate between.
type route struct{ source, target codes.System }

// mostRoutes is how many routes it keeps the answers of. A file has two or three;
// documents of others may name any system.
const mostRoutes = 16

// translate returns what the registry answers for a code. A registry does not
// change, so that a Builder of a run asks it once for a code that it meets again.
func (b *Builder) translate(source codes.System, code string, target codes.System) []codes.Match {
	registry := b.settings.Registry
	if b.shared == nil {
		return registry.Translate(source, code, target)
	}
	if to := (route{source, target}); b.answers == nil || to != b.route { // nearly always that of the code before
		if b.routes[to] == nil {
			if b.routes == nil || len(b.routes) >= mostRoutes {
				b.routes = map[route]map[string][]codes.Match{}
			}
			to.source = codes.System{URI: strings.Clone(source.URI), Version: strings.Clone(source.Version)}
			b.routes[to] = map[string][]codes.Match{}
		}
		b.route, b.answers = to, b.routes[to]
	}
	matches, ok := b.answers[code]
	if !ok {
		code = strings.Clone(code) // the memory of a record is used again
		matches = registry.Translate(b.route.source, code, target)
		if len(b.answers) >= mostTranslations {
			clear(b.answers)
		}
		b.answers[code] = matches
	}
	return matches
}
