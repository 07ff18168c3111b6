package layouts

import (
	"io"
	"os"

	"github.com/crossbay/crossbay/mapping/results"
	"github.com/crossbay/crossbay/mapping/source"
)

// OfReports returns the layout of a file that holds reports of laboratories, "" for
// others, and for one that cannot be read: whoever reads it says why.
func OfReports(s *source.File) string {
	if isWorkbook(s) { // or an archive, none of which holds text
		return ""
	}
	in, err := s.Open()
	if err != nil {
		return ""
	}
	defer in.Close()
	start := make([]byte, 64<<10)
	n, _ := io.ReadFull(in, start)
	return results.Recognize(start[:n])
}

// isWorkbook reports whether a file of the disk is a workbook, which would be read whole
// to be looked at.
func isWorkbook(s *source.File) bool {
	file, err := os.Open(s.Name())
	if err != nil {
		return false
	}
	defer file.Close()
	var start [2]byte
	_, err = io.ReadFull(file, start[:])
	return err == nil && string(start[:]) == "PK"
}
