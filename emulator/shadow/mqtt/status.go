package mqtt

// Status is how a feed is doing. Counts are since its beginning.
type Status struct {
	URL         string `json:"url"`
	Connected   bool   `json:"connected"`
	SinceMS     int64  `json:"since_ms"` // of the connection, or of its loss, Unix milliseconds
	Connections int64  `json:"connections"`
	Fault       string `json:"fault"` // of the last attempt or loss; empty while connected
	Messages    int64  `json:"messages"`
	Retained    int64  `json:"retained"` // of the messages: replayed by the broker
	Dropped     int64  `json:"dropped"`  // messages that found the queue full, and records without a lock that nobody named in time
	Findings    int64  `json:"findings"` // payloads, or parts of them, that cannot be read
	Taken       int64  `json:"taken"`    // records
	Duplicates  int64  `json:"duplicates"`
	Refused     int64  `json:"refused"`
	Thinned     int64  `json:"thinned"` // records of signal strength alone that came too soon
	Lost        int64  `json:"lost"`    // records that could not be kept
	Waiting     int    `json:"waiting"` // messages in the queue
	Parked      int    `json:"parked"`  // records whose lock is not known yet
}
