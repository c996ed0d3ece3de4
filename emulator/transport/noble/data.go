package noble

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// errData is wrapped by every error of decodeData.
var errData = errors.New("not a value")

// decodeData reads a value as the library writes it: hexadecimal digits.
//
// It calls toString('hex') on whatever the app gave it, and a typed array, which
// is not a Buffer, takes that for toString(): its numbers in decimal, joined by
// commas. So a comma means a list of numbers, and an odd number of digits a list
// of one. A single number with an even number of digits cannot be told from
// hexadecimal digits; ambiguous says that data may be one. A number above 255,
// from a wider array, is taken modulo 256, as Buffer.from does.
func decodeData(data string) (value []byte, ambiguous bool, err error) {
	if strings.Contains(data, ",") || len(data)%2 == 1 {
		parts := strings.Split(data, ",")
		value = make([]byte, len(parts))
		for i, p := range parts {
			n, err := strconv.ParseUint(p, 10, 32)
			if err != nil {
				return nil, false, fmt.Errorf("%w: want hexadecimal digits in pairs, or decimal numbers and commas", errData)
			}
			value[i] = byte(n)
		}
		return value, false, nil
	}
	value, err = hex.DecodeString(data)
	if err != nil {
		return nil, false, fmt.Errorf("%w: want hexadecimal digits in pairs, or decimal numbers and commas", errData)
	}
	n, decimal := strconv.Atoi(data)
	return value, decimal == nil && len(data) == 2 && n >= 10, nil
}
