package laboratory

import (
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// atoms are the standard atomic weights of IUPAC (2021, abridged).
var weights = map[string]float64{
	"H": 1.008, "Li": 6.94, "C": 12.011, "N": 14.007, "O": 15.999, "Na": 22.990, "Mg": 24.305, "P": 30.974, "S": 32.06, "Cl": 35.45, "K": 39.098, "Ca": 40.078,
	"Cr": 51.996, "Fe": 55.845, "Co": 58.933, "Cu": 63.546, "Zn": 65.38, "As": 74.922, "Cd": 112.41, "I": 126.90, "Hg": 200.59, "Pb": 207.2,
}

var formula = regexp.MustCompile(`([A-Z][a-z]?)([0-9]*)`)

// The molar masses, calculated anew from the formulas of what is measured. What a
// laboratory counts is not always the molecule: of phosphate it is phosphorus, of urea
// nitrogen the two atoms of nitrogen, of triglycerides triolein. The masses of proteins
// are those of the literature, and their conversions are no exact ones.
func TestMolarMasses(t *testing.T) {
	proteins := map[string]bool{
		"hgb": true, "b2mg": true, "u_b2mg": true, "alb": true, "cpep": true, "bnp": true, "ntprobnp": true, "trf": true, "ferr": true, "acth": true, "pth": true, "amh": true,
	}
	formulas := map[string]string{
		"na": "Na", "k": "K", "cl": "Cl", "urea": "CH4N2O", "bun": "N2", "crea": "C4H7N3O", "ua": "C5H4N4O3", "ca": "Ca", "phos": "P", "mg": "Mg", "tbil": "C33H36N4O6", "amm": "NH3",
		"glu": "C6H12O6", "chol": "C27H46O", "tg": "C57H104O6", "hcy": "C4H9NO2S", "bhb": "C4H8O3", "fe": "Fe", "b12": "C63H88CoN14O14P", "fol": "C19H19N7O6", "vitd": "C27H44O2",
		"cu": "Cu", "zn": "Zn", "pb": "Pb", "cr_ser": "Cr", "ft4": "C15H11I4NO4", "ft3": "C15H12I3NO4", "cort": "C21H30O5", "e2": "C18H24O2", "prog": "C21H30O2", "testo": "C19H28O2",
		"dheas": "C19H28O5S", "aldo": "C21H28O5", "lac": "C3H6O3", "digoxin": "C41H64O14", "valpro": "C8H16O2", "carba": "C15H12N2O", "pheny": "C15H12N2O2", "lithium": "Li",
		"vanco": "C66H75Cl2N9O24", "tacro": "C44H69NO12", "csa": "C62H111N11O12", "parac": "C8H9NO2", "etoh": "C2H6O",
		"phenob": "C12H12N2O3", "lamo": "C9H7Cl2N5", "leve": "C8H14N2O2", "mtx": "C20H22N8O5", "theo": "C7H8N4O2", "mpa": "C17H20O6", "hg": "Hg", "cd": "Cd", "as": "As",
	}
	masses := map[string]float64{}
	for key, text := range formulas {
		item := Default().Item(key)
		require.NotNil(t, item, key)
		require.NotNil(t, item.MolarMass, key)
		want := 0.0
		for _, m := range formula.FindAllStringSubmatch(text, -1) {
			n := 1
			if m[2] != "" {
				n, _ = strconv.Atoi(m[2])
			}
			require.NotZero(t, weights[m[1]], m[1])
			want += float64(n) * weights[m[1]]
		}
		got, _ := item.MolarMass.Float64()
		assert.InEpsilon(t, want, got, 1e-4, key)
		masses[item.MolarMass.FloatString(3)] = got
	}
	for key, item := range Default().items {
		if item.MolarMass != nil && !proteins[key] {
			assert.Contains(t, masses, item.MolarMass.FloatString(3), "%s has a molar mass that no formula here has", key)
		}
	}
}
