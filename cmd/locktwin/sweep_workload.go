package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"locktwin/model/store"
	"locktwin/scenarios/campaign"
)

// Keys of a workload, as campaign.Workload numbers them.
const (
	workloadPIN      = 1
	workloadSettings = 2
	workloadUser     = 16 // the first authorization
)

// fillWord, at the end of what is saved before the window, goes on until the next
// save would erase something.
const fillWord = "fill"

// parseWorkload reads what a store saves: three lists parted by '/', what is saved
// before the window, in it, and after the recovery. The last one may be left out,
// and the first one with it. A save is KEY:BYTES or KEY:BYTESxTIMES, where KEY is
// pin, settings, or user with a number from 1. Each save of a key has another value
// than the one before.
func parseWorkload(text string) (campaign.Workload, error) {
	var w campaign.Workload
	lists := strings.Split(text, "/")
	switch len(lists) {
	case 1:
		lists = []string{"", lists[0], ""}
	case 2:
		lists = append(lists, "")
	case 3:
	default:
		return w, fmt.Errorf("%q: it has %s, must be BEFORE / CUT / AFTER", text, count(len(lists), "list"))
	}
	rounds := map[uint8]int{}
	for i, into := range []*[]campaign.Save{&w.Before, &w.Cut, &w.After} {
		for _, word := range strings.FieldsFunc(lists[i], func(r rune) bool { return r == ',' || r == ' ' }) {
			if word == fillWord && i == 0 {
				w.Fill = true
				continue
			}
			s, err := parseSave(word)
			if err != nil {
				return w, fmt.Errorf("%q: %w", word, err)
			}
			s.Round = rounds[s.Key]
			rounds[s.Key] += max(s.Times, 1)
			*into = append(*into, s)
		}
	}
	if len(w.Cut) == 0 {
		return w, fmt.Errorf("%q: nothing is saved in the window, so nothing can be cut", text)
	}
	return w, nil
}

func parseSave(word string) (campaign.Save, error) {
	var s campaign.Save
	key, size, ok := strings.Cut(word, ":")
	if !ok {
		return s, errors.New("must be KEY:BYTES or KEY:BYTESxTIMES, such as pin:16x4")
	}
	switch number, user := strings.CutPrefix(key, "user"); {
	case key == "pin":
		s.Key = workloadPIN
	case key == "settings":
		s.Key = workloadSettings
	case user:
		most := int(store.MaxKey) - workloadUser + 1
		n, err := strconv.Atoi(orElse(number, "1"))
		if err != nil || n < 1 || n > most {
			return s, fmt.Errorf("user %q, must be user1 to user%d", number, most)
		}
		s.Key = uint8(workloadUser + n - 1)
	default:
		return s, fmt.Errorf("key %q, must be pin, settings, or user with a number", key)
	}
	bytes, times, repeated := strings.Cut(size, "x")
	var err error
	if s.Bytes, err = strconv.Atoi(bytes); err != nil || s.Bytes < 1 || s.Bytes > store.MaxValue {
		return s, fmt.Errorf("%q bytes, must be 1 to %d", bytes, store.MaxValue)
	}
	if repeated {
		if s.Times, err = strconv.Atoi(times); err != nil || s.Times < 1 || s.Times > campaign.MaxSaves {
			return s, fmt.Errorf("%q times, must be 1 to %d", times, campaign.MaxSaves)
		}
	}
	return s, nil
}
