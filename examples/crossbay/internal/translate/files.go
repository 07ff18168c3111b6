package translate

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/crossbay/crossbay/examples/internal/overwrite"
	"github.com/crossbay/crossbay/examples/internal/terminology"
)

// standard is the name that stands for standard input and standard output.
const standard = "-"

// reads are all files that the run reads.
func (c *command) reads() []overwrite.File {
	var list []overwrite.File
	for _, name := range c.inputs {
		if name == standard {
			list = append(list, overwrite.File{Stream: c.stdin})
		} else {
			list = append(list, overwrite.File{Name: name})
			for _, beside := range besideTable(name) {
				list = append(list, overwrite.File{Name: beside})
			}
		}
	}
	for _, name := range terminology.Files(c.codeFiles) {
		list = append(list, overwrite.File{As: "-codes", Name: name})
	}
	for _, name := range c.layoutFiles {
		list = append(list, overwrite.File{As: "-from", Name: name})
	}
	return append(list, overwrite.File{As: "-key", Name: c.privacy.keyFile}, overwrite.File{As: "-id-key", Name: c.idKeyFile},
		overwrite.File{As: "-supersede", Name: c.loading.supersede})
}

// besideTable returns the files that a table of dBASE or FoxPro is read with, or is
// written with: its memo file, and its further parts that there are, with theirs.
func besideTable(name string) (list []string) {
	extension := filepath.Ext(name)
	if !strings.EqualFold(extension, ".dbf") {
		return nil
	}
	stem := strings.TrimSuffix(name, extension)
	add := func(stem string, ends ...string) (found bool) {
		for _, end := range ends {
			if info, err := os.Stat(stem + end); err == nil && info.Mode().IsRegular() {
				list, found = append(list, stem+end), true
			}
		}
		return found
	}
	add(stem, ".fpt", ".FPT", ".dbt", ".DBT")
	for n := 2; add(fmt.Sprintf("%s_%d", stem, n), ".dbf", ".DBF", ".fpt", ".FPT", ".dbt", ".DBT"); n++ {
	}
	return list
}

// writes are all files that the run writes, or removes.
func (o *outputs) writes(c *command) []overwrite.File {
	var list []overwrite.File
	add := func(as, name string) {
		f := overwrite.File{As: as, Name: name}
		if name == standard {
			f = overwrite.File{As: as, Stream: c.stdout}
		}
		list = append(list, f)
		if c.resume && name != "" {
			list = append(list, overwrite.File{As: as, Name: partialName(name)})
		}
	}
	add("-rejects", c.rejects)
	add("-issues", c.issues)
	add("-issues-with-values", c.values)
	add("-unmapped", c.unmapped)
	add("-report", c.report)
	add("-manifest", c.privacy.manifest)
	if c.job.discard {
		if c.job.findings && c.issues == "" {
			add("the findings", standard)
		}
		return list
	}
	if c.out == "" {
		return append(list, overwrite.File{As: "-out", Stream: c.stdout})
	}
	if p := o.product; p != nil {
		for _, name := range p.names() {
			for _, name := range p.forms(name) { // all of them go but those that the run writes
				stem, extension := splitExtension(filepath.Base(name))
				list = append(list, overwrite.File{As: "-out", Name: listName(name)},
					overwrite.File{As: "-out", Name: name, Prefix: stem + "-", Suffix: extension})
			}
		}
	}
	for _, name := range o.names {
		f := overwrite.File{As: "-out", Name: name}
		if c.shardRows > 0 {
			list = append(list, overwrite.File{As: "-out", Name: listName(name)})
		}
		if c.shardRows > 0 || o.folder && c.form.html { // see shardName and pageFolder
			f.Prefix, f.Suffix = splitExtension(filepath.Base(name))
			f.Prefix += "-"
		}
		list = append(list, f)
		if c.form.form == "dbf" {
			for _, beside := range besideTable(name) {
				list = append(list, overwrite.File{As: "-out", Name: beside})
			}
		}
		if c.resume {
			list = append(list, overwrite.File{As: "-out", Name: partialName(name)})
		}
	}
	if c.resume {
		for _, end := range [...]string{"", ".lock", ".partial"} {
			list = append(list, overwrite.File{As: "-resume", Name: journalName(o.journalled(c)) + end})
		}
	}
	return list
}

// journalled is the output beside which the state of a run stands.
func (o *outputs) journalled(c *command) string {
	if len(o.names) > 0 {
		return o.names[0]
	}
	return filepath.Clean(c.out)
}
