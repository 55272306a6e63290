"""Clinics and when they are open. Times are UTC unless a column says local."""

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    Numeric,
    SmallInteger,
    Table,
    Text,
    Time,
    Uuid,
)

metadata = MetaData()
moment = DateTime(timezone=True)
depth = Numeric()

clinics = Table(
    "clinics",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("time_zone", Text, nullable=False, comment="IANA name"),
    Column("map_link", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("messages_from", Time, nullable=False, comment="local"),
    Column("messages_until", Time, nullable=False, comment="local"),
    Column("stock_contact", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("hours_version", Integer, nullable=False, server_default="0", comment="changes of when it is open"),
    Column("closed_from", Date, nullable=True, comment="local; closed for good from this day on; null: it stays"),
    Column("closed_because", Text, nullable=True),
)

clinic_settings = Table(
    "clinic_settings",
    metadata,
    Column("clinic_id", ForeignKey("clinics.id"), primary_key=True),
    Column("numbing_minutes", SmallInteger, nullable=True, comment="null: as the protocol says"),
    Column("arrive_minutes", SmallInteger, nullable=True, comment="null: as the chain does it"),
    Column("recover_minutes", SmallInteger, nullable=True, comment="null: as the chain does it"),
    Column("clean_minutes", SmallInteger, nullable=True, comment="null: as the chain does it"),
    Column("holiday_region", Text, nullable=True, comment="null: the country of the time zone"),
    Column("version", Integer, nullable=False, server_default="1"),
    CheckConstraint("numbing_minutes BETWEEN 0 AND 240", name="clinic_settings_numbing"),
    CheckConstraint(
        "arrive_minutes BETWEEN 0 AND 120 AND recover_minutes BETWEEN 0 AND 120 AND clean_minutes BETWEEN 0 AND 120",
        name="clinic_settings_phases",
    ),
)

clinic_closures = Table(
    "clinic_closures",
    metadata,
    Column("clinic_id", ForeignKey("clinics.id"), primary_key=True),
    Column("day", Date, primary_key=True, comment="local, the whole of it"),
    Column("reason", Text, nullable=False),
    Column("opens", ARRAY(Time), nullable=False, server_default="{}", comment="local; empty: closed"),
    Column("closes", ARRAY(Time), nullable=False, server_default="{}", comment="local; 00:00: until midnight"),
    CheckConstraint("cardinality(opens) = cardinality(closes)", name="clinic_closures_hours"),
)
"""Days that differ from the weekly hours: closed, shorter or longer."""

opened_holidays = Table(
    "opened_holidays",
    metadata,
    Column("clinic_id", ForeignKey("clinics.id"), primary_key=True),
    Column("day", Date, primary_key=True, comment="local"),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", moment, nullable=False),
)
"""Public holidays on which a clinic is open all the same."""

opening_hours = Table(
    "opening_hours",
    metadata,
    Column("clinic_id", ForeignKey("clinics.id"), primary_key=True),
    Column(
        "begins_on", Date, primary_key=True, server_default="0001-01-01", comment="local; until the next that begins"
    ),
    Column("weekday", SmallInteger, primary_key=True, autoincrement=False, comment="0 is Monday"),
    Column("opens", Time, primary_key=True, comment="local"),
    Column("closes", Time, nullable=False, comment="local; 00:00: until midnight"),
    CheckConstraint("opens < closes OR closes = '00:00'", name="opening_hours_order"),
    CheckConstraint("weekday BETWEEN 0 AND 6", name="opening_hours_weekday"),
)
