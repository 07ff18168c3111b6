package nearest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/internal/nearest"
)

func TestName(t *testing.T) {
	names := []string{"from", "to", "out", "hqms", "hqms-p", "hk-frontsheet", "yyyy-MM-dd"}
	for name, want := range map[string]string{
		"form": "from", "fom": "from", "hqsm": "hqms", "HQMS": "hqms", "hk_frontsheet": "hk-frontsheet",
		"yyyy-mm-dd": "yyyy-MM-dd", "yyyy/MM/dd": "yyyy-MM-dd", "ot": "to", "nothing": "", "": "",
	} {
		assert.Equal(t, want, nearest.Name(name, names), name)
	}
}
