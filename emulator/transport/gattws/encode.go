package gattws

import (
	"encoding/hex"
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"locktwin/model/gatt"
)

// What is sent for every write is put together by hand into a buffer that is
// used again; everything else goes through encoding/json.

// appendResult appends the answer to a call.
func appendResult(b, id, result []byte) []byte {
	b = append(b, `{"jsonrpc":"2.0","id":`...)
	b = append(b, id...)
	b = append(b, `,"result":`...)
	b = append(b, result...)
	return append(b, '}')
}

// appendDone appends the answer to a call whose result is a Done.
func appendDone(b []byte, id string, timeNS int64) []byte {
	b = append(b, `{"jsonrpc":"2.0","id":`...)
	b = append(b, id...)
	b = append(b, `,"result":{"timeNs":`...)
	b = strconv.AppendInt(b, timeNS, 10)
	return append(b, "}}"...)
}

// appendError appends the refusal of a call.
func appendError(b, id []byte, e *RPCError) []byte {
	b = append(b, `{"jsonrpc":"2.0","id":`...)
	b = append(b, id...)
	b = append(b, `,"error":`...)
	text, err := json.Marshal(e)
	if err != nil {
		text = []byte(`{"code":-32603,"message":"internal error"}`)
	}
	return append(append(b, text...), '}')
}

// appendEvent appends an event with its parameters.
func appendEvent(b []byte, name string, params []byte) []byte {
	b = append(b, `{"jsonrpc":"2.0","method":"`...)
	b = append(b, name...)
	b = append(b, `","params":`...)
	b = append(b, params...)
	return append(b, '}')
}

// appendValueChanged appends the event characteristicValueChanged. device is a
// JSON string, quotes included; characteristic is the UUID as text, or "".
func appendValueChanged(b []byte, seq uint64, timeNS int64, device []byte, h gatt.Handle, characteristic string, value []byte, indication bool) []byte {
	b = append(b, `{"jsonrpc":"2.0","method":"`+eventValue+`","params":{"seq":`...)
	b = strconv.AppendUint(b, seq, 10)
	b = append(b, `,"timeNs":`...)
	b = strconv.AppendInt(b, timeNS, 10)
	b = append(b, `,"device":`...)
	b = append(b, device...)
	b = append(b, `,"handle":`...)
	b = strconv.AppendUint(b, uint64(h), 10)
	if characteristic != "" {
		b = append(b, `,"characteristic":"`...)
		b = append(b, characteristic...)
		b = append(b, '"')
	}
	b = append(b, `,"value":"`...)
	b = hex.AppendEncode(b, value)
	b = append(b, `","indication":`...)
	b = strconv.AppendBool(b, indication)
	return append(b, "}}"...)
}

// quoted is a text as a JSON string.
func quoted(s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			b, err := json.Marshal(s)
			if err != nil {
				return []byte(`""`)
			}
			return b
		}
	}
	return append(append([]byte{'"'}, s...), '"')
}
