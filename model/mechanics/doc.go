// Package mechanics is the lock's metal: the key that the motor or a hand
// turns, the bolt and the latch behind it, and the door they hold shut.
//
// Its product is a torque profile: how hard the key is to turn at each angle,
// in each direction, as pieces that are affine in the angle, which is the form
// an event-driven solver takes without approximation.
//
// It must not know what turns the key: no motor, no battery, no firmware. All
// types are plain values and may be copied with =.
//
// Angles are millidegrees of the key, counted from the bolt fully drawn back.
// Positive is the locking direction; the last turn ends at Turns x 360 degrees.
// Below zero the key pulls the latch.
package mechanics
