package api

import "testing"

func TestBayShowsEachCellAndTheWeakOne(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	r.call("POST", "/locks/front/hands/cells-out", `{"manner":"abrupt"}`).must(200)
	r.run("front", "1s")
	out := into[Bay](r.call("GET", "/locks/front/bay", nil).must(200))
	if out.In || out.Fed || len(out.Cells) != 0 {
		t.Errorf("cells that were taken out: %+v", out)
	}
	r.call("POST", "/locks/front/hands/cells-in", `{"manner":"clean","cells":{"kind":"eneloop","charge":"80%","weak":{"cell":3,"charge":"20%"}}}`).must(200)
	r.run("front", "30s")
	in := into[Bay](r.call("GET", "/locks/front/bay", nil).must(200))
	if !in.In || !in.Fed || len(in.Cells) != 4 {
		t.Fatalf("cells that were put in: %+v", in)
	}
	for i, c := range in.Cells {
		want := 800
		if i == 2 {
			want = 200
		}
		if c.Kind != "eneloop" || c.ChargePermille < want-10 || c.ChargePermille > want || c.OpenMicro < 1_100_000 || c.OpenMicro > 1_500_000 || c.MilliCelsius != 21_000 {
			t.Errorf("cell %d is %+v", i+1, c)
		}
	}
	if in.VBATMicro < 4_500_000 || in.LightSetting != 3 {
		t.Errorf("the rail and the light: %+v", in)
	}
}

func TestBayShowsTheLightOfPairing(t *testing.T) {
	r := newRig(t)
	r.lock("front")
	r.run("front", "30s")
	if b := into[Bay](r.call("GET", "/locks/front/bay", nil).must(200)); b.LightPermille != 0 {
		t.Errorf("a lock at rest: %+v", b)
	}
	r.call("POST", "/locks/front/hands/press-button", `{"for":"6s"}`).must(200)
	r.run("front", "7s")
	if b := into[Bay](r.call("GET", "/locks/front/bay", nil).must(200)); b.LightPermille != 600 {
		t.Errorf("a lock in pairing mode: %+v", b)
	}
}

func TestBayOfALockThatIsNot(t *testing.T) {
	newRig(t).call("GET", "/locks/none/bay", nil).must(404)
}
