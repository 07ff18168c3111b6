package mapping_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/mapping"
)

// Whoever shows issues can say what each is and what to do; that no code is missing is
// tested beside the report.
func TestIssueKinds(t *testing.T) {
	kinds := mapping.IssueKinds()
	assert.Greater(t, len(kinds), 300)
	assert.True(t, slices.IsSortedFunc(kinds, func(a, b mapping.IssueKind) int { return strings.Compare(a.Code, b.Code) }))
	order := []mapping.Severity{mapping.Error, mapping.Warning, mapping.Information}
	for i, k := range kinds {
		assert.True(t, i == 0 || kinds[i-1].Code != k.Code, k.Code)
		for _, text := range []string{k.English, k.Chinese, k.Action, k.Advice, k.ChineseAdvice} {
			assert.NotEmpty(t, text, k.Code)
		}
		assert.NotEmpty(t, k.Severities, k.Code)
		last := -1
		for _, s := range k.Severities {
			at := slices.Index(order, s)
			assert.Greater(t, at, last, k.Code)
			last = at
		}
	}
}
