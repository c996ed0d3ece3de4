package telemetry

import "flag"

var update = flag.Bool("update", false, "write the generated files anew")
