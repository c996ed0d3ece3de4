package telemetry

// The words of the columns, in the spelling of nuki_hub. Where the published
// protocol has numbers, their names are in translate_words.go.
var (
	lockStateWords = []string{"uncalibrated", "locked", "unlocking", "unlocked", "locking", "unlatched", "unlockedLnga", "unlatching",
		"calibration", "bootRun", "motorBlocked", "undefined", "jammed"}
	doorStateWords = []string{"unavailable", "deactivated", "doorClosed", "doorOpened", "doorStateUnknown", "calibrating", "uncalibrated",
		"tampered", "unknown", "undefined"}
	actionWords = []string{"Unlock", "Lock", "Unlatch", "LockNgo", "LockNgoUnlatch", "FullLock", "FobNoAction", "ButtonNoAction",
		"FobAction1", "FobAction2", "FobAction3", "Unknown"}
	logActionWords = append(append([]string{}, actionWords...), "DoorOpened", "DoorClosed", "SensorJammed")
	triggerWords   = []string{"system", "manual", "button", "automatic", "autoLock", "homekit", "mqtt", "undefined"}
	resultWords    = []string{"success", "motorBlocked", "canceled", "tooRecent", "busy", "lowMotorVoltage", "clutchFailure",
		"motorPowerFailure", "incompleteFailure", "failure", "invalidCode", "otherError", "unknown", "undefined", "notAuthorized"}
	logTypeWords = []string{"LoggingEnabled", "LockAction", "Calibration", "InitializationRun", "KeypadAction", "DoorSensor",
		"DoorSensorLoggingEnabled", "Unknown"}
	keypadWords    = []string{"arrowkey", "code", "fingerprint", "Unknown"}
	chemistryWords = []string{"alkaline", "lithium", "nimh", "pack", "unknown"}
	phaseWords     = []string{"requested", "started", "completed"}
	scopeWords     = []string{"basic", "advanced", "hub", "private"}
	placeWords     = []string{"die", "ambient", "outdoor"}
	eventWords     = []string{"boot", "offline", "online"}
	cellsFromWords = []string{"user", "inferred"}
	sourceWords    = []string{"nuki_hub", "nuki_mqtt", "bridge_http", "ha_csv", "ble", "manual", "simulated"}
	qualityWords   = []string{QualityDefault, QualityDup, Quality10mV, QualityStale, QualitySynth, QualityAssumed}
)
