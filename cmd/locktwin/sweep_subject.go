package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"locktwin/model/firmware"
	"locktwin/model/store"
	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
)

// sweepSubject is what is put to the test, and what of it varies.
type sweepSubject struct {
	Set           []string `sep:"none" placeholder:"KEY=VALUE" help:"Change one value of the file, such as lock.cells.charge=20%; may be repeated."`
	Profile       string   `placeholder:"NAME" help:"Firmware profile in place of the file's."`
	Seed          []string `sep:"none" placeholder:"VALUES" help:"Seed in place of the file's, or several: 1..20; may be repeated."`
	Axis          []string `sep:"none" placeholder:"KEY=VALUES" help:"Vary a value: charge=20%..100%/5, cells=alkaline,eneloop, lock.board.bulk=47uF,220uF; may be repeated."`
	OneByOne      bool     `help:"Vary each axis by itself, the others at their first value, in place of all combinations."`
	Compare       string   `placeholder:"A,B" help:"Put firmware profiles side by side."`
	CompareStores bool     `help:"Put the ways to keep settings side by side."`
	Invariant     []string `sep:"none" placeholder:"SENTENCE" help:"A sentence, as a file expects it, that has to hold after every experiment; may be repeated."`

	Store    string `placeholder:"DESIGN" help:"Put a store by itself to the test, on a bare memory, in place of a file; several with commas between them, or all."`
	Part     string `placeholder:"NAME" help:"The memory of --store (nrf52840 if left out)."`
	Workload string `placeholder:"SAVES" help:"What --store saves: BEFORE / CUT / AFTER, each a list such as pin:16x4,settings:32."`
	Spec     string `placeholder:"FILE" help:"All that is tried as JSON, in place of a file; the result of a sweep has it in its field spec."`
	Suite    string `placeholder:"NAME" help:"Sweep stores of which it is known what they suffer from, and see that it is found: history, or history/CASE."`
}

// named counts the flags and arguments that name a subject.
func (c *sweepCommand) named() int {
	n := 0
	for _, is := range []bool{c.File != "", c.bare(), c.Spec != "", c.Suite != ""} {
		if is {
			n++
		}
	}
	return n
}

// subjects refuses flags that do not go with the subject.
func (c *sweepCommand) subjects() error {
	switch n := c.named(); {
	case n > 1:
		return errors.New("a scenario file, --store, --spec and --suite: one of them")
	case n == 0 && c.Resume == "":
		return errors.New("what is put to the test is missing: a scenario file, --store, --spec or --suite")
	}
	if c.Suite != "" && (c.Resume != "" || c.Journal != "" || c.StopAfter > 0 || len(c.outputs()) > 0 || c.Cases != "" || c.FailOn != "" || c.Causality) {
		return errors.New("--suite keeps no journal, writes no files and forks no run; --json, --quiet and --workers go with it")
	}
	without := orElse(c.Spec, c.Suite)
	if c.named() == 0 {
		without = c.Resume
	}
	if without != "" {
		if flags := append(c.varied(), c.faults()...); len(flags) > 0 {
			return fmt.Errorf("%s: what is tried stands in %s already", flags[0].flag, without)
		}
	}
	if c.named() == 0 && (c.Thin || c.NoShrink) {
		return fmt.Errorf("--thin and --no-shrink: what is tried stands in %s already", c.Resume)
	}
	if !c.bare() && (c.Part != "" || c.Workload != "") {
		return errors.New("--part and --workload go with --store")
	}
	if c.bare() && (c.Profile != "" || c.Compare != "" || len(c.Invariant) > 0) {
		return errors.New("--profile, --compare and --invariant go with a scenario file")
	}
	if c.Profile != "" {
		if _, err := firmware.LookupProfile(c.Profile); err != nil {
			return fmt.Errorf("--profile: %w", err)
		}
	}
	if c.Compare != "" {
		if c.Profile != "" || c.CompareStores {
			return errors.New("--compare names the profiles; --profile and --compare-stores do not go with it")
		}
		for _, name := range strings.Split(c.Compare, ",") {
			if _, err := firmware.LookupProfile(strings.TrimSpace(name)); err != nil {
				return fmt.Errorf("--compare: %w", err)
			}
		}
	}
	return nil
}

// flagged is a flag with its value.
type flagged struct{ flag, value string }

// varied are the flags about the subject that were given, in the order in which
// they apply.
func (c *sweepSubject) varied() []flagged {
	var out []flagged
	for _, v := range c.Set {
		out = append(out, flagged{"--set", v})
	}
	if c.Profile != "" {
		out = append(out, flagged{"--profile", c.Profile})
	}
	for _, v := range c.Seed {
		out = append(out, flagged{"--seed", v})
	}
	for _, v := range c.Axis {
		out = append(out, flagged{"--axis", v})
	}
	if c.OneByOne {
		out = append(out, flagged{"--one-by-one", "yes"})
	}
	if c.Compare != "" {
		out = append(out, flagged{"--compare", c.Compare})
	}
	if c.CompareStores {
		out = append(out, flagged{"--compare-stores", "yes"})
	}
	for _, v := range c.Invariant {
		out = append(out, flagged{"--invariant", v})
	}
	return out
}

// spec is what the flags ask for.
func (c *sweepCommand) spec(s *Streams) (spec campaign.Spec, err error) {
	switch {
	case c.Spec != "":
		spec, err = readSpec(s, c.Spec)
	case c.bare():
		spec, err = c.storeSpec()
	default:
		spec, err = c.lockSpec(s)
	}
	spec.Thin = spec.Thin || c.Thin
	spec.NoShrink = spec.NoShrink || c.NoShrink
	return spec, err
}

// readSpec reads a Spec. Whichever version wrote it, this one plays it.
func readSpec(s *Streams, name string) (campaign.Spec, error) {
	text, err := readFile(s, name, campaign.MaxSpecBytes)
	if err != nil {
		return campaign.Spec{}, fmt.Errorf("--spec %w", err)
	}
	spec, err := campaign.DecodeSpec(text)
	if err != nil {
		return spec, fmt.Errorf("--spec %s: %w", shownName(name), err)
	}
	spec.Version = version()
	return spec, nil
}

// lockSpec is a campaign with a whole lock: the file's section sweep, with what
// the flags say in its place.
func (c *sweepCommand) lockSpec(s *Streams) (campaign.Spec, error) {
	text, err := readFile(s, c.File, scenarios.MaxFileBytes)
	if err != nil {
		return campaign.Spec{}, err
	}
	set := append([]string(nil), c.Set...)
	if c.Profile != "" {
		set = append(set, "lock.profile="+c.Profile)
	}
	var sweep scenarios.Sweep
	seeds := strings.Join(c.Seed, ", ")
	if seeds != "" {
		err = sweep.ChangeAxis("--seed", "seed="+seeds)
	}
	for _, a := range c.Axis {
		if err == nil {
			err = sweep.ChangeAxis("--axis", a)
		}
	}
	if err == nil && c.Compare != "" {
		err = sweep.ChangeAxis("--compare", "profile="+c.Compare)
	}
	if err == nil && c.CompareStores {
		err = sweep.ChangeAxis("--compare-stores", "store="+strings.Join(storesInUse(), ","))
	}
	if err == nil && c.OneByOne {
		err = sweep.Change("--one-by-one", "one-by-one", "yes")
	}
	if err == nil && len(c.Invariant) > 0 {
		err = sweep.Change("--invariant", "invariants", listOf(c.Invariant))
	}
	for _, f := range c.faults() {
		if err == nil {
			err = sweep.Change(f.flag, strings.TrimPrefix(f.flag, "--"), f.value)
		}
	}
	if err != nil {
		return campaign.Spec{}, err
	}
	return campaign.New(shownName(c.File), text, campaign.Options{Version: version(), Set: set, Sweep: sweep})
}

// storesInUse are the ways to keep settings that some profile has.
func storesInUse() []string {
	var out []string
	for _, design := range store.Names() {
		if slices.ContainsFunc(firmware.Profiles(), func(p *firmware.Profile) bool { return p.Layout.Settings.Design == design }) {
			out = append(out, design)
		}
	}
	return out
}
