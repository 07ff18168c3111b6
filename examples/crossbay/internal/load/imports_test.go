package load

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/crossbay/crossbay/"

// networked are the packages of the project that use the network, and what they may
// import for it.
var networked = map[string][]string{
	"examples/crossbay/internal/load":                    {"crypto/tls", "net", "net/http"}, // it alone opens connections
	"examples/crossbay/internal/codes":                   {"net", "net/http"},               // it listens
	"examples/crossbay/internal/codes/internal/endpoint": {"net/http"},                      // it answers
	"examples/browser":                                   {"net/http"},                      // it serves its page
	"examples/mllp":                                      {"net"},                           // it listens
}

// SECURITY promises that no other program opens a connection. What the packages of
// others that they link could do, they have no reason to.
func TestWhoUsesTheNetwork(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{$dir := .Dir}}{{range .GoFiles}}{{$.ImportPath}} {{$dir}}/{{.}}\n{{end}}", module+"...").Output()
	require.NoError(t, err)
	found, dials := map[string][]string{}, map[string]bool{}
	for line := range strings.Lines(string(out)) {
		path, name, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			require.NoError(t, err)
			if opensConnections(imported) {
				path := strings.TrimPrefix(path, module)
				found[path] = append(found[path], imported)
				dials[path] = dials[path] || dialling(file)
			}
		}
	}
	for path, imports := range found {
		slices.Sort(imports)
		assert.Equal(t, networked[path], slices.Compact(imports), path)
	}
	for path := range dials {
		assert.Equal(t, path == "examples/crossbay/internal/load", dials[path], path)
	}
	assert.Contains(t, found, "examples/crossbay/internal/load", "the test sees nothing")
}

// What reads and writes records has no client of HTTP and no TLS in its own code or in
// that of its libraries, but for one of these: brotli, a compression of Parquet, has a
// helper for servers, which nobody calls. In the one program it is load and codes serve
// that use them.
func TestWhoLinksTheNetwork(t *testing.T) {
	for path, want := range map[string][]string{
		"examples/crossbay/internal/translate": {"github.com/andybalholm/brotli"},
		"examples/crossbay/internal/layouts":   nil,
		"examples/crossbay/internal/cli":       nil,
		"examples/crossbay/internal/exchange":  nil,
		"mapping/source":                       nil,
		"examples/crossbay": {
			"github.com/andybalholm/brotli", module + "examples/crossbay/internal/codes",
			module + "examples/crossbay/internal/codes/internal/endpoint", module + "examples/crossbay/internal/load",
		},
	} {
		out, err := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}} {{join .Imports \" \"}}{{end}}", module+path).Output()
		require.NoError(t, err)
		var linking []string
		for line := range strings.Lines(string(out)) {
			list := strings.Fields(line)
			if len(list) > 0 && (slices.Contains(list[1:], "net/http") || slices.Contains(list[1:], "crypto/tls")) {
				linking = append(linking, list[0])
			}
		}
		slices.Sort(linking)
		assert.Equal(t, want, linking, path)
	}
}

// dialling reports whether a file names what opens a connection.
func dialling(file *ast.File) (found bool) {
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			from, _ := s.X.(*ast.Ident)
			found = found || from != nil && slices.Contains([]string{"http", "net", "tls"}, from.Name) &&
				(strings.HasPrefix(s.Sel.Name, "Dial") || slices.Contains([]string{"Client", "DefaultClient", "DefaultTransport", "Get", "Head", "Post", "PostForm", "Transport"}, s.Sel.Name))
		}
		return !found
	})
	return found
}

// opensConnections reports whether a package of the standard library, or beside it,
// can open a connection. Addresses and URLs are text.
func opensConnections(path string) bool {
	switch path {
	case "crypto/tls", "net", "syscall/js":
		return true
	case "net/url", "net/netip", "net/textproto", "net/mail", "golang.org/x/net/html", "golang.org/x/net/html/atom", "golang.org/x/net/html/charset":
		return false
	}
	return strings.HasPrefix(path, "net/") || strings.HasPrefix(path, "golang.org/x/net")
}
