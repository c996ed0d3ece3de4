package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"locktwin/model/keyturner"
)

// kept is what the command keeps of a pairing, in a file that only the user can
// read. It holds the key, so it is never printed.
type kept struct {
	Server      string                `json:"server"` // host and port
	Lock        string                `json:"lock"`   // id on that server
	Name        string                `json:"name"`
	Address     string                `json:"address"`
	Credentials keyturner.Credentials `json:"credentials"`
}

// maxKeptBytes is far above any file of this kind.
const maxKeptBytes = 1 << 16

// credentialsDir is where credentials are kept, one file for each lock.
func credentialsDir(s *Streams) (string, error) {
	d, err := s.settingsDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(d, "credentials"), nil
}

// credentialsFile is the file of a lock with this address.
func (f *airFlags) credentialsFile(s *Streams, address string) (string, error) {
	if f.Credentials != "" {
		return f.Credentials, nil
	}
	d, err := credentialsDir(s)
	if err != nil {
		return "", err
	}
	return filepath.Join(d, strings.ReplaceAll(strings.ToLower(address), ":", "-")+".json"), nil
}

func readKept(s *Streams, name string) (kept, error) {
	var k kept
	text, err := readFile(s, name, maxKeptBytes)
	if err != nil {
		return k, err
	}
	// What is wrong with the text is not said: it would show a part of a key.
	if json.Unmarshal(text, &k) != nil || k.Credentials.AuthID == 0 {
		return kept{}, fmt.Errorf("%s holds no credentials of a pairing; 'locktwin client pair' writes new ones", name)
	}
	return k, nil
}

// recall reads the credentials for the lock that the session is connected to.
func (on *session) recall(s *Streams) (kept, error) {
	name, err := on.flags.credentialsFile(s, on.conn.Address())
	if err != nil {
		return kept{}, err
	}
	k, err := readKept(s, name)
	if errors.Is(err, fs.ErrNotExist) {
		return kept{}, fmt.Errorf("%s was not paired with: 'locktwin client pair' does that (no file %s)", on.conn.Name(), name)
	}
	return k, err
}

// keep writes the credentials for the lock that the session is connected to.
func (on *session) keep(file string, c keyturner.Credentials) error {
	text, err := json.MarshalIndent(kept{on.remote.host, on.conn.Device(), on.conn.Name(), on.conn.Address(), c}, "", "  ")
	if err != nil {
		return err
	}
	return writePrivate(file, append(text, '\n'))
}

// known finds the lock when the user named none: the one that was paired with on
// this server, or the only one that is heard.
func (on *session) known(s *Streams) (string, error) {
	if on.flags.Credentials != "" {
		k, err := readKept(s, on.flags.Credentials)
		if err == nil && k.Server == on.remote.host {
			return k.Lock, nil
		}
	}
	if names := on.paired(s); len(names) == 1 {
		return names[0], nil
	}
	return on.onlyOne()
}

// paired lists the ids of the locks of this server that were paired with.
func (on *session) paired(s *Streams) []string {
	d, err := credentialsDir(s)
	if err != nil {
		return nil
	}
	entries, err := os.ReadDir(d) // sorted by name
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".json") {
			continue
		}
		k, err := readKept(s, filepath.Join(d, e.Name()))
		if err == nil && k.Server == on.remote.host && !slices.Contains(names, k.Lock) {
			names = append(names, k.Lock)
		}
	}
	return names
}
