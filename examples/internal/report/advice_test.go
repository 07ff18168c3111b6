package report

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping/quality"
)

const mappingFolder = "../../../mapping"

// literals returns the texts of the package: those that are handed to the
// functions of which each makes an issue, and all.
func literals(t *testing.T) (issues, all map[string]bool) {
	t.Helper()
	issues, all = map[string]bool{}, map[string]bool{}
	reporting := map[string]bool{"issue": true, "issueAt": true, "changed": true, "reject": true, "report": true, "note": true, "tell": true, "lose": true}
	names, err := filepath.Glob(mappingFolder + "/*.go")
	require.NoError(t, err)
	deidentify, err := filepath.Glob(mappingFolder + "/deidentify/*.go")
	require.NoError(t, err)
	names = append(append(names, deidentify...), mappingFolder+"/identity/verdict.go", "../../translate/back.go")
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		content, err := os.ReadFile(name)
		require.NoError(t, err)
		file, err := parser.ParseFile(token.NewFileSet(), name, content, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if n.Kind == token.STRING {
					all[text(t, n)] = true
				}
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Code" {
					note(t, issues, n.Value)
				}
			case *ast.CallExpr:
				if f, ok := n.Fun.(*ast.SelectorExpr); ok && reporting[f.Sel.Name] {
					for i, argument := range n.Args {
						if i+1 < len(n.Args) && isText(n.Args[i+1]) || i+2 < len(n.Args) && isText(n.Args[i+2]) {
							note(t, issues, argument)
						}
					}
				}
			}
			return true
		})
	}
	return issues, all
}

func text(t *testing.T, literal *ast.BasicLit) string {
	t.Helper()
	s, err := strconv.Unquote(literal.Value)
	require.NoError(t, err)
	return s
}

// isText reports whether an argument is the detail of an issue, or is made of one.
func isText(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && strings.Contains(literal.Value, " ") {
			found = true
		}
		return true
	})
	return found
}

// note adds what is the code of an issue, and not the element or the column
// that stands before it: that has a dot, a capital letter or a name of its own.
func note(t *testing.T, list map[string]bool, e ast.Expr) {
	t.Helper()
	literal, ok := e.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return
	}
	if s := text(t, literal); s != "" && s != "procedure" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz-8") == "" {
		list[s] = true
	}
}

func TestEveryKindOfIssueHasAdvice(t *testing.T) {
	a, err := newAdvice()
	require.NoError(t, err)
	issues, all := literals(t)
	assert.Greater(t, len(issues), 100)
	for code := range issues {
		assert.Contains(t, a.kinds, code)
	}
	for code := range a.kinds {
		assert.True(t, all[code], "%s is no issue of the package any more", code)
	}
}

func TestEveryActionIsBilingualAndUsed(t *testing.T) {
	a, err := newAdvice()
	require.NoError(t, err)
	used := map[string]bool{actionReject: true, actionCoder: true, actionQuality: true, actionOther: true}
	for code, k := range a.kinds {
		used[k.action] = true
		assert.Contains(t, a.actions, k.action, code)
		assert.Equal(t, "zh-Hans", language(k.Chinese), code)
		assert.Equal(t, "en", language(k.English), code)
	}
	for name, action := range a.actions {
		assert.True(t, used[name], name)
		assert.Equal(t, "zh-Hans", language(action.Chinese), name)
		assert.Equal(t, "en", language(action.English), name)
	}
	for name := range passive {
		assert.Contains(t, a.actions, name)
	}
	for _, rule := range quality.Rules() {
		assert.NotEmpty(t, rule.English)
		assert.NotEmpty(t, rule.Chinese)
	}
}
