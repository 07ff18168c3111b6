package load

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/crossbay/crossbay/examples/internal/durable"
	"github.com/crossbay/crossbay/examples/internal/overwrite"
)

const (
	grace    = 30 * time.Second // that requests under way have when the run is interrupted
	progress = 30 * time.Second // between two lines of progress
)

// A tally counts what became of lines and resources.
type tally struct {
	Lines   int `json:"lines"`
	Refused int `json:"refused"`
	Created int `json:"created"`
	Updated int `json:"updated"` // or as they were
	Deleted int `json:"deleted"`
	Kept    int `json:"kept"`
	Again   int `json:"again"`
}

func (t tally) String() string {
	return fmt.Sprintf("%d lines, %d loaded, %d refused; resources: %d created, %d updated or as they were, %d deleted; %d Patients left as the server has them; %d further tries",
		t.Lines, t.Lines-t.Refused, t.Refused, t.Created, t.Updated, t.Deleted, t.Kept, t.Again)
}

// A state says of which run it is, and how far that has come: positions, counts and
// checksums alone.
type state struct {
	Run     string   `json:"run"`    // the server, and what the result depends on
	Inputs  []string `json:"inputs"` // in their order
	Input   int      `json:"input"`  // inputs that are done
	Line    int      `json:"line"`   // of the next, all to it are done
	Leading bool     `json:"leading"`
	Counts  tally    `json:"counts"` // of all
	Issues  int64    `json:"issues"` // bytes
	Rejects int64    `json:"rejects"`
}

// A load is a run.
type load struct {
	*command
	sender  *sender
	state   state
	saved   time.Time
	issued  *sink
	refused *sink
	kinds   map[string]*kind // of findings
}

// A kind counts findings of one kind.
type kind struct {
	text, first string
	count       int
}

// load runs the command.
func (c *command) load(ctx context.Context, getenv func(string) string) (total tally, err error) {
	if err := c.checkFiles(); err != nil {
		return total, err
	}
	credentials, err := c.credentials.read(getenv)
	if err != nil {
		return total, err
	}
	server, err := newServer(c.base, c.plain, c.limits.timeout, credentials)
	if err != nil {
		return total, err
	}
	hard, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	context.AfterFunc(ctx, func() { time.AfterFunc(grace, cut) })
	l := &load{command: c, kinds: map[string]*kind{}, saved: time.Now(), sender: &sender{
		server: server, tries: c.limits.tries, guard: !c.overwrite, words: newWords(), hard: hard, sleep: c.sleep,
	}}
	claim, err := l.takeUp()
	if err != nil {
		return total, err
	}
	if claim != nil {
		defer durable.Release(claim)
	}
	if err := server.check(ctx); err != nil {
		return total, err
	}
	defer l.close()
	if err := l.open(); err != nil {
		return total, err
	}
	err = l.files(ctx)
	return l.state.Counts, l.end(err)
}

// checkFiles refuses outputs that would replace what is read, or each other.
func (c *command) checkFiles() error {
	reads := []overwrite.File{
		{As: "-token-file", Name: c.credentials.token},
		{As: "-basic-file", Name: c.credentials.basic},
		{As: "-client-certificate", Name: c.credentials.certificate},
		{As: "-client-key", Name: c.credentials.key},
		{As: "-ca", Name: c.credentials.authorities},
	}
	for _, name := range c.inputs {
		if name == standard {
			reads = append(reads, overwrite.File{Stream: c.stdin})
		} else {
			reads = append(reads, overwrite.File{Name: name})
		}
	}
	var writes []overwrite.File
	for as, name := range map[string]string{"-issues": c.issues, "-rejects": c.rejects} {
		if name != "" {
			writes = append(writes, overwrite.File{As: as, Name: name}, overwrite.File{As: as, Name: partialName(name)})
		}
	}
	if c.resume != "" {
		for _, name := range []string{c.resume, durable.PartialOf(c.resume), c.resume + ".lock"} {
			writes = append(writes, overwrite.File{As: "-resume", Name: name})
		}
	}
	return overwrite.Check(reads, writes)
}

// takeUp finds how far an interrupted run has come.
func (l *load) takeUp() (claim *os.File, err error) {
	l.state.Leading = true
	if l.resume == "" {
		return nil, nil
	}
	start := state{Leading: true}
	start.Run = identity(l.sender.server.base, l.overwrite)
	for _, name := range l.inputs {
		sum, err := checksum(name)
		if err != nil {
			return nil, err
		}
		start.Inputs = append(start.Inputs, sum)
	}
	if claim, err = durable.Claim(l.resume + ".lock"); err != nil {
		return nil, fmt.Errorf("-resume: %w", err)
	}
	defer func() {
		if err != nil {
			durable.Release(claim)
			claim = nil
		}
	}()
	l.state = start
	text, err := os.ReadFile(l.resume)
	if errors.Is(err, fs.ErrNotExist) {
		return claim, nil
	}
	if err != nil {
		return claim, err
	}
	var kept state
	switch {
	case json.Unmarshal(text, &kept) != nil || kept.Input > len(kept.Inputs):
		err = fmt.Errorf("-resume: %s cannot be read; remove it to start anew", l.resume)
	case kept.Run != start.Run:
		err = fmt.Errorf("-resume: -base or -patients has changed since the run that %s keeps; remove it to start anew", l.resume)
	case !slices.Equal(kept.Inputs, start.Inputs):
		err = fmt.Errorf("-resume: the inputs have changed since the run that %s keeps; remove it to start anew", l.resume)
	}
	if err == nil {
		l.state = kept
	}
	return claim, err
}

// identity is a checksum of what a run does with its inputs.
func identity(base string, overwrite bool) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %t", base, overwrite))
	return hex.EncodeToString(sum[:])
}

// checksum returns the size of a file and its SHA-256.
func checksum(name string) (string, error) {
	file, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return "", fmt.Errorf("%s: no file, and -resume needs one", name)
	}
	h := sha256.New()
	n, err := io.Copy(h, file)
	if err != nil {
		return "", fmt.Errorf("%s: the file cannot be read", name)
	}
	return fmt.Sprintf("%d-%x", n, h.Sum(nil)), nil
}

func (l *load) open() (err error) {
	complete := l.state.Input == len(l.inputs)
	if l.issued, err = openSink(l.issues, l.state.Issues, complete); err != nil {
		return err
	}
	if err := l.issued.findings(l.count); err != nil {
		return err
	}
	l.refused, err = openSink(l.rejects, l.state.Rejects, complete)
	return err
}

func (l *load) close() {
	l.issued.close()
	l.refused.close()
}

// files loads one file after the other.
func (l *load) files(ctx context.Context) error {
	for _, name := range l.inputs[l.state.Input:] {
		before := l.state.Counts
		began := time.Now()
		if err := l.file(ctx, name); err != nil {
			return err
		}
		l.state.Input, l.state.Line, l.state.Leading = l.state.Input+1, 0, true
		if err := l.save(true); err != nil {
			return err
		}
		l.say("%s: %s (%s)", name, l.state.Counts.less(before), time.Since(began).Round(time.Millisecond))
	}
	return nil
}

func (t tally) less(o tally) tally {
	return tally{t.Lines - o.Lines, t.Refused - o.Refused, t.Created - o.Created, t.Updated - o.Updated, t.Deleted - o.Deleted, t.Kept - o.Kept, t.Again - o.Again}
}

// file loads a file from where the run has come to.
func (l *load) file(ctx context.Context, name string) error {
	in, err := openLines(name, l.stdin)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	defer in.close()
	if err := in.skip(l.state.Line); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	said, from := time.Now(), l.state.Counts.Lines
	o := &order{clients: l.clients, leading: l.state.Leading, deliver: l.sender.deliver}
	o.done = func(p *parcel, r *result, leading bool) error {
		l.state.Line, l.state.Leading = p.line, leading
		if err := l.record(name, p, r); err != nil {
			return err
		}
		if time.Since(said) >= progress {
			said = time.Now()
			l.say("%s: line %d, %d lines done, %d refused so far", name, p.line, l.state.Counts.Lines-from, l.state.Counts.Refused)
		}
		return l.save(false)
	}
	return o.run(ctx, func() (*parcel, error) {
		text, err := in.next()
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		return newParcel(in.number, text, l.sender.guard), nil
	})
}

// record writes what became of a line.
func (l *load) record(name string, p *parcel, r *result) error {
	t := &l.state.Counts
	t.Lines++
	t.Created, t.Updated, t.Deleted = t.Created+r.created, t.Updated+r.updated, t.Deleted+r.deleted
	t.Kept, t.Again = t.Kept+r.kept, t.Again+r.again
	findings := r.notes
	if r.refused != nil {
		t.Refused++
		findings = []finding{*r.refused}
		if err := l.refused.line(p.text); err != nil {
			return err
		}
	}
	for _, f := range findings {
		f.File, f.Severity = name, "warning"
		if f.isRefusal() {
			f.Severity = "error"
		}
		if err := l.issued.finding(&f); err != nil {
			return err
		}
		l.count(&f)
	}
	return nil
}

// count counts a finding, for the summary.
func (l *load) count(f *finding) {
	text := f.kind()
	if l.kinds[text] == nil {
		l.kinds[text] = &kind{text: text, first: fmt.Sprintf("%s, line %d", f.File, f.Line)}
	}
	l.kinds[text].count++
}

// save makes durable what is written, and then the state that says how much that
// is, where it is time or must be.
func (l *load) save(must bool) error {
	if l.resume == "" || !must && time.Since(l.saved) < l.checkpoint {
		return nil
	}
	if err := errors.Join(l.issued.sync(), l.refused.sync()); err != nil {
		return err
	}
	l.state.Issues, l.state.Rejects = l.issued.size, l.refused.size
	text, err := json.Marshal(&l.state)
	if err != nil {
		return err
	}
	l.saved = time.Now()
	return durable.Replace(l.resume, append(text, '\n'))
}

// end ends the run, whole or not.
func (l *load) end(err error) error {
	if err != nil && l.resume != "" {
		if saved := l.save(true); saved != nil {
			return saved
		}
		l.summary()
		if errors.Is(err, context.Canceled) {
			return errors.New("interrupted; the same command goes on from here")
		}
		return fmt.Errorf("%w; the same command goes on from here", err)
	}
	// What was refused is known also of a run that was not completed.
	if published := errors.Join(l.refused.publish(), l.issued.publish()); published != nil {
		return published
	}
	l.summary()
	if errors.Is(err, context.Canceled) {
		return errors.New("interrupted; what was loaded is on the server, and to load it again changes nothing")
	}
	if err != nil {
		return err
	}
	if l.resume != "" {
		return durable.Remove(l.resume)
	}
	return nil
}

// summary says what became of the run.
func (l *load) summary() {
	l.say("total: %s", l.state.Counts)
	kinds := slices.SortedFunc(maps.Values(l.kinds), func(a, b *kind) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.text, b.text))
	})
	for _, k := range kinds[:min(len(kinds), 10)] {
		l.say("  %d × %s, first at %s", k.count, k.text, k.first)
	}
	if l.state.Counts.Refused > 0 && (l.rejects == "" || l.issues == "") {
		l.say("use -rejects FILE and -issues FILE to get the lines that were refused, and why")
	}
}

func (l *load) say(format string, args ...any) {
	if !l.quiet {
		fmt.Fprintf(l.stderr, format+"\n", args...)
	}
}
