//go:build !js

// Browser builds a page that translates in a browser: one file of HTML, and the
// library compiled to WebAssembly. It is opened from a disk, or served.
//
//	go run ./examples/browser -out FOLDER
//	go run ./examples/browser -out FOLDER -serve 127.0.0.1:8096
package main

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

func main() {
	folder := flag.String("out", "", "write the page into this `folder`")
	address := flag.String("serve", "", "then serve it at this `address`, such as 127.0.0.1:8096")
	flag.Parse()
	if err := run(*folder, *address); err != nil {
		fmt.Fprintln(os.Stderr, "browser:", err)
		os.Exit(1)
	}
}

func run(folder, address string) error {
	if folder == "" || flag.NArg() > 0 {
		return fmt.Errorf("say where the page is to be written: -out FOLDER")
	}
	names, err := build(folder)
	if err != nil {
		return err
	}
	for _, name := range names {
		fmt.Println(name)
	}
	if address == "" {
		return nil
	}
	fmt.Printf("http://%s/\n", address)
	server := &http.Server{Addr: address, Handler: handler(folder), ReadHeaderTimeout: 10 * time.Second}
	return server.ListenAndServe()
}

// handler serves the two files, and nothing else of the folder.
func handler(folder string) http.Handler {
	mux := http.NewServeMux()
	for path, name := range map[string]string{"GET /{$}": pageName, "GET /" + programName: programName} {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Content-Type-Options", "nosniff")
			w.Header().Set("Content-Security-Policy", "frame-ancestors 'none'") // which the page cannot say itself
			http.ServeFile(w, r, filepath.Join(folder, name))
		})
	}
	return mux
}
