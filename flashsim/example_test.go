package flashsim_test

import (
	"fmt"
	"time"

	"locktwin/flashsim"
	"locktwin/internal/repro"
)

// The cells are pulled 7 ms into a page erase that takes 89.7 ms. What a read gives
// afterwards is neither the old bytes nor an erased page, and no two reads agree.
func Example() {
	part, err := flashsim.Lookup("nrf52832")
	if err != nil {
		fmt.Println(err)
		return
	}
	chip := flashsim.New(part, repro.Root(2024))
	if err := chip.Load(0x7F000, []byte("PIN 4711")); err != nil {
		fmt.Println(err)
		return
	}
	snapshot := chip.Fork()

	now := flashsim.Conditions{Now: 0, Volts: 2.4, Celsius: 20, Boot: 1}
	op, err := chip.BeginErase(0x7F000, now)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(op.Kind, "of", op.Size, "bytes takes", op.Duration)
	chip.Feed(flashsim.Piece{Duration: 7 * time.Millisecond, Volts0: 2.4, Volts1: 1.75})
	now.Now = 7 * time.Millisecond
	chip.PowerLost(now)

	now.Boot, now.Volts, now.Now = 2, 2.4, 40*time.Second
	buf := make([]byte, 8)
	for range 2 {
		if err := chip.Read(0x7F000, buf, now); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("% x\n", buf)
	}
	fmt.Println(len(chip.Marginal()), "marginal region;", chip.Units()[127].State)

	chip.CopyFrom(snapshot)
	if err := chip.Read(0x7F000, buf, now); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("before the cut: %s\n", buf)
	// Output:
	// erase of 4096 bytes takes 89.7ms
	// ff f9 ee ff ff 7f ff fd
	// ff 79 ef ff ff 7f ff fd
	// 1 marginal region; marginal
	// before the cut: PIN 4711
}
