package flashsim

// epoch marks who may write a node or leaf in place: the table whose owner it is.
// It must not be of size zero, or two of them could share an address.
type epoch struct{ _ byte }

// nodeLeaves is the fan-out of the middle level. A write after a fork copies the
// root, one node and one leaf; 32 keeps all three at a few hundred bytes for the
// memories of the catalogue.
const nodeLeaves = 32

type leaf[T any] struct {
	owner *epoch
	v     T
}

type node[T any] struct {
	owner  *epoch
	leaves [nodeLeaves]*leaf[T]
}

// cow is a two-level table of leaves, copied on write. A nil leaf stands for the
// zero T. Fork and copyFrom share everything; a leaf is writable in place only
// while its owner is the table's own epoch, which a fork gives up.
type cow[T any] struct {
	nodes       []*node[T]
	owner       *epoch
	ownedNodes  []*node[T]
	ownedLeaves []*leaf[T]
	freeNodes   []*node[T]
	freeLeaves  []*leaf[T]
}

// freeLimit bounds what a table keeps for reuse after a restore.
const freeLimit = 1024

func newCow[T any](leaves int) cow[T] {
	return cow[T]{nodes: make([]*node[T], (leaves+nodeLeaves-1)/nodeLeaves)}
}

// at gives the leaf's value for reading, nil when the leaf is absent.
func (c *cow[T]) at(i uint32) *T {
	n := c.nodes[i/nodeLeaves]
	if n == nil {
		return nil
	}
	l := n.leaves[i%nodeLeaves]
	if l == nil {
		return nil
	}
	return &l.v
}

// write gives the leaf's value for writing, copying what is shared. fresh tells
// that the leaf was absent; its value is then the zero T.
func (c *cow[T]) write(i uint32) (v *T, fresh bool) {
	n := c.writableNode(i / nodeLeaves)
	l := n.leaves[i%nodeLeaves]
	if l != nil && l.owner == c.owner {
		return &l.v, false
	}
	w := c.newLeaf()
	if l != nil {
		w.v = l.v
	} else {
		var zero T
		w.v = zero
	}
	n.leaves[i%nodeLeaves] = w
	return &w.v, l == nil
}

// drop makes a leaf absent.
func (c *cow[T]) drop(i uint32) {
	n := c.nodes[i/nodeLeaves]
	if n == nil || n.leaves[i%nodeLeaves] == nil {
		return
	}
	c.writableNode(i / nodeLeaves).leaves[i%nodeLeaves] = nil
}

func (c *cow[T]) writableNode(i uint32) *node[T] {
	if c.owner == nil {
		c.owner = new(epoch)
	}
	n := c.nodes[i]
	if n != nil && n.owner == c.owner {
		return n
	}
	var w *node[T]
	if k := len(c.freeNodes); k > 0 {
		w = c.freeNodes[k-1]
		c.freeNodes = c.freeNodes[:k-1]
	} else {
		w = new(node[T])
	}
	if n != nil {
		w.leaves = n.leaves
	} else {
		w.leaves = [nodeLeaves]*leaf[T]{}
	}
	w.owner = c.owner
	c.nodes[i] = w
	c.ownedNodes = append(c.ownedNodes, w)
	return w
}

func (c *cow[T]) newLeaf() *leaf[T] {
	var w *leaf[T]
	if k := len(c.freeLeaves); k > 0 {
		w = c.freeLeaves[k-1]
		c.freeLeaves = c.freeLeaves[:k-1]
	} else {
		w = new(leaf[T])
	}
	w.owner = c.owner
	c.ownedLeaves = append(c.ownedLeaves, w)
	return w
}

// freeze gives up ownership of everything written so far. On a table that is
// frozen already it writes nothing, so frozen tables may be forked from several
// goroutines at once.
func (c *cow[T]) freeze() {
	if c.owner == nil {
		return
	}
	c.owner = nil
	clear(c.ownedNodes)
	clear(c.ownedLeaves)
	c.ownedNodes = c.ownedNodes[:0]
	c.ownedLeaves = c.ownedLeaves[:0]
}

func (c *cow[T]) fork() cow[T] {
	c.freeze()
	return cow[T]{nodes: append([]*node[T](nil), c.nodes...)}
}

// copyFrom makes c equal to src. What c owned alone is kept for reuse: nobody
// else can reach it, because a fork would have ended the ownership.
func (c *cow[T]) copyFrom(src *cow[T]) {
	if c == src {
		return
	}
	src.freeze()
	if len(c.freeNodes) < freeLimit {
		c.freeNodes = append(c.freeNodes, c.ownedNodes...)
	}
	if len(c.freeLeaves) < freeLimit {
		c.freeLeaves = append(c.freeLeaves, c.ownedLeaves...)
	}
	c.ownedNodes = c.ownedNodes[:0]
	c.ownedLeaves = c.ownedLeaves[:0]
	c.nodes = append(c.nodes[:0], src.nodes...)
}
