// Package interpret asks the table of laboratory tests what a result of a report is.
package interpret

import (
	"regexp"

	"github.com/crossbay/crossbay/mapping/laboratory"
	"github.com/crossbay/crossbay/mapping/report"
)

var titre = regexp.MustCompile(`^[<>≤≥＜＞]?=?\s*1\s*[:：]\s*[0-9]+$`)

// Query returns what a report states of a result.
func Query(r *report.Report, res *report.Result) laboratory.Query {
	q := laboratory.Query{Name: res.Test.Name(), Local: res.Test.Local(), Unit: res.Unit}
	for i := range r.Specimens {
		t := &r.Specimens[i].Type
		for _, c := range t.Codings {
			q.Specimen = append(q.Specimen, c.Code, c.Display)
		}
		q.Specimen = append(q.Specimen, t.Text)
	}
	switch {
	case res.Separator == ":" && res.Number == "1", titre.MatchString(res.Text):
		q.Kind = laboratory.Titre
	case !res.IsNumber() && res.HasValue():
		q.Kind = laboratory.Text
	}
	return q
}

// Convertible reports whether the table knows the test of a result well enough to say it
// in another unit: it may lack a code.
func Convertible(found *laboratory.Resolution) bool {
	return found.Item != nil && (found.Reason == "" || found.Reason == laboratory.WithoutCode)
}
