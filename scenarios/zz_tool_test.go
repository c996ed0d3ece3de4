package scenarios

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"locktwin/model/trace"
)

func TestZZTool(t *testing.T) {
	name := os.Getenv("SCN")
	if name == "" {
		return
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var set []string
	if s := os.Getenv("SET"); s != "" {
		set = strings.Split(s, ";")
	}
	f, err := Parse(name, text, set...)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Profile: Profile(os.Getenv("PROFILE"))}
	if os.Getenv("STORY") != "" {
		n := 0
		o.Trace = trace.Func(func(e *trace.Event) {
			if (e.Text != "" || (e.Kind == trace.Flash && os.Getenv("STORY") == "2")) && n < 30000 {
				n++
				fmt.Printf("%v %-10v %-16s %s %v\n", e.At, e.Kind, e.Name, e.Text, e.Flash)
			}
		})
	}
	began := time.Now()
	r, err := Play(f, o)
	fmt.Println("took", time.Since(began))
	if err != nil {
		fmt.Println("ERROR", err)
		return
	}
	for _, e := range r.Expectations {
		fmt.Printf("  %-6v %-60s %s\n", e.Met, e.Text, e.Got)
	}
	r.Expectations = nil
	if len(r.Outcome.Resets) > 10 {
		r.Outcome.Resets = r.Outcome.Resets[:10]
	}
	b, _ := json.Marshal(r)
	fmt.Println(string(b))
}
