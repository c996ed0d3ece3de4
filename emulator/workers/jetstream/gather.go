package jetstream

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"locktwin/scenarios/campaign"
)

// gatherer puts answers together from their parts, which may come in any order,
// more than once, and mixed with those of another worker for the same shard.
type gatherer struct {
	open map[string]map[string]*gathering // by shard, then by the sum of the whole
}

// gathering is one answer of which parts have come.
type gathering struct {
	parts [][]byte
	have  int
}

// add takes one part. The answer is whole when ok.
func (g *gatherer) add(shard, sum, part string, body []byte) (a campaign.Answer, ok bool, err error) {
	n, of, err := parsePart(part)
	if err != nil {
		return a, false, err
	}
	packed := body
	if of > 1 {
		if packed, err = g.collect(shard, sum, n, of, body); packed == nil {
			return a, false, err
		}
	}
	delete(g.open, shard)
	if checksum(packed) != sum {
		return a, false, fmt.Errorf("%w: the answer to shard %q does not match its checksum", ErrDamaged, shard)
	}
	plain, err := unpack(packed, campaign.MaxAnswerBytes)
	if err == nil {
		a, err = campaign.DecodeAnswer(plain)
	}
	if err != nil {
		return a, false, fmt.Errorf("the answer to shard %q: %w", shard, err)
	}
	if a.Shard != shard {
		return a, false, fmt.Errorf("%w: the answer to shard %q is one to %q", ErrDamaged, shard, a.Shard)
	}
	return a, true, nil
}

// collect keeps part n of an answer and gives the whole when it is complete.
func (g *gatherer) collect(shard, sum string, n, of int, body []byte) ([]byte, error) {
	if g.open == nil {
		g.open = map[string]map[string]*gathering{}
	}
	if g.open[shard] == nil {
		g.open[shard] = map[string]*gathering{}
	}
	one := g.open[shard][sum]
	if one == nil {
		one = &gathering{parts: make([][]byte, of)}
		g.open[shard][sum] = one
	}
	if len(one.parts) != of {
		return nil, fmt.Errorf("%w: the answer to shard %q has %d parts, and %d", ErrDamaged, shard, len(one.parts), of)
	}
	if one.parts[n-1] == nil {
		one.parts[n-1] = bytes.Clone(body)
		one.have++
	}
	if one.have < of {
		return nil, nil
	}
	return bytes.Join(one.parts, nil), nil
}

// maxParts follows from the limits, for the smallest parts that are sent.
const maxParts = maxPackedBytes / minPartBytes

// minPartBytes is the smallest limit of messages with which a server is used.
const minPartBytes = 4 << 10

func parsePart(text string) (n, of int, err error) {
	a, b, _ := strings.Cut(text, "/")
	n, errN := strconv.Atoi(a)
	of, errOf := strconv.Atoi(b)
	if errN != nil || errOf != nil || n < 1 || n > of || of > maxParts {
		return 0, 0, fmt.Errorf("%w: part %q of an answer; 1/1 to %d/%[3]d are possible", ErrDamaged, text, maxParts)
	}
	return n, of, nil
}

func formatPart(n, of int) string { return strconv.Itoa(n) + "/" + strconv.Itoa(of) }
