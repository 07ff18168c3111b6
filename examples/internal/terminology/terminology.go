// Package terminology gives the example programs one registry: an integrator's
// files before the tables, maps and rules that come with the project.
package terminology

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/gem"
	"github.com/crossbay/crossbay/codes/icd10"
	"github.com/crossbay/crossbay/codes/icd10cm"
	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/codes/load/xlsx"
	"github.com/crossbay/crossbay/codes/rules"
)

// Load loads files and folders, each a FILE, a DIR or SYSTEM=FILE, where a
// table does not say which code system it is of. The options are those of a
// file that does not say more.
func Load(names []string, o load.Options) (*load.Set, error) {
	all := &load.Set{}
	for _, name := range names {
		s, err := One(name, o)
		if errors.Is(err, load.ErrSystem) {
			err = fmt.Errorf("%w; write -codes SYSTEM=FILE", err)
		}
		if err != nil {
			return nil, err
		}
		all.Add(s)
	}
	return all, all.Link()
}

// One loads one of the files or folders of Load. Tables that say of which
// system they are not are load.ErrSystem.
func One(name string, o load.Options) (*load.Set, error) {
	o.Workbook = xlsx.Rows
	system, name := split(name)
	if system != "" {
		found, ok := codes.FindSystem(system)
		if !ok {
			return nil, fmt.Errorf("-codes: %q is neither a name of -list nor a URI", system)
		}
		o = load.Options{System: found, Override: true, Workbook: xlsx.Rows}
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		o.Name = name
		return load.Dir(os.DirFS(name), &o)
	}
	return load.File(name, &o)
}

// split parts SYSTEM=FILE, unless there is a file of that name.
func split(name string) (system, file string) {
	_, err := os.Stat(name)
	if i := strings.LastIndexByte(name, '='); err != nil && i > 0 {
		return name[:i], name[i+1:]
	}
	return "", name
}

// Files lists the files that Load would read, as far as they are there: those of
// folders, and what OMOP has beside a file.
func Files(names []string) []string {
	var list []string
	for _, name := range names {
		_, name = split(name)
		if info, err := os.Stat(name); err == nil && !info.IsDir() {
			list = append(list, name)
			beside := strings.TrimSuffix(strings.ToUpper(filepath.Base(name)), strings.ToUpper(filepath.Ext(name)))
			if beside != "CONCEPT" && beside != "CONCEPT_RELATIONSHIP" {
				continue
			}
			name = filepath.Dir(name)
		}
		filepath.WalkDir(name, func(path string, entry fs.DirEntry, err error) error { //nolint:errcheck // Load says what it cannot read
			if err == nil && !entry.IsDir() {
				list = append(list, path)
			}
			return nil
		})
	}
	return list
}

// Registry returns the registry of what was loaded and everything built in.
func Registry(s *load.Set) *codes.Registry {
	return registry(Everything(s))
}

// A NamedMap is a map with the canonical URI and the edition that it states in
// its matches.
type NamedMap struct {
	codes.Map
	URL, Version string
}

// Everything returns what was loaded, followed by the built-in tables, maps and
// rules. A rule knows more where there is a table for it, so that the rules
// depend on what was loaded.
func Everything(s *load.Set) ([]codes.Table, []NamedMap) {
	procedures := icd9cm.Procedures()
	tables := append(s.Tables, icd10cm.Table(), icd9cm.Diagnoses(), procedures, icd10.Table())
	var maps []NamedMap
	for _, m := range s.Maps {
		n := NamedMap{Map: m}
		if m, ok := m.(*load.Map); ok {
			n.URL, n.Version = m.URL(), m.Version()
		}
		maps = append(maps, n)
	}
	maps = append(maps,
		NamedMap{gem.ICD9ToICD10(), gem.ICD9ToICD10URI, gem.Version},
		NamedMap{gem.ICD10ToICD9(), gem.ICD10ToICD9URI, gem.Version})

	find := func(system codes.System) codes.Table {
		for _, t := range s.Tables {
			if system.Matches(t.System()) {
				return t
			}
		}
		return nil
	}
	// The editions of ICD-10-CM whose codes are known: by a table, or by a map that
	// translates them.
	editions := []codes.Table{icd10cm.Table()}
	for _, m := range maps {
		if s := m.Source(); s.URI == codes.ICD10CM.URI && s.Version != icd10cm.Version {
			editions = append(editions, sources{m})
		}
	}
	rule := func(url string, m codes.Map) { maps = append(maps, NamedMap{m, url, rules.Version}) }
	who := find(codes.ICD10)
	rule(rules.FromICD9CMURI, rules.FromICD9CM(who))
	rule(rules.FromICD10CMURI, rules.FromICD10CM(nil, who))
	rule(rules.FromICD10CMURI, rules.FromICD10CM(icd10cm.Table(), who))
	rule(rules.ToICD9CMURI, rules.ToICD9CM(registry(tables, maps).Between(codes.ICD9CM, codes.ICD10), gem.ICD10ToICD9()))
	for _, cm := range editions {
		rule(rules.ToICD10CMURI, rules.ToICD10CM(cm, who))
	}
	for _, edition := range []codes.System{codes.DiagnosisClinical, codes.DiagnosisInsurance, codes.DiagnosisNational} {
		table := find(edition)
		rule(rules.StemURI, rules.Stem(edition, table))
		if table != nil {
			rule(rules.EditionURI, rules.Edition(table, who))
		}
	}
	for _, edition := range []codes.System{codes.ProcedureClinical, codes.ProcedureInsurance} {
		table := find(edition)
		rule(rules.ToVolume3URI, rules.ToVolume3(edition, table, procedures))
		if table != nil {
			rule(rules.FromVolume3URI, rules.FromVolume3(table, procedures))
		}
	}
	return tables, maps
}

func registry(tables []codes.Table, named []NamedMap) *codes.Registry {
	maps := make([]codes.Map, len(named))
	for i, m := range named {
		maps[i] = m.Map
	}
	return codes.NewRegistry(tables, maps)
}

// sources are the codes that a map translates, as a table without names.
type sources struct{ codes.Map }

func (s sources) System() codes.System { return s.Source() }

func (s sources) Lookup(code string) (codes.Concept, bool) {
	if s.Translate(code) == nil {
		return codes.Concept{}, false
	}
	return codes.Concept{System: s.Source(), Code: code}, true
}
