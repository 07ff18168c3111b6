package load

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/crossbay/crossbay/examples/internal/durable"
)

// A finding is what is to be said of a line. It holds nothing of what stands in the
// line, and of the server's answer only words of R4.
type finding struct {
	File     string   `json:"file"`
	Line     int      `json:"line"`
	Severity string   `json:"severity"`
	Code     string   `json:"code"`
	Status   int      `json:"status,omitempty"` // of HTTP
	Detail   string   `json:"detail,omitempty"`
	Reasons  []reason `json:"reasons,omitempty"` // of the server's OperationOutcome
}

// The codes of findings. The first four are of lines that were not loaded.
const (
	codeRefused       = "refused"
	codeNoAnswer      = "no-answer"             // the connection breaks for this line, and not for others
	codeNotUnderstood = "answer-not-understood" // what the server answers is not FHIR
	codeNotLoadable   = "not-loadable"          // it was not sent
	codeKept          = "patient-kept"          // the server's Patient stays
	codeRevived       = "patient-revived"       // a Patient that was deleted on the server is there again
)

func (f *finding) isRefusal() bool { return f.Code != codeKept && f.Code != codeRevived }

// kind is what findings of one kind have in common.
func (f *finding) kind() string {
	parts := []string{f.Code}
	if f.Status != 0 {
		parts = append(parts, fmt.Sprint(f.Status))
	}
	if f.Detail != "" {
		parts = append(parts, f.Detail)
	}
	if len(f.Reasons) > 0 {
		r := f.Reasons[0]
		parts = append(parts, strings.TrimSpace(r.Code+" "+number.ReplaceAllString(r.Expression, "[]")))
	}
	return strings.Join(parts, " ")
}

// A sink is a file of a run that goes on growing: it is written beside its place,
// and gets its name at the end. One of which the name is "" takes nothing.
type sink struct {
	name   string
	file   *os.File
	writer *bufio.Writer
	size   int64
}

// openSink opens a file, mode 0600, with the first size bytes of what a run that
// was interrupted has left. Of one that was complete, it may have its name already.
func openSink(name string, size int64, complete bool) (*sink, error) {
	if name == "" {
		return &sink{}, nil
	}
	flags := os.O_RDWR
	if size == 0 {
		flags |= os.O_CREATE
	}
	file, err := os.OpenFile(partialName(name), flags, 0o600)
	if complete && errors.Is(err, fs.ErrNotExist) {
		return &sink{}, nil
	}
	if err != nil {
		return nil, err
	}
	if err := durable.Keep(file, size); err != nil {
		file.Close()
		return nil, fmt.Errorf("%s: %w", file.Name(), err)
	}
	return &sink{name, file, bufio.NewWriter(file), size}, nil
}

// partialName is the name of a file that is not whole.
func partialName(name string) string {
	return filepath.Join(filepath.Dir(name), "."+filepath.Base(name)+".partial")
}

func (s *sink) line(text []byte) error {
	if s.name == "" {
		return nil
	}
	s.size += int64(len(text)) + 1
	if _, err := s.writer.Write(text); err != nil {
		return err
	}
	return s.writer.WriteByte('\n')
}

// sync makes durable what was written.
func (s *sink) sync() error {
	if s.name == "" {
		return nil
	}
	if err := s.writer.Flush(); err != nil {
		return err
	}
	return s.file.Sync()
}

// publish gives the file its name.
func (s *sink) publish() error {
	if s.name == "" {
		return nil
	}
	if err := s.sync(); err != nil {
		return err
	}
	if err := s.file.Close(); err != nil {
		return err
	}
	if err := os.Rename(s.file.Name(), s.name); err != nil {
		return err
	}
	return durable.SyncFolder(filepath.Dir(s.name))
}

// finding writes a finding.
func (s *sink) finding(f *finding) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(f); err != nil {
		return err
	}
	return s.line(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

// findings gives those that a run which was interrupted has written.
func (s *sink) findings(each func(*finding)) error {
	if s.size == 0 {
		return nil
	}
	d := json.NewDecoder(io.NewSectionReader(s.file, 0, s.size))
	for {
		var f finding
		err := d.Decode(&f)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s is not as the interrupted run left it", s.file.Name())
		}
		each(&f)
	}
}

// close releases the file, of which what was written stays for a later run.
func (s *sink) close() {
	if s != nil && s.file != nil {
		s.file.Close()
	}
}
