//go:build !js

package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/examples/internal/browser"
	"github.com/crossbay/crossbay/examples/internal/terminology"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/dbf"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/laboratory"
	"github.com/crossbay/crossbay/mapping/macao"
	"github.com/crossbay/crossbay/mapping/mainland"
	"github.com/crossbay/crossbay/mapping/results"
	"github.com/crossbay/crossbay/mapping/source"
)

// slowest is how long the page may take on a machine that does other things besides.
// The aim is 3 s on a quiet one; what it took is in the log.
const slowest = 15 * time.Second

// The page, built once, does in a browser what the library does here.
func TestPage(t *testing.T) {
	browser.Need(t)
	folder := t.TempDir()
	_, err := build(folder)
	require.NoError(t, err)
	server := httptest.NewServer(handler(folder))
	defer server.Close()
	fromDisk := "file://" + filepath.ToSlash(filepath.Join(folder, pageName))

	t.Run("from disk", func(t *testing.T) { testTranslates(t, fromDisk) })
	t.Run("served", func(t *testing.T) { testTranslates(t, server.URL) })
	t.Run("every carrier", func(t *testing.T) { testCarriers(t, fromDisk) })
	t.Run("faults", func(t *testing.T) { testFaults(t, fromDisk) })
	t.Run("nothing leaves", func(t *testing.T) { testNothingLeaves(t, folder) })
	t.Run("fits", func(t *testing.T) { testFits(t, fromDisk) })
}

// start opens the page, and waits until its program runs.
func start(t *testing.T, url, language string, width int) *browser.Tab {
	t.Helper()
	tab := browser.Open(t, url, language, width, 900)
	tab.Wait("document.documentElement?.dataset.ready", slowest)
	var ready string
	tab.Run("document.documentElement.dataset.ready", &ready)
	t.Logf("ready %s ms after the navigation", ready)
	return tab
}

// paste puts text into the page as a user does.
func paste(tab *browser.Tab, layout, text string) {
	quoted, _ := json.Marshal(text) //nolint:errcheck // a string can be marshalled
	tab.Run(fmt.Sprintf(`document.getElementById("result").hidden = true
		document.getElementById("from").value = %q
		document.getElementById("paste").value = %s
		document.getElementById("read").click()`, layout, quoted), nil)
	tab.Wait(`!document.getElementById("result").hidden`, slowest)
}

// drop lets a file fall onto the page.
func drop(tab *browser.Tab, name string, data []byte) {
	tab.Run(fmt.Sprintf(`{
		document.getElementById("result").hidden = true
		document.getElementById("status").classList.remove("error")
		document.getElementById("from").value = ""
		const bytes = Uint8Array.from(atob(%q), c => c.charCodeAt(0)), carried = new DataTransfer()
		carried.items.add(new File([bytes], %q))
		document.body.dispatchEvent(new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: carried}))
		}`,
		base64.StdEncoding.EncodeToString(data), name), nil)
	tab.Wait(`!document.getElementById("result").hidden || document.getElementById("status").classList.contains("error")`, slowest)
}

// A shown is what the page shows of a record.
type shown struct {
	Status, FHIR, Sheet, Page, To string
	Sandbox                       string // of the frame with the page for readers
	Records, Issues               int
	Source                        []string // the cells of the source
}

func look(tab *browser.Tab, record int) (s shown) {
	tab.Run(fmt.Sprintf(`(() => {
		const at = id => document.getElementById(id)
		at("records").value = %d
		at("records").dispatchEvent(new Event("change"))
		const sheet = document.querySelector("#sheet pre")?.textContent ?? ""
		document.querySelector("[data-view=page]").click()
		const frame = document.querySelector("#sheet iframe")
		document.querySelector("[data-view=cells]").click()
		return {
			Sheet: sheet, Page: frame?.srcdoc ?? "", Sandbox: frame?.getAttribute("sandbox") ?? "none",
			Status: at("status").textContent, Records: at("records").length, To: at("to").value,
			FHIR: document.querySelector("#fhir pre").textContent,
			Issues: document.querySelectorAll("#issues tbody tr").length,
			Source: [...document.querySelectorAll("#source td")].map(e => e.textContent),
		}
	})()`, record), &s)
	return s
}

// A result is what the library makes of a record.
type result struct {
	layout, fhir, sheet, page string
	issues                    int
	rejected                  bool
}

// native does with a file what the page does, by the library alone.
func native(t *testing.T, data []byte, to string) (list []result) {
	t.Helper()
	layouts := slices.Concat(mainland.Layouts(), hongkong.Layouts(), macao.Layouts())
	registry := terminology.Registry(&load.Set{})
	translator := mapping.NewTranslator(registry, &mapping.Options{Layouts: layouts})
	target := layouts[slices.IndexFunc(layouts, func(l *mapping.Layout) bool { return l.Name == to })]
	for table, err := range source.OpenReaderAt(bytes.NewReader(data), int64(len(data)), layouts, &mapping.ReaderOptions{Tables: registry.Tables()}) {
		require.NoError(t, err)
		first := len(list)
		for record, err := range table.Records() {
			require.NoError(t, err)
			r := result{layout: table.Layout().Name, issues: len(record.Issues), rejected: record.Sheet == nil}
			if record.Sheet != nil {
				document, issues := translator.Document(record.Sheet)
				r.issues += len(issues)
				line, err := document.Append(nil)
				require.NoError(t, err)
				var indented, text bytes.Buffer
				require.NoError(t, json.Indent(&indented, line, "", "  "))
				r.fhir = indented.String()
				local := translator.Localize(record.Sheet, target, nil)
				w, err := mapping.NewWriter(&text, target, &mapping.WriterOptions{CRLF: true})
				require.NoError(t, err)
				issues, err = w.Write(local.Sheet)
				require.NoError(t, err)
				require.NoError(t, w.Flush())
				r.issues += len(local.Issues) + len(issues)
				r.sheet = text.String()
				text.Reset()
				pages := mapping.NewPageWriter(&text, translator)
				_, err = pages.Write(record.Sheet)
				require.NoError(t, err)
				require.NoError(t, pages.Close())
				r.page = text.String()
			}
			list = append(list, r)
		}
		for i := first; i < len(list); i++ {
			list[i].issues += len(table.Issues())
		}
	}
	return list
}

// same compares what the page shows of records with what the library makes of them.
func same(t *testing.T, tab *browser.Tab, want []result, most int) {
	t.Helper()
	require.NotEmpty(t, want)
	for i, w := range want[:min(most, len(want))] {
		s := look(tab, i)
		assert.Contains(t, s.Status, w.layout, "recognised")
		assert.Equal(t, len(want), s.Records)
		assert.Equal(t, w.issues, s.Issues, "issues of record %d", i)
		if w.rejected {
			assert.NotContains(t, s.FHIR, "resourceType")
			continue
		}
		assert.True(t, w.fhir == s.FHIR, "the FHIR of record %d differs", i)
		assert.True(t, w.sheet == s.Sheet, "the sheet of record %d differs", i)
		assert.True(t, w.page == s.Page, "the page of record %d differs", i)
		assert.Equal(t, "", s.Sandbox, "no script of the page for readers would run")
		assert.NotEmpty(t, s.Source)
	}
}

func sampleFile(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "testdata", name))
	require.NoError(t, err)
	return data
}

func testTranslates(t *testing.T, url string) {
	tab := start(t, url, "en", 1400)
	text := sampleFile(t, "hqms.csv")
	begun := time.Now()
	paste(tab, "", string(text))
	t.Logf("first sheet %v after that", time.Since(begun).Round(time.Millisecond))
	same(t, tab, native(t, text, "hk-frontsheet"), 5)

	assert.Empty(t, tab.Messages(), "on the console")
	var kept []any
	tab.Run(`(async () => [localStorage.length, sessionStorage.length, document.cookie.length, (await indexedDB.databases()).length])()`, &kept)
	assert.Equal(t, []any{0.0, 0.0, 0.0, 0.0}, kept, "what the browser keeps")
}

func testCarriers(t *testing.T, url string) {
	tab := start(t, url, "en", 1400)
	for _, test := range []struct{ name, to string }{
		{"hqms-dirty.csv", "hk-frontsheet"},
		{"n041-gbk.csv", "hk-frontsheet"},
		{"hk-frontsheet-big5.csv", "hqms"},
		{"hk-frontsheet.xlsx", "hqms"},
		{"hk-cdars.xls", "hqms"},
		{"hk-adt.hl7", "hqms"},
		{"hk-adt-mllp.hl7", "hqms"},
		{"hk-ehealth.ndjson", "hqms"},
		{"mo-frontsheet-latin1.csv", "hqms"},
		{"cda-c0032.xml", "hk-frontsheet"},
		{"yb-4101a.json", "hk-frontsheet"},
	} {
		t.Run(test.name, func(t *testing.T) {
			data := sampleFile(t, test.name)
			drop(tab, test.name, data)
			same(t, tab, native(t, data, test.to), 4)
		})
	}
	t.Run("dbf", func(t *testing.T) {
		data := table(t)
		drop(tab, "stays.dbf", data)
		same(t, tab, native(t, data, "hk-frontsheet"), 1)
	})
	t.Run("segments", func(t *testing.T) { // that end in CR stand on lines of their own
		drop(tab, "hk-adt-mllp.hl7", sampleFile(t, "hk-adt-mllp.hl7"))
		var lines int
		tab.Run(`document.querySelector("#source pre").textContent.split("\n").filter(line => /^(EVN|PID|PV1)\|/.test(line)).length`, &lines)
		assert.Equal(t, 3, lines)
	})
	t.Run("reports", func(t *testing.T) {
		data, err := os.ReadFile(filepath.Join("..", "..", "mapping", "results", "testdata", "oru.hl7"))
		require.NoError(t, err)
		drop(tab, "oru.hl7", data)
		translator := results.NewTranslator(mapping.NewTranslator(terminology.Registry(&load.Set{}), &mapping.Options{
			Layouts: slices.Concat(mainland.Layouts(), hongkong.Layouts(), macao.Layouts()),
		}), hongkong.ADT(), laboratory.Default(), false)
		for e, err := range results.Read(bytes.NewReader(data), "", &results.Options{Admissions: hongkong.ADT()}) {
			require.NoError(t, err)
			s := look(tab, e.Number-1)
			assert.Contains(t, s.Status, results.ORU, "recognised")
			if e.Record == nil {
				assert.NotContains(t, s.FHIR, "resourceType")
				continue
			}
			document, _ := translator.Document(e.Record)
			line, err := document.Append(nil)
			require.NoError(t, err)
			var indented, text bytes.Buffer
			require.NoError(t, json.Indent(&indented, line, "", "  "))
			assert.True(t, indented.String() == s.FHIR, "the FHIR of report %d differs", e.Number)
			w, err := results.NewWriter(&text, results.Upload, hongkong.ADT())
			require.NoError(t, err)
			_, err = w.Write(e.Record)
			require.NoError(t, err)
			require.NoError(t, w.Flush())
			assert.Equal(t, results.Upload, s.To)
			assert.True(t, text.String() == s.Sheet, "the upload of report %d differs", e.Number)
		}
	})
	t.Run("fhir", func(t *testing.T) {
		want := native(t, sampleFile(t, "hqms.csv"), "hk-frontsheet")[0]
		paste(tab, "fhir", want.fhir)
		got := look(tab, 0)
		assert.True(t, want.fhir == got.FHIR, "a document comes back as it was")
		assert.Equal(t, "hqms", got.To)
		assert.Contains(t, got.Sheet, "张示例")
	})
	assert.Empty(t, tab.Messages(), "on the console")
}

// table is a table of FoxPro with one person, who is invented.
func table(t *testing.T) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := dbf.NewWriter(func(string) (io.Writer, error) { return &file, nil }, nil)
	require.NoError(t, err)
	for _, row := range [][]string{{"A48", "A11", "A12C", "B12", "B15", "C03C"}, {"000123", "测试甲", "1", "2024-01-02 08:00:00", "2024-01-05 09:00:00", "I10.x00"}} {
		require.NoError(t, w.WriteRow(row))
	}
	require.NoError(t, w.Close())
	return file.Bytes()
}

// What cannot be read is said, and the page goes on.
func testFaults(t *testing.T, url string) {
	tab := start(t, url, "zh-CN", 1400)
	status := func() (text string) {
		tab.Run(`document.getElementById("status").textContent`, &text)
		return text
	}
	drop(tab, "picture.png", []byte("\x89PNG\r\n\x1a\n secret"))
	assert.Contains(t, status(), "picture.png")
	assert.NotContains(t, status(), "secret")
	drop(tab, "none.csv", nil)
	assert.Contains(t, status(), "没有可读取的内容")
	drop(tab, "other.csv", []byte("colour,size\nred,5\n"))
	assert.Contains(t, status(), "other.csv")
	paste(tab, "", string(sampleFile(t, "hk-frontsheet.csv")))
	assert.Contains(t, status(), "11 条记录")
	// A layout that is named is the one by which a file is read.
	tab.Run(`document.getElementById("from").value = "hqms"
		document.getElementById("read").click()`, nil)
	tab.Wait(`document.getElementById("status").classList.contains("error")`, slowest)
	assert.Contains(t, status(), "hk-frontsheet", "the layout that it is in is named")
	assert.Empty(t, tab.Messages(), "on the console")
}

// attempts try to reach %[1]s in all ways that a page has, each under its own path.
const attempts = `(async () => {
	const to = %q
	const tries = {
		fetch: () => fetch(to + "fetch", {mode: "no-cors"}),
		xhr: () => { const x = new XMLHttpRequest(); x.open("GET", to + "xhr"); x.send() },
		websocket: () => new WebSocket(to.replace("http", "ws") + "websocket"),
		events: () => new EventSource(to + "events"),
		beacon: () => navigator.sendBeacon(to + "beacon", "x"),
		image: () => { new Image().src = to + "image" },
		form: () => { const f = document.createElement("form"); f.action = to + "form"; f.method = "POST"; f.target = "elsewhere"; document.body.append(f); f.submit() },
		style: () => document.head.append(Object.assign(document.createElement("link"), {rel: "stylesheet", href: to + "style"})),
		script: () => document.head.append(Object.assign(document.createElement("script"), {src: to + "script"})),
		module: () => import(to + "module"),
		frame: () => document.body.append(Object.assign(document.createElement("iframe"), {src: to + "frame"})),
		object: () => document.body.append(Object.assign(document.createElement("object"), {data: to + "object"})),
		font: () => new FontFace("x", "url(" + to + "font)").load(),
		prefetch: () => document.head.append(Object.assign(document.createElement("link"), {rel: "prefetch", href: to + "prefetch"})),
		base: () => { document.head.append(Object.assign(document.createElement("base"), {href: to})); new Image().src = "base" },
	}
	for (const name in tries) {
		try { Promise.resolve(tries[name]()).catch(() => {}) } catch {}
	}
	await new Promise(done => setTimeout(done, 1500))
	return Object.keys(tries)
})()`

// A page with the policy reaches nobody, however it tries; one without it, by the same
// script, does.
func testNothingLeaves(t *testing.T, folder string) {
	var mu sync.Mutex
	reached := map[string]bool{}
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		reached[strings.Trim(r.URL.Path, "/")] = true
		w.Header().Set("Access-Control-Allow-Origin", "*")
	}))
	defer elsewhere.Close()
	asked := []string{} // of the server that gives the page
	counting := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked = append(asked, r.URL.Path)
		mu.Unlock()
		handler(folder).ServeHTTP(w, r)
	}))
	defer counting.Close()
	open := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, "<!DOCTYPE html><title>open</title><body>") //nolint:errcheck // the test sees what it does
	}))
	defer open.Close()
	try := func(tab *browser.Tab) (tries, found []string) {
		tab.Run(fmt.Sprintf(attempts, elsewhere.URL+"/"), &tries)
		mu.Lock()
		defer mu.Unlock()
		for _, name := range tries {
			if reached[name] {
				found = append(found, name)
			}
		}
		clear(reached)
		return tries, found
	}

	tab := browser.Open(t, open.URL, "en", 1400, 900)
	tab.Wait("document.body", slowest)
	tries, found := try(tab)
	assert.Equal(t, tries, found, "without a policy each attempt arrives: the test can fail")

	for _, url := range []string{counting.URL, "file://" + filepath.ToSlash(filepath.Join(folder, pageName))} {
		tab = start(t, url, "en", 1400)
		_, found = try(tab)
		assert.Empty(t, found, url)
		assert.NotEmpty(t, tab.Messages(), "the browser says what it refused")
	}
	mu.Lock()
	defer mu.Unlock()
	for _, path := range asked {
		assert.Contains(t, []string{"/", "/" + programName, "/favicon.ico"}, path)
	}
	assert.Contains(t, asked, "/"+programName)
}

// In either language the page fits a telephone and a desk, and lacks no word.
func testFits(t *testing.T, url string) {
	tab := start(t, url, "en", 1400)
	fits := func(what string) {
		var s struct {
			Wide    int
			Text    string
			Missing []string
		}
		tab.Run(`({
			Wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
			Text: document.body.innerText,
			Missing: [...document.querySelectorAll("[data-t]")].filter(e => !e.textContent).map(e => e.dataset.t),
		})`, &s)
		assert.LessOrEqual(t, s.Wide, 0, what)
		assert.NotContains(t, s.Text, "undefined", what)
		assert.Empty(t, s.Missing, what)
	}
	for _, language := range []string{"en", "zh-Hans"} {
		for _, width := range []int{1400, 390} {
			tab.Resize(width, 900)
			fits(fmt.Sprint(language, width))
			for _, name := range []string{"hqms-dirty.csv", "hk-adt.hl7"} {
				drop(tab, name, sampleFile(t, name))
				for _, pane := range []string{"source", "sheet", "fhir", "issues"} {
					tab.Run(fmt.Sprintf(`document.querySelector("#tabs [data-pane=%s]").click()`, pane), nil)
					fits(fmt.Sprint(language, width, name, pane))
				}
			}
		}
		var shown string
		tab.Run(`document.documentElement.lang`, &shown)
		assert.Equal(t, language, shown)
		tab.Run(`document.getElementById("language").click()`, nil)
	}
	assert.Empty(t, tab.Messages(), "on the console")
}

// The program cannot open a connection: what could do so is not linked.
func TestProgramHasNoNetwork(t *testing.T) {
	list := exec.Command("go", "list", "-deps", ".")
	list.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := output(list)
	require.NoError(t, err)
	packages := strings.Fields(out)
	assert.Contains(t, packages, "syscall/js")
	for _, name := range []string{"net", "net/http", "os/exec"} {
		assert.NotContains(t, packages, name)
	}
}

// The policy has no exception: neither inline scripts or styles but those of the page,
// nor a source of anything else.
func TestPolicy(t *testing.T) {
	p := policy([]string{"a"}, []string{"b"})
	assert.Equal(t, "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='; "+
		"style-src 'sha256-PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0='; form-action 'none'; base-uri 'none'", p)
	page, err := page(".")
	require.NoError(t, err)
	assert.NotRegexp(t, `\{\{\w+\}\}`, string(page), "all is filled in")
	assert.Contains(t, string(page), `http-equiv="Content-Security-Policy" content="default-src 'none'; `)
}
