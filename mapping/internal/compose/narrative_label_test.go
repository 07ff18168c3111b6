package compose

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
	"github.com/crossbay/crossbay/mapping/internal/narrative"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Whatever a sheet can name has a label.
func TestLabelsOfVocabulary(t *testing.T) {
	var names []string
	for _, role := range layout.DiagnosisRoles {
		names = append(names, "diagnosis."+string(role))
	}
	for _, role := range layout.StaffRoles {
		names = append(names, "staff."+string(role))
	}
	for _, role := range [...]frontsheet.StaffRole{frontsheet.ChiefPhysician, frontsheet.AttendingPhysician, frontsheet.ResidentPhysician} {
		names = append(names, "staff."+string(role)+".rank")
	}
	for _, role := range [...]frontsheet.StaffRole{frontsheet.Surgeon, frontsheet.FirstAssistant, frontsheet.SecondAssistant, frontsheet.Anaesthetist, frontsheet.Practitioner} {
		names = append(names, "staff."+string(role))
	}
	for _, category := range layout.FeeCategories {
		names = append(names, "fee."+category)
	}
	for _, kind := range layout.ItemKinds {
		names = append(names, "item."+kind.Code)
	}
	for _, status := range [...]frontsheet.StayStatus{frontsheet.StayPlanned, frontsheet.StayArrived, frontsheet.StayInProgress, frontsheet.StayOnLeave, frontsheet.StayFinished} {
		names = append(names, "status."+string(status))
	}
	for e := codes.Equal; e <= codes.Disjoint; e++ {
		names = append(names, "equivalence."+e.String())
	}
	for by := localize.Unworded; by <= localize.ByCategory; by++ {
		names = append(names, narrative.WordedByMarks(by)...)
	}
	for _, parts := range narrated {
		for _, part := range parts {
			names = append(names, "part."+part)
		}
	}
	for _, name := range names {
		assert.True(t, narrative.HasLabel(name), name)
	}
}

// Each label is in all languages, and each in its own script.
func TestLabelsAreInAllLanguages(t *testing.T) {
	table := csv.NewReader(strings.NewReader(narrative.NarrativeLabels))
	table.Comment = '#'
	rows, err := table.ReadAll()
	require.NoError(t, err)
	names := map[string]bool{}
	var scripts term.Translator
	for _, row := range rows[1:] {
		assert.False(t, names[row[0]], "%s stands twice", row[0])
		names[row[0]] = true
		for i, cell := range row {
			assert.Equal(t, strings.TrimSpace(cell), cell, row[0])
			if i > 0 && layout.Fallback(term.Language(rows[0][i])) != "" && layout.Chinese(term.Language(rows[0][i])) {
				continue // it has what its fallback does not say alike
			}
			assert.NotEmpty(t, cell, "%s has no %s", row[0], rows[0][i])
		}
		for _, r := range row[1] {
			assert.Equal(t, string(r), scripts.Translate(term.HongKong, term.Mainland, string(r)).Term, "%s: %c is not of the mainland", row[0], r)
		}
		for _, latin := range row[4:] {
			assert.False(t, strings.ContainsFunc(latin, localize.IsHan), row[0])
		}
	}
}

// The fees are called as they are in FHIR, and all roles have a label.
func TestLabelsOfTheProjectsSystems(t *testing.T) {
	for _, system := range fhir.CodeSystems() {
		for _, c := range system.Concepts {
			switch system.URL {
			case fhir.SystemSheetDiagnosisRole:
				assert.True(t, narrative.HasLabel("diagnosis."+c.Code), c.Code)
			case fhir.SystemSheetStaffRole:
				assert.True(t, narrative.HasLabel("staff."+c.Code), c.Code)
			case fhir.SystemFeeCategory:
				assert.Equal(t, c.Chinese, narrative.LabelOf("fee."+c.Code).In(term.Mainland))
			}
		}
	}
}
