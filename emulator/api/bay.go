package api

import (
	"context"
	"net/http"

	"locktwin/emulator/access"
	"locktwin/emulator/problem"
	"locktwin/model"
	"locktwin/model/power"
)

// Bay is what eyes and a multimeter find at the lock at one instant.
type Bay struct {
	SimNS         int64  `json:"sim_ns" doc:"Simulated time of the reading, in nanoseconds."`
	In            bool   `json:"in" doc:"Whether cells lie in the bay, as the hand left them."`
	Cells         []Cell `json:"cells" nullable:"false" doc:"The cells in series, the first at the negative end; empty while they are out."`
	Fed           bool   `json:"fed" doc:"Whether cells or a laboratory supply are connected."`
	VBATMicro     int64  `json:"vbat_uv" doc:"Battery rail, microvolts."`
	VDDMicro      int64  `json:"vdd_uv" doc:"Logic rail, microvolts."`
	MotorMicro    int64  `json:"motor_ua" doc:"Motor current with its sign, microamperes."`
	KeyMilliDeg   int32  `json:"key_mdeg" doc:"Key angle, thousandths of a degree; positive angles lock."`
	AmbientMC     int32  `json:"ambient_mc" doc:"Temperature, thousandths of a degree Celsius."`
	LightPermille int    `json:"light_permille" doc:"Brightness of the LED ring." minimum:"0" maximum:"1000"`
	LightSetting  int    `json:"light_setting" doc:"Brightness that is set in the firmware." minimum:"0" maximum:"5"`
}

// Cell is one cell as it is now.
type Cell struct {
	Kind           string `json:"kind,omitempty" doc:"Make and chemistry; left out for a source that is no cell."`
	ChargePermille int    `json:"charge_permille" doc:"Charge that is left." minimum:"0" maximum:"1000"`
	CapacityMicro  int64  `json:"capacity_uah" doc:"Charge that it holds when full, at its temperature and age, in microampere hours."`
	OpenMicro      int64  `json:"open_uv" doc:"Voltage without load, microvolts."`
	InnerMicro     int64  `json:"inner_uohm" doc:"Resistance at once, microohms."`
	MilliCelsius   int32  `json:"celsius_mc" doc:"Temperature, thousandths of a degree Celsius."`
}

func (a *API) bayOperations() {
	add(a, operation{method: http.MethodGet, path: "/locks/{lock}/bay", id: "see-bay", tag: tagHands, summary: "See cells, rail, knob and light",
		about: "A reading of this instant: each cell of the bay, the voltages, the angle of the key and the brightness of the ring. Reading changes nothing.",
		right: access.Read, problems: []problem.Kind{problem.UnknownLock}},
		func(ctx context.Context, in *OneLock) (*Output[Bay], error) {
			row, err := a.found(ctx, in.Lock, access.Read)
			if err != nil {
				return nil, err
			}
			var b Bay
			err = a.o.Fleet.Look(ctx, row.ID, func(l *model.Lock) { b = bayOf(l) })
			return answer(b, err)
		})
}

func bayOf(l *model.Lock) Bay {
	m := l.Machine()
	supply, s := m.Supply(), m.Sample()
	b := Bay{
		SimNS: int64(l.Now()), In: l.CellsIn(), Cells: []Cell{}, Fed: supply.Fed(),
		VBATMicro: rounded(float64(s.VBAT) * 1e6), VDDMicro: rounded(float64(s.VDD) * 1e6), MotorMicro: rounded(float64(s.Motor) * 1e6),
		KeyMilliDeg: m.KeyAngle(), AmbientMC: int32(rounded(float64(supply.Ambient()) * 1e3)),
		LightPermille: m.Light(), LightSetting: int(l.App().State.Config.LEDBrightness),
	}
	for _, c := range supply.Pack().Cells {
		b.Cells = append(b.Cells, cellOf(c))
	}
	return b
}

func cellOf(c power.CellView) Cell {
	const hour = 3600
	return Cell{
		Kind: string(c.Kind), ChargePermille: int(min(max(rounded(c.Charge*1e3), 0), 1000)), CapacityMicro: rounded(float64(c.Capacity) / hour * 1e6),
		OpenMicro: rounded(float64(c.OCV) * 1e6), InnerMicro: rounded(float64(c.R0) * 1e6), MilliCelsius: int32(rounded(float64(c.Celsius) * 1e3)),
	}
}

// rounded rounds half away from zero.
func rounded(x float64) int64 {
	if x < 0 {
		return -int64(-x + 0.5)
	}
	return int64(x + 0.5)
}
