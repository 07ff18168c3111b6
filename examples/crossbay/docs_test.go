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
	"slices"
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

// What pages name as a path of the project is one.
func TestPathsOfPages(t *testing.T) {
	n := 0
	for path, text := range pages(t) {
		if strings.HasSuffix(path, "CHANGELOG.md") {
			continue // it names what there was
		}
		for _, m := range regexp.MustCompile("`((?:mapping|codes|fhir|examples|\\.ci|\\.github)/[A-Za-z0-9_./-]+)[ `]").FindAllStringSubmatch(text, -1) {
			n++
			_, err := os.Stat(filepath.Join(root, m[1]))
			assert.NoError(t, err, "%s names %s", path, m[1])
		}
	}
	assert.Greater(t, n, 40)
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

// commands returns the lines that a page has people type, and which stand by themselves
// or in a script, without what follows a pipe or a remark.
func commands(text string) (lines []string) {
	text = strings.ReplaceAll(text, "\\\n", " ")
	script := false
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, "```"):
			script = strings.HasPrefix(line, "```sh")
		case script || strings.HasPrefix(line, "    "):
			line, _, _ = strings.Cut(line, " #")
			line, _, _ = strings.Cut(line, " 2>")
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

// The commands of all pages can be run: those over the samples are, and all others have
// flags that there are.
func TestCommandsOfPages(t *testing.T) {
	top, err := filepath.Abs(root)
	require.NoError(t, err)
	list := pages(t)
	ran, looked := 0, 0
	for path, text := range list {
		t.Run(strings.TrimPrefix(path, root+"/"), func(t *testing.T) {
			t.Chdir(t.TempDir())
			require.NoError(t, os.Symlink(filepath.Join(top, "examples"), "examples"))
			for _, line := range commands(text) {
				_, args, found := strings.Cut(line, "crossbay ")
				if !regexp.MustCompile(`^(\./crossbay|crossbay|go run \./examples/crossbay) `).MatchString(line) || !found {
					continue
				}
				words := strings.Fields(strings.NewReplacer(`"`, "", "'", "").Replace(args))
				if words[0] == "codes" && words[1] == "serve" || !runs(words) {
					status, _, stderr := try(t, append(words, "-help")...)
					assert.Zero(t, status, "%s\n%s", line, stderr)
					looked++
					continue
				}
				status, out, stderr := try(t, words...)
				if !strings.Contains(line, "dirty") {
					assert.Zero(t, status, "%s\n%s", line, stderr)
				}
				assert.Less(t, status, 2, "%s\n%s", line, stderr)
				assert.True(t, out != "" || strings.Contains(line, "-out"), line)
				ran++
			}
		})
	}
	assert.Greater(t, ran, 15)
	assert.Greater(t, looked, 25)
}

// runs reports whether a command needs nothing but the samples.
func runs(args []string) bool {
	for _, arg := range args {
		if strings.HasPrefix(arg, "examples/testdata/") {
			return true
		}
	}
	switch args[0] {
	case "codes", "term", "issues", "version", "layouts":
		line := strings.Join(args, " ")
		return !strings.Contains(line, "your-") && !strings.Contains(line, "FILE")
	}
	return false
}

// What is typed besides: tests and benchmarks of packages that there are, by names that
// there are; programs; scripts.
func TestOtherCommandsOfPages(t *testing.T) {
	n := 0
	for path, text := range pages(t) {
		if strings.Contains(path, "/beam/") {
			continue // a module of its own
		}
		for _, line := range commands(text) {
			words := strings.Fields(line)
			if len(words) < 2 || words[0] != "go" || words[1] == "mod" {
				continue
			}
			n++
			for i, word := range words {
				switch {
				case strings.HasPrefix(word, "./") && !strings.Contains(word, "..."):
					assert.DirExists(t, filepath.Join(root, word), line)
				case (word == "-run" || word == "-bench") && words[i+1] != "xxx":
					pattern := regexp.MustCompile(strings.Trim(words[i+1], "'"))
					assert.True(t, hasTest(t, filepath.Join(root, words[slices.IndexFunc(words, func(w string) bool { return strings.HasPrefix(w, "./") })]), pattern), line)
				}
			}
		}
	}
	assert.Greater(t, n, 8)
}

// hasTest reports whether a folder has a test or benchmark whose name is matched.
func hasTest(t *testing.T, folder string, pattern *regexp.Regexp) bool {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	require.NoError(t, err)
	for _, name := range names {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		for _, m := range regexp.MustCompile(`(?m)^func (?:Test|Benchmark)(\w*)\(`).FindAllStringSubmatch(string(text), -1) {
			if pattern.MatchString("Test"+m[1]) || pattern.MatchString("Benchmark"+m[1]) {
				return true
			}
		}
	}
	return false
}

// Scripts of pages are ones that a shell understands.
func TestScriptsOfPages(t *testing.T) {
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash")
	}
	for path, text := range pages(t) {
		for _, m := range regexp.MustCompile("(?s)```(?:sh|bash)\n(.*?)```").FindAllStringSubmatch(text, -1) {
			check := exec.Command(shell, "-n")
			check.Stdin = strings.NewReader(m[1])
			out, err := check.CombinedOutput()
			assert.NoError(t, err, "%s: %s", path, out)
		}
	}
}

// Each program in Go that a page shows does, with the input that the page gives it,
// what the page says.
func TestProgramsOfPages(t *testing.T) {
	n := 0
	for path, text := range pages(t) {
		for _, m := range regexp.MustCompile("(?s)```go\n(.*?)```(.*?)(?:\n## |$)").FindAllStringSubmatch(text, -1) {
			n++
			name := filepath.Join(t.TempDir(), "main.go")
			require.NoError(t, os.WriteFile(name, []byte(m[1]), 0o600))
			input := regexp.MustCompile(`(?m)^    printf '(.*)' \| go run \.$`).FindStringSubmatch(m[2])
			require.NotNil(t, input, "%s: a program without an input", path)
			program := exec.Command("go", "run", name)
			program.Dir = root
			program.Stdin = strings.NewReader(strings.ReplaceAll(input[1], `\n`, "\n"))
			var out, problems strings.Builder
			program.Stdout, program.Stderr = &out, &problems
			require.NoError(t, program.Run(), problems.String())
			assert.Equal(t, 1, strings.Count(out.String(), `{"resourceType":"Bundle","type":"document"`), out.String())
			for _, code := range []string{"(date-form)", "(no-facility)"} {
				assert.Contains(t, problems.String(), code)
			}
		}
	}
	assert.Equal(t, 1, n)
}
