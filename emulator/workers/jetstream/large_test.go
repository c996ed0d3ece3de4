package jetstream_test

import (
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/nats-io/nats.go"

	"locktwin/emulator/workers"
	"locktwin/emulator/workers/jetstream"
	"locktwin/scenarios/campaign"
)

// verbose is an engine whose surveys have so many moments of noise, of 1 KiB
// each, which compression makes half as long.
type verbose struct {
	engine
	moments int
}

func (e verbose) Survey(v campaign.Variant, path []campaign.Fault) (*campaign.Survey, error) {
	s, err := e.engine.Survey(v, path)
	draw := rand.NewChaCha8([32]byte{byte(v.Index)})
	for range e.moments {
		var noise [512]byte
		draw.Read(noise[:])
		s.Moments = append(s.Moments, campaign.Moment{Text: hex.EncodeToString(noise[:])})
	}
	return s, err
}

func large(moments int) func(campaign.Spec) (workers.Factory, error) {
	return func(campaign.Spec) (workers.Factory, error) {
		return func() (campaign.Engine, error) { return verbose{moments: moments}, nil }, nil
	}
}

func TestAnAnswerLongerThanAMessageArrivesWhole(t *testing.T) {
	for name, c := range map[string]struct {
		payload int32
		moments int
	}{"1 MiB a message": {1 << 20, 1_300}, "64 KiB a message": {64 << 10, 200}} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			s.stop()
			s.options.MaxPayload = c.payload
			s.start()
			hire(t, s, jetstream.WorkerOptions{Name: "a", Engines: large(c.moments)})
			factory, _ := large(c.moments)(testSpec())
			pool, err := workers.NewPool(1, factory)
			if err != nil {
				t.Fatal(err)
			}
			far, here := newPlan(testSpec(), 1), newPlan(testSpec(), 1)
			if err := workers.Run(patient(t), far, open(t, s, testSpec(), jetstream.Options{}), workers.Options{}); err != nil {
				t.Fatal(err)
			}
			if err := workers.Run(patient(t), here, pool, workers.Options{}); err != nil {
				t.Fatal(err)
			}
			if far.result(t) != here.result(t) {
				t.Error("the result differs from that of one machine")
			}
		})
	}
}

func TestAFullStreamStopsTheCampaignWhichGoesOnWithALargerOne(t *testing.T) {
	s := newSite(t)
	hire(t, s, jetstream.WorkerOptions{Name: "a", Engines: large(500)})
	small := jetstream.Options{AnswersBytes: 1 << 20}
	err := workers.Run(patient(t), newPlan(testSpec(), 5), open(t, s, testSpec(), small), workers.Options{})
	if !errors.Is(err, jetstream.ErrFull) {
		t.Fatal(err)
	}
	p := newPlan(testSpec(), 5)
	if err := workers.Run(patient(t), p, open(t, s, testSpec(), jetstream.Options{}), workers.Options{}); err != nil {
		t.Fatal(err)
	}
}

func TestAnAnswerThatComesTwiceCountsOnce(t *testing.T) {
	s := newSite(t)
	hire(t, s, jetstream.WorkerOptions{Name: "a"})
	c := open(t, s, testSpec(), jetstream.Options{})
	id := c.ID()
	js, err := s.dial().JetStream()
	if err != nil {
		t.Fatal(err)
	}
	p := newPlan(testSpec(), 10)
	p.onTake = func(campaign.Answer) {
		// Whatever is in the stream so far is sent again, from somebody else and
		// under no ID, as it were after the server has forgotten that of the first.
		info, err := js.StreamInfo("LOCKTWIN_" + id + "_answers")
		if err != nil {
			t.Error(err)
			return
		}
		m, err := js.GetMsg("LOCKTWIN_"+id+"_answers", info.State.LastSeq)
		if err != nil {
			t.Error(err)
			return
		}
		m.Header.Del(nats.MsgIdHdr)
		m.Header.Set("Locktwin-Worker", "echo")
		if _, err := js.PublishMsg(&nats.Msg{Subject: m.Subject, Header: m.Header, Data: m.Data}); err != nil {
			t.Error(err)
		}
	}
	if err := workers.Run(patient(t), p, c, workers.Options{}); err != nil {
		t.Fatal(err)
	}
	for _, w := range c.Tallies() {
		if w.Worker != "a" || w.Shards != len(p.answers) {
			t.Errorf("%d shards, and %+v", len(p.answers), w)
		}
	}
	if p.result(t) != local(t, testSpec(), 10) || len(p.twice) > 0 {
		t.Errorf("twice: %q", p.twice)
	}
}
