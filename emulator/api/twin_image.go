package api

import (
	"bytes"
	"context"
	"errors"
	"net/http"

	"locktwin/emulator/access"
	"locktwin/emulator/problem"
	"locktwin/emulator/shadow"
	"locktwin/scenarios/twin/remains"
)

// WayOutQuery says how far to look for a way out.
type WayOutQuery struct {
	Profile string `query:"profile" doc:"Firmware profile by which the image is read; every one whose layout suits it if left out." maxLength:"80"`
	Most    int    `query:"most" doc:"How many values to list." minimum:"0" maximum:"10000"`
}

// ImageInput is a readout of a memory as the body of a request.
type ImageInput struct {
	Part    string `query:"part" required:"true" doc:"Memory part that it was read from, as the catalogue names it." maxLength:"80"`
	Base    uint32 `query:"base" doc:"Address of the memory's first byte in Intel HEX."`
	Side    int    `query:"sidecar_bytes" doc:"How many bytes at the end of the body are a sidecar with wear and charges." minimum:"0"`
	Seed    uint64 `query:"seed" doc:"Of the run that wrote the sidecar."`
	RawBody []byte `contentType:"application/octet-stream"`
}

// imageAbout is what a body with an image looks like.
const imageAbout = "The body is raw and of exactly the size of the memory, or Intel HEX, which begins with a colon. The sidecar of a simulated memory may follow it: " +
	"then marginal cells can be read many times."

// split gives the image and its sidecar.
func (in *ImageInput) split() (image, side []byte, err error) {
	if err := checkWord("query.part", "memory part", in.Part, partNames()); err != nil {
		return nil, nil, err
	}
	if in.Side == 0 {
		return in.RawBody, nil, nil
	}
	at := len(in.RawBody) - in.Side
	if at < 0 {
		return nil, nil, problem.New(problem.Invalid, "sidecar_bytes is %d, and the body has only %d bytes", in.Side, len(in.RawBody))
	}
	return in.RawBody[:at], in.RawBody[at:], nil
}

// wayOutAbout is what both ways to ask have in common.
const wayOutAbout = "Which values the remains of the PIN in the memory allow, how likely each is, and how many tries it takes against the lock-out; if none is left, " +
	"what a factory reset destroys. It is for the image of one's own lock. It reads bytes and plays starts of a simulated lock, and speaks to no real one."

func (a *API) imageOperations() {
	type putInput struct {
		OneTwin
		ImageInput
	}
	followed(a, operation{method: http.MethodPut, path: "/twins/{twin}/image", id: "put-twin-image", summary: "Keep a readout of the lock's memory", right: access.Control,
		about: imageAbout, bytes: a.o.Limits.UploadBytes, problems: []problem.Kind{problem.Limit, problem.TooLarge}},
		func(ctx context.Context, r *shadow.Registry, in *putInput) (*Output[shadow.ImageNote], error) {
			image, side, err := in.split()
			if err != nil {
				return nil, err
			}
			return answer(r.SetImage(ctx, in.Twin, shadow.Image{Part: in.Part, Data: bytes.Clone(image), Base: in.Base, Sidecar: bytes.Clone(side), Seed: in.Seed}))
		})
	followed(a, operation{method: http.MethodGet, path: "/twins/{twin}/image", id: "get-twin-image", summary: "Get the readout of the lock's memory", right: access.Control,
		about: "Raw. Keys and PIN may be in it.", files: []string{rawImageType}, problems: []problem.Kind{problem.UnknownThing}},
		func(ctx context.Context, r *shadow.Registry, in *OneTwin) (*rawFile, error) {
			image, err := r.Image(ctx, in.Twin)
			if err != nil {
				return nil, err
			}
			return file(rawImageType, "memory.bin", image.Data), nil
		})
	type ownInput struct {
		OneTwin
		WayOutQuery
	}
	followed(a, operation{method: http.MethodGet, path: "/twins/{twin}/wayout", id: "find-way-out", summary: "Look for a way out in the kept memory", right: access.Control, slow: true,
		about: wayOutAbout, problems: []problem.Kind{problem.UnknownThing, problem.Limit, problem.Slow}},
		func(ctx context.Context, r *shadow.Registry, in *ownInput) (*Output[remains.WayOut], error) {
			image, err := r.Image(ctx, in.Twin)
			if errors.Is(err, shadow.ErrNothing) {
				return nil, problem.New(problem.UnknownThing, "the twin has no memory image; PUT %s/twins/%s/image gives it one", Prefix, in.Twin)
			}
			if err != nil {
				return nil, err
			}
			return answer(a.wayOut(ctx, remains.Input{Image: image.Data, Part: image.Part, Sidecar: image.Sidecar, Seed: image.Seed}, in.WayOutQuery))
		})
	type looseInput struct {
		ImageInput
		WayOutQuery
	}
	add(a, operation{method: http.MethodPost, path: "/wayout", id: "find-way-out-of-image", tag: tagTwins, summary: "Look for a way out in a memory image", alone: true, slow: true,
		about: wayOutAbout + " Nothing of the image is kept. " + imageAbout, right: access.Control, bytes: a.o.Limits.UploadBytes, problems: []problem.Kind{problem.Limit, problem.TooLarge, problem.Slow}},
		func(ctx context.Context, in *looseInput) (*Output[remains.WayOut], error) {
			image, side, err := in.split()
			if err != nil {
				return nil, err
			}
			return answer(a.wayOut(ctx, remains.Input{Image: image, Part: in.Part, HexBase: in.Base, Sidecar: side, Seed: in.Seed}, in.WayOutQuery))
		})
}

func (a *API) wayOut(ctx context.Context, in remains.Input, q WayOutQuery) (w remains.WayOut, err error) {
	if q.Profile != "" {
		if err := checkProfile("query.profile", q.Profile); err != nil {
			return w, err
		}
	}
	done, err := a.cores.take(ctx)
	if err != nil {
		return w, err
	}
	defer done()
	in.Profile = q.Profile
	found, err := remains.Find(in, remains.Options{Most: q.Most})
	if err != nil {
		return w, err
	}
	return *found, nil
}
