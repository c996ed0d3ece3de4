package scenarios

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"
)

// What a phone asks of the lock. As names the phone; "" is the one paired
// first. A PIN that is left out is the one its owner remembers: the last that
// the lock acknowledged, or 0000.
type (
	// Pair makes an authorization for a phone.
	Pair struct{ As string }
	// Act moves the bolt.
	Act struct {
		Word LockAction
		As   string
	}
	// SetPIN changes the security PIN.
	SetPIN struct {
		To  PIN
		PIN Opt[PIN]
		As  string
	}
	// VerifyPIN asks whether a PIN is right.
	VerifyPIN struct {
		PIN Opt[PIN]
		As  string
	}
	// Set changes settings, in the order given.
	Set struct {
		Values []Assignment
		PIN    Opt[PIN]
		As     string
	}
	// Invite makes authorizations for other users.
	Invite struct {
		Name  string // "" is user; more than one are numbered
		Count int    // 0 is 1
		PIN   Opt[PIN]
		As    string
	}
	// RemoveUser deletes the authorization of that name.
	RemoveUser struct {
		Name string
		PIN  Opt[PIN]
		As   string
	}
	// Ask is a command without values of its own.
	Ask struct {
		Word Question
		PIN  Opt[PIN]
		As   string
	}
	// FactoryReset returns the lock to the state it left the factory in.
	FactoryReset struct {
		By  ResetWay // "" is phone
		PIN Opt[PIN]
		As  string
	}
)

func (Pair) isAction()         {}
func (Act) isAction()          {}
func (SetPIN) isAction()       {}
func (VerifyPIN) isAction()    {}
func (Set) isAction()          {}
func (Invite) isAction()       {}
func (RemoveUser) isAction()   {}
func (Ask) isAction()          {}
func (FactoryReset) isAction() {}

// LockAction is a movement of the bolt that a phone can ask for; its text is
// the step word.
type LockAction string

// LockActions are the movements there are.
var LockActions = []LockAction{"unlock", "lock", "unlatch", "lock-n-go", "full-lock"}

// Question is a command without values; its text is the step word.
type Question string

// Questions are the commands without values. Those marked PIN need the PIN.
const (
	AskStatus        Question = "status"         // the lock's state
	AskSettings      Question = "read-settings"  // both configuration records
	AskBatteryReport Question = "battery-report" // what the last action cost
	AskUsers         Question = "users"          // list of authorizations; PIN
	AskLog           Question = "log"            // activity log; PIN
	AskCalibrate     Question = "calibrate"      // PIN
	AskReboot        Question = "reboot"         // PIN
	AskUpdateTime    Question = "update-time"    // PIN
)

// NeedsPIN says whether the published protocol protects the command.
func (q Question) NeedsPIN() bool {
	return !slices.Contains([]Question{AskStatus, AskSettings, AskBatteryReport}, q)
}

// ResetWay is how a factory reset is asked for.
type ResetWay string

// ResetWays are the ways there are: by phone, which needs the PIN, or by the
// button, which some profiles allow.
const (
	ResetByPhone  ResetWay = "phone"
	ResetByButton ResetWay = "button"
)

// ResetWays are the ways there are.
var ResetWays = []ResetWay{ResetByPhone, ResetByButton}

// maxUsers bounds one invitation; the lock itself holds fewer.
const maxUsers = 200

func phoneName() codec[string] { return textOf("a phone's name", 32) }

func asKey[T any](at func(*T) *string) member[T] {
	return some("as", "Which phone; the one paired first if left out.", at, phoneName())
}

func pinKey[T any](at func(*T) *Opt[PIN]) member[T] {
	return opt("pin", "The PIN given; the one last acknowledged if left out, 0000 if there was none.", at, pinCodec())
}

func phoneSteps() []stepKind {
	steps := []stepKind{
		stepOf("phone", "pair", "Pair a phone: it gets an authorization of its own.", "pair: anna", "as", nil,
			some("as", "A name for the phone; 'phone' if left out.", func(s *Pair) *string { return &s.As }, phoneName())),
	}
	for _, a := range []struct{ word, doc string }{
		{"unlock", "Unlock by phone."}, {"lock", "Lock by phone."}, {"unlatch", "Unlock and pull the latch."},
		{"lock-n-go", "Unlock, and lock again after a while."}, {"full-lock", "Lock with all turns."},
	} {
		word := LockAction(a.word)
		k := stepOf("phone", a.word, a.doc, a.word+": {as: anna}", "as", nil, asKey(func(s *Act) *string { return &s.As }))
		steps = append(steps, variant(k, func(s *Act) { s.Word = word }, func(s Act) bool { return s.Word == word }))
	}
	steps = append(steps,
		stepOf("phone", "set-pin", "Change the security PIN; 0000 means no PIN.", "set-pin: {to: 4711}", "to", nil,
			must("to", "The new PIN.", func(s *SetPIN) *PIN { return &s.To }, pinCodec()),
			pinKey(func(s *SetPIN) *Opt[PIN] { return &s.PIN }), asKey(func(s *SetPIN) *string { return &s.As })),
		stepOf("phone", "verify-pin", "Ask whether a PIN is right.", "verify-pin: 4711", "pin", nil,
			pinKey(func(s *VerifyPIN) *Opt[PIN] { return &s.PIN }), asKey(func(s *VerifyPIN) *string { return &s.As })),
		setStep(),
		stepOf("phone", "invite", "Make authorizations for other users.", "invite: {name: guest, count: 19}", "name", nil,
			some("name", "Name of the user; several are numbered. 'user' if left out.", func(s *Invite) *string { return &s.Name }, textOf("a user's name", 28)),
			some("count", "How many; 1 if left out.", func(s *Invite) *int { return &s.Count }, wholeOf(1, maxUsers)),
			pinKey(func(s *Invite) *Opt[PIN] { return &s.PIN }), asKey(func(s *Invite) *string { return &s.As })),
		stepOf("phone", "remove-user", "Delete somebody's authorization.", "remove-user: guest 3", "name", nil,
			must("name", "Name of the user or phone.", func(s *RemoveUser) *string { return &s.Name }, textOf("a user's name", 32)),
			pinKey(func(s *RemoveUser) *Opt[PIN] { return &s.PIN }), asKey(func(s *RemoveUser) *string { return &s.As })),
	)
	for _, q := range []struct {
		word Question
		doc  string
	}{
		{AskStatus, "Ask for the state of the lock."}, {AskSettings, "Read both configuration records."},
		{AskBatteryReport, "Read what the last action did to the battery."}, {AskUsers, "Read the list of users."},
		{AskLog, "Read the activity log."}, {AskCalibrate, "Find the end positions of the bolt again."},
		{AskReboot, "Reboot the lock."}, {AskUpdateTime, "Set the lock's clock."},
	} {
		word := q.word
		members := []member[Ask]{asKey(func(s *Ask) *string { return &s.As })}
		short, example := "as", string(word)
		if word.NeedsPIN() {
			members = append(members, pinKey(func(s *Ask) *Opt[PIN] { return &s.PIN }))
			short, example = "pin", string(word)+": {pin: 4711}"
		}
		k := stepOf("phone", string(word), q.doc, example, short, nil, members...)
		steps = append(steps, variant(k, func(s *Ask) { s.Word = word }, func(s Ask) bool { return s.Word == word }))
	}
	return append(steps,
		stepOf("phone", "factory-reset", "Return the lock to the state it left the factory in.", "factory-reset: {pin: 4711}", "", nil,
			some("by", "phone (needs the PIN) or button (where the profile allows it); phone if left out.", func(s *FactoryReset) *ResetWay { return &s.By }, wordOf("way to reset", ResetWays)),
			pinKey(func(s *FactoryReset) *Opt[PIN] { return &s.PIN }), asKey(func(s *FactoryReset) *string { return &s.As })))
}

// variant makes one step word of several that share a struct.
func variant[T Action](k stepKind, mark func(*T), is func(T) bool) stepKind {
	inner := k.decode
	k.decode = func(p *parser, key, value *yaml.Node) (Action, bool) {
		a, ok := inner(p, key, value)
		if !ok {
			return nil, false
		}
		v := a.(T)
		mark(&v)
		return v, true
	}
	k.is = func(a Action) bool { v, ok := a.(T); return ok && is(v) }
	return k
}

// setStep reads settings as keys, in the order they stand.
func setStep() stepKind {
	specs := Settings()
	names := make([]string, 0, len(specs)+2)
	shape := &Shape{Kind: ShapeObject}
	for _, s := range specs {
		names = append(names, string(s.Setting))
		shape.Members = append(shape.Members, Member{Key: string(s.Setting), Doc: s.Doc, Shape: s.value.shape})
	}
	pin, as := pinKey(func(s *Set) *Opt[PIN] { return &s.PIN }), asKey(func(s *Set) *string { return &s.As })
	shape.Members = append(shape.Members, pin.Member, as.Member)
	names = append(names, "pin", "as")
	const example = "set: {led-brightness: 5}"
	return stepKind{
		Member: Member{Key: "set", Doc: "Change settings, one after the other.", Example: example, Group: "phone", Shape: shape},
		is:     func(a Action) bool { _, ok := a.(Set); return ok },
		decode: func(p *parser, key, value *yaml.Node) (Action, bool) {
			var v Set
			if value == nil {
				p.report(key, "'set' says too little", "'"+example+"'", "")
				return nil, false
			}
			if !p.usable(value) {
				return nil, false
			}
			if value.Kind != yaml.MappingNode {
				p.wrong(value, "is "+kindOf(value), "'"+example+"'", "")
				return nil, false
			}
			before := len(p.problems)
			p.eachKey(value, func(k, n *yaml.Node) {
				p.inside(k.Value, func() {
					switch k.Value {
					case "pin":
						pin.decode(p, n, &v)
					case "as":
						as.decode(p, n, &v)
					default:
						i := slices.IndexFunc(specs, func(s SettingSpec) bool { return string(s.Setting) == k.Value })
						if i < 0 {
							p.unknown(k, "setting", names)
							return
						}
						if value, ok := specs[i].value.decode(p, n); ok {
							v.Values = append(v.Values, Assignment{specs[i].Setting, value})
						}
					}
				})
			})
			if len(v.Values) == 0 && len(p.problems) == before {
				p.report(value, "'set' names no setting", fmt.Sprintf("'%s', for example", example), "")
			}
			return v, len(p.problems) == before
		},
		encode: func(a Action) *yaml.Node {
			v := a.(Set)
			n := &yaml.Node{Kind: yaml.MappingNode}
			for _, x := range v.Values {
				if i := slices.IndexFunc(specs, func(s SettingSpec) bool { return s.Setting == x.Setting }); i >= 0 {
					n.Content = append(n.Content, plainNode(string(x.Setting)), specs[i].value.encode(x.Value))
				}
			}
			for _, m := range []member[Set]{pin, as} {
				if e := m.encode(&v); e != nil {
					n.Content = append(n.Content, plainNode(m.Key), e)
				}
			}
			return n
		},
	}
}
