package workers

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"locktwin/scenarios/campaign"
)

// Journal keeps the answers of a campaign in a file, so that one which was
// interrupted goes on where it was. The file is text: a line that says which
// campaign it is, then one line for each answer with a checksum. Lines are only
// ever added; a last line that is not whole is forgotten. A nil Journal keeps
// nothing.
type Journal struct {
	name   string
	file   io.WriteCloser
	spec   campaign.Spec
	known  map[string]campaign.Answer // of the earlier runs
	kept   int                        // answers in the file
	broken error                      // nothing can be added any more
}

// journalFormat is the first word of every journal. Another format has another
// number.
const journalFormat = "locktwin campaign journal 1"

// Errors of journals.
var (
	// ErrNoJournal is a file that is no journal, or whose head is damaged.
	ErrNoJournal = errors.New("this is no journal of a campaign")
	// ErrDamaged is a journal with a line that is not what was written.
	ErrDamaged = errors.New("this journal is damaged")
	// ErrOtherCampaign is a journal of another Spec.
	ErrOtherCampaign = errors.New("this is the journal of another campaign")
	// ErrOtherVersion is a journal of another version of the program, whose
	// answers may differ.
	ErrOtherVersion = errors.New("this journal was written by another version")
)

type journalHead struct {
	Format  string        `json:"journal"`
	Version string        `json:"version"`
	Build   string        `json:"build,omitempty"`
	Hash    string        `json:"spec_sha256"`
	Spec    campaign.Spec `json:"spec"`
}

// journalLine is one answer. The sum is that of the bytes of the answer.
type journalLine struct {
	Sum    string          `json:"sum"`
	Answer json.RawMessage `json:"answer"`
}

// answerSum is the checksum of a line.
func answerSum(answer []byte) string {
	sum := sha256.Sum256(answer)
	return hex.EncodeToString(sum[:8])
}

// CreateJournal begins the journal of a campaign. What the file held before is
// gone. build tells apart programs whose version is the same, as those have that
// are still worked on; it may be empty.
func CreateJournal(name string, spec campaign.Spec, build string) (*Journal, error) {
	hash, err := spec.Hash()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	head, err := campaign.Encode(journalHead{journalFormat, spec.Version, build, hash, spec})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	if _, err := f.Write(append(head, '\n')); err != nil {
		f.Close()
		return nil, err
	}
	return &Journal{name: name, file: f, spec: spec}, nil
}

// ResumeJournal opens a journal to go on with it. version and build are those of
// this program; a journal of another one is refused with ErrOtherVersion.
func ResumeJournal(name, version, build string) (*Journal, error) {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	j := &Journal{name: name, file: f, known: map[string]campaign.Answer{}}
	whole, err := j.read(f, version, build)
	if err == nil {
		err = f.Truncate(whole)
	}
	if err == nil {
		_, err = f.Seek(whole, io.SeekStart)
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return j, nil
}

// read reads the whole journal and tells up to which byte it is in order.
func (j *Journal) read(from io.Reader, version, build string) (whole int64, err error) {
	r := bufio.NewReader(from)
	text, err := r.ReadBytes('\n')
	if err != nil && err != io.EOF {
		return 0, err
	}
	var head journalHead
	if !bytes.HasSuffix(text, []byte("\n")) || json.Unmarshal(text, &head) != nil || head.Format != journalFormat {
		return 0, ErrNoJournal
	}
	if head.Version != version || head.Build != build {
		return 0, fmt.Errorf("%w: %s, and this is %s", ErrOtherVersion, program(head.Version, head.Build), program(version, build))
	}
	if hash, err := head.Spec.Hash(); err != nil || hash != head.Hash {
		return 0, fmt.Errorf("%w: line 1 does not have its checksum", ErrDamaged)
	}
	j.spec = head.Spec
	whole = int64(len(text))
	for n := 2; ; n++ {
		text, err := r.ReadBytes('\n')
		if err != nil && err != io.EOF {
			return 0, err
		}
		if len(text) == 0 {
			return whole, nil
		}
		a, ok := parseAnswer(text)
		if !ok {
			// Only the last line can be one that was not written to its end.
			if _, err := r.Peek(1); err == io.EOF {
				return whole, nil
			}
			return 0, fmt.Errorf("%w: line %d does not have its checksum", ErrDamaged, n)
		}
		j.known[a.Shard] = a
		j.kept++
		whole += int64(len(text))
	}
}

// program names a version and, where it does not say everything, a build.
func program(version, build string) string {
	if build == "" {
		return version
	}
	return version + ", build " + build
}

// parseAnswer reads one line; false when it is not whole.
func parseAnswer(text []byte) (a campaign.Answer, ok bool) {
	var l journalLine
	if !bytes.HasSuffix(text, []byte("\n")) || json.Unmarshal(text, &l) != nil || answerSum(l.Answer) != l.Sum {
		return a, false
	}
	a, err := campaign.DecodeAnswer(l.Answer)
	return a, err == nil
}

// Name is that of the file.
func (j *Journal) Name() string {
	if j == nil {
		return ""
	}
	return j.name
}

// Spec is the campaign that the journal is of.
func (j *Journal) Spec() campaign.Spec { return j.spec }

// Kept is how many answers are in the file.
func (j *Journal) Kept() int {
	if j == nil {
		return 0
	}
	return j.kept
}

// Belongs says whether the journal is that of a Spec: nil, or ErrOtherCampaign.
func (j *Journal) Belongs(spec campaign.Spec) error {
	mine, err := j.spec.Hash()
	if err != nil {
		return err
	}
	other, err := spec.Hash()
	if err != nil {
		return err
	}
	if mine != other {
		return fmt.Errorf("%s: %w: %s", j.name, ErrOtherCampaign, orUnnamed(j.spec.Name))
	}
	return nil
}

func orUnnamed(name string) string {
	if name == "" {
		return "one without a name"
	}
	return name
}

// recall gives the answer of an earlier run, once.
func (j *Journal) recall(shard string) (campaign.Answer, bool) {
	if j == nil {
		return campaign.Answer{}, false
	}
	a, ok := j.known[shard]
	delete(j.known, shard)
	return a, ok
}

// keep adds an answer. After a failure nothing more is added: behind half a line
// it could not be read again.
func (j *Journal) keep(a campaign.Answer) error {
	if j == nil {
		return nil
	}
	if j.broken != nil {
		return j.broken
	}
	answer, err := campaign.Encode(a)
	if err != nil {
		return fmt.Errorf("%s: %w", j.name, err)
	}
	line, err := campaign.Encode(journalLine{answerSum(answer), answer})
	if err != nil {
		return fmt.Errorf("%s: %w", j.name, err)
	}
	if _, err := j.file.Write(append(line, '\n')); err != nil {
		j.broken = err
		return err
	}
	j.kept++
	return nil
}

// Close puts the journal on the disk and closes it.
func (j *Journal) Close() error {
	if j == nil {
		return nil
	}
	var err error
	if f, ok := j.file.(interface{ Sync() error }); ok {
		err = f.Sync()
	}
	if e := j.file.Close(); err == nil {
		err = e
	}
	return err
}

// Remove closes the journal and removes its file: of a campaign that is done
// nothing needs to be kept.
func (j *Journal) Remove() error {
	if j == nil {
		return nil
	}
	j.file.Close() // whatever it says, the file goes
	return os.Remove(j.name)
}
