package source

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/crossbay/crossbay/codes/load/filetype"
)

// The limits on archives, which may be made to fill a disk or the memory.
const (
	maxFiles     = 10_000 // of an archive
	maxExpansion = 500    // bytes out for each byte in

	maxWindow = 128 << 20 // of zstd, what its own program takes without being told to take more
)

var (
	errFolder  = errors.New("a folder; name its files, or a glob")
	errArchive = errors.New("the archive cannot be opened")
	errMember  = errors.New("a file of the archive cannot be opened")
	errLocked  = errors.New("the file of the archive is encrypted with a password: unpack it, and name the files in it")
	errChanged = errors.New("the archive has changed")
	errBomb    = LimitError(fmt.Sprintf("a file of the archive unpacks to more than %d times its size", maxExpansion))
	errMany    = LimitError(fmt.Sprintf("more than %d files in the archive", maxFiles))
)

// A File can be opened: it is one of the disk, one of an archive, or a stream.
type File struct {
	name    string
	archive string // its name, "" where the file is in none
	size    int64  // bytes, -1 where not known
	open    func() (io.ReadCloser, error)
	// beside returns the file of the same folder whose name has another end than
	// the extension, such as ".fpt", nil where there is none. It may be nil.
	beside func(end string) *File
}

// onDisk returns a file of the disk, which is called name.
func onDisk(name, at string, size int64) *File {
	return &File{name: name, size: size, open: func() (io.ReadCloser, error) { return os.Open(at) }, beside: func(end string) *File {
		stem, _ := split(at)
		for _, end := range []string{end, strings.ToUpper(end)} {
			if info, err := os.Stat(stem + end); err == nil && info.Mode().IsRegular() {
				return onDisk(stem+end, stem+end, info.Size())
			}
		}
		return nil
	}}
}

// besideOneAnother lets the files of an archive find one another.
func besideOneAnother(files []*File) []*File {
	for _, f := range files {
		f.beside = func(end string) *File {
			stem, _ := split(f.name)
			for _, other := range files {
				if strings.EqualFold(other.name, stem+end) {
					return other
				}
			}
			return nil
		}
	}
	return Independent(files)
}

// List returns the files that a name stands for, for programs that must know
// them before they read them, or pass over some: the file itself, or those of a
// zip archive. Nothing is left open. A pipe is not opened at all.
func List(name string) ([]*File, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, fault(name, errFolder)
	}
	whole := onDisk(name, name, info.Size())
	if !info.Mode().IsRegular() {
		whole.size = -1
		return []*File{whole}, nil
	}
	archive, err := zip.OpenReader(name)
	if errors.Is(err, zip.ErrFormat) {
		return []*File{whole}, nil
	}
	if err != nil {
		return nil, fault(name, errArchive)
	}
	defer archive.Close()
	if isDocument(&archive.Reader) {
		return []*File{whole}, nil
	}
	list, err := members(name, &archive.Reader, nil)
	if err != nil {
		return nil, err
	}
	files := make([]*File, 0, len(list))
	for i, file := range list {
		files = append(files, &File{
			name: within(name, called(file)), archive: name, size: -1,
			open: func() (io.ReadCloser, error) { return openMember(name, i, file.Name) },
		})
	}
	return besideOneAnother(files), nil
}

// Stream returns r as a file, which can be opened once. Closing what is opened
// does not close r.
func Stream(r io.Reader, name string) *File {
	return &File{name: name, size: -1, open: func() (io.ReadCloser, error) { return io.NopCloser(r), nil }}
}

// Held returns a file that can be opened again and again: the file itself, or where it is
// a stream or a pipe, which can be read once, one that holds what was read in memory.
func (f *File) Held() (*File, error) {
	if f.size >= 0 || f.archive != "" {
		return f, nil
	}
	in, err := f.open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	text, err := io.ReadAll(in)
	if err != nil {
		return nil, err
	}
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }
	return &File{name: f.name, size: int64(len(text)), open: open}, nil
}

// Name returns the name of the file, after that of its archive and a slash.
func (f *File) Name() string { return f.name }

// Archive returns the name of the archive that the file is in, "" where it is in
// none.
func (f *File) Archive() string { return f.archive }

// isDocument reports whether an archive is one file for those who made it: a
// workbook, or a document that is none.
func isDocument(archive *zip.Reader) bool {
	parts := map[string]bool{}
	workbook := false
	for _, file := range archive.File {
		name := strings.ReplaceAll(file.Name, `\`, "/")
		parts[name] = true
		workbook = workbook || strings.HasPrefix(strings.ToLower(name), "xl/")
	}
	return workbook || filetype.Zip(func(name string) bool { return parts[name] }) != nil
}

// passedOver reports whether a file of an archive is one that an operating system
// or a program left there, of which nobody knows who packed the folder: the notes
// of macOS, Windows and Synology on folders, and the locks of Office and LibreOffice
// on files that are open.
func passedOver(name string) bool {
	name = strings.ReplaceAll(name, `\`, "/")
	for folder := range strings.SplitSeq(path.Dir(name), "/") {
		switch folder {
		case "__MACOSX", ".Spotlight-V100", ".Trashes", ".fseventsd", ".TemporaryItems", "@eaDir", "$RECYCLE.BIN", "System Volume Information":
			return true
		}
	}
	base := path.Base(name)
	switch strings.ToLower(base) {
	case ".ds_store", ".localized", "icon\r", "thumbs.db", "ehthumbs.db", "desktop.ini", ".directory", ".volumeicon.icns":
		return true
	}
	return strings.HasPrefix(base, "._") || strings.HasPrefix(base, "~$") || strings.HasPrefix(base, ".~lock.")
}

// called returns the name of a file of an archive. One that is not in UTF-8 is of
// a Windows in Chinese.
func called(file *zip.File) string {
	if utf8.ValidString(file.Name) {
		return file.Name
	}
	name, err := simplifiedchinese.GB18030.NewDecoder().String(file.Name)
	if err != nil {
		return strings.ToValidUTF8(file.Name, "_")
	}
	return name
}

// members returns the files of an archive that are read; err is that of opening
// it.
func members(name string, archive *zip.Reader, err error) ([]*zip.File, error) {
	if err != nil {
		return nil, fault(name, errArchive)
	}
	var list []*zip.File
	for _, file := range archive.File {
		if file.FileInfo().IsDir() || passedOver(file.Name) {
			continue
		}
		if len(list) == maxFiles {
			return nil, fault(name, errMany)
		}
		// The sizes are those that the archive states, and more than these the
		// package zip does not unpack.
		if file.UncompressedSize64 > maxExpansion*(file.CompressedSize64+1024) {
			return nil, fault(name, errBomb)
		}
		list = append(list, file)
	}
	return list, nil
}

// member opens a file of an archive that is open.
func member(name string, file *zip.File) (io.ReadCloser, error) {
	if file.Flags&1 != 0 {
		return nil, fault(name, errLocked)
	}
	r, err := file.Open()
	if err != nil {
		return nil, fault(name, errMember)
	}
	return r, nil
}

// openMember opens the index-th of the members of an archive, once more.
func openMember(name string, index int, what string) (io.ReadCloser, error) {
	archive, err := zip.OpenReader(name)
	if err != nil {
		return nil, err
	}
	list, err := members(name, &archive.Reader, nil)
	if err == nil && (index >= len(list) || list[index].Name != what) {
		err = fault(name, errChanged)
	}
	if err != nil {
		archive.Close()
		return nil, err
	}
	file, err := member(within(name, called(list[index])), list[index])
	if err != nil {
		archive.Close()
		return nil, err
	}
	return &closers{file, []io.Closer{file, archive}}, nil
}

// closers is a reader with all that is to be closed after it.
type closers struct {
	io.Reader
	list []io.Closer
}

// Close closes all of them.
func (c *closers) Close() error {
	var errs []error
	for _, one := range c.list {
		errs = append(errs, one.Close())
	}
	return errors.Join(errs...)
}
