package main

import (
	"errors"
	"net"
	"os"
	"syscall"
)

// plainNetError says what is wrong without the name of the system call and
// without the addresses, which the message around it has.
func plainNetError(err error) error {
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return errors.New("the name is not known")
	}
	var number syscall.Errno
	if errors.As(err, &number) {
		return number
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return errors.New("it takes too long")
	}
	return err
}

// unreachable tells whether an error is of the network, and not of the server.
func unreachable(err error) bool {
	var op *net.OpError
	return errors.As(err, &op)
}
