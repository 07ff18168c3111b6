package results

import (
	"slices"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/report"
)

// cultures are the sections that grow germs, codes of HL7's table 0074.
var cultures = []string{"MB", "MCB", "MYC", "PAR"}

// uploadFor returns the layout of the upload that is for a report.
func uploadFor(r *report.Report) string {
	germs := func(res report.Result) bool { return !res.Answer.IsZero() }
	switch {
	case r.Imaging():
		return ExamUpload
	case r.Section == "SP", r.Section == "CP":
		return PathologyUpload
	case slices.Contains(cultures, r.Section) && (slices.ContainsFunc(r.Results, germs) || slices.ContainsFunc(r.Results, func(res report.Result) bool {
		return slices.ContainsFunc(res.Flags, susceptible) || uploadOf(CultureUpload).head().detailOf(&res) != nil
	})):
		return CultureUpload
	}
	return Upload
}

// fits reports whether a report goes into uploads of the message in hand, and tells of a
// better one. What was read of the message goes back into it. That of a laboratory takes
// whatever a laboratory reports; the others take nothing but what they are for, since an
// upload says of what it holds that it is that.
func (u *uploadWriter) fits(r *report.Report) bool {
	better := uploadFor(r)
	to := u.message.layout
	other := func(severity frontsheet.Severity, detail string) {
		u.issue(u.message.head().name, severity, "other-upload", detail)
	}
	switch {
	case u.own, better == to:
		return true
	case better == CultureUpload && to == SusceptibilityUpload:
		if slices.ContainsFunc(r.Results, func(res report.Result) bool { return u.susceptible(r, &res) }) {
			return true
		}
		other(frontsheet.Error, "the report has no susceptibilities, for which alone the upload is; the one for it is "+better+": it is left out")
		return false
	case to == Upload && better != ExamUpload:
		other(frontsheet.Warning, "the insurance has an upload of its own for reports of this kind, "+better+", which has places for more of it")
		return true
	}
	other(frontsheet.Error, "the report is of another kind than the upload is for; the one for it is "+better+": it is left out")
	return false
}
