"""Clinics, as far as inventory needs them, and whose records of patients were merged."""

from sqlalchemy import (
    Column,
    Date,
    MetaData,
    Table,
    Text,
    Uuid,
)

metadata = MetaData()

clinics = Table(
    "clinics",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, comment="null while only its id is known"),
    Column("time_zone", Text, comment="IANA name; null while only its id is known"),
    Column("address", Text, comment="one line, for who delivers; null: no event has said it since this is kept"),
    Column("closed_from", Date, comment="local; closed for good from this day on; null: it stays"),
)

merged_patients = Table(
    "merged_patients",
    metadata,
    Column("ended_id", Uuid, primary_key=True, comment="whose record ended"),
    Column("into_id", Uuid, nullable=False, index=True, comment="whose record goes on"),
)
