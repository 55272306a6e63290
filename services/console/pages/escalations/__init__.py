"""Who is asked about what cannot wait: what runs, what ran, and who is in line."""

import asyncio
from datetime import date, datetime
from uuid import UUID

from starlette.responses import Response

from chassis.local_time import local_day
from services.console.access import ESCALATION_LINES_SET, ESCALATIONS_SEE, ESCALATIONS_TAKE
from services.console.neighbours import Refused
from services.console.pages.escalations.view import (
    CAUSES,
    LINES,
    STATES,
    STEPS,
    WAYS,
    current_of,
    ending_of,
    policy_in,
    rows_of,
    title_of,
)
from services.console.pages.items import page_of
from services.console.pages.names import names_of
from services.console.pages.registry import Asked, page
from services.console.queries.worklists import items_about

MOST = 30
"""Escalations on a page."""


@page("/c/{clinic_id:uuid}/escalations", ESCALATIONS_SEE)
async def escalations(asked: Asked) -> Response:
    """Those of the clinic, the newest first. ``state`` is that of notifications; ``after`` pages on."""
    return await _show(asked)


@page("/c/{clinic_id:uuid}/escalations/{escalation_id:uuid}/acknowledge", ESCALATIONS_TAKE, method="POST")
async def acknowledge(asked: Asked) -> Response:
    """The person takes it, so nobody else is asked. A refusal is shown beside it."""
    escalation_id = asked.request.path_params["escalation_id"]
    try:
        await asked.send_to("notifications", f"/escalations/{escalation_id}/acknowledge")
    except Refused as refused:
        return await _show(asked, refused=refused, beside=str(escalation_id))
    return asked.go(f"{asked.address('escalations')}#escalation-{escalation_id}")


@page("/c/{clinic_id:uuid}/escalations/line", ESCALATION_LINES_SET, method="POST")
async def set_line(asked: Asked) -> Response:
    """Who is in line from a day on. What was typed stays beside a refusal."""
    try:
        await asked.send_to("notifications", f"/clinics/{asked.at.id}/escalation-policies", policy_in(asked.form))
    except Refused as refused:
        return await _show(asked, refused=refused, beside="line")
    return asked.go(f"{asked.address('escalations')}#line")


@page("/c/{clinic_id:uuid}/escalations/line/{policy_id:uuid}/take-back", ESCALATION_LINES_SET, method="POST")
async def take_back(asked: Asked) -> Response:
    """A line that lies ahead is not wanted."""
    policy_id = asked.request.path_params["policy_id"]
    try:
        await asked.send_to("notifications", f"/clinics/{asked.at.id}/escalation-policies/{policy_id}", method="DELETE")
    except Refused as refused:
        return await _show(asked, refused=refused, beside=str(policy_id))
    return asked.go(f"{asked.address('escalations')}#line")


async def _show(asked: Asked, *, refused: Refused | None = None, beside: str = "") -> Response:
    at, state = asked.at, asked.given.one_of("state", STATES)
    after = asked.request.query_params.get("after")
    found, policies = await asyncio.gather(
        asked.read_from("notifications", "/escalations", clinic_id=str(at.id), state=state, after=after, limit=MOST),
        asked.read_from("notifications", f"/clinics/{at.id}/escalation-policies", limit=50),
    )
    about = await items_about(asked.work, at.id, [UUID(each["subject_id"]) for each in found["items"]])
    names = await names_of(asked, [each.patient_id for each in about.values()])
    today = local_day(asked.work.now, at.zone)
    typed = asked.form if refused and beside == "line" else {}
    current = current_of(policies["items"])
    return asked.draw(
        "escalations",
        status=refused.status if refused else 200,
        found=found["items"],
        about={str(subject): item for subject, item in about.items()},
        names=names,
        more=asked.address("escalations", state=state, after=found["next"]) if found["next"] else None,
        state=state,
        current=current,
        ahead=[each for each in policies["items"] if date.fromisoformat(each["starts_on"]) > today],
        rows=rows_of(current, typed),
        typed=typed,
        asked_about={each["cause"] for each in current["lines"]} if current else set(),
        today=today,
        refused={beside: refused.sentence} if refused else {},
        may_take=asked.may(ESCALATIONS_TAKE, at.id),
        may_set=asked.may(ESCALATION_LINES_SET, at.id),
        moment=datetime.fromisoformat,
        CAUSES=CAUSES,
        LINES=LINES,
        STATES=STATES,
        STEPS=STEPS,
        WAYS=WAYS,
        ending_of=ending_of,
        page_of=page_of,
        title_of=title_of,
    )
