// Package interpret asks the table of laboratory tests what a result of a report is.
package interpret

import (
	"regexp"
	"slices"

	"github.com/crossbay/crossbay/mapping/internal/measurement"
	"github.com/crossbay/crossbay/mapping/laboratory"
	"github.com/crossbay/crossbay/mapping/report"
)

var titre = regexp.MustCompile(`^[<>≤≥＜＞]?=?\s*1\s*[:：]\s*[0-9]+$`)

// Resolve asks the table what a result is. That of a germ's test with a drug is no test of
// the table: the name is that of the drug. What is measured on images is none either.
func Resolve(t *laboratory.Table, r *report.Report, res *report.Result) laboratory.Resolution {
	if r.Imaging() || Susceptibility(t, r, res) {
		return laboratory.Resolution{UCUM: t.UCUM(res.Unit)}
	}
	return t.Resolve(Query(r, res))
}

// cultures are the sections of a laboratory, codes of HL7's table 0074, that grow germs.
var cultures = map[string]bool{"MB": true, "MCB": true, "MYC": true, "PAR": true}

// Susceptibility reports whether a result is that of a germ's test with a drug, which the
// name of the drug alone does not say: vancomycin in ug/mL may be the level in serum. The
// flag tells it, or a germ in the report of a section that grows them.
func Susceptibility(t *laboratory.Table, r *report.Report, res *report.Result) bool {
	for _, flag := range res.Flags {
		if code, known := t.Interpretation(flag); known && measurement.Susceptibility(code.Code) {
			return true
		}
	}
	return cultures[r.Section] && res.Answer.IsZero() && slices.ContainsFunc(r.Results, func(g report.Result) bool { return !g.Answer.IsZero() })
}

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
