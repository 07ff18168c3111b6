// Package answer answers as FHIR R4's terminology operations do: $lookup,
// $translate and $validate-code, from the tables, maps and rules of a registry. A
// command line and a server that ask it give the same answers.
package answer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/examples/internal/terminology"
)

// A Service answers. It is safe for concurrent use.
type Service struct {
	tables   []codes.Table
	maps     []terminology.NamedMap
	registry *codes.Registry

	mu   sync.Mutex
	some map[string]*codes.Registry // of some of the maps, by their places
}

// New returns the service of what was loaded and everything built in.
func New(s *load.Set) *Service {
	tables, maps := terminology.Everything(s)
	all := make([]codes.Map, len(maps))
	for i, m := range maps {
		all[i] = m.Map
	}
	return &Service{tables: tables, maps: maps, registry: codes.NewRegistry(tables, all), some: map[string]*codes.Registry{}}
}

// Registry returns the registry of all tables and maps.
func (s *Service) Registry() *codes.Registry { return s.registry }

// Tables and Maps return the tables and maps, in the order in which they are asked.
func (s *Service) Tables() []codes.Table { return slices.Clone(s.tables) }

// Maps returns the maps.
func (s *Service) Maps() []terminology.NamedMap { return slices.Clone(s.maps) }

// A NotKnown says that there is no such code, table or map.
type NotKnown struct{ Message string }

func (e *NotKnown) Error() string { return e.Message }

// Spaced is what is said of a code with white space around it.
const Spaced = "The code has white space around it, which no code has."

func spaced(code string) bool { return strings.TrimSpace(code) != code }

// of returns the registry of the maps that stand at these places, and of all
// tables. It is kept: a map makes an index of its targets when it is first asked
// backwards.
func (s *Service) of(places []int) *codes.Registry {
	key := fmt.Sprint(places)
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.some[key]; r != nil {
		return r
	}
	var maps []codes.Map
	for _, i := range places {
		maps = append(maps, s.maps[i].Map)
	}
	r := codes.NewRegistry(s.tables, maps)
	s.some[key] = r
	return r
}

// missing says why a code is not known.
func (s *Service) missing(system codes.System) error {
	if !s.HasSystem(system) {
		return &NotKnown{"There is no table of " + system.String() + "."}
	}
	return &NotKnown{"The code is not in the tables of " + system.String() + "."}
}

// HasSystem reports whether there is a table of a system.
func (s *Service) HasSystem(system codes.System) bool {
	return slices.ContainsFunc(s.tables, func(t codes.Table) bool { return system.Matches(t.System()) })
}

// lookup finds a code.
func (s *Service) lookup(system codes.System, code string) (codes.Concept, error) {
	if spaced(code) {
		return codes.Concept{}, &NotKnown{Spaced}
	}
	if c, ok := s.registry.Lookup(system, code); ok {
		return c, nil
	}
	return codes.Concept{}, s.missing(system)
}

// display is the name that a concept goes by.
func display(c codes.Concept) string { return cmp.Or(c.English, c.Hans, c.Hant) }

// title is the name of a code system.
func title(s codes.System) string {
	for _, n := range codes.Systems() {
		if n.URI == s.URI {
			return n.Title
		}
	}
	return s.URI
}
