-- The acts of upkeep that need the owner of the tables, as functions that do that and no more. Each migration creates them
-- as they are here (chassis/data/rights.py). Names are resolved in the tables' schema, whatever the caller's search path is.

CREATE TABLE IF NOT EXISTS least_kept (table_name text PRIMARY KEY, days integer NOT NULL CHECK (days >= 0))

CREATE TABLE IF NOT EXISTS identifying_fields (
    type text NOT NULL, path text[] NOT NULL, instead jsonb NOT NULL, PRIMARY KEY (type, path)
)

CREATE TABLE IF NOT EXISTS redactions (
    person uuid NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp(), caller text NOT NULL DEFAULT session_user,
    fields integer NOT NULL, entries integer NOT NULL
)

CREATE INDEX IF NOT EXISTS audit_log_with_reason ON audit_log (subject) WHERE details ? 'reason'

CREATE OR REPLACE FUNCTION require_partitioned(parent text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF parent <> ALL (ARRAY['event_log', 'inbox', 'audit_log', 'access_log']) THEN
        RAISE EXCEPTION '% is not kept by the month', parent USING ERRCODE = '42501';
    END IF;
END $$

CREATE OR REPLACE FUNCTION require_age(parent text, before timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    least integer := (SELECT days FROM least_kept WHERE table_name = parent);
BEGIN
    PERFORM require_partitioned(parent);
    IF before > clock_timestamp() - make_interval(days => least) THEN
        RAISE EXCEPTION '% is kept for at least % days', parent, least USING ERRCODE = 'NP001';
    END IF;
END $$

CREATE OR REPLACE FUNCTION first_id_of(day date) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    -- The lowest UUIDv7 of a day, UTC: chassis/ids.py has the same.
    SELECT (lpad(to_hex(extract(epoch FROM day)::bigint * 1000), 12, '0') || repeat('0', 20))::uuid
$$

CREATE OR REPLACE FUNCTION make_month(parent text, first date)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    start date := date_trunc('month', first::timestamp);
    name text := parent || to_char(start, '_YYYY_MM');
BEGIN
    PERFORM require_partitioned(parent);
    EXECUTE format(
        'CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
        name, parent, first_id_of(start), first_id_of((start + interval '1 month')::date)
    );
    EXECUTE format(
        'ALTER TABLE %I OWNER TO %s', name, (SELECT relowner::regrole FROM pg_class WHERE oid = parent::regclass)
    );
END $$

CREATE OR REPLACE FUNCTION hold(parent text, mode text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM require_partitioned(parent);
    CASE mode
        WHEN 'SHARE', 'EXCLUSIVE' THEN EXECUTE format('LOCK TABLE %I IN %s MODE', parent, mode);
        WHEN 'ACCESS EXCLUSIVE' THEN EXECUTE format('LOCK TABLE ONLY %I IN %s MODE', parent, mode);
    END CASE;
END $$

CREATE OR REPLACE FUNCTION drop_month(parent text, first date)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM require_age(parent, (date_trunc('month', first::timestamp) + interval '1 month') AT TIME ZONE 'UTC');
    EXECUTE format('DROP TABLE IF EXISTS %I', parent || to_char(first, '_YYYY_MM'));
END $$

CREATE OR REPLACE FUNCTION delete_rest(parent text, before timestamptz, most integer)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    deleted integer;
BEGIN
    PERFORM require_age(parent, before);
    CASE parent
        WHEN 'event_log' THEN
            DELETE FROM event_log_rest WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM event_log_rest WHERE recorded_at < before
                AND NOT EXISTS (SELECT FROM outbox WHERE outbox.event_id = event_log_rest.id)
                LIMIT most FOR UPDATE SKIP LOCKED));
        WHEN 'inbox' THEN
            DELETE FROM inbox_rest WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM inbox_rest WHERE claimed_at < before
                AND NOT EXISTS (SELECT FROM dead_letters WHERE dead_letters.event_id = inbox_rest.event_id)
                LIMIT most FOR UPDATE SKIP LOCKED));
        WHEN 'audit_log' THEN
            DELETE FROM audit_log_rest WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM audit_log_rest WHERE at < before LIMIT most FOR UPDATE SKIP LOCKED));
        WHEN 'access_log' THEN
            DELETE FROM access_log_rest WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM access_log_rest WHERE at < before LIMIT most FOR UPDATE SKIP LOCKED));
    END CASE;
    GET DIAGNOSTICS deleted = ROW_COUNT;
    RETURN deleted;
END $$

CREATE OR REPLACE FUNCTION erase_from_logs(person uuid, subjects text[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    field record;
    changed integer;
    redacted integer := 0;
BEGIN
    -- Only what the last migration named, and only by what it named: a caller chooses the person, and nothing else.
    -- The type is written into the statement, so that a partial index on it can be used.
    FOR field IN SELECT * FROM identifying_fields LOOP
        EXECUTE format(
            'UPDATE event_log SET payload = jsonb_set(payload, $1, $2, false) WHERE type = %L AND aggregateid = $3'
            ' AND payload #> $1 <> $2', field.type)
        USING field.path, field.instead, person::text;
        GET DIAGNOSTICS changed = ROW_COUNT;
        redacted := redacted + changed;
    END LOOP;
    UPDATE audit_log SET details = jsonb_set(details, '{reason}', '"(erased)"')
    WHERE subject = ANY (subjects) AND details ? 'reason' AND details ->> 'reason' <> '(erased)';
    GET DIAGNOSTICS changed = ROW_COUNT;
    INSERT INTO redactions (person, fields, entries) VALUES (person, redacted, changed);
END $$
