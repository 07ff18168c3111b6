package referral_test

import (
	"slices"
	"testing"

	"github.com/crossbay/crossbay/mapping/referral"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The state machine of FHIR R4's Task (http://hl7.org/fhir/R4/task.html#statemachine):
// what is requested may be received, accepted, rejected or cancelled; what is accepted
// may be in progress or cancelled; what is in progress may be completed or cancelled; and
// nothing comes after rejected, cancelled and completed.
func TestStepsFollowTheStateMachineOfTask(t *testing.T) {
	may := map[string][]string{
		"requested":   {"received", "accepted", "rejected", "cancelled"},
		"received":    {"accepted", "rejected", "cancelled"},
		"accepted":    {"in-progress", "cancelled", "completed"},
		"in-progress": {"completed", "cancelled"},
	}
	for _, from := range referral.Steps() {
		for _, next := range from.Next {
			i := slices.IndexFunc(referral.Steps(), func(s referral.Step) bool { return s.Code == next })
			require.GreaterOrEqual(t, i, 0, next)
			to := referral.Steps()[i]
			assert.True(t, from.Task == to.Task || slices.Contains(may[from.Task.Code()], to.Task.Code()), "%s to %s", from.Code, to.Code)
		}
	}
}

// A referral that goes well, and each way in which it ends.
func TestAdvance(t *testing.T) {
	for _, way := range [][]string{
		{"received", "accepted", "scheduled", "departed", "arrived", "records-sent", "completed"},
		{"accepted", "completed"},
		{"rejected"},
		{"received", "cancelled"},
	} {
		task, request := r4.Task{Status: r4.TaskStatusRequested}, r4.ServiceRequest{Status: r4.RequestStatusActive}
		for _, step := range way {
			require.NoError(t, referral.Advance(&task, &request, step))
			assert.Equal(t, step, referral.StepOf(&task).Code)
		}
		assert.Empty(t, referral.StepOf(&task).Next, "it is closed")
		assert.NotEqual(t, r4.RequestStatusActive, request.Status)
		was := task
		for _, s := range referral.Steps() {
			if s.Code != way[len(way)-1] {
				assert.ErrorContains(t, referral.Advance(&task, &request, s.Code), "cannot become")
			}
		}
		assert.Equal(t, was, task, "nothing is changed")
	}
	assert.ErrorContains(t, referral.Advance(&r4.Task{Status: r4.TaskStatusRequested}, nil, "lost"), "no step")
	assert.ErrorContains(t, referral.Advance(&r4.Task{Status: r4.TaskStatusDraft}, nil, "accepted"), "no referral's")
}
