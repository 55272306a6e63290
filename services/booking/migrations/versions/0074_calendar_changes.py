"""Which resources' calendars have changed, and by which transaction: what else is known of them may be kept."""

from alembic import op

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None

_NOTE = """
CREATE FUNCTION note_calendar_changes(resources uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF resources = '{}' THEN
        RETURN;
    END IF;
    -- Whoever replaces a row has seen it, so that one of the latest change is always there; nobody waits for another.
    DELETE FROM calendar_changes WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM calendar_changes WHERE resource_id = ANY (resources) FOR UPDATE SKIP LOCKED
    ));
    INSERT INTO calendar_changes (resource_id, transaction)
    SELECT DISTINCT id, pg_current_xact_id()::text::bigint FROM unnest(resources) AS id;
END $$
"""
_FUNCTIONS = {
    "note_resources": "SELECT resource_id FROM changed WHERE resource_kind <> 'patient'",
    "note_held": "SELECT held FROM changed CROSS JOIN LATERAL unnest(ARRAY[practitioner_id, room_id, device_id])"
    " AS held WHERE held IS NOT NULL",
    "note_equipment": "SELECT '00000000-0000-0000-0000-000000000000'::uuid",
}
"""What a trigger notes. The zero: who and what there is, of all clinics."""
_CALENDAR = {"occupations": "note_resources", "unavailabilities": "note_resources", "holds": "note_held"}
_EQUIPMENT = ("clinics", "practitioners", "permissions", "shifts", "rooms", "room_capacities", "devices")


def upgrade() -> None:
    """Nothing is known of what was stored before, so that nothing has to be said of it."""
    op.execute(
        "CREATE TABLE calendar_changes (resource_id uuid NOT NULL, transaction bigint NOT NULL,"
        " CONSTRAINT calendar_changes_pkey PRIMARY KEY (resource_id, transaction))"
    )
    op.execute("CREATE INDEX calendar_changes_transaction ON calendar_changes (transaction)")
    op.execute(
        "COMMENT ON TABLE calendar_changes IS"
        " 'by which transaction the calendar of a practitioner, room or device was changed last, written by triggers'"
    )
    op.execute(
        "COMMENT ON COLUMN calendar_changes.resource_id IS 'zero: who and what there is at the clinics was changed'"
    )
    op.execute("COMMENT ON COLUMN calendar_changes.transaction IS 'the xid8 of PostgreSQL'")
    op.execute(_NOTE)
    for name, noted in _FUNCTIONS.items():
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" PERFORM note_calendar_changes(ARRAY({noted})); RETURN NULL; END $$"
        )
    for table, function in _CALENDAR.items():
        for number, (event, rows) in enumerate(
            (("INSERT", "NEW"), ("DELETE", "OLD"), ("UPDATE", "OLD"), ("UPDATE", "NEW")), start=1
        ):
            op.execute(
                f"CREATE TRIGGER {table}_noted_{number} AFTER {event} ON {table}"
                f" REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            )
        op.execute(
            f"CREATE TRIGGER {table}_emptied AFTER TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION note_equipment()"
        )
    for table in _EQUIPMENT:
        op.execute(
            f"CREATE TRIGGER {table}_noted AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION note_equipment()"
        )
