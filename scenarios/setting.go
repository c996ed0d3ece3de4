package scenarios

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// Setting names a value of the lock's configuration: a field of the published
// Config or Advanced Config record. Its text is the key used in files.
type Setting string

// SettingValue is the value of a setting: a number in the setting's own unit
// (0 and 1 for no and yes, an index for words, microdegrees, minutes, seconds),
// or text.
type SettingValue struct {
	Number int64
	Text   string
}

// Assignment gives a setting a value.
type Assignment struct {
	Setting Setting
	Value   SettingValue
}

// SettingSpec describes one setting. Ranges are those of the published
// protocol.
type SettingSpec struct {
	Setting  Setting
	Doc      string
	Advanced bool // part of the Advanced Config record
	value    codec[SettingValue]
}

// Words is how a sentence names the setting: "led brightness".
func (s SettingSpec) Words() string { return strings.ReplaceAll(string(s.Setting), "-", " ") }

// Format writes a value as a file does, without quotes.
func (s SettingSpec) Format(v SettingValue) string { return s.value.encode(v).Value }

// Settings are all settings, in the order of the records. Whole seconds and
// minutes are written as times with a unit.
func Settings() []SettingSpec { return slices.Clone(settingTable) }

// settingTable is read by every sentence about a setting, so it is made once.
var settingTable = settingSpecs()

func settingSpecs() []SettingSpec {
	fob := []string{"none", "unlock", "lock", "lock-n-go", "intelligent"}
	button := []string{"none", "intelligent", "unlock", "lock", "unlatch", "lock-n-go", "show-status"}
	return []SettingSpec{
		{"name", "The lock's name, at most 32 bytes.", false, settingText(32)},
		{"latitude", "Where the door is.", false, settingQuantity(&angle, -90e6, 90e6)},
		{"longitude", "Where the door is.", false, settingQuantity(&angle, -180e6, 180e6)},
		{"auto-unlatch", "Unlatch with every unlock.", false, settingYesNo()},
		{"pairing-enabled", "The button may start pairing.", false, settingYesNo()},
		{"button-enabled", "The button on the lock acts.", false, settingYesNo()},
		{"led-enabled", "The light shows that the door is unlocked.", false, settingYesNo()},
		{"led-brightness", "Brightness of the light: 0 is off, 5 the brightest.", false, settingWhole(0, 5)},
		{"time-zone-offset", "Offset from UTC.", false, settingTime(time.Minute, -14*time.Hour, 14*time.Hour)},
		{"dst-mode", "Daylight saving time.", false, settingWord("disabled", "european")},
		{"fob-action-1", "What one press of a fob does.", false, settingWord(fob...)},
		{"fob-action-2", "What two presses of a fob do.", false, settingWord(fob...)},
		{"fob-action-3", "What three presses of a fob do.", false, settingWord(fob...)},
		{"single-lock", "Lock with one turn only.", false, settingYesNo()},
		{"advertising-mode", "How often the lock makes itself heard.", false, settingWord("automatic", "normal", "slow", "slowest")},
		{"time-zone", "Number of the time zone in the published list; 65535 is none.", false, settingWhole(0, 65535)},

		{"unlocked-offset", "Correction of the unlocked position.", true, settingWholeDegrees(-90, 180)},
		{"locked-offset", "Correction of the locked position.", true, settingWholeDegrees(-180, 90)},
		{"single-locked-offset", "Correction of the single locked position.", true, settingWholeDegrees(-180, 180)},
		{"transition-offset", "Correction of the point between unlocked and locked.", true, settingWholeDegrees(-180, 180)},
		{"lock-n-go-timeout", "Time until lock'n'go locks again.", true, settingTime(time.Second, 5*time.Second, time.Minute)},
		{"single-press", "What one press of the button does.", true, settingWord(button...)},
		{"double-press", "What two presses of the button do.", true, settingWord(button...)},
		{"detached-cylinder", "The cylinder turns freely from outside.", true, settingYesNo()},
		{"battery-type", "Which warning limits hold.", true, settingWord("alkaline", "accumulators", "lithium")},
		{"automatic-battery-type", "The lock finds the battery type by itself.", true, settingYesNo()},
		{"unlatch-duration", "How long the latch is held.", true, settingTime(time.Second, time.Second, 30*time.Second)},
		{"auto-lock-timeout", "Time until the lock locks by itself; 0s is never.", true, settingTime(time.Second, 0, 30*time.Minute)},
		{"auto-unlock-disabled", "Phones may not unlock on approach.", true, settingYesNo()},
		{"night-mode", "Night mode is on.", true, settingYesNo()},
		{"night-start", "When the night begins.", true, settingClock()},
		{"night-end", "When the night ends.", true, settingClock()},
		{"night-auto-lock", "Lock by itself at night.", true, settingYesNo()},
		{"night-auto-unlock-disabled", "No unlocking on approach at night.", true, settingYesNo()},
		{"night-lock-at-start", "Lock when the night begins.", true, settingYesNo()},
		{"auto-lock", "Lock by itself.", true, settingYesNo()},
		{"immediate-auto-lock", "Lock as soon as the door closes.", true, settingYesNo()},
		{"auto-update", "Install firmware updates by itself.", true, settingYesNo()},
	}
}

// LookupSetting finds a setting by its key.
func LookupSetting(s Setting) (SettingSpec, bool) {
	all := settingTable
	if i := slices.IndexFunc(all, func(x SettingSpec) bool { return x.Setting == s }); i >= 0 {
		return all[i], true
	}
	return SettingSpec{}, false
}

func settingText(atMost int) codec[SettingValue] {
	return converted(textOf("a name", atMost),
		func(s string) SettingValue { return SettingValue{Text: s} },
		func(v SettingValue) string { return v.Text })
}

func settingYesNo() codec[SettingValue] {
	return converted(yesNoCodec(),
		func(b bool) SettingValue {
			if b {
				return SettingValue{Number: 1}
			}
			return SettingValue{}
		},
		func(v SettingValue) bool { return v.Number != 0 })
}

func settingNumber[V ~int64](c codec[V]) codec[SettingValue] {
	return converted(c,
		func(v V) SettingValue { return SettingValue{Number: int64(v)} },
		func(v SettingValue) V { return V(v.Number) })
}

func settingWhole(lo, hi int64) codec[SettingValue] { return settingNumber(wholeOf(lo, hi)) }

func settingClock() codec[SettingValue] { return settingNumber(clockCodec()) }

func settingQuantity(q *quantity, lo, hi int64) codec[SettingValue] {
	return settingNumber(quantityOf(q, lo, hi))
}

// settingWholeDegrees keeps whole degrees, as the protocol does.
func settingWholeDegrees(lo, hi int64) codec[SettingValue] {
	want := fmt.Sprintf("whole degrees from %ddeg to %ddeg", lo, hi)
	return settingNumber(scalarCodec(
		&Shape{Kind: ShapeText, Pattern: `^[-+]?[0-9]+ ?(deg|°)$`, Example: "10deg", Doc: want + "."}, want,
		func(s string) (int64, error) {
			v, err := angle.parse(s)
			if err != nil {
				return 0, err
			}
			if v%1e6 != 0 || v/1e6 < lo || v/1e6 > hi {
				return 0, fmt.Errorf("is not one of the %s", want)
			}
			return v / 1e6, nil
		},
		func(v int64) *yaml.Node { return plainNode(strconv.FormatInt(v, 10) + "deg") }))
}

// settingTime keeps a time in whole steps.
func settingTime(step, lo, hi time.Duration) codec[SettingValue] {
	limits := fmt.Sprintf("%s to %s", formatDuration(lo), formatDuration(hi))
	want := fmt.Sprintf("a time from %s in steps of %s", limits, formatDuration(step))
	return settingNumber(scalarCodec(
		&Shape{Kind: ShapeText, Pattern: `^-?` + strings.TrimPrefix(durationPattern, "^"), Example: formatDuration(hi), Doc: "From " + limits + "."}, want,
		func(s string) (int64, error) {
			digits, negative := strings.CutPrefix(s, "-")
			d, err := parseDuration(digits)
			if err != nil {
				return 0, err
			}
			if negative {
				d = -d
			}
			if d%step != 0 || d < lo || d > hi {
				return 0, fmt.Errorf("is outside %s or finer than %s", limits, formatDuration(step))
			}
			return int64(d / step), nil
		},
		func(v int64) *yaml.Node { return plainNode(formatDuration(time.Duration(v) * step)) }))
}

// settingWord keeps the place of the word in the list, which is its number in
// the protocol.
func settingWord(words ...string) codec[SettingValue] {
	return converted(wordOf("choice", words),
		func(s string) SettingValue { return SettingValue{Number: int64(slices.Index(words, s))} },
		func(v SettingValue) string {
			if v.Number >= 0 && v.Number < int64(len(words)) {
				return words[v.Number]
			}
			return strconv.FormatInt(v.Number, 10)
		})
}
