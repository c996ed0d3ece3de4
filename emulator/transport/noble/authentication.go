package noble

import (
	"crypto/aes"
	"encoding/hex"
	"io"
	"time"

	"github.com/gorilla/websocket"

	"locktwin/emulator/fleet"
)

// authentication is the challenge of the gateway dialect; nil where there is
// none.
type authentication struct {
	challenge [aes.BlockSize]byte
	timer     fleet.Timer
	attempts  int
	passed    bool
}

// pending tells that the client has still to prove itself.
func (a *authentication) pending() bool { return a != nil && !a.passed }

// deadline is when the client has had time enough; it never comes for one that
// need not prove itself.
func (a *authentication) deadline() <-chan time.Time {
	if !a.pending() {
		return nil
	}
	return a.timer.C()
}

func (a *authentication) stop() {
	if a != nil {
		a.timer.Stop()
	}
}

// challenge asks the client to prove itself.
func (s *session) challenge() {
	s.auth = &authentication{timer: s.options.Clock.NewTimer(s.options.Limits.AuthTime)}
	if _, err := io.ReadFull(s.options.Random, s.auth.challenge[:]); err != nil {
		s.log.Error("no random bytes", "why", err)
		s.end(websocket.CloseInternalServerErr, "no challenge can be made")
		return
	}
	s.send(authEvent{"auth", hex.EncodeToString(s.auth.challenge[:])})
}

// authenticate takes the answer to the challenge. A wrong one is met with
// silence, as a gateway does.
func (s *session) authenticate(a *action) {
	switch {
	case s.auth == nil:
		s.refuse(a, "this server has not asked")
	case s.auth.passed:
	case s.options.Gateway.accepts(s.auth.challenge, a.response):
		s.auth.passed = true
		s.auth.stop()
		s.powerOn()
	default:
		s.log.Info("noble client gave a wrong answer to the challenge")
		if s.auth.attempts++; s.auth.attempts >= s.options.Limits.Attempts {
			s.end(websocket.ClosePolicyViolation, "too many wrong answers to the challenge")
		}
	}
}
