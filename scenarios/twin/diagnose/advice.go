package diagnose

// advice is a mechanism in the words of a support person.
type advice struct {
	plain string // what happened, without a word of electronics
	tell  string // to the customer, as it may be said
	avoid string // what makes it worse
}

// What makes it worse wherever something may still be left in the memory.
const (
	guessing = "Do not go on trying PINs: each wrong one counts towards the lock-out."
	keepIn   = "Do not take the cells out again to see whether that helps: each start may write over what is left of the PIN. Do not reset the lock before everybody who needs access is listed."
)

// adviceFor is the advice for a mechanism.
func adviceFor(id string) advice {
	switch id {
	case "in-place":
		return advice{
			plain: "When it starts, the lock wipes the place where it keeps PIN and settings and writes them again. The power failed in that moment, so both are gone. That a PIN was set is noted elsewhere and was kept, which is why 0000 is refused too.",
			tell:  "You have not forgotten your PIN. The lock has lost it, most likely when its power failed for a moment while it started. Your phone still opens the door. The PIN cannot be brought back by the app.",
			avoid: guessing + " " + keepIn,
		}
	case "defaults-on-error":
		return advice{
			plain: "The power failed while the lock was saving. At the next start it could not read its settings and took those of the factory. A lock from the factory has no PIN but 0000.",
			tell:  "The lock has gone back to its factory settings, and 0000 opens the settings for anybody nearby. Please set a PIN now; users and phones are still there.",
			avoid: "Do not reset the lock: that would delete the users, who are still there.",
		}
	case "wipe-on-error":
		return advice{
			plain: "The power failed while the lock was saving. At the next start it took the damage for an attack and erased everything, users too.",
			tell:  "The lock has erased itself. It works like a new one: it has to be set up and everybody has to be invited again.",
			avoid: "Do not leave it as it is: a lock without users can be set up by whoever comes by.",
		}
	case "ram-only":
		return advice{
			plain: "The lock keeps changes in a memory that forgets without power, and meant to save them before the power was gone. It came too late, so the PIN is the one before, or none.",
			tell:  "The lock has lost what was changed since its last save. Try 0000 once, then the PIN that you had before.",
			avoid: "Do not reset the lock before 0000 and the PIN before have been tried, once each.",
		}
	case "migration":
		return advice{
			plain: "An update changes how the lock keeps its PIN and settings, and the change waits for the next start without power: your next change of cells. The power failed in the middle of it.",
			tell:  "The update and the change of cells came together badly, and the lock has lost its PIN. Your phone still opens the door.",
			avoid: guessing + " " + keepIn,
		}
	case "collection":
		return advice{
			plain: "From time to time the lock tidies its memory: it copies what counts and wipes the rest. The power failed between the two, and the next start took the copies for rubbish.",
			tell:  "The lock was tidying its memory when its power failed, and has lost the PIN. Your phone still opens the door.",
			avoid: guessing + " " + keepIn,
		}
	case "replay":
		return advice{
			plain: "The power failed at the very end of the last change of the PIN. The change held for a while and then came undone, so the PIN before it is back.",
			tell:  "The lock has gone back to the PIN that you had before. Please enter that one.",
			avoid: "Do not reset the lock before the older PIN has been tried.",
		}
	case "careful":
		return advice{
			plain: "This would be a lock that keeps its PIN twice and never loses both at once. What was told must then have another reason.",
			tell:  "Before we look inside the lock, let us check the PIN, the phone and who else may have changed something.",
			avoid: "Do not reset the lock: most likely its PIN is still there.",
		}
	case "mistaken-pin":
		return advice{
			plain: "The lock is well. The PIN that is entered is not the one that was set: it belongs to another lock or to the keypad, or it is an older one.",
			tell:  "The lock looks well. Keypad codes and PINs of other locks do not work here; which PINs may it have been?",
			avoid: guessing + " Do not reset the lock: nothing in it is broken.",
		}
	case "unanswered":
		return advice{
			plain: "The lock is well. When the PIN was last changed, the phone got no answer, so nobody knows which of the two PINs the lock has kept.",
			tell:  "The lock looks well. Did the app report an error when you last changed the PIN? Then the PIN is either the one before or the new one.",
			avoid: guessing + " Do not reset the lock: nothing in it is broken.",
		}
	case "changed-pin":
		return advice{
			plain: "The lock is well. Somebody else who has the rights has changed the PIN.",
			tell:  "The lock looks well. Who else has full access? One of them may have changed the PIN.",
			avoid: guessing + " Do not reset the lock: nothing in it is broken.",
		}
	case "app":
		return advice{
			plain: "The lock is well. The app sends a PIN that it has kept from before, whatever is typed.",
			tell:  "The lock looks well. Please try the same PIN on another phone.",
			avoid: "Do not reset the lock, and do not delete the app before another phone can open the door.",
		}
	case "lock-out":
		return advice{
			plain: "The lock is well. After too many wrong PINs it refuses all of them for a while, the right one too.",
			tell:  "Please let nobody try a PIN for an hour, then enter it once.",
			avoid: "Do not try again before the hour is over. Do not reset the lock: nothing in it is broken.",
		}
	case "update-reset":
		return advice{
			plain: "The new firmware did not take over the settings of the old one and began with those of the factory.",
			tell:  "The update has put settings back. Please check the battery type and the brightness first, then set the rest again.",
			avoid: "Do not go back to the old firmware: that may put the settings back once more.",
		}
	case "clock":
		return advice{
			plain: "The lock has lost the time of day while it was without power. Whoever may open only at certain times is refused, because the lock believes that it is another time.",
			tell:  "The clock of the lock is wrong. Open its settings with your phone once, so that it sets the time.",
			avoid: "Do not delete and invite those users again: nothing is wrong with them.",
		}
	case "worn":
		return advice{
			plain: "The memory of the lock is at the end of its life and no longer keeps what is written to it.",
			tell:  "The lock has a defect and should be replaced. Until then it may forget more.",
			avoid: "Do not rely on a reset: what is set up again will not stay either.",
		}
	}
	return advice{}
}
