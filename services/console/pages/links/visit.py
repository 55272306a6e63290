"""An appointment: confirmed, put into a calendar, moved to a time that is offered, or cancelled."""

import asyncio
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from starlette.responses import Response

from services.console.neighbours import Refused
from services.console.pages.links.registry import HEADERS, LinkAsked, link_page
from services.console.pages.words import word

OFFERS = 24
"""Times offered at once."""
OFFERED = ("starts_at", "practitioner_id", "room_id", "device_id")
"""What the value of an offer holds, in this order."""
BY_LINK = "cancelled by the patient, by the link in a message"
"""The reason that the clinic reads where the patient gave none."""
CHOOSE = word("Choose one of the times first.")
CHANGED = word("Your visit has changed since you opened this page. What you see now is how it is.")
DONE = {
    "confirmed": word("Thank you. The clinic knows that you come."),
    "moved": word("Your visit has its new time. A message confirms it."),
    "cancelled": word("Your visit is cancelled. A message confirms it."),
}


async def show_visit(asked: LinkAsked, *, refused: str | None = None, status: int = 200) -> Response:
    """The visit as it is now, and what can be done about it."""
    visit = await _visit(asked)
    begun = visit["starts"] <= asked.now
    return asked.draw(
        "visit",
        status=status,
        visit=visit,
        done=DONE.get(asked.given("done")),
        refused=refused,
        is_ahead=visit["status"] == "booked" and not begun,
        confirmed=visit["confirmed_at"] is not None or asked.given("done") == "confirmed",
    )


@link_page("/confirm", method="POST")
async def confirm(asked: LinkAsked) -> Response:
    """They come, at the time that the page showed."""
    try:
        await asked.send_to(
            "notifications",
            f"/appointments/{asked.subject('visit')}/confirm",
            {"starts_at": asked.given("starts_at")},
        )
    except Refused as refused:
        return await show_visit(asked, refused=refused.sentence, status=refused.status)
    return asked.go(asked.address(done="confirmed"))


@link_page("/invitation")
async def invitation(asked: LinkAsked) -> Response:
    """The file for a calendar."""
    content, kind = await asked.file_from("booking", f"/appointments/{asked.subject('visit')}/invitation.ics")
    name = {"Content-Disposition": 'attachment; filename="invitation.ics"'}
    return Response(content, media_type=kind, headers={**HEADERS, **name})


@link_page("/move")
async def offer_times(asked: LinkAsked) -> Response:
    """Free times, from a day on."""
    return await _offer(asked)


@link_page("/move", method="POST")
async def move(asked: LinkAsked) -> Response:
    """Give the visit the time that was chosen; where it is taken by now, the offers are shown again."""
    visit_id = asked.subject("visit")
    offer = dict(zip(OFFERED, asked.given("offer").split("|"), strict=False))
    if not offer.get("starts_at"):
        return await _offer(asked, refused=CHOOSE, status=422)
    body = {name: value for name, value in offer.items() if value}
    try:
        await asked.send_to("booking", f"/appointments/{visit_id}/move", body, version=asked.given("version"))
    except Refused as refused:
        sentence = CHANGED if refused.status in (412, 428) else refused.sentence
        return await _offer(asked, refused=sentence, status=refused.status)
    return asked.go(asked.address(done="moved"))


@link_page("/cancel")
async def ask_to_cancel(asked: LinkAsked) -> Response:
    """What it means to cancel now, before it is done."""
    return await _ask_to_cancel(asked)


@link_page("/cancel", method="POST")
async def cancel(asked: LinkAsked) -> Response:
    """Cancel the visit."""
    reason = asked.given("reason").strip() or BY_LINK
    try:
        await asked.send_to("booking", f"/appointments/{asked.subject('visit')}/cancel", {"reason": reason})
    except Refused as refused:
        return await _ask_to_cancel(asked, refused=refused.sentence, status=refused.status)
    return asked.go(asked.address(done="cancelled"))


async def _visit(asked: LinkAsked) -> dict[str, Any]:
    found = await asked.read_from("booking", f"/appointments/{asked.subject('visit')}")
    starts = datetime.fromisoformat(found["starts_at"]).astimezone(asked.zone)
    return {**found, "starts": starts, "day": starts.date(), "ends": datetime.fromisoformat(found["ends_at"])}


async def _means(asked: LinkAsked) -> dict[str, Any]:
    """What cancelling or moving now would mean."""
    found: dict[str, Any] = await asked.read_from("booking", f"/appointments/{asked.subject('visit')}/cancellation")
    late_from = found["late_from"]
    return {**found, "late_from": datetime.fromisoformat(late_from) if late_from else None}


async def _ask_to_cancel(asked: LinkAsked, *, refused: str | None = None, status: int = 200) -> Response:
    visit = await _visit(asked)
    if visit["status"] != "booked":
        return await show_visit(asked, refused=refused, status=status)
    return asked.draw(
        "cancel", status=status, visit=visit, means=await _means(asked), refused=refused, reason=asked.given("reason")
    )


async def _offer(asked: LinkAsked, *, refused: str | None = None, status: int = 200) -> Response:
    visit = await _visit(asked)
    if visit["status"] != "booked":
        return await show_visit(asked, refused=refused, status=status)
    begins = _first_day(asked, visit)
    found, means = await asyncio.gather(
        asked.read_from(
            "booking",
            "/slots",
            kind=visit["kind"],
            clinic_id=visit["clinic_id"],
            moving=visit["id"],
            limit=OFFERS,
            **{"from": begins.isoformat()},
        ),
        _means(asked),
    )
    times = [_time(asked, each) for each in found["items"] if each["starts_at"] != visit["starts_at"]]
    times.sort(key=lambda each: each["starts"])
    days = [(day, list(of_day)) for day, of_day in groupby(times, key=lambda each: each["starts"].date())]
    return asked.draw(
        "move",
        status=status,
        visit=visit,
        means=means,
        days=days,
        why_none=found["nothing_found"]["sentence"] if found["nothing_found"] else None,
        first_day=begins,
        later=(days[-1][0] if days else begins) + timedelta(days=1),
        refused=refused,
    )


def _time(asked: LinkAsked, slot: dict[str, Any]) -> dict[str, Any]:
    value = "|".join(str(slot[name] or "") for name in OFFERED)
    return {**slot, "starts": datetime.fromisoformat(slot["starts_at"]).astimezone(asked.zone), "value": value}


def _first_day(asked: LinkAsked, visit: dict[str, Any]) -> date:
    """The first day of the offers: the wanted one, or today; none that is over."""
    return max(asked.day("from") or asked.today, asked.today)
