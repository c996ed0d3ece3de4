package keyturner

import (
	"fmt"
	"io"
)

// PairOptions say who asks for an authorization.
type PairOptions struct {
	Type   IDType
	AppID  uint32 // the lock replaces an earlier authorization of the same number; 0 never
	Name   string // cut to 32 bytes
	Random io.Reader
}

// Pair asks a lock in pairing mode for an authorization. It returns a
// *LockError if the lock refuses, ErrNotAuthentic if the other side does not
// know the shared key at the end, which a lock that was paired must, and
// ErrValue for a name without text.
func Pair(link Link, o PairOptions) (Credentials, error) {
	if err := checkUser(o.Type, NewName(o.Name)); err != nil {
		return Credentials{}, err
	}
	p := pairing{link: link, options: o}
	if _, err := io.ReadFull(o.Random, p.secret[:]); err != nil {
		return Credentials{}, fmt.Errorf("secret key: %w", err)
	}
	if _, err := io.ReadFull(o.Random, p.nonce[:]); err != nil {
		return Credentials{}, fmt.Errorf("nonce: %w", err)
	}
	if err := p.exchangeKeys(); err != nil {
		return Credentials{}, err
	}
	return p.authorize()
}

// pairing is one run of the flow.
type pairing struct {
	link                    Link
	options                 PairOptions
	in                      Assembler
	secret, nonce           [32]byte
	public, lockPublic, key [32]byte
}

// ask sends a message and waits for the one that answers it.
func (p *pairing) ask(cmd Command, payload []byte, want Command) ([]byte, error) {
	if err := p.link.Write(PairingGDIO, AppendPlain(nil, cmd, payload)); err != nil {
		return nil, fmt.Errorf("sending %s: %w", cmd, err)
	}
	from, message, err := receive(p.link, &p.in)
	if err != nil {
		return nil, err
	}
	if from == USDIO {
		return nil, fmt.Errorf("%w: on %s while pairing", ErrUnexpected, from)
	}
	got, answer, err := ParsePlain(message)
	if err != nil {
		return nil, err
	}
	if err := reported(got, answer); err != nil {
		return nil, err
	}
	if got != want {
		return nil, fmt.Errorf("%w: %s instead of %s", ErrUnexpected, got, want)
	}
	return answer, nil
}

func (p *pairing) ask32(cmd Command, payload []byte, want Command) (v [32]byte, err error) {
	answer, err := p.ask(cmd, payload, want)
	if err != nil {
		return v, err
	}
	return parse32(want.String(), answer)
}

// exchangeKeys leads to the shared key.
func (p *pairing) exchangeKeys() (err error) {
	p.public = PublicKey(&p.secret)
	p.lockPublic, err = p.ask32(CmdRequestData, RequestData{CmdPublicKey}.Append(nil), CmdPublicKey)
	if err != nil {
		return err
	}
	p.key, err = SharedKey(&p.secret, &p.lockPublic)
	return err
}

// authorize proves the key, introduces the app and takes its authorization.
func (p *pairing) authorize() (Credentials, error) {
	first, err := p.ask32(CmdPublicKey, p.public[:], CmdChallenge)
	if err != nil {
		return Credentials{}, err
	}
	proof := KeyAuthenticator(&p.key, &p.public, &p.lockPublic, &first)
	second, err := p.ask32(CmdAuthorizationAuthenticator, proof[:], CmdChallenge)
	if err != nil {
		return Credentials{}, err
	}
	data := AuthorizationData{Type: p.options.Type, AppID: p.options.AppID, Name: NewName(p.options.Name), Nonce: p.nonce}
	data.Authenticator = data.Sum(&p.key, &second)
	answer, err := p.ask(CmdAuthorizationData, data.Append(nil), CmdAuthorizationID)
	if err != nil {
		return Credentials{}, err
	}
	id, err := ParseAuthorizationID(answer)
	if err != nil {
		return Credentials{}, err
	}
	if sum := id.Sum(&p.key, &p.nonce); !Equal(&sum, &id.Authenticator) {
		return Credentials{}, fmt.Errorf("%w: authenticator of authorization %d", ErrNotAuthentic, id.ID)
	}
	confirmation := AuthorizationIDConfirmation{ID: id.ID}
	confirmation.Authenticator = confirmation.Sum(&p.key, &id.Nonce)
	answer, err = p.ask(CmdAuthorizationIDConfirmation, confirmation.Append(nil), CmdStatus)
	if err != nil {
		return Credentials{}, err
	}
	if err := wantStatus(answer, StatusComplete); err != nil {
		return Credentials{}, err
	}
	return Credentials{AuthID: id.ID, Key: p.key, LockPublic: p.lockPublic, LockUUID: id.UUID,
		Type: data.Type, AppID: data.AppID, Name: data.Name.String()}, nil
}
