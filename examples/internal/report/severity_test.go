package report

import (
	"go/ast"
	"go/token"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/mapping"
)

// A raiser is a function that makes an issue of its arguments: where the code stands
// among them and where the severity, or else which severities it names itself.
type raiser struct {
	code, severity int
	own            graveness
}

// A graveness is the severities that the source gives issues of one code. Where open, others
// are possible.
type graveness struct {
	list []string
	open bool
}

func (s *graveness) add(t graveness) {
	s.list, s.open = append(s.list, t.list...), s.open || t.open
}

// raised reads of the source which severities issues come with.
type raised struct {
	t       *testing.T
	raisers map[[2]string][]raiser // by the path of the package and the name; exported ones without the path as well
	texts   map[[2]string]string   // constants, likewise
	found   map[string]*graveness
}

// A code is listed with the severities that it is raised with, no more and no fewer.
// The calls of the source tell them. Where the severity is computed elsewhere, or the
// code is a value, what the source does say must be listed.
func TestSeveritiesAreThoseOfTheSource(t *testing.T) {
	packages := sources(t)
	r := &raised{t, map[[2]string][]raiser{}, map[[2]string]string{}, map[string]*graveness{}}
	for path, files := range packages {
		for _, file := range files {
			r.declared(path, file)
		}
	}
	for path, files := range packages {
		for _, file := range files {
			for _, d := range file.Decls {
				r.calls(path, d)
			}
		}
	}
	exact := 0
	for _, k := range mapping.IssueKinds() {
		var listed, is []string
		for _, s := range k.Severities {
			listed = append(listed, string(s))
		}
		f := r.found[k.Code]
		if f == nil {
			continue
		}
		for _, s := range []string{"error", "warning", "information"} {
			if slices.Contains(f.list, s) {
				is = append(is, s)
			}
		}
		if f.open {
			assert.Subset(t, listed, is, k.Code)
			continue
		}
		exact++
		assert.Equal(t, is, listed, k.Code)
	}
	assert.Greater(t, exact, 9*len(mapping.IssueKinds())/10)
}

// declared notes the functions that make issues, and constants.
func (r *raised) declared(path string, file *ast.File) {
	function := func(name string, f *ast.FuncType, body *ast.BlockStmt) {
		names := parameters(f)
		at := slices.Index(names, "code")
		if at < 0 || !slices.Contains(names, "detail") {
			return
		}
		made := raiser{code: at, severity: slices.Index(names, "severity")}
		if made.severity < 0 {
			made.own = namedIn(body)
		}
		for _, key := range keys(path, name) {
			r.raisers[key] = append(r.raisers[key], made)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			function(n.Name.Name, n.Type, n.Body)
		case *ast.AssignStmt:
			for i, v := range n.Rhs {
				if f, ok := v.(*ast.FuncLit); ok && i < len(n.Lhs) {
					function(nameOf(n.Lhs[i]), f.Type, f.Body)
				}
			}
		case *ast.Field:
			if f, ok := n.Type.(*ast.FuncType); ok {
				for _, name := range n.Names {
					function(name.Name, f, nil)
				}
			}
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if i >= len(n.Values) {
					break
				}
				if literal, ok := n.Values[i].(*ast.BasicLit); ok && literal.Kind == token.STRING {
					r.texts[[2]string{path, name.Name}] = text(r.t, literal)
				}
				if list, ok := n.Values[i].(*ast.CompositeLit); ok && name.Name == "Faults" { // they reject the record
					for _, e := range list.Elts {
						r.record(path, e.(*ast.KeyValueExpr).Key, graveness{list: []string{"error"}})
					}
				}
			}
		}
		return true
	})
}

// keys are those of a name of a package.
func keys(path, name string) [][2]string {
	if ast.IsExported(name) {
		return [][2]string{{path, name}, {"", name}}
	}
	return [][2]string{{path, name}}
}

// calls notes the issues that a declaration makes.
func (r *raised) calls(path string, d ast.Decl) {
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			var code, severity ast.Expr
			for _, e := range n.Elts {
				if field, ok := e.(*ast.KeyValueExpr); ok {
					switch nameOf(field.Key) {
					case "Code":
						code = field.Value
					case "Severity":
						severity = field.Value
					}
				}
			}
			if code != nil && severity != nil {
				r.record(path, code, given(severity, d))
			}
		case *ast.CallExpr:
			list, ok := r.raisers[[2]string{path, nameOf(n.Fun)}]
			if !ok {
				list = r.raisers[[2]string{"", nameOf(n.Fun)}]
			}
			for _, f := range list {
				switch {
				case f.code >= len(n.Args):
				case f.severity < 0:
					r.record(path, n.Args[f.code], f.own)
				case f.severity < len(n.Args):
					r.record(path, n.Args[f.code], given(n.Args[f.severity], d))
				}
			}
		}
		return true
	})
}

func (r *raised) record(path string, code ast.Expr, s graveness) {
	list := map[string]bool{}
	note(r.t, list, code)
	if id, ok := code.(*ast.Ident); ok && r.texts[[2]string{path, id.Name}] != "" {
		list[r.texts[[2]string{path, id.Name}]] = true
	}
	for c := range list {
		if r.found[c] == nil {
			r.found[c] = &graveness{}
		}
		r.found[c].add(s)
	}
}

var severityOf = map[string]string{"Error": "error", "Warning": "warning", "Information": "information"}

// namedIn returns the severities that a function names.
func namedIn(body *ast.BlockStmt) (s graveness) {
	if body == nil {
		return graveness{open: true}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		if e, ok := n.(*ast.SelectorExpr); ok && severityOf[e.Sel.Name] != "" && (nameOf(e.X) == "frontsheet" || nameOf(e.X) == "mapping") {
			s.list = append(s.list, severityOf[e.Sel.Name])
		}
		if e, ok := n.(*ast.CallExpr); ok && nameOf(e.Fun) == "habit" {
			s.list = append(s.list, "information")
		}
		return true
	})
	s.open = s.list == nil
	return s
}

// given returns the severities that an argument may have: the one that it names, or
// those that the function around it gives the variable.
func given(e ast.Expr, around ast.Node) (s graveness) {
	if name := severityOf[nameOf(e)]; name != "" {
		return graveness{list: []string{name}}
	}
	variable := nameOf(e)
	s.open = true
	take := func(name, value ast.Expr) {
		if nameOf(name) == variable && variable != "" && severityOf[nameOf(value)] != "" {
			s.list, s.open = append(s.list, severityOf[nameOf(value)]), false
		}
	}
	ast.Inspect(around, func(n ast.Node) bool {
		if n, ok := n.(*ast.AssignStmt); ok && len(n.Lhs) == len(n.Rhs) {
			for i := range n.Lhs {
				take(n.Lhs[i], n.Rhs[i])
			}
		}
		return true
	})
	return s
}
