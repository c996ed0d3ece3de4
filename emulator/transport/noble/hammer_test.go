package noble

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
)

// Many clients at once, of which each third goes away in the middle of it.
func TestHammerManyClientsComeAndGo(t *testing.T) {
	const clients, locks = 150, 30
	var all []*doubleLock
	for i := range locks {
		l := frontDoor()
		l.id, l.address = fmt.Sprint("lock-", i), fmt.Sprintf("54:D2:72:00:00:%02X", i)
		l.reply = func(b []byte) []byte { return []byte(strings.Repeat("x", 60)) }
		all = append(all, l)
	}
	d := newDouble(all...)
	inBubble(t, d, Options{}, func(t *testing.T, r *rig) {
		var working sync.WaitGroup
		for i := range clients {
			working.Go(func() {
				c := r.open("/")
				as := func(text string) string {
					return strings.ReplaceAll(text, "54d27296447c", fmt.Sprintf("54d2720000%02x", i%locks))
				}
				c.send(`{"action":"startScanning","allowDuplicates":true}`, as(connectFront), as(`{"action":"discoverServices",`+front+`}`),
					as(`{"action":"discoverCharacteristics",`+pairing+`}`), as(subscribe))
				for range 10 {
					c.send(as(`{"action":"write",` + gdio + `,"data":"0100"}`))
				}
				if i%3 == 0 {
					c.raw.Close()
				}
			})
		}
		for i := range 20 * locks {
			d.advertise(fmt.Sprint("lock-", i%locks))
		}
		working.Wait()
		synctest.Wait()
		if n := r.handler.Sessions(); n != clients-clients/3 {
			t.Errorf("%d sessions, want %d", n, clients-clients/3)
		}
		if err := r.handler.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		for _, l := range all {
			if n := len(l.conns); n != 0 {
				t.Errorf("%s is left with %d connections", l.id, n)
			}
		}
	})
}
