package noble

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"locktwin/emulator/fleet"
	"locktwin/model/gatt"
)

// byServer is how a connection is reported gone before a socket is closed
// deliberately.
const byServer = byUs

func TestShutdownTakesConnectionsAndRadioAwayFirst(t *testing.T) {
	// A library whose socket just closes believes for ever that it is connected.
	back := frontDoor()
	back.id, back.address = "back", "54:D2:72:00:00:01"
	d := newDouble(frontDoor(), back)
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c := r.explored("/")
		c.send(`{"action":"connect","peripheralUuid":"54d272000001"}`)
		c.types()
		idle := r.open("/")
		idle.expect(on)
		if err := r.handler.Shutdown(context.Background()); err != nil {
			t.Fatal(err)
		}
		c.expect(strings.Replace(byServer, "54d27296447c", "54d272000001", 1), byServer, off)
		idle.expect(off)
		for _, c := range []*client{c, idle} {
			if e := c.ended(); e == nil || e.Code != websocket.CloseGoingAway || e.Text != "the server ends" {
				t.Errorf("closed with %v", e)
			}
		}
		if n := r.handler.Sessions(); n != 0 {
			t.Errorf("%d sessions are left", n)
		}
		_, response, err := r.dial("/", nil)
		if err == nil || response.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("a new socket after the end: %v", err)
		}
	})
}

func TestFleetThatEndsIsToldLikeAShutdown(t *testing.T) {
	d := newDouble(frontDoor())
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c := r.connected("/")
		d.mu.Lock()
		d.centrals[0].tell(fleet.CentralEvent{Kind: fleet.ShuttingDown})
		d.mu.Unlock()
		c.expect(byServer, off)
		if e := c.ended(); e == nil || e.Code != websocket.CloseGoingAway {
			t.Errorf("closed with %v", e)
		}
	})
}

func TestClientThatGoesAwayVanishes(t *testing.T) {
	d := newDouble(frontDoor())
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c := r.connected("/")
		c.raw.Close()
		synctest.Wait()
		if got := strings.Join(d.centrals[0].said, "; "); got != "connect front; close" {
			t.Errorf("its central did: %s", got)
		}
		if n := r.handler.Sessions(); n != 0 {
			t.Errorf("%d sessions are left", n)
		}
	})
}

func TestClientThatDoesNotReadIsHungUpOn(t *testing.T) {
	d := newDouble(frontDoor())
	inBubble(t, d, Options{Limits: Limits{QueueFrames: 16}}, func(t *testing.T, r *rig) {
		c, _, err := r.dial("/", nil)
		if err != nil {
			t.Fatal(err)
		}
		defer c.raw.Close()
		c.send(`{"action":"startScanning","allowDuplicates":true}`)
		synctest.Wait()
		for range 100 {
			d.advertise("front")
			synctest.Wait()
		}
		if n := r.handler.Sessions(); n != 1 {
			t.Fatal("advertisements alone, which come again, ended the session")
		}
		for range 20 {
			c.send(disconnectFront)
		}
		time.Sleep(3 * time.Second) // the time that is given to the last frames
		synctest.Wait()
		if n := r.handler.Sessions(); n != 0 {
			t.Error("the session goes on")
		}
	})
}

func TestSilentClientIsHungUpOn(t *testing.T) {
	d := newDouble(frontDoor())
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		deaf, _, err := r.dial("/", nil)
		if err != nil {
			t.Fatal(err)
		}
		defer deaf.raw.Close()
		deaf.conn.SetPingHandler(func(string) error { return nil })
		go deaf.read()
		deaf.send(connectFront)
		deaf.expect(on, connectedFront, mtuFront)
		good := r.connected("/")
		time.Sleep(10 * time.Minute)
		deaf.expect(byServer, off)
		if e := deaf.ended(); e == nil || e.Text != "no answer to pings" {
			t.Errorf("closed with %v", e)
		}
		good.send(`{"action":"updateRssi",` + front + `}`)
		good.expect(`{"type":"rssiUpdate",` + front + `,"rssi":-61}`)
	})
}

func TestMessageThatIsTooLongEndsTheSession(t *testing.T) {
	inBubble(t, newDouble(frontDoor()), Options{}, func(t *testing.T, r *rig) {
		c := r.connected("/")
		c.send(`{"action":"write",` + gdio + `,"data":"` + strings.Repeat("00", 9000) + `"}`)
		c.expect(byServer, off)
		if e := c.ended(); e == nil || e.Code != websocket.CloseMessageTooBig {
			t.Errorf("closed with %v", e)
		}
	})
}

func TestBadMessagesAreAnsweredAndGoneThrough(t *testing.T) {
	bad := func(why string) string { return `{"type":"error","message":"bad action: ` + why + `"}` }
	inBubble(t, newDouble(frontDoor()), Options{}, func(t *testing.T, r *rig) {
		c := r.connected("/")
		for _, tc := range []struct{ frame, why string }{
			{`{`, "the frame is not one JSON object"},
			{`[]`, "the frame is not one JSON object"},
			{``, "the frame is not one JSON object"},
			{"\x00\xff", "the frame is not one JSON object"},
			{`{}`, "there is no action of that name"},
			{`{"action":"explode"}`, "there is no action of that name"},
			{`{"action":5}`, "the field action has the wrong type"},
			{`{"action":"connect"}`, "connect needs a field peripheralUuid"},
			{`{"action":"read",` + front + `,"serviceUuid":"180a"}`, "read needs a field characteristicUuid with a UUID"},
			{`{"action":"read",` + front + `,"serviceUuid":"door","characteristicUuid":"2a24"}`, "read needs a field serviceUuid with a UUID"},
			{`{"action":"write",` + gdio + `}`, "write needs a field data"},
			{`{"action":"write",` + gdio + `,"data":"zz"}`, "data: not a value: want hexadecimal digits in pairs, or decimal numbers and commas"},
			{`{"action":"readHandle",` + front + `,"handle":0}`, "readHandle needs a field handle with a number from 1 to 65535"},
			{`{"action":"readHandle",` + front + `,"handle":1.5}`, "readHandle needs a field handle with a number from 1 to 65535"},
			{`{"action":"discoverServices",` + front + `,"uuids":7}`, "a list of UUIDs has the wrong type"},
		} {
			if err := c.conn.WriteMessage(websocket.BinaryMessage, []byte(tc.frame)); err != nil {
				t.Fatal(err)
			}
			c.expect(bad(tc.why))
		}
		c.send(`{"action":"auth","response":"00"}`)
		c.expect(`{"type":"error","action":"auth","message":"this server has not asked"}`)
		c.send(connectFront)
		c.expect(connectedFront)
	})
}

func TestEndlessBadMessagesEndTheSession(t *testing.T) {
	inBubble(t, newDouble(frontDoor()), Options{Limits: Limits{BadFrames: 3}}, func(t *testing.T, r *rig) {
		c := r.open("/")
		c.send("1", "2", "3", "4")
		if got := c.types(); got != "stateChange error error error stateChange" {
			t.Error(got)
		}
		if e := c.ended(); e == nil || e.Code != websocket.CloseUnsupportedData {
			t.Errorf("closed with %v", e)
		}
	})
}

func TestEndlessActionsEndTheSession(t *testing.T) {
	l := frontDoor()
	inBubble(t, newDouble(l), Options{Limits: Limits{Actions: 8}}, func(t *testing.T, r *rig) {
		c := r.explored("/")
		l.deaf = true
		for range 9 {
			c.send(`{"action":"read",` + model + `}`)
		}
		c.expect()
		c.send(`{"action":"read",` + model + `}`)
		c.expect(byServer, off)
		if e := c.ended(); e == nil || e.Text != "too many actions wait for an answer" {
			t.Errorf("closed with %v", e)
		}
	})
}

func TestHeldValuesAreBounded(t *testing.T) {
	d := newDouble(frontDoor())
	inBubble(t, d, Options{Limits: Limits{HeldValues: 2}}, func(t *testing.T, r *rig) {
		c := r.explored("/")
		c.send(`{"action":"notify",`+device+`,"characteristicUuid":"2a00","notify":true}`, `{"action":"discoverServices",`+front+`}`)
		c.taken()
		for i := range 5 {
			d.indicate("front", chrBoth, fmt.Sprint(i))
		}
		synctest.Wait()
		c.send(`{"action":"discoverCharacteristics",` + device + `}`)
		got := strings.Join(c.taken(), " ")
		if strings.Contains(got, `"data":"32"`) || !strings.Contains(got, `"data":"33"`) || !strings.Contains(got, `"data":"34"`) {
			t.Errorf("the latest two are not those that came: %s", got)
		}
	})
}

func TestSocketsAreBounded(t *testing.T) {
	inBubble(t, newDouble(), Options{Limits: Limits{Sessions: 1}}, func(t *testing.T, r *rig) {
		r.open("/").expect(on)
		c, response, err := r.dial("/", nil)
		if err == nil || response.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("a second socket: %v", err)
		}
		c.raw.Close()
	})
}

func TestFleetThatIsFullTurnsAClientAway(t *testing.T) {
	d := newDouble()
	d.refuse = errors.New("full")
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c := r.open("/")
		c.expect()
		if e := c.ended(); e == nil || e.Code != websocket.CloseTryAgainLater {
			t.Errorf("closed with %v", e)
		}
	})
}

func TestOverflowOfTheCentralEndsTheSession(t *testing.T) {
	d := newDouble(frontDoor())
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		c := r.connected("/")
		d.mu.Lock()
		d.centrals[0].tell(fleet.CentralEvent{Kind: fleet.Overflow})
		d.mu.Unlock()
		c.expect(byServer, off)
		c.ended()
	})
}

func TestParametersThatCannotBeAreRefused(t *testing.T) {
	if _, err := newHandler(newDouble(), Options{Params: gatt.Params{Interval: time.Hour, Timeout: time.Second}}); !errors.Is(err, ErrOptions) {
		t.Errorf("an interval of an hour: %v", err)
	}
}
