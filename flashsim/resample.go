package flashsim

import "locktwin/internal/repro"

// SampleKey is the key of the n-th other chip beside that of a key: the one that
// Thaw and New need for a device that was resampled. n = 0 is the key itself.
func SampleKey(key repro.Key, n uint64) repro.Key {
	if n == 0 {
		return key
	}
	return key.Child("flashsim sample").Index(n)
}

// Resample lets the device go on as another chip with the same history: traits,
// read noise and the spread of its times are drawn from SampleKey of its key and n.
// Plain bytes, counters and stress stay as they are; what the stress did to the
// cells is worked out anew, except thresholds that were stored already. n = 0
// changes nothing.
func (d *Device) Resample(n uint64) {
	if n == 0 {
		return
	}
	d.setKey(SampleKey(d.key, n))
	d.forgetCells()
	if !d.options.Leakage {
		return
	}
	for index := range d.chunks() {
		if ch := d.mem.at(index); ch != nil && ch.margin != nil {
			nm := *ch.margin
			d.hang(d.writableChunk(index), index, &nm)
		}
	}
}

// ResampleNoise lets the device go on with other read noise, thermal and
// telegraph, and the same cells. n = 0 is the noise it was made with; n counts from
// there, not from the last call. A device with other noise than its own is refused
// by Thaw and ReadSidecar, which know the key only.
func (d *Device) ResampleNoise(n uint64) {
	d.noiseSample = n
	d.noise = d.ownKey().Child("read noise")
	if n != 0 {
		d.noise = d.noise.Index(n)
	}
}

func (d *Device) ownKey() repro.Key { return d.key.Child("flashsim").Child(d.part.Name) }

// setKey makes the device the chip of a key.
func (d *Device) setKey(key repro.Key) {
	d.key = key
	own := d.ownKey()
	d.cells = own.Child("cell")
	d.unitsKey = own.Child("erase unit")
	d.ResampleNoise(d.noiseSample)
}

// forgetCells drops what was worked out with other traits.
func (d *Device) forgetCells() {
	if d.cache != nil {
		d.cache.forget()
	}
}
