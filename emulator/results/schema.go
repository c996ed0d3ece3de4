package results

// applicationID stands in the head of the file and tells it from those of other
// programs: "LTwr".
const applicationID = 0x4C547772

// steps lead from an empty database to the present schema, one for each version.
// A step is never changed once it has been released; a new version adds one.
var steps = []string{tables + views}

// tables is version 1. Every row belongs to a campaign and goes with it.
const tables = `
CREATE TABLE campaign (
	campaign_id    INTEGER PRIMARY KEY,
	spec_sha256    TEXT NOT NULL UNIQUE,
	name           TEXT NOT NULL,
	version        TEXT NOT NULL,
	subject        TEXT NOT NULL CHECK (subject IN ('lock', 'store')),
	subject_name   TEXT NOT NULL,
	fault_kind     TEXT NOT NULL,
	depth          INTEGER NOT NULL,
	samples        INTEGER NOT NULL,
	one_by_one     INTEGER NOT NULL,
	hand_shape     TEXT NOT NULL,
	hand_from_ns   INTEGER NOT NULL,
	hand_to_ns     INTEGER NOT NULL,
	hand_source    TEXT NOT NULL,
	spec_json      TEXT NOT NULL
) STRICT;

CREATE TABLE axis (
	campaign_id    INTEGER NOT NULL REFERENCES campaign ON DELETE CASCADE,
	axis           INTEGER NOT NULL,
	key            TEXT NOT NULL,
	name           TEXT NOT NULL,
	PRIMARY KEY (campaign_id, axis)
) STRICT, WITHOUT ROWID;

CREATE TABLE variant (
	campaign_id    INTEGER NOT NULL REFERENCES campaign ON DELETE CASCADE,
	variant        INTEGER NOT NULL,
	label          TEXT NOT NULL,
	window_ns      INTEGER NOT NULL,
	borders        INTEGER NOT NULL,
	raw_intervals  INTEGER NOT NULL,
	classes        INTEGER NOT NULL,
	experiments    INTEGER NOT NULL,
	states         INTEGER NOT NULL,
	reused         INTEGER NOT NULL,
	left_out       INTEGER NOT NULL,
	hand_within    REAL NOT NULL,
	PRIMARY KEY (campaign_id, variant)
) STRICT, WITHOUT ROWID;

CREATE TABLE variant_value (
	campaign_id    INTEGER NOT NULL,
	variant        INTEGER NOT NULL,
	axis           INTEGER NOT NULL,
	value          TEXT NOT NULL,
	PRIMARY KEY (campaign_id, variant, axis),
	FOREIGN KEY (campaign_id, variant) REFERENCES variant ON DELETE CASCADE,
	FOREIGN KEY (campaign_id, axis) REFERENCES axis ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE operation (
	campaign_id    INTEGER NOT NULL,
	variant        INTEGER NOT NULL,
	operation      INTEGER NOT NULL,
	kind           TEXT NOT NULL,
	area           TEXT NOT NULL,
	address        INTEGER NOT NULL,
	size_bytes     INTEGER NOT NULL,
	from_ns        INTEGER NOT NULL,
	to_ns          INTEGER NOT NULL,
	PRIMARY KEY (campaign_id, variant, operation),
	FOREIGN KEY (campaign_id, variant) REFERENCES variant ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE outcome (
	campaign_id    INTEGER NOT NULL,
	variant        INTEGER NOT NULL,
	faults         INTEGER NOT NULL,
	part           TEXT NOT NULL,
	class          TEXT NOT NULL,
	length_ns      INTEGER NOT NULL,
	probability    REAL NOT NULL,
	windows        INTEGER NOT NULL,
	longest_ns     INTEGER NOT NULL,
	PRIMARY KEY (campaign_id, variant, faults, part, class),
	FOREIGN KEY (campaign_id, variant) REFERENCES variant ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE stretch (
	campaign_id    INTEGER NOT NULL,
	variant        INTEGER NOT NULL,
	stretch        INTEGER NOT NULL,
	from_ns        INTEGER NOT NULL,
	to_ns          INTEGER NOT NULL,
	operation      INTEGER,
	for_ns         INTEGER NOT NULL,
	times          INTEGER NOT NULL,
	pin            TEXT NOT NULL,
	settings       TEXT NOT NULL,
	authorizations TEXT NOT NULL,
	decision       TEXT NOT NULL,
	broken_json    TEXT NOT NULL,
	share          REAL NOT NULL,
	PRIMARY KEY (campaign_id, variant, stretch),
	FOREIGN KEY (campaign_id, variant) REFERENCES variant ON DELETE CASCADE,
	FOREIGN KEY (campaign_id, variant, operation) REFERENCES operation ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE sag (
	campaign_id    INTEGER NOT NULL,
	variant        INTEGER NOT NULL,
	sag            INTEGER NOT NULL,
	microvolts     INTEGER NOT NULL,
	for_ns         INTEGER NOT NULL,
	at_ns          INTEGER NOT NULL,
	pin            TEXT NOT NULL,
	settings       TEXT NOT NULL,
	authorizations TEXT NOT NULL,
	decision       TEXT NOT NULL,
	broken_json    TEXT NOT NULL,
	share          REAL NOT NULL,
	PRIMARY KEY (campaign_id, variant, sag),
	FOREIGN KEY (campaign_id, variant) REFERENCES variant ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE failure (
	campaign_id    INTEGER NOT NULL,
	failure        INTEGER NOT NULL,
	variant        INTEGER NOT NULL,
	faults         INTEGER NOT NULL,
	operation      TEXT NOT NULL,
	decision       TEXT NOT NULL,
	part           TEXT NOT NULL,
	class          TEXT NOT NULL,
	length_ns      INTEGER NOT NULL,
	probability    REAL NOT NULL,
	findings       INTEGER NOT NULL,
	first_ns       INTEGER NOT NULL,
	PRIMARY KEY (campaign_id, failure),
	FOREIGN KEY (campaign_id, variant) REFERENCES variant ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE smallest_case (
	campaign_id    INTEGER NOT NULL,
	failure        INTEGER NOT NULL,
	name           TEXT NOT NULL,
	scenario       TEXT NOT NULL,
	trace_sha256   TEXT NOT NULL,
	steps          INTEGER NOT NULL,
	marginal_bits  INTEGER NOT NULL,
	tried          INTEGER NOT NULL,
	PRIMARY KEY (campaign_id, failure),
	FOREIGN KEY (campaign_id, failure) REFERENCES failure ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (
	campaign_id    INTEGER NOT NULL,
	variant        INTEGER NOT NULL,
	finding        INTEGER NOT NULL,
	faults         INTEGER NOT NULL,
	class_index    INTEGER NOT NULL,
	state          TEXT NOT NULL,
	marginal_bits  INTEGER NOT NULL,
	PRIMARY KEY (campaign_id, variant, finding),
	FOREIGN KEY (campaign_id, variant) REFERENCES variant ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE finding_fault (
	campaign_id    INTEGER NOT NULL,
	variant        INTEGER NOT NULL,
	finding        INTEGER NOT NULL,
	fault          INTEGER NOT NULL,
	kind           TEXT NOT NULL,
	at_ns          INTEGER NOT NULL,
	for_ns         INTEGER NOT NULL,
	microvolts     INTEGER NOT NULL,
	times          INTEGER NOT NULL,
	PRIMARY KEY (campaign_id, variant, finding, fault),
	FOREIGN KEY (campaign_id, variant, finding) REFERENCES finding ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE finding_verdict (
	campaign_id    INTEGER NOT NULL,
	variant        INTEGER NOT NULL,
	finding        INTEGER NOT NULL,
	verdict        INTEGER NOT NULL,
	pin            TEXT NOT NULL,
	settings       TEXT NOT NULL,
	authorizations TEXT NOT NULL,
	decision       TEXT NOT NULL,
	broken_json    TEXT NOT NULL,
	samples        INTEGER NOT NULL,
	PRIMARY KEY (campaign_id, variant, finding, verdict),
	FOREIGN KEY (campaign_id, variant, finding) REFERENCES finding ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE causality (
	campaign_id    INTEGER NOT NULL,
	causality      INTEGER NOT NULL,
	variant        INTEGER NOT NULL,
	part           TEXT NOT NULL,
	class          TEXT NOT NULL,
	symptom        TEXT NOT NULL,
	symptom_at_ns  INTEGER NOT NULL,
	inevitable_ns  INTEGER,
	because        TEXT NOT NULL,
	PRIMARY KEY (campaign_id, causality),
	FOREIGN KEY (campaign_id, variant) REFERENCES variant ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE causality_point (
	campaign_id    INTEGER NOT NULL,
	causality      INTEGER NOT NULL,
	point          INTEGER NOT NULL,
	at_ns          INTEGER NOT NULL,
	probability    REAL NOT NULL,
	samples        INTEGER NOT NULL,
	PRIMARY KEY (campaign_id, causality, point),
	FOREIGN KEY (campaign_id, causality) REFERENCES causality ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
`

// views put names to the numbers and units that people read.
const views = `
CREATE VIEW outcomes AS
	SELECT c.name, c.version, v.label, o.faults, o.part, o.class,
		o.length_ns / 1e6 AS length_ms, 100 * o.probability AS probability_percent, o.windows, o.longest_ns / 1e6 AS longest_ms
	FROM outcome o JOIN variant v USING (campaign_id, variant) JOIN campaign c USING (campaign_id);

CREATE VIEW losses AS
	SELECT * FROM outcomes WHERE class <> 'intact';

CREATE VIEW loss_windows AS
	SELECT c.name, c.version, v.label, s.from_ns / 1e6 AS from_ms, s.to_ns / 1e6 AS to_ms, (s.to_ns - s.from_ns) / 1e6 AS length_ms,
		o.kind AS operation, o.area, s.pin, s.settings, s.authorizations, s.broken_json, s.decision, s.share
	FROM stretch s JOIN variant v USING (campaign_id, variant) JOIN campaign c USING (campaign_id)
	LEFT JOIN operation o USING (campaign_id, variant, operation)
	WHERE s.pin <> 'intact' OR s.settings <> 'intact' OR s.authorizations <> 'intact' OR s.broken_json <> '[]';

CREATE VIEW failures AS
	SELECT c.name, c.version, v.label, f.faults, f.operation, f.decision, f.part, f.class,
		f.length_ns / 1e6 AS length_ms, 100 * f.probability AS probability_percent, f.first_ns / 1e6 AS first_ms,
		s.name AS smallest_case, s.marginal_bits
	FROM failure f JOIN variant v USING (campaign_id, variant) JOIN campaign c USING (campaign_id)
	LEFT JOIN smallest_case s USING (campaign_id, failure);

CREATE VIEW version_changes AS
	WITH loss AS (
		SELECT c.campaign_id, c.name, c.version, v.label, o.faults, o.part, o.class, o.length_ns, o.probability
		FROM outcome o JOIN variant v USING (campaign_id, variant) JOIN campaign c USING (campaign_id)
		WHERE o.class <> 'intact'
	), pair AS (
		SELECT a.campaign_id AS a_id, b.campaign_id AS b_id, a.name, a.version AS old_version, b.version AS new_version, va.label
		FROM campaign a JOIN campaign b ON a.name = b.name AND a.campaign_id < b.campaign_id AND a.version <> b.version
		JOIN variant va ON va.campaign_id = a.campaign_id
		JOIN variant vb ON vb.campaign_id = b.campaign_id AND vb.label = va.label
	), both AS (
		SELECT p.*, x.faults, x.part, x.class, x.length_ns AS old_ns, x.probability AS old_p, y.length_ns AS new_ns, y.probability AS new_p
		FROM pair p JOIN loss x ON x.campaign_id = p.a_id AND x.label = p.label
		LEFT JOIN loss y ON y.campaign_id = p.b_id AND y.label = p.label AND y.faults = x.faults AND y.part = x.part AND y.class = x.class
		UNION
		SELECT p.*, y.faults, y.part, y.class, x.length_ns, x.probability, y.length_ns, y.probability
		FROM pair p JOIN loss y ON y.campaign_id = p.b_id AND y.label = p.label
		LEFT JOIN loss x ON x.campaign_id = p.a_id AND x.label = p.label AND x.faults = y.faults AND x.part = y.part AND x.class = y.class
	)
	SELECT name, old_version, new_version, label, faults, part, class,
		coalesce(old_ns, 0) / 1e6 AS old_length_ms, coalesce(new_ns, 0) / 1e6 AS new_length_ms,
		100 * coalesce(old_p, 0) AS old_probability_percent, 100 * coalesce(new_p, 0) AS new_probability_percent
	FROM both;
`
