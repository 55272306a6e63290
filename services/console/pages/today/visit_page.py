"""The page of a visit, whatever was done on it before."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.responses import Response

from chassis.local_time import local_day, start_of_day
from services.console.access import APPOINTMENTS_BOOK, NO_SHOWS_PASS, VISITS_NOTE
from services.console.neighbours import Refused
from services.console.pages.parts import Part
from services.console.pages.patient.reasons import in_words
from services.console.pages.registry import Asked
from services.console.pages.today.view import KINDS, WHERE
from services.console.pages.vocabulary import AT_CHAIR, words_for
from services.console.pages.words import word
from services.console.queries.clinics import find_clinic

OFFERS = 12
"""Times offered at once."""
OFFERED = ("starts_at", "practitioner_id", "room_id", "device_id")
"""What the value of an offer holds, in this order."""
MOST = 200
"""Appointments that booking answers at once: more than a clinic has in a day."""
ASKED_BY: Mapping[str, str] = {
    "patient_asked": word("The patient asked for it"),
    "clinic_asked": word("The clinic cannot keep it"),
    "not_stated": word("Another reason"),
}
"""Who wants an appointment cancelled; what else ends one, booking knows by itself."""

DEPOSITS: Mapping[str, str] = {
    "stands": word("It is not paid."),
    "paid": word("It is paid."),
    "waived": word("It was waived."),
}


@dataclass(frozen=True)
class Refusal:
    """What was refused, and beside which form the page says so."""

    place: str
    """``noted``, ``move``, ``swap`` or ``cancel``."""
    sentence: str
    status: int

    @classmethod
    def at(cls, place: str, refused: Refused) -> "Refusal":
        """Of what a service refused."""
        return cls(place, refused.sentence, refused.status)


def near_of(asked: Asked) -> str | None:
    """The local time of day that is wanted most, as the address says it; None where it says none."""
    return asked.given.read("near", _time_in)


def _time_in(written: str) -> str | None:
    try:
        return time.fromisoformat(written).strftime("%H:%M")
    except ValueError:
        return None


def _other_in(others: Sequence[Any], written: str) -> str | None:
    """With whom places are changed, as the form names them: id and version."""
    return next((each["id"] for each in others if each["id"] == written.partition("|")[0]), None)


def visit_address(asked: Asked) -> str:
    """Of this page."""
    return asked.address(f"visits/{asked.request.path_params['visit_id']}")


def is_elsewhere(asked: Asked, appointment: Any) -> bool:
    """Whether it is at another clinic than the one whose page this is: that one is its patient's home clinic."""
    return bool(appointment["clinic_id"] != str(asked.at.id))


def board_address(asked: Asked, moved: Any) -> str:
    """Of a visit that moved, on the board of the day on which it starts; of its page, when it is at another clinic."""
    if is_elsewhere(asked, moved):
        return visit_address(asked)
    day = local_day(datetime.fromisoformat(moved["starts_at"]), asked.at.zone)
    return f"{asked.address('today', day=day.isoformat())}#visit-{asked.request.path_params['visit_id']}"


async def show(asked: Asked, refusal: Refusal | None = None) -> Response:
    """The page. Raises Refused, Unauthenticated, Unavailable."""
    visit_id = asked.request.path_params["visit_id"]
    appointment, noted = await asyncio.gather(
        asked.read_from("booking", f"/appointments/{visit_id}"),
        asked.read_from("booking", f"/appointments/{visit_id}/stations"),
    )
    standing = [each for each in noted["stations"] if each["withdrawn_at"] is None]
    elsewhere = is_elsewhere(asked, appointment)
    zone = (await find_clinic(asked.work, UUID(appointment["clinic_id"]))).zone if elsewhere else asked.at.zone
    may_note, may_book = asked.may(VISITS_NOTE, asked.at.id), asked.may(APPOINTMENTS_BOOK, asked.at.id)
    movable = may_book and appointment["status"] == "booked"
    here = bool(standing)
    begins = _first_day(asked, appointment, zone)
    offers, others, cancelling = await asyncio.gather(
        _offers(asked, appointment, begins, wanted=movable),
        _others(asked, appointment, wanted=movable and not here and not elsewhere),
        _cancelling(asked, visit_id, wanted=movable and not here),
    )
    return asked.draw(
        "visit",
        zone=zone,
        elsewhere=elsewhere,
        status=refusal.status if refusal else 200,
        appointment=appointment,
        starts=datetime.fromisoformat(appointment["starts_at"]),
        standing=[{**each, "at": datetime.fromisoformat(each["at"])} for each in standing],
        last=standing[-1] if here and may_note and not elsewhere else None,
        may_leave=movable and here and not elsewhere and standing[-1]["station"] in ("arrived", "numbing"),
        unreached=in_words(appointment["could_not_reach"] or ""),
        may_call=may_note and not elsewhere,
        offers=offers,
        others=others,
        chosen=asked.given.read("with", partial(_other_in, others)) or "",
        cancelling=cancelling,
        may_waive=asked.may(NO_SHOWS_PASS, asked.at.id),
        may_reinstate=may_note and _may_reinstate(asked, appointment, zone),
        first_day=begins,
        near=near_of(asked),
        refusal=refusal,
        places=_places(appointment, moves=offers, swaps=others, cancels=cancelling),
        typed=asked.form,
        here=visit_address(asked),
        words_for=words_for,
        ASKED_BY=ASKED_BY,
        DEPOSITS=DEPOSITS,
        WHERE=WHERE,
        KINDS=KINDS,
        AT_CHAIR=AT_CHAIR,
    )


def _places(appointment: Any, *, moves: Any, swaps: Any, cancels: Any) -> set[str]:
    """Where the page says what was refused: an act that somebody else made impossible has no place any longer."""
    offered = {"move": bool(moves), "swap": bool(swaps), "cancel": bool(cancels)}
    offered["call"] = bool(appointment["could_not_reach"])
    over = {"cancel"} if appointment["status"] in ("cancelled", "missed") else set()
    return {"noted", *(place for place, there in offered.items() if there), *over}


async def _offers(asked: Asked, appointment: Any, begins: date, *, wanted: bool) -> dict[str, Any] | None:
    """Other times, as booking offers them: each can be taken as it stands."""
    if not wanted:
        return None
    found = await asked.read_from(
        "booking",
        "/slots",
        kind=appointment["kind"],
        clinic_id=appointment["clinic_id"],
        patient_id=appointment["patient_id"],
        course_id=appointment["course_id"],
        moving=appointment["id"],
        limit=OFFERS,
        near=near_of(asked),
        **{"from": begins.isoformat()},
    )
    others = [each for each in found["items"] if each["starts_at"] != appointment["starts_at"]]
    times = [{**each, "starts": datetime.fromisoformat(each["starts_at"]), "value": _value(each)} for each in others]
    why = found["nothing_found"]["sentence"] if found["nothing_found"] else None
    return {"times": times, "why_none": why}


def _value(slot: Mapping[str, Any]) -> str:
    return "|".join(str(slot[name] or "") for name in OFFERED)


async def _others(asked: Asked, appointment: Any, *, wanted: bool) -> list[dict[str, Any]]:
    """Who else is expected on that day and could have this time, each with its version as the page shows it."""
    starts = datetime.fromisoformat(appointment["starts_at"])
    if not wanted or starts <= asked.work.now:
        return []
    day = local_day(starts, asked.at.zone)
    ends = start_of_day(day + timedelta(days=1), asked.at.zone)
    since = max(asked.work.now, start_of_day(day, asked.at.zone))
    period = {"from": since.isoformat(), "to": ends.isoformat(), "limit": MOST}
    found = await asked.part("booking", "/appointments", clinic_id=str(asked.at.id), status="booked", **period)
    return [
        {**each, "starts": datetime.fromisoformat(each["starts_at"]), "value": f"{each['id']}|{each['version']}"}
        for each in found.items
        if each["patient_id"] != appointment["patient_id"] and each["station"] is None
    ]


async def _cancelling(asked: Asked, visit_id: str, *, wanted: bool) -> Part | None:
    """What a cancellation would mean by what is agreed with patients; None where nothing can be cancelled."""
    return await asked.part("booking", f"/appointments/{visit_id}/cancellation") if wanted else None


def _may_reinstate(asked: Asked, appointment: Any, zone: ZoneInfo) -> bool:
    day = local_day(datetime.fromisoformat(appointment["starts_at"]), zone)
    return appointment["status"] in ("cancelled", "missed") and day >= local_day(asked.work.now, zone)


def _first_day(asked: Asked, appointment: Any, zone: ZoneInfo) -> date:
    """The first day of the offers: the wanted one, or that of the appointment, and none that is over."""
    day = asked.given.day("from") or local_day(datetime.fromisoformat(appointment["starts_at"]), zone)
    return max(day, local_day(asked.work.now, zone))
