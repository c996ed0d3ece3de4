package telemetry

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestALogOfTheGatewayIsTranslated(t *testing.T) {
	rs, found := Read("x", sample(t, "nuki_hub.log"))
	for _, r := range rs {
		if r.Lock != "2A3B4C5D" || r.Line == 0 || r.Source != "nuki_hub" {
			t.Fatalf("%+v", r)
		}
	}
	reports := of(rs, KindBatteryReport)
	if len(reports) != 3 {
		t.Fatalf("%d reports", len(reports))
	}
	want := `{"v":1,"t":"2025-02-13T17:30:00Z","kind":"battery_report","lock":"2A3B4C5D","src":"nuki_hub","drain_mws":1260,"voltage_mv":5290,"critical_raw":128,"last_action":"Unlock","start_mv":5310,"lowest_mv":4880,"distance_raw":362,"start_temp_c":19,"max_current_raw":630,"resistance_raw":410,"voltage_res_mv":1}` + "\n"
	if text := string(AppendLines(nil, reports[1:2])); text != want {
		t.Errorf("%s\n%s", text, want)
	}
	if a := of(rs, KindLockAction); len(a) != 1 || a[0].Action.Action != "Unlock" || a[0].Action.Trigger != "button" || a[0].Action.Result != "success" {
		t.Errorf("%+v", a)
	}
	if l := of(rs, KindLogEntry); len(l) != 2 || l[1].Log.Index != 41 || l[1].LockAt.Value != 1739467173000 {
		t.Errorf("%+v", l)
	}
	if cut := with(found, CodeDamaged); len(cut) != 1 || cut[0].Line != 13 || !strings.Contains(cut[0].Text, "lock/log") {
		t.Errorf("%+v", cut)
	}
	if old := with(found, CodeStale); len(old) != 1 || old[0].Line != 2 {
		t.Errorf("%+v", old)
	}
}

func TestTheLocksOwnMessagesAreTranslated(t *testing.T) {
	rs, found := Read("x", sample(t, "own_mqtt.jsonl"))
	var got []string
	for _, r := range rs {
		line := string(AppendLines(nil, []Record{r}))
		_, after, _ := strings.Cut(line, `"nuki_mqtt"`)
		got = append(got, after)
	}
	want := []string{
		`,"retained":true,"lock_state":"locked"}`, `,"action":"Unlock","trigger":"button","auth_id":0,"code_id":0,"extra":1,"phase":"requested"}`,
		`,"lock_state":"unlocking","prev_state":"locked"}`, `,"lock_state":"unlocked","prev_state":"unlocking"}`, `,"level_pct":58}`, `,"critical":false}`,
		`,"lock_state":"raw:99","prev_state":"unlocked"}`}
	if strings.Join(got, "") != strings.Join(want, "\n")+"\n" {
		t.Errorf("%s", strings.Join(got, ""))
	}
	if len(found) != 1 || found[0].Code != CodeStale || found[0].Line != 2 {
		t.Error(found)
	}
}

func TestABridgeIsTranslatedWithoutItsOpeners(t *testing.T) {
	rs, found := BridgeList(sample(t, "bridge.json"), 5)
	if len(rs) != 5 || rs[0].Lock != "2A3B4C5D" || rs[0].At != 1740811740000 || rs[0].State.Lock != "locked" || rs[0].State.Door != "doorClosed" || rs[1].Battery.LevelPercent.Value != 64 {
		t.Errorf("%s", AppendLines(nil, rs))
	}
	if len(found) != 1 || found[0].Code != CodeOtherLock {
		t.Error(found)
	}
	rs, _ = BridgeList([]byte(`{"nukiId":1,"deviceType":0,"state":254,"batteryCritical":true}`), 7)
	if len(rs) != 3 || rs[0].At != 7 || rs[0].State.Lock != "motorBlocked" || rs[0].Lock != "00000001" || rs[1].Battery.LevelPercent.Set {
		t.Errorf("%s", AppendLines(nil, rs))
	}
}

func TestOfAReportTheJSONFormIsEnough(t *testing.T) {
	tr := NewTranslator(TranslateOptions{Lock: "1"})
	say := func(topic, payload string) []Record {
		rs, _ := tr.Message("nukihub/lock/battery/"+topic, []byte(payload), false, 1000)
		return rs
	}
	if rs := say("voltage", "5.30"); len(rs) != 1 || rs[0].Report.VoltageMV.Value != 5300 || rs[0].Report.StepMV != 10 || !rs[0].Has(Quality10mV) {
		t.Errorf("%+v", rs)
	}
	if rs := say("advancedJson", `{"batteryVoltage":"5.301","batteryDrain":"12"}`); len(rs) != 1 || rs[0].Report.VoltageMV.Value != 5301 || rs[0].Report.DrainMWS.Value != 12 {
		t.Errorf("%+v", rs)
	}
	if rs := say("voltage", "5.29"); len(rs) != 0 {
		t.Error("the rounded twin of a report is told as well")
	}
	other := *tr
	if rs, _ := other.Message("nukihub/lock/configuration/advancedJson", []byte(`{"batteryType":"Lithium"}`), false, 1); len(rs) != 1 {
		t.Errorf("%+v", rs)
	}
	if rs, _ := tr.Message("nukihub/lock/configuration/advancedJson", []byte(`{"batteryType":"Lithium"}`), false, 1); len(rs) != 1 {
		t.Error("a copy shares its memory with the original")
	}
	if rs, _ := tr.Message("nukihub/lock/configuration/advancedJson", []byte(`{"batteryType":"Lithium"}`), false, 2); len(rs) != 0 {
		t.Error("a setting is told again that has not changed")
	}
}

func TestEveryUnsignedWireValueComesBackFromVolts(t *testing.T) {
	for n := range int64(65536) {
		for _, text := range []string{string(appendMilli(n))} {
			if back, ok := (cell{kind: '0', text: text}).milli(); !ok || back != n {
				t.Fatalf("%d was shown as %s and read as %d", n, text, back)
			}
		}
	}
}

func appendMilli(n int64) []byte {
	b := []byte{byte('0' + n/10000), byte('0' + n/1000%10), '.', byte('0' + n/100%10), byte('0' + n/10%10), byte('0' + n%10)}
	return []byte(strings.TrimSuffix(strings.TrimRight(string(b), "0"), "."))
}

func TestAnEmptyOrForeignMessageTellsNothing(t *testing.T) {
	tr := NewTranslator(TranslateOptions{})
	for _, m := range [][2]string{{"nukihub/lock/state", ""}, {"zigbee/lock/state", "locked"}, {"nukihub/lock/action", "ack"}, {"nukihub/lock/shortLog", "--"}} {
		if rs, found := tr.Message(m[0], []byte(m[1]), false, 1); len(rs)+len(found) != 0 {
			t.Errorf("%v: %+v %v", m, rs, found)
		}
	}
}

func TestBytesThatAreNoTextSpoilTheNameOnly(t *testing.T) {
	tr := NewTranslator(TranslateOptions{Lock: "1"})
	rs, found := tr.Message("nukihub/lock/json", []byte("{\"lock_state\":\"locked\",\"auth_name\":\"a\xff\"}"), false, 1)
	if len(rs) != 1 || rs[0].State.Lock != "locked" || len(found) != 0 {
		t.Errorf("%+v %v", rs, found)
	}
}

func TestAFindingIsTextWhateverTheTopicIs(t *testing.T) {
	_, found := NewTranslator(TranslateOptions{}).Message("nukihub/lock/battery/\xff\x00", []byte("1"), false, 1)
	if len(found) != 1 || !utf8.ValidString(found[0].Text) {
		t.Error(found)
	}
}

func TestAReplayIsRecognisedWithoutFlags(t *testing.T) {
	var log strings.Builder
	for _, topic := range []string{"state", "trigger", "json", "battery/level", "battery/critical", "battery/charging", "battery/voltage", "battery/drain", "rssi", "availability"} {
		log.WriteString("2025-02-13T18:00:00+0100 nukihub/lock/" + topic + ": 0\n")
	}
	log.WriteString("2025-02-13T18:30:00+0100 nukihub/lock/battery/drain: 1200\n")
	rs, found := Read("x", []byte(log.String()))
	if r := of(rs, KindBatteryReport); len(r) != 3 || !r[0].Retained || !r[1].Retained || r[2].Retained {
		t.Errorf("%s", AppendLines(nil, r))
	}
	if len(with(found, CodeAssumed)) != 2 { // the replay, and whose it is
		t.Error(found)
	}
}

func TestGatewayAndLockSpeakOfTheSame(t *testing.T) {
	rs, found := Read("x", []byte("2025-02-13T18:00:00+0100 0 house/lock/state: locked\n2025-02-13T18:00:01+0100 0 nuki/2A3B4C5D/batteryChargeState: 64\n"))
	if len(rs) != 2 || rs[0].Lock != "2A3B4C5D" || rs[1].Lock != "2A3B4C5D" || len(found) != 0 {
		t.Errorf("%s%v", AppendLines(nil, rs), found)
	}
}

func TestAHistoryOfHomeAssistantBecomesReports(t *testing.T) {
	rs, found := ReadOptions{Lock: "2a3b4c5d"}.Read("x", sample(t, "home_assistant.csv"))
	reports := of(rs, KindBatteryReport)
	if len(reports) != 2 || reports[0].Report.DrainMWS.Value != 1200 || reports[1].Report.DrainMWS.Value != 1260 || reports[1].Report.VoltageMV.Value != 5290 || reports[1].Report.StepMV != 10 {
		t.Errorf("%s", AppendLines(nil, reports))
	}
	if !reports[0].Has(QualitySynth) || reports[1].Has(QualitySynth) || !reports[1].Has(QualityAssumed) {
		t.Errorf("%s", AppendLines(nil, reports))
	}
	if s := of(rs, KindState); len(s) != 3 || s[1].State.Lock != "unlocked" || s[2].State.Door != "doorOpened" {
		t.Errorf("%s", AppendLines(nil, s))
	}
	if len(found) != 1 || found[0].Line != 12 || !strings.Contains(found[0].Text, "fridge") {
		t.Error(found)
	}
	mapped := ReadOptions{Lock: "1", Entities: map[string]Entity{"sensor.fridge_temperature": {Column: "temp_c10"}, "sensor.front_door_battery_drain": {Column: "-"}}}
	rs, found = mapped.Read("x", sample(t, "home_assistant.csv"))
	if k := of(rs, KindTemperature); len(k) != 1 || k[0].Temperature.TenthC != 65 || len(found) != 0 {
		t.Errorf("%+v %v", k, found)
	}
}
