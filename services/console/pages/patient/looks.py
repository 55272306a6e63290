"""Who looked at a patient's data, from the access logs of the four services. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any


@dataclass(frozen=True)
class Look:
    """What one person did within a minute: opening a page reads many lists at once."""

    at: datetime
    actor: str
    outcome: str
    """``read``, ``written`` or ``refused``."""
    services: Sequence[str]
    operations: Sequence[str]
    in_emergency: bool


def looks_of(logs: Mapping[str, Iterable[Mapping[str, Any]]]) -> list[Look]:
    """From the entries by service, the newest first."""
    rows = [
        {**each, "service": service, "at": datetime.fromisoformat(each["at"])}
        for service, entries in logs.items()
        for each in entries
    ]
    rows.sort(key=lambda row: row["at"], reverse=True)
    together = groupby(rows, key=lambda row: (row["at"].replace(second=0, microsecond=0), row["actor"]))
    return [look for _, of_minute in together for look in _by_outcome(list(of_minute))]


def _by_outcome(rows: Sequence[Mapping[str, Any]]) -> list[Look]:
    return [_look(outcome, [row for row in rows if row["outcome"] == outcome]) for outcome in _once(rows, "outcome")]


def _look(outcome: str, rows: Sequence[Mapping[str, Any]]) -> Look:
    emergency = any(row["reason"] == "emergency" for row in rows)
    return Look(rows[0]["at"], rows[0]["actor"], outcome, _once(rows, "service"), _once(rows, "operation"), emergency)


def _once(rows: Iterable[Mapping[str, Any]], name: str) -> list[str]:
    return list(dict.fromkeys(str(row[name]) for row in rows))
