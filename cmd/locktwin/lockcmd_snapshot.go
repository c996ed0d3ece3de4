package main

import (
	"fmt"
	"net/http"
	"net/url"

	"locktwin/emulator/fleet"
	"locktwin/model/sim"
)

type snapshotCommand struct {
	oneLock
	Label string `placeholder:"TEXT" help:"What it shows, for people."`
}

func (c *snapshotCommand) run(s *Streams) int {
	body := fields{}
	put(body, "label", c.Label)
	return send(s, &c.remoteFlags, request{method: http.MethodPost, path: c.at("/snapshots"), body: body}, func(v fleet.SnapshotInfo) {
		fmt.Fprintf(s.Out, "%s at %s\n", v.ID, sim.Time(v.SimNS))
	})
}

type snapshotsCommand struct {
	oneLock
	Forget string `placeholder:"ID" help:"Forget this one."`
}

// snapshotList is the API's list.
type snapshotList struct {
	Snapshots []fleet.SnapshotInfo `json:"snapshots"`
}

func (c *snapshotsCommand) run(s *Streams) int {
	if c.Forget != "" {
		r := request{method: http.MethodDelete, path: c.at("/snapshots/" + url.PathEscape(c.Forget))}
		return send(s, &c.remoteFlags, r, func(struct{}) { fmt.Fprintf(s.Out, "%s is forgotten\n", c.Forget) })
	}
	return send(s, &c.remoteFlags, request{path: c.at("/snapshots")}, func(list snapshotList) {
		if len(list.Snapshots) == 0 {
			fmt.Fprintln(s.Out, "there is none")
			return
		}
		var rows [][]string
		for _, v := range list.Snapshots {
			rows = append(rows, []string{v.ID, sim.Time(v.SimNS).String(), fmt.Sprint(v.Bytes), v.Label})
		}
		columns(s.Out, []string{"ID", "TIME", "BYTES", "LABEL"}, rows)
	})
}

type rewindCommand struct {
	oneLock
	Snapshot string `arg:"" help:"Id of the snapshot."`
}

func (c *rewindCommand) run(s *Streams) int {
	return c.turn(s, http.MethodPost, "/snapshots/"+url.PathEscape(c.Snapshot)+"/rewind", nil)
}

type forkCommand struct {
	oneLock
	ID    string `placeholder:"ID" help:"Id of the new lock; drawn if left out."`
	Title string `name:"name" placeholder:"TEXT" help:"Its name for people."`
	Speed string `placeholder:"SPEED" help:"How fast its time runs; as that of the first if left out."`
}

func (c *forkCommand) run(s *Streams) int {
	body := fields{}
	put(body, "id", c.ID)
	put(body, "name", c.Title)
	put(body, "speed", c.Speed)
	return send(s, &c.remoteFlags, request{method: http.MethodPost, path: c.at("/fork"), body: body}, func(l fleet.Lock) {
		fmt.Fprintf(s.Out, "%s  %s  %s\n", l.ID, l.Name, l.Address)
	})
}
