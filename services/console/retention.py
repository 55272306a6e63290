"""What the console deletes by itself."""

from chassis.data.prune import Prunable
from services.console.tables import changes, scan_lists, sessions, unsent_forms


def _a_day() -> int:
    return 1


def _a_week() -> int:
    return 7


RETENTION = (
    Prunable(table=changes, since=changes.c.at, days=_a_day),
    Prunable(table=scan_lists, since=scan_lists.c.changed_at, days=_a_week),
    Prunable(table=sessions, since=sessions.c.ends_at, days=_a_day),
    Prunable(table=unsent_forms, since=unsent_forms.c.kept_at, days=_a_day),
)
"""Pages that were open an hour ago read everything again; who was signed in yesterday is nobody's business."""
