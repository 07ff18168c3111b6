package browser_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/examples/internal/browser"
)

func TestPageThatFits(t *testing.T) {
	l := browser.Load(t, `<!DOCTYPE html><title>t</title><p style="width:100%">Fits 轉換</p>`, 375)
	assert.Equal(t, 375, l.Width)
	assert.False(t, l.Overflows())
	assert.Empty(t, l.Wide)
}

func TestPageThatOverflows(t *testing.T) {
	l := browser.Load(t, `<!DOCTYPE html><title>t</title><p class="long" style="width:400px">x</p>`, 375)
	assert.True(t, l.Overflows())
	assert.Equal(t, []string{"p.long"}, l.Wide)
}

func TestCharactersWithoutAGlyph(t *testing.T) {
	l := browser.Load(t, "<!DOCTYPE html><title>t</title><p>a &#x10FFFF; \u00e9</p>", 375)
	assert.Equal(t, []string{"\U0010ffff"}, l.Missing)
}

func TestScriptsOfThePageDoNotRun(t *testing.T) {
	l := browser.Load(t, `<!DOCTYPE html><title>t</title><p>x</p><script>document.querySelector("p").style.width = "900px"</script>`, 375)
	assert.False(t, l.Overflows())
}

func TestSides(t *testing.T) {
	page := `<!DOCTYPE html><title>t</title><style>p + p { break-before: page }</style><p>one</p>`
	assert.Equal(t, 1, browser.Sides(t, page))
	assert.Equal(t, 3, browser.Sides(t, page+"<p>two</p><p>three</p>"))
}
