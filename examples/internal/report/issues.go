package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/quality"
)

// The most that the page lists of what there may be many of.
const (
	shownColumns = 100
	shownNoted   = 60
	shownNames   = 4 // within a cell
)

// A ruleRow is a kind of issue. One of quality has an ID and Sources.
type ruleRow struct {
	ID, Code     string
	Severity     mapping.Severity
	What, Action Text
	Sources      []string

	Count, Records int
	Bar            int // the width of its bar, of 100
	Columns        []named
	MoreColumns    int
	File           string // of the first
	Line           int

	action string
}

// A columnRow is a column with what was found in it.
type columnRow struct {
	Layout, Name string
	Title        columnTitle
	severities
	Kinds     []named
	MoreKinds int
}

// A columnTitle is what the layout calls a column, and the language of it.
type columnTitle struct{ Text, Language string }

// A named is how often something comes up within a row.
type named struct {
	Name  string
	Count int
}

// mostFrequent returns the most frequent of a list, and how many others there are.
func mostFrequent(list []named, most int) (first []named, more int) {
	slices.SortFunc(list, func(a, b named) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name))
	})
	n := min(len(list), most)
	return list[:n], len(list) - n
}

func (r *Run) showRules(p *page, a *advice) {
	columns := map[ruleKey]map[string]int{}
	for pair, n := range r.pairs.values {
		if pair.column.column == "" {
			continue
		}
		if columns[pair.rule] == nil {
			columns[pair.rule] = map[string]int{}
		}
		columns[pair.rule][pair.column.column] += *n
	}
	for key, o := range r.rules.values {
		row := ruleRow{
			ID: key.quality, Code: key.code, Severity: key.severity,
			Count: o.count, Records: o.records, File: o.file, Line: o.line,
		}
		row.What, row.action = a.about(key)
		row.Action = a.actions[row.action]
		var list []named
		for name, n := range columns[key] {
			list = append(list, named{name, n})
		}
		row.Columns, row.MoreColumns = mostFrequent(list, shownNames)
		if rule, ok := quality.FindRule(key.quality); key.quality != "" && ok {
			row.Sources = rule.Sources
			p.Quality = append(p.Quality, row)
		} else {
			p.Reading = append(p.Reading, row)
		}
	}
	for _, list := range [...][]ruleRow{p.Reading, p.Quality} {
		slices.SortFunc(list, func(a, b ruleRow) int {
			return cmp.Or(cmp.Compare(rank(a.Severity), rank(b.Severity)), cmp.Compare(b.Count, a.Count),
				cmp.Compare(a.Code, b.Code), cmp.Compare(a.ID, b.ID))
		})
		most := 0 // of a severity: the first of it
		for i := range list {
			if i == 0 || list[i].Severity != list[i-1].Severity {
				most = list[i].Count
			}
			list[i].Bar = max(1, 100*list[i].Count/most)
		}
	}
	p.OtherRules = r.rules.others.count
}

// rank orders severities, the worst first.
func rank(s mapping.Severity) int {
	switch s {
	case mapping.Error:
		return 0
	case mapping.Warning:
		return 1
	}
	return 2
}

func (r *Run) showColumns(p *page) {
	kinds := map[columnKey]map[string]int{}
	for pair, n := range r.pairs.values {
		if kinds[pair.column] == nil {
			kinds[pair.column] = map[string]int{}
		}
		kinds[pair.column][pair.rule.code] += *n
	}
	titles := r.titles()
	var noted []named
	for key, s := range r.columns.values {
		if s.Errors+s.Warnings == 0 && key.column != "" {
			noted = append(noted, named{key.column, s.Notes})
			continue
		}
		row := columnRow{Layout: key.layout, Name: key.column, Title: titles[key], severities: *s}
		if row.Title.Text == "" && r.options.Rows != nil {
			row.Title = titles[columnKey{r.options.Rows.Name, key.column}]
		}
		var list []named
		for name, n := range kinds[key] {
			list = append(list, named{name, n})
		}
		row.Kinds, row.MoreKinds = mostFrequent(list, shownNames)
		p.Columns = append(p.Columns, row)
	}
	slices.SortFunc(p.Columns, func(a, b columnRow) int {
		return cmp.Or(cmp.Compare(b.Errors, a.Errors), cmp.Compare(b.Warnings, a.Warnings), cmp.Compare(b.Notes, a.Notes),
			cmp.Compare(a.Layout, b.Layout), cmp.Compare(a.Name, b.Name))
	})
	p.Noted, p.MoreNoted = mostFrequent(noted, shownNoted)
	p.OtherColumns = r.columns.others
	for _, row := range p.Columns[min(len(p.Columns), shownColumns):] {
		p.MoreColumns++
		p.OtherColumns.addAll(row.severities)
	}
	p.Columns = p.Columns[:len(p.Columns)-p.MoreColumns]
}

// titles returns the titles of the columns of every layout of the run.
func (r *Run) titles() map[columnKey]columnTitle {
	layouts := []*mapping.Layout{r.options.Rows}
	for _, f := range r.files {
		if !slices.Contains(layouts, f.layout) {
			layouts = append(layouts, f.layout)
		}
	}
	titles := map[columnKey]columnTitle{}
	for _, l := range layouts {
		if l == nil {
			continue
		}
		script := string(l.Wording()) // without its region
		script = script[:strings.LastIndexByte(script, '-')]
		for _, c := range l.Columns() {
			titles[columnKey{l.Name, c.Name}] = columnTitle{c.Title, script}
		}
	}
	return titles
}

// A task is what somebody has to do, and the issues that call for it.
type task struct {
	Action Text
	severities
	Kinds     []named
	MoreKinds int
}

// showTasks puts together the issues that call for the same action, the most
// pressing first. Notes call for none; rejected records do before all others.
func (r *Run) showTasks(p *page, a *advice) {
	tasks := map[string]*task{}
	kinds := map[string]map[string]int{}
	for _, row := range append(slices.Clip(p.Reading), p.Quality...) {
		if passive[row.action] || rank(row.Severity) > rank(mapping.Warning) {
			continue
		}
		t := tasks[row.action]
		if t == nil {
			t = &task{Action: row.Action}
			tasks[row.action], kinds[row.action] = t, map[string]int{}
		}
		if row.Severity == mapping.Error {
			t.Errors += row.Count
		} else {
			t.Warnings += row.Count
		}
		kinds[row.action][row.Code] += row.Count
	}
	if p.Total.Rejected > 0 {
		p.Rejects = &task{Action: a.actions[actionReject]}
	}
	for action, t := range tasks {
		var list []named
		for name, n := range kinds[action] {
			list = append(list, named{name, n})
		}
		t.Kinds, t.MoreKinds = mostFrequent(list, shownNames)
		if action == actionReject && p.Rejects != nil {
			p.Rejects = t
			continue
		}
		p.Tasks = append(p.Tasks, *t)
	}
	slices.SortFunc(p.Tasks, func(a, b task) int {
		return cmp.Or(cmp.Compare(b.Errors, a.Errors), cmp.Compare(b.Warnings, a.Warnings), cmp.Compare(a.Action.English, b.Action.English))
	})
}
