"""Photos of a visit: before and after side by side, added, used for what was agreed to, withdrawn and shown again."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from chassis.local_time import local_day
from services.console.access import CHAIR_WORK
from services.console.neighbours import Refused
from services.console.pages.chair.given import Given, moment, text, without_nothing
from services.console.pages.chair.visit import (
    RIGHT,
    ChairVisit,
    Wrong,
    address_of,
    all_of,
    draw_step,
    visit_of,
    wrong_of,
)
from services.console.pages.chair.words import ANGLES, PHOTO_USES, STAGES
from services.console.pages.pictures import picture_of
from services.console.pages.registry import Asked, page
from services.console.pages.vocabulary import AREAS
from services.console.pages.words import word

AT = "/c/{clinic_id:uuid}/visits/{visit_id:uuid}/photos"
UPLOADS = (r"/c/[^/]+/visits/[^/]+/photos",)
"""Addresses whose form may bring a file."""
FIELDS: Mapping[str, str] = {
    "stage": "stage",
    "area": "area",
    "angle": "angle",
    "taken_at": "taken_at",
    "use": "use",
    "agreed_by": "agreed_by",
    "reason": "photo_reason",
}
KINDS: Mapping[str, str] = {
    "no-file": "file",
    "not-a-photo": "file",
    "body-too-large": "file",
    "taken-ahead": "taken_at",
    "nobody-agreed": "agreed_by",
}


@page(AT, CHAIR_WORK)
async def photos(asked: Asked) -> Response:
    """Those of this visit, with a form for another."""
    return await _show(asked)


@page(AT, CHAIR_WORK, method="POST")
async def add(asked: Asked) -> Response:
    """Keep one more."""
    visit = await visit_of(asked)
    record = await record_of(asked, visit)
    if record is None:
        sentence = word("Photos are kept with the record of the visit: record it first.")
        return await _show(asked, asked.form, Wrong(sentence, {}, 409))
    said = {name: text(asked.form, name) for name in ("stage", "area", "angle")}
    said |= {**record, "taken_at": moment(asked.form, "taken_at", asked.at.zone, visit.day)}
    try:
        await asked.send_file("booking", "/photos", **without_nothing(said))
    except Refused as refused:
        return await _show(asked, asked.form, wrong_of(refused, FIELDS, KINDS))
    return asked.go(address_of(asked, visit.id, "photos"))


@page(f"{AT}/{{photo_id:uuid}}", CHAIR_WORK)
async def picture(asked: Asked) -> Response:
    """The picture itself, for the page of its visit."""
    return await picture_of(asked)


@page(f"{AT}/{{photo_id:uuid}}/{{act:str}}", CHAIR_WORK, method="POST")
async def change(asked: Asked) -> Response:
    """Say what it may be used for, withdraw it, or show it again."""
    photo_id: UUID = asked.request.path_params["photo_id"]
    name = asked.request.path_params["act"]
    bodies = {
        "use": without_nothing({"use": text(asked.form, "use"), "agreed_by": text(asked.form, "agreed_by")}),
        "withdraw": without_nothing({"reason": text(asked.form, "photo_reason")}),
        "reinstate": None,
    }
    visit_id = str(asked.request.path_params["visit_id"])
    if name in bodies:
        try:
            await asked.send_to("booking", f"/photos/{photo_id}/{name}", bodies[name])
        except Refused as refused:
            return await _show(asked, asked.form, wrong_of(refused, FIELDS, KINDS), of=str(photo_id))
    return asked.go(f"{address_of(asked, visit_id, 'photos')}#photo-{photo_id}")


async def record_of(asked: Asked, visit: ChairVisit) -> dict[str, str] | None:
    """The consult or session that a photo of this visit belongs to; None before one is recorded."""
    path, name = {"consult": ("/consults", "consult_id"), "session": ("/sessions", "session_id")}[visit.kind]
    found = await all_of(asked, "booking", path, patient_id=visit.patient_id)
    mine = (each for each in found if each["appointment_id"] == visit.id and not each.get("voided_at"))
    return next(({name: each["id"]} for each in mine), None)


async def _show(asked: Asked, given: Given | None = None, wrong: Wrong = RIGHT, *, of: str | None = None) -> Response:
    visit = await visit_of(asked)
    record = await record_of(asked, visit) if visit.kind in ("consult", "session") else None
    found: list[Any] = []
    if record is not None:
        found = await all_of(asked, "booking", "/photos", patient_id=visit.patient_id, **record)
    now = asked.work.now.astimezone(asked.at.zone)
    today = local_day(asked.work.now, asked.at.zone) == visit.day
    typed = given or {"taken_at": now.strftime("%H:%M") if today else "", "stage": "after"}
    return draw_step(
        asked,
        visit,
        "photos",
        wrong=wrong,
        given=typed,
        record=record,
        of=of,
        stages=[(code, words, [each for each in found if each["stage"] == code]) for code, words in STAGES.items()],
        AREAS=AREAS,
        ANGLES=ANGLES,
        STAGES=STAGES,
        PHOTO_USES=PHOTO_USES,
    )
