package mqtt

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"locktwin/emulator/shadow"
	"locktwin/scenarios/twin/telemetry"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// theLock is the lock of most tests.
const theLock = "1A2B3C4D"

// shelf is a Keeper that notes what it gets.
type shelf struct {
	got   map[string][]telemetry.Record // by lock
	calls int
	fail  error
}

func (s *shelf) OfLock(_ context.Context, lock string) (string, error) { return lock, nil }

func (s *shelf) Ingest(_ context.Context, ref string, rs []telemetry.Record, _ []telemetry.Finding) (shadow.Report, error) {
	s.calls++
	if s.fail != nil {
		return shadow.Report{}, s.fail
	}
	if s.got == nil {
		s.got = map[string][]telemetry.Record{}
	}
	s.got[ref] = append(s.got[ref], rs...)
	return shadow.Report{Taken: len(rs)}, nil
}

// still is a feed that listens to nobody.
func still(t *testing.T, o Options, to Keeper) (*Feed, *keeping) {
	t.Helper()
	o.URL, o.CleanStart, o.Now, o.Log = "mqtt://127.0.0.1", true, time.Now, slog.New(slog.DiscardHandler)
	if err := o.Check(); err != nil {
		t.Fatal(err)
	}
	f := &Feed{o: o, to: to, queue: make(chan message, max(o.Queue, 1)), handed: make(chan struct{})}
	return f, newKeeping(f)
}

// say is a message at so many milliseconds after noon of 2025-06-01.
func say(topic, payload string, at int64) message {
	return message{topic: topic, payload: []byte(payload), at: telemetry.UnixMilli(1_748_779_200_000 + at)}
}

func TestASourceIsReadAsItIsWritten(t *testing.T) {
	o, err := Parse("mqtt://broker.example?base=home/lock&base=nuki&client=me")
	if err != nil || o.CleanStart || o.ClientID != "me" || len(o.Bases) != 2 {
		t.Errorf("%+v, %v", o, err)
	}
	if f := o.filters(); len(f) != 3 || f["home/lock/#"] != 1 || f["nuki/#"] != 1 {
		t.Errorf("%v", f)
	}
	for source, want := range map[string]string{
		"mqtt://h": "tcp://h:1883", "mqtts://h": "ssl://h:8883", "ws://h/mqtt": "ws://h:80/mqtt", "wss://h:9": "wss://h:9", "mqtt://[::1]:7": "tcp://[::1]:7",
	} {
		o, err := Parse(source)
		if got, _ := o.dial(); err != nil || got != want || !o.CleanStart {
			t.Errorf("%s: %s, %v", source, got, err)
		}
	}
	for source, says := range map[string]string{
		"http://h": "mqtt://", "mqtt://": "no host", "mqtt://u:secret@h": "environment", "mqtt://h/path": "means nothing", "mqtt://h?lock=xyz": "hexadecimal",
		"mqtt://h?base=a%2F%23": "without #", "mqtt://h?clean=maybe": "true or false", "mqtt://h?what=1": "says nothing", "mqtt://h?clean=false": "has an id",
		"mqtt://h?lock=1A2B3C4D&base=a&base=b": "one lock", ":": "no address", "mqtt://u:secret@h:x": "no address",
	} {
		if _, err := Parse(source); !errors.Is(err, ErrOptions) || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", source, err)
		}
	}
}

func TestAFullQueueDropsTheNewestAndCounts(t *testing.T) {
	f, _ := still(t, Options{Queue: 3}, &shelf{})
	for i := range 5 {
		f.put(say("nukihub/lock/state", fmt.Sprint(i), 0))
	}
	long := say("nukihub/lock/state", strings.Repeat("x", MaxPayload+1), 0)
	long.retained = true
	f.put(long)
	if s := f.Status(); s.Messages != 6 || s.Dropped != 3 || s.Retained != 1 || s.Waiting != 3 {
		t.Errorf("%+v", s)
	}
	if first := <-f.queue; string(first.payload) != "0" {
		t.Errorf("the oldest is %s", first.payload)
	}
}

func TestWhatAHubSaysWaitsUntilItsLockIsKnown(t *testing.T) {
	to := &shelf{}
	f, k := still(t, Options{}, to)
	k.hear(say("nukihub/lock/state", "locked", 0))
	k.hear(say("nukihub/lock/battery/level", "80", 1))
	k.write()
	if s := f.Status(); s.Parked != 2 || to.calls != 0 {
		t.Errorf("%+v", s)
	}
	k.hear(say("nukihub/lock/configuration/basicJson", `{"nukiID":"1a2b3c4d","ledEnabled":1}`, 2))
	k.write()
	if s := f.Status(); s.Parked != 0 || len(to.got[theLock]) < 3 || s.Taken != int64(len(to.got[theLock])) {
		t.Errorf("%+v, %v", s, to.got)
	}
	k.hear(say("nuki/0000BEEF/state", "1", 3))
	k.hear(say("elsewhere/lock/state", "locked", 3))
	k.write()
	if len(to.got["0000BEEF"]) != 1 || len(to.got) != 2 {
		t.Errorf("%v", to.got)
	}
}

func TestTwoGatewaysAreToldApartByWhatTheySayOfThemselves(t *testing.T) {
	to := &shelf{}
	_, k := still(t, Options{Bases: []string{"front", "back"}}, to)
	k.hear(say("homeassistant/lock/beef/smartlock/config", `{"~":"back","cmd_t":"~/lock/action"}`, 0))
	k.hear(say("homeassistant/lock/1a2b3c4d/smartlock/config", `{"~":"front","cmd_t":"~/lock/action"}`, 0))
	k.hear(say("front/lock/state", "locked", 1))
	k.hear(say("back/lock/state", "unlocked", 1))
	k.write()
	if front, back := to.got[theLock], to.got["0000BEEF"]; len(front) != 1 || len(back) != 1 || back[0].State.Lock != "unlocked" {
		t.Errorf("%+v", to.got)
	}
}

func TestRecordsWithoutALockDoNotFillTheMemory(t *testing.T) {
	f, k := still(t, Options{}, &shelf{})
	for i := range int64(parkedRecords + 10) {
		k.hear(say("nukihub/lock/state", []string{"locked", "unlocked"}[i%2], i))
	}
	if s := f.Status(); s.Parked != parkedRecords || s.Dropped != 10 {
		t.Errorf("%+v", s)
	}
}

func TestOnlyTheLockThatWasAskedForCounts(t *testing.T) {
	to := &shelf{}
	_, k := still(t, Options{Lock: theLock}, to)
	k.hear(say("nukihub/lock/state", "locked", 0))
	k.hear(say("nuki/0000BEEF/state", "1", 0))
	k.write()
	if len(to.got[theLock]) != 1 || len(to.got) != 1 {
		t.Errorf("%v", to.got)
	}
}

func TestSignalStrengthAloneIsTakenNowAndThen(t *testing.T) {
	to := &shelf{}
	f, k := still(t, Options{Lock: theLock}, to)
	for i := range int64(61) {
		k.hear(say("nukihub/lock/rssi", fmt.Sprint(-60-i%7), i*60_000))
	}
	k.write()
	if n, s := len(to.got[theLock]), f.Status(); n != 5 || s.Thinned != 56 {
		t.Errorf("%d records in an hour, %+v", n, s)
	}
}

func TestWhatCannotBeKeptIsCounted(t *testing.T) {
	to := &shelf{fail: shadow.ErrStore}
	f, k := still(t, Options{Lock: theLock}, to)
	for i := range int64(3) {
		k.hear(say("nukihub/lock/state", []string{"locked", "unlocked"}[i%2], i))
		k.write()
	}
	if s := f.Status(); s.Lost != 3 || s.Taken != 0 || to.calls != 3 {
		t.Errorf("%+v, %d calls", s, to.calls)
	}
	to.fail = shadow.ErrNotFound // a twin that was deleted is looked for once more
	k.hear(say("nukihub/lock/state", "unlocked", 9))
	k.write()
	if to.calls != 5 {
		t.Errorf("%d calls", to.calls)
	}
}

func TestOneEventIsOneWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &shelf{}
		f, _ := still(t, Options{Lock: theLock, Queue: 10}, to)
		f.goes.Go(f.keep)
		f.put(say("nukihub/lock/state", "unlocked", 0))
		time.Sleep(gatherTime / 2)
		f.put(say("nukihub/lock/battery/level", "80", 1))
		time.Sleep(gatherTime)
		f.put(say("nukihub/lock/state", "locked", 2)) // which the end does not lose
		close(f.handed)
		f.goes.Wait()
		if n := len(to.got[theLock]); n != 3 || to.calls != 2 {
			t.Errorf("%d records in %d writes", n, to.calls)
		}
	})
}
