package macao_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/macao"
)

func page(t *testing.T, sample string, readers ...term.Language) string {
	t.Helper()
	var out bytes.Buffer
	w := mapping.NewPageWriter(&out, mapping.NewTranslator(nil, &mapping.Options{Layouts: macao.Layouts(), Readers: readers}))
	for _, s := range sheets(t, openFile(t, read(t, sample))) {
		_, err := w.Write(s)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return out.String()
}

// The page about a stay has Macao's words and the mainland's side by side, and the
// Portuguese ones with them; what the Portuguese wrote is translated for both.
func TestPageInChineseAndPortuguese(t *testing.T) {
	for sample, written := range map[string]string{"mo-frontsheet.csv": "急性心肌梗塞", "mo-frontsheet-latin1.csv": "enfarte agudo do miocárdio"} {
		text := page(t, sample)
		for _, want := range []string{
			`<html lang="zh-Hans-CN">`, `<span lang="zh-Hant-MO">主要診斷</span>`, `<span class="other" lang="pt">Diagnóstico principal</span>`,
			written, "急性心肌梗死", "男 Masculino", "Nossa Senhora de Fátima", "fibrilhação auricular", "心房颤动",
		} {
			assert.True(t, strings.Contains(text, want), "%s lacks %s", sample, want)
		}
	}
}

// For readers of Portuguese it is in Portuguese, and what no table has in that stays as
// it was written, and is marked.
func TestPageInPortuguese(t *testing.T) {
	text := page(t, "mo-frontsheet.csv", term.Portuguese)
	for _, want := range []string{
		`<html lang="pt">`, "Folha de rosto", "Traduzido por um programa", "enfarte agudo do miocárdio", "hipertensão arterial", "coronariografia", "penicilina",
		"Casado(a)", "Cardiologia", "Centro Hospitalar Conde de São Januário", "Domicílio", "[não traduzido]",
	} {
		assert.True(t, strings.Contains(text, want), want)
	}
	assert.False(t, strings.Contains(text, "Translated by"))
}
