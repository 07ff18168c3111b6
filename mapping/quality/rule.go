package quality

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// A Rule is something that should hold for a front sheet.
type Rule struct {
	// ID is a stable number ("Q306"): its first digit groups the rules.
	ID string
	// Code is a stable word ("length-of-stay"), the Code of a frontsheet.Issue.
	Code string
	// English and Chinese say what should hold.
	English, Chinese string
	// Finding and ChineseFinding say what is wrong where the rule is broken: the words
	// for a list of findings.
	Finding, ChineseFinding string
	// Severity is how much a breach matters. A rule may find lesser ones.
	Severity frontsheet.Severity
	// Sources are the published standards that ask for it, the first first.
	Sources []string
	// Elements are the elements of the sheet that the rule looks at, as
	// layouts name them, without indexes; * stands for any part of a name.
	// Nil for the score, which looks at all.
	Elements []string
	// Mainland reports that the rule rests on the mainland's forms, and
	// applies to sheets of the mainland only.
	Mainland bool
	// NotApplicable says why the rule never fires. Empty: it does.
	NotApplicable string
}

// A Finding says that a rule does not hold for a sheet. It never holds a
// patient's value.
type Finding struct {
	// Rule is the Rule.ID, Code the Rule.Code.
	Rule string `json:"rule"`
	Code string `json:"code"`
	// Source is the first of the Rule.Sources.
	Source   string              `json:"source"`
	Severity frontsheet.Severity `json:"severity"`
	// Column is the column as the sheet's layout names it, where known.
	Column string `json:"column,omitempty"`
	// Field is the element of the sheet ("diagnosis.principal[1].code").
	Field  string `json:"field,omitempty"`
	Detail string `json:"detail"`
	// Title is what the layout calls the column ("出生日期"), where it has a title.
	Title string `json:"title,omitempty"`
}

// Issue returns the finding as an issue of the sheet.
func (f Finding) Issue(sheet *frontsheet.FrontSheet) frontsheet.Issue {
	return f.IssueAt(sheet.Position())
}

// IssueAt returns the finding as an issue of a record: the file's name, the
// 1-based number of the record in it and the 1-based line.
func (f Finding) IssueAt(file string, record, line int) frontsheet.Issue {
	return frontsheet.Issue{
		File: file, Record: record, Line: line, Column: f.Column, Title: f.Title, Field: f.Field,
		Severity: f.Severity, Code: f.Code, Detail: f.Detail + " [" + f.Rule + "]",
	}
}

// Rules returns every rule in the order of their IDs, those that are not
// applicable included. Each call returns a new slice; the caller must not
// change the slices within.
func Rules() []Rule {
	list := make([]Rule, 0, len(rules)+1)
	for i := range rules {
		list = append(list, rules[i].Rule)
	}
	list = append(list, scoring.Rule)
	slices.SortFunc(list, func(a, b Rule) int { return strings.Compare(a.ID, b.ID) })
	return list
}

// FindRule returns the rule that has an ID or a Code.
func FindRule(name string) (Rule, bool) {
	if r := find(name); r != nil {
		return *r, true
	}
	return Rule{}, false
}

func find(name string) *Rule {
	if name == scoring.ID || name == scoring.Code {
		return &scoring.Rule
	}
	for i := range rules {
		if r := &rules[i].Rule; r.ID == name || r.Code == name {
			return r
		}
	}
	return nil
}

// A rule is a Rule with the function that checks it: nil where it is not
// applicable, or where a Checker checks it.
type rule struct {
	Rule
	check func(*examination)
}

// The standards on which the rules rest. Where nobody has published a rule
// that hospitals and graders nevertheless apply, that is what the source says.
const (
	s24     = "国卫办医发〔2016〕24号《住院病案首页数据填写质量规范（暂行）》"
	s24rule = "国卫办医发〔2016〕24号《住院病案首页数据质量管理与控制指标（2016版）》"
	s84     = "卫医政发〔2011〕84号《住院病案首页部分项目填写说明》"
	s20     = "医保办发〔2020〕20号《医疗保障基金结算清单填写规范（试行）》"
	sHQMS   = "《绩效考核与医疗质量管理住院病案首页数据采集质量与接口标准》"
	sWHO    = "WHO ICD-10"
	s14396  = "GB/T 14396-2016《疾病分类与代码》"
	s371    = "国卫办医函〔2019〕371号（国家临床版2.0）"
	s11643  = "GB 11643-1999《公民身份号码》"
	s2261   = "GB/T 2261.1-2003《个人基本信息分类与代码 第1部分：人的性别代码》"
	s431    = "WS/T 431-2013《护理分级》"
	sNHSA   = "国家医保局智能监管“两库”（第二十一批）诊断与患者性别不符"
	sCHS    = "CHS-DRG 1.1"
	sLists  = "医疗保障基金结算清单质量审核（无公开条文）"
	sCustom = "医院病案质控通行规则（无公开条文）"
)
