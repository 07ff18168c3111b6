package report

import (
	"cmp"
	"slices"

	"github.com/crossbay/crossbay/mapping/quality"
)

// A Kind is what there is to say of the issues of one code.
type Kind struct {
	Code     string
	Severity string // that of the breach of a rule, "" where each issue says how much it matters
	Means    Text
	Do       Text // what to do about it
}

// Kinds lists the codes of all issues in their order.
func Kinds() ([]Kind, error) {
	a, err := newAdvice()
	if err != nil {
		return nil, err
	}
	var list []Kind
	for code, k := range a.kinds {
		list = append(list, Kind{Code: code, Means: k.Text, Do: a.actions[k.action]})
	}
	for _, rule := range quality.Rules() {
		list = append(list, Kind{Code: rule.Code, Severity: string(rule.Severity), Means: Text{rule.English, rule.Chinese}, Do: a.actions[actionQuality]})
	}
	slices.SortStableFunc(list, func(a, b Kind) int { return cmp.Compare(a.Code, b.Code) })
	return list, nil
}
