package power

// Cache is the working memory of a solver: propagators of the modes met so far,
// and scratch. No result depends on what it holds. It belongs to one goroutine
// at a time, and any number of supplies of that goroutine may share it.
type Cache = cache

// NewCache returns an empty cache.
func NewCache() *Cache { return newCache() }

// Rest gives up the cache, which is most of what a supply weighs. Until Wake
// nothing but Now, Ambient and Fed may be called.
func (s *Supply) Rest() { s.cache, s.lad = nil, nil }

// Wake ends a rest with a cache to work with.
func (s *Supply) Wake(c *Cache) {
	s.cache = c
	if s.dirty {
		return
	}
	if err := s.rebuild(); err != nil {
		panic(err) // the same solver wrote the mode
	}
}
