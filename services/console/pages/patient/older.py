"""How far back the timeline of a patient goes: as far as somebody asked, read page by page from each list."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.console.pages.parts import Part
from services.console.pages.patient.timeline import KNOWN, timeline_of
from services.console.pages.registry import Asked

Call = tuple[str, str, dict[str, Any]]
"""Service, path and query of one list."""
FIRST, MORE = 50, 100
"""Entries that are shown at first, and how many more with each press."""
MOST = 5000
"""Entries of one page at most."""
LONGEST_NUMBER = 5


def shown_in(written: str) -> int | None:
    """How many entries an address asks for; None where it is no number of them."""
    is_number = written.isascii() and written.isdecimal() and len(written) < LONGEST_NUMBER
    return min(max(int(written), FIRST), MOST) if is_number else None


async def ask_all(asked: Asked, calls: Mapping[str, Call]) -> dict[str, Part]:
    """The first page of each, at once."""
    answers = await asyncio.gather(*(asked.part(service, path, **query) for service, path, query in calls.values()))
    return dict(zip(calls, answers, strict=True))


async def with_older(
    asked: Asked, calls: Mapping[str, Call], parts: Mapping[str, Part], group: str | None, shown: int
) -> dict[str, Part]:
    """The parts with as many pages of each list as the newest ``shown`` entries, and the one after them, lie on."""
    found = dict(parts)
    while names := _to_read_on(found, group, shown):
        older = await ask_all(asked, {name: _after(calls[name], found[name].content["next"]) for name in names})
        found |= {name: _joined(found[name], older[name]) for name in names}
    return found


def _to_read_on(parts: Mapping[str, Part], group: str | None, shown: int) -> list[str]:
    """The lists whose next page may have one of the entries that are to be shown."""
    happened = {name: part for name, part in parts.items() if name in KNOWN}
    going_on = {name: part for name, part in happened.items() if part.content and part.content.get("next")}
    if not going_on:
        return []
    entries = timeline_of({name: part.items for name, part in happened.items()}, group)
    ends = entries[shown].at if len(entries) > shown else None
    return [name for name, part in going_on.items() if _is_in(name, part, group, ends)]


def _is_in(name: str, part: Part, group: str | None, ends: datetime | None) -> bool:
    """Whether what follows on this list belongs to the group, and may be newer than where the page ends."""
    own = timeline_of({name: part.items}, group)
    return bool(own) and (ends is None or own[-1].at > ends)


def _after(call: Call, cursor: str) -> Call:
    service, path, query = call
    return service, path, {**query, "after": cursor}


def _joined(part: Part, older: Part) -> Part:
    """One list; where its older page was not answered, the page says why, and it ends here."""
    if older.content is None:
        return replace(part, content={**part.content, "next": None}, why_not=older.why_not, status=older.status)
    return replace(part, content={**older.content, "items": [*part.items, *older.items]})
