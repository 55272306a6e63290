"""A record ends: it becomes part of another one of the same person, or what identifies the patient is removed."""

import asyncio
from typing import Any

from starlette.responses import Response

from services.console.access import MERGES_PROPOSE, RECORDS_ERASE, RECORDS_MERGE
from services.console.neighbours import Refused
from services.console.pages.find.view import wanted_of
from services.console.pages.parts import Part
from services.console.pages.patient.record import AT
from services.console.pages.registry import Asked, page
from services.console.pages.words import word

CHOOSE = word("Choose the record that goes on first.")
MOST_PROPOSED = 200
"""Open proposals of a clinic that are looked through for this patient's."""
MOST_MADE_ONE = 50
NOT_THE_NAME = word("Write the family name as it stands in the record: nothing was removed.")


@page(AT + "/merge", MERGES_PROPOSE)
async def merge(asked: Asked) -> Response:
    """Both records side by side. ``q`` finds the other one, ``into`` chooses it."""
    return await _show_merge(asked)


@page(AT + "/merge", MERGES_PROPOSE, method="POST")
async def propose(asked: Asked) -> Response:
    """Say that both are of one person: a medical director decides."""
    return await _end_in_other(asked, "merge-proposals")


@page(AT + "/merge/now", RECORDS_MERGE, method="POST")
async def merge_now(asked: Asked) -> Response:
    """Make them one."""
    return await _end_in_other(asked, "merge")


@page(AT + "/merge/proposals/{proposal_id:uuid}/reject", RECORDS_MERGE, method="POST")
async def reject(asked: Asked) -> Response:
    """Say of a proposal that these are two people."""
    try:
        body = {"reason": asked.form.get("reason", "")}
        await asked.send_to("booking", f"/merge-proposals/{asked.request.path_params['proposal_id']}/reject", body)
    except Refused as refused:
        return await _show_merge(asked, refused.sentence, refused.status)
    return asked.go(asked.address(f"patients/{asked.request.path_params['patient_id']}"))


@page(AT + "/erase", RECORDS_ERASE)
async def erase(asked: Asked) -> Response:
    """What would be removed, and what stands in the way."""
    return await _show_erase(asked)


@page(AT + "/erase", RECORDS_ERASE, method="POST")
async def erase_now(asked: Asked) -> Response:
    """Remove what identifies them, for good. The family name is written before, so that it is not another patient."""
    patient_id = asked.request.path_params["patient_id"]
    who = await asked.read_from("booking", f"/patients/{patient_id}")
    if asked.form.get("family_name", "").strip() != who["family_name"]:
        return await _show_erase(asked, NOT_THE_NAME, 422)
    try:
        body = {"reason": asked.form.get("reason", "")}
        erased = await asked.send_to("booking", f"/patients/{patient_id}/erase", body)
    except Refused as refused:
        return await _show_erase(asked, refused.sentence, refused.status)
    return asked.draw("patient/erase", erased=erased, patient=None, counts={}, refused=None, back=asked.address("find"))


async def _end_in_other(asked: Asked, act: str) -> Response:
    patient_id, other = asked.request.path_params["patient_id"], asked.form.get("into", "")
    if not other:
        return await _show_merge(asked, CHOOSE, 422)
    try:
        body = {"into": other, "reason": asked.form.get("reason", "")}
        await asked.send_to("booking", f"/patients/{patient_id}/{act}", body)
    except Refused as refused:
        return await _show_merge(asked, refused.sentence, refused.status)
    return asked.go(asked.address(f"patients/{other if act == 'merge' else patient_id}", merged=act))


async def _show_merge(asked: Asked, refused: str | None = None, status: int = 200) -> Response:
    patient_id = str(asked.request.path_params["patient_id"])
    into, typed = asked.given.get("into"), asked.given.get("q")
    this = await _summary(asked, patient_id)
    found = await asked.part("booking", "/patients", limit=10, **wanted_of(typed)) if typed else None
    other, unseen = await _other(asked, into)
    refused = refused or unseen
    proposed = await asked.part("booking", "/merge-proposals", clinic_id=str(asked.at.id), limit=MOST_PROPOSED)
    made_one = await asked.part("booking", f"/patients/{patient_id}/merges", limit=MOST_MADE_ONE)
    return asked.draw(
        "patient/merge",
        status=status,
        made_one=made_one.items,
        patient_at=asked.address(f"patients/{patient_id}"),
        this=this,
        other=other,
        proposed=[each for each in proposed.items if each["patient_id"] == patient_id],
        typed=typed or "",
        found=[each for each in found.items if each["id"] != patient_id] if found else None,
        why_not=found.why_not if found else None,
        refused=refused,
        reason=asked.form.get("reason", ""),
        may_merge=asked.may(RECORDS_MERGE, asked.at.id),
        here=asked.address(f"patients/{patient_id}/merge"),
        back=asked.address(f"patients/{patient_id}"),
    )


async def _other(asked: Asked, into: str | None) -> tuple[dict[str, Any] | None, str | None]:
    """The record that would go on, or why it is not shown: it may be another clinic's."""
    if not into:
        return None, None
    try:
        return await _summary(asked, into), None
    except Refused as refused:
        return None, refused.sentence


async def _show_erase(asked: Asked, refused: str | None = None, status: int = 200) -> Response:
    patient_id = str(asked.request.path_params["patient_id"])
    touched = await _summary(asked, patient_id)
    return asked.draw(
        "patient/erase",
        status=status,
        erased=None,
        patient=touched["who"],
        counts=touched["counts"],
        refused=refused,
        back=asked.address(f"patients/{patient_id}"),
    )


async def _summary(asked: Asked, patient_id: str) -> dict[str, Any]:
    """Who it is, and how much is stored. Raises Refused, Unauthenticated, Unavailable."""
    who = await asked.read_from("booking", f"/patients/{patient_id}")
    about = {"patient_id": patient_id, "limit": 1}
    ahead = {**about, "from": asked.work.now.isoformat(), "status": "booked"}
    parts = await asyncio.gather(
        asked.part("booking", "/appointments", **ahead),
        asked.part("booking", "/appointments", **about),
        asked.part("booking", "/courses", **about),
        asked.part("notifications", "/messages", **about),
        asked.part("screening", "/screenings", **about),
    )
    names = ("ahead", "appointments", "courses", "messages", "decisions")
    return {
        "who": who,
        "counts": {name: _count(part) for name, part in zip(names, parts, strict=True)},
    }


def _count(part: Part) -> str:
    """How many there are: of very many, at least so many; a question mark where its service does not answer."""
    if not part.content:
        return "?"
    return str(part.content["total"] if part.content["total"] is not None else f"{part.content['total_at_least']}+")
