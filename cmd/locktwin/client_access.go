package main

import (
	"fmt"

	"locktwin/model/keyturner"
)

type authorizationsCommand struct {
	List   listAuthorizationsCommand  `cmd:"" default:"withargs" help:"List who may use the lock."`
	Remove removeAuthorizationCommand `cmd:"" help:"Remove an authorization."`
}

type listAuthorizationsCommand struct{ adminFlags }

// user is one authorization.
type user struct {
	ID         uint32 `json:"id"`
	Type       string `json:"type"`
	Name       string `json:"name"`
	Enabled    bool   `json:"enabled"`
	Remote     bool   `json:"remote"`
	Created    string `json:"created_utc"`
	LastActive string `json:"last_active_utc"`
	LockCount  uint16 `json:"lock_count"`
	Limited    bool   `json:"time_limited"`
	Self       bool   `json:"self"` // it is the one that asks
}

func (c *listAuthorizationsCommand) run(s *Streams) int {
	return c.administer(s, func(k *keyturner.Client, on *session, pin uint16) error {
		_, entries, err := k.Authorizations(keyturner.ListRequest{Count: everything}, pin)
		if err != nil {
			return err
		}
		users := make([]user, 0, len(entries))
		for _, e := range entries {
			users = append(users, user{uint32(e.ID), e.Type.String(), e.Name.String(), e.Enabled, e.Remote,
				e.Created.String(), e.LastActive.String(), e.LockCount, e.Limits.Limited, e.ID == on.self})
		}
		if c.JSON {
			s.object(users)
			return nil
		}
		var rows [][]string
		for _, u := range users {
			state := "enabled"
			if !u.Enabled {
				state = "disabled"
			}
			if u.Limited {
				state += ", at times"
			}
			if u.Self {
				state += ", this one"
			}
			rows = append(rows, []string{fmt.Sprint(u.ID), u.Type, u.Name, state, u.Created, u.LastActive, fmt.Sprint(u.LockCount)})
		}
		columns(s.Out, []string{"ID", "TYPE", "NAME", "STATE", "CREATED (UTC)", "LAST ACTIVE (UTC)", "LOCKED"}, rows)
		return nil
	})
}

type removeAuthorizationCommand struct {
	adminFlags
	ID uint32 `arg:"" help:"Number of the authorization."`
}

func (c *removeAuthorizationCommand) run(s *Streams) int {
	return c.administer(s, func(k *keyturner.Client, on *session, pin uint16) error {
		return c.report(s, on, k.RemoveAuthorization(keyturner.AuthID(c.ID), pin), fmt.Sprintf("has no authorization %d any more", c.ID))
	})
}
