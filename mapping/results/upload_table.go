package results

import (
	_ "embed"
	"encoding/csv"
	"strconv"
	"strings"
	"sync"

	"github.com/crossbay/crossbay/mapping/internal/jsonobject"
	"github.com/crossbay/crossbay/mapping/report"
)

//go:embed uploads.csv
var uploadFile string

// A member is one of an object of an upload, as the interface has it.
type member struct {
	name, title string
	// kind is the type: C for characters, N for numbers, D for days.
	kind string
	// length is the most characters or digits that it may have, 0 where that is not said.
	length int
	// item is what of a report it states, "" where the report has no place for it.
	item string
}

// A role is what the objects of a node are.
type role int

const (
	roleHead     role = iota // of the report as a whole
	roleTest                 // a result each
	roleSpecimen             // a specimen each
	roleStudy                // a study each
	roleKept                 // passed on as they are
	roleRows                 // the report again, and what the row adds to it
)

// A node is a part of an upload: one object, or a list of them.
type node struct {
	name    string
	role    role
	members []member
}

// has reports whether some member states an item.
func (n *node) has(item string) bool {
	for i := range n.members {
		if item != "" && n.members[i].item == item {
			return true
		}
	}
	return false
}

// An upload is a message of the interface.
type upload struct {
	layout, message string
	// panel is what the interface calls the report, where no member says what was asked
	// for. section is the part of the laboratory that makes such reports, a code of HL7's
	// table 0074.
	panel, section string
	// examines says that the message is on examinations of patients, not of specimens.
	examines bool
	// tells are members by which rows without a node of their own are known.
	tells []string
	// nodes are in the order in which they are written, the head first.
	nodes []node
	// always are members that are written as an empty list where nothing is kept of them.
	always []string
}

func (u *upload) head() *node { return &u.nodes[0] }

func (u *upload) node(name string) *node {
	for i := range u.nodes {
		if u.nodes[i].name == name {
			return &u.nodes[i]
		}
	}
	return nil
}

// inRows reports whether the message is rows, each of which states the report again.
func (u *upload) inRows() bool { return u.head().role == roleRows }

// has reports whether the message has a place for an item.
func (u *upload) has(item string) bool {
	for i := range u.nodes {
		if u.nodes[i].has(item) {
			return true
		}
	}
	return false
}

// uploads are the messages, with the members of the table.
var uploads = sync.OnceValue(func() []upload {
	list := []upload{
		{layout: ExamUpload, message: "4501", examines: true, nodes: []node{{name: "examinfo"}, {name: "iteminfo", role: roleKept}, {name: "sampleinfo", role: roleSpecimen}, {name: "imageinfo", role: roleStudy}}},
		{layout: Upload, message: "4502", nodes: []node{{name: "labinfo"}, {name: "iteminfo", role: roleTest}, {name: "sampleinfo", role: roleSpecimen}}, always: []string{"imageinfo"}},
		{
			layout: CultureUpload, message: "4503", panel: "细菌培养报告", section: "MB", tells: []string{"coly_cntg", "clte_medm", "clte_time", "clte_cond"},
			nodes: []node{{name: "data", role: roleRows}},
		},
		{
			layout: SusceptibilityUpload, message: "4504", panel: "药敏报告", section: "MB", tells: []string{"sstb_code", "sstb_name", "reta_rslt_code", "reta_rslt_name"},
			nodes: []node{{name: "data", role: roleRows}},
		},
		{
			layout: PathologyUpload, message: "4505", panel: "病理检查报告", section: "SP", tells: []string{"palg_diag", "cma_matl", "sabc"},
			nodes: []node{{name: "data", role: roleRows}},
		},
	}
	table, err := csv.NewReader(strings.NewReader(uploadFile)).ReadAll()
	if err != nil {
		panic(err) // the tests read it
	}
	for _, row := range table[1:] {
		for i := range list {
			if n := list[i].node(row[1]); list[i].message == row[0] && n != nil {
				digits, _, _ := strings.Cut(row[5], ".")
				length, _ := strconv.Atoi(digits)
				n.members = append(n.members, member{name: row[2], title: row[3], kind: row[4], length: length, item: row[6]})
			}
		}
	}
	return list
})

// uploadOf returns the message of a layout, nil for none.
func uploadOf(layout string) *upload {
	list := uploads()
	for i := range list {
		if list[i].layout == layout {
			return &list[i]
		}
	}
	return nil
}

// isWhole reports whether a field holds a segment or an object as a whole, of which the
// report has what it says, and fields beside it the rest.
func isWhole(column string) bool {
	switch column {
	case "ORC", "OBR", "OBX", "NTE", "SPM":
		return true
	}
	return isObject(column) || isSaid(column)
}

// isObject reports whether a field holds an object of an upload as a whole.
func isObject(column string) bool {
	if strings.Contains(column, ".") {
		return false
	}
	column, _, _ = strings.Cut(column, "[")
	for i := range uploads() {
		if uploads()[i].node(column) != nil {
			return true
		}
	}
	return false
}

// messageOf returns the message whose objects an object holds, or whose row it is.
func messageOf(o jsonobject.Object) *upload {
	list := uploads()
	for i := range list {
		if m := &list[i]; !m.inRows() && o.Get(m.head().name) != nil {
			return m
		}
	}
	return messageOfRow(o)
}

// messageOfRow returns the message whose row an object is. The members of 4504 tell it from
// 4503, which has the same germs.
func messageOfRow(o jsonobject.Object) *upload {
	list := uploads()
	for i := len(list) - 1; i >= 0; i-- {
		for _, name := range list[i].tells {
			if o.Get(name) != nil {
				return &list[i]
			}
		}
	}
	return nil
}

// detail is the concept of a member that is a result of its own: its name in the
// interface, which is what it is called there.
func (m *member) detail() report.Concept {
	return report.Concept{Codings: []report.Coding{{Code: m.name, Display: m.title}}}
}
