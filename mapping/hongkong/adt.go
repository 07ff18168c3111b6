package hongkong

import "github.com/crossbay/crossbay/mapping"

// ADT returns the layout of admission, discharge and transfer messages of HL7
// v2.3 to v2.5, by the positions of the standard: see
// [mapping.NewMessageReader]. Hong Kong publishes no profile of them. A hospital
// whose messages hold other codes copies the table, names its own value sets in
// it, and reads it with [mapping.ReadLayout].
func ADT() *mapping.Layout { return mapping.LayoutNamed("hk-adt") }
