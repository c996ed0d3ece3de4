package gattws

import (
	"context"
	"fmt"
	"time"

	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

// KeyturnerLink is a connection as package keyturner wants it, so that its client
// pairs and commands over the air.
type KeyturnerLink struct {
	ctx     context.Context
	conn    *Connection
	patient time.Duration
	of      map[gatt.UUID]keyturner.Characteristic
	value   []byte
}

// NewKeyturnerLink subscribes to the three characteristics of the lock. Each
// write, and each wait for an indication, takes at most patience; all end with
// the context.
func NewKeyturnerLink(ctx context.Context, conn *Connection, patience time.Duration) (*KeyturnerLink, error) {
	k := &KeyturnerLink{ctx: ctx, conn: conn, patient: patience, of: map[gatt.UUID]keyturner.Characteristic{}}
	for _, c := range keyturner.Characteristics() {
		ctx, cancel := context.WithTimeout(ctx, patience)
		_, err := conn.Subscribe(ctx, ByUUID(gatt.UUID(c.UUID())))
		cancel()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c, err)
		}
		k.of[gatt.UUID(c.UUID())] = c
	}
	return k, nil
}

// Write writes a whole message to a characteristic; one that is longer than the
// MTU goes in parts.
func (k *KeyturnerLink) Write(c keyturner.Characteristic, message []byte) error {
	ctx, cancel := context.WithTimeout(k.ctx, k.patient)
	defer cancel()
	return k.conn.Write(ctx, ByUUID(gatt.UUID(c.UUID())), message)
}

// Receive waits for the next indication.
func (k *KeyturnerLink) Receive() (keyturner.Characteristic, []byte, error) {
	ctx, cancel := context.WithTimeout(k.ctx, k.patient)
	defer cancel()
	for {
		v, err := k.conn.Receive(ctx)
		if err != nil {
			return 0, nil, err
		}
		if v.Characteristic == nil {
			continue
		}
		if c, ok := k.of[*v.Characteristic]; ok {
			k.value = v.Value
			return c, k.value, nil
		}
	}
}
