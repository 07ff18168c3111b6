// Package overwrite keeps a program from replacing a file that it reads, and from
// writing one file twice.
package overwrite

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"
)

// A File is one that a program reads or writes.
type File struct {
	// As is what the command line calls it: a flag, or "" for an input.
	As string
	// Name is its path. A name that is empty is that of nothing, unless there is
	// a Stream.
	Name string
	// Stream is what stands for a file without a name, such as standard input.
	// What is no *os.File is nothing on the disk.
	Stream any
	// Prefix and Suffix are those of the names of further files in the folder of
	// Name, with five digits or more between them, of a number that is not known
	// before; "" where there are none.
	Prefix, Suffix string
}

// numbers reports whether a name is one of the numbered files'.
func (f File) numbers(name string) bool {
	rest, begins := strings.CutPrefix(name, f.Prefix)
	number, ends := strings.CutSuffix(rest, f.Suffix)
	return f.Prefix != "" && begins && ends && len(number) >= 5 && strings.Trim(number, "0123456789") == ""
}

// String names the file for an error.
func (f File) String() string {
	name := f.Name
	if name == "" {
		name = "standard output"
	}
	return strings.TrimSpace(f.As + " " + name)
}

// Check returns an error where a program that reads and writes these files would
// replace one that it reads, or write one twice. Files are the same by what they are, and not by their names: through
// links, and where a system does not tell small letters from capitals. A terminal
// or another device may be read and written at once, and written to twice.
func Check(reads, writes []File) error {
	var read, written []place
	folders := map[string][]string{}
	for _, f := range reads {
		read = append(read, placesOf(f, folders)...)
	}
	for _, f := range writes {
		written = append(written, placesOf(f, folders)...)
	}
	streams := 0
	for _, f := range writes {
		if f.Name != "" || f.Stream == nil {
			continue
		}
		if streams++; streams > 1 {
			return twice(f)
		}
	}
	paths := map[string]*place{}
	for i := range written {
		w := &written[i]
		if strings.HasSuffix(w.Name, string(filepath.Separator)) {
			return fmt.Errorf("%s is a folder: name a file", w)
		}
		for j := range read {
			if w.same(&read[j]) {
				return fmt.Errorf("%s is a file that is read%s: it would be lost; name another", w, read[j].by())
			}
		}
		if w.path == "" || w.info != nil && !w.info.Mode().IsRegular() {
			continue
		}
		key := w.key()
		if paths[key] != nil {
			return twice(w)
		}
		paths[key] = w
	}
	for i := range written {
		w := &written[i]
		for j := range written[:i] {
			if other := &written[j]; w.info != nil && w.info.Mode().IsRegular() && w.same(other) || w.precedes(other) || other.precedes(w) {
				return twice(w)
			}
		}
		for path := w.path; path != "" && filepath.Dir(path) != path; {
			path = filepath.Dir(path)
			if other := paths[path]; other != nil {
				return fmt.Errorf("%s would be a file and the folder of %s: name another", other, w)
			}
		}
	}
	return nil
}

func twice(f fmt.Stringer) error {
	return fmt.Errorf("%s would be written twice: name another file, or give the inputs in separate runs", f)
}

// A place is where a file is, or would be.
type place struct {
	File
	path string      // without links, "" of a stream
	info fs.FileInfo // nil where there is nothing yet
}

// by says which flag has the file read, where it is no input.
func (p *place) by() string {
	if p.As == "" {
		return ""
	}
	return " by " + p.As
}

// placesOf returns the place of a file, and those of the numbered files that
// there are. What the folders hold is kept in a map.
func placesOf(f File, folders map[string][]string) []place {
	if f.Name == "" {
		p := place{File: f}
		if file, ok := f.Stream.(*os.File); ok {
			p.info, _ = file.Stat()
		}
		if p.info == nil || !p.info.Mode().IsRegular() {
			return nil
		}
		return []place{p}
	}
	p := place{File: f, path: resolve(f.Name)}
	p.info, _ = os.Stat(f.Name)
	list := []place{p}
	if f.Prefix == "" {
		return list
	}
	folder := filepath.Dir(f.Name)
	if _, known := folders[folder]; !known {
		folders[folder] = nil
		entries, _ := os.ReadDir(folder) // what cannot be read, the run will say
		for _, entry := range entries {
			folders[folder] = append(folders[folder], entry.Name())
		}
	}
	for _, name := range folders[folder] {
		if f.numbers(name) {
			list = append(list, placesOf(File{As: f.As, Name: filepath.Join(folder, name)}, folders)...)
		}
	}
	return list
}

// same reports whether two places are of one file that there is, which writing
// to it changes: nobody reads what is written to a terminal or to a socket back.
func (p *place) same(q *place) bool {
	return p.info != nil && q.info != nil && p.info.Mode()&(fs.ModeCharDevice|fs.ModeSocket) == 0 && os.SameFile(p.info, q.info)
}

// precedes reports whether q, which is not there yet, would be one of the numbered
// files of p.
func (p *place) precedes(q *place) bool {
	return p.Prefix != "" && q.info == nil && filepath.Dir(p.path) == filepath.Dir(q.path) && p.numbers(filepath.Base(q.path))
}

// key is the path, in one form of all that the system takes for one name.
func (p *place) key() string {
	if tellsCase(filepath.Dir(p.path)) {
		return p.path
	}
	return strings.ToLower(p.path)
}

// resolve returns the absolute path without links, as far as there is one: the
// last parts may not be there yet.
func resolve(name string) string {
	path, err := filepath.Abs(name)
	if err != nil {
		return filepath.Clean(name)
	}
	for range 40 { // links that lead nowhere yet
		if real, err := filepath.EvalSymlinks(path); err == nil {
			return real
		}
		target, err := os.Readlink(path)
		if err != nil {
			break
		}
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(path), target)
		}
		path = target
	}
	folder := filepath.Dir(path)
	if folder == path {
		return path
	}
	return filepath.Join(resolve(folder), filepath.Base(path))
}

// tellsCase reports whether the system tells small letters from capitals in the
// names of a folder that may not be there yet. It asks the nearest folder that is
// there by its name in other letters.
func tellsCase(folder string) bool {
	for {
		base := filepath.Base(folder)
		other := swapCase(base)
		if info, err := os.Stat(folder); err == nil && other != base {
			swapped, err := os.Stat(filepath.Join(filepath.Dir(folder), other))
			return err != nil || !os.SameFile(info, swapped)
		}
		if filepath.Dir(folder) == folder {
			return true
		}
		folder = filepath.Dir(folder)
	}
}

func swapCase(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, s)
}
