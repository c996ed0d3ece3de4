package scenarios

import (
	"time"

	"pgregory.net/rapid"

	"locktwin/model/firmware"
	"locktwin/model/gatt"
	"locktwin/model/keyturner"
)

func drawProtocol(t *rapid.T) ProtocolSpec {
	yes := func() Opt[bool] { return drawOpt(t, func(t *rapid.T) bool { return rapid.Bool().Draw(t, "yes") }) }
	span := func(lo, hi time.Duration) Opt[time.Duration] { return drawOpt(t, between(lo, hi)) }
	number := func(lo, hi int) Opt[int] {
		return drawOpt(t, func(t *rapid.T) int { return rapid.IntRange(lo, hi).Draw(t, "number") })
	}
	s := ProtocolSpec{
		Wire:     drawMaybe(t, "", func(t *rapid.T) Wire { return drawOf(t, Wires()) }),
		Hardware: drawOpt(t, func(t *rapid.T) Revision { return drawOf(t, []Revision{{4, 5}, {0, 0}, {255, 10}, {1, 0}}) }),
		MaxUsers: number(1, firmware.MaxAuthorizations), MaxCodes: number(0, firmware.MaxKeypadCodes), MTU: number(gatt.DefaultMTU, gatt.MaxMTU),
		PairingFor: span(10*time.Second, 10*time.Minute), FlowTimeout: span(time.Second, time.Minute), CompleteAfter: span(0, 2*time.Second),
		AutoUnlockAfter: span(0, time.Hour), PairWhenNew: yes(), NewBesidePairing: yes(), RequireSubscription: yes(), IndicateFirst: yes(), CompleteAtOnce: yes(),
		RequireCalibration: yes(), KeypadTypeOnly: yes(), PINAttempts: number(1, 255), PINLockOut: span(0, time.Hour),
	}
	s.ProgressEvery = drawOf(t, []Opt[time.Duration]{{}, Some(time.Duration(0)), Some(time.Minute)})
	s.IdleTimeout = drawOf(t, []Opt[time.Duration]{{}, Some(time.Duration(0)), Some(time.Second), Some(time.Hour)})
	if rapid.Bool().Draw(t, "stages") {
		var stages [3]firmware.KeypadStage
		for i := range stages {
			stages[i] = firmware.KeypadStage{Wrong: 1 + 300*i + rapid.IntRange(0, 299).Draw(t, "wrong"), For: between(time.Second, 24*time.Hour)(t)}
		}
		s.KeypadStages = Some(stages)
	}
	return s
}

func drawAirFault(t *rapid.T) AirFault {
	name := drawOf(t, []string{"slow", "a", "12", "no", "A.b_c-9"})
	if rapid.Bool().Draw(t, "remove") {
		return AirFault{Remove: drawOf(t, []string{name, EveryFault})}
	}
	delay := func() time.Duration { return between(time.Nanosecond, gatt.LongestDelay)(t) }
	nth := func() uint64 { return rapid.Uint64Range(1, mostOrdinal).Draw(t, "nth") }
	may := func(v uint64) uint64 { return drawMaybe(t, 0, func(*rapid.T) uint64 { return v }) }
	a := AirFault{Fault: gatt.Fault{ID: name, Kind: drawOf(t, gatt.FaultKinds())}, On: drawName(t)}
	f := &a.Fault
	switch f.Kind {
	case gatt.FaultLatency:
		f.Latency = gatt.LatencyFault{Delay: delay(), Jitter: drawMaybe(t, 0, func(*rapid.T) time.Duration { return delay() }),
			Direction: drawOf(t, []gatt.Way{gatt.BothWays, gatt.ToLock, gatt.ToCentral})}
	case gatt.FaultLoss:
		f.Loss.Permille = rapid.IntRange(1, 1000).Draw(t, "permille")
	case gatt.FaultDisconnect:
		f.End = gatt.DisconnectFault{At: nth(), Of: drawOf(t, []gatt.Operation{gatt.AnyFrame, gatt.AWrite, gatt.Indicating}), Reason: drawOf(t, []gatt.Reason{0, 8, 0x13, 0x3d, 0xff}),
			Repeat: rapid.Bool().Draw(t, "repeat")}
		if f.End.Of != gatt.AnyFrame {
			f.End.Handle = drawOf(t, []gatt.Handle{0, 1, 0xb, 0xffff})
			f.End.UUID = drawOf(t, []gatt.UUID{{}, gatt.UUID(keyturner.USDIO.UUID()), gatt.UUID(keyturner.PairingGDIO.UUID()), gatt.UUID16(0x2902)})
		}
	case gatt.FaultNoConfirm:
		f.Confirm = gatt.NoConfirmFault{From: may(nth()), Count: may(nth())}
	case gatt.FaultDuplicateIndication:
		f.Twice.Every = nth()
	case gatt.FaultLateIndication:
		f.Late = gatt.LateIndicationFault{By: delay(), Every: may(nth())}
	case gatt.FaultRSSI:
		f.RSSI = gatt.RSSIFault{Level: drawOf(t, []int8{-127, -96, -1, 1, 20}), Spread: drawOf(t, []uint8{0, 1, 40})}
	case gatt.FaultAdvertisingPause:
		a.On = ""
		f.Pause.For = drawMaybe(t, 0, between(time.Millisecond, MaxWait))
	}
	return a
}
