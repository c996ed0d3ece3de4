package noble

import (
	"encoding/hex"
	"strings"

	"locktwin/model/gatt"
)

// uuidText is the one spelling of a UUID that is ever sent: lower case, without
// dashes, four digits where a 16-bit number stands for it. The library keys its
// objects by the text.
func uuidText(u gatt.UUID) string {
	if n, ok := u.Short(); ok {
		return hex.EncodeToString([]byte{byte(n >> 8), byte(n)})
	}
	return hex.EncodeToString(u[:])
}

// parseUUID reads what an app may have written, which the library passes on as
// it is: capitals, dashes, 0x in front, 16, 32 or 128 bits.
func parseUUID(text string) (gatt.UUID, bool) {
	text = strings.ToLower(strings.TrimSpace(text))
	u, err := gatt.ParseUUID(strings.TrimPrefix(text, "0x"))
	return u, err == nil
}

// peripheralText is how a lock is called on this protocol: its address without
// colons, in lower case, as the library's own binding for a radio has it.
func peripheralText(address string) string {
	return strings.ToLower(strings.NewReplacer(":", "", "-", "").Replace(address))
}
