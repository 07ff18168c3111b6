package main

import (
	"path/filepath"

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
		}
	}
	for _, name := range terminology.Files(c.codeFiles) {
		list = append(list, overwrite.File{As: "-codes", Name: name})
	}
	return append(list, overwrite.File{As: "-from", Name: c.layoutFile}, overwrite.File{As: "-key", Name: c.privacy.keyFile}, overwrite.File{As: "-id-key", Name: c.idKeyFile},
		overwrite.File{As: "-supersede", Name: c.loading.supersede})
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
	if c.out == "" {
		return append(list, overwrite.File{As: "-out", Stream: c.stdout})
	}
	if p := o.product; p != nil {
		for _, name := range p.names() {
			f := overwrite.File{As: "-out", Name: p.fileName(name)}
			if p.limit > 0 {
				f.Prefix, f.Suffix = splitExtension(filepath.Base(f.Name))
				f.Prefix += "-"
				list = append(list, overwrite.File{As: "-out", Name: listName(f.Name)})
			}
			list = append(list, f)
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
