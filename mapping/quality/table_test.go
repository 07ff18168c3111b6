package quality_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping/mainland"
	"github.com/crossbay/crossbay/mapping/quality"
)

// The rules are numbered in groups; none may get lost.
var groups = []struct{ first, last int }{
	{101, 110}, {201, 214}, {301, 314}, {401, 407}, {501, 520}, {601, 605}, {701, 709}, {801, 801},
}

func TestRules(t *testing.T) {
	var ids []string
	for _, g := range groups {
		for n := g.first; n <= g.last; n++ {
			ids = append(ids, fmt.Sprintf("Q%d", n))
		}
	}
	list := quality.Rules()
	require.Len(t, list, len(ids))
	word := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	han := regexp.MustCompile(`\p{Han}`)
	seen := map[string]bool{}
	for i, r := range list {
		assert.Equal(t, ids[i], r.ID)
		assert.Regexp(t, word, r.Code, r.ID)
		assert.False(t, seen[r.Code], "%s stands twice", r.Code)
		seen[r.Code] = true
		assert.NotEmpty(t, r.English, r.ID)
		assert.NotEmpty(t, r.Finding, r.ID)
		assert.NotRegexp(t, han, r.Finding, r.ID)
		assert.Regexp(t, han, r.ChineseFinding, r.ID)
		assert.NotEqual(t, r.English, r.Finding, r.ID)
		assert.NotEqual(t, r.Chinese, r.ChineseFinding, r.ID)
		assert.NotRegexp(t, han, r.English, r.ID)
		assert.Regexp(t, han, r.Chinese, r.ID)
		assert.NotEmpty(t, r.Sources, r.ID)
		assert.Contains(t, []string{"error", "warning", "information"}, string(r.Severity), r.ID)
		if r.NotApplicable == "" && r.ID != "Q108" {
			assert.NotEmpty(t, r.Elements, r.ID)
		}
		for _, name := range []string{r.ID, r.Code} {
			found, ok := quality.FindRule(name)
			assert.True(t, ok)
			assert.Equal(t, r, found)
		}
	}
	_, ok := quality.FindRule("Q999")
	assert.False(t, ok)
}

// The elements that rules and findings name are those of layouts.
func TestElementsAreThoseOfLayouts(t *testing.T) {
	known := map[string]bool{}
	general := map[string]bool{}
	index := regexp.MustCompile(`\[\d+\]`)
	for _, l := range mainland.Layouts() {
		for _, c := range l.Columns() {
			known[c.Element] = true
			general[index.ReplaceAllString(c.Element, "")] = true
		}
	}
	for _, name := range quality.Requirable() {
		assert.True(t, known[name], name)
	}
	assert.Subset(t, quality.Requirable(), quality.Required())
	star := regexp.MustCompile(`\\\*`)
	for _, r := range quality.Rules() {
		for _, name := range r.Elements {
			pattern := regexp.MustCompile("^" + star.ReplaceAllString(regexp.QuoteMeta(name), "[^.]+") + "$")
			some := false
			for element := range general {
				some = some || pattern.MatchString(element)
			}
			assert.True(t, some, "%s: %s", r.ID, name)
		}
	}
	for _, c := range cases(t) {
		if c.fail && c.field != "" {
			assert.True(t, known[c.field], "%s: %s", c.rule, c.field)
		}
	}
}
