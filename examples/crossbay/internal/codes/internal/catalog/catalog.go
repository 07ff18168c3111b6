// Package catalog makes of the tables and maps of a registry the resources that a
// FHIR server holds: CodeSystems, ValueSets and ConceptMaps, under ids that stay the
// same from run to run.
package catalog

import (
	"io"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/gem"
	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/codes/publish"
	"github.com/crossbay/crossbay/examples/internal/terminology"
)

// An Entry is a resource that can be written.
type Entry struct {
	Type, ID     string
	URL, Version string
	Name, Title  string
	Status       string
	// Content is what a CodeSystem has of its system: "complete" or "fragment".
	Content string
	// System is that of a CodeSystem or a ValueSet.
	System codes.System
	write  func(w io.Writer) error
}

// Write writes the resource in JSON, a concept or an element a line.
func (e *Entry) Write(w io.Writer) error { return e.write(w) }

// File is the name of a file for the resource.
func (e *Entry) File() string { return e.Type + "-" + e.ID + ".json" }

// New returns the resources of tables and maps, of which the first ones are those
// that were loaded: the CodeSystems with their ValueSets, and then the ConceptMaps.
// Tables of one system and version are one CodeSystem, and maps of one URI and
// version one ConceptMap. What does not list its codes cannot be written, and is
// named.
func New(loaded *load.Set, tables []codes.Table, maps []terminology.NamedMap) (list []Entry, left []string) {
	for _, t := range joined(tables, len(loaded.Tables)) {
		if lister, ok := t.Table.(codes.Lister); ok {
			list = append(list, ofTable(lister, t.loaded)...)
		} else {
			left = append(left, "the table of "+t.System().String())
		}
	}
	var groups []group
	for i, m := range maps {
		name := canonical{m.URL, m.Version}
		from := "the map " + name.String() + " from " + m.Source().String()
		lister, ok := m.Map.(codes.MapLister)
		switch {
		case !ok:
			left = append(left, from+", which does not list its codes")
			continue
		case m.URL == "" || empty(lister):
			left = append(left, from+", which has no URI or no rows")
			continue
		}
		at := slices.IndexFunc(groups, func(g group) bool { return g.canonical == name })
		if at < 0 {
			at = len(groups)
			groups = append(groups, group{canonical: name, loaded: i < len(loaded.Maps)})
		}
		if _, published := m.Map.(*gem.Map); i >= len(loaded.Maps) && !published {
			lister = rule{lister, name}
		}
		groups[at].maps = append(groups[at].maps, lister)
	}
	for _, g := range groups {
		list = append(list, ofMaps(g, len(loaded.Tables) > 0))
	}
	return list, left
}

// A group is the maps of one name.
type group struct {
	canonical
	maps   []codes.MapLister
	loaded bool
}

// A canonical is a URI with a version.
type canonical struct{ url, version string }

func (c canonical) String() string { return codes.System{URI: c.url, Version: c.version}.String() }

func empty(m codes.MapLister) bool {
	for range m.Codes() {
		return false
	}
	return true
}

// A table is one that may have been loaded.
type table struct {
	codes.Table
	loaded bool
}

// joined joins tables of one system and version, each before those that follow it.
// The first ones, of that number, were loaded.
func joined(tables []codes.Table, loaded int) []table {
	var list []table
	for i, t := range tables {
		at := slices.IndexFunc(list, func(o table) bool { return o.System() == t.System() })
		if at < 0 {
			list = append(list, table{t, i < loaded})
			continue
		}
		if both, err := codes.OverlayTable(t, list[at].Table); err == nil { // they are of one system
			list[at].Table = both
		}
	}
	return list
}

func ofTable(table codes.Lister, loaded bool) []Entry {
	system := table.System()
	o := about(system, loaded)
	o.ID, o.URL, o.Version = id(canonical{system.URI, system.Version}), system.URI, system.Version
	o.Name = machineName(o.ID)
	set := publish.Options{
		ID: o.ID, URL: codes.Base + "/ValueSet/" + o.ID, Version: system.Version, Name: "All" + o.Name, Title: "All codes of " + o.Title,
		Status: o.Status, Publisher: o.Publisher, Copyright: o.Copyright,
	}
	return []Entry{
		entry("CodeSystem", &o, system, func(w io.Writer) error { return publish.CodeSystem(w, table, &o) }),
		entry("ValueSet", &set, system, func(w io.Writer) error { return publish.ValueSet(w, system, &set) }),
	}
}

func ofMaps(g group, tables bool) Entry {
	o := aboutMaps(g, tables)
	o.ID, o.URL, o.Version = id(g.canonical), g.url, g.version
	o.Name = machineName(o.ID)
	return entry("ConceptMap", &o, codes.System{}, func(w io.Writer) error { return publish.ConceptMaps(w, g.maps, &o) })
}

func entry(kind string, o *publish.Options, system codes.System, write func(io.Writer) error) Entry {
	return Entry{kind, o.ID, o.URL, o.Version, o.Name, o.Title, o.Status, o.Content, system, write}
}

// machineName makes a name of an id as FHIR wants it: a capital letter first.
func machineName(id string) string {
	var b strings.Builder
	if id[0] >= '0' && id[0] <= '9' {
		b.WriteByte('N')
	}
	for part := range strings.FieldsFuncSeq(id, func(r rune) bool { return r == '-' || r == '.' }) {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}
