package main

import (
	"context"
	"crypto/rand"
	"time"

	"locktwin/emulator/transport/gattws"
	"locktwin/model/keyturner"
)

// clientCommand is the app: it reaches locks over the air alone, as a phone
// does.
type clientCommand struct {
	Scan           scanCommand           `cmd:"" help:"List the locks that can be heard."`
	Pair           pairCommand           `cmd:"" help:"Pair with a lock in pairing mode, and keep its key."`
	State          stateCommand          `cmd:"" help:"Show what the lock tells of itself."`
	Lock           lockActionCommand     `cmd:"" help:"Lock the door."`
	Unlock         unlockActionCommand   `cmd:"" help:"Unlock the door."`
	Unlatch        unlatchActionCommand  `cmd:"" help:"Unlock the door and pull the latch."`
	LockNGo        lockNGoActionCommand  `cmd:"" name:"lock-n-go" help:"Unlock the door, and lock it again after a while."`
	SetPin         setPINCommand         `cmd:"" help:"Set the security PIN."`
	VerifyPin      verifyPINCommand      `cmd:"" help:"Ask the lock whether a PIN is right. Exit status 1 if it is wrong."`
	Config         configCommand         `cmd:"" help:"Show the lock's configuration, or change it."`
	Log            logCommand            `cmd:"" help:"Show the lock's activity log."`
	Battery        batteryReportCommand  `cmd:"" help:"Show what the lock has measured of its battery."`
	Authorizations authorizationsCommand `cmd:"" help:"List who may use the lock, or remove somebody."`
	SetTime        setTimeCommand        `cmd:"" help:"Set the lock's clock."`
	Calibrate      calibrateCommand      `cmd:"" help:"Let the lock find its end positions."`
	Reboot         rebootCommand         `cmd:"" help:"Restart the lock."`
}

// airFlags say which lock, and how to reach it.
type airFlags struct {
	remoteFlags
	Lock        string        `placeholder:"NAME" help:"The lock, by name, id or address; if left out, the one that was paired with on this server, or the only one that is heard."`
	Credentials string        `placeholder:"FILE" help:"File with the key of the pairing; one for each lock in the user's settings if left out."`
	Timeout     time.Duration `default:"30s" placeholder:"TIME" help:"How long to wait for the lock each time (${default})."`
	MTU         int           `placeholder:"BYTES" help:"MTU to ask for; if left out none, which is 23."`
	Instant     bool          `help:"Frames take no time, as no radio can; for tests in a hurry."`
}

// session is a connection to one lock, as long as a command takes.
type session struct {
	flags  *airFlags
	remote remote
	ctx    context.Context
	client *gattws.Client
	conn   *gattws.Connection
	link   *gattws.KeyturnerLink
	self   keyturner.AuthID // of the app that was paired
}

// dial reaches the server and connects to nothing yet.
func (f *airFlags) dial(ctx context.Context, s *Streams) (*session, error) {
	r, err := f.resolve(s)
	if err != nil {
		return nil, err
	}
	dialing, cancel := context.WithTimeout(ctx, f.Timeout)
	defer cancel()
	c, err := gattws.Dial(dialing, r.air(), &gattws.DialOptions{Token: r.token})
	if err != nil {
		if unreachable(err) {
			return nil, r.noServer(err)
		}
		return nil, err
	}
	return &session{flags: f, remote: r, ctx: ctx, client: c}, nil
}

// connect dials, connects to a lock and switches its indications on.
func (f *airFlags) connect(ctx context.Context, s *Streams, find func(*session) (string, error)) (*session, error) {
	on, err := f.dial(ctx, s)
	if err != nil {
		return nil, err
	}
	name := f.Lock
	if name == "" {
		name, err = find(on)
	}
	if err == nil {
		err = on.join(name)
	}
	if f.Lock == "" && isUnknownDevice(err) {
		// It was paired with once and is gone.
		if name, err = on.onlyOne(); err == nil {
			err = on.join(name)
		}
	}
	if err != nil {
		on.close()
		return nil, err
	}
	return on, nil
}

func (on *session) join(name string) error {
	ctx, cancel := context.WithTimeout(on.ctx, on.flags.Timeout)
	defer cancel()
	conn, err := on.client.Connect(ctx, gattws.ConnectParams{Device: name, MTU: on.flags.MTU, Instant: on.flags.Instant})
	if err == nil {
		on.conn = conn
		on.link, err = gattws.NewKeyturnerLink(on.ctx, conn, on.flags.Timeout)
	}
	if err != nil {
		return &unconnected{name, err}
	}
	return nil
}

// unconnected is the error of a lock that could not be connected to.
type unconnected struct {
	name string
	err  error
}

func (e *unconnected) Error() string {
	return "cannot connect to " + e.name + ": " + wordsOf(e.err).Error()
}

func (e *unconnected) Unwrap() error { return e.err }

// farewell is how long a lock may take to say goodbye.
const farewell = 2 * time.Second

// close ends the connection. Whether the other side still hears it does not
// matter any more.
func (on *session) close() {
	if on.conn != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(on.ctx), farewell)
		_ = on.conn.Disconnect(ctx)
		cancel()
	}
	_ = on.client.Close()
}

// open connects as the app that was paired.
func (f *airFlags) open(ctx context.Context, s *Streams) (*session, kept, error) {
	on, err := f.connect(ctx, s, func(on *session) (string, error) { return on.known(s) })
	if err != nil {
		return nil, kept{}, err
	}
	k, err := on.recall(s)
	if err != nil {
		on.close()
		return nil, kept{}, err
	}
	on.self = k.Credentials.AuthID
	return on, k, nil
}

// talk connects as the app that was paired, lets do speak, and gives the exit
// status that its error stands for.
func (f *airFlags) talk(s *Streams, do func(k *keyturner.Client, on *session) error) int {
	on, kept, err := f.open(context.Background(), s)
	if err != nil {
		return f.refuse(s, err)
	}
	defer on.close()
	if err := do(keyturner.NewClient(on.link, kept.Credentials, rand.Reader), on); err != nil {
		return f.refuse(s, err)
	}
	return exitMet
}
