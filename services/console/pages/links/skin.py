"""How the skin is after a treatment: reported by the patient, graded by screening, with a photo."""

import asyncio
from typing import Any

from starlette.responses import Response

from services.console.neighbours import Refused
from services.console.pages.links.registry import LinkAsked, link_page
from services.console.pages.words import word

CHOOSE = word("Choose what you see or feel, or that you are not sure.")
NO_PHOTOS = word("This clinic takes no photos here: send your report without one.")
NO_SESSION = word("No session of yours is known here, so the photo has no place: send your report without it.")
WORSE = frozenset({"serious"})
"""Grades for which a person calls, and whose reader is asked to call first."""
OTHERWISE = "not_sure"
"""The sign of who finds theirs nowhere else: the last one to be read."""


@link_page("/skin", proved=True)
async def skin(asked: LinkAsked) -> Response:
    """What can be reported, and what was reported before."""
    return await _show(asked)


@link_page("/skin", method="POST", proved=True)
async def report(asked: LinkAsked) -> Response:
    """Report it. What was typed is kept when it is refused."""
    signs = list(asked.fields.get("signs", ()))
    if not signs:
        return await _show(asked, refused=CHOOSE, status=422)
    try:
        photos = await _kept_photo(asked)
        found = await asked.send_to("screening", "/reactions", _report(asked, signs, photos))
    except Refused as refused:
        return await _show(asked, refused=_words_of(refused), status=refused.status)
    return asked.draw("skin_reported", is_worse=found["grade"] in WORSE or found["suspends"])


def _report(asked: LinkAsked, signs: list[str], photos: list[str]) -> dict[str, Any]:
    return {
        "patient_id": asked.visitor.patient_id,
        "signs": signs,
        "began_on": asked.given("began_on") or None,
        "words": asked.given("words").strip() or None,
        "photo_ids": photos,
    }


def _words_of(refused: Refused) -> str:
    return NO_PHOTOS if refused.kind == "photos-not-kept" else refused.sentence


async def _kept_photo(asked: LinkAsked) -> list[str]:
    """The id of the photo that came with the form, which booking keeps with the patient's last session."""
    if asked.photo is None:
        return []
    sessions = await asked.read_from("booking", "/sessions", patient_id=asked.visitor.patient_id, limit=5)
    last = next((each for each in sessions["items"] if each["voided_at"] is None), None)
    if last is None:
        raise Refused(409, NO_SESSION, {})
    said = {"stage": "after", "area": last["area"], "angle": "close_up", "taken_at": asked.now.isoformat()}
    kept = await asked.send_file("booking", "/photos", asked.photo, session_id=last["id"], **said)
    return [str(kept["id"])]


async def _show(asked: LinkAsked, *, refused: str | None = None, status: int = 200) -> Response:
    signs, before = await asyncio.gather(
        asked.read_from("screening", "/reaction-signs", language=asked.language),
        asked.read_from("screening", "/reactions", patient_id=asked.visitor.patient_id, limit=5),
    )
    return asked.draw(
        "skin",
        status=status,
        refused=refused,
        signs=sorted(signs["signs"], key=lambda each: bool(each["code"] == OTHERWISE)),
        picked=set(asked.fields.get("signs", ())),
        began_on=asked.given("began_on"),
        words=asked.given("words"),
        photo_lost=asked.photo is not None,
        before=[each for each in before["items"] if each["status"] != "withdrawn"],
        today=asked.today,
    )
