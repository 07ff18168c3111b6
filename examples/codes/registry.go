package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/gem"
	"github.com/crossbay/crossbay/codes/icd10cm"
	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/codes/load/xlsx"
	"github.com/crossbay/crossbay/codes/rules"
)

// loadFiles loads what -codes names.
func loadFiles(c *command) (*load.Set, error) {
	all := &load.Set{}
	for _, name := range c.files {
		o := load.Options{Source: c.source, Target: c.target, Workbook: xlsx.Rows}
		_, err := os.Stat(name)
		if i := strings.LastIndexByte(name, '='); err != nil && i > 0 {
			found, err := system("-codes", name[:i])
			if err != nil {
				return nil, err
			}
			o = load.Options{System: found, Override: true, Workbook: xlsx.Rows}
			name = name[i+1:]
		}
		s, err := loadOne(name, o)
		if errors.Is(err, load.ErrSystem) && o.System.IsZero() {
			// A table that does not say its system is of the codes that are asked
			// for, if it is the only one.
			if c.name == "lookup" && alone(name) {
				o.System = c.source
				s, err = loadOne(name, o)
			} else {
				err = fmt.Errorf("%w; write -codes SYSTEM=FILE", err)
			}
		}
		if err != nil {
			return nil, err
		}
		all.Add(s)
	}
	return all, all.Link()
}

func loadOne(name string, o load.Options) (*load.Set, error) {
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

// alone reports whether no more than one of the files under name does not say
// its code system.
func alone(name string) bool {
	n := 0
	filepath.WalkDir(name, func(file string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if _, err := load.File(file, &load.Options{Source: codes.ICD10, Target: codes.ICD10, Workbook: xlsx.Rows}); errors.Is(err, load.ErrSystem) {
				n++
			}
		}
		return nil
	})
	return n <= 1
}

// A namedMap is a map with the canonical URI and the edition that it states in
// its matches.
type namedMap struct {
	codes.Map
	url, version string
}

// everything returns what was loaded, followed by the built-in tables, maps and
// rules. A rule knows more where there is a table for it, so that the rules
// depend on what was loaded.
func everything(s *load.Set) ([]codes.Table, []namedMap) {
	procedures := icd9cm.Procedures()
	tables := append(s.Tables, icd10cm.Table(), icd9cm.Diagnoses(), procedures)
	var maps []namedMap
	for _, m := range s.Maps {
		n := namedMap{Map: m}
		if m, ok := m.(*load.Map); ok {
			n.url, n.version = m.URL(), m.Version()
		}
		maps = append(maps, n)
	}
	maps = append(maps,
		namedMap{gem.ICD9ToICD10(), gem.ICD9ToICD10URI, gem.Version},
		namedMap{gem.ICD10ToICD9(), gem.ICD10ToICD9URI, gem.Version})

	find := func(system codes.System) codes.Table {
		for _, t := range s.Tables {
			if system.Matches(t.System()) {
				return t
			}
		}
		return nil
	}
	rule := func(url string, m codes.Map) { maps = append(maps, namedMap{m, url, rules.Version}) }
	who := find(codes.ICD10)
	rule(rules.FromICD10CMURI, rules.FromICD10CM(nil, who))
	rule(rules.FromICD10CMURI, rules.FromICD10CM(icd10cm.Table(), who))
	rule(rules.ToICD10CMURI, rules.ToICD10CM(icd10cm.Table(), who))
	for _, m := range slices.Clone(maps) {
		// A map of another edition of ICD-10-CM knows its codes.
		if s := m.Source(); s.URI == codes.ICD10CM.URI && s.Version != icd10cm.Version {
			rule(rules.ToICD10CMURI, rules.ToICD10CM(sources{m}, who))
		}
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

// sources are the codes that a map translates, as a table without names.
type sources struct{ codes.Map }

func (s sources) System() codes.System { return s.Source() }

func (s sources) Lookup(code string) (codes.Concept, bool) {
	if s.Translate(code) == nil {
		return codes.Concept{}, false
	}
	return codes.Concept{System: s.Source(), Code: code}, true
}
