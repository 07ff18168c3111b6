package main

import (
	"context"
	"bufio"
	"fmt"
	"os"
	"io"
	"bytes"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/htmltable"
)

func main() {
	f, err := os.Open(os.Args[1])
	if err != nil { panic(err) }
	b := bufio.NewReader(f)
	p, _ := b.Peek(512)
	var r *mapping.Reader
	opt := &mapping.ReaderOptions{File: "f"}
	if htmltable.Is(p) {
		r, err = mapping.NewRowReader(htmltable.Rows(b, nil), hongkong.Layouts(), opt)
	} else {
		r, err = mapping.NewReader(io.MultiReader(b), hongkong.Layouts(), opt)
	}
	if err != nil { fmt.Fprintln(os.Stderr, err); os.Exit(1) }
	fmt.Fprintln(os.Stderr, r.Layout().Name, r.Encoding())
	for _, i := range r.Issues() { fmt.Fprintln(os.Stderr, i.Error()) }
	err = mapping.NewTranslator(nil, nil).Run(context.Background(), r, nil, func(r *mapping.Result) error {
		for _, i := range r.Issues { fmt.Fprintln(os.Stderr, r.Number, i.Error()) }
		if !r.Rejected() { os.Stdout.Write(append(bytes.Clone(r.Output), '\n')) }
		return nil
	})
	if err != nil { fmt.Fprintln(os.Stderr, err); os.Exit(1) }
}
