package main

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"

	"locktwin/model/keyturner"
)

type pairCommand struct {
	airFlags
	Name string `default:"locktwin client" help:"Name under which the lock lists the pairing (${default})."`
	Type string `enum:"app,bridge,fob,keypad" default:"app" help:"What to pair as: app, bridge, fob or keypad (${default})."`
}

// paired is what the command tells about a pairing. The key is not part of it.
type paired struct {
	Lock        string `json:"lock"`
	Name        string `json:"name"`
	Address     string `json:"address"`
	AuthID      uint32 `json:"authorization_id"`
	Type        string `json:"type"`
	Credentials string `json:"credentials_file"`
}

// idTypes are the kinds of authorization, by their names.
var idTypes = map[string]keyturner.IDType{
	keyturner.IDApp.String(): keyturner.IDApp, keyturner.IDBridge.String(): keyturner.IDBridge,
	keyturner.IDFob.String(): keyturner.IDFob, keyturner.IDKeypad.String(): keyturner.IDKeypad,
}

func (c *pairCommand) run(s *Streams) int {
	if !keyturner.NewName(c.Name).Plausible() {
		return s.refuse(fmt.Errorf("--name: it must be text of at least one character"))
	}
	on, err := c.connect(context.Background(), s, (*session).onlyInPairingMode)
	if err != nil {
		return c.refuse(s, err)
	}
	defer on.close()
	file, err := c.fileFor(s, on)
	if err != nil {
		return s.refuse(err)
	}
	o := keyturner.PairOptions{Type: idTypes[c.Type], Name: c.Name, Random: rand.Reader}
	if old, err := readKept(s, file); err == nil {
		o.AppID = old.Credentials.AppID // so that the lock replaces the earlier pairing
	}
	for o.AppID == 0 {
		var b [4]byte
		rand.Read(b[:]) // never fails
		o.AppID = binary.LittleEndian.Uint32(b[:])
	}
	got, err := keyturner.Pair(on.link, o)
	if err != nil {
		return c.refuse(s, err)
	}
	if err := on.keep(file, got); err != nil {
		return s.refuse(fmt.Errorf("the lock has paired, but the key cannot be kept: %w", err))
	}
	p := paired{on.conn.Device(), on.conn.Name(), on.conn.Address(), uint32(got.AuthID), c.Type, file}
	if c.JSON {
		return s.object(p)
	}
	fmt.Fprintf(s.Out, "paired with %s as authorization %d, %s %q\nthe key is in %s\n", p.Name, p.AuthID, p.Type, c.Name, file)
	return exitMet
}

// fileFor is where the key goes. An app's is what the other commands use when
// they are not told otherwise.
func (c *pairCommand) fileFor(s *Streams, on *session) (string, error) {
	if c.Credentials == "" && c.Type != keyturner.IDApp.String() {
		return c.credentialsFile(s, on.conn.Address()+"-"+c.Type)
	}
	return c.credentialsFile(s, on.conn.Address())
}
