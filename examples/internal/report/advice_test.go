package report

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping/quality"
)

// sources parses the packages of which the program is made, by their paths.
func sources(t *testing.T) map[string][]*ast.File {
	t.Helper()
	const module = "github.com/crossbay/crossbay/"
	out, err := exec.Command("go", "list", "-deps", "-f", "{{$dir := .Dir}}{{range .GoFiles}}{{$.ImportPath}} {{$dir}}/{{.}}\n{{end}}", module+"examples/crossbay/internal/translate").Output()
	require.NoError(t, err)
	files := map[string][]*ast.File{}
	for line := range strings.Lines(string(out)) {
		path, name, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || !strings.HasPrefix(path, module) || path == reflect.TypeFor[advice]().PkgPath() {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		files[path] = append(files[path], file)
	}
	return files
}

// literals returns the texts of the packages: those that are codes of issues, and
// all. The code of an issue is the field Code of one, or the argument code of a
// function that has an argument detail as well.
func literals(t *testing.T) (issues, all map[string]bool) {
	t.Helper()
	packages := sources(t)
	type function struct{ path, name string }
	places := map[function][]int{} // where the argument stands; exported ones stand without a path as well
	add := func(path, name string, f *ast.FuncType) {
		names := parameters(f)
		if at := slices.Index(names, "code"); at >= 0 && slices.Contains(names, "detail") {
			places[function{path, name}] = append(places[function{path, name}], at)
			if ast.IsExported(name) {
				places[function{"", name}] = append(places[function{"", name}], at)
			}
		}
	}
	for path, files := range packages {
		for _, file := range files {
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.FuncDecl:
					add(path, n.Name.Name, n.Type)
				case *ast.Field: // a function value of a struct
					if f, ok := n.Type.(*ast.FuncType); ok {
						for _, name := range n.Names {
							add(path, name.Name, f)
						}
					}
				}
				return true
			})
		}
	}
	issues, all = map[string]bool{}, map[string]bool{}
	for path, files := range packages {
		for _, file := range files {
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.BasicLit:
					if n.Kind == token.STRING {
						all[text(t, n)] = true
					}
				case *ast.CompositeLit:
					if strings.HasSuffix(nameOf(n.Type), "Issue") {
						for _, e := range n.Elts {
							if field, ok := e.(*ast.KeyValueExpr); ok && nameOf(field.Key) == "Code" {
								note(t, issues, field.Value)
							}
						}
					}
				case *ast.CallExpr:
					at, ok := places[function{path, nameOf(n.Fun)}]
					if !ok {
						at = places[function{"", nameOf(n.Fun)}]
					}
					for _, i := range at {
						if i < len(n.Args) {
							note(t, issues, n.Args[i])
						}
					}
				}
				return true
			})
		}
	}
	return issues, all
}

// parameters lists the names of the arguments of a function.
func parameters(f *ast.FuncType) (names []string) {
	for _, field := range f.Params.List {
		for _, name := range field.Names {
			names = append(names, name.Name)
		}
	}
	return names
}

// nameOf returns a name without its package, its variable or its pointer.
func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

func text(t *testing.T, literal *ast.BasicLit) string {
	t.Helper()
	s, err := strconv.Unquote(literal.Value)
	require.NoError(t, err)
	return s
}

// note adds a text that stands in the place of a code. Functions of one name may
// have the element or the detail there: neither is one word of small letters.
func note(t *testing.T, list map[string]bool, e ast.Expr) {
	t.Helper()
	if literal, ok := e.(*ast.BasicLit); ok && literal.Kind == token.STRING {
		if s := text(t, literal); s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz-8") == "" {
			list[s] = true
		}
	}
}

func TestEveryKindOfIssueHasAdvice(t *testing.T) {
	a := newAdvice()
	issues, all := literals(t)
	assert.Greater(t, len(issues), 100)
	for code := range issues {
		_, known := a.kinds[code]
		assert.True(t, known, "%s has no advice", code)
	}
	for code := range a.kinds {
		assert.True(t, all[code], "%s is no issue of the package any more", code)
	}
}

func TestEveryActionIsBilingualAndUsed(t *testing.T) {
	a := newAdvice()
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
		assert.NotEmpty(t, rule.Finding)
		assert.NotEmpty(t, rule.ChineseFinding)
	}
}
