package lexicon

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Row is a row of a term table.
type Row struct {
	Line                int
	Hans, Hant, English []Name // English may be empty
	Kind                string
}

// Preferred returns the English name that the row gives, if it has any.
func (r Row) Preferred() string {
	if len(r.English) == 0 {
		return ""
	}
	return r.English[0].Text
}

// A Name is a name of a term in one language.
type Name struct {
	Text       string
	WholeOnly  bool // "~": not inside a longer name
	TargetOnly bool // "-": never translated by this row
	ScriptOnly bool // "=": the other side's name, which this side reads and does not say
}

// The marks of a record of a table, after its name and its English name.
const (
	MarkTerm    = ""  // a term
	MarkWhole   = "w" // a term that is not applied inside a longer name
	MarkScript  = "s" // a word, of which only the script is converted
	MarkCaution = "c" // a word with a caution, which stands in place of the English name
	MarkWarning = "C" // such a word, if it is the whole name
	MarkForeign = "x" // a term in the other side's name, of which only the script is converted
)

// A Table is a compiled term table. The keys of Hans and Hant are folded.
type Table struct {
	Hans, Hant *Lexicon // name, English name, mark
	English    *Lexicon // the spelling: the preferred name in Hans, in Hant, in English, mark
}

// A Scripts converts text that the table does not know, and folds keys.
type Scripts struct {
	ToHant, ToHans func(string) string
	FoldHans       func(string) string
	FoldHant       func(string) string
}

// ReadCSV reads the records of a CSV file with the given header.
func ReadCSV(r io.Reader, header ...string) (records [][]string, lines []int, err error) {
	c := csv.NewReader(r)
	c.FieldsPerRecord = len(header)
	for {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		if lines == nil {
			record[0] = strings.TrimPrefix(record[0], "\ufeff")
			if !slices.Equal(record, header) {
				return nil, nil, fmt.Errorf("line 1: the header is not %s", strings.Join(header, ","))
			}
			lines = []int{}
			continue
		}
		line, _ := c.FieldPos(0)
		records, lines = append(records, slices.Clone(record)), append(lines, line)
	}
	if lines == nil {
		return nil, nil, errors.New("no header")
	}
	return records, lines, nil
}

// ReadRows reads a term table, whose third column is called as the language of its
// names: "english", or another's, which then stand in the place of the English ones.
func ReadRows(r io.Reader, third string) ([]Row, error) {
	records, lines, err := ReadCSV(r, "hans", "hant", third, "kind")
	if err != nil {
		return nil, err
	}
	var rows []Row
	for i, record := range records {
		row := Row{Line: lines[i], Kind: record[3]}
		for j, list := range []*[]Name{&row.Hans, &row.Hant, &row.English} {
			if record[j] == "" && list == &row.English {
				continue
			}
			for text := range strings.SplitSeq(record[j], "|") {
				name, err := readName(text)
				if err != nil {
					return nil, fmt.Errorf("line %d: %w", row.Line, err)
				}
				*list = append(*list, name)
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func readName(text string) (Name, error) {
	n := Name{Text: text}
	for _, mark := range []struct {
		sign string
		is   *bool
	}{{"-", &n.TargetOnly}, {"~", &n.WholeOnly}, {"=", &n.ScriptOnly}} {
		if rest, ok := strings.CutPrefix(n.Text, mark.sign); ok {
			n.Text, *mark.is = rest, true
		}
	}
	if n.Text == "" || n.Text != strings.TrimSpace(n.Text) || !utf8.ValidString(n.Text) || strings.ContainsAny(n.Text, "\t\n\r`") {
		return Name{}, fmt.Errorf("name %q", text)
	}
	return n, nil
}

// A builder collects the entries of one direction.
type builder struct {
	entries map[string]string
	lines   map[string]int
}

func (b *builder) add(key, record string, line int) error {
	if at, ok := b.lines[key]; ok {
		return fmt.Errorf("line %d: %s is translated by line %d already; a name that is only a target is marked with -", line, key, at)
	}
	b.entries[key], b.lines[key] = record, line
	return nil
}

// Compile compiles rows.
func Compile(rows []Row, s Scripts) (*Table, error) {
	t, err := compile(rows, s)
	if err != nil {
		return nil, err
	}
	return t.table()
}

type tables struct{ hans, hant, english builder }

func (t *tables) table() (*Table, error) {
	var out Table
	for _, p := range []struct {
		to   **Lexicon
		from builder
	}{{&out.Hans, t.hans}, {&out.Hant, t.hant}, {&out.English, t.english}} {
		l, err := New(p.from.entries)
		if err != nil {
			return nil, err
		}
		*p.to = l
	}
	return &out, nil
}

func compile(rows []Row, s Scripts) (*tables, error) {
	var t tables
	for _, b := range []*builder{&t.hans, &t.hant, &t.english} {
		*b = builder{make(map[string]string), make(map[string]int)}
	}
	for _, row := range rows {
		if err := t.hans.names(row, row.Hans, row.Hant, s.ToHant, s.FoldHans); err != nil {
			return nil, err
		}
		if err := t.hant.names(row, row.Hant, row.Hans, s.ToHans, s.FoldHant); err != nil {
			return nil, err
		}
		if err := t.english.spellings(row); err != nil {
			return nil, err
		}
	}
	return &t, nil
}

// spellings adds the English names of a row. Several may have one spelling.
func (b *builder) spellings(row Row) error {
	for _, n := range row.English {
		key := Spell(n.Text)
		if n.TargetOnly || b.lines[key] == row.Line {
			continue
		}
		if key == "" {
			return fmt.Errorf("line %d: English name %q", row.Line, n.Text)
		}
		if err := b.add(key, row.Hans[0].Text+"\t"+row.Hant[0].Text+"\t"+row.Preferred()+"\t"+MarkTerm, row.Line); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) names(row Row, from, to []Name, convert, fold func(string) string) error {
	for i, n := range from {
		if n.TargetOnly {
			continue
		}
		// The first name is translated by the first name. Another is by its own
		// counterpart where the row has it (流感 by 流感, and not by the long name).
		target, converted := to[0].Text, convert(n.Text)
		if i > 0 {
			if slices.ContainsFunc(to, func(m Name) bool { return m.Text == converted && !m.ScriptOnly }) {
				target = converted
			}
		}
		mark := MarkTerm
		switch {
		case n.WholeOnly:
			mark = MarkWhole
		case n.ScriptOnly && target == converted && target != n.Text:
			mark = MarkForeign
		}
		if err := b.add(fold(n.Text), target+"\t"+row.Preferred()+"\t"+mark, row.Line); err != nil {
			return err
		}
	}
	return nil
}

// A Word is a word of which only the script is converted.
type Word struct{ Hans, Hant string }

// A Caution warns of a name that means something else on the other side, or
// more than one thing.
type Caution struct {
	Region  string // whose name it is: CN, HK, or EN
	Name    string // "~" before it: only if it is the whole name
	Caution string
}

// CompileAll compiles rows, words and cautions into one table.
func CompileAll(rows []Row, words []Word, cautions []Caution, s Scripts) (*Table, error) {
	t, err := compile(rows, s)
	if err != nil {
		return nil, err
	}
	for i, w := range words {
		key := s.FoldHans(w.Hans)
		if _, ok := t.hans.entries[key]; ok {
			return nil, fmt.Errorf("override %s is a term", w.Hans)
		}
		if err := t.hans.add(key, w.Hant+"\t\t"+MarkScript, i+2); err != nil {
			return nil, fmt.Errorf("overrides: %w", err)
		}
		if utf8.RuneCountInString(w.Hant) == 1 {
			continue
		}
		// Of words that are written alike, the first is the one to go back to.
		key = s.FoldHant(w.Hant)
		if _, ok := t.hant.entries[key]; !ok {
			t.hant.entries[key] = w.Hans + "\t\t" + MarkScript
		}
	}
	for i, c := range cautions {
		var b *builder
		var fold, convert func(string) string
		switch c.Region {
		case "HK":
			b, fold, convert = &t.hant, s.FoldHant, s.ToHans
		case "CN":
			b, fold, convert = &t.hans, s.FoldHans, s.ToHant
		case "EN":
			if err := t.english.add(Spell(c.Name), "\t\t"+c.Caution+"\t"+MarkWarning, i+2); err != nil {
				return nil, fmt.Errorf("cautions: %w", err)
			}
			continue
		default:
			return nil, fmt.Errorf("cautions: region %q", c.Region)
		}
		name, mark := c.Name, MarkCaution
		if rest, ok := strings.CutPrefix(name, "~"); ok {
			name, mark = rest, MarkWarning
		}
		if err := b.add(fold(name), convert(name)+"\t"+c.Caution+"\t"+mark, i+2); err != nil {
			return nil, fmt.Errorf("cautions: %w", err)
		}
	}
	return t.table()
}

// Lower returns s with the capitals of ASCII in lower case.
func Lower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}, s)
}
