package mapping

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/issuekind"
)

// An IssueKind is what the issues of one code have in common.
type IssueKind struct {
	// Code is that of the issues ("date-form").
	Code string
	// English and Chinese say in a few words what is wrong, or what was done.
	English, Chinese string
	// Severities are those with which the issues may come, the gravest first.
	Severities []Severity
	// Action names what to do: "known" and "form" ask for nothing, "reject" means that
	// the record is not in the output.
	Action string
	// Advice and ChineseAdvice say what to do in a sentence.
	Advice, ChineseAdvice string
}

// IssueKinds returns all kinds of issues of the readers, writers and translators, in
// the order of their codes. The findings of quality control are the rules of package
// quality. The slice is the caller's.
func IssueKinds() []IssueKind {
	list := make([]IssueKind, 0, len(issuekind.Kinds()))
	for _, k := range issuekind.Kinds() {
		advice := issuekind.Actions()[k.Action]
		kind := IssueKind{
			Code: k.Code, English: k.English, Chinese: k.Chinese, Action: k.Action,
			Advice: advice.English, ChineseAdvice: advice.Chinese,
		}
		for _, s := range k.Severities {
			kind.Severities = append(kind.Severities, frontsheet.Severity(s))
		}
		list = append(list, kind)
	}
	return list
}
