package storage

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		child(os.Getenv(childVariable))
		return
	}
	goleak.VerifyTestMain(m)
}
