// Package twin makes a model follow one particular lock: it fits the few numbers
// that decide how long its cells last to what the lock was heard to say, says how
// sure they are, and looks ahead.
//
// It works on a reduced model in closed form that is held against the full
// simulator. It is pure: telemetry and seeds come in, estimates and forecasts come
// out. It knows nothing of brokers, databases or who asks.
package twin
