"""What was set aside, by rule and person: rules by two clinicians, limits and spacing at booking, overlaps."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response

from chassis.local_time import local_day, start_of_day
from services.console.access import DIRECTOR_SEE
from services.console.neighbours import Refused
from services.console.pages.director.view import IN_BOOKING, Override, counts_of, overrides_of
from services.console.pages.names import names_of
from services.console.pages.registry import Asked, page
from services.console.pages.vocabulary import OUTCOMES

MOST = 200
"""Of each kind in the period: the page says when there are more."""
MOST_DECISIONS = 20
"""Whose explanations are read for the words of rules; a rule beyond is shown by its code."""
USUAL = timedelta(days=90)


@page("/c/{clinic_id:uuid}/overrides", DIRECTOR_SEE)
async def overrides(asked: Asked) -> Response:
    """Those of a period: ``from`` and ``to`` are local days, both included. ``what`` and ``who`` show one of them."""
    zone = asked.at.zone
    today = local_day(asked.work.now, zone)
    until = asked.given.day("to") or today
    since = asked.given.until("from", until) or until - USUAL
    period = {
        "from": start_of_day(since, zone).isoformat(),
        "to": start_of_day(until + timedelta(days=1), zone).isoformat(),
        "limit": MOST,
    }
    rulings, *entries = await asyncio.gather(
        asked.read_from("screening", "/proposals", clinic_id=str(asked.at.id), status="confirmed", **period),
        *(_audit(asked, action, period) for action in IN_BOOKING),
    )
    found = overrides_of(rulings["items"], [each for listed in entries for each in listed["items"]])
    counts = counts_of(found)
    what, who = (asked.given.one_of(name, dict(of)) for name, of in zip(("what", "who"), counts, strict=True))
    shown = [each for each in found if what in (None, *each.what) and who in (None, each.who)]
    names = await names_of(asked, [each.patient_id for each in shown])
    return asked.draw(
        "director/overrides",
        overrides=shown,
        counts=counts,
        names=names,
        rules=await _rules(asked, found),
        more=any(each.get("next") for each in (rulings, *entries)),
        of_chain=entries[0].get("refused") is None,
        since=since,
        until=until,
        what=what,
        who=who,
        moment=datetime.fromisoformat,
        IN_BOOKING=IN_BOOKING,
        OUTCOMES=OUTCOMES,
    )


async def _rules(asked: Asked, found: Sequence[Override]) -> dict[str, str]:
    """What the rules say that were set aside, by code, in the words of a decision that each was set aside for."""
    decisions = {code: each.decision for each in found if each.decision for code in each.what}
    ids = sorted(set(decisions.values()))[:MOST_DECISIONS]
    parts = await asyncio.gather(*(asked.part("screening", f"/screenings/{each}/explanation") for each in ids))
    return {rule["code"]: rule["sentence"] for part in parts if part.content for rule in part.content["rules"]}


async def _audit(asked: Asked, action: str, period: dict[str, Any]) -> dict[str, Any]:
    """Entries of booking's audit log, which is the chain's: nothing for whose token is for some clinics."""
    try:
        found: dict[str, Any] = await asked.read_from("booking", "/audit", action=action, **period)
    except Refused as refused:
        return {"items": [], "refused": refused.sentence}
    return found
