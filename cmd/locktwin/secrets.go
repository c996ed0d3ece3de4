package main

import (
	"slices"
	"strings"
)

// secretFlags are those whose value no message repeats.
var secretFlags = []string{"--pin", "--old", "--token", "--lrs"}

// hidden stands for what is not repeated.
const hidden = "***"

// withoutSecrets gives arguments with PINs, tokens and passwords left out: the
// values of secretFlags, what stands before the host in the URLs of --nats, and
// whatever is behind `client set-pin` and `client verify-pin`
// and is no flag.
func withoutSecrets(args []string) []string {
	out := slices.Clone(args)
	pins := len(args) > 1 && args[0] == "client" && (slices.Contains(args, "set-pin") || slices.Contains(args, "verify-pin"))
	for i, a := range args {
		flag, _, joined := strings.Cut(a, "=")
		switch {
		case i > 0 && slices.Contains(secretFlags, args[i-1]):
			out[i] = hidden
		case joined && slices.Contains(secretFlags, flag):
			out[i] = flag + "=" + hidden
		case i > 0 && args[i-1] == "--nats":
			out[i] = withoutPassword(a)
		case joined && flag == "--nats":
			out[i] = withoutPassword(a)
		case pins && strings.Trim(a, "0123456789") == "" && a != "":
			out[i] = hidden
		}
	}
	return out
}

// secretsOutOf gives a text without the secrets that are among the arguments.
func secretsOutOf(text string, args []string) string {
	for i, a := range withoutSecrets(args) {
		if a == args[i] {
			continue
		}
		_, value, joined := strings.Cut(args[i], "=")
		if !joined {
			value = args[i]
		}
		if value != "" {
			text = strings.ReplaceAll(text, value, hidden)
		}
	}
	return text
}
