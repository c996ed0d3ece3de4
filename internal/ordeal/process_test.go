package ordeal

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// process is a server in a process of its own.
type process struct {
	cmd  *exec.Cmd
	tied io.Closer // the process ends when this is closed
	out  *bufio.Reader
	says bytes.Buffer // on standard error; to be read after its end
}

// launch starts a server on a data directory.
func launch(dir string) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p := &process{cmd: exec.Command(self)}
	p.cmd.Env = append(os.Environ(), childVariable+"="+dir)
	p.cmd.Stderr = &p.says
	if p.tied, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReader(out)
	return p, p.cmd.Start()
}

// ready waits until the server serves, and says where.
func (p *process) ready() (url string, err error) {
	line, err := p.out.ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("the server does not start: %w", p.wait())
	}
	return strings.TrimSpace(line), nil
}

// kill ends the process from one instant to the next.
func (p *process) kill() { p.cmd.Process.Kill() } // it may have ended already

// interrupt asks the server to end.
func (p *process) interrupt() { p.cmd.Process.Signal(syscall.SIGTERM) }

// wait waits for the end of the process. The error has what it said.
func (p *process) wait() error {
	err := p.cmd.Wait()
	p.tied.Close()
	if err != nil {
		return fmt.Errorf("%w: %s", err, &p.says)
	}
	return nil
}
