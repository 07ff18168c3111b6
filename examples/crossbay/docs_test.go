package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const root = "../.."

// pages returns the texts of all pages of the project by their paths.
func pages(t *testing.T) map[string]string {
	t.Helper()
	list := map[string]string{}
	require.NoError(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == ".git" || entry.Name() == "testdata" && strings.Contains(path, "internal")) {
			return fs.SkipDir
		}
		if filepath.Ext(path) == ".md" {
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			list[path] = string(text)
		}
		return nil
	}))
	require.Greater(t, len(list), 20)
	return list
}

// deadLinks lists the links of a page that lead to no file, folder or heading of the
// project.
func deadLinks(path, text string) (dead []string) {
	for _, m := range regexp.MustCompile(`\]\(([^)\s]+)\)`).FindAllStringSubmatch(code.ReplaceAllString(text, ""), -1) {
		link, err := url.Parse(m[1])
		if err != nil || link.Scheme != "" {
			continue
		}
		target := path
		if link.Path != "" {
			target = filepath.Join(filepath.Dir(path), filepath.FromSlash(link.Path))
		}
		info, err := os.Stat(target)
		if err != nil {
			dead = append(dead, m[1])
			continue
		}
		if link.Fragment == "" {
			continue
		}
		if info.IsDir() {
			target = filepath.Join(target, "README.md")
		}
		other, err := os.ReadFile(target)
		if err != nil || !headings(string(other))[link.Fragment] {
			dead = append(dead, m[1])
		}
	}
	return dead
}

// code is what stands in a page as code, in which there are no links.
var code = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`")

// headings are the places that a page has, as GitHub names them.
func headings(text string) map[string]bool {
	places := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(text, -1) {
		name := strings.ToLower(strings.TrimSpace(m[1]))
		name = regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(name, "")
		places[strings.ReplaceAll(name, " ", "-")] = true
	}
	return places
}

func TestLinks(t *testing.T) {
	for path, text := range pages(t) {
		assert.Empty(t, deadLinks(path, text), path)
	}
	assert.Equal(t, []string{"no.md", "#no"}, deadLinks("docs_test.go", "[a](no.md) [b](main.go) [c](#no) [d](https://no.example) `[e](no.md)`"))
}

// Each package that others can import shows how: an example that runs.
func TestEveryPackageHasAnExample(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{.Name}} {{.ImportPath}} {{.Dir}}", root+"/...").Output()
	require.NoError(t, err)
	n := 0
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		if f[0] == "main" || strings.Contains(f[1]+"/", "/internal/") {
			continue
		}
		n++
		assert.True(t, hasExample(t, f[2]), "%s has no example with an output", f[1])
	}
	assert.Greater(t, n, 30)
}

// hasExample reports whether the tests of a folder have an example whose output is
// compared: one without is not run.
func hasExample(t *testing.T, folder string) bool {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	require.NoError(t, err)
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		require.NoError(t, err)
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || !strings.HasPrefix(f.Name.Name, "Example") {
				continue
			}
			for _, c := range file.Comments {
				if c.Pos() > f.Pos() && c.End() < f.End() && regexp.MustCompile(`(?i)^(unordered )?output:\s*\S`).MatchString(c.Text()) {
					return true
				}
			}
		}
	}
	return false
}
