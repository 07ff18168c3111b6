package report

import (
	_ "embed"
	"encoding/csv"
	"strings"

	"github.com/crossbay/crossbay/mapping/quality"
)

// advice.csv says what each kind of issue is, and which of the actions of
// actions.csv it calls for.
var (
	//go:embed advice.csv
	adviceTable string
	//go:embed actions.csv
	actionTable string
)

// A Text says one thing in both languages of the page.
type Text struct{ English, Chinese string }

// The actions of actions.csv that this package names itself.
const (
	actionReject  = "reject"
	actionCoder   = "coder"
	actionQuality = "quality" // of every rule of package quality
	actionOther   = "other"   // of what advice.csv does not list
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

func newAdvice() (*advice, error) {
	a := &advice{map[string]kind{}, map[string]Text{}}
	actions, err := csv.NewReader(strings.NewReader(actionTable)).ReadAll()
	if err != nil {
		return nil, err
	}
	for _, row := range actions[1:] {
		a.actions[row[0]] = Text{row[1], row[2]}
	}
	kinds, err := csv.NewReader(strings.NewReader(adviceTable)).ReadAll()
	if err != nil {
		return nil, err
	}
	for _, row := range kinds[1:] {
		a.kinds[row[0]] = kind{Text{row[1], row[2]}, row[3]}
	}
	return a, nil
}

// about says what a kind of issue is, and the name of its action.
func (a *advice) about(k ruleKey) (what Text, action string) {
	if rule, ok := quality.FindRule(k.quality); ok && k.quality != "" {
		return Text{rule.English, rule.Chinese}, actionQuality
	}
	if kind, ok := a.kinds[k.code]; ok {
		return kind.Text, kind.action
	}
	return Text{"Issue of another kind", "其他问题"}, actionOther
}
