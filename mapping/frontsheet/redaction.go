package frontsheet

import (
	"fmt"
	"log/slog"

	"github.com/crossbay/crossbay/mapping/internal/redact"
)

// Every part of a sheet prints as [redacted], and is that in JSON as well, which is
// what handlers of slog make of lists and structs. Reveal is for those who must see.
// Where a value stands in an unexported field of another package's struct, fmt writes
// it.

// Format writes "[redacted]", whatever the verb is.
func (FrontSheet) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (FrontSheet) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (FrontSheet) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Event) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Event) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Event) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Facility) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Facility) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Facility) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Patient) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Patient) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Patient) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (NameParts) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (NameParts) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (NameParts) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (PersonName) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (PersonName) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (PersonName) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (IdentityDocument) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (IdentityDocument) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (IdentityDocument) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Identifier) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Identifier) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Identifier) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Authority) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Authority) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Authority) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Period) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Period) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Period) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Telecom) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Telecom) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Telecom) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (AgeUnderOne) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (AgeUnderOne) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (AgeUnderOne) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (AgeBand) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (AgeBand) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (AgeBand) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Address) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Address) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Address) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Region) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Region) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Region) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Contact) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Contact) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Contact) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Stay) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Stay) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Stay) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Ward) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Ward) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Ward) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Intensive) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Intensive) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Intensive) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Diagnosis) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Diagnosis) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Diagnosis) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Code) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Code) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Code) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Procedure) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Procedure) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Procedure) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (StaffMember) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (StaffMember) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (StaffMember) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Newborn) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Newborn) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Newborn) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Allergy) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Allergy) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Allergy) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (AllergyItem) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (AllergyItem) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (AllergyItem) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Findings) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Findings) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Findings) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Coma) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Coma) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Coma) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Care) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Care) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Care) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Fees) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Fees) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Fees) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Fee) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Fee) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Fee) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Quality) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Quality) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Quality) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Insurance) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Insurance) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Insurance) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Observation) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Observation) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Observation) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Medication) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Medication) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Medication) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Item) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Item) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Item) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Field) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Field) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Field) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Coded) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Coded) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Coded) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (DateTime) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (DateTime) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (DateTime) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Detail) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Detail) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Detail) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Payment) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Payment) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Payment) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Charge) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Charge) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Charge) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Transfusion) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Transfusion) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Transfusion) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Referral) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Referral) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Referral) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Provider) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Provider) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Provider) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }

// Format writes "[redacted]", whatever the verb is.
func (Answer) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Answer) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Answer) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }
