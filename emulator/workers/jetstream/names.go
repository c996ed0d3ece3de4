package jetstream

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"locktwin/scenarios/campaign"
)

// bucket has an entry for each campaign that has work.
const bucket = "LOCKTWIN"

// ID names a campaign: the same Spec, version included, asked by the same build
// has the same ID. It is made of 32 digits of base 16.
func ID(spec campaign.Spec, build string) (string, error) {
	hash, err := spec.Hash()
	if err != nil {
		return "", fmt.Errorf("the spec: %w", err)
	}
	if build != "" {
		// Another build may give other answers under the same version.
		sum := sha256.Sum256([]byte(hash + " " + build))
		hash = hex.EncodeToString(sum[:])
	}
	return hash[:32], nil
}

// place is where a campaign lives on the server.
type place struct{ id string }

func (p place) work() string                    { return "LOCKTWIN_" + p.id + "_work" }
func (p place) answers() string                 { return "LOCKTWIN_" + p.id + "_answers" }
func (p place) workSubjects() string            { return "locktwin." + p.id + ".work.*" }
func (p place) workSubject(shard string) string { return "locktwin." + p.id + ".work." + shard }
func (p place) answerSubject() string           { return "locktwin." + p.id + ".answer" }

// fullSubject is where workers say that the answers are full; no stream has it.
func (p place) fullSubject() string { return "locktwin." + p.id + ".full" }

// maxIDBytes is the longest ID of a shard, which is part of a subject.
const maxIDBytes = 64

func validID(id string) bool {
	return len(id) > 0 && len(id) <= maxIDBytes && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// consumer is the name under which all workers take from the queue.
const consumer = "workers"

// Headers of an answer.
const (
	headShard  = "Locktwin-Shard"  // ID of the shard
	headSum    = "Locktwin-Sum"    // SHA-256 of the whole answer as it was packed
	headPart   = "Locktwin-Part"   // "2/5" is the second of five parts
	headWorker = "Locktwin-Worker" // who answered
	headTook   = "Locktwin-Took"   // ns
)
