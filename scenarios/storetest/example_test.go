package storetest_test

import (
	"errors"
	"testing"

	"locktwin/model/store"
	"locktwin/scenarios/storetest"
)

// half is the second half of a region.
type half struct{ store.Medium }

func (h half) base() int                        { return h.Pages() / 2 }
func (h half) at(a uint32) uint32               { return a + uint32(h.base()*h.PageBytes()) }
func (h half) Read(a uint32, b []byte) error    { return h.Medium.Read(h.at(a), b) }
func (h half) Program(a uint32, b []byte) error { return h.Medium.Program(h.at(a), b) }
func (h half) Erase(page int) error             { return h.Medium.Erase(h.base() + page) }

// twice keeps everything at the beginning of its region and again in the middle.
type twice struct{ store.Store }

func (s twice) Mount(m store.Medium, r *store.RAM) (store.Report, error) {
	if rep, err := s.Store.Mount(m, r); err != nil || rep.Found == store.Valid {
		return rep, err
	}
	return s.Store.Mount(half{m}, r)
}
func (s twice) Put(m store.Medium, r *store.RAM, k store.Key, v []byte) error {
	return errors.Join(s.Store.Put(m, r, k, v), s.Store.Put(half{m}, r, k, v))
}
func (s twice) Delete(m store.Medium, r *store.RAM, k store.Key) error {
	return errors.Join(s.Store.Delete(m, r, k), s.Store.Delete(half{m}, r, k))
}
func TestAStoreOfOnesOwn(t *testing.T) {
	newTwice := func() store.Store { s, _ := store.New("in-place-crc", store.Options{}); return twice{s} }
	storetest.Conform(t, newTwice)
	storetest.Sweep(t, newTwice, storetest.Options{Samples: 2, Allow: []string{"unstable"}, Report: t.TempDir() + "/twice.html"})
}
