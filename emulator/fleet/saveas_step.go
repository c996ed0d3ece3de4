package fleet

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"locktwin/model/firmware"
	"locktwin/model/gatt"
	"locktwin/model/keyturner"
	"locktwin/model/sim"
	"locktwin/scenarios"
)

// act turns deed number i into steps. A scenario that was played gives its own.
func (w *writer) act(i int) []act {
	d := &w.deeds[i].Deed
	a := act{at: sim.Time(d.AtNS)}
	switch {
	case d.CellsOut != nil:
		w.cellsOut(&a, d.CellsOut)
	case d.CellsIn != nil:
		w.cellsIn(&a, d.CellsIn)
	case d.Knock != nil:
		a.action, a.takes = scenarios.Knock{For: d.Knock.For, Times: d.Knock.Times}, time.Duration(d.Knock.Times)*d.Knock.For
	case d.Cut != nil:
		a.action, a.takes = scenarios.Cut{For: d.Cut.For}, d.Cut.For
	case d.TurnKey != nil:
		a.action, a.takes = scenarios.TurnKey{By: scenarios.Microdegrees(-int64(d.TurnKey.MilliDegrees) * 1000), Over: d.TurnKey.Over}, d.TurnKey.Over
	case d.PressButton != nil:
		a.action, a.takes = scenarios.PressButton{For: d.PressButton.For}, d.PressButton.For
	case d.MoveDoor != nil:
		to := scenarios.DoorMove("open")
		if d.MoveDoor.Closed {
			to = "close"
		}
		a.action = scenarios.MoveDoor{To: to}
	case d.Sag != nil:
		w.sag(&a, d.Sag)
	case d.Ambient != nil:
		a.action, a.takes = scenarios.Ambient{To: scenarios.Millicelsius(milli(float64(d.Ambient.Celsius))), Over: d.Ambient.Over}, d.Ambient.Over
	case d.Supply != nil:
		return w.supply(d)
	case d.Update != nil:
		a.action, a.takes = scenarios.Update{Profile: scenarios.Profile(d.Update.Profile)}, updateTakes
	case d.Fault != nil:
		w.fault(&a, *d.Fault)
	case d.FaultsGone != nil:
		name := d.FaultsGone.ID
		if name == "" {
			name = scenarios.EveryFault
		}
		a.action = scenarios.AirFault{Remove: name}
	case d.Script != nil:
		return w.script(d)
	case d.Paired != nil:
		w.paired(&a, i)
	case d.Asked != nil:
		w.asked(&a, d)
	default:
		a.remarks = w.unsaid(d, "")
	}
	return []act{a}
}

// unsaid is the comment for what a file has no words for.
func (w *writer) unsaid(d *Deed, why string) []string {
	line := fmt.Sprintf("At %s: %s.", dayAndClock(sim.Time(d.AtNS).Add(w.shift)), d.Text())
	if why == "" {
		why = "A file has no words for that"
	}
	return []string{line + " " + why + "."}
}

func (w *writer) cellsOut(a *act, d *CellsOut) {
	out := scenarios.CellsOut{Manner: scenarios.RemoveSlow}
	usual := 200 * time.Millisecond
	switch d.Chatter {
	case 2:
	case 0:
		out.Manner, usual = scenarios.RemoveQuick, 20*time.Millisecond
		if d.Over == 0 {
			out.Manner, usual = scenarios.RemoveAbrupt, 0
		}
	default:
		a.remarks = append(a.remarks, fmt.Sprintf("The contact opened and closed %d times on the way; a slow hand has it twice.", d.Chatter))
	}
	if d.Over != usual {
		out.Over = d.Over
	}
	a.action, a.takes = out, d.Over
}

// insertion is how long a hand takes to put cells in, about.
const insertion = 300 * time.Millisecond

func (w *writer) cellsIn(a *act, d *CellsIn) {
	in := scenarios.CellsIn{Manner: scenarios.InsertFirm}
	switch {
	case d.Gap < 0 && d.Bounces == mostBounces:
		in.Manner = scenarios.InsertBouncy
	case d.Gap < 0 || d.Gap > 0 && d.Manner == string(scenarios.InsertHesitant):
		in.Manner = scenarios.InsertHesitant
	case d.Bounces == 0:
		in.Manner = scenarios.InsertClean
	}
	usual := map[scenarios.Insertion]int{scenarios.InsertClean: 0, scenarios.InsertBouncy: mostBounces}
	if n, fixed := usual[in.Manner]; d.Bounces >= 0 && (!fixed || n != d.Bounces) {
		in.Bounces = scenarios.Some(d.Bounces)
	}
	in.Gap = max(d.Gap, 0)
	if d.Cells != nil {
		set, err := scenarios.ParseCells("cells", must(json.Marshal(d.Cells)))
		if err != nil {
			a.remarks = append(a.remarks, fmt.Sprintf("The cells were others than a file can say: %s %s.", d.Cells.Kind, d.Cells.Charge))
		} else {
			in.Cells = set
		}
	}
	a.action, a.takes = in, insertion
}

// mostBounces is what a bouncy hand has, as in scenarios.
const mostBounces = 8

func (w *writer) sag(a *act, d *Sag) {
	s := scenarios.Sag{To: scenarios.Microvolts(micro(float64(d.Volts))), For: d.For, Fall: d.Fall, Rise: d.Rise}
	if d.Fall == 0 && d.Rise == 0 {
		s.Fall, s.Rise = time.Microsecond, time.Microsecond
		a.remarks = append(a.remarks, "This sag had no edges; the shortest there are take their place.")
	}
	if s.Fall == scenarios.SagEdge {
		s.Fall = 0
	}
	if s.Rise == scenarios.SagEdge {
		s.Rise = 0
	}
	a.action, a.takes = s, d.Fall+d.For+d.Rise
}

func micro(x float64) int64 { return int64(x*1e6 + 0.5) }

// supply writes a programmed supply as one step for each of its own.
func (w *writer) supply(d *Deed) []act {
	at := sim.Time(d.AtNS)
	off := act{at: at, action: scenarios.Supply{To: scenarios.Level{Off: true}}}
	if len(d.Supply.Steps) == 0 {
		return []act{off}
	}
	var out []act
	for _, s := range d.Supply.Steps {
		step := scenarios.Supply{To: scenarios.Level{Volts: scenarios.Microvolts(micro(float64(s.Volts)))}}
		if source := scenarios.Microohms(micro(float64(s.Ohms))); source != scenarios.SupplySource {
			step.Source = source
		}
		out = append(out, act{at: at, action: step})
		if s.For == 0 {
			return out
		}
		at = at.Add(s.For)
	}
	off.at = at
	return append(out, off)
}

func (w *writer) fault(a *act, f gatt.Fault) {
	if f.Conn != 0 {
		a.remarks = append(a.remarks, fmt.Sprintf("The fault %s was that of connection %d alone.", f.ID, f.Conn))
		f.Conn = 0
	}
	f.Pause.From, f.Counters = 0, gatt.Counters{}
	w.radio = true
	a.action = scenarios.AirFault{Fault: f}
}

// script gives the steps of a scenario that was played, one after the other.
func (w *writer) script(d *Deed) []act {
	parsed, err := scenarios.Parse(d.Script.Name, []byte(d.Script.Text))
	if err != nil || len(parsed.Steps) == 0 {
		return []act{{at: sim.Time(d.AtNS), remarks: w.unsaid(d, "It can no longer be read")}}
	}
	a := act{
		at: sim.Time(d.AtNS), action: scenarios.Repeat{Times: 1, Steps: parsed.Steps}, note: "the scenario " + parsed.Scenario + " was played",
		takes: w.now.Sub(sim.Time(d.AtNS)),
	}
	if len(w.deeds) > 1 {
		a.remarks = append(a.remarks, "What was done by hand meanwhile stands behind it, at its instant.")
	}
	w.radio = w.radio || parsed.Lock.Phones == scenarios.PhonesRadio
	return []act{a}
}

func (w *writer) paired(a *act, i int) {
	p := w.deeds[i].Paired
	name := cleanName(p.Name)
	for _, other := range w.told.Phones {
		if other.Name == name && uint32(other.Auth) != p.Auth {
			name = fmt.Sprintf("%.20s %d", name, p.Auth)
		}
	}
	w.told.Phones = slices.DeleteFunc(w.told.Phones, func(other scenarios.PairedPhone) bool {
		if p.AppID == 0 || other.AppID != p.AppID {
			return false
		}
		a.remarks = append(a.remarks, fmt.Sprintf("It was the app of %s again, whose authorization it has replaced; here it is another phone.", other.Name))
		return true
	})
	w.radio = true
	w.phones[p.Auth] = name
	w.told.Phones = append(w.told.Phones, scenarios.PairedPhone{Name: name, Auth: keyturner.AuthID(p.Auth), AppID: p.AppID})
	pair := scenarios.Pair{As: name}
	a.action, a.takes, a.phone = pair, pairLead, true
	if press, ok := w.pressBefore(i); ok {
		a.at = press
		return
	}
	a.at = max(a.at.Add(-pairLead), sim.Time(0))
}

// cleanName is a name that a file takes for a phone.
func cleanName(name string) string {
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, name))
	if name == "" {
		return "phone"
	}
	return name
}

// asked writes what a phone asked for.
func (w *writer) asked(a *act, d *Deed) {
	k := d.Asked
	a.at, a.phone = a.at.Add(-airLead), true
	as, ok := w.phone(k.Auth)
	switch {
	case !ok:
		a.remarks = w.unsaid(d, "No step has paired whoever asked")
		return
	case k.Command == nil:
		a.remarks = w.unsaid(d, "It could not be read")
		return
	}
	c := k.Command
	w.radio = true
	pin := w.pinGiven(c.PIN)
	switch c.Op {
	case firmware.OpLockAction, firmware.OpSimpleLockAction:
		word := actionWord(c.Action)
		if word == "" {
			a.remarks = w.unsaid(d, "")
			return
		}
		a.action = scenarios.Act{Word: word, As: as}
	case firmware.OpSetPIN:
		a.action = scenarios.SetPIN{To: scenarios.PIN(c.NewPIN), PIN: pin, As: as}
		if !k.Refused {
			w.pin = scenarios.PIN(c.NewPIN)
			w.told.PINs = append(w.told.PINs, w.pin)
		}
	case firmware.OpVerifyPIN:
		a.action = scenarios.VerifyPIN{PIN: pin, As: as}
	case firmware.OpSetConfig, firmware.OpSetAdvancedConfig:
		if len(k.Set) == 0 {
			a.remarks = w.unsaid(d, "It changed nothing that a file has a word for")
			return
		}
		a.action = scenarios.Set{Values: k.Set, PIN: pin, As: as}
		w.changed(k)
	case firmware.OpInviteAuthorization:
		a.action = scenarios.Invite{Name: cleanName(c.Name), PIN: pin, As: as}
	case firmware.OpRemoveAuthorization:
		w.removed(a, d, pin, as)
	default:
		question, ok := askedWords[c.Op]
		if !ok || c.Op == firmware.OpFactoryReset {
			a.remarks = w.unsaid(d, "")
			return
		}
		q := scenarios.Ask{Word: scenarios.Question(question), As: as}
		if q.Word.NeedsPIN() {
			q.PIN = pin
		}
		a.action = q
		if k.Times > 1 {
			a.remarks = append(a.remarks, fmt.Sprintf("The phone asked for the same %d times in a row; once stands for all.", k.Times))
		}
	}
}

// removed writes the removal of somebody's authorization.
func (w *writer) removed(a *act, d *Deed, pin scenarios.Opt[scenarios.PIN], as string) {
	target := uint32(d.Asked.Command.Target)
	name, ok := w.phones[target]
	if !ok {
		name = cleanName(w.userName(target))
	}
	if name == "phone" && !ok {
		a.remarks = w.unsaid(d, "It is not known who was removed")
		return
	}
	a.action = scenarios.RemoveUser{Name: name, PIN: pin, As: as}
	if d.Asked.Refused {
		return
	}
	for i := range w.told.Phones {
		if uint32(w.told.Phones[i].Auth) == target {
			w.told.Phones = append(w.told.Phones[:i], w.told.Phones[i+1:]...)
			break
		}
	}
	delete(w.phones, target)
}
