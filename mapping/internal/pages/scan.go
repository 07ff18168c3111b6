package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping"
)

// sources parses the Go files of a folder, or those whose names begin as its last
// part says, without tests.
func sources(folder, place string) ([]*ast.File, error) {
	path := filepath.Join(folder, place)
	names, err := filepath.Glob(filepath.Join(path, "*.go"))
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		if names, err = filepath.Glob(path + "*.go"); err != nil {
			return nil, err
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no Go files at %s", place)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

// issues returns the kinds of issues whose codes stand in the code of some places as
// what is given to a function, to a field Code or Fault, or to a variable.
func issues(folder string, places []string) ([]mapping.IssueKind, error) {
	found := map[string]bool{}
	note := func(e ast.Expr) {
		if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if text, err := strconv.Unquote(lit.Value); err == nil {
				found[text] = true
			}
		}
	}
	for _, place := range places {
		files, err := sources(folder, place)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					for _, arg := range n.Args {
						note(arg)
					}
				case *ast.KeyValueExpr:
					if name, ok := n.Key.(*ast.Ident); ok && (name.Name == "Code" || name.Name == "Fault") {
						note(n.Value)
					}
				case *ast.AssignStmt:
					for _, e := range n.Rhs {
						note(e)
					}
				case *ast.ReturnStmt:
					for _, e := range n.Results {
						note(e)
					}
				case *ast.ValueSpec:
					for _, e := range n.Values {
						note(e)
					}
				}
				return true
			})
		}
	}
	return slices.DeleteFunc(mapping.IssueKinds(), func(k mapping.IssueKind) bool { return !found[k.Code] }), nil
}

// constant returns the value of a constant number of a package, as people write it.
func constant(folder, place, name string) (string, error) {
	files, err := sources(folder, place)
	if err != nil {
		return "", err
	}
	for _, file := range files {
		for _, d := range file.Decls {
			decl, ok := d.(*ast.GenDecl)
			if !ok || decl.Tok != token.CONST {
				continue
			}
			for _, s := range decl.Specs {
				spec := s.(*ast.ValueSpec)
				if i := slices.IndexFunc(spec.Names, func(n *ast.Ident) bool { return n.Name == name }); i >= 0 && i < len(spec.Values) {
					value, err := types.Eval(token.NewFileSet(), nil, token.NoPos, types.ExprString(spec.Values[i]))
					if err != nil {
						return "", fmt.Errorf("%s.%s: %w", place, name, err)
					}
					n, err := strconv.ParseInt(value.Value.ExactString(), 10, 64)
					if err != nil {
						return "", fmt.Errorf("%s.%s: %w", place, name, err)
					}
					return number(n), nil
				}
			}
		}
	}
	return "", fmt.Errorf("no constant %s in %s", name, place)
}

// number writes a number, one of bytes in MiB or GiB.
func number(n int64) string {
	switch {
	case n >= 1<<30 && n%(1<<30) == 0:
		return fmt.Sprintf("%d GiB", n>>30)
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return strconv.FormatInt(n, 10)
}
