package load

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/crossbay/crossbay/codes"
)

// Options say what a file does not say of itself, and how large it may be. Nil
// and the zero value are the defaults.
type Options struct {
	// Name is the file's name, for errors.
	Name string

	// System is the code system of a table, Source and Target those of a map,
	// where neither the file nor its format says: a CSV may not.
	System, Source, Target codes.System
	// Override puts them, where stated, also in the place of what a format says
	// by convention (an ICD-9-CM title file is [codes.ICD9CM], a 医保版
	// dictionary edition 2.0). What a file states in so many words
	// (CodeSystem.url, a column "system") stays.
	Override bool

	// URL and Version are the canonical URI and the edition of a map, for
	// [codes.Match]. A ConceptMap states its own. For other files a year in
	// the file's name ("2018_I9gem.txt", "icd10cm_order_2018.txt") is the
	// edition where Version states none.
	URL, Version string

	// Equivalence is that of rows of a CSV that state none. The default is
	// [codes.RelatedTo], which asserts least.
	Equivalence codes.Equivalence

	// Language is that of names in a CSV column that does not say: "en",
	// "zh-Hans-CN" or "zh-Hant-HK". By default names with a Chinese character
	// in a column are taken for zh-Hans-CN, and a column without any for en.
	Language string

	// Categories keeps the rows of a 医保版 dictionary that only head a group
	// of codes (A00, A00.0). They are checked in any case.
	Categories bool

	// Vocabularies gives OMOP vocabulary ids a code system. An id that is
	// neither here nor known to the package is passed over.
	Vocabularies map[string]codes.System

	// MaxBytes limits what is read. The default is 4 GiB; 256 MiB for the
	// formats that are held in memory while they are read (JSON, XML, XLSX).
	MaxBytes int64
	// MaxRows limits the rows that are kept. The default is 5,000,000. Whatever
	// it is, no more than 512 MiB of codes and names are.
	MaxRows int
	// MaxField limits one code, name or comment, in bytes. The default is
	// 8,192; no more than 65,535.
	MaxField int

	// Workbook reads the rows of an XLSX file. It is xlsx.Rows of package
	// codes/load/xlsx; left nil, a workbook is refused, and a program that
	// needs none does not link it.
	Workbook func(r io.Reader, o *Options) iter.Seq2[Row, error]

	kept int // bytes of text that the load of now holds

	_ struct{}
}

// A Row is one row of a sheet, with its 1-based line.
type Row struct {
	Line   int
	Fields []string
}

// What errors.Is finds in an [*Error].
var (
	// ErrSystem: the file does not say which code system it holds, and neither
	// do the Options.
	ErrSystem = errors.New("code system not stated")
	// ErrFormat: no format of this package is like the file.
	ErrFormat = errors.New("format not recognised")
	// ErrLimit: the file is larger than the Options allow.
	ErrLimit = errors.New("limit exceeded")
)

// An Error says why a file was not loaded.
type Error struct {
	File string
	// Line and Column are 1-based; Column counts bytes. Zero: not known.
	Line, Column int
	// Reason may name codes of the file. It never quotes a longer text.
	Reason string
	// Err is ErrSystem, ErrFormat, ErrLimit, what the reader returned, or nil.
	Err error
}

func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File)
		b.WriteByte(':')
	}
	if e.Line > 0 {
		b.WriteString(strconv.Itoa(e.Line))
		b.WriteByte(':')
		if e.Column > 0 {
			b.WriteString(strconv.Itoa(e.Column))
			b.WriteByte(':')
		}
	}
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	b.WriteString(e.Reason)
	return b.String()
}

// Unwrap returns e.Err.
func (e *Error) Unwrap() error { return e.Err }

const (
	defaultBytes  = 4 << 30
	defaultMemory = 256 << 20
	defaultRows   = 5_000_000
	defaultField  = 8192
	maxText       = 512 << 20 // of what is kept of one file: a small file can say much (XLSX, ClaML)
	maxDepth      = 64        // of JSON and XML
)

// clean returns a copy of o in which every limit is set.
func (o *Options) clean() *Options {
	c := Options{}
	if o != nil {
		c = *o
	}
	c.kept = 0
	if c.MaxRows <= 0 {
		c.MaxRows = defaultRows
	}
	if c.MaxField <= 0 {
		c.MaxField = defaultField
	}
	c.MaxRows = min(c.MaxRows, math.MaxInt32-1)
	c.MaxField = min(c.MaxField, math.MaxUint16)
	if !c.Equivalence.Valid() {
		c.Equivalence = codes.RelatedTo
	}
	return &c
}

// fail returns an Error at a line and a column.
func (o *Options) fail(line, column int, format string, args ...any) *Error {
	return &Error{File: o.Name, Line: line, Column: column, Reason: fmt.Sprintf(format, args...)}
}

// caused is fail with a cause that errors.Is finds.
func (o *Options) caused(err error, line int, format string, args ...any) *Error {
	e := o.fail(line, 0, format, args...)
	e.Err = err
	return e
}

// choose returns the system that the options state, or the one that the format
// has by convention.
func (o *Options) choose(stated, convention codes.System) codes.System {
	if convention.IsZero() || o.Override && !stated.IsZero() {
		return stated
	}
	return convention
}

// quote prints a code for an error: short, on one line, in ASCII quotes.
func quote(code string) string {
	const most = 32
	if len(code) > most {
		n := most
		for n > 0 && !utf8.RuneStart(code[n]) {
			n--
		}
		return strconv.Quote(code[:n]) + "…"
	}
	return strconv.Quote(code)
}

// checkCode says what is wrong with a code, or "". It is what FHIR calls a
// code: not empty, no space at either end, no control character.
func checkCode(code string) string {
	switch {
	case code == "":
		return "a code is empty"
	case strings.TrimSpace(code) != code:
		return "a code has white space around it"
	}
	return checkText(code)
}

// checkText says what is wrong with a name or a comment, or "".
func checkText(s string) string {
	if !utf8.ValidString(s) {
		return "not UTF-8; convert the file first (GB18030 and Big5 are common)"
	}
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' && s[i] != '\t' && s[i] != '\n' && s[i] != '\r' || s[i] == 0x7f {
			return "a control character"
		}
	}
	return ""
}

// han reports whether s has a Chinese character.
func han(s string) bool {
	for _, r := range s {
		if r >= 0x3400 && r <= 0x9fff || r >= 0xf900 && r <= 0xfaff || r >= 0x20000 && r <= 0x3ffff {
			return true
		}
	}
	return false
}

var yearInName = regexp.MustCompile(`(?:^|[_-])((?:19|20)[0-9]{2})(?:[_.-]|$)`)

// edition is the Options' Version, or the year in the file's name.
func (o *Options) edition() string {
	if o.Version != "" {
		return o.Version
	}
	name := o.Name[strings.LastIndexAny(o.Name, `/\`)+1:]
	if m := yearInName.FindStringSubmatch(name); m != nil {
		return m[1]
	}
	return ""
}

// in returns the edition of a system whose editions differ year by year.
func (o *Options) in(s codes.System, version string) codes.System {
	if s.Version == "" && (s.URI == codes.ICD10CM.URI || s.URI == ICD10PCS.URI) {
		s.Version = version
	}
	return s
}
