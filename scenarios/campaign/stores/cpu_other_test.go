//go:build !unix

package stores

import (
	"testing"
	"time"
)

func cpu() time.Duration               { return 0 }
func perCPU(*testing.B, time.Duration) {}
