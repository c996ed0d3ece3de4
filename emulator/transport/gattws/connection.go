package gattws

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"locktwin/model/gatt"
)

// LinkLost is the error of a connection that has ended.
type LinkLost struct{ Reason Failure }

// ErrLinkLost is wrapped by every LinkLost.
var ErrLinkLost = errors.New("the connection has ended")

// Error says why the connection ended.
func (e *LinkLost) Error() string {
	return fmt.Sprintf("the connection has ended: %s (%s 0x%02x): %s", e.Reason.Name, e.Reason.Domain, e.Reason.Code, e.Reason.Message)
}

// Unwrap returns ErrLinkLost.
func (e *LinkLost) Unwrap() error { return ErrLinkLost }

// ErrUnread is the error of a connection whose values nobody fetched.
var ErrUnread = errors.New("too many values wait for Receive")

// maxUnread is how many values of a connection may wait for Receive.
const maxUnread = 4096

// Connection is a client's connection to one lock. It is safe for concurrent use.
type Connection struct {
	client *Client
	result ConnectResult

	mu     sync.Mutex
	mtu    int
	values []ValueChanged
	news   chan struct{} // one token: values or err have changed
	err    error
	done   chan struct{}
}

// Connect connects to a lock, by id, name or address.
func (c *Client) Connect(ctx context.Context, p ConnectParams) (*Connection, error) {
	l := &Connection{client: c, news: make(chan struct{}, 1), done: make(chan struct{})}
	err := c.call(ctx, methodConnect, p, &ConnectResult{}, func(result json.RawMessage) {
		// The next frame may already be about the connection.
		if json.Unmarshal(result, &l.result) == nil {
			l.mtu = l.result.MTU
			c.open[l.result.Device] = l
		}
	})
	if err == nil {
		return l, nil
	}
	if ctx.Err() != nil {
		// The server goes on trying, and nobody would know of the connection.
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), clientWrite)
		defer cancel()
		_ = c.Call(stop, methodDisconnect, DeviceParams{p.Device}, nil) // the first error counts
	}
	return nil, err
}

// Device is the lock's id.
func (l *Connection) Device() string { return l.result.Device }

// Address is the lock's Bluetooth address.
func (l *Connection) Address() string { return l.result.Address }

// Name is the lock's name.
func (l *Connection) Name() string { return l.result.Name }

// MTU is the MTU in bytes.
func (l *Connection) MTU() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.mtu
}

// Done is closed when the connection has ended.
func (l *Connection) Done() <-chan struct{} { return l.done }

// Err is why the connection has ended: *LinkLost, or what Client.Err returns. nil
// while it is open.
func (l *Connection) Err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

func (l *Connection) setMTU(n int) {
	l.mu.Lock()
	l.mtu = n
	l.mu.Unlock()
}

func (l *Connection) put(v ValueChanged) {
	l.mu.Lock()
	if len(l.values) >= maxUnread {
		l.mu.Unlock()
		l.end(ErrUnread)
		return
	}
	l.values = append(l.values, v)
	l.mu.Unlock()
	l.ring()
}

func (l *Connection) end(err error) {
	l.mu.Lock()
	first := l.err == nil
	if first {
		l.err = err
		close(l.done)
	}
	l.mu.Unlock()
	l.ring()
}

func (l *Connection) ring() {
	select {
	case l.news <- struct{}{}:
	default:
	}
}

// Receive waits for the next notification or indication of the characteristics
// that are subscribed to. What came before the connection ended is still given.
func (l *Connection) Receive(ctx context.Context) (ValueChanged, error) {
	for {
		l.mu.Lock()
		if len(l.values) > 0 {
			v := l.values[0]
			l.values = l.values[1:]
			more := len(l.values) > 0 || l.err != nil
			l.mu.Unlock()
			if more {
				l.ring()
			}
			return v, nil
		}
		err := l.err
		l.mu.Unlock()
		if err != nil {
			l.ring() // for others who wait
			return ValueChanged{}, err
		}
		select {
		case <-l.news:
		case <-ctx.Done():
			return ValueChanged{}, fmt.Errorf("waiting for a value: %w", context.Cause(ctx))
		}
	}
}

// Discover asks the lock for all its attributes.
func (l *Connection) Discover(ctx context.Context) ([]Service, error) {
	var r DiscoverResult
	err := l.client.Call(ctx, methodDiscover, DeviceParams{l.result.Device}, &r)
	return r.Services, err
}

// Read reads the value of a characteristic.
func (l *Connection) Read(ctx context.Context, a Attribute) ([]byte, error) {
	var r ValueResult
	err := l.client.Call(ctx, methodRead, CharacteristicParams{Device: l.result.Device, Characteristic: a}, &r)
	return r.Value, err
}

// Write writes the value of a characteristic and waits until the lock has taken
// it.
func (l *Connection) Write(ctx context.Context, a Attribute, value []byte) error {
	return l.client.Call(ctx, methodWrite, WriteParams{Device: l.result.Device, Characteristic: a, Value: value}, nil)
}

// WriteWithoutResponse writes the value of a characteristic and waits until it is
// on its way.
func (l *Connection) WriteWithoutResponse(ctx context.Context, a Attribute, value []byte) error {
	return l.client.Call(ctx, methodCommand, WriteParams{Device: l.result.Device, Characteristic: a, Value: value}, nil)
}

// ReadDescriptor reads a descriptor by its handle.
func (l *Connection) ReadDescriptor(ctx context.Context, h gatt.Handle) ([]byte, error) {
	var r ValueResult
	err := l.client.Call(ctx, methodReadDescriptor, DescriptorParams{Device: l.result.Device, Descriptor: ByHandle(h)}, &r)
	return r.Value, err
}

// WriteDescriptor writes a descriptor by its handle.
func (l *Connection) WriteDescriptor(ctx context.Context, h gatt.Handle, value []byte) error {
	return l.client.Call(ctx, methodWriteDescriptor, WriteDescriptorParams{Device: l.result.Device, Descriptor: ByHandle(h), Value: value}, nil)
}

// Subscribe switches notifications or indications of a characteristic on, which
// Receive then gives. It tells whether they are indications.
func (l *Connection) Subscribe(ctx context.Context, a Attribute) (indication bool, err error) {
	var r SubscribeResult
	err = l.client.Call(ctx, methodStartNotify, CharacteristicParams{Device: l.result.Device, Characteristic: a}, &r)
	return r.Indication, err
}

// Unsubscribe switches them off.
func (l *Connection) Unsubscribe(ctx context.Context, a Attribute) error {
	return l.client.Call(ctx, methodStopNotify, CharacteristicParams{Device: l.result.Device, Characteristic: a}, nil)
}

// Confirm confirms an indication, on a connection that was made with manual
// confirmation.
func (l *Connection) Confirm(ctx context.Context) error {
	return l.client.Call(ctx, methodConfirm, DeviceParams{l.result.Device}, nil)
}

// ExchangeMTU offers an MTU and gives what both sides agreed on, in bytes.
func (l *Connection) ExchangeMTU(ctx context.Context, mtu int) (int, error) {
	var r MTUResult
	err := l.client.Call(ctx, methodExchangeMTU, ExchangeMTUParams{l.result.Device, mtu}, &r)
	return r.MTU, err
}

// RSSI asks how strong the lock is heard, in dBm.
func (l *Connection) RSSI(ctx context.Context) (int, error) {
	var r RSSIResult
	err := l.client.Call(ctx, methodRSSI, DeviceParams{l.result.Device}, &r)
	return r.RSSI, err
}

// Disconnect ends the connection and waits for its end.
func (l *Connection) Disconnect(ctx context.Context) error {
	err := l.client.Call(ctx, methodDisconnect, DeviceParams{l.result.Device}, nil)
	var refused *RPCError
	if errors.As(err, &refused) && refused.Data != nil && *refused.Data == ofGATT(NotConnected) {
		return nil // it has ended by itself
	}
	return err
}
