package hongkong_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping/hl7v2"
)

// HL7 v2.5, 2.9.2.2 and table 0357: what is answered to a message that is
// refused, and where it is at fault. A patient's value is never part of it.
func TestAck(t *testing.T) {
	for name, test := range map[string]struct {
		message string
		want    []string // the segments after MSH
	}{
		"taken":           {adtMSH + adtPID + adtPV1, []string{"MSA|AA|1"}},
		"nobody's":        {adtMSH + "PID|1||||CHAN^TAI MAN\r" + adtPV1, []string{"MSA|AE|1", "ERR||PID^1^3^1|101^Required field missing^HL70357|E|no-record-key|"}},
		"two patients":    {adtMSH + adtPID + adtPID + adtPV1, []string{"MSA|AE|1", "ERR||PID^2|100^Segment sequence error^HL70357|E|two-patients|"}},
		"no segment":      {adtMSH + adtPID + "KOWLOON\r", []string{"MSA|AE|1", "ERR|||100^Segment sequence error^HL70357|E|bad-segment|"}},
		"another type":    {strings.Replace(adtMSH, "ADT^A03", "ORU^R01", 1) + adtPID, []string{"MSA|AR|1", "ERR||MSH^1^9^1|200^Unsupported message type^HL70357|E|message-type|"}},
		"another event":   {strings.Replace(adtMSH, "ADT^A03", "ADT^A60", 1) + adtPID + adtPV1, []string{"MSA|AR|1", "ERR||MSH^1^9^1^2|201^Unsupported event code^HL70357|E|no-stay|"}},
		"an undoing":      {strings.Replace(adtMSH, "ADT^A03", "ADT^A13", 1) + adtPID + adtPV1, []string{"MSA|AR|1", "ERR||MSH^1^9^1^2|201^Unsupported event code^HL70357|E|event-undone|"}},
		"bytes of no set": {adtMSH + "PID|1||A123456(3)||\xff\xfe\r" + adtPV1, []string{"MSA|AE|1", "ERR||MSH^1^18^1|102^Data type error^HL70357|E|charset-conflict|"}},
		"no message":      {"PID|1||A123456(3)^^^HKSAR^HKIC\r", []string{"MSA|AE|", "ERR|||100^Segment sequence error^HL70357|E|no-message-header|"}},
	} {
		t.Run(name, func(t *testing.T) {
			list := records(t, test.message, nil)
			require.Len(t, list, 1)
			h, _ := hl7v2.ReadHeader(list[0].Raw)
			ack := string(h.AppendAck(nil, list[0].Ack()))
			for _, value := range []string{"A123456", "CHAN", "KOWLOON", "HN1", "\xff"} {
				assert.NotContains(t, ack, value)
			}
			segments := strings.Split(strings.TrimSuffix(ack, "\r"), "\r")[1:]
			require.Len(t, segments, len(test.want))
			for i, want := range test.want {
				assert.Truef(t, strings.HasPrefix(segments[i], want), "%s\n%s", segments[i], want)
			}
		})
	}
}
