package layout

import (
	"fmt"
)

// A table says how the rows of a layout's files make records, where it is not
// one row after a header in the first line.
type table struct {
	IfStated  bool // a record may say nothing of a stay
	Group     int  // the field whose value neighbouring rows of a record share, -1 for none
	groupName string
}

func (t *table) property(row []string) error {
	switch {
	case row[0] == "@header" && row[1] == "below-title": // as in every layout by now
	case row[0] == "@stay" && row[1] == "if-stated":
		t.IfStated = true
	case row[0] == "@group":
		t.groupName = row[1]
	default:
		return fmt.Errorf("unknown value of %s", row[0])
	}
	return nil
}

func (t *table) bind(byColumn map[string]int) error {
	t.Group = -1
	if t.groupName == "" {
		return nil
	}
	i, ok := byColumn[t.groupName]
	if !ok {
		return fmt.Errorf("column %s of @group is not there", t.groupName)
	}
	t.Group = i
	return nil
}

const (
	MostRows = 10000
)
