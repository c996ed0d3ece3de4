package keyturner

// NoTimeZone is the id for none.
const NoTimeZone uint16 = 0xFFFF

// TimeZone is one of the zones that the lock knows by number.
type TimeZone struct {
	Name                  string // in the IANA database
	StandardOffsetMinutes int16  // from UTC, in winter, as the maker's document prints it
}

// timeZones is indexed by id.
var timeZones = [...]TimeZone{
	{"Africa/Cairo", 120},
	{"Africa/Lagos", 60},
	{"Africa/Maputo", 120},
	{"Africa/Nairobi", 180},
	{"America/Anchorage", -540},
	{"America/Argentina/Buenos_Aires", -180},
	{"America/Chicago", -360},
	{"America/Denver", -420},
	{"America/Halifax", -240},
	{"America/Los_Angeles", -480},
	{"America/Manaus", -240},
	{"America/Mexico_City", -360},
	{"America/New_York", -300},
	{"America/Phoenix", -420},
	{"America/Regina", -360},
	{"America/Santiago", -240},
	{"America/Sao_Paulo", -180},
	{"America/St_Johns", -210},
	{"Asia/Bangkok", 420},
	{"Asia/Dubai", 240},
	{"Asia/Hong_Kong", 480},
	{"Asia/Jerusalem", 120},
	{"Asia/Karachi", 300},
	{"Asia/Kathmandu", 345},
	{"Asia/Kolkata", 330},
	{"Asia/Riyadh", 180},
	{"Asia/Seoul", 540},
	{"Asia/Shanghai", 480},
	{"Asia/Tehran", 210},
	{"Asia/Tokyo", 540},
	{"Asia/Yangon", 390},
	{"Australia/Adelaide", 570},
	{"Australia/Brisbane", 600},
	{"Australia/Darwin", 570},
	{"Australia/Hobart", 600},
	{"Australia/Perth", 480},
	{"Australia/Sydney", 600},
	{"Europe/Berlin", 60},
	{"Europe/Helsinki", 120},
	{"Europe/Istanbul", 180},
	{"Europe/London", 0},
	{"Europe/Moscow", 180},
	{"Pacific/Auckland", 720},
	{"Pacific/Guam", 600},
	{"Pacific/Honolulu", -600},
	{"Pacific/Pago_Pago", -660},
}

// Zone finds a time zone by its id.
func Zone(id uint16) (TimeZone, bool) {
	if int(id) >= len(timeZones) {
		return TimeZone{}, false
	}
	return timeZones[id], true
}

// ZoneID finds the id of a zone by its name.
func ZoneID(name string) (uint16, bool) {
	for id, z := range timeZones {
		if z.Name == name {
			return uint16(id), true
		}
	}
	return NoTimeZone, false
}
