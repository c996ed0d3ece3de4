package fleet

import "time"

// Limits bound what a fleet takes on. A zero field means its default.
type Limits struct {
	Locks        int           // locks; default 10,000
	Centrals     int           // centrals at the same time; default 4,096
	Links        int           // connections of one central, also those that are not up yet; default 64
	CentralQueue int           // events that wait for one central; default 1,024
	LockQueue    int           // messages that wait for one lock; default 32
	EventRing    int           // events that one lock remembers; default 4,096
	FeedQueue    int           // items that wait for one reader of a feed; default 1,024
	Feeds        int           // feeds of one lock; default 64
	Snapshots    int           // snapshots of one lock, beside those it takes by itself; default 32
	Deeds        int           // deeds that one lock remembers; default 1,024
	Scopes       int           // locks whose scope records; default 128
	Runs         int           // scenario runs that one lock remembers; default 32
	Rail         time.Duration // shortest bucket of a rail feed, simulated; default 1 ms
	DozeAfter    time.Duration // a lock that nobody uses for so long, wall time, is frozen in memory; default 10 s; below 0: never
	SaveEvery    time.Duration // a lock that changes is saved at least this often, wall time; default 1 s
}

// DefaultLimits are the limits of a fleet whose Options name none.
func DefaultLimits() Limits {
	return Limits{
		Locks: 10_000, Centrals: 4096, Links: 64, CentralQueue: 1024, LockQueue: 32, EventRing: 4096,
		FeedQueue: 1024, Feeds: 64, Snapshots: 32, Deeds: 1024, Runs: 32, Scopes: 128, Rail: time.Millisecond, SaveEvery: time.Second, DozeAfter: 10 * time.Second,
	}
}

// filled gives l with defaults in place of zeros.
func (l Limits) filled() Limits {
	d := DefaultLimits()
	for _, f := range []struct{ have, otherwise *int }{
		{&l.Locks, &d.Locks}, {&l.Centrals, &d.Centrals}, {&l.Links, &d.Links}, {&l.CentralQueue, &d.CentralQueue},
		{&l.LockQueue, &d.LockQueue}, {&l.EventRing, &d.EventRing}, {&l.FeedQueue, &d.FeedQueue},
		{&l.Feeds, &d.Feeds}, {&l.Snapshots, &d.Snapshots}, {&l.Runs, &d.Runs}, {&l.Scopes, &d.Scopes}, {&l.Deeds, &d.Deeds},
	} {
		if *f.have <= 0 {
			*f.have = *f.otherwise
		}
	}
	if l.Rail <= 0 {
		l.Rail = d.Rail
	}
	if l.DozeAfter == 0 {
		l.DozeAfter = d.DozeAfter
	}
	if l.SaveEvery <= 0 {
		l.SaveEvery = d.SaveEvery
	}
	return l
}
