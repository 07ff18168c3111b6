package catalog

import (
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/gem"
	"github.com/crossbay/crossbay/codes/icd10"
	"github.com/crossbay/crossbay/codes/publish"
)

// What the resources say of those whose work they are.
const (
	american = "A work of the Government of the United States, which is in the public domain there."
	who      = "ICD-10 is the World Health Organization's, who licenses its titles. This list says which codes exist, and has no titles."
	ours     = "Part of crossbay, under the Apache License 2.0."
	loaded   = "Made from a file that was loaded. Who holds the file knows under which terms its content may be passed on."
)

// about says what is known of the table of a system.
func about(system codes.System, fromFile bool) publish.Options {
	name := title(system)
	if v := system.Version; v != "" && !strings.Contains(name, v) {
		name += " " + v
	}
	o := publish.Options{Title: name, Content: "fragment", Status: "active"}
	switch {
	case fromFile:
		o.Status, o.Description = "unknown", loaded
	case system.URI == codes.ICD10CM.URI:
		o.Content, o.Copyright = "complete", american // chapters and blocks, which it has not, are no codes
		o.Description = "The categories, subcategories and codes of the tabular list of April 2026."
	case system.URI == codes.ICD9CM.URI:
		o.Copyright = american
		o.Description = "The diagnoses and procedures that a record can state. Categories with codes below them are not among them."
	case system.URI == codes.ICD10.URI:
		o.Copyright = who
		o.Title += ", codes of " + icd10.Edition + " without titles"
		o.Description = "The categories and subcategories of the edition of " + icd10.Edition + ". It says which codes exist, and nothing more."
	}
	return o
}

// aboutMaps says what is known of maps of one name. A rule answers with the codes
// and names of the tables that were loaded.
func aboutMaps(g group, tables bool) publish.Options {
	o := publish.Options{Title: title(g.maps[0].Source()) + " to " + title(g.maps[0].Target()), Status: "active"}
	_, mapping := g.maps[0].(*gem.Map)
	switch {
	case g.loaded:
		o.Status, o.Description = "unknown", loaded
	case mapping:
		o.Copyright = american
		o.Title += " (General Equivalence Mapping of " + g.version + ")"
		o.Description = "The General Equivalence Mapping. Targets that only together translate a code are extensions of its element, and no targets."
	default:
		o.Publisher, o.Copyright = "crossbay", ours
		o.Title += " (rule)"
		o.Description = "What a rule of crossbay answers for each code that it knows."
		if tables {
			o.Copyright, o.Description = "", o.Description+" "+loaded
		}
	}
	return o
}

func title(s codes.System) string {
	for _, n := range codes.Systems() {
		if n.URI == s.URI {
			return n.Title
		}
	}
	return s.URI
}
