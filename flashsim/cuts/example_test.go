package cuts_test

import (
	"encoding/binary"
	"fmt"
	"time"

	"locktwin/flashsim"
	"locktwin/flashsim/cuts"
	"locktwin/internal/repro"
)

// counter is a driver that keeps a number in two pages in turn: the number and its
// complement. A careless one takes the larger number without asking the complement.
type counter struct{ careless bool }

// ram is what it forgets when the supply goes.
type ram struct{ number, page uint32 }

func (c counter) boot(b *cuts.Bench, v *ram) {
	for page := range uint32(2) {
		var rec [8]byte
		b.Read(page*4096, rec[:])
		number, check := binary.LittleEndian.Uint32(rec[:]), binary.LittleEndian.Uint32(rec[4:])
		if number != 0xFFFFFFFF && (c.careless || check == ^number) && number >= v.number {
			*v = ram{number, page}
		}
	}
}

func (c counter) count(b *cuts.Bench, v *ram, _ int) {
	next := ram{v.number + 1, 1 - v.page}
	rec := binary.LittleEndian.AppendUint32(nil, next.number)
	rec = binary.LittleEndian.AppendUint32(rec, ^next.number)
	b.Erase(next.page * 4096)
	b.Program(next.page*4096, rec)
	*v = next
}

// workload counts four times. The number may lack at most the count that was cut.
func (c counter) workload() *cuts.Workload[ram, string] {
	return &cuts.Workload[ram, string]{
		Steps: 4, Boot: c.boot, Step: c.count,
		Judge: func(b *cuts.Bench, v *ram, done int, outcome *string) {
			switch {
			case *outcome != "":
			case int(v.number) > 4:
				*outcome = "a number that was never counted"
			case done < 4 && int(v.number) < done:
				*outcome = "a count was forgotten"
			}
		},
	}
}

// A bare memory, a driver with a mistake, and every instant at which a loss of the
// supply shows it.
func Example() {
	part, err := flashsim.Lookup("nrf52832")
	if err != nil {
		fmt.Println(err)
		return
	}
	bench := cuts.New(part, repro.Root(7), cuts.Supply{Volts: 3, Celsius: 25})
	for _, c := range []counter{{careless: true}, {careless: false}} {
		result, err := cuts.Sweep(bench, c.workload(), cuts.Options{Off: time.Second, Samples: 4})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("careless %v: %d operations, %d classes of cuts\n", c.careless, len(result.Reference), len(result.Findings))
		bad := func(outcome string) bool { return outcome != "" }
		if first := result.First(bad); first != nil {
			op := result.Reference[first.Class.Cut.Operation]
			fmt.Printf("  %s: first %v into the %v at 0x%X; %v in all\n",
				first.Outcomes[0].Outcome, first.Class.From, op.Kind, op.Addr, result.Length(bad))
		}
	}
	// Output:
	// careless true: 12 operations, 1011 classes of cuts
	//   a number that was never counted: first 12.309µs into the program at 0x1000; 30.163716ms in all
	// careless false: 12 operations, 1011 classes of cuts
}

// A cut at one instant, by hand: the driver does not come back from the erase.
func ExampleBench_Arm() {
	part, err := flashsim.Lookup("nrf52832")
	if err != nil {
		fmt.Println(err)
		return
	}
	bench := cuts.New(part, repro.Root(7), cuts.Supply{Volts: 3, Celsius: 25, Brownout: 1.7, Fall: 5 * time.Millisecond})
	bench.Program(0, []byte("PIN 4711"))
	bench.Arm(cuts.Cut{Operation: 0, At: 6 * time.Millisecond})
	whole := bench.Run(func() {
		bench.Erase(0)
		fmt.Println("the page is erased")
	})
	fmt.Println("came to its end:", whole)
	bench.Reboot(time.Minute)
	var buf [8]byte
	bench.Read(0, buf[:])
	fmt.Printf("boot %d, %v: % x\n", bench.Boots(), bench.Now(), buf)
	// Output:
	// came to its end: false
	// boot 2, 1m0.011676s: ff 7f ff ff ff ff ff fd
}

// A record of a run, and the classes of cuts into one of its operations.
func ExampleLog() {
	part, err := flashsim.Lookup("nrf52832")
	if err != nil {
		fmt.Println(err)
		return
	}
	bench := cuts.New(part, repro.Root(7), cuts.Supply{Volts: 3, Celsius: 25})
	var log cuts.Log
	bench.Record(&log)
	bench.Program(0, []byte{0xFF, 0xFF, 0xFF, 0xF6})
	bench.Record(nil)

	read := []flashsim.Range{{Addr: 0, Size: 4}}
	plan := cuts.Plan{In: read, Reading: flashsim.Reading{After: time.Second, Levels: flashsim.ReadLevels}}
	for _, c := range log.Classes(nil, plan) {
		log.Tear(bench, c.Cut)
		bench.Reboot(time.Second)
		var buf [4]byte
		bench.Read(0, buf[:])
		if c.From == cuts.Idle {
			fmt.Printf("operation %d not begun: % x\n", c.Cut.Operation, buf)
			continue
		}
		fmt.Printf("%v to %v: % x, marginal %v\n", c.From, c.To, buf, c.Marginal)
	}
	// Output:
	// operation 0 not begun: ff ff ff ff
	// 0s to 6.933µs: ff ff ff ff, marginal false
	// 6.933µs to 8.323µs: ff ff ff ff, marginal true
	// 8.323µs to 9.897µs: ff ff ff f7, marginal true
	// 9.897µs to 21.632µs: ff ff ff f7, marginal false
	// 21.632µs to 24.984µs: ff ff ff f7, marginal true
	// 24.984µs to 28.781µs: ff ff ff f6, marginal true
	// 28.781µs to 338µs: ff ff ff f6, marginal false
	// operation 1 not begun: ff ff ff f6
}

// Two cuts after each other: the second falls into what the driver does after the
// first.
func ExampleBench_Schedule() {
	part, err := flashsim.Lookup("nrf52832")
	if err != nil {
		fmt.Println(err)
		return
	}
	bench := cuts.New(part, repro.Root(7), cuts.Supply{Volts: 3, Celsius: 25})
	bench.Schedule(cuts.Cut{Operation: 1, At: cuts.Idle}, cuts.Cut{Operation: 0, At: 50 * time.Millisecond})
	losses := bench.Play(func() {
		fmt.Println("boot", bench.Boots())
		bench.Erase(0)
		bench.Program(0, []byte{0x12, 0x34, 0x56, 0x78})
	}, time.Second)
	fmt.Println(losses, "losses of supply")
	// Output:
	// boot 1
	// boot 2
	// boot 3
	// 2 losses of supply
}
