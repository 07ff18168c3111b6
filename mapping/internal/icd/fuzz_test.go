package icd

import (
	"testing"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/stretchr/testify/require"
)

// What a cell of codes is read as reads the same again.
func FuzzDiagnosisCell(f *testing.F) {
	for _, seed := range []string{
		"A00.000", "A00.000x001", "A33.x00", "A35.x00x001", "A01.000x005+J17.0*", "A01.002+G01*", "B49.x01+G02.1*",
		"K74.300x011+I98.2", "B37.600I39.8", "C22.101M81600/3", "D24.x01M85060/0", "E88.902+M90.803*", "T66.x02H47.5",
		"M80100/3", "8010/3", "i10.X00X002；e78.5", "Ｊ４５．９００", "A08.03.01.03", "待编码", "G63.2*", "A17.0+",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cell, ok := ParseDiagnosisCell(text, codes.DiagnosisClinical)
		checkCell(t, cell, ok)
		if !ok {
			return
		}
		again, ok := ParseDiagnosisCell(cell.Canonical, codes.DiagnosisClinical)
		require.True(t, ok)
		require.Equal(t, cell.Codes, again.Codes)
		require.Equal(t, cell.Canonical, again.Canonical)
		for _, c := range cell.Codes {
			for _, part := range Stems(c.Code) {
				if stem, ok := codes.Stem(part); ok {
					require.Contains(t, []int{3, 5}, len(stem))
				}
			}
		}
	})
}

func FuzzProcedureCell(f *testing.F) {
	for _, seed := range []string{
		"00.0100", "00.0200x001", "01.6x00", "03.1x00x001", "86.700x0013", "66.69x001", "17.91110", "17.912A0", "0.01", "36.06；88.5600", "31.1X00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cell, ok := ParseProcedureCell(text, codes.ProcedureClinical)
		checkCell(t, cell, ok)
		if !ok {
			return
		}
		again, ok := ParseProcedureCell(cell.Canonical, codes.ProcedureClinical)
		require.True(t, ok)
		require.Equal(t, cell.Codes, again.Codes)
	})
}

// checkCell checks that codes are what FHIR's code can hold.
func checkCell(t *testing.T, cell Cell, ok bool) {
	t.Helper()
	if !ok {
		require.Empty(t, cell.Codes)
		return
	}
	require.NotEmpty(t, cell.Codes)
	for _, c := range cell.Codes {
		require.NotEmpty(t, c.Code)
		for i := range len(c.Code) {
			require.True(t, c.Code[i] > ' ' && c.Code[i] <= '~', "%q", c.Code)
		}
	}
}

// A code that is as its edition writes it is read as its cell would be.
func FuzzCanonicalCode(f *testing.F) {
	for _, seed := range []string{
		"I10.x00x002", "A01.000", "A01", "Z99.9X", "M80100/3", "36.0600", "36.0600x001", "01.6x00", "03.1x00x001", "17.912A0",
		"17.912X0", "17.912a0", "36", "36.0", "36.06 ", "i10", "A01.", "A01.0+", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if text != "" && CanonicalDisease(text) == len(text) {
			cell, ok := ParseDiagnosisCell(text, codes.DiagnosisClinical)
			require.True(t, ok)
			require.Equal(t, Cell{Codes: []frontsheet.Code{{System: codes.DiagnosisClinical, Code: text}}, Canonical: text}, cell)
		}
		if CanonicalProcedure(text) {
			cell, ok := ParseProcedureCell(text, codes.ProcedureClinical)
			require.True(t, ok)
			require.Equal(t, Cell{Codes: []frontsheet.Code{{System: codes.ProcedureClinical, Code: text}}, Canonical: text}, cell)
		}
	})
}
