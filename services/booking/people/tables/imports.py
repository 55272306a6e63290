"""Files that were taken over, line by line."""

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.booking.people.tables.clinics import metadata, moment

imports = Table(
    "imports",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("clinic_id", ForeignKey("clinics.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False, comment="patients, courses or appointments"),
    Column("source", Text, nullable=False, comment="the software that the file is from; keys are unique within it"),
    Column("encoding", Text, nullable=False),
    Column("separator", Text, nullable=False),
    Column("dates", Text, nullable=False, comment="how days are written in the file"),
    Column("confirm", Boolean, nullable=False, comment="true: patients get a confirmation of their appointments"),
    Column("state", Text, nullable=False),
    Column("received_by", Text, nullable=False),
    Column("received_at", moment, nullable=False),
    Column("lines", Integer, nullable=True, comment="with data; null: not read yet"),
    Column("applied_by", Text, nullable=True),
    Column("ended_at", moment, nullable=True, comment="when the last line was applied, or it was discarded"),
    CheckConstraint(
        "state IN ('receiving', 'checking', 'checked', 'applying', 'applied', 'discarded')", name="imports_state"
    ),
)

import_parts = Table(
    "import_parts",
    metadata,
    Column("import_id", ForeignKey("imports.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False, comment="as it was sent; deleted once the file was read"),
)

import_lines = Table(
    "import_lines",
    metadata,
    Column("import_id", ForeignKey("imports.id"), primary_key=True),
    Column("line", Integer, primary_key=True, autoincrement=False, comment="in the file; the header is 1"),
    Column("external_id", Text, nullable=True, comment="null: it could not be read, or the patient was erased"),
    Column("cells", JSONB(none_as_null=True), nullable=True, comment="by column; null: no longer needed"),
    Column("phase", Text, nullable=True, comment="the state of the import in which it was handled last"),
    Column("outcome", Text, nullable=True),
    Column("problems", JSONB, nullable=False, server_default="[]", comment="column, sentence; no cell's content"),
    Column("subject_id", Uuid, nullable=True, comment="the patient, course balance or appointment that it became"),
    Column("patient_id", ForeignKey("patients.id"), nullable=True, index=True),
    Column(
        "found_by",
        ARRAY(Text),
        nullable=True,
        comment="by what later lines of the file find it; null: no longer needed",
    ),
    Column(
        "foreseen",
        JSONB(none_as_null=True),
        nullable=True,
        comment="rows that the line would store, by table, while its file is checked; null: none, or no longer needed",
    ),
    Column("settled_by", Text, nullable=True),
    Column("settled_at", moment, nullable=True),
    Column("settled_because", Text, nullable=True),
    CheckConstraint("(settled_at IS NULL) = (settled_because IS NULL)", name="import_lines_settled"),
    Index("import_lines_found_by", "found_by", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
    Index(
        "import_lines_unsettled",
        "import_id",
        postgresql_where=text("outcome IN ('refused', 'conflict') AND settled_at IS NULL"),
    ),
)

imported_records = Table(
    "imported_records",
    metadata,
    Column("clinic_id", ForeignKey("clinics.id"), primary_key=True),
    Column("source", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("external_id", Text, primary_key=True),
    Column("subject_id", Uuid, nullable=False, index=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True),
    Column("digest", Text, nullable=False, comment="SHA-256 of the line that was applied last"),
    Column("version", Integer, nullable=False, comment="of the record after that; another one: changed here since"),
)
