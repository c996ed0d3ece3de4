// Package mqtt feeds twins from an MQTT broker: it listens to what a gateway of the
// nuki_hub kind and the locks themselves publish, lets package telemetry translate
// it, and hands the records to the twin of their lock.
//
// It never publishes, and leaves no will: nothing that it does reaches a lock.
//
// A connection that is lost is made anew, after a second at first and after a minute
// at most. What a broker replays at the beginning is marked as retained and makes no
// observation. Between the broker and the store lies a queue of bounded length; when
// it is full, the newest messages are dropped and counted. The signal strength of a
// lock that says nothing else is taken once in [ThinTime].
//
// The package must not know how twins are kept, or what records mean.
package mqtt
