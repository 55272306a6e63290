"""The page on which something is booked, whatever was done before it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response

from chassis.local_time import local_day
from services.console.access import NO_SHOWS_PASS
from services.console.neighbours import Refused
from services.console.pages.ages import is_minor
from services.console.pages.book.view import (
    WANTS,
    Choice,
    Offer,
    best_and_others,
    choices_of,
    chosen_of,
    notices_of,
    offer_of,
    practitioners_of,
    slot_in,
)
from services.console.pages.book.wishes import Wishes, wishes_in
from services.console.pages.parts import Part
from services.console.pages.registry import Asked
from services.console.pages.vocabulary import AREAS, CHANNELS, CONCERNS, KINDS, WEEKDAYS, words_for
from services.console.queries.clinics import clinics_seen

OFFERS = 30
MOST = 200


@dataclass(frozen=True)
class Refusal:
    """What was refused, and beside what the page says so."""

    place: str
    """``offers``, ``held`` or ``waiting``."""
    sentence: str
    status: int
    kind: str = ""
    alternatives: Sequence[Offer] = ()
    """Other times, the nearest first."""


def refusal_at(place: str, refused: Refused, asked: Asked) -> Refusal:
    """With the other times that booking names."""
    wanted = slot_in(asked.form.get("offer", "")) or {"clinic_id": str(asked.at.id)}
    others = [offer_of(each, wanted["clinic_id"], "") for each in refused.tells("alternatives") or ()]
    return Refusal(place, refused.sentence, refused.status, refused.kind, others)


def wishes_of(asked: Asked) -> Wishes:
    """Of the address or the form."""
    return wishes_in(asked.given)


def book_address(asked: Asked, **more: str | None) -> str:
    """Of this page, with what was chosen and wished."""
    patient = asked.request.path_params["patient_id"]
    kept = {"what": asked.given.get("what"), **wishes_of(asked).fields}
    return asked.address(f"patients/{patient}/book", **{**kept, **more})


async def show(asked: Asked, refusal: Refusal | None = None) -> Response:
    """The page. Raises Refused, Unauthenticated, Unavailable."""
    clinics = await clinics_seen(asked.work)  # before a service is asked
    patient_id = str(asked.request.path_params["patient_id"])
    found = await _read(asked, patient_id)
    choices = choices_of(found["courses"].items)
    chosen, wishes = chosen_of(choices, asked.given.one_of("what", [each.value for each in choices])), wishes_of(asked)
    slots = await _slots(asked, patient_id, chosen, wishes, [str(each.id) for each in clinics])
    best, others = best_and_others([offer_of(each) for each in slots.items])
    return asked.draw(
        "book",
        status=refusal.status if refusal else 200,
        patient_id=patient_id,
        name=await _name(asked, patient_id, found["names"]),
        patient=found["patient"].content,
        is_minor=_is_minor(found["patient"], asked),
        choices=choices,
        chosen=chosen,
        wishes=wishes,
        practitioners=practitioners_of(found["practitioners"].items),
        several=len(clinics) > 1,
        best=best,
        others=others,
        later=_later([*best, *(each for _, of_day in others for each in of_day)], asked),
        why_none=_why_none(slots),
        nearest=_nearest(slots),
        holds=[_held(each, asked) for each in found["holds"].items],
        ahead=[{**each, "starts": datetime.fromisoformat(each["local_start"])} for each in found["ahead"].items],
        waiting=found["waiting"].items,
        notices=notices_of(
            found["policies"].items, found["attendance"].content, chosen.kind, refusal.kind if refusal else None
        ),
        refusal=refusal,
        typed=asked.form,
        booked=asked.given.get("booked"),
        joined=asked.given.get("joined"),
        registered="registered" in asked.given,
        shows=asked.shows,
        may_pass=asked.may(NO_SHOWS_PASS, asked.at.id),
        here=asked.address(f"patients/{patient_id}/book"),
        of_choice=lambda value: book_address(asked, what=value),
        words_for=words_for,
        KINDS=KINDS,
        AREAS=AREAS,
        CONCERNS=CONCERNS,
        CHANNELS=CHANNELS,
        WANTS=WANTS,
        WEEKDAYS=WEEKDAYS,
    )


def _is_minor(patient: Part, asked: Asked) -> bool:
    born: str | None = (patient.content or {}).get("date_of_birth")
    return born is not None and is_minor(local_day(asked.work.now, asked.at.zone), born)


async def _read(asked: Asked, patient_id: str) -> dict[str, Part]:
    """All but the slots, at once."""
    of_patient = {"patient_id": patient_id}
    clinic = f"/clinics/{asked.at.id}"
    ahead = {"from": asked.work.now.isoformat(), "status": "booked", "order": "soonest", "limit": MOST}
    wanted: dict[str, Any] = {
        "patient": asked.part("booking", f"/patients/{patient_id}"),
        "names": asked.part("booking", "/patients/names", ids=patient_id),
        "courses": asked.part("booking", "/courses", **of_patient),
        "holds": asked.part("booking", "/holds", **of_patient),
        "waiting": asked.part("booking", "/waitlist-entries", **of_patient),
        "ahead": asked.part("booking", "/appointments", **of_patient, **ahead),
        "attendance": asked.part("booking", f"/patients/{patient_id}/attendance"),
        "policies": asked.part("booking", f"{clinic}/attendance-policies"),
        "practitioners": asked.part("booking", f"{clinic}/practitioners", limit=MOST),
    }
    return dict(zip(wanted, await asyncio.gather(*wanted.values()), strict=True))


async def _name(asked: Asked, patient_id: str, names: Part) -> str:
    """Raises Refused, in booking's words, for a patient whom this person does not see, or whose record ended."""
    for each in names.items:
        return str(each["name"])
    patient = await asked.read_from("booking", f"/patients/{patient_id}")
    return f"{patient['given_name']} {patient['family_name']}"


async def _slots(asked: Asked, patient_id: str, chosen: Choice, wishes: Wishes, clinics: list[str]) -> Part:
    """Nothing is asked of what cannot be booked."""
    if not chosen.can_be_booked:
        return Part(None)
    return await asked.part(
        "booking",
        "/slots",
        kind=chosen.kind,
        course_id=chosen.course_id,
        patient_id=patient_id,
        limit=OFFERS,
        **wishes.query(str(asked.at.id), clinics),
    )


def _why_none(slots: Part) -> str | None:
    if slots.why_not:
        return slots.why_not
    nothing = slots.content.get("nothing_found") if slots.content else None
    return nothing["sentence"] if nothing else None


def _nearest(slots: Part) -> list[tuple[str, Offer]]:
    nothing = slots.content.get("nothing_found") if slots.content else None
    return [(each["sentence"], offer_of(each["slot"])) for each in nothing["nearest"]] if nothing else []


def _later(offers: Sequence[Offer], asked: Asked) -> str | None:
    """The times after the last that is shown; None where the page shows all that there are."""
    if len(offers) < OFFERS:
        return None
    last = max(each.day for each in offers)
    return book_address(asked, **{"from": (last + timedelta(days=1)).isoformat(), "to": None})


def _held(hold: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    ends = datetime.fromisoformat(hold["expires_at"])
    kind = f"{hold['kind']}:{hold['course_id']}" if hold["course_id"] else hold["kind"]
    return {
        **hold,
        "offer": offer_of(hold),
        "ends": ends,
        "seconds": max(int((ends - asked.work.now).total_seconds()), 0),
        "what": kind,
    }
