"""What messages are about: appointments, offers of times, sessions that were put right."""

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)

from services.notifications.tables.patients import metadata

appointments = Table(
    "appointments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("standing", Text, nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=True),
    Column("change", Integer, nullable=False, server_default=text("0"), comment="which change of it was the last"),
    Column("confirmed_start", DateTime(timezone=True), nullable=True, comment="the start that the patient confirmed"),
    Column("day_form_on", Date, nullable=True, comment="the local day whose form the patient has answered"),
)

waitlist_offers = Table(
    "waitlist_offers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("until", DateTime(timezone=True), nullable=False),
    comment="offers of freed times that can still be answered; whose they are, the messages about them say",
)

corrected_sessions = Table(
    "corrected_sessions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False, comment="the last of the record that arrived; the first has no row"),
    comment="sessions whose record was put right; whose they are, the messages about them say",
)
