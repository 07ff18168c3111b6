package charset

// SubstituteIn returns what stands for a character that an encoding lacks: the
// mark that printers of Chinese set for a type they do not have, or where the
// encoding lacks that too, a square.
func SubstituteIn(encoding string) rune {
	if encoding == EncodingBig5 {
		return '□'
	}
	return '〓'
}
