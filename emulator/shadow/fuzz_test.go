package shadow

import (
	"strings"
	"testing"
)

// FuzzImport reads documents of twins: what is taken is the same when it goes from
// hand to hand, and what is refused leaves nothing.
func FuzzImport(f *testing.F) {
	r := newRig(f)
	r.make(f, "d", year(3)...)
	must[Desired](f)(r.Desire(bg, "d", wish("k", "v"), AnyRevision))
	text := r.export(f, "d")
	f.Add(text)
	f.Add(strings.Replace(text, `"fit":null`, `"fit":{"revision":1,"made_ms":2,"fit":{"lock":"x"}}`, 1))
	f.Add(strings.Replace(text, `"image":null`, `"image":{"part":"24LC256","seed":1,"put_ms":2,"data":"AAAA"}`, 1))
	f.Add("{}")
	f.Fuzz(func(t *testing.T, text string) {
		one := newRig(t)
		tw, err := one.Import(bg, []byte(text))
		if err != nil {
			if n := len(one.List()); n != 0 {
				t.Fatalf("refused, and %d twins are there", n)
			}
			return
		}
		first := one.export(t, tw.ID)
		two := newRig(t)
		must[Twin](t)(two.Import(bg, []byte(first)))
		if second := two.export(t, tw.ID); second != first {
			t.Fatalf("%s\nbecame\n%s", first, second)
		}
	})
}
