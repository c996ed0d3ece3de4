package gatt

// Active tells whether there is anything on the air but advertisements: a
// connection, one that comes to be or ends, or a delivery that nobody took.
func (a *Air) Active() bool { return len(a.State.Links) > 0 || len(a.State.Inbox) > 0 }

// Delivered tells whether anything waits to be taken.
func (a *Air) Delivered() bool { return len(a.State.Inbox) > 0 }
