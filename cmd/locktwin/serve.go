package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/server"
	"locktwin/emulator/storage"
	"locktwin/emulator/transport/noble"
	"locktwin/web"
)

type serveCommand struct {
	Listen    string `default:"127.0.0.1:8420" placeholder:"ADDRESS" help:"Where to listen (${default}); port 0 takes a free one. An address that other machines can reach needs a token."`
	Data      string `xor:"data" placeholder:"DIR" help:"Where the locks are kept; locktwin in the user's folder for state if left out ($XDG_STATE_HOME, ~/.local/state)."`
	Ephemeral bool   `xor:"data" help:"Keep nothing: the locks end with the server."`

	Token     string `placeholder:"TOKEN" help:"Token of who may do everything; LOCKTWIN_TOKEN if left out. At least 16 letters, digits, or . _ ~ -"`
	TokenFile string `placeholder:"FILE" help:"File with one token a line, and behind a blank what it grants, such as air:demo; everything if left out."`

	Noble        string `default:"on" placeholder:"ON|OFF|ADDRESS" help:"Listen for the noble library: on for the port that it dials, 2846; off; or addresses with commas between them (${default})."`
	NobleMTU     int    `placeholder:"BYTES" help:"MTU of noble's connections, 23 to 517; 23 if left out."`
	NobleGateway string `placeholder:"FILE" help:"Speak the dialect of smart-lock gateways at /noble; the file has user, password and key, a line each."`

	Demo *bool `negatable:"" help:"Make the lock demo, which forgets its PIN, if there is no lock at all. This is usual."`

	NoPage bool   `xor:"page" help:"Serve no page at /, only the API and the air."`
	WebDir string `xor:"page" placeholder:"DIR" help:"Read the page's own files from this folder, web/app of the source, for work on the page; the embedded ones if left out."`

	MQTT []string `name:"mqtt" placeholder:"URL" help:"Listen to this broker for what real locks and their gateways publish, and feed a twin of each: mqtt, mqtts, ws or wss, such as mqtt://127.0.0.1:1883?base=nukihub&lock=1A2B3C4D; may be repeated. LOCKTWIN_MQTT_USER and LOCKTWIN_MQTT_PASSWORD are for all of them. Nothing is published."`

	LRS               string `name:"lrs" placeholder:"URL" help:"Learning record store to which results of trainings are posted; LOCKTWIN_LRS_USER and LOCKTWIN_LRS_PASSWORD are for basic authentication."`
	TrainingHome      string `placeholder:"URL" help:"Address that accounts and activities in results of trainings belong to."`
	TrainingRetention string `default:"30d" placeholder:"TIME" help:"How long results of trainings are kept after they were used last, 1h to 3640d, or forever (${default})."`

	AllowOrigin []string `placeholder:"ORIGIN" help:"Web pages that may speak to the server beside those of this machine, such as https://example.org; may be repeated."`
	Host        []string `placeholder:"NAME" help:"Name of the server beside localhost and its addresses; may be repeated."`

	LogFormat string `enum:"text,json" default:"text" help:"Log on standard error: text or json (${default})."`
	LogLevel  string `enum:"debug,info,warn,error" default:"info" help:"What to log: debug, info, warn or error (${default})."`
	JSON      bool   `help:"One JSON object with the addresses, as the first line of standard output."`
}

// endings is how long the end may take.
const endings = 5 * time.Second

func (c *serveCommand) run(s *Streams) int {
	config, err := c.config(s)
	if err != nil {
		return s.refuse(err)
	}
	if err := config.Validate(); err != nil {
		return s.refuse(c.inWords(err))
	}
	where := ""
	if !c.Ephemeral {
		if where, err = c.dataDir(s); err != nil {
			return s.refuse(err)
		}
		db, err := storage.Open(where, storage.Options{})
		if err != nil {
			return s.refuse(fmt.Errorf("--data %s: %w", where, err))
		}
		config.Store = db
		status, inOrder := c.serve(s, config, where)
		if !inOrder {
			return status // without waiting for a disk
		}
		if err := db.Close(); err != nil {
			return s.refuse(fmt.Errorf("--data %s: %w", where, err))
		}
		return status
	}
	status, _ := c.serve(s, config, where)
	return status
}

// serve serves until a signal comes. A second one ends at once; then inOrder is
// false.
func (c *serveCommand) serve(s *Streams, config server.Config, dir string) (status int, inOrder bool) {
	v, err := server.New(config)
	if err != nil {
		return s.refuse(c.inWords(err)), true
	}
	var signals <-chan os.Signal // nil: nobody interrupts
	if s.Interrupts != nil {
		var stop func()
		signals, stop = s.Interrupts()
		defer stop()
	}
	c.announce(s, v, dir)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	over := make(chan error, 1)
	go func() { over <- v.Serve(ctx) }()
	for asked := false; ; asked = true {
		select {
		case err := <-over:
			if err != nil {
				s.refuse(fmt.Errorf("the server did not end in order: %w", err))
				return exitNotMet, true
			}
			return exitMet, true
		case <-signals:
			if asked {
				return exitNotMet, false
			}
			cancel()
		}
	}
}

// config is what the flags ask for, apart from the data directory.
func (c *serveCommand) config(s *Streams) (server.Config, error) {
	config := server.Config{
		Listen: c.Listen, Hosts: c.Host, NobleMTU: c.NobleMTU, Shutdown: endings,
		Demo: c.Demo == nil || *c.Demo, DemoSpec: demoLock(), Log: c.log(s.Err), Version: version(),
	}
	if len(c.AllowOrigin) > 0 {
		config.Origins = append(access.LoopbackOrigins(), c.AllowOrigin...)
	}
	switch strings.ToLower(c.Noble) {
	case "on":
	case "off":
		config.Noble = []string{}
	default:
		config.Noble = strings.Split(c.Noble, ",")
	}
	if c.NobleGateway != "" {
		g, err := readGateway(s, c.NobleGateway)
		if err != nil {
			return config, fmt.Errorf("--noble-gateway %s: %w", c.NobleGateway, err)
		}
		config.Gateway = g
	}
	if !c.NoPage {
		page, err := web.Handler(web.Options{Dir: c.WebDir, Version: version()})
		if err != nil {
			return config, fmt.Errorf("--web-dir: %w", err)
		}
		config.Root, config.RootPaths = page, web.Paths()
	}
	var err error
	if config.Training, err = c.training(s); err != nil {
		return config, err
	}
	if config.MQTT, err = c.brokers(s); err != nil {
		return config, err
	}
	config.Tokens, err = c.tokens(s)
	return config, err
}

func (c *serveCommand) log(w io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		panic(err) // the flag is one of a few words
	}
	o := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

func (c *serveCommand) dataDir(s *Streams) (string, error) {
	if c.Data != "" {
		return c.Data, nil
	}
	d, err := s.stateDir()
	if err != nil {
		return "", fmt.Errorf("%w; --data names one, --ephemeral keeps nothing", err)
	}
	return d, nil
}

// tokens are those of the flag, the environment and the file.
func (c *serveCommand) tokens(s *Streams) ([]server.Token, error) {
	var out []server.Token
	if text := orElse(c.Token, s.Getenv("LOCKTWIN_TOKEN")); text != "" {
		out = append(out, server.Token{Name: "owner", Text: text, Scope: access.Admin.String()})
	}
	if c.TokenFile == "" {
		return out, nil
	}
	text, err := readFile(s, c.TokenFile, maxTokenFileBytes)
	if err != nil {
		return nil, fmt.Errorf("--token-file: %w", err)
	}
	for n, line := range strings.Split(string(text), "\n") {
		token, scope, _ := strings.Cut(strings.TrimSpace(line), " ")
		if token == "" || strings.HasPrefix(token, "#") {
			continue
		}
		out = append(out, server.Token{
			Name: fmt.Sprintf("line %d of the token file", n+1), Text: token, Scope: orElse(strings.TrimSpace(scope), access.Admin.String()),
		})
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("--token-file %s: there is no token in it", c.TokenFile)
	}
	return out, nil
}

// maxTokenFileBytes is far above a file of as many tokens as a server takes.
const maxTokenFileBytes = 8 << 20

func readGateway(s *Streams, name string) (*noble.Gateway, error) {
	text, err := readFile(s, name, maxTokenFileBytes)
	if err != nil {
		return nil, withoutPath(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(lines) != 3 {
		return nil, fmt.Errorf("it has %s, must be 3: user, password, key", count(len(lines), "line"))
	}
	for i := range lines {
		lines[i] = strings.TrimSuffix(lines[i], "\r")
	}
	return noble.ParseGateway(lines[0], lines[1], lines[2])
}

// inWords says in the words of the flags why a server cannot be.
func (c *serveCommand) inWords(err error) error {
	switch {
	case errors.Is(err, server.ErrNeedsToken):
		return fmt.Errorf("--listen %s: %w; --token or --token-file gives one", c.Listen, server.ErrNeedsToken)
	case errors.Is(err, server.ErrPortTaken):
		return fmt.Errorf("cannot listen: %w", err)
	}
	return err
}

// demoLock is the lock that is there at the first start: it rewrites its settings
// at boot, on a board whose capacitor has dried out, so that a hesitant battery
// change costs it its PIN.
func demoLock() fleet.Spec {
	return fleet.Spec{
		Seed: 2411, Profile: "rewrite-at-boot",
		Cells: &fleet.Cells{Kind: "eneloop", Charge: "40%", Cycles: 150},
		Board: &fleet.Board{Bulk: "68uF"},
	}
}
