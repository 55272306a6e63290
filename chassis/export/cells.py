"""A value as a cell: readable by people and programs, and never run by a spreadsheet. Pure."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from chassis.spreadsheets import guarded


def cell_of(value: Any) -> str:
    """Empty for None; moments in UTC (ISO 8601), days as 2027-03-31, yes and no, lists and objects as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    text = json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else str(value)
    return guarded(text)
