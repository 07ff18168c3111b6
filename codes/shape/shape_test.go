package shape_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/shape"
)

func TestShapesOfCodes(t *testing.T) {
	for _, c := range []struct {
		system codes.System
		codes  []string
	}{
		{codes.DiagnosisClinical, []string{"I21.900x001", "I10.x00", "I10.x00x002", "E11.900", "C22", "A01.000x005+J17.0*", "E11.400x024+G63.2*", "M81600/3", "8160/3", "J17.0*", "B37.600I39.8"}},
		{codes.DiagnosisInsurance, []string{"I21.900", "I10.x00"}},
		{codes.ICD10, []string{"I21.9", "I10", "K57.1"}},
		{codes.ICD10CM, []string{"S72.001A", "I10", "E11.9", "C4A.0", "O9A.21"}},
		{codes.ICD9CM, []string{"410.71", "401", "V58.11", "E885.9", "36.06", "47"}},
		{codes.System{URI: "http://loinc.org"}, []string{"18842-5", "2823-3", "883-9", "11535-2"}}, // with their check digits
		{codes.Morphology, []string{"8160/3"}},
		{codes.TCM1995, []string{"BNG010", "BNP050", "ZYVXF0", "ZBF030", "ZZGY30"}},
		{codes.TCM2021, []string{"A04", "A04.01.01", "A08.03.01.03", "B04.06.01.03.02", "A01.03."}},
		{codes.System{URI: "https://example.org/codes"}, []string{"K1", "GLU2"}},
		{codes.ProcedureClinical, []string{"36.0600", "36.0600x001", "01.6x00", "03.1x00x001", "17.912A0", "36.06"}},
	} {
		for _, code := range c.codes {
			assert.True(t, shape.Fits(c.system, code), "%s of %s", code, c.system)
		}
	}
}

// No code of one edition of GB/T 15657 has the shape of one of the other, and none of
// 1995 that of the ICD: a column with codes of either needs nobody to say which.
func TestEditionsOfChineseMedicineHaveNoShapeInCommon(t *testing.T) {
	for _, code := range []string{"BNG010", "ZYVXF0", "ZBF030"} {
		for _, s := range codes.Systems() {
			assert.Equal(t, s.System == codes.TCM1995, shape.Fits(s.System, code), "%s of %s", code, s.Name)
		}
	}
	for _, code := range []string{"A04.01.01", "B04.06.01.03.02", "A01.03."} {
		for _, s := range codes.Systems() {
			assert.Equal(t, s.System == codes.TCM2021, shape.Fits(s.System, code), "%s of %s", code, s.Name)
		}
	}
	assert.False(t, shape.Fits(codes.TCM2021, "J18.900"))
	assert.False(t, shape.Fits(codes.TCM1995, "I10"))
}

// What people type into a column for codes is not shown, even where it could
// stand as a code of FHIR.
func TestWhatIsNoCodeHasNoShape(t *testing.T) {
	for _, text := range []string{
		"", "110105198001020011", "11010519800102001X", "13800000101", "A123456(7)", "A1234567", "C668668(9)", "E12345678",
		"00990001", "2022-03-05", "2022/3/5", "1980/1", "20220305", "CANARY1", "Ward7", "Bed12", "急性心肌梗死1", "I21.9 MI", "I21.9;E11.9", "I21.9\nChan1",
		"41071", "I219",
	} {
		for _, s := range codes.Systems() {
			assert.False(t, shape.Fits(s.System, text), "%q of %s", text, s.Name)
		}
	}
	assert.False(t, shape.Fits(codes.System{URI: "https://example.org/codes"}, "I21.9"), "of a system that is not known")
}

// The numbers of people as their issuers write them: resident numbers of GB 11643,
// of 18 and of 15 digits; identity cards of Hong Kong, of Macao and of Taiwan, with
// and without the check digit and its brackets; permits and passports; telephones of
// the three numbering plans; dates; keys of hospital systems.
var forms = []string{
	"##################", "#################X", "###############", "@######", "@@######", "@#######", "@######(#)", "@######A", "@@######(#)",
	"########", "#######(#)", "#/######/#", "@#########", "H########", "M########", "C########", "E########", "@########", "@@#######", "CA#######", "MA#######",
	"2#######", "####-####", "#### ####", "+852########", "6#######", "1##########", "0##-########", "(0##)########", "#######",
	"19######", "19##-##-##", "19##/##/##", "##/##/19##", "19##.##.##", "19##年#月#日", "HN########@", "AE########@", "P######", "D####", "##########", "######",
}

func TestNoNumberOfAPersonHasAShape(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	systems := append(shape.Systems(nil), codes.System{URI: "https://example.org/codes"}, codes.System{})
	for _, form := range forms {
		for range 300 {
			var b strings.Builder
			for _, c := range form {
				switch c {
				case '#':
					fmt.Fprint(&b, random.IntN(10))
				case '@':
					b.WriteByte(byte('A' + random.IntN(26)))
				default:
					b.WriteRune(c)
				}
			}
			for _, s := range systems {
				assert.False(t, shape.Fits(s, b.String()), "%s of %s", b.String(), s)
			}
		}
	}
}

// A code that a table has is a code, whatever it is written like.
func TestPrintable(t *testing.T) {
	local := codes.System{URI: "https://example.org/codes"}
	registry := codes.NewRegistry([]codes.Table{table{local, "91234567"}}, nil)
	assert.True(t, shape.Printable(registry, local, "91234567"))
	assert.False(t, shape.Printable(registry, local, "91234568"))
	assert.False(t, shape.Printable(nil, local, "91234567"))
	assert.True(t, shape.Printable(nil, codes.ICD10, "I21.9"))
}

func TestNamed(t *testing.T) {
	local := codes.System{URI: "https://example.org/codes", Version: "3"}
	list := shape.Systems(codes.NewRegistry([]codes.Table{table{local, "1"}}, nil))
	assert.Equal(t, local, shape.Named(list, local))
	assert.Equal(t, codes.System{URI: local.URI}, shape.Named(list, codes.System{URI: local.URI, Version: "A123456"}))
	assert.Zero(t, shape.Named(list, codes.System{URI: "https://example.org/A123456"}))
	assert.Equal(t, codes.DiagnosisClinical, shape.Named(shape.Systems(nil), codes.DiagnosisClinical))
}

type table struct {
	system codes.System
	code   string
}

func (t table) System() codes.System { return t.system }

func (t table) Lookup(code string) (codes.Concept, bool) {
	return codes.Concept{System: t.system, Code: t.code}, code == t.code
}
