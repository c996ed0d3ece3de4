package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"locktwin/flashsim"
	"locktwin/model/store"
	"locktwin/scenarios"
	"locktwin/scenarios/campaign"
)

// What a store by itself is put to the test with when nothing else is said.
const (
	usualPart     = "nrf52840"
	usualWorkload = "pin:16,settings:32 / pin:16x2,settings:32x2 / pin:16"
	// Stores side by side are on a memory with small pages that all of them suit, so
	// that each collects garbage in the window, if its design does that.
	comparedPart     = "24lc256"
	comparedWorkload = "pin:16,settings:32,fill / pin:16x2,settings:32x2 / pin:16"
	usualVolts       = 3.3
	usualFall        = 500 * time.Microsecond
)

// bare says whether a store by itself is put to the test.
func (c *sweepCommand) bare() bool {
	return c.Store != "" || c.CompareStores && c.File == "" && c.Spec == ""
}

// designs are the stores that are put to the test.
func (c *sweepSubject) designs() []string {
	if c.CompareStores || c.Store == "all" {
		return store.Names()
	}
	var out []string
	for _, name := range strings.Split(c.Store, ",") {
		out = append(out, strings.TrimSpace(name))
	}
	return out
}

// storeSpec is a campaign with a store on a bare memory. The memory is reset at
// the lowest voltage at which all of it works.
func (c *sweepCommand) storeSpec() (campaign.Spec, error) {
	designs := c.designs()
	spec := campaign.Spec{Version: version(), Name: designs[0], Depth: 1, Samples: scenarios.DefaultSamples, OneByOne: c.OneByOne,
		Fault: campaign.FaultPlan{Kind: campaign.Cut}}
	for _, name := range designs {
		if !slices.Contains(store.Names(), name) {
			return spec, fmt.Errorf("--store: there is no %q, only %s", name, strings.Join(store.Names(), ", "))
		}
	}
	usual, saves := usualPart, usualWorkload
	if len(designs) > 1 && c.Part == "" {
		usual, saves = comparedPart, comparedWorkload
	}
	part, err := flashsim.Lookup(orElse(c.Part, usual))
	if err != nil {
		return spec, fmt.Errorf("--part: %w", err)
	}
	work, err := parseWorkload(orElse(c.Workload, saves))
	if err != nil {
		return spec, fmt.Errorf("--workload %w", err)
	}
	least := max(part.ReadMinimumVolts.Value, part.Program.Widths[0].MinimumVolts.Value, part.Erase.MinimumVolts.Value)
	spec.Store = &campaign.StoreSubject{Design: designs[0], Part: part.Name, Workload: work, Seed: 1,
		Supply: campaign.Supply{Volts: max(usualVolts, least+0.3), Brownout: least, Fall: usualFall}}
	if len(designs) > 1 {
		spec.Name = "stores"
		spec.Axes = []campaign.Axis{{Name: "design", Key: "design", Values: designs}}
	}
	for _, f := range c.varied() {
		change := f.value
		switch f.flag {
		case "--set", "--axis":
		case "--seed":
			change = "seed=" + f.value
		default:
			continue
		}
		if err := addAxis(&spec, f.flag, change); err != nil {
			return spec, err
		}
	}
	for _, f := range c.faults() {
		if err := storeFault(&spec, f); err != nil {
			return spec, err
		}
	}
	return spec, spec.Validate()
}

// addAxis lets something of a store vary, or sets it to its one value.
func addAxis(spec *campaign.Spec, flag, change string) error {
	key, values, _ := strings.Cut(change, "=")
	if key == "" || values == "" {
		return fmt.Errorf("%s %s: must be KEY=VALUES, such as seed=1..10", flag, change)
	}
	expanded, err := scenarios.Values(values).Expand()
	var problems scenarios.Problems
	if errors.As(err, &problems) {
		// They point into the values; what was typed is longer.
		for i := range problems {
			problems[i].File, problems[i].Line = flag, change
			problems[i].Position.Column += utf8.RuneCountInString(key) + 1
		}
		return problems
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", flag, change, err)
	}
	spec.Axes = append(spec.Axes, campaign.Axis{Name: key, Key: key, Values: expanded})
	return nil
}

// storeFault reads a flag about the fault, which for a store is always a cut.
func storeFault(spec *campaign.Spec, f flagged) error {
	var err error
	switch f.flag {
	case "--depth":
		spec.Depth, err = wholeNumber(f.value)
	case "--samples":
		spec.Samples, err = wholeNumber(f.value)
	case "--at":
		var instants []string
		instants, err = scenarios.Values(f.value).Expand()
		for _, text := range instants {
			at, err := time.ParseDuration(text)
			if err != nil {
				return fmt.Errorf("%s: %q is no time; it takes a number with its unit, such as 40ms", f.flag, text)
			}
			spec.Fault.At = append(spec.Fault.At, at)
		}
	default:
		return fmt.Errorf("%s: a store by itself has no steps, cells or contacts; its supply is cut", f.flag)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", f.flag, err)
	}
	return nil
}

// wholeNumber reads a number of a flag; the Spec holds it against its limits.
func wholeNumber(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("%q is no whole number, such as 2", text)
	}
	return n, nil
}
