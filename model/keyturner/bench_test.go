package keyturner

import "testing"

func BenchmarkSealStates(b *testing.B) {
	key, nonce, profile := [32]byte{1}, [24]byte{2}, Gen2()
	states := States{Nuki: DoorMode, Lock: Locked, Time: noon}
	payload, out := make([]byte, 0, 64), make([]byte, 0, 256)
	b.ReportAllocs()
	for b.Loop() {
		out = Seal(out[:0], &key, &nonce, 5, CmdStates, profile.AppendStates(payload, &states))
	}
}

func BenchmarkOpenStates(b *testing.B) {
	key, nonce, profile := [32]byte{1}, [24]byte{2}, Gen2()
	message := Seal(nil, &key, &nonce, 5, CmdStates, profile.AppendStates(nil, &States{Time: noon}))
	room := make([]byte, 0, 256)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, payload, err := Open(room, &key, message); err != nil || len(payload) != 21 {
			b.Fatal(err)
		}
	}
}

func BenchmarkStatesEncode(b *testing.B) {
	profile, out := Gen2(), make([]byte, 0, 64)
	states := States{Nuki: DoorMode, Lock: Locked, Time: noon}
	b.ReportAllocs()
	for b.Loop() {
		out = profile.AppendStates(out[:0], &states)
	}
}

func BenchmarkSharedKey(b *testing.B) {
	secret, peer := [32]byte{1}, PublicKey(&[32]byte{2})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := SharedKey(&secret, &peer); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCRC(b *testing.B) {
	message := make([]byte, 100)
	b.SetBytes(100)
	for b.Loop() {
		CRC(message)
	}
}
