package gattws

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// read takes frames until the socket is closed.
func (c *Client) read() {
	alive := func() { _ = c.ws.SetReadDeadline(time.Now().Add(clientSilent)) } // fails only on a dead connection
	answer := c.ws.PingHandler()
	c.ws.SetPingHandler(func(data string) error { alive(); return answer(data) })
	alive()
	w := reading{c: c}
	var err error
	for err == nil {
		var frame []byte
		if _, frame, err = c.ws.ReadMessage(); err != nil {
			err = fmt.Errorf("%w: %w", ErrClosed, err)
			break
		}
		alive()
		if err = w.take(frame); err != nil {
			err = fmt.Errorf("%w: %w", ErrProtocol, err)
		}
	}
	c.ws.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.err = err
	close(c.done)
	clear(c.waiting)
	for _, l := range c.open {
		l.end(err)
	}
	clear(c.open)
}

// reading is what the goroutine that reads remembers.
type reading struct {
	c   *Client
	seq uint64 // of the last event
}

// take works off one frame.
func (r *reading) take(frame []byte) error {
	if !json.Valid(frame) {
		return fmt.Errorf("a frame of %d bytes is not JSON", len(frame))
	}
	o, ok := openObject(frame)
	if !ok {
		return fmt.Errorf("a frame of %d bytes is not an object", len(frame))
	}
	var id, method, params, result, refused []byte
	for {
		name, value, ok := o.next()
		if !ok {
			break
		}
		switch string(name) {
		case "id":
			id = value
		case "method":
			method = value
		case "params":
			params = value
		case "result":
			result = value
		case "error":
			refused = value
		}
	}
	if method != nil {
		name, err := rawText(method)
		if err != nil {
			return err
		}
		return r.event(string(name), params)
	}
	n, err := strconv.ParseUint(string(id), 10, 64)
	if err != nil {
		return fmt.Errorf("an answer to nothing: %.100s", refused)
	}
	var a reply
	if refused != nil {
		a.err = &RPCError{}
		if err := json.Unmarshal(refused, a.err); err != nil {
			return err
		}
	}
	a.result = result
	r.c.mu.Lock()
	defer r.c.mu.Unlock()
	if w, ok := r.c.waiting[n]; ok {
		delete(r.c.waiting, n)
		if w.first != nil && a.err == nil {
			w.first(a.result)
		}
		w.answer <- a
	}
	return nil
}

// event works off one event. Events that are not known are for newer clients.
func (r *reading) event(name string, params []byte) error {
	var event any
	switch name {
	case eventAdvertisement:
		event = &Advertisement{}
	case eventValue:
		event = &ValueChanged{}
	case eventMTU:
		event = &MTUChanged{}
	case eventRSSI:
		event = &RSSIChanged{}
	case eventDisconnected:
		event = &Disconnected{}
	case eventMissed:
		event = &Missed{}
	default:
		r.seq++
		return nil
	}
	if err := json.Unmarshal(params, event); err != nil {
		return fmt.Errorf("event %s: %w", name, err)
	}
	r.seq++
	if seq := seqOf(event); seq != r.seq {
		return fmt.Errorf("event %s has the number %d, want %d", name, seq, r.seq)
	}
	if r.c.onEvent != nil {
		r.c.onEvent(event)
	}
	r.c.mu.Lock()
	defer r.c.mu.Unlock()
	switch e := event.(type) {
	case *Advertisement:
		select {
		case r.c.scan <- *e:
		default:
			// Nobody scans, or is too slow; there will be another one.
		}
	case *ValueChanged:
		if l := r.c.open[e.Device]; l != nil {
			l.put(*e)
		}
	case *MTUChanged:
		if l := r.c.open[e.Device]; l != nil {
			l.setMTU(e.MTU)
		}
	case *Disconnected:
		if l := r.c.open[e.Device]; l != nil {
			delete(r.c.open, e.Device)
			l.end(&LinkLost{e.Reason})
		}
	}
	return nil
}

func seqOf(event any) uint64 {
	switch e := event.(type) {
	case *Advertisement:
		return e.Seq
	case *ValueChanged:
		return e.Seq
	case *MTUChanged:
		return e.Seq
	case *RSSIChanged:
		return e.Seq
	case *Disconnected:
		return e.Seq
	case *Missed:
		return e.Seq
	}
	return 0
}
