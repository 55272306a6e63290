"""What people write back, and what they are asked."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.notifications.tables.patients import metadata

threads = Table(
    "threads",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=True, comment="who writes; null: nobody is known, or several can have written"),
    Column("channel", Text, nullable=True, comment="null: a patient's, whichever way they write"),
    Column("address", Text, nullable=True, comment="from which it is written, while nobody knows by whom"),
    Column("clinic_id", Uuid, nullable=True, comment="whose front desk answers; null: nobody knows whose"),
    Column("state", Text, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False, comment="since when somebody waits, or nobody does"),
    Column("assigned_to", Text, nullable=True, comment="the subject of a token"),
    Column("steps", JSONB, nullable=False, comment="who did what about it, and when"),
    CheckConstraint("state IN ('open', 'waiting', 'closed')", name="threads_state"),
    CheckConstraint("(patient_id IS NULL) = (address IS NOT NULL)", name="threads_of"),
    CheckConstraint("(address IS NULL) = (channel IS NULL)", name="threads_from"),
    comment="conversations of front desks with those who write back",
)
Index("threads_of_patient", threads.c.patient_id, unique=True, postgresql_where=threads.c.patient_id.is_not(None))
Index(
    "threads_of_address",
    threads.c.channel,
    threads.c.address,
    unique=True,
    postgresql_where=threads.c.patient_id.is_(None),
)
Index("threads_waiting", threads.c.state, threads.c.since)
Index("threads_of_clinic", threads.c.clinic_id, threads.c.since, threads.c.id)

texts = Table(
    "texts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("gateway_id", Text, nullable=True, comment="the gateway's own id of it; null: it gave none"),
    Column("channel", Text, nullable=False),
    Column("sender", Text, nullable=False, comment="the number or address that it came from"),
    Column("text", Text, nullable=False, comment="may be about health"),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("known", Boolean, nullable=False, comment="whether a patient is reached there"),
    Column("scope", Text, nullable=True, comment="what it asked to stop"),
    Column("silenced", Integer, nullable=False, comment="for how many patients that changed something"),
    Column("hints", JSONB, nullable=False, comment="what a machine recognised in its words"),
    Column("state", Text, nullable=False),
    Column("steps", JSONB, nullable=False, comment="who settled or reopened it, when and why"),
    Column("taken_for", Text, nullable=True, comment="what a machine took it for; null: a person reads it"),
    Column("appointment_id", Uuid, nullable=True, comment="the appointment that it may mean"),
    Column("read_by", DateTime(timezone=True), nullable=True, comment="by when a person should have dealt with it"),
    Column("thread_id", Uuid, ForeignKey("threads.id", ondelete="SET NULL"), nullable=True),
    Column(
        "says_more", Boolean, nullable=False, server_default=false(), comment="it asks to stop, and is read as well"
    ),
    CheckConstraint("state IN ('open', 'settled', 'obeyed')", name="texts_state"),
)
Index(
    "texts_once",
    texts.c.channel,
    texts.c.gateway_id,
    unique=True,
    postgresql_where=texts.c.gateway_id.is_not(None),
)
Index("texts_received", texts.c.received_at)
Index("texts_of_thread", texts.c.thread_id, texts.c.received_at)
Index("texts_of_unknown", texts.c.sender, texts.c.received_at, postgresql_where=~texts.c.known)

text_patients = Table(
    "text_patients",
    metadata,
    Column("text_id", Uuid, ForeignKey("texts.id", ondelete="CASCADE"), primary_key=True),
    Column("patient_id", Uuid, primary_key=True, comment="who is reached where the text came from"),
    Column("clinic_id", Uuid, nullable=False, comment="their home clinic when it came"),
    Index("text_patients_of_patient", "patient_id"),
)

reply_questions = Table(
    "reply_questions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("asked", Text, nullable=False, comment="cancel_or_stop, whose_stop, whose_start or which_appointment"),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False, comment="to which it was asked"),
    Column("text_id", Uuid, ForeignKey("texts.id", ondelete="CASCADE"), nullable=False, comment="what made it needed"),
    Column("scope", Text, nullable=True, comment="what stops, when the answer is a stop"),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False),
    CheckConstraint("state IN ('open', 'answered', 'lapsed', 'settled')", name="reply_questions_state"),
    comment="what somebody who wrote back was asked, because their words could mean several things",
)
Index(
    "reply_questions_open",
    reply_questions.c.channel,
    reply_questions.c.address,
    unique=True,
    postgresql_where=reply_questions.c.state == text("'open'"),
)
Index("reply_questions_of_text", reply_questions.c.text_id)

reply_options = Table(
    "reply_options",
    metadata,
    Column("question_id", Uuid, ForeignKey("reply_questions.id", ondelete="CASCADE"), primary_key=True),
    Column("reply", Text, primary_key=True, comment="what to answer, e.g. C1"),
    Column("patient_id", Uuid, nullable=False),
    Column("appointment_id", Uuid, nullable=True),
    Column("starts_at", DateTime(timezone=True), nullable=True, comment="the appointment's start, as it was said"),
    Index("reply_options_of_patient", "patient_id"),
)
