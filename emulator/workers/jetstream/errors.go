package jetstream

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Errors of campaigns and workers.
var (
	// ErrOtherVersion is of a worker to which only campaigns of other versions of
	// the program are open: its answers could be others.
	ErrOtherVersion = errors.New("the campaign is of another version")
	// ErrNoJetStream is of a server that has no JetStream, or not for this account.
	ErrNoJetStream = errors.New("the server has no JetStream for this account")
	// ErrFull is of a stream that has reached its limit.
	ErrFull = errors.New("the stream is full")
	// ErrEnded is of a campaign that somebody else has ended, so that its streams
	// are gone.
	ErrEnded = errors.New("the campaign has been ended by somebody else")
	// ErrTooLarge is of a spec, shard or answer that is longer than can be carried.
	ErrTooLarge = errors.New("too large")
	// ErrDamaged is of a message that is not what was sent.
	ErrDamaged = errors.New("damaged")
)

// Codes of the server for which the client has no name.
const (
	codeStoreFailed  = 10077 // the limit of a stream, or the disk
	codeNoSpace      = 10023 // insufficient resources
	codeNoStorage    = 10047 // insufficient storage resources available
	textMaxPerShard  = "maximum messages per subject exceeded"
	textMaxBytes     = "maximum bytes exceeded"
	statusNotReached = 503
)

// passing tells of an error that goes away when the server is back.
func passing(err error) bool {
	for _, e := range []error{
		nats.ErrTimeout, nats.ErrNoResponders, nats.ErrConnectionReconnecting, nats.ErrDisconnected, nats.ErrStaleConnection,
		nats.ErrReconnectBufExceeded, context.DeadlineExceeded, jetstream.ErrNoStreamResponse, jetstream.ErrNoHeartbeat,
		jetstream.ErrServerShutdown, jetstream.ErrConsumerLeadershipChanged,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	var api *jetstream.APIError
	if errors.As(err, &api) {
		return api.Code == statusNotReached && api.ErrorCode != codeStoreFailed &&
			api.ErrorCode != jetstream.JSErrCodeJetStreamNotEnabled && api.ErrorCode != jetstream.JSErrCodeJetStreamNotEnabledForAccount
	}
	return false
}

// refused tells of an answer of the server that it does not store a message, for
// the reason with this text.
func refused(err error, text string) bool {
	var api *jetstream.APIError
	return errors.As(err, &api) && api.ErrorCode == codeStoreFailed && api.Description == text
}

// gone tells of a stream, consumer or bucket that is not there.
func gone(err error) bool {
	for _, e := range []error{
		jetstream.ErrStreamNotFound, jetstream.ErrConsumerNotFound, jetstream.ErrConsumerDeleted,
		jetstream.ErrConsumerDoesNotExist, jetstream.ErrBucketNotFound, jetstream.ErrKeyNotFound,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// inWords wraps what the server says when it cannot make a stream.
func inWords(what string, err error) error {
	var api *jetstream.APIError
	switch {
	case errors.Is(err, jetstream.ErrJetStreamNotEnabled), errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount),
		errors.Is(err, nats.ErrNoResponders):
		return ErrNoJetStream
	case errors.As(err, &api) && (api.ErrorCode == codeNoSpace || api.ErrorCode == codeNoStorage):
		return fmt.Errorf("%s: %w: the server has no room: %s", what, ErrFull, api.Description)
	}
	return fmt.Errorf("%s: %w", what, err)
}
