package results

import (
	"math/big"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/interpret"
	"github.com/crossbay/crossbay/mapping/laboratory"
	"github.com/crossbay/crossbay/mapping/report"
)

// Check tells what in a record does not go together, or is missing that a reader on the
// other side needs. It changes nothing: what the laboratory says is passed on as it is.
func Check(rec *report.Record, table *laboratory.Table) []frontsheet.Issue {
	k := checker{record: rec, table: table}
	for i := range rec.Reports {
		k.report(&rec.Reports[i])
	}
	return k.issues
}

type checker struct {
	record  *report.Record
	table   *laboratory.Table
	issues  []frontsheet.Issue
	results int // so far
}

func (k *checker) tell(column string, severity frontsheet.Severity, code, detail string) {
	file, number, line := k.record.Sheet.Position()
	k.issues = append(k.issues, frontsheet.Issue{File: file, Record: number, Line: line, Column: column, Severity: severity, Code: code, Detail: detail})
}

// column names the report, or the result in hand, as the layout does.
func (k *checker) column(ofReport, ofResult bool) string {
	c := carrierOf(k.record.Layout)
	switch {
	case ofResult && k.results > 1 && c.result != "":
		return c.result + "[" + itoa(k.results) + "]"
	case ofResult:
		return c.result
	case ofReport:
		return c.report
	}
	return ""
}

func (k *checker) report(r *report.Report) {
	at := k.column(true, false)
	if r.Status == "F" && len(r.Results) == 0 && len(r.Attachments) == 0 && len(r.Notes) == 0 && r.Findings == "" && r.Conclusion == "" && len(r.Studies) == 0 {
		k.tell(at, frontsheet.Warning, "report-empty", "the report is final, and has neither a result nor a remark nor a file")
	}
	if len(r.Results) > 0 && len(r.Specimens) == 0 && !r.Imaging() {
		k.tell(at, frontsheet.Information, "no-specimen", "the report does not state its specimen, without which many tests cannot be told")
	}
	k.times(at, r)
	said := map[string]*report.Result{}
	for i := range r.Results {
		res := &r.Results[i]
		k.results++
		at := k.column(false, true)
		if r.Status == "F" && (res.Status == "P" || res.Status == "R" || res.Status == "I") {
			k.tell(at, frontsheet.Warning, "status-conflict", "the report is final, and the result is not")
		}
		name := res.Test.Local() + "/" + res.Test.Name() + "/" + res.Sub
		if before := said[name]; before == nil {
			said[name] = res
		} else if before.HasValue() && res.HasValue() && !sameItem(before, res) {
			k.tell(at, frontsheet.Warning, "result-repeated", "the report has another result of the same test that says something else")
		}
		k.flag(at, res)
		if r.Imaging() {
			continue
		}
		q := interpret.Query(r, res)
		reason := k.table.Resolve(q).Reason
		if res.IsNumber() && res.Unit == "" && (reason == laboratory.OtherUnit || reason == laboratory.NeedsMore && k.table.Specimen(q.Specimen...) != "") {
			k.tell(at, frontsheet.Warning, "unit-missing", "the result is a number without a unit, which laboratories of both sides print in one")
		}
	}
}

// times tells of what cannot have happened in the order that the report states.
func (k *checker) times(at string, r *report.Report) {
	before := func(earlier, later frontsheet.DateTime) bool {
		return !earlier.IsZero() && !later.IsZero() && later.Before(earlier)
	}
	wrong := before(r.Observed, r.Issued)
	for i := range r.Specimens {
		s := &r.Specimens[i]
		wrong = wrong || before(s.Collected, s.Received) || before(s.Collected, r.Issued) || before(s.Received, r.Issued)
	}
	if wrong {
		k.tell(at, frontsheet.Warning, "report-times", "the specimen was taken, arrived or was reported before what must come before that")
	}
}

// flag tells of a flag that the laboratory's own range contradicts. Nobody else's range
// is asked, and the flag stays as it is.
func (k *checker) flag(at string, res *report.Result) {
	interval, ok := laboratory.ParseInterval(res.Range)
	if !ok || !res.IsNumber() || res.Comparator != "" || res.Separator != "" || len(res.Flags) != 1 {
		return
	}
	code, known := k.table.Interpretation(res.Flags[0])
	value, numeric := new(big.Rat).SetString(string(res.Number))
	if !known || !numeric {
		return
	}
	beyond := func(end string, sign int) bool {
		limit, ok := new(big.Rat).SetString(end)
		return ok && value.Cmp(limit) == sign
	}
	high, low := beyond(interval.High, 1), beyond(interval.Low, -1)
	if strings.HasPrefix(strings.TrimSpace(res.Range), "<") && !high { // the end itself is no part of it
		high = beyond(interval.High, 0)
	}
	switch code.Code {
	case "N":
		ok = !high && !low
	case "H", "HH":
		ok = interval.High == "" || high
	case "L", "LL":
		ok = interval.Low == "" || low
	}
	if !ok {
		k.tell(at, frontsheet.Warning, "flag-range", "the flag of the result and its own reference range do not agree: both are passed on as they are")
	}
}

// sameItem reports whether two results of one test say the same.
func sameItem(a, b *report.Result) bool {
	return sameConcept(a.Test, b.Test) && a.Comparator == b.Comparator && a.Number == b.Number && a.Separator == b.Separator && a.Second == b.Second && a.Text == b.Text && a.Unit == b.Unit &&
		a.Range == b.Range && strings.Join(a.Flags, "~") == strings.Join(b.Flags, "~") && a.Method == b.Method
}
