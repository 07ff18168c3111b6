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
	shownNames   = 4  // within a cell
	shownPlaces  = 20 // lines of one kind of issue
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
	Places         []places
	MorePlaces     int
	Task           int  // the number of the task with its action, 0 for none
	Repeated       bool // a row before it has the same action

	action string
}

// The places are lines of one file, none for the file as a whole.
type places struct {
	File  string
	Lines []int
}

// byFile puts places together that are in one file.
func byFile(list []place) (files []places) {
	for _, p := range list {
		i := slices.IndexFunc(files, func(f places) bool { return f.File == p.file })
		if i < 0 {
			i = len(files)
			files = append(files, places{File: p.file})
		}
		if p.line > 0 {
			files[i].Lines = append(files[i].Lines, p.line)
		}
	}
	return files
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

// A named is how often something comes up within a row. A column has a Title.
type named struct {
	Name  string
	Count int
	Title columnTitle
}

// mostFrequent returns the most frequent of a list, and how many others there are.
func mostFrequent(list []named, most int) (first []named, more int) {
	slices.SortFunc(list, func(a, b named) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Title.Text, b.Title.Text))
	})
	n := min(len(list), most)
	return list[:n], len(list) - n
}

func (r *Run) showRules(p *page, a *advice) {
	titles := r.titles()
	columns := map[ruleKey]map[columnKey]int{}
	for pair, n := range r.pairs.values {
		if pair.column.column == "" {
			continue
		}
		if columns[pair.rule] == nil {
			columns[pair.rule] = map[columnKey]int{}
		}
		columns[pair.rule][pair.column] += *n
	}
	for key, o := range r.rules.values {
		row := ruleRow{
			ID: key.quality, Code: key.code, Severity: key.severity,
			Count: o.count, Records: o.records, Places: byFile(o.places), MorePlaces: o.morePlaces,
		}
		row.What, row.action = a.about(key)
		row.Action = a.actions[row.action]
		var list []named
		for column, n := range columns[key] {
			list = append(list, named{column.column, n, r.titleOf(titles, column)})
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
			noted = append(noted, named{key.column, s.Notes, r.titleOf(titles, key)})
			continue
		}
		row := columnRow{Layout: key.layout, Name: key.column, Title: r.titleOf(titles, key), severities: *s}
		var list []named
		for name, n := range kinds[key] {
			list = append(list, named{Name: name, Count: n})
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

// titleOf returns the title of a column, of the file that was read or else of the rows that
// were written.
func (r *Run) titleOf(titles map[columnKey]columnTitle, key columnKey) columnTitle {
	if title := titles[key]; title.Text != "" || r.options.Rows == nil {
		return title
	}
	return titles[columnKey{r.options.Rows.Name, key.column}]
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
	action string
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
			t = &task{Action: row.Action, action: row.action}
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
			list = append(list, named{Name: name, Count: n})
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
	p.number()
}

// TaskNumber returns the number in the list of a task by its index in Tasks: the rejected
// records come before.
func (p *page) TaskNumber(i int) int {
	if p.Rejects != nil {
		i++
	}
	return i + 1
}

// number tells the rows which task has their action, so that it is said once.
func (p *page) number() {
	for i := range p.Reading {
		row := &p.Reading[i]
		row.Repeated = slices.ContainsFunc(p.Reading[:i], func(r ruleRow) bool { return r.Task == 0 && r.action == row.action })
		if n := slices.IndexFunc(p.Tasks, func(t task) bool { return t.action == row.action }); n >= 0 {
			row.Task = p.TaskNumber(n)
		} else if p.Rejects != nil && row.action == actionReject {
			row.Task = 1
		}
	}
	for i, row := range p.Reading {
		if rank(row.Severity) > rank(mapping.Warning) {
			p.Reading, p.Notes = p.Reading[:i:i], p.Reading[i:]
			break
		}
	}
}
