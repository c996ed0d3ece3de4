// Package server puts a fleet of locks onto listeners: the control API, the live
// feeds, the transports that carry GATT, metrics and health, behind the gate that
// decides who may ask for what.
//
// It must not know what any of these say: it opens listeners, mounts handlers,
// bounds what clients may use, and ends everything in order. Flags, files of
// tokens and signals belong to the command.
package server
