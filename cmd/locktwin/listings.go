package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"locktwin/flashsim"
	"locktwin/model/firmware"
	"locktwin/model/power"
	"locktwin/model/store"
)

// listing is the flag that all listings share.
type listing struct {
	JSON bool `help:"One JSON array on standard output."`
}

type (
	partsCommand    struct{ listing }
	cellsCommand    struct{ listing }
	storesCommand   struct{ listing }
	profilesCommand struct{ listing }
)

type partRow struct {
	Name      string `json:"name"`
	Maker     string `json:"maker"`
	About     string `json:"about"`
	SizeBytes uint32 `json:"size_bytes"`
	UnitBytes uint32 `json:"program_unit_bytes"`
}

func (c *partsCommand) run(s *Streams) int {
	var rows []partRow
	for _, p := range flashsim.Catalogue() {
		rows = append(rows, partRow{p.Name, p.Maker, p.About, p.SizeBytes.Value, p.UnitBytes()})
	}
	return list(s, c.listing, rows, func(r partRow) []string { return []string{r.Name, r.Maker, r.About} })
}

type cellRow struct {
	Name  string  `json:"name"`
	Title string  `json:"title"`
	MAh   float64 `json:"capacity_mah"`
}

func (c *cellsCommand) run(s *Streams) int {
	var rows []cellRow
	for _, k := range power.Chemistries() {
		rows = append(rows, cellRow{string(k.Kind), k.Title, k.CapacityMilliampHours.V})
	}
	return list(s, c.listing, rows, func(r cellRow) []string {
		return []string{r.Name, fmt.Sprintf("%.0f mAh", r.MAh), r.Title}
	})
}

type storeRow struct {
	Name     string   `json:"name"`
	Profiles []string `json:"profiles"`
}

func (c *storesCommand) run(s *Streams) int {
	var rows []storeRow
	for _, name := range store.Names() {
		row := storeRow{name, []string{}}
		for _, p := range firmware.Profiles() {
			if p.Layout.Settings.Design == name || p.Layout.Access.Design == name {
				row.Profiles = append(row.Profiles, p.Name)
			}
		}
		rows = append(rows, row)
	}
	return list(s, c.listing, rows, func(r storeRow) []string {
		if len(r.Profiles) == 0 {
			return []string{r.Name, "used by no profile"}
		}
		return []string{r.Name, "used by " + strings.Join(r.Profiles, ", ")}
	})
}

type profileRow struct {
	Name       string `json:"name"`
	Version    string `json:"version"`
	Store      string `json:"settings_store"`
	Hypothesis string `json:"hypothesis"`
}

func (c *profilesCommand) run(s *Streams) int {
	var rows []profileRow
	for _, p := range firmware.Profiles() {
		v := p.Version
		rows = append(rows, profileRow{p.Name, fmt.Sprintf("%d.%d.%d", v[0], v[1], v[2]), p.Layout.Settings.Design, p.Hypothesis})
	}
	return list(s, c.listing, rows, func(r profileRow) []string { return []string{r.Name, r.Store, r.Hypothesis} })
}

// list prints rows as aligned columns or as one JSON array.
func list[T any](s *Streams, l listing, rows []T, columns func(T) []string) int {
	if l.JSON {
		e := json.NewEncoder(s.Out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(rows); err != nil {
			panic(err)
		}
		return exitMet
	}
	w := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	for _, r := range rows {
		fmt.Fprintln(w, strings.Join(columns(r), "\t"))
	}
	w.Flush()
	return exitMet
}
