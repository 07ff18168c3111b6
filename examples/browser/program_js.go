//go:build js && wasm

package main

import (
	"encoding/json"
	"syscall/js"

	"github.com/crossbay/crossbay/examples/browser/internal/view"
)

// main gives the page what it calls, and waits for as long as the page is open.
// Answers are JSON: what a page shows is text.
func main() {
	v := new(view.Viewer)
	program := js.Global().Get("Object").New()
	program.Set("warm", js.FuncOf(func(js.Value, []js.Value) any {
		v.Warm()
		return answer(nil, nil)
	}))
	program.Set("open", js.FuncOf(func(_ js.Value, args []js.Value) any {
		data := make([]byte, args[1].Get("byteLength").Int())
		js.CopyBytesToGo(data, args[1])
		return answer(v.Open(args[0].String(), data, args[2].String()), nil)
	}))
	program.Set("record", js.FuncOf(func(_ js.Value, args []js.Value) any {
		return answer(v.Record(args[0].Int(), args[1].String()))
	}))
	js.Global().Call("crossbayReady", program)
	select {}
}

// answer returns what the page gets of a result.
func answer(result any, err error) string {
	if err != nil {
		result = map[string]string{"fault": err.Error()}
	}
	text, err := json.Marshal(result)
	if err != nil {
		text, _ = json.Marshal(map[string]string{"fault": err.Error()}) //nolint:errcheck // a string can be marshalled
	}
	return string(text)
}
