package shadow

import (
	"bytes"
	"context"
	"fmt"

	"locktwin/flashsim"
	"locktwin/internal/repro"
)

// Image is the memory of a lock, read out.
type Image struct {
	Part    string // name in the catalogue of parts
	Data    []byte // raw, or Intel HEX when it begins with a colon; raw when it comes back
	Base    uint32 // address of the memory's first byte in Intel HEX
	Sidecar []byte // wear and charges, if they are known
	Seed    uint64 // of the run that wrote the sidecar
}

// Device makes a memory that holds the image. Errors wrap ErrInput, and those of
// package flashsim.
func (i Image) Device() (*flashsim.Device, error) {
	part, err := flashsim.Lookup(i.Part)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInput, err)
	}
	d := flashsim.New(part, repro.Root(i.Seed).Child("flash"))
	// Raw images of a memory that begins with a colon are as long as the memory.
	if bytes.HasPrefix(i.Data, []byte(":")) && len(i.Data) != int(part.SizeBytes.Value) {
		err = d.ReadHex(bytes.NewReader(i.Data), i.Base)
	} else {
		err = d.ReadRaw(bytes.NewReader(i.Data))
	}
	if err != nil {
		return nil, fmt.Errorf("%w: no image of the %s: %w", ErrInput, part.Name, err)
	}
	if len(i.Sidecar) > 0 {
		if err := d.ReadSidecar(bytes.NewReader(i.Sidecar)); err != nil {
			return nil, fmt.Errorf("%w: sidecar: %w", ErrInput, err)
		}
	}
	return d, nil
}

// plain is the image with raw data, checked.
func (i Image) plain(most int) (Image, error) {
	if n := max(len(i.Data)/hexChars, len(i.Sidecar)); n > most {
		return i, limited("bytes of a memory image:", n, most)
	}
	d, err := i.Device()
	if err != nil {
		return i, err
	}
	i.Part = d.Part().Name
	if size := int(d.Part().SizeBytes.Value); size > most {
		return i, limited("bytes of a memory image:", size, most)
	} else if len(i.Data) != size {
		// The plain bytes as the file has them: a sidecar may make some of them marginal.
		bare := i
		bare.Sidecar = nil
		if d, err = bare.Device(); err != nil {
			return i, err
		}
		var raw bytes.Buffer
		if err := d.WriteRaw(&raw, flashsim.Conditions{}); err != nil {
			return i, fmt.Errorf("%w: %w", ErrInput, err)
		}
		i.Data = raw.Bytes()
	}
	i.Base = 0
	return i, nil
}

// hexChars is about how many characters Intel HEX has for a byte.
const hexChars = 3

// SetImage keeps a memory image to start from, in place of the one before. Errors
// wrap ErrNotFound, ErrInput, ErrLimit or ErrStore.
func (r *Registry) SetImage(ctx context.Context, ref string, i Image) (note ImageNote, err error) {
	if i, err = i.plain(r.o.Limits.ImageBytes); err != nil {
		return note, err
	}
	err = r.on(ref, func(e *entry) error {
		m := e.meta
		m.Image = &ImageNote{Part: i.Part, Bytes: len(i.Data), Sidecar: len(i.Sidecar) > 0, PutMS: r.now()}
		m.Seed = i.Seed
		puts, deletes := imageValues(i)
		if err := r.save(ctx, e, m, puts, deletes); err != nil {
			return err
		}
		note = *m.Image
		return nil
	})
	return note, err
}

func imageValues(i Image) (puts map[string][]byte, deletes []string) {
	puts = map[string][]byte{keyImage: pack(i.Data)}
	if len(i.Sidecar) > 0 {
		puts[keySidecar] = pack(i.Sidecar)
	} else {
		deletes = []string{keySidecar}
	}
	return puts, deletes
}

// Image is the memory image that is kept. Errors wrap ErrNotFound, ErrNothing or
// ErrStore.
func (r *Registry) Image(ctx context.Context, ref string) (i Image, err error) {
	err = r.on(ref, func(e *entry) error {
		i, err = r.image(ctx, e)
		return err
	})
	return i, err
}

func (r *Registry) image(ctx context.Context, e *entry) (i Image, err error) {
	if e.meta.Image == nil {
		return i, fmt.Errorf("%w: a memory image of %q", ErrNothing, e.meta.Name)
	}
	i = Image{Part: e.meta.Image.Part, Seed: e.meta.Seed}
	if i.Data, err = r.value(ctx, e, keyImage); err == nil && e.meta.Image.Sidecar {
		i.Sidecar, err = r.value(ctx, e, keySidecar)
	}
	return i, err
}
