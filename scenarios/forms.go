package scenarios

// only makes a form of one claim that has no values.
func only[C interface {
	Claim
	comparable
}](claim C, wordings ...string) form {
	return newForm(func([]any) C { return claim }, func(c C) ([]any, bool) { return nil, c == claim }, wordings...)
}

// sentenceTable is all kinds of sentence. Of two that fit, the first is taken.
var sentenceTable = sentenceForms()

func sentenceForms() []form {
	var out []form
	out = append(out, pinForms()...)
	out = append(out, settingForms()...)
	out = append(out, countForms()...)
	out = append(out, railForms()...)
	out = append(out, bootForms()...)
	out = append(out, energyForms()...)
	out = append(out, faultForms()...)
	return append(out, answerForms()...)
}

func pinForms() []form {
	classes := func(not bool, wordings ...string) form {
		return newForm(func(g []any) PINIs { return PINIs{not, g[0].(ClassSet)} },
			func(c PINIs) ([]any, bool) { return []any{c.Classes}, c.Not == not && c.Classes != 0 }, wordings...)
	}
	answer := func(accepted bool, wordings ...string) form {
		return newForm(func(g []any) PINAnswer { return PINAnswer{g[0].(PIN), accepted} },
			func(c PINAnswer) ([]any, bool) { return []any{c.PIN}, c.Accepted == accepted }, wordings...)
	}
	return []form{
		classes(false, "the PIN is <classes>", "PIN is <classes>"),
		classes(true, "the PIN is not <classes>"),
		answer(true, "PIN <PIN> is accepted", "the PIN <PIN> is accepted", "<PIN> is accepted"),
		answer(false, "PIN <PIN> is rejected", "the PIN <PIN> is rejected", "<PIN> is rejected"),
		only(NoPINWorks{}, "no PIN is accepted", "every PIN is rejected"),
		only(NothingLost{}, "nothing was lost", "nothing is lost"),
		only(Usable{}, "the lock is usable", "the lock works"),
		only(Usable{Not: true}, "the lock is not usable", "the lock is unusable"),
	}
}

func settingForms() []form {
	preset := func(not bool, wordings ...string) form {
		return newForm(func(g []any) SettingIs { return SettingIs{Setting: g[0].(Setting), Not: not, Default: true} },
			func(c SettingIs) ([]any, bool) { return []any{c.Setting}, c.Not == not && c.Default }, wordings...)
	}
	value := func(not bool, wordings ...string) form {
		return newForm(func(g []any) SettingIs {
			return SettingIs{Setting: g[0].(Setting), Not: not, Value: g[1].(SettingValue)}
		},
			func(c SettingIs) ([]any, bool) { return []any{c.Setting, c.Value}, c.Not == not && !c.Default }, wordings...)
	}
	fate := func(lost bool, wordings ...string) form {
		return newForm(func(g []any) SettingFate { return SettingFate{Setting: g[0].(Setting), Lost: lost} },
			func(c SettingFate) ([]any, bool) {
				return []any{c.Setting}, c.Setting != "" && c.Lost == lost && !c.Some
			}, wordings...)
	}
	return []form{
		preset(false, "[the] [setting] <setting> is [the] default", "[the] [setting] <setting> is back to [the] default"),
		preset(true, "[the] [setting] <setting> is not [the] default"),
		only(SettingFate{}, "[the] settings are kept", "all settings are kept", "every setting is kept"),
		only(SettingFate{Lost: true}, "all settings are lost", "[the] settings are lost", "every setting is lost"),
		only(SettingFate{Lost: true, Some: true}, "some setting is lost", "a setting is lost", "some settings are lost"),
		only(SettingFate{Some: true}, "some setting is kept", "a setting is kept", "some settings are kept"),
		fate(false, "setting <setting> is kept", "[the] <setting> is kept"),
		fate(true, "setting <setting> is lost", "[the] <setting> is lost"),
		value(true, "[the] [setting] <setting> is not <value>"),
		value(false, "[the] [setting] <setting> is <value>"),
	}
}

func countForms() []form {
	return []form{
		only(PhonesPaired{}, "phones stay paired", "the phones stay paired", "the phone stays paired", "all phones stay paired"),
		only(PhonesPaired{None: true}, "no phone is paired", "no phone stays paired"),
		newForm(func(g []any) AuthorizationsLeft { return AuthorizationsLeft{g[0].(Count)} },
			func(c AuthorizationsLeft) ([]any, bool) { return []any{c.Count}, true },
			"<count> (authorization|authorizations) (is|are) left", "<count> (user|users) (is|are) left"),
		newForm(func(g []any) Happened { return Happened{g[1].(Happening), g[0].(Count)} },
			func(c Happened) ([]any, bool) { return []any{c.Count, c.What}, !c.Count.plural() },
			"<count> <happening> happened"),
		happenedMany(),
		newForm(func(g []any) Interrupted { return Interrupted{g[1].(Operation), g[0].(Count)} },
			func(c Interrupted) ([]any, bool) { return []any{c.Count, c.Operation}, !c.Count.plural() },
			"<count> <operation> was interrupted"),
		interruptedMany(),
		newForm(func(g []any) Done { return Done{g[1].(Operation), g[0].(Count)} },
			func(c Done) ([]any, bool) { return []any{c.Count, c.Operation}, !c.Count.plural() },
			"<count> <operation> was begun"),
		doneMany(),
		newForm(func(g []any) MarginalWords { return MarginalWords{g[0].(Count)} },
			func(c MarginalWords) ([]any, bool) { return []any{c.Count}, true },
			"<count> (word|words) (is|are) marginal"),
	}
}

// The plural of a word in a slot is the word with an s, a slot of its own.
func happenedMany() form {
	return newForm(func(g []any) Happened { return Happened{g[1].(Happening), g[0].(Count)} },
		func(c Happened) ([]any, bool) { return []any{c.Count, c.What}, c.Count.plural() }, "<count> <happenings> happened")
}

func interruptedMany() form {
	return newForm(func(g []any) Interrupted { return Interrupted{g[1].(Operation), g[0].(Count)} },
		func(c Interrupted) ([]any, bool) { return []any{c.Count, c.Operation}, c.Count.plural() }, "<count> <operations> were interrupted")
}

func doneMany() form {
	return newForm(func(g []any) Done { return Done{g[1].(Operation), g[0].(Count)} },
		func(c Done) ([]any, bool) { return []any{c.Count, c.Operation}, c.Count.plural() }, "<count> <operations> were begun")
}

func railForms() []form {
	went := func(below, never bool, wordings ...string) form {
		return newForm(func(g []any) RailWent { return RailWent{g[0].(Rail), below, g[1].(Microvolts), never} },
			func(c RailWent) ([]any, bool) {
				return []any{c.Rail, c.Volts}, c.Below == below && c.Never == never
			}, wordings...)
	}
	return []form{
		went(true, false, "<rail> fell below <voltage>"),
		went(true, true, "<rail> stayed above <voltage>", "<rail> never fell below <voltage>"),
		went(false, false, "<rail> rose above <voltage>"),
		went(false, true, "<rail> stayed below <voltage>", "<rail> never rose above <voltage>"),
	}
}

func bootForms() []form {
	decided := func(which Which, wordings ...string) form {
		return newForm(func(g []any) BootDecided { return BootDecided{which, g[0].(string)} },
			func(c BootDecided) ([]any, bool) { return []any{c.Text}, c.Which == which }, wordings...)
	}
	found := func(which Which, wordings ...string) form {
		return newForm(func(g []any) BootFound { return BootFound{which, g[0].(Area), g[1].(Finding)} },
			func(c BootFound) ([]any, bool) { return []any{c.Area, c.Finding}, c.Which == which }, wordings...)
	}
	return []form{
		decided(AnyBoot, "boot decided <text>", "a boot decided <text>"),
		decided(LastBoot, "the last boot decided <text>"),
		decided(NoBoot, "no boot decided <text>", "boot never decided <text>"),
		found(AnyBoot, "a boot found the <area> <finding>", "boot found the <area> <finding>"),
		found(LastBoot, "the last boot found the <area> <finding>"),
		found(NoBoot, "no boot found the <area> <finding>"),
	}
}

func energyForms() []form {
	return []form{
		newForm(func(g []any) BatteryLasted { return BatteryLasted{g[0].(Span)} },
			func(c BatteryLasted) ([]any, bool) {
				return []any{c.Span}, c.Span != Span{} && (c.Span.Max == 0 || c.Span.Max >= c.Span.Min)
			},
			"the battery lasted <span>", "the cells lasted <span>"),
		newForm(func(g []any) ChargeUsed { return ChargeUsed{g[0].(Consumer), g[1].(Share)} },
			func(c ChargeUsed) ([]any, bool) { return []any{c.Consumer, c.Share}, true },
			"the <consumer> used <share> of the charge", "<consumer> used <share> of the charge"),
		only(BatteryCritical{}, "the battery is critical", "the battery is reported critical"),
		only(BatteryCritical{Not: true}, "the battery is not critical"),
	}
}

func faultForms() []form {
	once := Count{1, unlimited}
	applied := func(count Count, wordings ...string) form {
		return newForm(func(g []any) FaultApplied { return FaultApplied{g[0].(string), count} },
			func(c FaultApplied) ([]any, bool) { return []any{c.Fault}, c.Count == count }, wordings...)
	}
	return []form{
		applied(Count{}, "the fault <fault> was never applied"),
		applied(once, "the fault <fault> was applied"),
		newForm(func(g []any) FaultApplied { return FaultApplied{g[0].(string), g[1].(Count)} },
			func(c FaultApplied) ([]any, bool) {
				return []any{c.Fault, c.Count}, c.Count != once && c.Count != Count{}
			},
			"the fault <fault> was applied <count> (time|times)"),
	}
}

func answerForms() []form {
	reset := func(allowed bool, wordings ...string) form {
		return newForm(func(g []any) ResetAsked { return ResetAsked{ResetByPhone, g[0].(PIN), allowed} },
			func(c ResetAsked) ([]any, bool) {
				return []any{c.PIN}, c.By == ResetByPhone && c.Allowed == allowed
			}, wordings...)
	}
	reason := newForm(func(g []any) LastAnswer { return LastAnswer{Reason: g[0].(string)} },
		func(c LastAnswer) ([]any, bool) { return []any{c.Reason}, !c.Accepted && c.Reason != "" },
		"the last command was refused with <text>")
	return []form{
		reset(true, "[a] factory reset with PIN <PIN> is allowed", "[a] factory reset with PIN <PIN> is accepted"),
		reset(false, "[a] factory reset with PIN <PIN> is refused", "[a] factory reset with PIN <PIN> is rejected"),
		only(ResetAsked{By: ResetByButton, Allowed: true}, "[a] factory reset by [the] button is allowed"),
		only(ResetAsked{By: ResetByButton}, "[a] factory reset by [the] button is refused"),
		reason,
		only(LastAnswer{}, "the last command was refused"),
		only(LastAnswer{Accepted: true}, "the last command was accepted"),
		newForm(func(g []any) BoltIs { return BoltIs{g[0].(BoltState)} },
			func(c BoltIs) ([]any, bool) { return []any{c.State}, true }, "the bolt is <state>"),
	}
}
