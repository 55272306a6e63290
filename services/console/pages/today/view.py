"""What the board shows, from what booking answers. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.console.domain.board import Away, Placed
from services.console.domain.spans import Span
from services.console.pages.words import word

BY: Mapping[str, str] = {"rooms": word("Rooms"), "practitioners": word("Practitioners"), "devices": word("Devices")}
"""What the lanes may be."""
USUAL = "rooms"


@dataclass(frozen=True)
class Act:
    """Something that can be done about a visit with one button."""

    name: str
    """Of the address: ``arrived``, ``missed`` and so on."""
    words: str
    main: bool = False
    """What usually comes next."""


ARRIVED = Act("arrived", word("Arrived"), main=True)
MISSED = Act("missed", word("Did not come"))
NUMBING = Act("numbing", word("Numbing begins"), main=True)
CALL_IN = Act("in_treatment", word("Call in"), main=True)
DONE = Act("done", word("Done"), main=True)
LEFT = Act("left", word("Left"), main=True)

NEXT: Mapping[str, tuple[Act, ...]] = {
    "expected": (ARRIVED,),
    "late": (ARRIVED, MISSED),
    "numbing": (CALL_IN,),
    "in_treatment": (DONE,),
    "done": (LEFT,),
}
WHERE: Mapping[str, str] = {
    "expected": word("Expected"),
    "late": word("Late"),
    "arrived": word("Waiting"),
    "numbing": word("Numbing"),
    "in_treatment": word("In treatment"),
    "done": word("Done"),
    "left": word("Left"),
    "missed": word("Did not come"),
}
"""How the board says where a patient is."""
KINDS: Mapping[str, str] = {"consult": word("Consult"), "session": word("Session"), "review": word("Review")}
AWAY: Mapping[str, str] = {
    "training": word("Training"),
    "works": word("Works"),
    "maintenance": word("Maintenance"),
    "broken": word("Broken"),
    "ended": word("No longer here"),
    "off_shift": word("Off shift"),
}
"""Why a lane cannot be booked. What keeps a person away is not among them: a board is read over many shoulders."""
AHEAD: Mapping[str, str] = {
    "answered": word("Answered the questions ahead."),
    "look_first": word("Answered ahead: a practitioner looks at it first."),
    "missing": word("Did not answer ahead: the questions are asked here."),
}
"""What the board says of the form of the day."""
AWAY_OTHERWISE = word("Away")


HERE = ("arrived", "numbing")
BEFORE_TREATMENT = ("expected", "late", *HERE)


@dataclass(frozen=True)
class Visit:
    """One appointment of the day."""

    id: str
    patient_id: str
    patient: str
    kind: str
    where: str
    status: str
    span: Span
    treatment_starts: datetime
    practitioner_id: str
    practitioner: str
    room_id: str
    room: str
    device_id: str | None
    device: str | None
    since: datetime | None
    waits_minutes: int
    waits_too_long: bool
    held: bool
    problems: Sequence[Mapping[str, str]] = field(default=())
    """Why it cannot take place as it is, in sentences."""
    could_not_reach: bool = False
    ahead: str = ""
    """Of the form of the day, a key of ``AHEAD``; empty where there is nothing to say."""

    @property
    def may_change_places(self) -> bool:
        """Whether it can have the time of another one: it lies ahead, and nobody noted an arrival."""
        return self.status == "booked" and self.where == "expected"

    @property
    def is_over(self) -> bool:
        """Whether nobody waits for anything: the patient has left, or did not come."""
        return self.where in ("left", "missed")

    @property
    def has_numbing(self) -> bool:
        """Whether an anaesthetic is planned."""
        return self.treatment_starts > self.span.starts

    @property
    def acts(self) -> tuple[Act, ...]:
        """What can be done now, what usually comes next first."""
        if self.where == "arrived":
            if self.kind != "session" or not self.has_numbing:
                return (CALL_IN,)
            return (NUMBING, Act(CALL_IN.name, CALL_IN.words))
        return NEXT.get(self.where, ())

    def lane(self, by: str) -> str:
        """On which lane it lies; empty where it needs none of the kind."""
        return {"rooms": self.room_id, "practitioners": self.practitioner_id, "devices": self.device_id or ""}[by]


def visits_of(
    day: Mapping[str, Any],
    appointments: Iterable[Mapping[str, Any]],
    answered: Sequence[Mapping[str, Any]] | None = None,
) -> list[Visit]:
    """The visits of a clinic's day, the soonest first: ``GET /clinics/{id}/day`` and the appointments of that day.

    ``answered``: the forms of that day that were handed in, the newest first; None: screening does not say.
    """
    more = {each["id"]: each for each in appointments}
    ahead = None if answered is None else {each["patient_id"]: each for each in reversed(answered)}
    return [_visit(each, more.get(each["appointment_id"], {}), _ahead(each, ahead)) for each in day["appointments"]]


def _ahead(row: Mapping[str, Any], answered: Mapping[str, Mapping[str, Any]] | None) -> str:
    if answered is None or row["kind"] != "session" or row["where"] not in BEFORE_TREATMENT:
        return ""
    said = answered.get(str(row["patient_id"]))
    if said is None:
        return "missing" if row["where"] in HERE else ""
    return "look_first" if said["look_first"] else "answered"


def parts_of(visits: Sequence[Visit]) -> list[tuple[str, list[Visit]]]:
    """What the list of the day is read in: who comes or is there, and below them who is gone, if anybody is."""
    over = [each for each in visits if each.is_over]
    ahead = [each for each in visits if not each.is_over]
    return [(word("Visits"), ahead), *([(word("Left, or did not come"), over)] if over else [])]


def placed_by(visits: Iterable[Visit], by: str) -> list[Placed]:
    """For the board, by rooms, practitioners or devices. Who did not come takes no room any more."""
    return [Placed(each.lane(by), each.span, each.treatment_starts, each) for each in visits if each.status != "missed"]


def lanes_of(rows: Iterable[Mapping[str, Any]], by: str, visits: Iterable[Visit]) -> dict[str, str]:
    """Names by id, sorted: all that there are, and those that are gone but still have a visit."""
    found = {str(row["id"]): _name(row, by) for row in rows}
    names = {"rooms": "room", "practitioners": "practitioner", "devices": "device"}
    for each in visits:
        if each.lane(by):
            found.setdefault(each.lane(by), str(getattr(each, names[by])))
    return dict(sorted(found.items(), key=lambda each: in_order(each[1])))


def in_order(name: str) -> list[tuple[int, str]]:
    """By what names are sorted as people count: Room 2 before Room 10."""
    return [(int(each), "") if each.isdecimal() else (-1, each.casefold()) for each in re.split(r"(\d+)", name)]


def open_of(hours: Mapping[str, Any]) -> list[Span]:
    """When the clinic is open, from the ``hours`` of ``GET /clinics/{id}/day``."""
    return [_span(each) for each in hours["open"]]


def away_of(hours: Mapping[str, Any]) -> list[Away]:
    """Who and what of the clinic cannot be booked, from the same."""
    return [
        Away(str(each["resource_id"]), _span(each), AWAY.get(each["cause"], AWAY_OTHERWISE)) for each in hours["away"]
    ]


def _name(row: Mapping[str, Any], by: str) -> str:
    if by == "practitioners":
        return f"{row['given_name']} {row['family_name']}"
    return f"{row['model']} {row['serial']}" if by == "devices" else str(row["name"])


def _visit(row: Mapping[str, Any], more: Mapping[str, Any], ahead: str) -> Visit:
    return Visit(
        id=str(row["appointment_id"]),
        patient_id=str(row["patient_id"]),
        patient=row["patient_name"],
        kind=row["kind"],
        where=row["where"],
        status=row["status"],
        span=_span(row),
        treatment_starts=_moment(row["treatment_starts_at"]),
        practitioner_id=str(row["practitioner_id"]),
        practitioner=row["practitioner_name"],
        room_id=str(row["room_id"]),
        room=row["room_name"],
        device_id=more.get("device_id"),
        device=more.get("device_name"),
        since=_moment(row["since"]) if row["since"] else None,
        waits_minutes=row["waits_minutes"],
        waits_too_long=row["waits_too_long"],
        held=row["held"],
        problems=more.get("problems", ()),
        could_not_reach=bool(more.get("could_not_reach")),
        ahead=ahead,
    )


def _span(row: Mapping[str, Any]) -> Span:
    return Span(_moment(row["starts_at"]), _moment(row["ends_at"]))


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)
