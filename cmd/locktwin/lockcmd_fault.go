package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"locktwin/emulator/api"
)

type faultCommand struct {
	List  listFaultsCommand  `cmd:"" help:"List the link faults, with what they have done."`
	Set   setFaultCommand    `cmd:"" help:"Set a link fault, new or in place of the one of that id."`
	Rm    rmFaultCommand     `cmd:"" help:"Remove a link fault."`
	Reset resetFaultsCommand `cmd:"" help:"Remove every link fault."`
	Load  loadFaultsCommand  `cmd:"" help:"Set exactly the link faults of a file."`
	Kinds faultKindsCommand  `cmd:"" help:"List the kinds of link fault and their parameters."`
}

type listFaultsCommand struct{ oneLock }

func (c *listFaultsCommand) run(s *Streams) int {
	return send(s, &c.remoteFlags, request{path: c.at("/faults")}, func(list api.FaultList) { printFaults(s, list.Faults) })
}

func printFaults(s *Streams, faults []api.Fault) {
	if len(faults) == 0 {
		fmt.Fprintln(s.Out, "there is none")
		return
	}
	var rows [][]string
	for _, f := range faults {
		rows = append(rows, []string{f.ID, fmt.Sprintf("%d of %d", f.Counters.Applied, f.Counters.Seen), f.Text})
	}
	columns(s.Out, []string{"ID", "APPLIED", "FAULT"}, rows)
}

type setFaultCommand struct {
	oneLock
	Kind       string   `arg:"" help:"Kind of fault; locktwin lock fault kinds lists them."`
	Parameters []string `arg:"" optional:"" name:"key=value" help:"Its parameters, such as delay=40ms."`
	ID         string   `placeholder:"ID" help:"Id of the fault; that of its kind if left out."`
	Connection uint32   `placeholder:"N" help:"Number of the connection that it is for; all if left out."`
}

func (c *setFaultCommand) run(s *Streams) int {
	parameters := fields{}
	for _, text := range c.Parameters {
		key, value, ok := strings.Cut(text, "=")
		if !ok || key == "" {
			return s.refuse(fmt.Errorf("%s: a parameter has the form KEY=VALUE", text))
		}
		parameters[strings.ReplaceAll(key, "-", "_")] = literal(value)
	}
	id := orElse(c.ID, c.Kind)
	body := fields{"id": id, "kind": c.Kind, c.Kind: parameters}
	put(body, "connection", c.Connection)
	return send(s, &c.remoteFlags, request{method: http.MethodPut, path: c.at("/faults/" + url.PathEscape(id)), body: body}, func(f api.Fault) {
		fmt.Fprintln(s.Out, f.Text)
	})
}

// literal is a value of a parameter as JSON has it: a whole number, a truth, or
// a text. The server says which of them it takes.
func literal(text string) any {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n
	}
	switch text {
	case "true":
		return true
	case "false":
		return false
	}
	return text
}

type rmFaultCommand struct {
	oneLock
	ID string `arg:"" help:"Id of the fault."`
}

func (c *rmFaultCommand) run(s *Streams) int {
	r := request{method: http.MethodDelete, path: c.at("/faults/" + url.PathEscape(c.ID))}
	return send(s, &c.remoteFlags, r, func(struct{}) { fmt.Fprintf(s.Out, "%s is removed\n", c.ID) })
}

type resetFaultsCommand struct{ oneLock }

func (c *resetFaultsCommand) run(s *Streams) int {
	return send(s, &c.remoteFlags, request{method: http.MethodDelete, path: c.at("/faults")}, func(struct{}) {
		fmt.Fprintln(s.Out, "there is none any more")
	})
}

type loadFaultsCommand struct {
	oneLock
	File string `arg:"" help:"JSON file of the form {\"faults\": [...]}; - is standard input."`
}

func (c *loadFaultsCommand) run(s *Streams) int {
	text, err := readFile(s, c.File, maxSpecBytes)
	if err != nil {
		return s.refuse(err)
	}
	r := request{method: http.MethodPut, path: c.at("/faults"), body: text, media: jsonType}
	return send(s, &c.remoteFlags, r, func(list api.FaultList) { printFaults(s, list.Faults) })
}

type faultKindsCommand struct{ remoteFlags }

func (c *faultKindsCommand) run(s *Streams) int {
	return send(s, &c.remoteFlags, request{path: "/catalogue/faults"}, func(list api.Items[api.FaultEntry]) {
		p := colors("auto", s)
		for _, k := range list.Items {
			fmt.Fprintf(s.Out, "%s  %s\n", p.in(bold, k.Kind), k.About)
			var rows [][]string
			for _, x := range k.Parameters {
				rows = append(rows, []string{"  " + x.Name, x.About})
			}
			columns(s.Out, nil, rows)
		}
	})
}
