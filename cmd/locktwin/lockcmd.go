package main

import (
	"fmt"
	"net/http"
	"net/url"

	"locktwin/emulator/api"
)

// lockCommand handles running locks over the control API. A command is one
// request, and shows its answer.
type lockCommand struct {
	Create createCommand `cmd:"" help:"Make a lock."`
	List   listCommand   `cmd:"" help:"List the locks."`
	Show   showCommand   `cmd:"" help:"Show a lock."`
	Rm     rmCommand     `cmd:"" help:"Delete locks, with all that belongs to them."`

	Battery batteryCommand `cmd:"" help:"Show the battery, take the cells out, put cells in, or both in one go."`
	Knock   knockCommand   `cmd:"" help:"Shake the cells in their springs."`
	Cut     cutCommand     `cmd:"" help:"Cut the battery line for a while."`
	Key     keyCommand     `cmd:"" help:"Turn the key, or the knob."`
	Button  buttonCommand  `cmd:"" help:"Press the button."`
	Door    doorCommand    `cmd:"" help:"Open or close the door."`

	Sag         sagCommand         `cmd:"" help:"Pull the battery voltage down for a while."`
	Supply      supplyCommand      `cmd:"" help:"Feed the lock from a laboratory supply, or take it away."`
	Temperature temperatureCommand `cmd:"" help:"Change the temperature."`
	Reset       resetCommand       `cmd:"" help:"Pull the reset pin."`
	Fault       faultCommand       `cmd:"" help:"List, set and remove faults of the radio link."`

	Speed  speedCommand  `cmd:"" help:"Show or change how fast the lock's time runs."`
	Pause  pauseCommand  `cmd:"" help:"Stop the lock's time."`
	Resume resumeCommand `cmd:"" help:"Let the lock's time go on."`
	Step   stepCommand   `cmd:"" help:"Go to the next thing that happens."`
	Run    runOnCommand  `cmd:"" help:"Run the lock's time to a point, as fast as possible."`

	Snapshot  snapshotCommand  `cmd:"" help:"Put the lock by as it is now."`
	Snapshots snapshotsCommand `cmd:"" help:"List what was put by, or forget one of it."`
	Rewind    rewindCommand    `cmd:"" help:"Bring the lock back to a snapshot."`
	Fork      forkCommand      `cmd:"" help:"Make another lock in the same state."`
	Export    exportCommand    `cmd:"" help:"Write a lock into one file."`
	Import    importCommand    `cmd:"" help:"Make a lock of such a file."`

	Flash    memoryCommand   `cmd:"" help:"Look into the memory, read it out, or replace its content."`
	Profile  firmwareCommand `cmd:"" help:"Show the firmware, or install another profile as an update."`
	Events   eventsCommand   `cmd:"" help:"List what happened to a lock, or follow it."`
	Trace    traceCommand    `cmd:"" help:"Write the trace of what happened, or of what comes next, into a file."`
	Scenario scenarioCommand `cmd:"" help:"Play a scenario on a lock. Exit status 1 if an expectation is not met."`
}

// oneLock is what all commands about one lock share.
type oneLock struct {
	remoteFlags
	Name string `arg:"" help:"The lock, by id, name or address."`
}

// at is the address of something that belongs to the lock.
func (f *oneLock) at(path string) string { return "/locks/" + url.PathEscape(f.Name) + path }

// begin begins a movement and tells how long it takes.
func (f *oneLock) begin(s *Streams, method, path string, body any, what string) int {
	return send(s, &f.remoteFlags, request{method: method, path: f.at(path), body: body}, func(m api.Movement) {
		switch {
		case !m.Changed:
			fmt.Fprintln(s.Out, "nothing changes: it is so already")
		case m.Takes.D == 0:
			fmt.Fprintln(s.Out, what)
		default:
			fmt.Fprintf(s.Out, "%s; it takes %s\n", what, m.Takes.D)
		}
	})
}

// post is begin with POST, which most movements want.
func (f *oneLock) post(s *Streams, path string, body any, what string) int {
	return f.begin(s, http.MethodPost, path, body, what)
}
