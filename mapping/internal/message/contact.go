package message

import "github.com/crossbay/crossbay/mapping/frontsheet"

// reachable reports whether anything is known of a contact beside what the
// contact is to the patient.
func reachable(c *frontsheet.Contact) bool {
	return c.Name != "" || c.Address != "" || c.Phone != "" || c.WorkPhone != ""
}
