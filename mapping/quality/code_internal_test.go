package quality

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// A code that no table has is shown in a finding only where nothing else is written
// like it.
func TestFindingsShowCodesAlone(t *testing.T) {
	for code, want := range map[string]string{"I21.900x001": " I21.900x001", "A123456": "", "110105194912310021": "", "91234567": ""} {
		assert.Equal(t, want, shown(frontsheet.Code{System: codes.DiagnosisClinical, Code: code}))
	}
}
