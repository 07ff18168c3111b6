package load

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
)

// SNOMED is SNOMED CT.
var SNOMED = codes.System{URI: "http://snomed.info/sct"}

// refsets are the targets of the map reference sets that are known by their
// identifier.
var refsets = map[string]codes.System{
	"447562003":     codes.ICD10,                                            // ICD-10 extended map
	"6011000124106": codes.ICD10CM,                                          // ICD-10-CM extended map of the US edition
	"446608001":     {URI: "http://terminology.hl7.org/CodeSystem/icd-o-3"}, // ICD-O simple map
}

// correlations is what correlationId says, as the target relates to the source.
var correlations = map[string]codes.Equivalence{
	"447556008": codes.Unmatched,  // not mappable
	"447557004": codes.Equivalent, // exact match
	"447558009": codes.Wider,      // narrow to broad
	"447559001": codes.Narrower,   // broad to narrow
	"447560006": codes.Inexact,    // partial overlap
	"447561005": codes.RelatedTo,  // not specified
}

const (
	rf2Prefix = "id\teffectiveTime\tactive\tmoduleId\trefsetId\treferencedComponentId"
	rf2Simple = rf2Prefix + "\tmapTarget"
	rf2Rules  = rf2Prefix + "\tmapGroup\tmapPriority\tmapRule\tmapAdvice\tmapTarget\tcorrelationId"
	rf2Ext    = rf2Rules + "\tmapCategoryId"
	rf2Block  = rf2Rules + "\tmapBlock" // the complex map of the United Kingdom
)

// RF2 loads a map reference set of SNOMED CT in release format 2: a simple map
// (der2_sRefset_SimpleMap…), a complex map or an extended map
// (der2_iisssccRefset_ExtendedMap…), as Snapshot, Delta or Full. Only members
// that are active in their latest version count. There is one map for each
// reference set in the file.
//
// The target of the ICD-10, ICD-10-CM and ICD-O maps is known by the reference
// set, that of any other is the Options' Target. Where a file holds one that is
// known, the others in it are passed over.
//
// Of an extended map, the map groups become the parts of a combination where
// there is more than one, the map advice the comment, and the correlation the
// equivalence, which is [codes.RelatedTo] where none is specified, as in the
// maps to ICD-10. Within a group, rows with a rule are conditional (see
// [Map.TranslateIf]): the condition is {Property: MapRule, Value: the rule}. So
// is the row "OTHERWISE TRUE" after such rows. Only a row whose rule is TRUE,
// first in its group, holds by itself. A row without a target says that its
// group has none.
func RF2(r io.Reader, o *Options) ([]*Map, error) {
	o = o.clean()
	type member struct {
		line      int
		time      string
		active    bool
		refset    string
		source    string
		group     int
		priority  int
		rule      string
		advice    string
		target    string
		correlate string
	}
	var layout string
	var members []member
	at := map[string]int{} // of each id in members
	waiting := 0
	for n, l := range o.lines(r) {
		if l.err != nil {
			return nil, l.err
		}
		if n == 1 || layout == "" {
			layout = string(bytes.TrimRight(l.bytes, "\t"))
			switch layout {
			case rf2Simple, rf2Rules, rf2Ext, rf2Block:
				continue
			}
			return nil, o.caused(ErrFormat, n, "not the header of a simple, complex or extended map reference set")
		}
		f := strings.Split(string(l.bytes), "\t")
		if len(f) != strings.Count(layout, "\t")+1 {
			return nil, o.fail(n, 0, "%d fields; the header has %d", len(f), strings.Count(layout, "\t")+1)
		}
		m := member{line: n, time: f[1], active: f[2] == "1", refset: f[4], source: f[5]}
		if f[2] != "0" && f[2] != "1" {
			return nil, o.fail(n, 0, "active is neither 0 nor 1")
		}
		if !digits(f[4]) || !digits(f[5]) {
			return nil, o.fail(n, 0, "refsetId or referencedComponentId is not a number")
		}
		if layout == rf2Simple {
			m.target, m.correlate, m.rule = f[6], "447561005", "TRUE"
		} else {
			m.rule, m.advice, m.target, m.correlate = f[8], f[9], strings.TrimSpace(f[10]), f[11]
			if len(f[6]) > 3 || len(f[7]) > 6 || !digits(f[6]) || !digits(f[7]) {
				return nil, o.fail(n, 0, "mapGroup or mapPriority is not a number")
			}
			fmt.Sscan(f[6], &m.group)
			fmt.Sscan(f[7], &m.priority)
		}
		if i, ok := at[f[0]]; ok {
			switch old := &members[i]; {
			case old.time == m.time:
				return nil, o.fail(n, 0, "the member stands on line %d already, at the same time", old.line)
			case old.time < m.time:
				*old = m
			}
			continue
		}
		if len(members) >= o.MaxRows {
			return nil, o.caused(ErrLimit, n, "more than %d rows", o.MaxRows)
		}
		if waiting += len(l.bytes); waiting > maxText {
			return nil, o.caused(ErrLimit, n, "more than 512 MiB of rows")
		}
		at[f[0]] = len(members)
		members = append(members, m)
	}
	members = slices.DeleteFunc(members, func(m member) bool { return !m.active })
	if len(members) == 0 {
		return nil, o.fail(0, 0, "no active rows")
	}
	// Members of a group by priority, of a concept by group.
	slices.SortStableFunc(members, func(a, b member) int {
		if c := strings.Compare(a.source, b.source); c != 0 {
			return c
		}
		if a.group != b.group {
			return a.group - b.group
		}
		return a.priority - b.priority
	})
	builders := map[string]*mapBuilder{}
	var order []string
	unknown := 0
	known := slices.ContainsFunc(members, func(m member) bool { return !refsets[m.refset].IsZero() })
	for i := range members {
		m := &members[i]
		target := refsets[m.refset]
		if !known || o.Override {
			target = o.choose(o.Target, target)
		}
		if target.IsZero() {
			unknown = m.line
			continue
		}
		if builders[m.refset] == nil {
			if len(order) == maxSystems {
				return nil, o.caused(ErrLimit, m.line, "more than %d reference sets", maxSystems)
			}
			url := o.URL
			if url == "" {
				url = SNOMED.URI + "?fhir_cm=" + m.refset
			}
			b := newMap(o, o.choose(o.Source, SNOMED), target, url, o.Version)
			b.keep = true
			builders[m.refset] = b
			order = append(order, m.refset)
		}
	}
	if len(order) == 0 {
		return nil, o.caused(ErrSystem, unknown, "the target of the reference set is not known")
	}
	for lo := 0; lo < len(members); {
		hi := lo + 1
		for hi < len(members) && members[hi].source == members[lo].source {
			hi++
		}
		groups := map[string]map[int]bool{} // of each reference set
		for _, m := range members[lo:hi] {
			if groups[m.refset] == nil {
				groups[m.refset] = map[int]bool{}
			}
			if m.target != "" {
				groups[m.refset][m.group] = true
			}
		}
		type part struct {
			refset string
			group  int
		}
		ruled := map[part]bool{}
		for _, m := range members[lo:hi] {
			b := builders[m.refset]
			if b == nil {
				continue
			}
			var d Detail
			e, ok := correlations[m.correlate]
			if !ok {
				return nil, o.fail(m.line, 0, "source %s: the correlation is not known", quote(m.source))
			}
			d.Equivalence, d.Comment = e, m.advice
			d.Concept.Code = m.target
			switch rule := strings.ToUpper(strings.TrimSpace(m.rule)); {
			case rule == "TRUE" && !ruled[part{m.refset, m.group}]:
			default:
				// TRUE and OTHERWISE TRUE hold where no row before them does.
				d.DependsOn = []Condition{{Property: MapRule, System: SNOMED.URI, Value: strings.TrimSpace(m.rule)}}
				ruled[part{m.refset, m.group}] = true
			}
			if m.target == "" {
				// The group has no target; where others have one, that says
				// nothing of the whole.
				if len(groups[m.refset]) > 0 && !groups[m.refset][m.group] {
					continue
				}
				d.Equivalence = codes.Unmatched
			} else if d.Equivalence == codes.Unmatched {
				return nil, o.fail(m.line, 0, "source %s: not mappable, but a target", quote(m.source))
			}
			if d.Comment == "" && (d.Equivalence == codes.Narrower || d.Equivalence == codes.Inexact) {
				d.Comment = "The correlation of the map is " + d.Equivalence.String() + "."
			}
			if len(groups[m.refset]) > 1 && m.target != "" {
				d.Group = codes.Group{Scenario: 1, ChoiceList: m.group}
				d.Equivalence = weakest(d.Equivalence, codes.RelatedTo)
			}
			if err := b.add(m.line, m.source, d); err != nil {
				return nil, err
			}
		}
		lo = hi
	}
	var maps []*Map
	for _, id := range order {
		m, err := builders[id].finish()
		if err != nil {
			return nil, err
		}
		maps = append(maps, m)
	}
	return maps, nil
}

// weakest returns the one of two equivalences that asserts less.
func weakest(a, b codes.Equivalence) codes.Equivalence {
	if a.Compare(b) < 0 {
		return b
	}
	return a
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
