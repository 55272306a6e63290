"""Reports of reactions: the list of a clinic, one of them with its session, and what a director decides."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.console.access import DECISIONS_RULE, DIRECTOR_SEE
from services.console.neighbours import Refused
from services.console.pages.director.view import GRADES, STATUSES, STEPS
from services.console.pages.names import names_of
from services.console.pages.products import product_names
from services.console.pages.registry import Asked, page
from services.console.pages.vocabulary import AREAS, MODALITIES, PLACES, words_for

MOST = 50
"""Reports on a page."""
ACTS = ("acknowledge", "decide", "outcome", "withdraw")


@page("/c/{clinic_id:uuid}/reactions", DIRECTOR_SEE)
async def reactions(asked: Asked) -> Response:
    """Reports of the clinic, the newest first. ``status`` and ``grade`` are those of screening; ``after`` pages on."""
    status, grade = asked.given.one_of("status", STATUSES), asked.given.one_of("grade", GRADES)
    found = await asked.read_from(
        "screening",
        "/reactions",
        clinic_id=str(asked.at.id),
        status=status,
        grade=grade,
        after=asked.given.get("after"),
        limit=MOST,
    )
    names = await names_of(asked, [each["patient_id"] for each in found["items"]])
    return asked.draw(
        "director/reactions",
        reports=found["items"],
        more=asked.address("reactions", status=status, grade=grade, after=found["next"]) if found["next"] else None,
        names=names,
        chosen={"status": status, "grade": grade},
        moment=datetime.fromisoformat,
        GRADES=GRADES,
        STATUSES=STATUSES,
    )


@page("/c/{clinic_id:uuid}/reactions/{report_id:uuid}", DIRECTOR_SEE)
async def reaction(asked: Asked) -> Response:
    """One report: what was found, why it has its grade, the session with device and lot, and what was done."""
    return await _show(asked)


@page("/c/{clinic_id:uuid}/reactions/{report_id:uuid}/{act:str}", DECISIONS_RULE, method="POST")
async def act(asked: Asked) -> Response:
    """Acknowledge it, decide what it suspended, record how it ended, or withdraw it."""
    name = asked.request.path_params["act"]
    if name not in ACTS:
        return asked.go(_address(asked))
    try:
        await asked.send_to("screening", f"/reactions/{_id(asked)}/{name}", _body(asked, name))
    except Refused as refused:
        return await _show(asked, refused=refused, beside=name)
    return asked.go(_address(asked))


async def _show(asked: Asked, *, refused: Refused | None = None, beside: str = "") -> Response:
    report, signs = await asyncio.gather(
        asked.read_from("screening", f"/reactions/{_id(asked)}"), asked.read_from("screening", "/reaction-signs")
    )
    names = await names_of(asked, [report["patient_id"]])
    suspension = report["suspension"]
    return asked.draw(
        "director/reaction",
        products=await product_names(asked),
        status=refused.status if refused else 200,
        report=report,
        suspension=suspension,
        runs=suspension is not None and suspension["ended_at"] is None,
        signs={each["code"]: each["name"] for each in signs["signs"]},
        name=names.get(report["patient_id"]),
        refused={beside: refused.sentence} if refused else {},
        typed=asked.form if refused else {},
        may_rule=asked.may(DECISIONS_RULE, asked.at.id),
        here=_address(asked),
        moment=datetime.fromisoformat,
        words_for=words_for,
        AREAS=AREAS,
        GRADES=GRADES,
        MODALITIES=MODALITIES,
        PLACES=PLACES,
        STATUSES=STATUSES,
        STEPS=STEPS,
    )


def _body(asked: Asked, name: str) -> dict[str, Any] | None:
    """As screening takes it."""
    form = asked.form
    if name == "acknowledge":
        return None
    if name == "outcome":
        words = form.get("words", "").strip()
        said = {"ended_on": form.get("ended_on", ""), "scarring": form.get("scarring") == "1"}
        return {**said, "words": words} if words else said
    reason = {"reason": form.get("reason", "").strip()}
    return {**reason, "decision": form.get("decision", "")} if name == "decide" else reason


def _id(asked: Asked) -> UUID:
    report_id: UUID = asked.request.path_params["report_id"]
    return report_id


def _address(asked: Asked) -> str:
    return asked.address(f"reactions/{_id(asked)}")
