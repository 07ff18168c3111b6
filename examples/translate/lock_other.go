//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package main

import "os"

// lock grants every claim: here, nothing tells that another process has the file.
func lock(*os.File) error { return nil }
