"""Where versions are kept: in the database of the service whose reference data they are."""

from alembic import op
from sqlalchemy import Boolean, CheckConstraint, Column, Date, DateTime, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()

reference_versions = Table(
    "reference_versions",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("extends", Text, nullable=True),
    Column("written", JSONB, nullable=False, comment="as somebody wrote it: whole, or as changes to another"),
    Column("document", JSONB, nullable=False, comment="whole, whatever it extends"),
    Column("bibliography", JSONB, nullable=False, comment="the sources that it brings itself, by key"),
    Column("digest", Text, nullable=False, comment="SHA-256 of title, document and bibliography"),
    Column("shipped", Boolean, nullable=False, comment="from a file of the release, not drafted here"),
    Column("status", Text, nullable=False),
    Column("revision", Integer, nullable=False, comment="of a draft: counts its edits"),
    Column("in_force_from", Date, nullable=True, comment="local day: meant until it is signed, then decided"),
    Column("created_by", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("checked_by", Text, nullable=True),
    Column("checked_at", DateTime(timezone=True), nullable=True),
    Column("signed_by", Text, nullable=True),
    Column("signed_at", DateTime(timezone=True), nullable=True),
    Column("withdrawn_by", Text, nullable=True),
    Column("withdrawn_at", DateTime(timezone=True), nullable=True),
    Column("withdrawn_reason", Text, nullable=True),
    CheckConstraint("status IN ('draft', 'checked', 'signed', 'withdrawn')", name="reference_versions_status"),
    CheckConstraint("(status = 'draft') = (checked_at IS NULL)", name="reference_versions_checked"),
    CheckConstraint(
        "(status <> 'signed' OR signed_at IS NOT NULL) AND (status NOT IN ('draft', 'checked') OR signed_at IS NULL)",
        name="reference_versions_signed",
    ),
    CheckConstraint("(status = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="reference_versions_withdrawn"),
    CheckConstraint("signed_at IS NULL OR in_force_from IS NOT NULL", name="reference_versions_in_force"),
)

_TABLE = """
CREATE TABLE reference_versions (
    kind text NOT NULL,
    version text NOT NULL,
    title text NOT NULL,
    extends text,
    written jsonb NOT NULL,
    document jsonb NOT NULL,
    bibliography jsonb NOT NULL,
    digest text NOT NULL,
    shipped boolean NOT NULL,
    status text NOT NULL,
    revision integer NOT NULL,
    in_force_from date,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    checked_by text,
    checked_at timestamptz,
    signed_by text,
    signed_at timestamptz,
    withdrawn_by text,
    withdrawn_at timestamptz,
    withdrawn_reason text,
    PRIMARY KEY (kind, version),
    CONSTRAINT reference_versions_status CHECK (status IN ('draft', 'checked', 'signed', 'withdrawn')),
    CONSTRAINT reference_versions_checked CHECK ((status = 'draft') = (checked_at IS NULL)),
    CONSTRAINT reference_versions_signed CHECK (
        (status <> 'signed' OR signed_at IS NOT NULL) AND (status NOT IN ('draft', 'checked') OR signed_at IS NULL)
    ),
    CONSTRAINT reference_versions_withdrawn CHECK ((status = 'withdrawn') = (withdrawn_at IS NOT NULL)),
    CONSTRAINT reference_versions_in_force CHECK (signed_at IS NULL OR in_force_from IS NOT NULL)
)
"""

_GUARD = """
CREATE FUNCTION guard_reference_versions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- What may still change of a version that is not a draft any more.
    life text[] := CASE OLD.status
        WHEN 'checked' THEN '{status,in_force_from,signed_by,signed_at,withdrawn_by,withdrawn_at,withdrawn_reason}'
        WHEN 'signed' THEN '{status,withdrawn_by,withdrawn_at,withdrawn_reason}'
        ELSE '{}'
    END;
BEGIN
    IF OLD.status = 'draft' AND (TG_OP = 'DELETE' OR NEW.status IN ('draft', 'checked')) THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '% % is % and stays: withdraw it instead', OLD.kind, OLD.version, OLD.status
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.status, NEW.status) NOT IN (('checked', 'signed'), ('checked', 'withdrawn'), ('signed', 'withdrawn'))
        OR to_jsonb(OLD) - life IS DISTINCT FROM to_jsonb(NEW) - life
    THEN
        RAISE EXCEPTION '% % is % and never changes: write another version that extends it',
            OLD.kind, OLD.version, OLD.status USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""

_TRIGGERS = (
    "CREATE TRIGGER reference_versions_guard BEFORE UPDATE OR DELETE ON reference_versions"
    " FOR EACH ROW EXECUTE FUNCTION guard_reference_versions()",
    """
    CREATE FUNCTION refuse_to_empty_reference_versions() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'reference_versions is never emptied: it explains what was decided'
            USING ERRCODE = 'restrict_violation';
    END $$
    """,
    "CREATE TRIGGER reference_versions_stay BEFORE TRUNCATE ON reference_versions"
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_empty_reference_versions()",
)


def create_reference_tables() -> None:
    """For a migration of a service that has reference data: the table, and the triggers that keep it from changing."""
    for statement in (_TABLE, _GUARD, *_TRIGGERS):
        op.execute(statement)
    for column in reference_versions.columns:
        if column.comment:
            op.execute(f"COMMENT ON COLUMN reference_versions.{column.name} IS '{column.comment}'")
