package browser

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"
)

// A Tab is a page of which the scripts run. It is driven over the DevTools protocol
// (https://chromedevtools.github.io/devtools-protocol/), through a pipe: no port is
// open. It is for one goroutine.
type Tab struct {
	t       testing.TB
	out     io.Writer
	session string
	last    int
	answers chan answer

	mu       sync.Mutex
	messages []string
}

// An answer is what the browser says to a command, or of its own accord.
type answer struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error"`
}

// Open opens a page by its URL in a window of so many CSS pixels, which speaks a
// language ("en", "zh-CN"). It skips the test where there is no browser. The tab is
// closed when the test ends.
func Open(t testing.TB, url, language string, width, height int) *Tab {
	t.Helper()
	program := Need(t)
	commands, toBrowser, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	fromBrowser, events, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	profile, err := os.MkdirTemp("", "crossbay-browser-") // the browser may still write when the test ends
	if err != nil {
		t.Fatal(err)
	}
	args := append(arguments(profile), "--remote-debugging-pipe", "--accept-lang="+language, "about:blank")
	command := exec.Command(program, args...)
	command.Env = append(os.Environ(), "LANGUAGE="+language)
	command.ExtraFiles = []*os.File{commands, events} // its files 3 and 4
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	commands.Close()
	events.Close()
	tab := &Tab{t: t, out: toBrowser, answers: make(chan answer, 64)}
	go tab.listen(fromBrowser)
	t.Cleanup(func() {
		tab.session = ""
		tab.send("Browser.close", nil) //nolint:errcheck // it is killed where it does not
		stopped := time.AfterFunc(5*time.Second, func() { command.Process.Kill() })
		command.Wait() //nolint:errcheck // its status says nothing of the page
		stopped.Stop()
		toBrowser.Close()
		fromBrowser.Close()
		os.RemoveAll(profile)
	})
	var target struct{ TargetID string }
	tab.do("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	tab.do("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	tab.session = attached.SessionID
	for _, domain := range [...]string{"Runtime", "Log", "Page"} {
		tab.do(domain+".enable", nil, nil)
	}
	tab.Resize(width, height)
	tab.do("Page.navigate", map[string]any{"url": url}, nil)
	return tab
}

// Resize makes the window so many CSS pixels wide and high.
func (p *Tab) Resize(width, height int) {
	p.t.Helper()
	p.do("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}, nil)
}

// Run evaluates JavaScript in the page, waits for it where it is a promise, and
// decodes its value, which is one of JSON, into what into points at. It fails the
// test where the script throws.
func (p *Tab) Run(script string, into any) {
	p.t.Helper()
	var result struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	p.do("Runtime.evaluate", map[string]any{"expression": script, "awaitPromise": true, "returnByValue": true, "userGesture": true}, &result)
	if e := result.ExceptionDetails; e != nil {
		p.t.Fatalf("%s %s", e.Text, e.Exception.Description)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(result.Result.Value, into); err != nil {
		p.t.Fatalf("the value of the script: %v", err)
	}
}

// Wait evaluates an expression until it is true, for as long as limit. It fails the
// test after that.
func (p *Tab) Wait(expression string, limit time.Duration) {
	p.t.Helper()
	for end := time.Now().Add(limit); ; time.Sleep(10 * time.Millisecond) {
		var done bool
		p.Run("Boolean("+expression+")", &done)
		if done {
			return
		}
		if time.Now().After(end) {
			p.t.Fatalf("not so after %v: %s\n%s", limit, expression, p.Messages())
		}
	}
}

// Picture returns the window as a PNG.
func (p *Tab) Picture() []byte {
	p.t.Helper()
	var shot struct{ Data string }
	p.do("Page.captureScreenshot", map[string]any{"format": "png"}, &shot)
	picture, err := base64.StdEncoding.DecodeString(shot.Data)
	if err != nil {
		p.t.Fatal(err)
	}
	return picture
}

// Messages lists what the page has put on the console so far, or the browser about
// it: errors that nobody caught, and what a policy refused.
func (p *Tab) Messages() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.messages...)
}

// do sends a command, and waits for its result.
func (p *Tab) do(method string, params any, result any) {
	p.t.Helper()
	id, err := p.send(method, params)
	if err != nil {
		p.t.Fatalf("%s: %v", method, err)
	}
	limit := time.After(timeout)
	for {
		select {
		case a, open := <-p.answers:
			switch {
			case !open:
				p.t.Fatalf("%s: the browser has ended", method)
			case a.ID != id:
			case a.Error != nil:
				p.t.Fatalf("%s: %s", method, a.Error.Message)
			case result == nil:
				return
			default:
				if err := json.Unmarshal(a.Result, result); err != nil {
					p.t.Fatalf("%s: %v", method, err)
				}
				return
			}
		case <-limit:
			p.t.Fatalf("%s: no answer within %v", method, timeout)
		}
	}
}

func (p *Tab) send(method string, params any) (id int, err error) {
	p.last++
	command := map[string]any{"id": p.last, "method": method}
	if params != nil {
		command["params"] = params
	}
	if p.session != "" {
		command["sessionId"] = p.session
	}
	text, err := json.Marshal(command)
	if err != nil {
		return 0, err
	}
	_, err = p.out.Write(append(text, 0))
	return p.last, err
}

// listen takes what the browser says, until it ends.
func (p *Tab) listen(from io.Reader) {
	defer close(p.answers)
	in := bufio.NewReader(from)
	for {
		text, err := in.ReadBytes(0)
		if err != nil { // it has ended
			return
		}
		var a answer
		if err := json.Unmarshal(bytes.TrimSuffix(text, []byte{0}), &a); err != nil {
			continue // not for us
		}
		if a.ID != 0 {
			p.answers <- a
			continue
		}
		switch a.Method {
		case "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded":
			p.mu.Lock()
			p.messages = append(p.messages, fmt.Sprintf("%s %s", a.Method, a.Params))
			p.mu.Unlock()
		}
	}
}
