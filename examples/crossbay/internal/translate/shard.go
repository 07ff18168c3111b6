package translate

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/examples/internal/durable"
	"github.com/crossbay/crossbay/mapping/source"
)

// A series is an output in one file, or in several of a number of records each,
// its shards: stays-00001.ndjson, stays-00002.ndjson and so on, which one after
// the other are the output. The list of them, stays.ndjson.shards, is there when
// all of them are.
type series struct {
	name  string // of the output, "" for standard output
	limit int    // records of a shard, 0 for an output in one file
	open  func(name string) (*output, error)

	none bool // the input was left out: there is no output

	file   *output         // in hand, nil before the first, and after one that an interrupted run published
	beside []*output       // files that belong to it, see more
	others map[string]bool // the names of all that belonged to one
	table  bool            // of dBASE, whose parts belong to it
	whole  []*output       // files that are whole, and not published
	number int             // of the file in hand
	count  int             // records of the file in hand
	size   int64           // bytes of the file in hand, when last asked for
}

// A part says how far a series has come.
type part struct {
	Number  int   `json:"number"`
	Records int   `json:"records"`
	Size    int64 `json:"size"`
	None    bool  `json:"none,omitempty"` // there is no file
}

// shardName is the name of the number-th shard of an output.
func shardName(name string, number int) string {
	stem, extension := splitExtension(name)
	return fmt.Sprintf("%s-%05d%s", stem, number, extension)
}

// listName is the name of the list of the shards of an output.
func listName(name string) string { return name + ".shards" }

// fileName is the name of the number-th file of the series.
func (s *series) fileName(number int) string {
	if s.limit == 0 {
		return s.name
	}
	return shardName(s.name, number)
}

// full reports whether the file in hand has all its records.
func (s *series) full() bool { return s.limit > 0 && s.count == s.limit }

// ready reports whether the file in hand has all its records, and is yet to be
// made whole. One that an interrupted run published is no longer in hand.
func (s *series) ready() bool { return s.full() && s.file != nil && !s.file.done }

// next starts the next file.
func (s *series) next() error {
	file, err := s.open(s.fileName(s.number + 1))
	if err != nil {
		return err
	}
	s.file, s.count = file, 0
	s.number++
	return nil
}

// record makes room for a record: in the next file, where the one in hand is
// full.
func (s *series) record() error {
	if s.full() {
		if err := s.end(); err != nil {
			return err
		}
		if err := s.next(); err != nil {
			return err
		}
	}
	s.count++
	return nil
}

// more opens a file that belongs to the one in hand: one whose name has another end.
func (s *series) more(end string) (io.Writer, error) {
	name := strings.TrimSuffix(s.name, filepath.Ext(s.name)) + end
	file, err := s.open(name)
	if err != nil {
		return nil, err
	}
	if s.others == nil {
		s.others = map[string]bool{}
	}
	s.others[name] = true
	s.beside = append(s.beside, file)
	return file, nil
}

// Write implements io.Writer.
func (s *series) Write(p []byte) (int, error) { return s.file.Write(p) }

// end makes the file in hand whole.
func (s *series) end() error {
	if s.file == nil || s.file.done {
		return nil
	}
	files := append(s.beside, s.file)
	s.beside, s.whole = nil, append(s.whole, files...)
	for _, file := range files {
		if err := file.finish(); err != nil {
			return err
		}
	}
	return nil
}

// part says how far the series has come.
func (s *series) part() part {
	if s.file != nil {
		s.size = s.file.size
	}
	return part{Number: s.number, Records: s.count, Size: s.size, None: s.none}
}

// restore takes the series up where it had come to. A file that was whole has
// been published where it is no longer there.
func (s *series) restore(p part, complete bool) error {
	s.number, s.count, s.size, s.none = p.Number, p.Records, p.Size, p.None
	if s.none {
		return nil
	}
	file, err := restore(s.fileName(s.number), s.size)
	if errors.Is(err, fs.ErrNotExist) && (complete || s.full()) {
		return nil
	}
	s.file = file
	return err
}

// publish publishes the files that are whole.
func (s *series) publish() error {
	if s.limit > 0 && len(s.whole) > 0 {
		// From now on the shards are no longer those of an earlier run.
		if err := durable.Remove(listName(s.name)); err != nil {
			return err
		}
	}
	for _, file := range s.whole {
		if err := file.publish(); err != nil {
			return err
		}
	}
	s.whole = nil
	return nil
}

// complete removes the shards that an earlier, longer run left, and lists those
// that there are.
func (s *series) complete() error {
	if err := s.removeParts(); err != nil {
		return err
	}
	if s.limit == 0 || s.none {
		return nil
	}
	if err := s.removeShards(); err != nil {
		return err
	}
	list, err := s.open(listName(s.name))
	if err != nil {
		return err
	}
	defer list.close(false)
	for number := range s.number {
		fmt.Fprintln(list, filepath.Base(shardName(s.name, number+1)))
	}
	if err := list.finish(); err != nil {
		return err
	}
	return list.publish()
}

// removeShards removes the shards of the name that come after those of the series.
func (s *series) removeShards() error {
	folder, base := filepath.Dir(s.name), filepath.Base(s.name)
	stem, extension := splitExtension(base)
	shard := regexp.MustCompile("^" + regexp.QuoteMeta(stem) + "-([0-9]{5}|[1-9][0-9]{5,})" + regexp.QuoteMeta(extension) + "$")
	files, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, file := range files {
		name := shard.FindStringSubmatch(file.Name())
		if name == nil {
			continue
		}
		if number, err := strconv.Atoi(name[1]); err != nil || number <= s.number {
			continue
		}
		if err := durable.Remove(filepath.Join(folder, file.Name())); err != nil {
			return err
		}
	}
	return nil
}

// removeParts removes the further parts of a table that an earlier, wider run left:
// they would be read as columns of this one.
func (s *series) removeParts() error {
	if s.none || !s.table {
		return nil
	}
	table, err := source.List(s.name)
	if err != nil {
		return err
	}
	gone := ""
	for _, name := range besideTable(s.name) {
		part, err := source.List(name)
		if err != nil {
			return err
		}
		stem := strings.TrimSuffix(name, filepath.Ext(name))
		if s.others[name] || stem != gone && len(source.Independent(slices.Concat(table, part))) > 1 {
			continue // written by this run, or a table of its own
		}
		gone = stem
		if err := durable.Remove(name); err != nil {
			return err
		}
	}
	return nil
}

// sync makes durable what is written of the file in hand.
func (s *series) sync() error {
	if s.file == nil {
		return nil
	}
	return s.file.sync()
}

// close removes the files that are not published, or keeps them.
func (s *series) close(remain bool) {
	if s.file != nil {
		s.file.close(remain)
	}
	for _, file := range append(s.whole, s.beside...) {
		file.close(remain)
	}
}
