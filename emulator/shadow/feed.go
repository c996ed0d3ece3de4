package shadow

// FeedStatus is how something that feeds twins is doing. Counts are since its
// beginning.
type FeedStatus struct {
	URL         string `json:"url" doc:"Address of the broker; no password stands in it."`
	Connected   bool   `json:"connected" doc:"Whether it is connected."`
	SinceMS     int64  `json:"since_ms" doc:"Of the connection, or of its loss, Unix milliseconds; 0 before the first attempt has ended."`
	Connections int64  `json:"connections" doc:"How often it was connected."`
	Fault       string `json:"fault" doc:"Why the last attempt failed or the connection was lost; empty while connected."`
	LastMS      int64  `json:"last_ms" doc:"When the last message came, Unix milliseconds; 0 before the first."`
	Messages    int64  `json:"messages" doc:"Messages that came."`
	Retained    int64  `json:"retained" doc:"Of the messages: replayed by the broker."`
	Dropped     int64  `json:"dropped" doc:"Messages that found the queue full, and records without a lock that nobody named in time."`
	Findings    int64  `json:"findings" doc:"Payloads, or parts of them, that cannot be read."`
	Taken       int64  `json:"taken" doc:"Records that were taken."`
	Duplicates  int64  `json:"duplicates" doc:"Records that were known already."`
	Refused     int64  `json:"refused" doc:"Records that were refused, as by a limit."`
	Thinned     int64  `json:"thinned" doc:"Records of signal strength alone that came too soon."`
	Lost        int64  `json:"lost" doc:"Records that could not be kept."`
	Waiting     int    `json:"waiting" doc:"Messages in the queue."`
	Parked      int    `json:"parked" doc:"Records whose lock is not known yet."`
}
