package server

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	standin "locktwin/scenarios/twin/hidden"
	"locktwin/scenarios/twin/telemetry"
)

// latestSnapshot is how the guide puts the id of the latest snapshot into a body.
const latestSnapshot = "'$SNAPSHOT'"

// sample is telemetry as `locktwin twin sample` writes it.
func sample(t *testing.T) string {
	t.Helper()
	lock, err := standin.Sample(1, standin.Wish{Days: 40})
	if err != nil {
		t.Fatal(err)
	}
	records, _, err := lock.Record(1_714_000_000_000)
	if err != nil {
		t.Fatal(err)
	}
	return string(telemetry.AppendLines(nil, records))
}

// The commands of the guide do what the guide says, one after the other.
func TestTheGuideToTheAPIWorks(t *testing.T) {
	guide, err := os.ReadFile(filepath.Join("..", "..", "docs", "control-api.md"))
	if err != nil {
		t.Fatal(err)
	}
	commands := regexp.MustCompile(`(?s)    curl (.*?)\n(?:\n|    curl|    API)`)
	method := regexp.MustCompile(`-X (\w+)`)
	path := regexp.MustCompile(`\$API([^\s"]*)`)
	body := regexp.MustCompile(`(?s)-d '(.*?)'`)
	fromFile := regexp.MustCompile(`--data-binary @(\S+)`)
	intoFile := regexp.MustCompile(`-o (\S+)`)
	media := regexp.MustCompile(`Content-Type: ([\w/-]+)`)
	files := map[string]string{"telemetry.jsonl": sample(t)}
	id := regexp.MustCompile(`"id":"(\w+)"`)
	accept := regexp.MustCompile(`Accept: ([\w/-]+)`)
	r := start(t, Config{})
	done := 0
	text := string(guide)
	for {
		at := commands.FindStringSubmatchIndex(text)
		if at == nil {
			break
		}
		c := text[at[2]:at[3]]
		text = text[at[3]:]
		if accept.MatchString(c) {
			continue // a live feed has no end
		}
		if strings.Contains(c, latestSnapshot) {
			_, list := r.ask("GET", "/api/v1/locks/front/snapshots", "")
			ids := id.FindAllStringSubmatch(list, -1)
			if len(ids) == 0 {
				t.Fatalf("there is no snapshot: %s", list)
			}
			c = strings.ReplaceAll(c, latestSnapshot, ids[len(ids)-1][1])
		}
		m := "GET"
		if x := method.FindStringSubmatch(c); x != nil {
			m = x[1]
		}
		p := path.FindStringSubmatch(c)
		if p == nil {
			t.Fatalf("a command without an address: %s", c)
		}
		sent := ""
		if b := body.FindStringSubmatch(c); b != nil {
			sent = b[1]
		}
		if f := fromFile.FindStringSubmatch(c); f != nil {
			sent = files[f[1]]
		}
		kind := "application/json"
		if k := media.FindStringSubmatch(c); k != nil {
			kind = k[1]
		}
		code, answer := r.ask(m, "/api/v1"+p[1], sent, "Content-Type", kind)
		if f := intoFile.FindStringSubmatch(c); f != nil {
			files[f[1]] = answer
		}
		if code < 200 || code > 299 {
			t.Errorf("%s: %d %.300s", strings.TrimSpace(c), code, answer)
		}
		done++
	}
	if done < 10 {
		t.Errorf("only %d commands were found", done)
	}
}
