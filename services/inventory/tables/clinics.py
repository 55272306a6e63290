"""Clinics, as far as inventory needs them, and whose records of patients were merged."""

from sqlalchemy import (
    Column,
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
)

merged_patients = Table(
    "merged_patients",
    metadata,
    Column("ended_id", Uuid, primary_key=True, comment="whose record ended"),
    Column("into_id", Uuid, nullable=False, index=True, comment="whose record goes on"),
)
