package layout

import (
	"crypto/sha1"

	"github.com/google/uuid"
)

// HashUUID returns the UUID version 5 of a namespace and the name after it.
func HashUUID(name []byte) uuid.UUID {
	sum := sha1.Sum(name)
	id := uuid.UUID(sum[:16])
	id[6] = id[6]&0x0f | 0x50
	id[8] = id[8]&0x3f | 0x80
	return id
}
