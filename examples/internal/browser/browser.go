// Package browser lets tests look at pages of HTML as a browser lays them out, and
// at pages whose scripts run.
// It needs a Chromium on the machine; tests that have none are skipped.
package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// timeout bounds the work of the browser on one page.
const timeout = 2 * time.Minute

// A Layout is what a page looks like at some width.
type Layout struct {
	// Width is the width of the window, and Content that of what is in it, in
	// CSS pixels.
	Width, Content int
	// Wide names the elements that reach beyond the window, and are not cut off
	// there, at most ten ("td.number").
	Wide []string
	// Missing are the characters of the page for which the machine has no
	// glyph.
	Missing []string
}

// Overflows reports whether one has to scroll to the side to read the page.
func (l Layout) Overflows() bool { return l.Content > l.Width }

// Load lays out a page, a whole document of HTML, in a window that is so many
// CSS pixels wide. It skips the test where there is no browser, and fails it
// where the browser does not do its work. Scripts of the page do not run.
func Load(t testing.TB, page string, width int) Layout {
	t.Helper()
	program := Need(t)
	dir := t.TempDir()
	name := filepath.Join(dir, "page.html")
	// A window has a least width; a frame in it has none.
	document := fmt.Sprintf(measure, html.EscapeString(page), width)
	if err := os.WriteFile(name, []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	args := append(arguments(filepath.Join(dir, "profile")), "--dump-dom", "file://"+name)
	command := exec.CommandContext(ctx, program, args...)
	command.WaitDelay = 5 * time.Second
	dom, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v", program, err)
	}
	_, after, found := strings.Cut(string(dom), `<pre id="layout">`)
	text, _, closed := strings.Cut(after, "</pre>")
	if !found || !closed {
		t.Fatalf("%s did not lay out the page", program)
	}
	var l Layout
	if err := json.Unmarshal([]byte(html.UnescapeString(text)), &l); err != nil {
		t.Fatalf("%s did not lay out the page: %v", program, err)
	}
	return l
}

var sheets = regexp.MustCompile(`/Type\s*/Pages[^>]*?/Count\s+(\d+)|/Count\s+(\d+)[^>]*?/Type\s*/Pages`)

// Sides returns how many sides of paper a page takes when it is printed. It skips the test
// where there is no browser.
func Sides(t testing.TB, page string) int {
	t.Helper()
	program := Need(t)
	dir := t.TempDir()
	name, printed := filepath.Join(dir, "page.html"), filepath.Join(dir, "page.pdf")
	if err := os.WriteFile(name, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	args := append(arguments(filepath.Join(dir, "profile")), "--no-pdf-header-footer", "--print-to-pdf="+printed)
	command := exec.CommandContext(ctx, program, append(args, "file://"+name)...)
	command.WaitDelay = 5 * time.Second
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", program, err, out)
	}
	text, err := os.ReadFile(printed)
	if err != nil {
		t.Fatal(err)
	}
	most := 0 // the tree of the pages has parts with counts of their own
	for _, m := range sheets.FindAllStringSubmatch(string(text), -1) {
		n, _ := strconv.Atoi(m[1] + m[2])
		most = max(most, n)
	}
	if most == 0 {
		t.Fatalf("%s printed a file whose pages cannot be counted", program)
	}
	return most
}

// arguments are what every run of the browser needs.
func arguments(profile string) []string {
	args := []string{"--headless", "--disable-gpu", "--no-first-run", "--user-data-dir=" + profile, "--window-size=1600,1200"}
	if os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // the sandbox refuses root
	}
	return args
}

// Need returns the path of the browser, and skips the test where there is none.
func Need(t testing.TB) string {
	t.Helper()
	program := find()
	if program == "" {
		t.Skip("no Chromium on this machine: install chromium to see pages laid out and at work")
	}
	return program
}

// find returns the path of a Chromium, "" where there is none.
func find() string {
	for _, name := range [...]string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// measure is a document with the page in a frame. A character without a glyph
// looks like one that is none, or like nothing at all.
const measure = `<!DOCTYPE html>
<meta charset="utf-8">
<iframe sandbox="allow-same-origin" srcdoc="%s" style="width:%dpx;height:1000px;border:0"></iframe>
<script>
onload = () => {
	const page = document.querySelector("iframe").contentDocument
	const width = page.documentElement.clientWidth
	const cut = e => e && (getComputedStyle(e).overflowX !== "visible" || cut(e.parentElement))
	const wide = []
	for (const e of page.body.querySelectorAll("*")) {
		if (e.getBoundingClientRect().right > width + 1 && wide.length < 10 && !cut(e.parentElement)) {
			wide.push(e.tagName.toLowerCase() + (e.getAttribute("class") ? "." + e.getAttribute("class") : ""))
		}
	}
	const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true})
	canvas.font = "24px " + getComputedStyle(page.body).fontFamily
	canvas.textBaseline = "top"
	const drawn = c => {
		canvas.clearRect(0, 0, 40, 40)
		canvas.fillText(c, 4, 4)
		return canvas.getImageData(0, 0, 40, 40).data.join()
	}
	const none = [drawn(" "), drawn("\u{10FFFE}"), drawn("\u{FFFFE}")]
	const missing = []
	for (const c of new Set(page.body.textContent)) {
		if (!/\s|\p{Cf}|\p{Cc}/u.test(c) && none.includes(drawn(c))) {
			missing.push(c)
		}
	}
	const result = document.createElement("pre")
	result.id = "layout"
	result.textContent = JSON.stringify({Width: width, Content: page.documentElement.scrollWidth, Wide: wide, Missing: missing})
	document.body.append(result)
}
</script>
`
