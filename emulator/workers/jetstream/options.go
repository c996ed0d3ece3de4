package jetstream

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// Options say how a campaign is kept on the server. The zero value of each field
// stands for its default.
type Options struct {
	// Build tells apart programs that say the same version, such as two that were
	// built from changed sources. Only workers with the same text take part.
	Build string
	// AnswersBytes is the limit of the stream of answers; 1 GiB. When it is
	// reached the campaign stops with ErrFull, and can go on with a higher limit.
	AnswersBytes int64
	// Replicas is on how many servers of a cluster everything is kept, 1 to 5; 1.
	Replicas int
	// AckWait is after which silence of a worker its shard is given to another,
	// 100 ms or more; 15 s.
	AckWait time.Duration
	// Window is how many shards are on the server at a time, 1 or more; 10,000.
	Window int
}

// Defaults and limits.
const (
	DefaultAnswersBytes = 1 << 30
	DefaultAckWait      = 15 * time.Second
	DefaultWindow       = 10_000
	minAckWait          = 100 * time.Millisecond
	maxReplicas         = 5

	// keep is how long a campaign that nobody ends stays on the server.
	keep = 30 * 24 * time.Hour
	// sameWithin is how long the server knows the IDs of messages.
	sameWithin = 2 * time.Minute
	// workBytes is the limit of the queue; what does not fit waits here.
	workBytes = 256 << 20
	// messageBytes is the limit of one message on the server.
	messageBytes = 1 << 20
	// bucketBytes is the limit of the bucket of all campaigns.
	bucketBytes = 64 << 20
)

func (o Options) filled() (Options, error) {
	if o.AnswersBytes == 0 {
		o.AnswersBytes = DefaultAnswersBytes
	}
	if o.Replicas == 0 {
		o.Replicas = 1
	}
	if o.AckWait == 0 {
		o.AckWait = DefaultAckWait
	}
	if o.Window == 0 {
		o.Window = DefaultWindow
	}
	switch {
	case o.AnswersBytes < messageBytes:
		return o, fmt.Errorf("%d bytes for answers, must be %d or more", o.AnswersBytes, messageBytes)
	case o.Replicas < 1 || o.Replicas > maxReplicas:
		return o, fmt.Errorf("%d replicas, must be 1 to %d", o.Replicas, maxReplicas)
	case o.AckWait < minAckWait:
		return o, fmt.Errorf("%v to acknowledge, must be %v or more", o.AckWait, minAckWait)
	case o.Window < 1:
		return o, fmt.Errorf("%d shards on the server, must be 1 or more", o.Window)
	}
	return o, nil
}

// build makes what a campaign needs on the server, or takes what is there.
func build(ctx context.Context, js jetstream.JetStream, p place, o Options) error {
	_, err := js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name: p.work(), Description: "shards of a locktwin campaign that wait or run",
		Subjects: []string{p.workSubjects()}, Retention: jetstream.WorkQueuePolicy, Storage: jetstream.FileStorage, Replicas: o.Replicas,
		// The same shard is not queued twice, however long ago it was put there.
		Discard: jetstream.DiscardNew, DiscardNewPerSubject: true, MaxMsgsPerSubject: 1,
		MaxBytes: workBytes, MaxMsgSize: messageBytes, MaxAge: keep, Duplicates: sameWithin,
	})
	if err != nil {
		return inWords("the queue", err)
	}
	_, err = js.CreateOrUpdateConsumer(ctx, p.work(), jetstream.ConsumerConfig{
		Durable: consumer, AckPolicy: jetstream.AckExplicitPolicy, AckWait: o.AckWait, MaxDeliver: -1, MaxAckPending: -1,
	})
	if err != nil {
		return inWords("the queue", err)
	}
	_, err = js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name: p.answers(), Description: "answers of a locktwin campaign",
		Subjects: []string{p.answerSubject()}, Retention: jetstream.LimitsPolicy, Storage: jetstream.FileStorage, Replicas: o.Replicas,
		// A full stream takes no more, rather than to forget.
		Discard: jetstream.DiscardNew, MaxBytes: o.AnswersBytes, MaxMsgSize: messageBytes, MaxAge: keep, Duplicates: sameWithin,
	})
	if err != nil {
		return inWords("the answers", err)
	}
	return nil
}

// openBucket gives the bucket of all campaigns, and makes it when it is not there.
func openBucket(ctx context.Context, js jetstream.JetStream, replicas int) (jetstream.KeyValue, error) {
	kv, err := js.KeyValue(ctx, bucket)
	if !gone(err) {
		return kv, err
	}
	return js.CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{
		Bucket: bucket, Description: "locktwin campaigns that have work", History: 1, TTL: keep,
		MaxBytes: bucketBytes, MaxValueSize: messageBytes, Storage: jetstream.FileStorage, Replicas: replicas,
	})
}
