package report

import (
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/quality"
)

// A Text says one thing in both languages of the page.
type Text struct{ English, Chinese string }

// The actions that this package names itself.
const (
	actionReject  = "reject"
	actionCoder   = "coder"
	actionQuality = "quality" // of every rule of package quality
	actionOther   = "other"   // of what mapping.IssueKinds does not list
)

// passive are the actions that ask for nothing.
var passive = map[string]bool{"known": true, "form": true}

// advice knows what to do about an issue.
type advice struct {
	kinds   map[string]kind
	actions map[string]Text
}

type kind struct {
	Text
	action string
}

func newAdvice() *advice {
	a := &advice{map[string]kind{}, map[string]Text{
		actionQuality: {"Complete or correct the item of the front sheet.", "补填或更正首页相应项目。"},
		actionOther:   {"Look the kind of issue up in the file of -issues, which says more.", "请查看 -issues 输出的文件，其中有说明。"},
	}}
	for _, k := range mapping.IssueKinds() {
		a.kinds[k.Code] = kind{Text{k.English, k.Chinese}, k.Action}
		a.actions[k.Action] = Text{k.Advice, k.ChineseAdvice}
	}
	return a
}

// about says what a kind of issue is, and the name of its action.
func (a *advice) about(k ruleKey) (what Text, action string) {
	if rule, ok := quality.FindRule(k.quality); ok && k.quality != "" {
		return Text{rule.Finding, rule.ChineseFinding}, actionQuality
	}
	if kind, ok := a.kinds[k.code]; ok {
		return kind.Text, kind.action
	}
	return Text{"Issue of another kind", "其他问题"}, actionOther
}
