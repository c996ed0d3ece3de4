package lint

import (
	"strings"
	"testing"
)

// room says what one package may import beside the standard library. A path
// that ends in "/..." stands for everything below it, itself included.
type room struct {
	ours   []string // packages of this module
	others []string // modules of other people
}

// floors is the house, ground first. A package that is missing here has no
// floor yet, and the test says so: adding a room is a decision.
var floors = map[string]room{
	"internal/repro":   {},
	"internal/plain":   {},
	"internal/svgtext": {},
	"flashsim":         {ours: []string{"internal/repro"}, others: []string{"github.com/unixdj/ihex"}},
	"model/sim":        {ours: []string{"internal/repro"}},
	"model/power":      {ours: []string{"internal/repro", "internal/plain", "model/sim"}},
	"model/trace":      {ours: []string{"internal/repro", "model/sim"}},
	"model/mechanics":  {ours: []string{"internal/repro", "model/sim", "model/power"}},
	"model/store":      {},
	"model/mcu": {ours: []string{"internal/repro", "internal/plain", "flashsim", "model/sim", "model/power", "model/trace",
		"model/mechanics"}},
	"model/keyturner": {others: []string{"golang.org/x/crypto"}},
	"model/gatt":      {ours: []string{"internal/repro", "model/sim"}},
	"model/firmware":  {ours: []string{"model/store", "model/keyturner", "model/gatt"}},
	"model/gocore":    {ours: []string{"internal/plain", "model/sim", "model/power", "model/mcu", "model/store", "model/firmware", "model/gatt"}},
	"model":           {ours: []string{"internal/repro", "internal/plain", "flashsim", "model/..."}},
	"scenarios": {ours: []string{"internal/repro", "flashsim", "model/..."},
		others: []string{"go.yaml.in/yaml/v4"}},
	"scenarios/schema":           {ours: []string{"scenarios", "scenarios/training"}},
	"flashsim/cuts":              {ours: []string{"internal/repro", "flashsim"}},
	"scenarios/campaign":         {ours: []string{"internal/repro", "scenarios"}},
	"scenarios/campaign/locks":   {ours: []string{"internal/repro", "flashsim", "flashsim/cuts", "model/...", "scenarios", "scenarios/campaign"}},
	"scenarios/campaign/stores":  {ours: []string{"internal/repro", "flashsim", "flashsim/cuts", "model/store", "scenarios", "scenarios/campaign"}},
	"scenarios/campaign/history": {ours: []string{"flashsim", "scenarios", "scenarios/campaign"}},
	"scenarios/campaign/cause":   {ours: []string{"internal/repro", "model/sim", "model/trace", "scenarios", "scenarios/campaign"}},
	"scenarios/training": {ours: []string{"flashsim", "model/...", "scenarios"},
		others: []string{"go.yaml.in/yaml/v4"}},
	"scenarios/twin/telemetry":   {},
	"scenarios/twin":             {ours: []string{"internal/repro", "model/power", "model/firmware", "model/keyturner", "scenarios/twin/telemetry"}, others: []string{"gonum.org/v1/gonum"}},
	"scenarios/twin/hidden":      {ours: []string{"internal/repro", "flashsim", "model/...", "scenarios", "scenarios/twin", "scenarios/twin/telemetry"}},
	"scenarios/twin/forecast":    {ours: []string{"internal/repro", "model/power", "model/firmware", "model/keyturner", "scenarios/twin", "scenarios/twin/telemetry"}},
	"scenarios/twin/change":      {ours: []string{"internal/repro", "flashsim", "model/...", "scenarios"}},
	"scenarios/twin/futures":     {ours: []string{"internal/repro", "model/...", "scenarios", "scenarios/twin", "scenarios/twin/change", "scenarios/twin/forecast"}},
	"scenarios/twin/diagnose":    {ours: []string{"internal/repro", "model/...", "scenarios", "scenarios/twin", "scenarios/twin/change", "scenarios/twin/forecast"}},
	"scenarios/twin/remains":     {ours: []string{"internal/repro", "flashsim", "model/...", "scenarios"}},
	"scenarios/twin/picture":     {ours: []string{"internal/svgtext", "scenarios/twin/...", "scenarios"}},
	"scenarios/campaign/report":  {ours: []string{"internal/repro", "internal/svgtext", "scenarios", "scenarios/campaign"}},
	"scenarios/storetest":        {ours: []string{"internal/repro", "flashsim", "flashsim/cuts", "model/store", "scenarios/campaign/..."}},
	"emulator/workers":           {ours: []string{"scenarios/campaign/..."}, others: []string{"golang.org/x/sync"}},
	"emulator/workers/jetstream": {ours: []string{"scenarios/campaign/...", "emulator/workers"}, others: []string{"github.com/nats-io/nats.go"}},
	"emulator/results":           {ours: []string{"scenarios/campaign/..."}, others: []string{"modernc.org/sqlite"}},
	"emulator/problem":           {},
	"emulator/access":            {ours: []string{"emulator/problem"}, others: []string{"golang.org/x/time"}},
	"docs":                       {},
	"emulator/storage":           {others: []string{"modernc.org/sqlite"}},
	"emulator/lockfile":          {},
	"emulator/metrics":           {others: []string{"github.com/prometheus/client_golang"}},
	"emulator/scope":             {ours: []string{"model/sim", "model/trace"}},
	"emulator/fleet": {ours: []string{"internal/repro", "flashsim", "model/...", "scenarios", "emulator/metrics", "emulator/lockfile", "emulator/scope"},
		others: []string{"github.com/hashicorp/go-memdb"}},
	"emulator/training":    {ours: []string{"model", "scenarios", "scenarios/training", "emulator/problem", "emulator/access", "emulator/fleet"}},
	"emulator/shadow":      {ours: []string{"internal/repro", "flashsim", "scenarios/twin/...", "emulator/problem", "emulator/storage"}},
	"emulator/shadow/mqtt": {ours: []string{"scenarios/twin/telemetry", "emulator/shadow"}, others: []string{"github.com/eclipse/paho.mqtt.golang"}},
	"emulator/thing":       {ours: []string{"docs"}},
	"emulator/transport/gattws": {ours: []string{"model", "model/gatt", "model/keyturner", "emulator/problem", "emulator/access",
		"emulator/fleet", "docs"}, others: []string{"github.com/gorilla/websocket"}},
	"emulator/transport/noble": {ours: []string{"model/gatt", "emulator/problem", "emulator/access", "emulator/fleet"},
		others: []string{"github.com/gorilla/websocket"}},
	"emulator/locktest": {ours: []string{"model", "emulator/fleet", "emulator/server"}, others: []string{"go.uber.org/goleak"}},
	"emulator/server": {ours: []string{"model/keyturner", "emulator/problem", "emulator/access", "emulator/storage", "emulator/fleet", "emulator/training", "emulator/shadow/...", "emulator/metrics", "emulator/api",
		"emulator/transport/gattws", "emulator/transport/noble"}, others: []string{"github.com/prometheus/client_golang"}},
	"emulator/api": {ours: []string{"flashsim", "model/...", "scenarios", "scenarios/campaign", "scenarios/campaign/locks", "scenarios/training", "scenarios/twin/...", "emulator/problem", "emulator/access", "emulator/fleet", "emulator/scope", "emulator/training", "emulator/shadow", "emulator/thing"},
		others: []string{"github.com/danielgtaylor/huma", "github.com/gorilla/websocket", "github.com/swaggest/swgui"}},
	"web": {},
	"cmd/locktwin": {ours: []string{"internal/...", "flashsim", "model/...", "scenarios/...", "emulator/...", "web"},
		others: []string{"github.com/alecthomas/kong", "github.com/nats-io/nats.go", "github.com/schollz/progressbar", "golang.org/x/term"}},
	"internal/lint":       {},
	"internal/spicebench": {},
	"internal/fidelity":   {others: []string{"golang.org/x/tools"}},
	"internal/ordeal":     {},
	"internal/rapidseed":  {others: []string{"pgregory.net/rapid"}},
}

// pure names the floors that take part in a simulation.
var pure = []string{"internal/repro", "internal/plain", "internal/svgtext", "flashsim", "model/...", "scenarios/..."}

func within(path string, patterns []string) bool {
	for _, p := range patterns {
		if base, ok := strings.CutSuffix(p, "/..."); ok && (path == base || strings.HasPrefix(path, base+"/")) {
			return true
		}
		if path == p {
			return true
		}
	}
	return false
}

func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".") && first != module
}

// importsGoDown finds imports that lead up or sideways in the house.
func importsGoDown(u *unit) []finding {
	r, ok := floors[u.path]
	if !ok {
		return []finding{{u.path, "this package has no floor: add it to the map in internal/lint"}}
	}
	var out []finding
	for _, i := range u.imports {
		switch {
		case standard(i):
		case strings.HasPrefix(i, module+"/"):
			if !within(strings.TrimPrefix(i, module+"/"), r.ours) {
				out = append(out, finding{u.path, "imports " + i + ", which is not below it"})
			}
		default:
			allowed := false
			for _, o := range r.others {
				allowed = allowed || i == o || strings.HasPrefix(i, o+"/")
			}
			if !allowed {
				out = append(out, finding{u.path, "imports " + i + ", which this floor does not use"})
			}
		}
	}
	return out
}

func TestImportsGoDownOnly(t *testing.T) {
	for _, u := range load(t) {
		report(t, importsGoDown(u))
	}
}

func TestImportsRuleFindsAWayUp(t *testing.T) {
	up := &unit{path: "flashsim", imports: []string{"fmt", "locktwin/internal/repro", "locktwin/model/power"}}
	mustFind(t, importsGoDown(up), 1, "not below")
	foreign := &unit{path: "model/power", imports: []string{"math", "github.com/alecthomas/kong"}}
	mustFind(t, importsGoDown(foreign), 1, "does not use")
	homeless := &unit{path: "model/attic"}
	mustFind(t, importsGoDown(homeless), 1, "no floor")
}

func TestFloorsAreAnOrder(t *testing.T) {
	// Were two rooms allowed to import each other, "down" would mean nothing.
	for a, ra := range floors {
		for b, rb := range floors {
			if a < b && within(b, ra.ours) && within(a, rb.ours) {
				t.Errorf("%s and %s may import each other", a, b)
			}
		}
	}
}
