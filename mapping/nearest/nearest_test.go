package nearest_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/mapping/nearest"
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

func ExampleName() {
	fmt.Println(nearest.Name("hqsm", []string{"hqms", "n041", "hk-adt"}))
	// Output: hqms
}
