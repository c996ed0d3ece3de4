package api

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"time"

	"locktwin/emulator/access"
	"locktwin/emulator/fleet"
	"locktwin/emulator/problem"
	"locktwin/flashsim"
	"locktwin/model"
	"locktwin/model/mcu"
)

const tagFlash = "memory"

// Media types of a memory image.
const (
	rawImageType = "application/octet-stream"
	hexImageType = "text/x-ihex"
	sidecarType  = "application/vnd.locktwin.sidecar"
)

func (a *API) flashOperations() {
	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/flash", id: "inspect-flash", tag: tagFlash, summary: "See pages, records, marginal words and wear",
		about: "Records are shown by their name and state, without their content.", right: access.Read, problems: []problem.Kind{problem.UnknownLock}},
		func(ctx context.Context, in *OneLock) (*Output[Flash], error) {
			row, err := a.found(ctx, in.Lock, access.Read)
			if err != nil {
				return nil, err
			}
			var f Flash
			err = a.o.Fleet.Look(ctx, row.ID, func(l *model.Lock) { f = inspect(l) })
			return answer(f, err)
		})
	a.flashWordsOperation()
	a.flashCellsOperation()

	type getInput struct {
		OneLock
		Form string `query:"form" doc:"raw bytes, or Intel HEX." enum:"raw,hex" default:"raw"`
	}
	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/flash/image", id: "read-flash", tag: tagFlash, summary: "Get the content of the memory",
		about: "As a reader at room temperature and 3 V would see it. Keys and PIN are in it.", right: access.Control, files: []string{rawImageType, hexImageType},
		problems: []problem.Kind{problem.UnknownLock, problem.Conflict}},
		func(ctx context.Context, in *getInput) (*rawFile, error) {
			row, err := a.found(ctx, in.Lock, access.Control)
			if err != nil {
				return nil, err
			}
			var b bytes.Buffer
			mediaType, name := rawImageType, row.ID+".bin"
			if in.Form == "hex" {
				mediaType, name = hexImageType, row.ID+".hex"
			}
			var wrote error
			err = a.o.Fleet.Look(ctx, row.ID, func(l *model.Lock) {
				d := l.Machine().Flash()
				if in.Form == "hex" {
					wrote = d.WriteHex(&b, 0, onTheBench(l))
				} else {
					wrote = d.WriteRaw(&b, onTheBench(l))
				}
			})
			if err == nil {
				err = whileBusy(wrote)
			}
			if err != nil {
				return nil, err
			}
			return file(mediaType, name, b.Bytes()), nil
		})

	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/flash/sidecar", id: "read-flash-sidecar", tag: tagFlash, summary: "Get wear and charges of the memory",
		about: "Together with the image it is the whole memory, as it can be given to a new lock with the same seed and part.", right: access.Control, files: []string{sidecarType},
		problems: []problem.Kind{problem.UnknownLock, problem.Conflict}},
		func(ctx context.Context, in *OneLock) (*rawFile, error) {
			row, err := a.found(ctx, in.Lock, access.Control)
			if err != nil {
				return nil, err
			}
			var b bytes.Buffer
			var wrote error
			err = a.o.Fleet.Look(ctx, row.ID, func(l *model.Lock) { wrote = l.Machine().Flash().WriteSidecar(&b) })
			if err == nil {
				err = whileBusy(wrote)
			}
			if err != nil {
				return nil, err
			}
			return file(sidecarType, row.ID+".side", b.Bytes()), nil
		})

	type putInput struct {
		OneLock
		RawBody []byte `contentType:"application/octet-stream"`
	}
	add(a, operation{method: http.MethodPut, path: "/locks/{lock}/flash/image", id: "write-flash", tag: tagFlash, summary: "Replace the content of the memory",
		about: "As a programmer does that holds the lock in reset meanwhile: what was in flight is torn first, every cell is settled afterwards, wear stays, and the lock boots. " +
			"The body is raw and has exactly the size of the memory, or it is Intel HEX and begins with a colon; addresses then count from the first byte of the memory.",
		right: access.Control, bytes: a.o.Limits.UploadBytes, problems: []problem.Kind{problem.UnknownLock, problem.Conflict, problem.TooLarge}},
		func(ctx context.Context, in *putInput) (*Output[Movement], error) {
			// The buffer is the library's again when the request is over.
			image := bytes.Clone(in.RawBody)
			return carryOut(ctx, a, in.Lock, &image, writeImage)
		})
}

// writeImage replaces the content of the memory.
func writeImage(l *model.Lock, image *[]byte) (fleet.Deed, error) {
	err := l.WriteMemory(*image)
	switch {
	case errors.Is(err, flashsim.ErrFormat):
		err = problem.New(problem.Invalid, "the body is no image of the %s: %v", l.Machine().Flash().Part().Name, err)
	case errors.Is(err, mcu.ErrNotHeld):
		err = cannot("the memory is busy with an operation that a reset does not end; let the lock go on, or step to its end")
	}
	return fleet.Deed{Image: &fleet.Image{Bytes: len(*image)}}, err
}

// whileBusy says in words what an operation in flight means for an image.
func whileBusy(err error) error {
	if errors.Is(err, flashsim.ErrBusy) {
		return cannot("an operation of the memory is in flight; let the lock go on, or step to its end")
	}
	return err
}

// onTheBench are the conditions under which an image is looked at.
func onTheBench(l *model.Lock) flashsim.Conditions {
	now := time.Duration(l.Now())
	for _, r := range l.Machine().Flash().Marginal() {
		now = max(now, r.At)
	}
	return flashsim.Conditions{Now: now, Volts: 3, Celsius: 21}
}
