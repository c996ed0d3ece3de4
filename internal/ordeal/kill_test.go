package ordeal

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"locktwin/emulator/fleet"
	"locktwin/emulator/server"
)

// witness is a client that uses a server as long as it lives, remembers what the
// server has acknowledged, and holds the next one against that.
type witness interface {
	name() string
	// begin makes what the witness needs, on the first server.
	begin(on *site) error
	// check compares what a server shows with what was acknowledged.
	check(on *site) error
	// use uses the server until it is gone, which is errGone, or something is wrong.
	use(on *site, draw *rand.Rand) error
}

// killSeed is the seed of everything but the moments of the kills, which no seed
// can repeat.
const killSeed = 20

// cast is everybody who uses the server. The twin is a server that nobody kills.
func cast(twin *site) []witness {
	fast, usual, brisk := fleet.Speed{Max: true}, fleet.Speed{Factor: 1}, fleet.Speed{Factor: 20}
	return []witness{
		newApp("front", fleet.Spec{Seed: 1, Speed: fast}, killSeed),
		newApp("back", fleet.Spec{Seed: 2, Speed: fast, Profile: "journal"}, killSeed),
		newApp("cellar", fleet.Spec{Seed: 3, Speed: fast, Profile: "three-block-ring"}, killSeed),
		newApp("attic", fleet.Spec{Seed: 4, Speed: usual}, killSeed),
		newApp("shed", fleet.Spec{Seed: 5, Speed: brisk, Profile: "nvs"}, killSeed),
		&operator{lock: "workshop", spec: fleet.Spec{Seed: 6, Speed: fast}},
		&operator{lock: "garage", spec: fleet.Spec{Seed: 7, Speed: usual, Profile: "rewrite-at-boot"}},
		&operator{lock: "studio", spec: fleet.Spec{Seed: 9, Speed: fast}, goesBack: true},
		newBuilder(),
		newClockwork("tower", fleet.Spec{Seed: 8, Profile: "rewrite-at-boot", NukiID: 8, Board: &fleet.Board{Bulk: "68uF"}}, twin),
	}
}

func TestNothingAcknowledgedIsMissingAfterAKill(t *testing.T) {
	rounds := 240
	if testing.Short() {
		rounds = 30
	}
	k := &killing{dir: t.TempDir(), draw: rand.New(rand.NewPCG(killSeed, 0)), witnesses: cast(local(t, server.Config{}))}
	kills := 0
	for round := range rounds {
		n, err := k.round(round)
		if kills += n; err != nil {
			t.Fatalf("seed %d, round %d, %d kills so far: %v", killSeed, round, kills, err)
		}
	}
	t.Logf("%d kills, %d acknowledgements", kills, k.told)
}

// killing is a row of servers on one data directory, each of which is killed.
type killing struct {
	dir       string
	draw      *rand.Rand
	witnesses []witness
	told      int64
}

// round lets one server live and die.
func (k *killing) round(n int) (kills int, err error) {
	if n > 0 && k.draw.IntN(5) == 0 {
		// One that hardly gets to start.
		p, err := launch(k.dir)
		if err != nil {
			return 0, err
		}
		dies := time.AfterFunc(time.Duration(k.draw.IntN(60_000))*time.Microsecond, p.kill)
		defer dies.Stop()
		io.Copy(io.Discard, p.out) // until its end
		p.wait()
		kills++
	}
	p, err := launch(k.dir)
	if err != nil {
		return kills, err
	}
	defer p.wait()
	defer p.kill()
	url, err := p.ready()
	if err != nil {
		return kills, err
	}
	on := newSite(url)
	defer on.leave()
	if n == 0 {
		err = k.each(func(_ int, w witness) error { return w.begin(on) })
	} else {
		err = k.each(func(_ int, w witness) error { return w.check(on) })
	}
	if err != nil {
		return kills, err
	}
	most := 150
	if n%8 == 0 {
		most = 600
	}
	on.enough.Store(on.told.Load() + 1 + int64(k.draw.IntN(most)))
	pause := time.Duration(k.draw.IntN(3000)) * time.Microsecond
	killed := make(chan struct{})
	go func() {
		defer close(killed)
		<-on.round
		time.AfterFunc(pause, func() {
			on.ending.Store(true)
			p.kill()
		})
	}()
	err = k.load(on)
	<-killed
	k.told += on.told.Load()
	return kills + 1, err
}

// load lets every witness use a server until it is gone.
func (k *killing) load(on *site) error {
	seeds := make([]uint64, len(k.witnesses))
	for i := range seeds {
		seeds[i] = k.draw.Uint64()
	}
	return k.each(func(i int, w witness) error {
		err := w.use(on, rand.New(rand.NewPCG(seeds[i], 0)))
		on.end()
		if errors.Is(err, errGone) {
			return nil
		}
		return err
	})
}

// each lets every witness do something at the same time.
func (k *killing) each(do func(i int, w witness) error) error {
	var group sync.WaitGroup
	errs := make([]error, len(k.witnesses))
	for i, w := range k.witnesses {
		group.Go(func() {
			if err := do(i, w); err != nil {
				errs[i] = fmt.Errorf("%s: %w", w.name(), err)
			}
		})
	}
	group.Wait()
	return errors.Join(errs...)
}
