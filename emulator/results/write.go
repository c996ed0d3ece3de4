package results

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"locktwin/scenarios/campaign"
)

// Write keeps a result in the file with this name, which is made when it is not
// there. A result of the same campaign is replaced. It is one transaction: the
// file has all of it or none.
//
// ErrForeign, ErrNewer, ErrDamaged and ErrInUse say why a file that is there
// cannot be written to.
func Write(ctx context.Context, name string, r *campaign.Result) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("%s: %w", name, fault(err))
		}
	}()
	db, err := open(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := migrate(tx); err != nil {
		return err
	}
	w := &writer{ctx: ctx, tx: tx, ready: map[string]*sql.Stmt{}}
	if err := w.result(r); err != nil {
		return err
	}
	return tx.Commit()
}

// writer writes the rows of one campaign. The first error stops it.
type writer struct {
	ctx   context.Context
	tx    *sql.Tx
	ready map[string]*sql.Stmt
	id    int64 // of the campaign
	err   error
}

// put writes one row; values come in the order of the table's columns, behind
// the campaign's number.
func (w *writer) put(table string, values ...any) {
	if w.err != nil {
		return
	}
	st := w.ready[table]
	if st == nil {
		st, w.err = w.tx.PrepareContext(w.ctx, "INSERT INTO "+table+" VALUES (?"+strings.Repeat(", ?", len(values))+")")
		if w.err != nil {
			return
		}
		w.ready[table] = st
	}
	if _, err := st.ExecContext(w.ctx, append([]any{w.id}, values...)...); err != nil {
		w.err = fmt.Errorf("a row of table %s: %w", table, err)
	}
}

func (w *writer) result(r *campaign.Result) error {
	spec, err := campaign.Encode(r.Spec)
	if err != nil {
		return err
	}
	hash, err := r.Spec.Hash()
	if err != nil {
		return err
	}
	if err := w.number(hash); err != nil {
		return err
	}
	w.spec(r.Spec, hash, string(spec))
	for i := range r.Variants {
		w.variant(&r.Spec, &r.Variants[i])
	}
	for i := range r.Groups {
		w.group(i, &r.Groups[i])
	}
	for i := range r.Causality {
		w.causality(i, &r.Causality[i])
	}
	return w.err
}

// number finds the number of a campaign: its own, when it is there already and
// goes, or the next one.
func (w *writer) number(hash string) error {
	err := w.tx.QueryRowContext(w.ctx, "DELETE FROM campaign WHERE spec_sha256 = ? RETURNING campaign_id", hash).Scan(&w.id)
	if errors.Is(err, sql.ErrNoRows) {
		err = w.tx.QueryRowContext(w.ctx, "SELECT coalesce(max(campaign_id), 0) + 1 FROM campaign").Scan(&w.id)
	}
	return err
}

func (w *writer) spec(s campaign.Spec, hash, text string) {
	subject, name := "lock", ""
	switch {
	case s.Lock != nil:
		name = s.Lock.File
	case s.Store != nil:
		subject, name = "store", s.Store.Design
		if s.Store.Variant != "" {
			name += " " + s.Store.Variant
		}
	}
	w.put("campaign", hash, s.Name, s.Version, subject, name, string(s.Fault.Kind), s.Depth, s.Samples, s.OneByOne,
		string(s.Hand.Shape), int64(s.Hand.From), int64(s.Hand.To), s.Hand.Source, text)
	for i, a := range s.Axes {
		w.put("axis", i, a.Key, axisName(a))
	}
}

// axisName is what a person calls an axis.
func axisName(a campaign.Axis) string {
	if a.Name != "" {
		return a.Name
	}
	return a.Key
}
