//go:build broker

package mqtt

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// patience is how long a test waits for what has to come.
const patience = 30 * time.Second

// broker is a mosquitto of a test's own, on loopback.
type broker struct {
	t               *testing.T
	dir             string
	plain, tls, web string // ports
	trusted         *x509.CertPool
	cmd             *exec.Cmd
	gone            chan struct{} // it says nothing more

	mu  sync.Mutex
	log bytes.Buffer
}

// command finds a program of the broker's, by its absolute name.
func command(t *testing.T, name string) string {
	t.Helper()
	for _, dir := range []string{"/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"} {
		path := filepath.Join(dir, name)
		if st, err := os.Stat(path); err == nil && st.Mode().IsRegular() {
			return path
		}
	}
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("the program %s is missing; on Debian: apt-get install mosquitto", name)
	}
	return path
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return fmt.Sprint(l.Addr().(*net.TCPAddr).Port)
}

// startBroker starts a broker; one with a password takes only reader with secret.
func startBroker(t *testing.T, password bool) *broker {
	t.Helper()
	b := newBroker(t, password)
	b.start()
	return b
}

// newBroker makes a broker that does not run yet.
func newBroker(t *testing.T, password bool) *broker {
	t.Helper()
	b := &broker{t: t, dir: t.TempDir(), plain: freePort(t), tls: freePort(t), web: freePort(t)}
	b.certificate()
	lines := []string{"persistence true", "persistence_location " + b.dir + "/", "log_dest stderr", "log_type all"}
	if os.Getuid() == 0 {
		lines = append(lines, "user root") // the folder of the test is its owner's alone
	}
	if password {
		file := filepath.Join(b.dir, "passwords")
		if out, err := exec.Command(command(t, "mosquitto_passwd"), "-b", "-c", file, "reader", "secret").CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		lines = append(lines, "password_file "+file, "allow_anonymous false")
	} else {
		lines = append(lines, "allow_anonymous true")
	}
	lines = append(lines,
		"listener "+b.plain+" 127.0.0.1",
		"listener "+b.tls+" 127.0.0.1", "certfile "+filepath.Join(b.dir, "cert.pem"), "keyfile "+filepath.Join(b.dir, "key.pem"),
		"listener "+b.web+" 127.0.0.1", "protocol websockets")
	b.write("mosquitto.conf", []byte(strings.Join(lines, "\n")+"\n"))
	t.Cleanup(b.stop)
	return b
}

func (b *broker) write(name string, content []byte) {
	b.t.Helper()
	if err := os.WriteFile(filepath.Join(b.dir, name), content, 0o600); err != nil {
		b.t.Fatal(err)
	}
}

func (b *broker) start() {
	b.t.Helper()
	b.cmd = exec.Command(command(b.t, "mosquitto"), "-c", filepath.Join(b.dir, "mosquitto.conf"))
	says, err := b.cmd.StderrPipe()
	if err == nil {
		err = b.cmd.Start()
	}
	if err != nil {
		b.cmd = nil
		b.t.Fatal(err)
	}
	up, gone := make(chan struct{}), make(chan struct{})
	b.gone = gone
	go func() {
		defer close(gone)
		running := false
		for read := bufio.NewScanner(says); read.Scan(); {
			b.mu.Lock()
			b.log.WriteString(read.Text() + "\n")
			b.mu.Unlock()
			if !running && strings.HasSuffix(read.Text(), " running") {
				running = true
				close(up)
			}
		}
	}()
	select {
	case <-up:
	case <-gone:
		b.t.Fatalf("the broker has ended: %s", b.says())
	case <-time.After(patience):
		b.t.Fatalf("the broker does not start: %s", b.says())
	}
}

func (b *broker) stop() {
	if b.cmd == nil {
		return
	}
	b.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-b.gone:
	case <-time.After(patience):
		b.cmd.Process.Kill()
		<-b.gone
		b.t.Errorf("the broker did not end when it was told to: %s", b.says())
	}
	b.cmd.Wait()
	b.cmd = nil
}

func (b *broker) says() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.log.String()
}

// certificate makes one for 127.0.0.1.
func (b *broker) certificate() {
	b.t.Helper()
	must := func(err error) {
		b.t.Helper()
		if err != nil {
			b.t.Fatal(err)
		}
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "broker"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	must(err)
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	must(err)
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	b.write("cert.pem", text)
	b.write("key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}))
	b.trusted = x509.NewCertPool()
	b.trusted.AppendCertsFromPEM(text)
}

// publisher is a gateway: another client of the same library.
type publisher struct {
	t *testing.T
	c paho.Client
	// cut breaks the connection off without a word.
	cut func()
}

// publisher connects a gateway, with a topic that says offline when it is gone.
func (b *broker) publisher(will string) *publisher {
	b.t.Helper()
	p := &publisher{t: b.t}
	o := paho.NewClientOptions().AddBroker("tcp://127.0.0.1:" + b.plain).SetClientID("gateway").SetAutoReconnect(false).SetUsername("reader").SetPassword("secret")
	o.SetCustomOpenConnectionFn(func(u *url.URL, _ paho.ClientOptions) (net.Conn, error) {
		c, err := net.Dial("tcp", u.Host)
		if err == nil {
			p.cut = func() { c.Close() }
		}
		return c, err
	})
	if will != "" {
		o.SetWill(will, "offline", 1, true)
	}
	p.c = paho.NewClient(o)
	p.wait(p.c.Connect())
	b.t.Cleanup(func() { p.c.Disconnect(0) })
	return p
}

func (p *publisher) wait(token paho.Token) {
	p.t.Helper()
	if !token.WaitTimeout(patience) || token.Error() != nil {
		p.t.Fatalf("publisher: %v", token.Error())
	}
}

func (p *publisher) say(retained bool, topic, payload string) {
	p.t.Helper()
	p.wait(p.c.Publish(topic, 1, retained, payload))
}
