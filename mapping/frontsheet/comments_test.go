package frontsheet_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// uncommented lists the exported names of files that have no comment: packages,
// types, functions, methods of exported types, fields, constants and variables.
// What stands in another package under an alias (Name = other.Name) may have its
// comment there: explained tells whether it has one.
func uncommented(files []*ast.File, explained func(file *ast.File, alias *ast.SelectorExpr) bool) (names []string) {
	missing := func(name string, comments ...*ast.CommentGroup) {
		for _, c := range comments {
			if strings.TrimSpace(c.Text()) != "" {
				return
			}
		}
		names = append(names, name)
	}
	var docs []*ast.CommentGroup
	for _, file := range files {
		docs = append(docs, file.Doc)
	}
	missing("package "+files[0].Name.Name, docs...)
	for _, file := range files {
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if of, exported := receiver(d); exported && d.Name.IsExported() {
					missing(of+d.Name.Name, d.Doc)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					switch spec := spec.(type) {
					case *ast.TypeSpec:
						if !spec.Name.IsExported() {
							continue
						}
						if alias, ok := spec.Type.(*ast.SelectorExpr); ok && spec.Assign.IsValid() && explained(file, alias) {
							continue
						}
						missing(spec.Name.Name, spec.Doc, only(d))
						for _, m := range members(spec.Type) {
							for _, name := range m.Names {
								if name.IsExported() {
									missing(spec.Name.Name+"."+name.Name, m.Doc, m.Comment)
								}
							}
						}
					case *ast.ValueSpec:
						for i, name := range spec.Names {
							if i < len(spec.Values) {
								if alias, ok := spec.Values[i].(*ast.SelectorExpr); ok && explained(file, alias) {
									continue
								}
							}
							if name.IsExported() {
								missing(name.Name, spec.Doc, spec.Comment, only(d))
							}
						}
					}
				}
			}
		}
	}
	return names
}

// receiver returns the type of a method with a dot, and whether it is exported;
// a function has "".
func receiver(f *ast.FuncDecl) (name string, exported bool) {
	if f.Recv == nil {
		return "", true
	}
	t := f.Recv.List[0].Type
	if p, ok := t.(*ast.StarExpr); ok {
		t = p.X
	}
	if g, ok := t.(*ast.IndexExpr); ok {
		t = g.X
	}
	id, ok := t.(*ast.Ident)
	if !ok {
		return "", false
	}
	return id.Name + ".", id.IsExported()
}

// only returns the comment of a declaration that has one name.
func only(d *ast.GenDecl) *ast.CommentGroup {
	if d.Lparen.IsValid() {
		return nil
	}
	return d.Doc
}

func members(t ast.Expr) []*ast.Field {
	switch t := t.(type) {
	case *ast.StructType:
		return t.Fields.List
	case *ast.InterfaceType:
		return t.Methods.List
	}
	return nil
}

// parse returns the files of a package without its tests.
func parse(t *testing.T, path string) (files []*ast.File) {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", "{{$dir := .Dir}}{{range .GoFiles}}{{$dir}}/{{.}}\n{{end}}", path).Output()
	require.NoError(t, err)
	for name := range strings.Lines(string(out)) {
		file, err := parser.ParseFile(token.NewFileSet(), strings.TrimSpace(name), nil, parser.ParseComments)
		require.NoError(t, err)
		files = append(files, file)
	}
	require.NotEmpty(t, files)
	return files
}

// Every exported name of the public packages says what it is.
func TestEveryExportedNameHasAComment(t *testing.T) {
	const root = "github.com/crossbay/crossbay/mapping"
	faults := map[string]map[string]bool{} // the names without a comment, by the path of the package
	var explained func(*ast.File, *ast.SelectorExpr) bool
	find := func(path string) map[string]bool {
		if faults[path] == nil {
			faults[path] = map[string]bool{}
			for _, name := range uncommented(parse(t, path), explained) {
				faults[path][name] = true
			}
		}
		return faults[path]
	}
	explained = func(file *ast.File, alias *ast.SelectorExpr) bool {
		for _, i := range file.Imports {
			path := strings.Trim(i.Path.Value, `"`)
			if path[strings.LastIndex(path, "/")+1:] != alias.X.(*ast.Ident).Name || !strings.HasPrefix(path, root) {
				continue
			}
			return !find(path)[alias.Sel.Name]
		}
		return false
	}
	for _, path := range []string{root + "/frontsheet", root} {
		assert.Empty(t, slices.Sorted(maps.Keys(find(path))), path)
	}
}

// The test above sees what it is for.
func TestUncommentedSeesFaults(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "", `package p
type T struct {
	A int
	// B is one.
	B int
	C int // likewise
	d int
	E, F int
	time.Time
}
// I is one.
type I interface { M() }
func (t *T) M() {}
func (u *u) M() {}
func f() {}
// G is one.
func G() {}
// The numbers.
const (
	X = 1
	Y = 2 // two
)
const (
	Z = other.Z
	W = other.W
)
var V int
`, parser.ParseComments)
	require.NoError(t, err)
	assert.Equal(t, []string{
		"package p", "T", "T.A", "T.E", "T.F", "I.M", "T.M", "X", "W", "V",
	}, uncommented([]*ast.File{file}, func(_ *ast.File, alias *ast.SelectorExpr) bool { return alias.Sel.Name == "Z" }))
}
