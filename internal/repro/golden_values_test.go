package repro

import "math"

const (
	goldenZeroKey     = 0x6079f7dca892aa41
	goldenRoot0       = 0x743f2bb519f5124a
	goldenRoot1       = 0xd64db4946dd67294
	goldenRootMax     = 0x44f29c8490a51a1d
	goldenChildEmpty  = 0xd0dac46ac37971f7
	goldenChild       = 0x7437cb3a24675000
	goldenChildLong   = 0x1525b0046bdd449e
	goldenIndex       = 0x43ecdda19f87d88e
	goldenChildIndex  = 0xe023549d670fb629
	goldenExp         = 0x1b2358f94131ba28
	goldenExpNegative = 0x8a5d7bb3fcbf31de
	goldenExpm1       = 0x3779f0c7ea5a6cc1
	goldenLog         = 0x2f3e400c4bfe4717
	goldenLog1p       = 0x9633b4db63572557
	goldenLog10       = 0x86345e35541fa5d4
	goldenPow         = 0x7c9db4771e92e090
	goldenQuantile    = 0x95283247f05e52be
)

var goldenDraws = [...]uint64{
	0xf076d815761a5883,
	0x5fac651d99bdcc3a,
	0x6cf4f3b44a36dfac,
	0x7ece502eaf22f824,
	0x77e24efb0630d577,
	0x435bdc946a7e2eef,
	0x43e8b49356019677,
	0x3a89204a9b1a60a0,
}

var goldenDerived = [...]float64{
	0x1.f78fc8eeb2018p-04,
	-0x1.10bd8bd7698c3p+00,
	0x1.f3baedeaacc09p-11,
	0x1.57f51ec567b6ep+06,
	0x1.f28p+09,
}

var goldenValues = []struct {
	name      string
	got, want float64
}{
	{"Exp(1)", Exp(1), 0x1.5bf0a8b14576ap+01},
	{"Exp(-1)", Exp(-1), 0x1.78b56362cef38p-02},
	{"Exp(0.1)", Exp(0.1), 0x1.1aec7b35a00d4p+00},
	{"Exp(-37.25)", Exp(-37.25), 0x1.3278bcd70e981p-54},
	{"Exp(700.5)", Exp(700.5), 0x1.8625c7d4f56c2p+1010},
	{"Exp(-740)", Exp(-740), 0x1.54p-1068},
	{"Exp(1e-17)", Exp(1e-17), 0x1p+00},
	{"Exp(710)", Exp(710), math.Inf(1)},
	{"Expm1(1e-9)", Expm1(1e-9), 0x1.12e0be84bbb51p-30},
	{"Expm1(-0.4)", Expm1(-0.4), -0x1.51979f31b1e25p-02},
	{"Expm1(3)", Expm1(3), 0x1.315e5bf6fb106p+04},
	{"Log(2)", Log(2), 0x1.62e42fefa39efp-01},
	{"Log(10)", Log(10), 0x1.26bb1bbb55516p+01},
	{"Log(0.7)", Log(0.7), -0x1.6d3c324e13f5p-02},
	{"Log(1.4142135)", Log(1.4142135), 0x1.62e42cf9ee3ebp-02},
	{"Log(1e300)", Log(1e300), 0x1.5963447f87fb5p+09},
	{"Log(5e-324)", Log(5e-324), -0x1.74385446d71c3p+09},
	{"Log(1)", Log(1), 0x0p+00},
	{"Log(0)", Log(0), math.Inf(-1)},
	{"Log1p(1e-9)", Log1p(1e-9), 0x1.12e0be801f1d9p-30},
	{"Log1p(-0.4)", Log1p(-0.4), -0x1.058aefa811452p-01},
	{"Log1p(3)", Log1p(3), 0x1.62e42fefa39efp+00},
	{"Log10(2)", Log10(2), 0x1.34413509f79ffp-02},
	{"Log10(1e-5)", Log10(1e-5), -0x1.4p+02},
	{"Log10(1000)", Log10(1000), 0x1.8p+01},
	{"Pow(2, 0.5)", Pow(2, 0.5), 0x1.6a09e667f3bccp+00},
	{"Pow(10, -3)", Pow(10, -3), 0x1.0624dd2f1a9fcp-10},
	{"Pow(0.37, 61.5)", Pow(0.37, 61.5), 0x1.b8e0091ac3e7ep-89},
	{"Pow(-3, 3)", Pow(-3, 3), -0x1.bp+04},
	{"Pow(1.0001, 100000)", Pow(1.0001, 100000), 0x1.57fdd2fe62a3dp+14},
	{"NormalQuantile(0.3)", NormalQuantile(0.3), -0x1.0c7e39582c5fbp-01},
	{"NormalQuantile(0.025)", NormalQuantile(0.025), -0x1.f5c0331eeff84p+00},
	{"NormalQuantile(1e-9)", NormalQuantile(1e-9), -0x1.7fdc11f44b5a7p+02},
	{"NormalQuantile(1e-200)", NormalQuantile(1e-200), -0x1.e34a1d1f58ae2p+04},
}
