package access

import (
	"errors"
	"fmt"
	"time"
)

// Limits bound what clients may use. A client is one address, or one network of
// 64 bits with IPv6; with tokens, each token at an address is a client of its
// own.
//
//	| limit                | default | what it bounds                                          |
//	|----------------------|---------|---------------------------------------------------------|
//	| RequestsPerSecond    | 2,000   | requests of one client, WebSocket handshakes included   |
//	| RequestBurst         | 4,000   | requests of one client at once                          |
//	| FailuresPerSecond    | 1       | requests of one address with a token that is not known  |
//	| FailureBurst         | 20      | such requests at once                                   |
//	| ConnectionsPerClient | 4,096   | TCP connections of one address                          |
//	| Connections          | 16,384  | TCP connections of all                                  |
//	| FeedsPerClient       | 256     | live feeds of one client                                |
//	| HeaderBytes          | 16 KiB  | head of a request                                       |
//	| BodyBytes            | 1 MiB   | body of a request                                       |
//	| UploadBytes          | 64 MiB  | body that is a memory image or an exported lock         |
//	| FrameBytes           | 64 KiB  | one WebSocket message of a client                       |
//	| HeaderTime           | 5s      | until the head of a request is there                    |
//	| BodyTime             | 60s     | until a whole request is there                          |
//	| WriteTime            | 30s     | until a client has taken what is written to it at once  |
//	| IdleTime             | 2m      | a connection without a request                          |
//	| SilenceTime          | 60s     | a WebSocket that does not answer pings                  |
//	| RequestTime          | 10m     | until a request is answered that runs simulated time    |
//	| Tokens               | 1,024   | tokens that the server knows                            |
//
// A rate of 0 is no limit. Everything else has to be positive.
type Limits struct {
	RequestsPerSecond    float64
	RequestBurst         int
	FailuresPerSecond    float64
	FailureBurst         int
	ConnectionsPerClient int
	Connections          int
	FeedsPerClient       int
	HeaderBytes          int
	BodyBytes            int64
	UploadBytes          int64
	FrameBytes           int64
	HeaderTime           time.Duration
	BodyTime             time.Duration
	WriteTime            time.Duration
	IdleTime             time.Duration
	SilenceTime          time.Duration
	RequestTime          time.Duration
	Tokens               int
}

// DefaultLimits are the limits of the table.
func DefaultLimits() Limits {
	return Limits{
		RequestsPerSecond: 2000, RequestBurst: 4000, FailuresPerSecond: 1, FailureBurst: 20,
		ConnectionsPerClient: 4096, Connections: 16384, FeedsPerClient: 256,
		HeaderBytes: 16 << 10, BodyBytes: 1 << 20, UploadBytes: 64 << 20, FrameBytes: 64 << 10,
		HeaderTime: 5 * time.Second, BodyTime: time.Minute, WriteTime: 30 * time.Second,
		IdleTime: 2 * time.Minute, SilenceTime: time.Minute, RequestTime: 10 * time.Minute,
		Tokens: 1024,
	}
}

// ErrLimits is wrapped by every complaint about Limits.
var ErrLimits = errors.New("limits")

// Validate finds limits that nothing could pass, or that contradict each other.
func (l Limits) Validate() error {
	positive := []struct {
		name  string
		value int64
	}{
		{"ConnectionsPerClient", int64(l.ConnectionsPerClient)}, {"Connections", int64(l.Connections)},
		{"FeedsPerClient", int64(l.FeedsPerClient)}, {"HeaderBytes", int64(l.HeaderBytes)},
		{"BodyBytes", l.BodyBytes}, {"UploadBytes", l.UploadBytes}, {"FrameBytes", l.FrameBytes},
		{"HeaderTime", int64(l.HeaderTime)}, {"BodyTime", int64(l.BodyTime)}, {"WriteTime", int64(l.WriteTime)},
		{"IdleTime", int64(l.IdleTime)}, {"SilenceTime", int64(l.SilenceTime)}, {"RequestTime", int64(l.RequestTime)},
		{"Tokens", int64(l.Tokens)},
	}
	for _, p := range positive {
		if p.value <= 0 {
			return fmt.Errorf("%w: %s is %d; it has to be above 0", ErrLimits, p.name, p.value)
		}
	}
	rates := []struct {
		name  string
		rate  float64
		burst int
	}{{"Request", l.RequestsPerSecond, l.RequestBurst}, {"Failure", l.FailuresPerSecond, l.FailureBurst}}
	for _, r := range rates {
		if !(r.rate >= 0) || r.rate > 1e9 {
			return fmt.Errorf("%w: %ssPerSecond is %v; it has to be 0 to 1e9, 0 being no limit", ErrLimits, r.name, r.rate)
		}
		if r.rate > 0 && r.burst < 1 {
			return fmt.Errorf("%w: %sBurst is %d; with a rate it has to be at least 1", ErrLimits, r.name, r.burst)
		}
	}
	if l.UploadBytes < l.BodyBytes {
		return fmt.Errorf("%w: UploadBytes is %d, less than BodyBytes with %d", ErrLimits, l.UploadBytes, l.BodyBytes)
	}
	return nil
}
