package ordeal

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// The test binary is also the server that is killed: it is one when this variable
// names a data directory.
const childVariable = "LOCKTWIN_ORDEAL_SERVER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childVariable); dir != "" {
		os.Exit(child(dir))
	}
	goleak.VerifyTestMain(m)
}
