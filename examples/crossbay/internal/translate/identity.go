package translate

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// An identity says what a run is of: two runs of one identity write the same
// bytes. It consists of checksums alone.
type identity struct {
	Program string            `json:"program"`
	Flags   map[string]string `json:"flags"`  // those that the output depends on
	Inputs  []string          `json:"inputs"` // in their order
}

// withoutEffect are the flags on which the output does not depend.
var withoutEffect = []string{"workers", "quiet", "resume", "checkpoint", "skip-unknown"}

// identify returns the identity of a run.
func identify(flags map[string]string, inputs []string) (identity, error) {
	id := identity{Flags: flags}
	program, err := os.Executable()
	if err != nil {
		return id, err
	}
	if id.Program, err = checksum(program); err != nil {
		return id, err
	}
	for _, name := range inputs {
		if name == "-" || isSpecial(name) {
			return id, fmt.Errorf("-resume: %s cannot be read again: name files", name)
		}
		h := sha256.New() // of the name, too, which issues tell
		if err := addFiles(h, name); err != nil {
			return id, err
		}
		id.Inputs = append(id.Inputs, hex.EncodeToString(h.Sum(nil)))
	}
	return id, nil
}

// checksums returns a checksum of each flag, and with it of the files that it
// names: the layout of -from, the keys, and those of -codes, which flags do not hold.
func checksums(flags *flag.FlagSet, codeFiles, facilities, layoutFiles []string) (map[string]string, error) {
	sums := map[string]string{}
	var failed error
	flags.VisitAll(func(f *flag.Flag) {
		if slices.Contains(withoutEffect, f.Name) {
			return
		}
		values := []string{f.Value.String()}
		var files []string
		switch f.Name {
		case "facility":
			values = facilities
		case "codes":
			values, files = codeFiles, codeFiles
		case "from":
			files = layoutFiles
		case "key", "id-key":
			files = values
		}
		h := sha256.New()
		for _, v := range values {
			fmt.Fprintf(h, "%q\n", v)
		}
		for _, name := range files {
			if err := addFiles(h, name); err != nil {
				failed = err
			}
		}
		sums[f.Name] = hex.EncodeToString(h.Sum(nil))
	})
	return sums, failed
}

// addFiles adds a file, the files of a folder, or that of SYSTEM=FILE, where
// there is one.
func addFiles(h hash.Hash, name string) error {
	if _, err := os.Stat(name); err != nil {
		if _, name, _ = strings.Cut(name, "="); name == "" {
			return nil
		}
	}
	return filepath.WalkDir(name, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
			return err
		}
		sum, err := checksum(path)
		fmt.Fprintf(h, "%q %s\n", path, sum)
		return err
	})
}

// checksum returns the size of a file and its SHA-256.
func checksum(name string) (string, error) {
	file, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	h := sha256.New()
	n, err := io.Copy(h, file)
	if err != nil {
		return "", fmt.Errorf("%s: the file cannot be read", name)
	}
	return fmt.Sprintf("%d-%x", n, h.Sum(nil)), nil
}

// differs says what is no longer as it was, "" where nothing is.
func (id *identity) differs(now identity) string {
	if id.Program != now.Program {
		return "the program is another build"
	}
	for _, name := range slices.Sorted(maps.Keys(now.Flags)) {
		if id.Flags[name] != now.Flags[name] {
			return "-" + name + ", or a file that it names, has changed"
		}
	}
	if len(id.Inputs) != len(now.Inputs) {
		return "the list of the inputs has changed"
	}
	for i, sum := range now.Inputs {
		if id.Inputs[i] != sum {
			return fmt.Sprintf("input %d has changed", i+1)
		}
	}
	return ""
}
