package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// background is the server of one script.
type background struct {
	vars []string // the environment at the script's beginning
	cmd  *exec.Cmd
	log  bytes.Buffer
}

type backgroundKey struct{}

// kill ends the server as a power failure does.
func (b *background) kill() {
	if b.cmd != nil {
		b.cmd.Process.Kill() // it may have ended already
		b.cmd.Wait()
		b.cmd = nil
	}
}

// startServer is the command `server flags...`: it starts a server on a free
// port, waits until it says where it is, and sets LOCKTWIN_SERVER to that and
// ADDRESS to its host and port. Without --data the server keeps nothing.
func startServer(ts *testscript.TestScript, neg bool, args []string) {
	b := ts.Value(backgroundKey{}).(*background)
	if neg || b.cmd != nil {
		ts.Fatalf("usage: server flags...; one at a time")
	}
	all := append([]string{"serve", "--listen", "127.0.0.1:0", "--noble", "off", "--json"}, args...)
	if !slices.Contains(args, "--data") {
		all = append(all, "--ephemeral")
	}
	b.log.Reset()
	b.cmd = exec.Command("locktwin", all...)
	b.cmd.Dir, b.cmd.Env, b.cmd.Stderr = ts.MkAbs("."), b.vars, &b.log
	out, err := b.cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(b.cmd.Start())
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		b.kill()
		ts.Fatalf("the server says nothing: %s", b.log.String())
	}
	var a addresses
	ts.Check(json.Unmarshal(line, &a))
	ts.Setenv("LOCKTWIN_SERVER", a.URL)
	ts.Setenv("ADDRESS", strings.TrimPrefix(a.URL, "http://"))
}

// shutDown is the command `shutdown`: an interrupt, which ends the server in order;
// its log is then in server.log.
func shutDown(ts *testscript.TestScript, neg bool, args []string) {
	b := ts.Value(backgroundKey{}).(*background)
	if neg || len(args) > 0 || b.cmd == nil {
		ts.Fatalf("usage: shutdown")
	}
	ts.Check(b.cmd.Process.Signal(os.Interrupt))
	err := b.cmd.Wait()
	b.cmd = nil
	ts.Check(os.WriteFile(filepath.Join(ts.MkAbs("."), "server.log"), b.log.Bytes(), 0o644))
	if err != nil {
		ts.Fatalf("the server did not end in order: %v\n%s", err, b.log.String())
	}
}

// crash is the command `crash`: the server ends from one instant to the next.
func crash(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: crash")
	}
	ts.Value(backgroundKey{}).(*background).kill()
}

// spoil is the command `spoil FILE`: bytes in the middle of the file are not what
// they were.
func spoil(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: spoil FILE")
	}
	name := ts.MkAbs(args[0])
	text, err := os.ReadFile(name)
	ts.Check(err)
	for i := range len(text) / 4 {
		text[len(text)/2+i] ^= 0x5A
	}
	ts.Check(os.WriteFile(name, text, 0o600))
}
