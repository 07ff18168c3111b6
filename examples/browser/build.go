//go:build !js

package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/crossbay/crossbay/examples/browser/internal/view"
	"github.com/crossbay/crossbay/mapping"
)

// The files of the page.
const (
	pageName    = "index.html"
	programName = "crossbay.wasm.js"
)

var (
	//go:embed page/index.html
	pageHTML string
	//go:embed page/page.css
	pageCSS string
	//go:embed page/page.js
	pageJS string
)

// quietFS takes what the Go program would print on the console: nothing of a file
// that was opened is to stand there. It comes before Go's own script, which makes
// its file system where there is none.
const quietFS = `globalThis.fs = new Proxy({constants: {O_WRONLY: -1, O_RDWR: -1, O_CREAT: -1, O_TRUNC: -1, O_APPEND: -1, O_EXCL: -1, O_DIRECTORY: -1}}, {
	get(target, name) {
		if (name === "constants") return target.constants
		if (name === "writeSync") return (fd, bytes) => bytes.length
		if (name === "write") return (fd, bytes, offset, length, position, done) => done(null, length)
		return (...values) => values.at(-1)(Object.assign(new Error("not implemented"), {code: "ENOSYS"}))
	},
})
`

// A sample is a file of examples/testdata that the page offers to try.
type sample struct {
	Name    string `json:"name"`
	English string `json:"english"`
	Chinese string `json:"chinese"`
	Data    []byte `json:"data"`
}

var samples = []sample{
	{Name: "hqms.csv", English: "mainland front sheet", Chinese: "内地病案首页（HQMS）"},
	{Name: "hqms-dirty.csv", English: "the same, with faults", Chinese: "同上，有错误"},
	{Name: "hk-frontsheet.csv", English: "Hong Kong private hospital", Chinese: "香港私家医院"},
	{Name: "hk-adt.hl7", English: "Hong Kong HL7 v2 messages", Chinese: "香港 HL7 v2 消息"},
	{Name: "hk-frontsheet.xlsx", English: "a workbook", Chinese: "工作簿"},
	{Name: "mo-frontsheet.csv", English: "Macao front sheet", Chinese: "澳门住院病历首页"},
	{Name: "yb-4101a.json", English: "mainland insurance, JSON", Chinese: "内地医保结算清单（JSON）"},
}

// build writes the page and its program into a folder, and returns their names. Both
// are made of what the module holds and of Go's own script for WebAssembly.
func build(folder string) ([]string, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	where, err := output(exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/crossbay/crossbay/examples/browser"))
	if err != nil {
		return nil, err
	}
	program, err := packedProgram(where)
	if err != nil {
		return nil, err
	}
	page, err := page(where)
	if err != nil {
		return nil, err
	}
	names := []string{filepath.Join(folder, pageName), filepath.Join(folder, programName)}
	for i, content := range [][]byte{page, program} {
		if err := os.WriteFile(names[i], content, 0o644); err != nil {
			return nil, err
		}
	}
	return names, nil
}

// packedProgram compiles the program, and returns it as a script: a page that was
// opened from a disk can fetch nothing, and this one may not anyway.
func packedProgram(where string) ([]byte, error) {
	folder, err := os.MkdirTemp("", "crossbay-browser-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	name := filepath.Join(folder, "crossbay.wasm")
	compile := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", name, ".")
	compile.Dir, compile.Env = where, append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0", "GOFLAGS=")
	if _, err := output(compile); err != nil {
		return nil, err
	}
	wasm, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var script bytes.Buffer
	script.WriteString(`globalThis.crossbayWasm="`)
	text := base64.NewEncoder(base64.StdEncoding, &script)
	packed, err := gzip.NewWriterLevel(text, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := packed.Write(wasm); err != nil {
		return nil, err
	}
	if err := packed.Close(); err != nil {
		return nil, err
	}
	if err := text.Close(); err != nil {
		return nil, err
	}
	script.WriteString("\"\n")
	return script.Bytes(), nil
}

// page returns the page with all that it needs but the program.
func page(where string) ([]byte, error) {
	root, err := output(exec.Command("go", "env", "GOROOT"))
	if err != nil {
		return nil, err
	}
	goScript, err := os.ReadFile(filepath.Join(root, "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return nil, err
	}
	data := struct {
		Layouts []view.Layout `json:"layouts"`
		Samples []sample      `json:"samples"`
	}{Layouts: new(view.Viewer).Layouts()}
	for _, s := range samples {
		if s.Data, err = os.ReadFile(filepath.Join(where, "..", "testdata", s.Name)); err != nil {
			return nil, err
		}
		data.Samples = append(data.Samples, s)
	}
	text, err := json.Marshal(data) // with < as \u003c
	if err != nil {
		return nil, err
	}
	readers, err := styleOfReaders()
	if err != nil {
		return nil, err
	}
	program := quietFS + string(goScript)
	return []byte(strings.NewReplacer(
		"{{policy}}", policy([]string{program, pageJS}, []string{pageCSS, readers}),
		"{{style}}", pageCSS, "{{data}}", string(text), "{{program}}", program, "{{script}}", pageJS,
	).Replace(pageHTML)), nil
}

// policy is what the page may do: run its own scripts and the program, have its own
// style and that of the page for readers, and nothing else. There is no connect-src,
// so that default-src refuses every connection.
func policy(scripts, styles []string) string {
	hashes := func(texts []string) (list string) {
		for _, text := range texts {
			sum := sha256.Sum256([]byte(text))
			list += " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
		}
		return list
	}
	return "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'" + hashes(scripts) + "; style-src" + hashes(styles) + "; form-action 'none'; base-uri 'none'"
}

// styleOfReaders is the style sheet of the pages that mapping writes.
func styleOfReaders() (string, error) {
	var page bytes.Buffer
	if err := mapping.NewPageWriter(&page, mapping.NewTranslator(nil, nil)).Close(); err != nil {
		return "", err
	}
	_, after, found := strings.Cut(page.String(), "<style>")
	style, _, closed := strings.Cut(after, "</style>")
	if !found || !closed {
		return "", fmt.Errorf("a page without a style")
	}
	return style, nil
}

// output runs a command, and returns the line that it prints.
func output(c *exec.Cmd) (string, error) {
	var faults bytes.Buffer
	c.Stderr = &faults
	out, err := c.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(c.Args, " "), err, faults.Bytes())
	}
	return strings.TrimSpace(string(out)), nil
}
