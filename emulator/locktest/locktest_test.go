package locktest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"locktwin/emulator/fleet"
	"locktwin/emulator/locktest"
	"locktwin/emulator/server"
	"locktwin/emulator/transport/gattws"
	"locktwin/model"
)

func TestALockIsInReachInOneLine(t *testing.T) {
	s := locktest.Start(t, locktest.Noble())
	l := s.CreateLock(fleet.Spec{ID: "front", Profile: "rewrite-at-boot"})
	if l.State != "running" || l.Profile != "rewrite-at-boot" || l.Boots != 1 {
		t.Errorf("%+v", l)
	}
	resp, err := http.Get(s.URL + "/api/v1/locks/front")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var seen fleet.Lock
	if err := json.NewDecoder(resp.Body).Decode(&seen); err != nil || seen.Address != l.Address {
		t.Errorf("%v %+v", err, seen)
	}
	for url, subprotocols := range map[string][]string{s.GATT(): {gattws.Subprotocol}, s.Noble(): nil} {
		d := websocket.Dialer{Subprotocols: subprotocols}
		conn, resp, err := d.Dial(url, nil)
		if err != nil {
			t.Fatalf("%s: %v %+v", url, err, resp)
		}
		conn.Close()
	}
}

func TestTimePassesWhenTheTestSaysSo(t *testing.T) {
	s := locktest.Start(t)
	s.CreateLock(fleet.Spec{ID: "front"})
	was := s.Lock("front").SimTimeNS
	s.Advance(time.Hour)
	if passed := time.Duration(s.Lock("front").SimTimeNS - was); passed != time.Hour {
		t.Errorf("an hour is %v", passed)
	}
	s.Do("front", func(l *model.Lock) error {
		l.PressButton(6 * time.Second)
		return nil
	})
	s.Advance(7 * time.Second)
	if !s.Lock("front").Pairing {
		t.Error("a button that was held down has not begun pairing")
	}
	stop := s.Crank(time.Second)
	for s.Lock("front").Pairing {
		time.Sleep(0)
	}
	stop()
	names := ""
	for _, e := range s.Events("front") {
		names += e.Name + " "
	}
	if !strings.Contains(names, "button") {
		t.Errorf("%s", names)
	}
}

func TestTokensAndRealTimeAreOptions(t *testing.T) {
	s := locktest.Start(t, locktest.RealTime(), locktest.Token("a-token-for-the-front-door", "control:front"),
		locktest.Config(func(c *server.Config) { c.Demo = true }), locktest.Parallel())
	s.CreateLock(fleet.Spec{ID: "front"})
	for path, want := range map[string]int{"/api/v1/locks/front": 200, "/api/v1/locks/demo": 404} {
		req, err := http.NewRequest("GET", s.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if resp, err := http.DefaultClient.Do(req); err != nil || resp.StatusCode != 401 {
			t.Errorf("%s without a token: %v %v", path, resp, err)
		} else {
			resp.Body.Close()
		}
		req.Header.Set("Authorization", "Bearer a-token-for-the-front-door")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s: %d %s", path, resp.StatusCode, text)
		}
	}
	was := s.Lock("front").SimTimeNS
	for s.Lock("front").SimTimeNS == was {
		time.Sleep(0)
	}
}

// A battery change as an app developer would test it: the app's own code goes
// where the comment is.
func ExampleStart() {
	_ = func(t *testing.T) {
		s := locktest.Start(t)
		lock := s.CreateLock(fleet.Spec{Profile: "rewrite-at-boot", Cells: &fleet.Cells{Kind: "eneloop", Charge: "30%"}})

		// The app under test connects to s.GATT() or s.Noble(), pairs and sets a PIN.

		s.Do(lock.ID, func(l *model.Lock) error {
			l.RemoveCells(200*time.Millisecond, 2)
			return nil
		})
		s.Advance(20 * time.Second)
		s.Do(lock.ID, func(l *model.Lock) error {
			_, err := l.InsertCells(model.Insertion{Bounces: -1})
			return err
		})
		s.Advance(time.Minute)
		if s.Lock(lock.ID).State != "running" {
			t.Error("the lock is not up again")
		}
	}
}
