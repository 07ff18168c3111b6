package codes

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/codes/load/xlsx"
	"github.com/crossbay/crossbay/examples/internal/terminology"
)

// loadFiles loads what -codes names.
func loadFiles(c *command) (*load.Set, error) {
	all := &load.Set{}
	for _, name := range c.files {
		o := load.Options{Source: c.source, Target: c.target}
		s, err := terminology.One(name, o)
		if errors.Is(err, load.ErrSystem) {
			// A table that does not say its system is of the codes that are asked
			// for, if it is the only one.
			if c.name != "translate" && !c.source.IsZero() && alone(name) {
				o.System = c.source
				s, err = terminology.One(name, o)
			} else {
				err = fmt.Errorf("%w; write -codes SYSTEM=FILE", err)
			}
		}
		if err != nil {
			return nil, err
		}
		all.Add(s)
	}
	return all, all.Link()
}

// alone reports whether no more than one of the files under name does not say
// its code system.
func alone(name string) bool {
	n := 0
	filepath.WalkDir(name, func(file string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if _, err := load.File(file, &load.Options{Source: codes.ICD10, Target: codes.ICD10, Workbook: xlsx.Rows}); errors.Is(err, load.ErrSystem) {
				n++
			}
		}
		return nil
	})
	return n <= 1
}
