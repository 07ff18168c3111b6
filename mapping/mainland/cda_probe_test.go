package mainland_test

import (
	"bytes"
	"os"
	"testing"
	"fmt"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

func TestProbeCDA(t *testing.T) {
	f, _ := os.Open("../../examples/testdata/n041.csv")
	r, err := mapping.NewReader(f, mainland.Layouts(), nil)
	if err != nil { t.Fatal(err) }
	var out bytes.Buffer
	w, err := mapping.NewWriter(&out, mainland.C0032(), nil)
	if err != nil { t.Fatal(err) }
	for rec, err := range r.Records() {
		if err != nil { t.Fatal(err) }
		if rec.Sheet == nil { continue }
		is, err := w.Write(rec.Sheet)
		if err != nil { t.Fatal(err) }
		for _, i := range is { fmt.Println(i) }
	}
	w.Flush()
	os.WriteFile("/tmp/cdahelp/out.xml", out.Bytes(), 0o644)
	r, err = mapping.NewReader(bytes.NewReader(out.Bytes()), mainland.Layouts(), nil)
	if err != nil { t.Fatal(err) }
	var back bytes.Buffer
	w, _ = mapping.NewWriter(&back, mainland.C0032(), nil)
	n := 0
	for rec, err := range r.Records() {
		if err != nil { t.Fatal(err) }
		n++
		for _, i := range rec.Issues { fmt.Println("read", i) }
		if rec.Sheet == nil { continue }
		is, _ := w.Write(rec.Sheet)
		for _, i := range is { fmt.Println("write", i) }
	}
	w.Flush()
	fmt.Println(n, "documents", bytes.Equal(back.Bytes(), out.Bytes()))
	os.WriteFile("/tmp/cdahelp/back.xml", back.Bytes(), 0o644)
}
