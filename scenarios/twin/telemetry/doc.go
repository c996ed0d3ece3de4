// Package telemetry is what a real lock was heard to say: records of its battery,
// its states, its configuration and its activity log, with the times at which they
// were observed.
//
// It reads and writes them as JSON lines and CSV, translates what gateways and
// bridges publish into them, and sorts out what is damaged, repeated, late or
// implausible, with line and reason. It knows nothing of models, fits, brokers or
// files: text comes in as bytes, and the time of receipt with it.
package telemetry
