// Package durable writes the files by which a run that was interrupted can be
// taken up: what it says is written stays written, whatever stops the process.
package durable

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// Claim opens the file of that name, which is empty, for this process alone. It
// fails where another process has it. Release gives it up.
func Claim(name string) (*os.File, error) {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := Lock(file); err != nil {
		file.Close()
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	// A process that ended in between has removed the file that was opened.
	opened, err := file.Stat()
	if there, e := os.Stat(name); err != nil || e != nil || !os.SameFile(opened, there) {
		file.Close()
		return nil, fmt.Errorf("%s: another process had the file", name)
	}
	return file, nil
}

// Release gives up a file that was claimed, and removes it.
func Release(claim *os.File) {
	err := os.Remove(claim.Name())
	claim.Close()
	if err != nil { // a system that does not remove open files
		os.Remove(claim.Name())
	}
}

// PartialOf is the name under which [Replace] writes before it renames.
func PartialOf(name string) string { return name + ".partial" }

// Replace writes a file, mode 0600, in place of the one of that name: after a
// crash there is the old one or the new.
func Replace(name string, text []byte) error {
	file, err := os.OpenFile(PartialOf(name), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := file.Write(text); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), name); err != nil {
		return err
	}
	return SyncFolder(filepath.Dir(name))
}

// Remove removes a file, which may be gone, for good.
func Remove(name string) error {
	err := os.Remove(name)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return SyncFolder(filepath.Dir(name))
}

// Keep cuts a file, which no other process may have, to its first size bytes, and
// goes to its end.
func Keep(file *os.File, size int64) error {
	if err := Lock(file); err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if info.Size() < size {
		return errors.New("the file is shorter than the interrupted run left it")
	}
	if err := file.Truncate(size); err != nil {
		return err
	}
	_, err = file.Seek(size, io.SeekStart)
	return err
}

// SyncFolder makes durable which files a folder has, where the system can.
func SyncFolder(name string) error {
	if runtime.GOOS == "windows" {
		return nil // a folder cannot be opened
	}
	folder, err := os.Open(name)
	if err != nil {
		return err
	}
	defer folder.Close()
	if err := folder.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}
