"""All recalls of the chain: what is open, and the notice that has just come."""

import asyncio
from typing import Any

from starlette.responses import Response

from services.console.access import RECALLS_ENTER, RECALLS_SEE
from services.console.neighbours import Refused
from services.console.pages.lists import Said
from services.console.pages.products import product_names
from services.console.pages.recalls.view import entry_of, needs_of, notice_body
from services.console.pages.registry import Asked, page
from services.console.pages.stock.reading import read_all
from services.console.pages.stock.view import to_moment
from services.console.queries.clinics import zone_of_reader

LATELY = 20
"""Recalls that are over and shown below."""


@page("/recalls", RECALLS_SEE)
async def room(asked: Asked) -> Response:
    """The room."""
    zone = await zone_of_reader(asked.work)
    (open_ones, more), over, (notices, _) = await asyncio.gather(
        read_all(asked, "/recalls", closed="false", withdrawn="false"),
        _over(asked),
        read_all(asked, "/recall-notices"),
    )
    return asked.draw(
        "recalls",
        products=await product_names(asked),
        zone=zone,
        open=[{**each, "at": to_moment(each["recalled_at"])} for each in open_ones],
        more=more,
        over=over,
        notices=[{**each, "at": to_moment(each["entered_at"])} for each in notices if each["open"]],
        may_enter=asked.work.access.has(RECALLS_ENTER),
        needs_of=needs_of,
    )


@page("/recalls/enter", RECALLS_ENTER)
async def enter(asked: Asked) -> Response:
    """A notice has come."""
    return await _show_entry(asked)


@page("/recalls/enter/check", RECALLS_ENTER, method="POST")
async def check(asked: Asked) -> Response:
    """Whether it concerns the chain: none of ours, or which, where, and how many. Nothing is recalled by that."""
    entry = entry_of(asked.form)
    if not entry.codes:
        return await _show_entry(asked)
    try:
        # A trial changes nothing: the key of the form stays unused for the recall itself.
        found = await asked.send_to("inventory", "/recall-checks", {"codes": entry.codes}, key=f"check-{entry.key}")
    except Refused as refused:
        return await _show_entry(asked, refused=refused)
    return await _show_entry(asked, found=found)


@page("/recalls/enter", RECALLS_ENTER, method="POST")
async def recall_it(asked: Asked) -> Response:
    """Quarantine what the notice names, everywhere. A lot that never came is asked about, with what is like it."""
    try:
        notice = await asked.send_to("inventory", "/recall-notices", notice_body(asked.form))
    except Refused as refused:
        return await _show_entry(asked, refused=refused)
    return asked.go(f"/recalls/notices/{notice['id']}")


async def _show_entry(asked: Asked, *, found: Said | None = None, refused: Refused | None = None) -> Response:
    return asked.draw(
        "recalls/enter",
        status=refused.status if refused else 200,
        given=entry_of(asked.form),
        found=found,
        refused=refused.sentence if refused else None,
        strange_lots=(refused.tells("lots") or []) if refused else [],
        strange_serials=(refused.tells("serials") or []) if refused else [],
    )


async def _over(asked: Asked) -> list[dict[str, Any]]:
    said = await asyncio.gather(
        asked.read_from("inventory", "/recalls", closed="true", limit=LATELY),
        asked.read_from("inventory", "/recalls", withdrawn="true", limit=LATELY),
    )
    rows = {each["id"]: {**each, "at": to_moment(each["recalled_at"])} for found in said for each in found["items"]}
    return sorted(rows.values(), key=lambda each: each["recalled_at"], reverse=True)[:LATELY]
