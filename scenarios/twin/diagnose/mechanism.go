package diagnose

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// mechanism is a kind of cause with all that is told about it.
type mechanism struct {
	id     string
	title  string
	weight float64 // prior, against those of the others
	reason string  // of the weight
	inside string
	test   string // that would confirm it
	now    string // what helps today
	good   string // what helps for good
	advice
}

// What helps wherever a lock has lost its PIN.
const (
	resetLoses = "Only a factory reset is left, and it deletes every user and setting: write down who has access, check for a copy of the memory first, and do it when there is time to invite everybody again. Paired phones open the door until then."
	pushHome   = "Until then: push the tray home in one go, and do not touch it for ten seconds."
)

// mechanisms is the table of priors. The weights are assumptions: there is no public
// count of what locks of this kind suffer from. They say which of two explanations
// that fit equally well a support person should look at first.
func mechanisms() []mechanism {
	return []mechanism{
		{id: "in-place", weight: 6, reason: "The plainest way to keep settings, and the one of which users' stories tell: PIN and settings go together, 0000 fails too, phones stay.",
			title:  "Page with PIN value and settings rewritten in place",
			inside: "The firmware erases the page that holds PIN and settings and writes it anew. The supply fails in between: the page is blank at the next boot, and the mark that a PIN was set, kept elsewhere, has the lock refuse 0000 as well.",
			test:   "On a lock of the same kind: set a PIN and a brightness, let the contact open for 50 to 300 ms within the first 200 ms after the cells touch, and look whether both are gone together; a probe on the rail shows the reset inside the erase.",
			now:    resetLoses, good: "Firmware that writes the new record before it erases the old one, and writes nothing until the supply has been steady for seconds. " + pushHome},
		{id: "defaults-on-error", weight: 3, reason: "A common shortcut: what cannot be read is replaced by defaults. Owners notice late, since 0000 works.",
			title:  "Unreadable settings replaced by factory defaults, the PIN among them",
			inside: "A cut leaves a record that fails its check. The boot takes defaults for it and writes them back, so no PIN is set any more.",
			test:   "Enter 0000. If it is taken and the settings are at their defaults, this is it.",
			now:    "Set the PIN anew, with 0000 as the old one, and do it soon: anybody near the door could. Then restore the settings. No reset is needed.",
			good:   "Firmware that refuses in place of forgetting, and keeps two copies. " + pushHome},
		{id: "wipe-on-error", weight: 1.5, reason: "Seen in few designs, but told by users who lost everybody at once.",
			title:  "Damaged settings taken for an attack, and everything erased",
			inside: "A cut leaves a record that fails its check, and the boot answers by erasing settings and users, as a factory reset does.",
			test:   "Ask whether every phone has to be paired again although nobody reset the lock; the log begins at the change of cells.",
			now:    "Set the lock up anew: pair, set a PIN, invite everybody. Nothing else is lost.", good: "Firmware that keeps what it can read. " + pushHome},
		{id: "ram-only", weight: 1.5, reason: "Saving late spares the flash; a warning that comes too late is an easy mistake.",
			title:  "PIN held in the working memory alone, to be saved when the power fails",
			inside: "Changes wait in RAM for the power-fail warning. When it comes there is no energy for a save, or the flash refuses it.",
			test:   "Set a setting that does not matter, take the cells out for a minute, and look whether it is kept.",
			now:    "Enter 0000 or the PIN before the last one; set the PIN anew if one is taken.", good: "Firmware that saves before it answers the phone."},
		{id: "migration", weight: 1.5, reason: "Told by users of trial versions; few locks are updated shortly before their cells are changed.",
			title:  "Page of the version before an update rewritten at the first boot with new cells",
			inside: "The new version works with the old layout until power is lost once. The next boot erases the old page to write its own, at the worst of moments.",
			test:   "Ask for the date of the last update: it has to lie between the last good change of cells and this one.",
			now:    resetLoses, good: "Firmware that converts at once and keeps the old page until the new one is read back. After an update, restart the lock by its own menu before its cells are changed."},
		{id: "collection", weight: 2.5, reason: "Libraries for flash that locks of this kind may well use; each has published weaknesses. They lose only when a collection meets the cut.",
			title:  "Store that was tidying its pages",
			inside: "Records are copied to a spare page and the old page is erased. A cut between the two leaves pages that the next boot takes for rubbish.",
			test:   "A readout of the flash: a page that is neither blank nor marked as in use, beside one with the copies.",
			now:    resetLoses, good: "Firmware with a store that marks its copies as complete before it erases, and does not tidy at boot. " + pushHome},
		{id: "replay", weight: 0.7, reason: "Needs a cut in the last word of a save, and weeks until a weak bit turns.",
			title:  "Last change of the PIN never quite finished in the flash",
			inside: "The last word of a save got too little charge. It counted at one boot and no longer at a later one, so the PIN before it is back.",
			test:   "Enter the PIN that was in use before.",
			now:    "Use the older PIN, and set the new one again with good cells in.", good: "Firmware that writes again what it finds unfinished."},
		{id: "careful", weight: 4, reason: "Many locks are built well; a well built one seldom loses anything, so the weight shrinks with every symptom of loss.",
			title:  "Safe storage that lost something against the odds",
			inside: "The firmware keeps two copies and writes only while the supply is steady. In the simulator no ordinary change of cells harms it.",
			test:   "Repeat the change a few times: nothing is lost.",
			now:    "Look for causes outside the lock first.", good: "Nothing is known that would need to change."},
		{id: "mistaken-pin", weight: 5, reason: "What support meets most: the PIN of another lock, of the keypad, or of long ago.",
			title:  "Another PIN entered than the one that was set",
			inside: "Nothing: the lock has kept what it was told.",
			test:   "Settings and phones are as they were. Try the PINs of the keypad, of other locks, and older ones, a few at a time.",
			now:    "Try no more than three PINs in a row, then wait out the lock-out.", good: "Keep the PIN where it can be found."},
		{id: "unanswered", weight: 0.7, reason: "A phone at the edge of its range cannot tell a change that never arrived from one whose answer got lost; how often it is, nobody has counted.",
			title:  "PIN change that ended without an answer",
			inside: "Nothing: the change of the PIN never arrived, or it arrived and its answer got lost. The lock keeps one of the two PINs.",
			test:   "Ask whether the app reported an error when the PIN was last changed, and try the PIN before and the PIN after it, once each. In the simulator: locktwin run " + library + "pin-change-without-an-answer.yaml (the PIN is the new one, and the phone was never told).",
			now:    "Try the PIN before the last change and the one after it, once each.", good: "Change the PIN next to the lock, and enter the new one once before going away."},
		{id: "changed-pin", weight: 1.5, reason: "More than one person often has the rights; seldom does nobody remember.",
			title:  "PIN changed by somebody else",
			inside: "Nothing: the lock was told a new PIN.",
			test:   "The log names the change of configuration and who made it; ask the others with full access.",
			now:    "Ask who else has the rights.", good: "Few people with the rights to change the PIN."},
		{id: "app", weight: 2, reason: "Apps keep PINs, and a new phone or a new version of an app may bring back an old one (assumption).",
			title:  "App sends an old PIN that it keeps, or sends it wrongly",
			inside: "Nothing in the lock: what arrives is not what was typed.",
			test:   "Enter the PIN in another phone.",
			now:    "Sign out of the app and in again, or use another phone.", good: "The next version of the app."},
		{id: "lock-out", weight: 1, reason: "A few wrong tries are enough, and children find the app.",
			title:  "Too many wrong PINs, so that all are refused for a while",
			inside: "A counter refuses every PIN until some time has passed.",
			test:   "Wait an hour without any try, then enter the PIN once.",
			now:    "Wait, and try once.", good: "Nothing: this is as it should be."},
		{id: "update-reset", weight: 1, reason: "Updates that begin with new defaults are an everyday thing with any device (assumption).",
			title:  "Settings put back by an update, without any loss of power",
			inside: "The new version reads its settings from another place or in another form, does not find them, and begins with those of the factory.",
			test:   "Ask whether the loss was there directly after the update, before any change of cells; update another lock of the same kind and compare.",
			now:    "If 0000 is taken, set the PIN anew; then set the battery type and the other settings. No reset is needed.", good: "Updates that take settings over, and notes that say what they reset."},
		{id: "clock", weight: 0.7, reason: "A lock without power does not know how long it was; few users have rights that depend on the time (assumption).",
			title:  "Clock that was lost with the power, so that rights limited in time fail",
			inside: "The clock stops without power. Until a phone sets it, hours and dates of authorizations are held against a wrong time.",
			test:   "Look at the time of the newest entry in the log. Somebody whose access is not limited in time gets in.",
			now:    "Open the settings of the lock with a phone that has full access; this sets the clock.", good: "Firmware that asks for the time after every loss of power."},
		{id: "worn", weight: 0.5, reason: "Flash lasts for ten thousand rewrites and more; a lock reaches that only when something rewrites it all the time.",
			title:  "Worn or damaged memory",
			inside: "Cells of the flash no longer hold their charge, so values change by themselves.",
			test:   "A readout of the flash, twice: bits differ. The loss comes without a change of cells.",
			now:    "Have the lock replaced.", good: "A new lock."},
	}
}

// mechanismByID finds a mechanism; every hypothesis has one.
func mechanismByID(id string) mechanism {
	for _, m := range mechanisms() {
		if m.id == id {
			m.advice = adviceFor(id)
			return m
		}
	}
	return mechanism{}
}

// ErrPrior is wrapped by complaints about Options.Priors.
var ErrPrior = errors.New("diagnose: bad prior")

// maxWeight bounds a weight.
const maxWeight = 1e6

// priorsOf are the probabilities of the hypotheses before anything is known: the
// mechanism's weight, divided among its hypotheses by their shares.
func priorsOf(hs []hypothesis, given map[string]float64) ([]float64, error) {
	for _, id := range slices.Sorted(maps.Keys(given)) {
		known := slices.ContainsFunc(hs, func(h hypothesis) bool { return h.id == id || h.mechanism == id })
		if w := given[id]; !known || !(w >= 0 && w <= maxWeight) {
			return nil, fmt.Errorf("%w: %q = %g, must be the ID of a mechanism or a hypothesis and 0..%g", ErrPrior, id, w, maxWeight)
		}
	}
	out := make([]float64, len(hs))
	sum := 0.0
	for _, m := range mechanisms() {
		weight, shares := m.weight, 0.0
		if w, ok := given[m.id]; ok {
			weight = w
		}
		for i := range hs {
			if hs[i].mechanism == m.id {
				shares += hs[i].share
			}
		}
		for i := range hs {
			if hs[i].mechanism != m.id {
				continue
			}
			out[i] = weight * hs[i].share / shares
			// A mechanism and its only hypothesis may have one name.
			if w, ok := given[hs[i].id]; ok && hs[i].id != m.id {
				out[i] = w
			}
			sum += out[i]
		}
	}
	if sum <= 0 {
		return nil, fmt.Errorf("%w: all weights are 0", ErrPrior)
	}
	for i := range out {
		out[i] /= sum
	}
	return out, nil
}
