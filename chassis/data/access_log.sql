-- The access log's own functions. They belong to the log's role where there is one (chassis/data/rights.py), and are the only
-- way into the log for the role of the running service. Entries arrive in access_intake, so that requests do not wait for
-- each other; chain_access moves them into access_log, one after the other, each with the digest of the one before.

CREATE OR REPLACE FUNCTION append_access(entries text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO access_intake
    SELECT id, at, actor, roles, patient_id, action, operation, clinic_id, reason, outcome, correlation_id
    FROM jsonb_to_recordset(entries::jsonb) AS entry(
        id uuid, at timestamptz, actor text, roles text, patient_id uuid, action text, operation text, clinic_id uuid,
        reason text, outcome text, correlation_id text
    )
    ON CONFLICT (id) DO NOTHING;
END $$

CREATE OR REPLACE FUNCTION digest_of_access(entry access_intake, number bigint, previous bytea)
RETURNS bytea LANGUAGE plpgsql IMMUTABLE
SET search_path = public, pg_temp AS $$
BEGIN
    -- chassis/access_log/chain.py computes the same.
    RETURN sha256(previous || convert_to(concat_ws(E'\x1f',
        number, entry.id, (extract(epoch FROM entry.at) * 1000000)::bigint, entry.actor, entry.roles, entry.patient_id,
        entry.action, entry.operation, coalesce(entry.clinic_id::text, '-'), entry.reason, entry.outcome,
        entry.correlation_id), 'UTF8'));
END $$

CREATE OR REPLACE FUNCTION chain_access(most integer)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    entry access_intake;
    head access_chains;
    of_month date;
    after bytea;
    done integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('needlepoint.access_log'));
    FOR entry IN
        WITH taken AS (
            DELETE FROM access_intake WHERE id = ANY (ARRAY(SELECT id FROM access_intake ORDER BY id LIMIT most))
            RETURNING *
        )
        SELECT * FROM taken ORDER BY id
    LOOP
        -- A writer that did not learn that its batch was committed has sent it a second time.
        CONTINUE WHEN EXISTS (SELECT FROM access_log WHERE id = entry.id);
        -- A UUIDv7 begins with its milliseconds since 1970.
        of_month := date_trunc('month', to_timestamp(
            ('x' || left(replace(entry.id::text, '-', ''), 12))::bit(48)::bigint / 1000.0) AT TIME ZONE 'UTC');
        IF head.month IS DISTINCT FROM of_month THEN
            UPDATE access_chains SET number = head.number, digest = head.digest WHERE month = head.month;
            INSERT INTO access_chains VALUES (of_month, 0, '') ON CONFLICT (month) DO NOTHING;
            SELECT * INTO head FROM access_chains WHERE month = of_month;
        END IF;
        after := digest_of_access(entry, head.number + 1, head.digest);
        INSERT INTO access_log SELECT entry.*, of_month, head.number + 1, head.digest, after;
        head.number := head.number + 1;
        head.digest := after;
        done := done + 1;
    END LOOP;
    UPDATE access_chains SET number = head.number, digest = head.digest WHERE month = head.month;
    RETURN done;
END $$
