package referral_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/internal/golden"
	"github.com/crossbay/crossbay/mapping/laboratory"
	"github.com/crossbay/crossbay/mapping/mainland"
	"github.com/crossbay/crossbay/mapping/referral"
	"github.com/crossbay/crossbay/mapping/results"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var layouts = append(mainland.Layouts(), hongkong.Layouts()...)

// records reads a text in a layout, messages with a line for each segment.
func records(t *testing.T, text string, l *mapping.Layout) (list []*mapping.Record) {
	t.Helper()
	reader, err := mapping.NewReader(strings.NewReader(text), []*mapping.Layout{l}, &mapping.ReaderOptions{File: "input"})
	require.NoError(t, err)
	for r, err := range reader.Records() {
		require.NoError(t, err)
		list = append(list, r)
	}
	return list
}

var tags = regexp.MustCompile(`<[^>]*>`)

// readable is what a document says, for a clinician to read.
func readable(d *fhir.Document) string {
	var b strings.Builder
	c := &d.Composition
	fmt.Fprintf(&b, "%s (%s)\n", c.Title, *c.Type.Coding[0].Code)
	for i := range c.Section {
		s := &c.Section[i]
		code := "without a code"
		if s.Code != nil {
			code = *s.Code.Coding[0].Code
		}
		fmt.Fprintf(&b, "\n%s (%s)", *s.Title, code)
		if s.EmptyReason != nil {
			fmt.Fprintf(&b, ": %s", *s.EmptyReason.Coding[0].Code)
		}
		b.WriteString("\n")
		text := strings.NewReplacer("</tr>", "\n", "</h2>", "\n", "</td>", " | ", "</th>", " | ", "</div>", " ").Replace(s.Text.Div)
		for line := range strings.Lines(tags.ReplaceAllString(text, "")) {
			if line = strings.Join(strings.Fields(line), " "); line != "" {
				b.WriteString("  " + line + "\n")
			}
		}
	}
	for i := range d.Tasks { // other requests are orders of reports
		for j := range d.ServiceRequests {
			r := &d.ServiceRequests[j]
			if "urn:uuid:"+*r.Id != *d.Tasks[i].Focus.Reference {
				continue
			}
			fmt.Fprintf(&b, "\nServiceRequest %s", r.Status.Code())
			if r.Priority != nil {
				fmt.Fprintf(&b, " %s", r.Priority.Code())
			}
			fmt.Fprintf(&b, " for %s\nTask %s\n", *r.Code.Coding[0].Display, d.Tasks[i].Status.Code())
		}
	}
	return b.String()
}

// Each archive of testdata is a stay, what was stated when its patient was handed over, and
// what the document says; or a referral, answers to it, and what becomes of its Task.
func TestGolden(t *testing.T) {
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, a *golden.Archive) {
		form := mapping.ReferralNote
		layout := hongkong.Referrals()
		input := "referral.hl7"
		for name, f := range map[string]mapping.Form{"stay.hl7": mapping.AmbulanceHandover, "ws445-16.csv": mapping.TransferSummary} {
			if a.Has(name) {
				form, input = f, name
				layout = map[string]*mapping.Layout{"stay.hl7": hongkong.ADT(), "ws445-16.csv": mainland.WS44516()}[name]
			}
		}
		translator := mapping.NewTranslator(nil, &mapping.Options{Form: form, Layouts: layouts})
		read := records(t, a.Section(input), layout)[0]
		require.NotNil(t, read.Sheet, "%v", read.Issues)
		var statement referral.Statement
		for line := range strings.Lines(a.Section("statement")) {
			item, text, _ := strings.Cut(strings.TrimSpace(line), ": ")
			switch item {
			case "reason":
				statement.Reason = text
			case "urgency":
				statement.Urgency = text
			case "receiver":
				statement.To.Organization = text
			default:
				if statement.Notes == nil {
					statement.Notes = map[string]string{}
				}
				statement.Notes[item] = text
			}
		}
		sheet, issues := statement.Apply(read.Sheet)
		document, more := translator.Document(sheet)
		issues = append(issues, more...)
		if a.Has("results.hl7") {
			var reports referral.Laboratory
			for e, err := range results.Read(strings.NewReader(a.Section("results.hl7")), results.ORU, &results.Options{File: "results", Admissions: hongkong.ADT()}) {
				require.NoError(t, err)
				reports.Add(e.Record)
			}
			list, more := reports.On(sheet)
			issues = append(issues, more...)
			for _, rec := range list {
				issues = append(issues, results.NewTranslator(translator, hongkong.ADT(), laboratory.Default(), false).Attach(document, sheet, rec)...)
			}
		}
		a.Set("document", readable(document))
		_, err := document.Append(nil)
		require.NoError(t, err)
		assert.Empty(t, document.Check())
		back, _ := translator.FrontSheet(document)
		assert.Equal(t, mapping.Reveal(sheet.Referral), mapping.Reveal(back.Referral), "the document gives the referral back")
		if a.Has("answers.hl7") {
			var board referral.Board
			require.True(t, board.Add(document))
			var b strings.Builder
			for _, r := range records(t, a.Section("answers.hl7"), hongkong.Referrals()) {
				bundle, more := board.Answer(r.Sheet)
				task := &document.Tasks[0]
				fmt.Fprintf(&b, "Task %s, request %s, transaction %t\n", task.Status.Code(), document.ServiceRequests[0].Status.Code(), bundle != nil)
				for _, i := range more {
					fmt.Fprintf(&b, "  %s %s %s: %s\n", i.Severity, i.Column, i.Code, i.Detail)
				}
			}
			a.Set("task", b.String())
		}
		var b strings.Builder
		for _, i := range issues {
			fmt.Fprintf(&b, "%s %s %s: %s\n", i.Severity, i.Column, i.Code, i.Detail)
		}
		a.Set("issues", b.String())
	})
}
