package firmware

import (
	"testing"
	"time"

	"locktwin/model/keyturner"
)

// interrupted is a fake whose power-fail warning comes inside the n-th flash
// operation, as on a machine whose core is held during one.
type interrupted struct {
	*fake
	app   *App
	after int
	came  bool
}

func (i *interrupted) warn() {
	if i.after--; i.after == 0 {
		i.came = true
		i.app.Handle(i, Event{Kind: Warning})
		i.app.Handle(i, Event{Kind: WarningOver})
	}
}

func (i *interrupted) Program(addr uint32, src []byte) error {
	err := i.fake.Program(addr, src)
	i.warn()
	return err
}

func (i *interrupted) Erase(page int) error {
	err := i.fake.Erase(page)
	i.warn()
	return err
}

func TestAWarningInsideASaveLeavesTheSaveWhole(t *testing.T) {
	for _, p := range Profiles() {
		t.Run(p.Name, func(t *testing.T) {
			for after := 1; ; after++ {
				r, owner := lived(t, p, 4321, 2)
				r.must(Command{Op: OpSetField, Auth: owner, PIN: 4321, Field: FieldLEDBrightness, Value: 4})
				h := &interrupted{fake: r.hal, app: r.app, after: after}
				r.app.Handle(h, Event{Kind: CommandReceived, Phone: phone,
					Command: Command{Op: OpInviteAuthorization, Auth: owner, PIN: 4321, Name: keyturner.NewName("guest")}})
				r.app.Handle(h, Event{Kind: CommandReceived, Phone: phone,
					Command: Command{Op: OpSetPIN, Auth: owner, PIN: 4321, NewPIN: 99}})
				if !h.came {
					if after < 3 {
						t.Fatalf("only %d operations were interrupted", after-1)
					}
					break
				}
				if r.app.State.Depth != 0 {
					t.Fatalf("depth %d is left", r.app.State.Depth)
				}
				if p.Save.Moment != SaveOnChange {
					r.must(Command{Op: OpReboot, Auth: owner, PIN: 99})
				}
				r.boot(PowerOn)
				r.run(30 * time.Second)
				if code := r.verify(owner, 99); code != keyturner.NoError || r.app.Authorizations() != 4 {
					t.Fatalf("interrupted after %d: PIN %v, %d authorizations", after, code, r.app.Authorizations())
				}
			}
		})
	}
}
