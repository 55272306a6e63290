"""What somebody typed into a form at the chair, read for an API. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

MOST_DIGITS = 7
"""Of a whole number; more is a typing error, which the API refuses."""
Given = Mapping[str, str]
"""Fields by name. A box that is not ticked has none."""


def text(given: Given, name: str) -> str | None:
    """What was typed; None for nothing."""
    return given.get(name, "").strip() or None


def number(given: Given, name: str) -> str | None:
    """A number as APIs take it: a comma is a point, as people in Portugal write it."""
    typed = text(given, name)
    return typed.replace(",", ".") if typed else None


def whole(given: Given, name: str) -> int | str | None:
    """A whole number; what is none is passed on as it is, for the API to refuse in its words."""
    typed = text(given, name)
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < MOST_DIGITS else typed or None


def ticked(given: Given, prefix: str, codes: Iterable[str]) -> list[str]:
    """Which of the boxes of a group are ticked: ``prefix`` and a code make a field's name."""
    return [code for code in codes if given.get(f"{prefix}{code}")]


def moment(given: Given, name: str, zone: ZoneInfo, day: date) -> str | None:
    """A clinic's local time, as an ISO moment with its zone: of ``day`` where only hours and minutes are typed.

    What is no time is passed on as it is, for the API to refuse in its words.
    """
    typed = text(given, name)
    if typed is None:
        return None
    try:
        local = datetime.combine(day, time.fromisoformat(typed)) if ":" in typed[:3] else datetime.fromisoformat(typed)
    except ValueError:
        return typed
    return local.replace(tzinfo=zone).isoformat()


def without_nothing(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body without what nobody said."""
    return {name: value for name, value in body.items() if value is not None}


def performed(given: Given, zone: ZoneInfo, day: date) -> dict[str, Any]:
    """That something is recorded late, or for who did it; empty for what is recorded by who does it."""
    body: dict[str, Any] = {}
    if text(given, "performed_at") or text(given, "late_because"):
        at = moment(given, "performed_at", zone, day)
        body["late"] = without_nothing({"performed_at": at, "reason": text(given, "late_because")})
    if text(given, "practitioner_id") or text(given, "behalf_because"):
        who = {"practitioner_id": text(given, "practitioner_id"), "reason": text(given, "behalf_because")}
        body["on_behalf_of"] = without_nothing(who)
    return body
