package storetest

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"locktwin/model/store"
	"locktwin/scenarios/campaign"
	"locktwin/scenarios/campaign/report"
	"locktwin/scenarios/campaign/stores"
)

// Options choose what a Sweep does. The zero value is one cut, on an nRF52832, of
// two saves after enough others that the store collects garbage if it ever does.
type Options struct {
	Part     string            // as flashsim names it; "" is nrf52832
	Workload campaign.Workload // what is saved; the zero Workload is that of stores.Default
	Supply   campaign.Supply   // the zero Supply is that of stores.Default
	Seed     uint64            // of the cells; 0 is 1
	Hours    int               // without supply between a cut and the next boot
	Celsius  *float64          // nil is 21
	Leakage  bool              // over-erased cells pull their column
	ECCOff   bool              // uncorrectable granules are read as they are
	Shared   bool              // the cut of a program disturbs the other pages
	Depth    int               // cuts in one experiment, 1 to 3; 0 is 1
	Samples  int               // of the read noise where cells are marginal, 1 to 64; 0 is 8
	At       []time.Duration   // instants of the first cut; none: all that can make a difference
	// Allow are the classes that do not fail the test, of "bricked", "unstable",
	// "wrong", "default", "denied" and "stale".
	Allow []string
	// Report is the name of a file for the report, one HTML page that needs no
	// network; "" writes none.
	Report string
}

// worstShown is how many ways to fail a test tells of.
const worstShown = 5

// Sweep cuts the supply of a store at every instant that can make a difference and
// fails when a value is lost that was acknowledged. It gives the result for whoever
// wants to look closer.
func Sweep(t *testing.T, newStore func() store.Store, o Options) *campaign.Result {
	t.Helper()
	spec, err := o.spec(newStore)
	if err != nil {
		t.Fatal(err)
	}
	return sweep(t, newStore, spec, o.Allow, o.Report)
}

// Replay runs the campaign that a failed Sweep has printed, and fails as that did.
func Replay(t *testing.T, newStore func() store.Store, spec string) *campaign.Result {
	t.Helper()
	s, err := campaign.DecodeSpec([]byte(spec))
	if err != nil {
		t.Fatal(err)
	}
	return sweep(t, newStore, s, nil, "")
}

func (o *Options) spec(newStore func() store.Store) (campaign.Spec, error) {
	part := o.Part
	if part == "" {
		part = "nrf52832"
	}
	spec, err := stores.DefaultOwn(newStore, part)
	if err != nil {
		return spec, err
	}
	s := spec.Store
	if w := o.Workload; len(w.Before)+len(w.Cut)+len(w.After) > 0 {
		s.Workload = w
	}
	if o.Supply != (campaign.Supply{}) {
		s.Supply = o.Supply
	}
	if o.Seed != 0 {
		s.Seed = o.Seed
	}
	s.Hours, s.Celsius, s.Leakage, s.ECCOff, s.Shared = o.Hours, o.Celsius, o.Leakage, o.ECCOff, o.Shared
	spec.Depth = max(o.Depth, 1)
	if o.Samples != 0 {
		spec.Samples = o.Samples
	}
	spec.Fault.At = o.At
	return spec, nil
}

func sweep(t *testing.T, newStore func() store.Store, spec campaign.Spec, allow []string, file string) *campaign.Result {
	t.Helper()
	r, err := run(newStore, spec)
	if err != nil {
		t.Fatal(err)
	}
	if file != "" {
		var page bytes.Buffer
		if err := report.HTML(&page, r); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, page.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	n := r.Variants[0].Counts
	t.Logf("%s: %d classes of instants, %d experiments, %d states", spec.Name, n.Classes, n.Experiments, n.States)
	if bad := failing(r, allow); len(bad) > 0 {
		t.Error(story(r, bad))
	}
	return r
}

// run plays a campaign to its end.
func run(newStore func() store.Store, spec campaign.Spec) (*campaign.Result, error) {
	c, err := campaign.NewCoordinator(spec)
	if err != nil {
		return nil, err
	}
	e, err := stores.NewOwn(spec, newStore)
	if err != nil {
		return nil, err
	}
	for !c.Done() {
		for s := range c.Ready() {
			if err := c.Take(campaign.Run(e, s)); err != nil {
				return nil, err
			}
		}
	}
	return c.Result()
}

// failing lists the ways to fail that are not allowed.
func failing(r *campaign.Result, allow []string) []*campaign.Group {
	var out []*campaign.Group
	for i := range r.Groups {
		if g := &r.Groups[i]; !slices.Contains(allow, g.Failure.Class) {
			out = append(out, g)
		}
	}
	return out
}

// story tells of the worst ways to fail, and how to see each again.
func story(r *campaign.Result, bad []*campaign.Group) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d ways to lose what was acknowledged", len(bad))
	for i, g := range bad {
		if i == worstShown {
			fmt.Fprintf(&b, "\n\nand %d more", len(bad)-i)
			break
		}
		f := g.Failure
		where := "between two operations"
		if f.Operation != "" {
			where = "in the " + f.Operation
		}
		fmt.Fprintf(&b, "\n\n%d. a cut %s leaves the %s %s\n", i+1, where, f.Part, f.Class)
		fmt.Fprintf(&b, "   for %v of a window of %v, first at %v\n", g.Length, r.Variants[g.Variant].Survey.Window, g.First)
		fmt.Fprintf(&b, "   boot decides: %s", strings.ReplaceAll(f.Decision, "-", " "))
		if g.Faults > 1 {
			fmt.Fprintf(&b, "\n   it is cut %d of that many", g.Faults)
		}
		if g.Smallest == nil {
			continue
		}
		fmt.Fprintf(&b, "\n   smallest case: %d saves, %d marginal bits", g.Smallest.Steps, g.Smallest.Bits)
		if line, err := oneLine(g.Smallest.Scenario); err == nil {
			fmt.Fprintf(&b, "\n   storetest.Replay(t, newStore, `%s`)", line)
		}
	}
	return b.String()
}

// oneLine is a Spec in one line.
func oneLine(text string) (string, error) {
	s, err := campaign.DecodeSpec([]byte(text))
	if err != nil {
		return "", err
	}
	line, err := campaign.Encode(s)
	return strings.TrimSpace(string(line)), err
}
