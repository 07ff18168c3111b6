// Package quality checks front sheets (病案首页) against the rules by which
// mainland China's health and insurance authorities, and its hospitals'
// medical-record departments, judge them: is an item missing, is a value
// outside its domain, do two items contradict each other.
//
//	for _, f := range quality.Check(sheet, nil) {
//		fmt.Println(f.Rule, f.Severity, f.Field, f.Detail)
//	}
//
// [Check] looks at one sheet. A [Checker] looks at sheets in their order, and
// finds besides what only shows across them: one stay that stands twice, and
// two stays of one patient that overlap. [Rules] lists every rule with its
// title in English and Chinese, its severity, the published standards on which
// it rests, and the elements of the sheet that it looks at.
//
// # What a finding is
//
// A [Finding] says that a rule does not hold for a sheet. It is for a person
// to look at: nothing here changes a sheet, and no rule knows better than the
// record. A Finding never holds a patient's value. It may hold a code of a
// code system or of a value set, and then only one that has the shape of its
// system, since people type other things into the columns for codes.
//
// # Where rules apply
//
// Rules that rest on the mainland's forms (required items, signatures, days
// against months) apply only to sheets of a mainland layout, unless
// [Options.Origin] says otherwise. The others apply to any sheet, as far as it
// states what they look at: a rule that lacks its data is silent. Rules about
// diagnoses look at codes of ICD-10 and its Chinese editions, rules about
// procedures at those of ICD-9-CM and its Chinese editions.
//
// Some rules need what only the caller has. Without it they are silent:
//
//   - Q213 and Q214 need code tables: [Options.Tables].
//   - Q307 and Q314 compare dates with today's, where [Options.Today] is set: no
//     rule reads a clock, so the same sheet gives the same findings.
//   - Q514 needs to know which procedure treats which diagnosis:
//     [Options.Corresponds].
//   - Q308 and Q801 need the sheets before: [Checker]. Messages, of which
//     several report one stay, are no duplicates of one another.
//
// # Where sources differ
//
// Where two sources ask for different things, an option chooses, and the
// default accepts what any of them asks for, except where that would make the
// rule void:
//
//   - days of a stay ([Options.StayDays]): 卫医政发〔2011〕84号 counts the day
//     of discharge less the day of admission, which is 0 within one day; the
//     HQMS interface wants a number above 0; some graders count both days.
//     Default: 0 and 1 are both right within one day.
//   - age under one year ([Options.InfantAge]): months with days as thirtieths
//     (卫医政发〔2011〕84号), or whole days (医保办发〔2020〕20号, HQMS).
//     Default: either.
//   - completed years ([Options.AgeTolerance]): exporters that subtract years
//     are off by one. Default: no tolerance.
//   - items without which HQMS refuses a record (Q102): quality grade, quality
//     physician and nurse, diagnosis on admission and date of confirmation were
//     asked for before 2019, and are not in the interface of 2019. Default: a
//     warning, and for the last two only in files that carry their columns.
//   - weights of newborns ([Options.MinWeight], [Options.MaxWeight]): 100 to
//     9999 g in the HQMS interface, which is the default; checks of insurance
//     lists allow 200 to 20000 g.
//   - time in coma (Q210): hours below 24 and minutes below 60 in the HQMS
//     interface, up to 24 and 60 in checks of insurance lists. The former
//     counts; [Options.Severities] can make it a warning.
//   - total against items ([Options.TotalMayExceed]): checks of hospitals want
//     them equal, the HQMS interface a total no smaller than the sum. Default:
//     a smaller total is an error, a larger one a warning.
//   - the form of hospitals of Chinese medicine (卫统4-2, N042): its rules are those
//     of the others as far as it has what they look at. Q102 is HQMS's own; there
//     are no dates of confirmation (Q302), no intensive care (Q304, Q311), no days of
//     nursing care (Q312), no outcomes (Q701) and no rescues (Q705). What the
//     form itself adds (that a preparation that was used has a fee) is not checked.
//   - severity ([Options.Severities]): any rule can be made an error, a warning
//     or an information, or be switched [Off].
//
// # What is not checked
//
// A rule whose [Rule.NotApplicable] is not empty is listed and never fires: the
// front sheet does not carry what it would look at. The reason stands there.
//
// The mark "-", which the form prescribes where there is nothing to record,
// reads as a blank cell. The rules about required items therefore ask only for
// items that every stay has; [Options.Required] can ask for others.
package quality
