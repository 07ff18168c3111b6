package answer

// An Outcome is an OperationOutcome, which stands in the place of an answer.
type Outcome struct {
	ResourceType string         `json:"resourceType"`
	Issue        []OutcomeIssue `json:"issue"`
}

// An OutcomeIssue is what an Outcome says.
type OutcomeIssue struct {
	Severity    string `json:"severity"`
	Code        string `json:"code"` // of FHIR's issue-type
	Diagnostics string `json:"diagnostics"`
}

// Refusal is the outcome of what there is no answer to.
func Refusal(code, text string) Outcome {
	return Outcome{"OperationOutcome", []OutcomeIssue{{"error", code, text}}}
}
