package narrative

import (
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/interpret"
	"github.com/crossbay/crossbay/mapping/internal/localize"
	"github.com/crossbay/crossbay/mapping/laboratory"
	"github.com/crossbay/crossbay/mapping/report"
)

// Brief makes a part of many rows shorter: those after the first whole ones keep their
// names and cautions alone, and a row says how many there are beyond most.
func (p *Part) Brief(whole, most int) {
	for i := range p.Rows {
		if i >= whole {
			p.Rows[i].source, p.Rows[i].reader = namesOf(p.Rows[i].source), namesOf(p.Rows[i].reader)
		}
	}
	if len(p.Rows) <= most {
		return
	}
	line := []chartLine{{label: "page.more", text: strconv.Itoa(len(p.Rows) - most)}}
	p.Rows = append(p.Rows[:most:most], chartRow{label: "part." + p.Name, source: line})
}

// namesOf returns the lines of a cell that are names and cautions; all where none is.
func namesOf(lines []chartLine) []chartLine {
	var kept []chartLine
	for _, l := range lines {
		if l.kind == nameLine || l.kind == noteLine {
			kept = append(kept, l)
		}
	}
	if kept == nil {
		return lines
	}
	return kept
}

// Results returns rows of the last results of reports that keep asks for by their codes of
// LOINC, one of each test: as printed, and beside it in the units of the other side; and of
// what the last reports in words come to, which have no such code, one of each examination.
// A result that does not count is none.
func (c *Chart) Results(reports []report.Report, keep func(code string) bool) []chartRow {
	table := laboratory.Default()
	var rows []chartRow
	type last struct {
		row      int
		observed frontsheet.DateTime
	}
	known := map[string]last{}
	add := func(key string, row chartRow, observed frontsheet.DateTime) {
		before, again := known[key]
		switch {
		case again && observed.Before(before.observed):
		case again:
			row.number = before.row + 1
			rows[before.row] = row
			known[key] = last{before.row, observed}
		default:
			row.number = len(rows) + 1
			known[key] = last{len(rows), observed}
			rows = append(rows, row)
		}
	}
	withdrawn := func(status string) bool { return status == "W" || status == "D" || status == "X" }
	for i := range reports {
		r := &reports[i]
		if withdrawn(r.Status) {
			continue
		}
		if r.Conclusion+r.Findings != "" && keep("") {
			add("\x00"+r.Panel.Local()+"\x00"+r.Panel.Name()+"\x00"+r.Site.Name(), c.words(r), r.Observed)
		}
		for j := range r.Results {
			res := &r.Results[j]
			observed := res.Observed
			if observed.IsZero() {
				observed = r.Observed
			}
			if withdrawn(res.Status) || !res.HasValue() {
				continue
			}
			if !keep(loincOf(table, r, res)) {
				continue
			}
			key := res.Test.Local() + "\x00" + res.Test.Name() + "\x00" + res.Sub
			for k := range r.Specimens {
				key += "\x00" + r.Specimens[k].Type.Name()
			}
			add(key, c.result(table, r, res, observed), observed)
		}
	}
	return rows
}

// loincOf returns the code of LOINC that a result has, stated or by the table, "" for none.
func loincOf(table *laboratory.Table, r *report.Report, res *report.Result) string {
	for _, c := range res.Test.Codings {
		if c.System == fhir.SystemLOINC {
			return c.Code
		}
	}
	return interpret.Resolve(table, r, res).LOINC.Code
}

// words returns the row of what a report comes to, or of what was seen where it comes to
// nothing: in the words of whoever reports, line by line.
func (c *Chart) words(r *report.Report) chartRow {
	name := c.line(joined(" · ", r.Panel.Name(), r.Site.Name()))
	name.kind = nameLine
	source := []chartLine{name}
	text := r.Conclusion
	if text == "" {
		text = r.Findings
	}
	for line := range strings.SplitSeq(text, "\n") {
		if line != "" {
			source = append(source, c.line(line))
		}
	}
	detail := c.line(joined(" · ", strings.Join(r.Flags, " "), forPeople(r.Observed)))
	detail.kind = detailLine
	label := "result"
	if r.Imaging() {
		label = "detail.imaging"
	}
	return chartRow{label: label, source: append(source, detail), reader: c.reworded(nameLine, joined(" · ", r.Panel.Name(), r.Site.Name()))}
}

// result returns the row of a result.
func (c *Chart) result(table *laboratory.Table, r *report.Report, res *report.Result, observed frontsheet.DateTime) chartRow {
	name := c.line(joined(" · ", res.Test.Name(), specimenOf(r)))
	if res.Test.Name() == "" {
		name = c.line(res.Test.Local())
	}
	name.kind = nameLine
	words := res.Text
	if !res.Answer.IsZero() {
		words = res.Answer.Name()
	}
	value := c.line(joined("  ", joined(" ", res.Comparator+string(res.Number)+res.Separator+string(res.Second), words, res.Unit), strings.Join(res.Flags, " ")))
	detail := c.line(joined(" · ", res.Range, forPeople(observed)))
	detail.kind = detailLine
	source := []chartLine{name, value, detail}
	reader := c.reworded(nameLine, res.Test.Name())
	found := interpret.Resolve(table, r, res)
	if found.Item != nil && slices.Contains(reader[0].marks, untranslated) {
		// What no term says, the table of tests may.
		if name := localize.InScript(c.Reader(), found.Item.Name("zh"), "", found.Item.Name("en")); name != "" {
			reader[0].text, reader[0].language, reader[0].marks = name, c.Reader(), nil
		}
	}
	if interpret.Convertible(&found) && res.IsNumber() && res.Separator == "" {
		for _, conversion := range table.Counterparts(found.Item, found.UCUM) {
			if number, ok := conversion.Apply(string(res.Number)); ok {
				line := c.line(joined(" ", "= "+res.Comparator+number, table.Print(conversion.To)))
				reader = append(reader, line)
				if i, ok := laboratory.ParseInterval(res.Range); ok && i.Low != "" && i.High != "" {
					if other, ok := conversion.Interval(i); ok {
						detail := c.line(joined("–", other.Low, other.High))
						detail.kind = detailLine
						reader = append(reader, detail)
					}
				}
			}
		}
	}
	return chartRow{label: "result", source: source, reader: reader}
}

func specimenOf(r *report.Report) string {
	if len(r.Specimens) == 1 {
		return r.Specimens[0].Type.Name()
	}
	return ""
}
