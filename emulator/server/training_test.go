package server

import (
	"encoding/json"
	"strings"
	"testing"
)

// read reads JSON that a server answered.
func read[T any](t *testing.T, code int, text string) (v T) {
	t.Helper()
	if code < 200 || code > 299 || json.Unmarshal([]byte(text), &v) != nil {
		t.Fatalf("%d %.300s", code, text)
	}
	return v
}

type (
	classOf struct {
		ID   string `json:"id"`
		Code string `json:"code"`
	}
	joinedAs struct {
		Token string `json:"token"`
	}
	startedAs struct {
		Attempt struct {
			ID   string `json:"id"`
			Lock string `json:"lock"`
		} `json:"attempt"`
	}
)

const trainings = "/api/v1/training"

// joins opens a class and lets somebody join and begin; owner are the headers of who
// teaches.
func (r *rig) joins(owner ...string) (class classOf, token, lock string) {
	r.t.Helper()
	code, text := r.ask("POST", trainings+"/classes", `{"title":"T","cases":["pin-rejected-after-change"],"mode":"hints"}`, append(owner, "Content-Type", "application/json")...)
	class = read[classOf](r.t, code, text)
	code, text = r.ask("POST", trainings+"/join", `{"code":"`+class.Code+`"}`, "Content-Type", "application/json")
	token = read[joinedAs](r.t, code, text).Token
	code, text = r.ask("POST", trainings+"/attempts", `{"case":"pin-rejected-after-change"}`, "Authorization", "Bearer "+token, "Content-Type", "application/json")
	return class, token, read[startedAs](r.t, code, text).Attempt.Lock
}

func TestATraineeOfAServerWithTokensJoinsByCodeAlone(t *testing.T) {
	const owner = "the-token-of-the-owner"
	dir := t.TempDir()
	config := Config{DataDir: dir, Demo: true, Tokens: []Token{{"owner", owner, "admin"}, {"teacher", "the-token-of-the-teacher", "teach"}}}
	r := start(t, config)
	class, token, lock := r.joins("Authorization", "Bearer the-token-of-the-teacher")
	mine := []string{"Authorization", "Bearer " + token}
	status := func(want int, path string, headers ...string) {
		t.Helper()
		if code, text := r.ask("GET", path, "", headers...); code != want {
			t.Errorf("%s: %d, want %d: %.200s", path, code, want, text)
		}
	}
	check := func() {
		t.Helper()
		status(200, trainings+"/me", mine...)
		status(200, "/api/v1/locks/"+lock, mine...)
		status(403, "/api/v1/locks/"+lock+"/flash", mine...)
		status(404, "/api/v1/locks/demo", mine...)
		status(403, trainings+"/classes/"+class.ID, mine...)
		status(403, "/metrics", mine...)
		status(401, trainings+"/classes")
		status(401, "/api/v1/locks/"+lock)
		status(200, "/api/v1/locks/"+lock+"/flash", "Authorization", "Bearer the-token-of-the-teacher")
		status(404, "/api/v1/locks/demo", "Authorization", "Bearer the-token-of-the-teacher")
		status(200, "/api/v1/locks/demo", "Authorization", "Bearer "+owner)
	}
	check()
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	before := r.log.String()
	r = start(t, config)
	check()
	for _, secret := range []string{token, class.Code, strings.ReplaceAll(class.Code, "-", "")} {
		if strings.Contains(before+r.log.String(), secret) {
			t.Errorf("the log has %q", secret)
		}
	}
}

func TestATokenOfATraineeIsHonouredWhereNobodyNeedsOne(t *testing.T) {
	r := start(t, Config{Demo: true})
	_, token, lock := r.joins()
	for _, c := range []struct {
		path    string
		headers []string
		want    int
	}{
		{"/api/v1/locks/" + lock + "/flash", nil, 200}, {"/api/v1/locks/" + lock + "/flash", []string{"Authorization", "Bearer " + token}, 403},
		{"/api/v1/locks/demo", nil, 200}, {"/api/v1/locks/demo", []string{"Authorization", "Bearer " + token}, 404},
		{"/api/v1/locks/demo", []string{"Authorization", "Bearer a-token-that-nobody-knows"}, 401},
	} {
		if code, text := r.ask("GET", c.path, "", c.headers...); code != c.want {
			t.Errorf("%s with %v: %d, want %d: %.200s", c.path, c.headers, code, c.want, text)
		}
	}
}
