package registration_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/registration"
)

// The forms are those of official texts: 药品注册管理办法 of 2007 (article 171) and
// 2020 (article 123), 医疗器械注册与备案管理办法 of 2021 (article 116), and the
// Department of Health of Hong Kong, Registration of Medicines ("HK-, followed by a
// 5-digit number"). The numbers of products are printed on packs; the forms in which
// they are typed stand in tables of drugs that pharmacies and hospitals have published.
func TestNumbers(t *testing.T) {
	for _, test := range []struct{ text, kind, number string }{
		{"HK-02280", "hk-drug", "HK-02280"},
		{"hk-02280", "hk-drug", "HK-02280"},
		{"ＨＫ－０２２８０", "hk-drug", "HK-02280"},
		{"HK–02280", "hk-drug", "HK-02280"},
		{"国药准字H13022378", "cn-drug", "国药准字H13022378"},
		{"國藥準字Z44021980", "cn-drug", "国药准字Z44021980"},
		{"国药准字 H 1091 0052", "cn-drug", "国药准字H10910052"},
		{"国药准字J20130078", "cn-drug", "国药准字J20130078"},
		{"国药准字HC20200010", "cn-drug-gba", "国药准字HC20200010"},
		{"国药准字HJ20200012", "cn-drug-imported", "国药准字HJ20200012"},
		{"进口药品注册证号H20130650", "cn-import-certificate", "进口药品注册证号H20130650"},
		{"医药产品注册证ZC20100003", "cn-product-certificate", "医药产品注册证ZC20100003"},
		{"B01AC06", "atc", "B01AC06"},
		{"粤械注准20172640012", "cn-device", "粤械注准20172640012"},
		{"國械注許20143211234", "cn-device", "国械注许20143211234"},
		{"HKMD No. 123456", "hk-device", "HKMDNO.123456"},
		{"00012345600012", "udi-di", "00012345600012"}, // of the General Specifications of GS1
	} {
		n, ok := registration.Parse(test.text)
		if assert.True(t, ok, test.text) {
			assert.Equal(t, test.kind, n.Kind.ID, test.text)
			assert.Equal(t, test.number, n.Text, test.text)
		}
	}
}

// What is no number, or may be one of several, is none.
func TestNoNumbers(t *testing.T) {
	for _, text := range []string{
		"",
		"H20013023",                  // of before 2020 an imported drug, or 国药准字 left out
		"HC20200010",                 // likewise
		"国药准字H2023001",               // seven digits
		"国药准字H10940250/H10940251",    // two products
		"批准文号：国药准字H13022378",         // words before it
		"HK-2280",                    // four digits
		"HK02280",                    // no hyphen: could be anybody's
		"HK-022800",                  // six digits
		"A123456(3)",                 // an identity card of Hong Kong
		"11010519491231002X",         // one of the mainland
		"13800138000",                // a telephone
		"00012345600013",             // a GTIN with a wrong check digit
		"B01AC",                      // the fourth level of ATC: a class of substances
		"阿司匹林", "Aspirin", "E01AC06", // no group E
		strings.Repeat("国药准字", 1<<16), // long
	} {
		n, ok := registration.Parse(text)
		assert.False(t, ok, text)
		assert.Zero(t, n.Text, text)
	}
}

// A number of which kind it is, and what it is a code of.
func TestKinds(t *testing.T) {
	systems := map[string]bool{}
	for _, k := range registration.Kinds() {
		assert.NotEmpty(t, k.ID)
		assert.Contains(t, []registration.Product{registration.Drug, registration.Class, registration.Device}, k.Product, k.ID)
		for _, s := range []string{k.Authority, k.English, k.Hans, k.Hant} {
			assert.NotEmpty(t, s, k.ID)
		}
		assert.False(t, systems[k.System.URI], "two kinds of one system: "+k.ID)
		systems[k.System.URI] = true
		found, ok := registration.KindOf(k.System)
		require.True(t, ok)
		assert.Equal(t, k.ID, found.ID)
	}
	_, ok := registration.KindOf(codes.ICD10)
	assert.False(t, ok)
}

// The number as its authority writes it is recognised as itself.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"HK-02280", "国药准字H13022378", "國械注許20143211234", "B01AC06", "HKMD No. 123456", "\xff", "00012345600012"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, ok := registration.Parse(text)
		if !ok {
			assert.Zero(t, n.Text)
			return
		}
		again, ok := registration.Parse(n.Text)
		assert.True(t, ok)
		assert.Equal(t, n.Text, again.Text)
		assert.Equal(t, n.Kind.ID, again.Kind.ID)
	})
}
