package fhir

// MarshalJSON returns the document as a Bundle of type document, as
// [Document.Append] does. encoding/json escapes <, > and & in it, which says the same.
// A log that encodes documents in lists or structs as JSON writes them out.
func (d Document) MarshalJSON() ([]byte, error) { return d.Append(nil) }

// UnmarshalJSON reads a Bundle into the document, in the place of what it holds, as
// [Read] does. On an error the document is as it was, and so it is by null, as
// encoding/json has it. A struct that embeds a document is its Bundle, whatever else it
// holds: name the field.
func (d *Document) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	read, err := Read(data)
	if err != nil {
		return err
	}
	*d = *read
	return nil
}
