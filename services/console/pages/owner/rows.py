"""What is behind the figures of waits, waste and reactions: each wait, movement and session that they count."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from services.console.access import FIGURES_SEE
from services.console.pages.lists import PAGE, Said
from services.console.pages.names import names_of
from services.console.pages.owner.figures import csv_of
from services.console.pages.owner.files import csv_file
from services.console.pages.owner.reading import UTC, Wanted, asked_for, path_of, query_of, read_rows
from services.console.pages.owner.shown import REACTIONS, WAITS, WASTE
from services.console.pages.registry import Asked, page
from services.console.pages.stock.view import say_money
from services.console.pages.vocabulary import AREAS
from services.console.pages.words import word

WAITED = {
    "waiting": word("At the clinic"),
    "consult": word("Until the consult"),
    "first_session": word("Until the first session"),
}
REASONS = {
    "expired": word("Expired"),
    "discarded": word("Thrown away"),
    "at_chair": word("Opened for nothing"),
    "lost": word("Lost"),
    "back": word("Turned up again"),
}
EACH, ENTRIES, SESSIONS = f"{path_of(WAITS)}/each", f"{path_of(WASTE)}/entries", f"{path_of(REACTIONS)}/sessions"


@page("/owner/waits", FIGURES_SEE)
async def waits(asked: Asked) -> Response:
    """Each wait of one kind, ``what``, the longest first; whose end is not noted comes last."""
    wanted, what = await asked_for(asked), asked.given.one_of("what", WAITED) or next(iter(WAITED))
    said = await asked.read_from("booking", EACH, what=what, limit=PAGE, **query_of(WAITS, wanted))
    return await _draw(asked, "owner/waits", wanted, said, what=what, waited=WAITED)


@page("/owner/waits-each.csv", FIGURES_SEE)
async def waits_csv(asked: Asked) -> Response:
    """The waits of one kind without who the patients are: minutes at the clinic, otherwise days."""
    wanted, what = await asked_for(asked), asked.given.one_of("what", WAITED) or next(iter(WAITED))
    found = await read_rows(asked, "booking", EACH, what=what, **query_of(WAITS, wanted))
    titles = ["appointment_id", "clinic", "at", "took", "left"]
    return csv_file("waits-each", csv_of(["waited_for", *titles], [[what, *_cells(each, titles)] for each in found]))


@page("/owner/waste", FIGURES_SEE)
async def waste(asked: Asked) -> Response:
    """The movements that the figure counts, the last first; ``reason`` shows one reason."""
    wanted, reason = await asked_for(asked), asked.given.one_of("reason", REASONS)
    said = await asked.read_from("inventory", ENTRIES, reason=reason, limit=PAGE, **query_of(WASTE, wanted))
    return await _draw(asked, "owner/waste", wanted, said, reason=reason, reasons=REASONS, say_money=say_money)


@page("/owner/waste-entries.csv", FIGURES_SEE)
async def waste_csv(asked: Asked) -> Response:
    """The same; below zero is what turned up again."""
    wanted, reason = await asked_for(asked), asked.given.one_of("reason", REASONS)
    found = await read_rows(asked, "inventory", ENTRIES, reason=reason, **query_of(WASTE, wanted))
    titles = ["entry_id", "clinic", "at", "reason", "product", "gtin", "lot", "units", "value_minor", "currency"]
    titles += ["note", "by"]
    return csv_file("waste-entries", csv_of(titles, [_cells(each, titles) for each in found]))


@page("/owner/reactions", FIGURES_SEE)
async def reactions(asked: Asked) -> Response:
    """The sessions after which a reaction was reported; ``key`` is a row of the figure, its sessions alone."""
    wanted = await asked_for(asked)
    said = await asked.read_from("screening", SESSIONS, key=_key(asked), limit=PAGE, **_reacted(wanted))
    names = {str(each.id): each.name for each in wanted.clinics}
    return await _draw(asked, "owner/reactions", wanted, said, key=_key(asked), areas=AREAS, clinic_names=names)


@page("/owner/reactions-sessions.csv", FIGURES_SEE)
async def reactions_csv(asked: Asked) -> Response:
    """The same without who the patients are."""
    wanted = await asked_for(asked)
    found = await read_rows(asked, "screening", SESSIONS, key=_key(asked), **_reacted(wanted))
    titles = ["session_id", "clinic_id", "performed_at", "area", "device_model", "device_serial", "reported_at"]
    titles += ["serious"]
    return csv_file("reactions-sessions", csv_of(titles, [_cells(each, titles) for each in found]))


async def _draw(asked: Asked, folder: str, wanted: Wanted, said: Said, **values: Any) -> Response:
    zones = {str(each.id): each.zone for each in wanted.clinics}

    def local(moment: str, clinic_id: str) -> datetime:
        return datetime.fromisoformat(moment).astimezone(zones.get(clinic_id, UTC))

    return asked.draw(
        folder,
        zone=UTC,
        wanted=wanted,
        rows=said["items"],
        more=said["next"] is not None,
        names=await names_of(asked, (each.get("patient_id") for each in said["items"])),
        query=urlencode(wanted.query),
        local=local,
        **values,
    )


def _reacted(wanted: Wanted) -> dict[str, Any]:
    return {name: value for name, value in query_of(REACTIONS, wanted).items() if name != "limit"}


def _key(asked: Asked) -> str | None:
    return asked.given.get("key", "")[:300] or None


def _cells(row: Said, titles: Sequence[str]) -> list[Any]:
    return [row[title] for title in titles]
