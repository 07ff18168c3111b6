package fhir

// MarshalJSON returns the document as a Bundle of type document, as
// [Document.Append] does. encoding/json escapes <, > and & in it, which says the same.
// A log that encodes documents in lists or structs as JSON writes them out.
func (d Document) MarshalJSON() ([]byte, error) { return d.Append(nil) }

// UnmarshalJSON reads a Bundle into the document, in the place of what it holds, as
// [Read] does. On an error the document is as it was.
func (d *Document) UnmarshalJSON(data []byte) error {
	read, err := Read(data)
	if err != nil {
		return err
	}
	*d = *read
	return nil
}
