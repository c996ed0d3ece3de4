package noble

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/gorilla/websocket"

	"locktwin/model/gatt"
)

const gatewayKey = "000102030405060708090a0b0c0d0e0f"

func gateway(t *testing.T) Options {
	t.Helper()
	g, err := ParseGateway("admin", "open sesame", gatewayKey)
	if err != nil {
		t.Fatal(err)
	}
	return Options{Gateway: g, Random: strings.NewReader(strings.Repeat("locktwin", 1000))}
}

// respond answers a challenge as a client of the dialect does.
func respond(challenge, credentials, key string, extra int) string {
	iv, _ := hex.DecodeString(challenge)
	k, _ := hex.DecodeString(key)
	text := []byte(credentials)
	text = append(text, make([]byte, (aes.BlockSize-len(text)%aes.BlockSize)%aes.BlockSize+extra)...)
	b, err := aes.NewCipher(k)
	if err != nil {
		panic(err)
	}
	cipher.NewCBCEncrypter(b, iv).CryptBlocks(text, text)
	return hex.EncodeToString(text)
}

// challenged opens a socket of the dialect and gives its challenge.
func (r *rig) challenged() (*client, string) {
	r.t.Helper()
	c := r.open("/noble")
	f := c.taken()
	var e authEvent
	if len(f) != 1 || json.Unmarshal([]byte(f[0]), &e) != nil || e.Type != "auth" || len(e.Challenge) != 32 {
		r.t.Fatalf("opening brought %v", f)
	}
	return c, e.Challenge
}

func auth(response string) string { return `{"action":"auth","response":"` + response + `"}` }

// admitted opens a socket of the dialect and gives the right answer.
func (r *rig) admitted() *client {
	r.t.Helper()
	c, challenge := r.challenged()
	c.send(auth(respond(challenge, "admin:open sesame", gatewayKey, 0)))
	c.expect(on)
	return c
}

func TestGatewayListensToNothingBeforeTheRightAnswer(t *testing.T) {
	d := newDouble(frontDoor())
	inBubble(t, d, gateway(t), func(t *testing.T, r *rig) {
		c, challenge := r.challenged()
		c.send(`{"action":"startScanning"}`, connectFront, `{`, auth(""), auth("zz"), auth("00"),
			auth(respond(challenge, "admin:open sesame!", gatewayKey, 0)),
			auth(respond(challenge, "admin:open sesame", "0f"+gatewayKey[2:], 0)))
		c.expect()
		c.send(auth(respond(challenge, "admin:open sesame", gatewayKey, 0)))
		c.expect(on)
		c.send(auth("00"), `{"action":"startScanning"}`)
		c.expect()
		d.advertise("front")
		if got := strings.Join(c.taken(), ""); !strings.Contains(got, `"connectable":"true"`) {
			t.Errorf("discovered %s", got)
		}
	})
}

func TestGatewayChallengeIsNewForEachSocket(t *testing.T) {
	inBubble(t, newDouble(), gateway(t), func(t *testing.T, r *rig) {
		r.handler.options.Random = strings.NewReader("0123456789abcdef0123456789abcdeF")
		_, one := r.challenged()
		_, two := r.challenged()
		if one == two {
			t.Error("two sockets have the same challenge")
		}
	})
}

func TestGatewayWithoutRandomBytesDoesNotGoOn(t *testing.T) {
	inBubble(t, newDouble(), gateway(t), func(t *testing.T, r *rig) {
		r.handler.options.Random = iotest.ErrReader(errLinkLost)
		c := r.open("/noble")
		c.expect()
		if e := c.ended(); e == nil || e.Code != websocket.CloseInternalServerErr {
			t.Errorf("closed with %v", e)
		}
	})
}

func TestGatewayTakesBothWaysOfFillingUp(t *testing.T) {
	g, err := ParseGateway("admin", "0123456789", gatewayKey) // 16 bytes with the colon
	if err != nil {
		t.Fatal(err)
	}
	challenge := [16]byte{1, 2, 3}
	for _, extra := range []int{0, 16} {
		if !g.accepts(challenge, []byte(respond(hex.EncodeToString(challenge[:]), "admin:0123456789", gatewayKey, extra))) {
			t.Errorf("%d bytes more were not taken", extra)
		}
	}
	for _, wrong := range []string{
		respond(hex.EncodeToString(challenge[:]), "admin:0123456789", gatewayKey, 32),
		respond(hex.EncodeToString(challenge[:]), "admin:012345678", gatewayKey, 0),
		respond(hex.EncodeToString(challenge[:]), "", gatewayKey, 16),
		respond(strings.Repeat("0", 32), "admin:0123456789", gatewayKey, 0),
	} {
		if g.accepts(challenge, []byte(wrong)) {
			t.Error("a wrong answer was taken")
		}
	}
}

func TestGatewayEndsTheSocketOfWhoGuessesOrIsSilent(t *testing.T) {
	inBubble(t, newDouble(), gateway(t), func(t *testing.T, r *rig) {
		guesser, _ := r.challenged()
		for range 8 {
			guesser.send(auth("00112233445566778899aabbccddeeff"))
		}
		guesser.expect()
		if e := guesser.ended(); e == nil || e.Code != websocket.ClosePolicyViolation {
			t.Errorf("the guesser's was closed with %v", e)
		}
		silent, _ := r.challenged()
		good := r.admitted()
		time.Sleep(2 * time.Minute)
		silent.expect()
		if e := silent.ended(); e == nil || e.Text != "the challenge was not answered" {
			t.Errorf("the silent one's was closed with %v", e)
		}
		good.send(disconnectFront)
		good.expect(gatewayGone(22, "connection terminated by local host", "not connected"))
	})
}

func gatewayGone(_ int, name, word string) string {
	return `{"type":"disconnect",` + front + `,"reason":"` + word + `","reasonName":"` + name + `"}`
}

func TestGatewayGivesALockToOneClientAtATime(t *testing.T) {
	d := newDouble(frontDoor())
	inBubble(t, d, gateway(t), func(t *testing.T, r *rig) {
		one, two := r.admitted(), r.admitted()
		one.send(connectFront)
		one.expect(connectedFront, mtuFront)
		two.send(connectFront)
		two.expect(gatewayGone(62, "connection failed to be established", "denied"),
			`{"type":"error",`+front+`,"action":"connect","message":"another client has this lock"}`)
		one.send(disconnectFront)
		one.expect(gatewayGone(22, "connection terminated by local host", "connection terminated by local host"))
		two.send(connectFront)
		two.expect(connectedFront, mtuFront)
		one.send(connectFront)
		if got := one.types(); got != "disconnect error" {
			t.Error(got)
		}
	})
}

func TestGatewaySaysWhyInItsOwnWords(t *testing.T) {
	l := frontDoor()
	d := newDouble(l)
	inBubble(t, d, gateway(t), func(t *testing.T, r *rig) {
		c := r.admitted()
		l.unheard = true
		c.send(connectFront)
		c.expect(gatewayGone(62, "connection failed to be established", "failed"))
		l.unheard, l.silent = false, true
		c.send(connectFront, disconnectFront)
		c.expect(gatewayGone(22, "connection terminated by local host", "aborted"))
		l.silent = false
		c.send(connectFront)
		c.expect(connectedFront, mtuFront)
		d.drop("front", gatt.ReasonTimeout)
		c.expect(gatewayGone(8, "connection timeout", "connection timeout"))
	})
}

func TestGatewayEndsConnectionsInOrderWhenASocketDrops(t *testing.T) {
	d := newDouble(frontDoor())
	inBubble(t, d, gateway(t), func(t *testing.T, r *rig) {
		c := r.admitted()
		c.send(connectFront)
		c.taken()
		c.raw.Close()
		other := r.admitted()
		if got := strings.Join(d.centrals[0].said, "; "); got != "connect front; disconnect front; close" {
			t.Errorf("its central did: %s", got)
		}
		other.send(connectFront)
		other.expect(connectedFront, mtuFront)
	})
}

func TestGatewayAnswersAlsoAWriteThatWasRefused(t *testing.T) {
	l := frontDoor()
	l.writeError = gatt.CodeUnlikelyError
	inBubble(t, newDouble(l), gateway(t), func(t *testing.T, r *rig) {
		c := r.admitted()
		c.send(connectFront, `{"action":"discoverServices",`+front+`}`, `{"action":"discoverCharacteristics",`+pairing+`}`, `{"action":"write",`+gdio+`,"data":"0100"}`)
		if got := c.types(); got != "connect mtu servicesDiscover characteristicsDiscover attError write" {
			t.Error(got)
		}
	})
}

func TestGatewayDoesNotWaitForALockWhoseTimeStandsStill(t *testing.T) {
	l := frontDoor()
	d := newDouble(l)
	inBubble(t, d, gateway(t), func(t *testing.T, r *rig) {
		c := r.admitted()
		c.send(connectFront)
		c.taken()
		l.frozen = true
		c.raw.Close()
		other := r.admitted()
		other.send(connectFront)
		if got := other.types(); got != "disconnect error" {
			t.Errorf("at once: %s", got)
		}
		time.Sleep(3 * time.Second)
		other.send(connectFront)
		other.expect(connectedFront, mtuFront)
	})
}

func TestGatewaySettingsThatCannotBeAreRefused(t *testing.T) {
	for _, s := range [][3]string{
		{"admin", "secret", "00"}, {"admin", "secret", strings.Repeat("x", 32)}, {"", "secret", gatewayKey},
		{"admin", "", gatewayKey}, {"ad:min", "secret", gatewayKey},
	} {
		if _, err := ParseGateway(s[0], s[1], s[2]); err == nil {
			t.Errorf("%q were taken", s)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("the error shows the password: %v", err)
		}
	}
}
