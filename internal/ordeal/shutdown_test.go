package ordeal

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"locktwin/emulator/server"
)

// follow reads a live feed to its end.
func follow(on *site, path string) (text string, err error) {
	r, err := http.NewRequest("GET", on.url+"/api/v1"+path, nil)
	if err != nil {
		return "", err
	}
	r.Header.Set("Accept", "text/event-stream")
	a, err := on.http.Do(r)
	if err != nil {
		return "", err
	}
	defer a.Body.Close()
	all, err := io.ReadAll(a.Body)
	return string(all), err
}

func TestAServerThatIsAskedToEndUnderLoadTellsEverybodyAndKeepsEverything(t *testing.T) {
	const rounds = 4
	k := &killing{dir: t.TempDir(), draw: rand.New(rand.NewPCG(21, 0)), witnesses: cast(local(t, server.Config{}))}
	for n := range rounds {
		if err := k.goodbye(n == 0); err != nil {
			t.Fatalf("round %d: %v", n, err)
		}
	}
}

// goodbye lets one server live and end in order.
func (k *killing) goodbye(first bool) error {
	p, err := launch(k.dir)
	if err != nil {
		return err
	}
	defer p.kill()
	url, err := p.ready()
	if err != nil {
		return err
	}
	on := newSite(url)
	on.inOrder = true
	defer on.leave()
	err = k.each(func(_ int, w witness) error {
		if first {
			return w.begin(on)
		}
		return w.check(on)
	})
	if err != nil {
		return err
	}
	feed := make(chan error, 1)
	go func() {
		text, err := follow(on, "/locks/front/events")
		if err == nil && !strings.Contains(text, "event: end") {
			err = fmt.Errorf("a live feed was not told of the end: ...%s", text[max(0, len(text)-200):])
		}
		feed <- err
	}()
	on.enough.Store(on.told.Load() + 200)
	go func() {
		<-on.round
		on.ending.Store(true)
		p.interrupt()
	}()
	if err := k.load(on); err != nil {
		return err
	}
	// The status is 0 only when the end was in order and within its time.
	if err := errors.Join(p.wait(), <-feed); err != nil {
		return err
	}
	for _, w := range k.witnesses {
		if a, ok := w.(*app); ok {
			var bye *websocket.CloseError
			if n := a.ended.Swap(0); n != 1 || !errors.As(a.bye, &bye) || bye.Code != websocket.CloseGoingAway {
				return fmt.Errorf("%s was told of %d ends, and the socket ended with: %v", a.name(), n, a.bye)
			}
		}
	}
	return nil
}
