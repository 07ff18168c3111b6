package icd

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

func codesOf(list []frontsheet.Code) []string {
	var texts []string
	for _, c := range list {
		texts = append(texts, c.Code)
	}
	return texts
}

// A dual code is written with a dagger and an asterisk (ICD-10 volume 2, 3.1.3), for
// which the national table of diagnoses has + and *: A01.000x005+J17.0*. Files have
// other signs in their place, both signs, none between, or the parts in two.
func TestDualCodes(t *testing.T) {
	for text, want := range map[string][]string{
		"M05.102+J99.0*":        {"M05.102+J99.0*"},
		"M05.102†J99.0*":        {"M05.102+J99.0*"},
		"M05.102†+J99.0*":       {"M05.102+J99.0*"},
		"M05.102++J99.0**":      {"M05.102+J99.0*"},
		"M05.102＋J99.0＊":        {"M05.102+J99.0*"},
		"M05.102† J99.0☆":       {"M05.102+J99.0*"},
		"M05.102 † + J99.0 *":   {"M05.102+J99.0*"},
		"M05.102(†)J99.0(*)":    {"M05.102+J99.0*"},
		"M05.102（＋）J99.0（＊）":    {"M05.102+J99.0*"},
		"M05.102†/J99.0*":       {"M05.102+J99.0*"},
		"M05.102†&J99.0*":       {"M05.102+J99.0*"},
		"M05.102+;J99.0*":       {"M05.102+J99.0*"},
		"M05.102†，J99.0*":       {"M05.102+J99.0*"},
		"J99.0*M05.102+":        {"M05.102+J99.0*"},
		"J99.0*+M05.102†":       {"M05.102+J99.0*"},
		"M05.102+J99.0":         {"M05.102+J99.0"},
		"M05.102J99.0*":         {"M05.102J99.0*"},
		"A17.000+":              {"A17.000+"},
		"A17.000††":             {"A17.000+"},
		"G01☆":                  {"G01*"},
		"I10.x00;A01.002+;G01*": {"I10.x00", "A01.002+G01*"},
		"C22.101M81600/3":       {"C22.101", "M81600/3"},
		"C22.101+M81600/3":      {"C22.101", "M81600/3"},
		"G01*;J99.0*":           {"G01*", "J99.0*"},
	} {
		cell, ok := ParseDiagnosisCell(text, codes.DiagnosisClinical)
		require.True(t, ok, text)
		assert.Equal(t, want, codesOf(cell.Codes), text)
		again, _ := ParseDiagnosisCell(cell.Canonical, codes.DiagnosisClinical)
		assert.Equal(t, want, codesOf(again.Codes), text)
		assert.NotContains(t, cell.Canonical, "++", text)
	}
}

// The WHO's ICD-10 has a code for each part of a pair.
func TestSplitInternational(t *testing.T) {
	for text, want := range map[string][]string{
		"E10.4+ G63.2*":      {"E10.4+", "G63.2*"},
		"E10.4†+G63.2*":      {"E10.4+", "G63.2*"},
		"E10.4 † + G63.2 ☆":  {"E10.4+", "G63.2*"},
		"E10.4++G63.2**;I10": {"E10.4+", "G63.2*", "I10"},
		"E10.4†/G63.2*":      {"E10.4+", "G63.2*"},
		"I10, E78.5":         {"I10", "E78.5"},
		"":                   nil,
	} {
		assert.Equal(t, want, SplitInternational(text), text)
	}
}
