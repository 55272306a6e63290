"""A patient is reached by several numbers and addresses, in an order, each with its history."""

from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

_STEPS = (
    """CREATE TABLE patient_addresses (
        id uuid NOT NULL PRIMARY KEY,
        patient_id uuid NOT NULL REFERENCES patients (id),
        channel text NOT NULL,
        address text NOT NULL,
        whose text NOT NULL,
        position smallint NOT NULL,
        given_by text,
        given_at timestamptz,
        proven_at timestamptz,
        proven_how text,
        proven_by text,
        ended_at timestamptz,
        ended_by text,
        ended_because text,
        CONSTRAINT patient_addresses_channel CHECK (channel IN ('sms', 'whatsapp', 'email')),
        CONSTRAINT patient_addresses_whose CHECK (whose IN ('own', 'guardian', 'shared')),
        CONSTRAINT patient_addresses_proven CHECK ((proven_at IS NULL) = (proven_how IS NULL)),
        CONSTRAINT patient_addresses_ended CHECK ((ended_at IS NULL) = (ended_because IS NULL))
    )""",
    "COMMENT ON COLUMN patient_addresses.channel IS 'sms, whatsapp or email'",
    "COMMENT ON COLUMN patient_addresses.address IS 'E.164, or an e-mail address'",
    "COMMENT ON COLUMN patient_addresses.position IS 'among those that hold; the lowest is tried first'",
    "COMMENT ON COLUMN patient_addresses.given_by IS 'the subject of a token; null: from before this table'",
    "COMMENT ON COLUMN patient_addresses.proven_how IS 'code or desk'",
    # What patients have now, before the indexes: a release from before goes on writing the fields of `patients` alone,
    # and the next change of such a record here follows them.
    """INSERT INTO patient_addresses (id, patient_id, channel, address, whose, position)
        SELECT gen_random_uuid(), patients.id, held.channel, held.address, 'own', held.position
        FROM patients, LATERAL (VALUES
            ('whatsapp', CASE WHEN patients.channel = 'whatsapp' THEN phone END, 0),
            ('sms', phone, 1),
            ('email', email, CASE WHEN patients.channel = 'email' THEN 0 ELSE 2 END)
        ) AS held (channel, address, position)
        WHERE held.address IS NOT NULL AND erased_at IS NULL AND merged_into IS NULL""",
    "CREATE INDEX patient_addresses_of_patient ON patient_addresses (patient_id, position)",
    """CREATE UNIQUE INDEX patient_addresses_once ON patient_addresses (patient_id, channel, lower(address))
        WHERE ended_at IS NULL""",
    "ALTER TABLE contact_changes ADD COLUMN adds text",
    "ALTER TABLE contact_changes ADD COLUMN whose text",
    "ALTER TABLE contact_changes ADD COLUMN proves uuid",
    "COMMENT ON COLUMN contact_changes.adds IS 'the channel of a further address; null: it replaces one'",
    "COMMENT ON COLUMN contact_changes.whose IS 'of a further address'",
    "COMMENT ON COLUMN contact_changes.proves IS 'the address that the patient has and that the code is to prove'",
)


def upgrade() -> None:
    """Whoever is reached now is reached as before."""
    for step in _STEPS:
        op.execute(step)
