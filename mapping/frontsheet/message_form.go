package frontsheet

// Reachable reports whether anything but what the contact is to the patient is
// known.
func (c *Contact) Reachable() bool {
	return c.Name != "" || c.Address != "" || c.Phone != "" || c.WorkPhone != ""
}
