package report

import (
	"embed"
	"html/template"
	"io"
)

var (
	//go:embed *.html
	pageFiles embed.FS
	//go:embed page.css
	pageStyle string
)

// A page is what the template shows.
type page struct {
	Style   template.CSS
	Date    string
	Target  string // what was written
	Checked bool

	FileCount int
	Total     fileRow
	Outcome   *Chart
	Rejects   *task // nil where nothing was rejected
	Tasks     []task

	Files      []fileRow
	MoreFiles  int
	OtherFiles fileRow

	Reading, Quality []ruleRow // the kinds of issues, apart by what finds them
	Notes            []ruleRow // those of Reading that are notes
	OtherRules       int
	Columns          []columnRow // with errors or warnings
	MoreColumns      int
	OtherColumns     severities
	Noted            []named // the columns with notes alone
	MoreNoted        int

	codings
}

// Write writes the page. The same counts make the same bytes.
func (r *Run) Write(w io.Writer) error {
	t, err := template.New("page.html").Funcs(template.FuncMap{
		"both": func(english, chinese string) Text { return Text{english, chinese} },
		"n":    number,
		"lang": language,
	}).ParseFS(pageFiles, "*.html")
	if err != nil {
		return err
	}
	return t.Execute(w, r.page())
}

func (r *Run) page() *page {
	advice := newAdvice()
	p := &page{Style: template.CSS(pageStyle), Checked: r.options.Checked, Target: "FHIR R4"}
	if !r.options.Date.IsZero() {
		p.Date = r.options.Date.Format("2006-01-02")
	}
	if l := r.options.Rows; l != nil {
		p.Target = l.Name + " " + l.Title
	}
	r.showFiles(p)
	r.showRules(p, advice)
	r.showColumns(p)
	r.showCodings(p)
	r.showTasks(p, advice)
	p.Coder = advice.actions[actionCoder]
	return p
}

// A fileRow is one file, or several together.
type fileRow struct {
	Name, Layout, LayoutTitle, Encoding, Diagnosis, Procedure string

	Records, Translated, Rejected int
	severities
}

func (r *Run) showFiles(p *page) {
	for _, f := range r.files {
		p.Files = append(p.Files, f.row())
	}
	p.FileCount = len(r.files) + r.more
	p.MoreFiles, p.OtherFiles = r.more, r.others.row()
	total := r.total()
	p.Total = total.row()
	p.Outcome = newChart("outcome", Text{"Records translated and rejected", "已转换与被拒绝的记录"},
		Part{Class: "same", Label: Text{"Translated", "已转换"}, Count: total.translated},
		Part{Class: "error", Label: Text{"Rejected", "被拒绝"}, Count: total.rejected})
}

func (f *File) row() fileRow {
	row := fileRow{Name: f.name, Records: f.records, Translated: f.translated, Rejected: f.rejected, severities: f.severities}
	if f.layout != nil {
		row.Layout, row.LayoutTitle = f.layout.Name, f.layout.Title
		row.Encoding = encodingName(f.encoding)
		row.Diagnosis, row.Procedure = systemName(f.diagnosis), systemName(f.procedure)
	}
	return row
}
