package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"locktwin/emulator/server"
	"locktwin/emulator/transport/gattws"
)

// addresses are where a server can be reached.
type addresses struct {
	Version string   `json:"version"`
	URL     string   `json:"url"`
	Page    string   `json:"page"` // empty if none is served
	API     string   `json:"api"`
	GATT    string   `json:"gatt"`
	Noble   []string `json:"noble"`
	Metrics string   `json:"metrics"`
	Data    string   `json:"data_dir"` // empty if nothing is kept
	Demo    string   `json:"demo_lock"`
}

func addressesOf(v *server.Server, dir string, page bool) addresses {
	url := v.URL()
	a := addresses{
		Version: version(), URL: url, API: url + "/api/v1", GATT: "ws" + strings.TrimPrefix(url, "http") + gattws.Path,
		Noble: []string{}, Metrics: url + "/metrics", Data: dir,
	}
	for _, n := range v.NobleAddresses() {
		a.Noble = append(a.Noble, "ws://"+n.String()+"/")
	}
	if page {
		a.Page = url + "/"
	}
	if l, err := v.Fleet().Lock(server.DemoLock); err == nil {
		a.Demo = l.ID
	}
	return a
}

// announce prints where the server can be reached, and what to try.
func (c *serveCommand) announce(s *Streams, v *server.Server, dir string) {
	a := addressesOf(v, dir, !c.NoPage)
	if c.JSON {
		if err := json.NewEncoder(s.Out).Encode(a); err != nil {
			s.refuse(err)
		}
		return
	}
	p := colors("auto", s)
	kept := "the locks live in " + dir
	if dir == "" {
		kept = "the locks end with the server"
	}
	fmt.Fprintf(s.Out, "locktwin is up; %s\n", kept)
	table(s.Out, p,
		pair{"page", a.Page},
		pair{"control API", a.URL + "/api/docs/"},
		pair{"air", a.GATT},
		pair{"noble", strings.Join(a.Noble, " ")},
		pair{"metrics", a.Metrics},
	)
	if a.Demo != "" {
		users, _ := v.Fleet().Authorizations(a.Demo) // of a lock that is there
		c.suggest(s, p, a, len(users) > 0)
	}
}

// suggest prints three commands that cost the demo lock its PIN; of a lock that
// was used before, how to begin anew.
func (c *serveCommand) suggest(s *Streams, p paint, a addresses, used bool) {
	program := orElse(s.Program, "locktwin")
	prefix := ""
	if c.Token != "" || c.TokenFile != "" || s.Getenv("LOCKTWIN_TOKEN") != "" {
		prefix = " with LOCKTWIN_TOKEN set"
	}
	command := func(args string) string {
		if a.URL != defaultServer {
			args += " --server " + a.URL
		}
		return p.in(bold, quoted([]string{program})+" "+args)
	}
	if used {
		fmt.Fprintf(s.Out, "\nThe lock %q is as it was left. For a fresh one delete it%s, and start the server again:\n  %s\n",
			a.Demo, prefix, command("lock rm "+a.Demo))
		fmt.Fprintln(s.Out, "\nCtrl+C ends the server.")
		return
	}
	try := "Try"
	if a.Page != "" {
		try = "Open the page, or try"
	}
	fmt.Fprintf(s.Out, "\nThe lock %q is ready to pair. %s in another terminal%s:\n", a.Demo, try, prefix)
	for _, args := range []string{"client pair", "client set-pin 4711", "lock battery " + a.Demo + " --change --gap 250ms"} {
		fmt.Fprintf(s.Out, "  %s\n", command(args))
	}
	fmt.Fprintf(s.Out, "and then ask whether the PIN is still right:\n  %s\n", command("client verify-pin 4711"))
	fmt.Fprintln(s.Out, "\nCtrl+C ends the server.")
}
