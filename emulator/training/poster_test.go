package training

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"locktwin/scenarios/training"
)

// lrs is a record store that takes what it is sent, or does not.
type lrs struct {
	mu     sync.Mutex
	status int
	got    []tree
	heads  []http.Header
	asked  chan int // the status of each answer
	users  []string
}

func (l *lrs) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	text, _ := io.ReadAll(q.Body)
	var list []tree
	json.Unmarshal(text, &list)
	user, password, _ := q.BasicAuth()
	l.mu.Lock()
	status := l.status
	if status == http.StatusOK {
		l.got = append(l.got, list...)
	}
	l.heads = append(l.heads, q.Header)
	l.users = append(l.users, q.Method+" "+q.URL.Path+" "+user+":"+password)
	l.mu.Unlock()
	w.WriteHeader(status)
	l.asked <- status
}

func (l *lrs) now(status int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status = status
}

func TestResultsArePostedUntilTheRecordStoreTakesThem(t *testing.T) {
	store := &lrs{status: http.StatusServiceUnavailable, asked: make(chan int, 100)}
	server := httptest.NewServer(store)
	defer server.Close()
	r := newRig(t, func(o *Options) {
		transport := &http.Transport{DisableKeepAlives: true}
		o.Record = &RecordStore{URL: server.URL + "/xapi/", User: "user", Password: "secret", Client: &http.Client{Transport: transport}}
		o.Home = "https://training.example.org"
	})
	a := r.plays(r.joins(r.class(training.Hints), "").Trainee.ID)
	// Nobody waits for a store that does not take anything.
	r.choose(a.ID, training.Ask, "light")
	if status := <-store.asked; status != http.StatusServiceUnavailable {
		t.Errorf("%d", status)
	}
	store.now(http.StatusOK)
	answered := func() {
		for {
			select {
			case status := <-store.asked:
				if status == http.StatusOK {
					return
				}
			default:
				r.clock.Turn(time.Second) // the pause between two tries
			}
		}
	}
	answered()
	r.choose(a.ID, training.Finish, "")
	want := len(r.told())
	for {
		store.mu.Lock()
		n := len(store.got)
		store.mu.Unlock()
		if n >= want {
			break
		}
		answered()
	}
	store.mu.Lock()
	defer store.mu.Unlock()
	if len(store.got) != want {
		t.Errorf("%d statements were taken, there are %d", len(store.got), want)
	}
	for i, st := range r.told() {
		if store.got[i]["id"] != st["id"] {
			t.Errorf("statement %d is another", i)
		}
	}
	if h := store.heads[0]; h.Get("X-Experience-API-Version") != "1.0.3" || h.Get("Content-Type") != "application/json" || store.users[0] != "POST /xapi/statements user:secret" {
		t.Errorf("%v %v", h, store.users[0])
	}
	if strings.Contains(r.log.String(), "secret") {
		t.Error("the log has the password")
	}
}

func TestStatementsThatAreRefusedHoldUpNothing(t *testing.T) {
	store := &lrs{status: http.StatusBadRequest, asked: make(chan int, 100)}
	server := httptest.NewServer(store)
	defer server.Close()
	r := newRig(t, func(o *Options) {
		o.Record = &RecordStore{URL: server.URL, Client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
	})
	a := r.plays(r.joins(r.class(training.Hints), "").Trainee.ID)
	<-store.asked
	store.now(http.StatusOK)
	r.choose(a.ID, training.Ask, "light")
	for status := range store.asked {
		if status == http.StatusOK {
			break
		}
	}
	store.mu.Lock()
	defer store.mu.Unlock()
	if verbOf(store.got[0]) != "experienced" {
		t.Errorf("%v", store.got)
	}
}

func TestAStatementThatIsThereAlreadyHoldsUpNothing(t *testing.T) {
	store := &lrs{status: http.StatusConflict, asked: make(chan int, 100)}
	server := httptest.NewServer(store)
	defer server.Close()
	r := newRig(t, func(o *Options) {
		o.Record = &RecordStore{URL: server.URL, Client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
	})
	a := r.plays(r.joins(r.class(training.Hints), "").Trainee.ID)
	for range 2 { // the list of one, and the one alone
		if status := <-store.asked; status != http.StatusConflict {
			t.Errorf("%d", status)
		}
	}
	store.now(http.StatusOK)
	r.choose(a.ID, training.Ask, "light")
	for status := range store.asked {
		if status == http.StatusOK {
			break
		}
	}
	store.mu.Lock()
	defer store.mu.Unlock()
	if verbOf(store.got[0]) != "experienced" {
		t.Errorf("%v", store.got)
	}
}

func TestARecordStoreIsNamedByItsAddressAlone(t *testing.T) {
	for _, url := range []string{"", "lrs", "ftp://lrs.example.org", "https://user:secret@lrs.example.org/", "https://lrs.example.org/?x=1", "https:///x"} {
		if err := (RecordStore{URL: url}).Check(); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", url, err)
		}
	}
	if err := (RecordStore{URL: "https://lrs.example.org/xapi"}).Check(); err != nil {
		t.Error(err)
	}
}
