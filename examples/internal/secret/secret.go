// Package secret reads keys and passwords from files that nobody else can read.
package secret

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
)

// Read reads a secret, less the line end that an editor leaves after it. A file
// that others than its owner can read or write is an error; on Windows, which has
// no such modes, none is.
func Read(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat() // of what is read, not of what had the name before
	if err != nil {
		return nil, err
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s: others can read it: set its mode to 0600", name)
	}
	text, err := io.ReadAll(file)
	if err != nil {
		return nil, err
	}
	return bytes.TrimRight(text, "\r\n"), nil
}
