"""Cartridges that were opened, on whom, and what the books cannot account for."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Table,
    Text,
    Uuid,
    text,
)

from services.inventory.tables.clinics import metadata

incidents = Table(
    "incidents",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("clinic_id", Uuid, ForeignKey("clinics.id"), nullable=False),
    Column("gtin", Text, nullable=False),
    Column("lot", Text, nullable=False),
    Column("serial", Text),
    Column("session_id", Uuid, nullable=False),
    Column("appointment_id", Uuid, nullable=False),
    Column("reason", Text, nullable=False, comment="a sentence; no patient data"),
    Column("noticed_at", DateTime(timezone=True), nullable=False),
    Column("closed_at", DateTime(timezone=True), comment="null: somebody has to look at it"),
    Column("closed_because", Text, comment="a code"),
    Column("closed_by", Text, comment="null: a fact closed it"),
    Column("closed_note", Text, comment="what was found, in the words of whoever closed it"),
    Index("incidents_of_clinic", "clinic_id", "id"),
)

uses = Table(
    "uses",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("gtin", Text, nullable=False),
    Column("lot", Text, nullable=False),
    Column("serial", Text),
    Column("clinic_id", Uuid, ForeignKey("clinics.id"), nullable=False),
    Column("patient_id", Uuid, nullable=False),
    Column("session_id", Uuid, nullable=False),
    Column("appointment_id", Uuid, nullable=False),
    Column("used_at", DateTime(timezone=True), nullable=False),
    Column("label_expires_on", Date, comment="the last day of use on its label; null: booking did not say it"),
    Column("incident_id", Uuid, ForeignKey("incidents.id"), comment="set when the ledger cannot account for it"),
    Column("entry_id", Uuid, ForeignKey("ledger.id"), comment="its ledger entry; null: it has none"),
    Column("withdrawn_at", DateTime(timezone=True), comment="it was not used after all; null: it was"),
    Column("withdrawn_because", Text, comment="what became of the session's record, a code"),
    Column("awaited", Boolean, nullable=False, server_default=text("false"), comment="withdrawn before it arrived"),
    Column("received_lot", Text, comment="as which its number was received, when the session says another lot"),
    Index(
        *("uses_of_lot", "gtin", "lot", "used_at", "id"),
        postgresql_include=[
            "clinic_id",
            "incident_id",
            "withdrawn_at",
            "awaited",
        ],  # what is counted by, so that no row is read for it
    ),
    Index("uses_of_appointment", "appointment_id"),
    Index("uses_of_patient", "patient_id", "used_at", "id"),
    Index(
        "uses_unaccounted",
        "gtin",
        "lot",
        "clinic_id",
        postgresql_where=text("entry_id IS NULL AND withdrawn_at IS NULL"),
    ),
    Index("uses_received_as", "gtin", "received_lot", postgresql_where=text("received_lot IS NOT NULL")),
    Index("uses_of_serial", "gtin", "serial", postgresql_where=text("serial IS NOT NULL")),
)

chair_discards = Table(
    "chair_discards",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("gtin", Text, nullable=False),
    Column("lot", Text, nullable=False),
    Column("serial", Text),
    Column("clinic_id", Uuid, ForeignKey("clinics.id"), nullable=False),
    Column("session_id", Uuid, nullable=False, comment="for which it was opened"),
    Column("appointment_id", Uuid, nullable=False),
    Column("cause", Text, nullable=False),
    Column("discarded_at", DateTime(timezone=True), nullable=False),
    Column("incident_id", Uuid, ForeignKey("incidents.id"), comment="set when the ledger cannot account for it"),
    Column("entry_id", Uuid, ForeignKey("ledger.id"), comment="its ledger entry; null: it has none"),
    Column("withdrawn_at", DateTime(timezone=True), comment="it was not thrown away after all; null: it was"),
    Column("awaited", Boolean, nullable=False, server_default=text("false"), comment="withdrawn before it arrived"),
    Column("received_lot", Text, comment="as which its number was received, when the session says another lot"),
    Index("chair_discards_of_lot", "gtin", "lot", "discarded_at", "id"),
    Index("chair_discards_received_as", "gtin", "received_lot", postgresql_where=text("received_lot IS NOT NULL")),
    Index("chair_discards_of_serial", "gtin", "serial", postgresql_where=text("serial IS NOT NULL")),
)
