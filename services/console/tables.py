"""The console's tables: read models that a replay writes again, and who is signed in."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from chassis.merging.tables import add_to as add_merges_to

metadata = MetaData()
moment = DateTime(timezone=True)

clinics = Table(
    "clinics",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("hours", JSONB, nullable=True, comment="the usual week, as booking says it; null: not known"),
)

appointments = Table(
    "appointments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False),
    Column("clinic_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("starts_at", moment, nullable=False),
    Column("status", Text, nullable=False, comment="booked, missed or cancelled"),
    Column("station", Text, nullable=True, comment="where the patient is; null: nobody noted an arrival"),
    Column("held", Boolean, nullable=False),
    Index("appointments_of_clinic", "clinic_id", "starts_at"),
    Index("appointments_of_patient", "patient_id"),
)

worklist_items = Table(
    "worklist_items",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("service", Text, nullable=False, comment="whose item it is"),
    Column("kind", Text, nullable=False),
    Column("subject_id", Uuid, nullable=False),
    Column("about", JSONB, nullable=False, comment="further ids, by name"),
    Column("clinic_id", Uuid, nullable=False),
    Column("patient_id", Uuid, nullable=True),
    Column("opened_at", moment, nullable=False),
    Column("due_at", moment, nullable=False),
    Column("claimed_by", Text, nullable=True),
    Column("claimed_until", moment, nullable=True),
    Index("worklist_items_of_clinic", "clinic_id", "due_at", "id"),
    Index("worklist_items_of_patient", "patient_id"),
)
"""Open items alone: what is closed has nothing left to do."""

people = Table(
    "people",
    metadata,
    Column("id", Uuid, primary_key=True, comment="a patient whose record was merged or erased"),
    Column("goes_on_as", Uuid, nullable=True, comment="the patient whose record goes on; null: erased"),
    Index("people_going_on", "goes_on_as"),
)
"""So that what arrives late about a record that ended is stored under the one that goes on, or not at all."""

changes = Table(
    "changes",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("clinic_id", Uuid, nullable=False),
    Column("page", Text, nullable=False),
    Column("day", Date, nullable=True, comment="the local day that shows something else; null: every day"),
    Column(
        "transaction",
        BigInteger,
        nullable=False,
        server_default=text("((pg_current_xact_id())::text)::bigint"),
        comment="the transaction that made it: what is still going on may commit after what is newer",
    ),
    Column("at", moment, nullable=False),
    Index("changes_by_transaction", "transaction"),
)
"""What open pages show has changed. Kept for a day."""

scan_lists = Table(
    "scan_lists",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("clinic_id", Uuid, primary_key=True),
    Column("purpose", Text, primary_key=True, comment="receive or send"),
    Column("content", JSONB, nullable=False, comment="lines and details, as domain/scan_lists.py has them"),
    Column("changed_at", moment, nullable=False),
    Index("scan_lists_changed", "changed_at"),
)
"""What somebody has scanned and not sent yet. Kept for a week after the last scan."""

sessions = Table(
    "sessions",
    metadata,
    Column("id", LargeBinary, primary_key=True, comment="SHA-256 of the secret in the person's cookie"),
    Column("subject", Text, nullable=False),
    Column("tokens", LargeBinary, nullable=False, comment="sealed with a key that only the cookie gives"),
    Column("renew_at", moment, nullable=False, comment="when the access token has to be renewed"),
    Column("seen_at", moment, nullable=False, comment="when the person last did something"),
    Column("ends_at", moment, nullable=False),
    Column("clinic_id", Uuid, nullable=True, comment="the clinic whose pages were opened last"),
    Column("forms", LargeBinary, nullable=True, comment="SHA-256 of the token in its forms; null: begun before 0006"),
    Column("ended_at", moment, nullable=True, comment="it opens nothing any more; null: it does"),
    Index("sessions_ending", "ends_at"),
    Index("sessions_forms", "forms"),
)
"""Who is signed in, and for a day who was: a form that is sent after its session ended is still theirs. Not made from
events: after a loss of the database people sign in again."""

unsent_forms = Table(
    "unsent_forms",
    metadata,
    Column("id", LargeBinary, primary_key=True, comment="SHA-256 of the secret in the browser's cookie"),
    Column("subject", Text, nullable=False, comment="who typed it"),
    Column("content", LargeBinary, nullable=False, comment="sealed with a key that only the cookie gives"),
    Column("kept_at", moment, nullable=False),
    Index("unsent_forms_kept", "kept_at"),
)
"""What somebody typed and sent when their session had ended. Kept for minutes, until they have signed in again."""

add_merges_to(metadata)
