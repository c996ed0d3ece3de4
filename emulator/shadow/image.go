package shadow

import "locktwin/flashsim"

// Image is the memory of a lock, read out.
type Image struct {
	Part    string // name in the catalogue of parts
	Data    []byte // raw, or Intel HEX when it begins with a colon; raw when it comes back
	Base    uint32 // address of the memory's first byte in Intel HEX
	Sidecar []byte // wear and charges, if they are known
	Seed    uint64 // of the run that wrote the sidecar
}

// Device makes a memory that holds the image. Errors wrap ErrInput.
func (i Image) Device() (*flashsim.Device, error) { return nil, ErrNothing }
