package plain_test

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"locktwin/internal/plain"
)

type kind uint8

type inner struct {
	on    bool
	kind  kind
	wait  time.Duration
	level float64
	name  string
}

type packet interface{ fmt.Stringer }

type hello struct {
	From string
	n    int
}

func (h hello) String() string { return h.From }

type bye struct{ At [3]int16 }

func (bye) String() string { return "bye" }

type record struct {
	Name  string
	Power float32
}

var shelf = []*record{{"small", 1.5}, {"large", 9}}

func find(name string) (*record, error) {
	for _, r := range shelf {
		if r.Name == name {
			c := *r
			return &c, nil
		}
	}
	return nil, errors.New("no such record: " + name)
}

type outer struct {
	inner
	bytes   [5]byte
	flags   [2]bool
	words   [2]int
	small   []int16
	many    []inner
	none    []uint64
	grid    [2][2]inner
	opt     *inner
	nothing *inner
	f32     float32
	u       uint
	packet  packet
	silent  packet
	record  *record
	variant *record
	cache   map[string]int
	tail    int8
}

func rules() []plain.Rule {
	return []plain.Rule{
		plain.OneOf[packet](plain.As[hello]("hello"), plain.As[bye]("bye")),
		plain.Stock("record", func(r *record) string { return r.Name }, find),
		plain.Skip[map[string]int]("a cache"),
	}
}

func example() outer {
	i := inner{true, 7, -time.Hour, math.Copysign(0, -1), "ü"}
	o := outer{
		inner: i, bytes: [5]byte{1, 2, 3, 4, 5}, flags: [2]bool{false, true}, words: [2]int{-1, math.MaxInt},
		small: []int16{-3, math.MaxInt16}, many: []inner{i, {}, {level: math.Inf(1)}}, opt: &i, f32: 1e-40, u: math.MaxUint,
		packet: hello{"Ann", 3}, silent: nil, record: shelf[1], variant: &record{"large", 10}, tail: -8,
	}
	o.grid[1][0] = i
	return o
}

func TestAValueComesBackWithEveryField(t *testing.T) {
	c := plain.New[outer](rules()...)
	v := example()
	b, err := c.Append([]byte("before"), &v)
	if err != nil {
		t.Fatal(err)
	}
	var back outer
	back.cache = map[string]int{"kept": 1}
	back.nothing, back.none = &inner{}, []uint64{1}
	r := plain.NewReader(b[len("before"):])
	if err := c.Take(r, &back); err != nil || r.End() != nil {
		t.Fatal(err, r.End())
	}
	if back.cache["kept"] != 1 {
		t.Error("what is skipped did not stay")
	}
	v.cache, back.cache = nil, nil
	if !reflect.DeepEqual(v, back) {
		t.Errorf("%+v\ncame back as\n%+v", v, back)
	}
	again, err := c.Append(nil, &back)
	if err != nil || string(again) != string(b[len("before"):]) {
		t.Error("the value that came back has other bytes")
	}
	if math.Signbit(back.level) == false {
		t.Error("the sign of a zero is lost")
	}
}

func TestARecordOfStockIsKeptByItsName(t *testing.T) {
	type holder struct{ r *record }
	c := plain.New[holder](rules()...)
	stock, variant := holder{shelf[0]}, holder{&record{"small", 2}}
	a, _ := c.Append(nil, &stock)
	b, _ := c.Append(nil, &variant)
	if want := 1 + 4 + len("small"); len(a) != want {
		t.Errorf("a record of stock has %d bytes, want %d", len(a), want)
	}
	if len(b) <= len(a) {
		t.Errorf("a variant has %d bytes", len(b))
	}
	a[len(a)-1]++
	var back holder
	if err := c.Take(plain.NewReader(a), &back); err == nil || !strings.Contains(err.Error(), "no such record") {
		t.Errorf("an unknown name: %v", err)
	}
}

func TestNamedRecordsKeepTheirIdentity(t *testing.T) {
	type holder struct{ a, b, none *record }
	c := plain.New[holder](plain.Named("record", func(r *record) string { return r.Name }, func(name string) (*record, error) {
		for _, r := range shelf {
			if r.Name == name {
				return r, nil
			}
		}
		return nil, errors.New("unknown")
	}))
	v := holder{a: shelf[0], b: shelf[0], none: nil}
	b, err := c.Append(nil, &v)
	if err != nil {
		t.Fatal(err)
	}
	var back holder
	if err := c.Take(plain.NewReader(b), &back); err != nil || back != v {
		t.Errorf("%v: %+v", err, back)
	}
}

func TestAFieldThatCannotBeKeptIsNamed(t *testing.T) {
	type chained struct{ Next *chained }
	for _, c := range []struct {
		err  error
		want string
	}{
		{plain.New[struct{ a struct{ done chan int } }]().Err(), "done is a chan int"},
		{plain.New[struct{ x any }]().Err(), "x is a interface"},
		{plain.New[struct{ m map[int]int }]().Err(), "m is a map"},
		{plain.New[struct{ f []func() }]().Err(), "f[] is a func()"},
		{plain.New[chained]().Err(), "refers to itself"},
		{plain.New[struct{ v []struct{} }]().Err(), "hold nothing"},
		{plain.New[struct{ p packet }](plain.OneOf[packet](plain.As[int]("int"))).Err(), "does not implement"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%v, want %q in it", c.err, c.want)
		}
	}
	c := plain.New[struct{ x any }]()
	if _, err := c.Append(nil, &struct{ x any }{}); err == nil {
		t.Error("a useless codec writes")
	}
}

func TestAValueThatNoRuleNamesIsAnError(t *testing.T) {
	type holder struct{ p packet }
	c := plain.New[holder](plain.OneOf[packet](plain.As[bye]("bye")))
	b, err := c.Append([]byte{1}, &holder{hello{}})
	if err == nil || !strings.Contains(err.Error(), "hello") || len(b) != 1 {
		t.Errorf("%v, %d bytes", err, len(b))
	}
}

func TestTheShapeTellsTypesApart(t *testing.T) {
	type a struct{ X, Y int32 }
	shapes := map[string]string{}
	for name, s := range map[string]string{
		"other order": plain.New[struct{ y, x int32 }]().Shape(), "other type": plain.New[struct{ x, y uint32 }]().Shape(),
		"as it is": plain.New[struct{ x, y int32 }]().Shape(), "array": plain.New[struct{ x [2]int32 }]().Shape(),
		"other array": plain.New[struct{ x [3]int32 }]().Shape(), "nested": plain.New[struct{ a }]().Shape(),
		"rule": plain.New[struct{ a }](plain.Skip[a]("why")).Shape(), "slice": plain.New[struct{ x []int32 }]().Shape(),
		"members":      plain.New[struct{ p packet }](plain.OneOf[packet](plain.As[bye]("bye"))).Shape(),
		"more members": plain.New[struct{ p packet }](plain.OneOf[packet](plain.As[bye]("bye"), plain.As[hello]("hello"))).Shape(),
	} {
		if before, ok := shapes[s]; ok {
			t.Errorf("%q and %q have the shape %s", name, before, s)
		}
		shapes[s] = name
	}
	if one, two := plain.New[outer](rules()...).Shape(), plain.New[outer](rules()...).Shape(); one != two {
		t.Error("one type has two shapes")
	}
}

func TestDamagedBytesAreRefused(t *testing.T) {
	type holder struct {
		on   bool
		list []uint64
	}
	c := plain.New[holder]()
	good, _ := c.Append(nil, &holder{true, []uint64{1, 2}})
	for name, b := range map[string][]byte{
		"truth value": append([]byte{2}, good[1:]...), "too short": good[:len(good)-1],
		"too many announced": {1, 0xFF, 0xFF, 0xFF, 0xFF}, "empty": nil,
	} {
		var v holder
		if err := c.Take(plain.NewReader(b), &v); !errors.Is(err, plain.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	r := plain.NewReader(append(good, 0))
	var v holder
	if err := c.Take(r, &v); err != nil || !errors.Is(r.End(), plain.ErrDamaged) {
		t.Errorf("a byte too many: %v, %v", err, r.End())
	}
}
