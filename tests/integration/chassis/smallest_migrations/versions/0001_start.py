"""The chassis' tables; the smallest service has none of its own."""

from chassis.data.migrations import (
    add_access_log,
    add_event_identity,
    add_retention,
    add_timers_by_kind,
    add_workers,
    create_chassis_tables,
)

revision = "0001"
down_revision = None


def upgrade() -> None:
    """The chassis' tables."""
    create_chassis_tables()
    add_retention()
    add_event_identity("smallest")
    add_access_log()
    add_workers()
    add_timers_by_kind()
