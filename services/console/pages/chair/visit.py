"""What every page at the chair knows: the visit, the steps of it, and how a refusal is shown beside its field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from starlette.responses import Response

from chassis.local_time import local_day
from chassis.refusals import NotFound
from services.console.neighbours import Refused
from services.console.pages.chair.body_map import SPOTS
from services.console.pages.registry import Asked
from services.console.pages.words import word

STEPS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "consult": (("consult", word("Consult")), ("photos", word("Photos"))),
    "session": (
        ("check", word("Check of the day")),
        ("consent", word("Consent")),
        ("session", word("Session record")),
        ("photos", word("Photos")),
    ),
    "review": (("review", word("Review of results")), ("photos", word("Photos"))),
}
"""By kind of appointment: the pages at the chair, in the order of the work, and what they are called."""


@dataclass(frozen=True)
class ChairVisit:
    """A visit as booking shows it."""

    appointment: Mapping[str, Any]
    starts: datetime
    day: date
    """The clinic's local day of it."""

    @property
    def id(self) -> str:
        """Of the appointment."""
        return str(self.appointment["id"])

    @property
    def patient_id(self) -> str:
        """Whose it is."""
        return str(self.appointment["patient_id"])

    @property
    def kind(self) -> str:
        """Consult, session or review."""
        return str(self.appointment["kind"])


@dataclass
class Wrong:
    """A refusal: its sentence, and by field of the form what is wrong with that."""

    sentence: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


RIGHT = Wrong()


async def visit_of(asked: Asked) -> ChairVisit:
    """The visit of the address. Raises Refused, and NotFound for one at another clinic."""
    visit_id: UUID = asked.request.path_params["visit_id"]
    appointment = await asked.read_from("booking", f"/appointments/{visit_id}")
    if appointment["clinic_id"] != str(asked.at.id):
        raise NotFound("This visit is at another clinic: open it there.")
    starts = _moment(appointment["starts_at"])
    return ChairVisit(appointment, starts, local_day(starts, asked.at.zone))


def draw_step(asked: Asked, visit: ChairVisit, step: str, *, wrong: Wrong = RIGHT, **values: Any) -> Response:
    """A page of a visit."""
    here = address_of(asked, visit.id, step)
    return asked.draw(
        f"chair/{step}",
        status=wrong.status,
        **{
            "visit": visit,
            "appointment": visit.appointment,
            "step": step,
            "steps": STEPS.get(visit.kind, ()),
            "here": here,
            "refused": wrong.sentence,
            "errors": wrong.errors,
            "spots": SPOTS,
            "moment": _moment,
            **values,
        },
    )


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)


def address_of(asked: Asked, visit_id: str, step: str) -> str:
    """Of a page of a visit."""
    return asked.address(f"visits/{visit_id}/{step}")


def wrong_of(refused: Refused, fields: Mapping[str, str], kinds: Mapping[str, str]) -> Wrong:
    """A refusal, beside the fields that it is about.

    ``fields`` says under which name of the form a field of the API stands, without the numbers of lists; ``{}`` is
    where the number goes. ``kinds`` does so for refusals that name no field.
    """
    errors: dict[str, str] = {}
    for each in refused.errors:
        name = _form_field(each["field"], fields)
        if name:
            errors.setdefault(name, each["problem"])
    if not errors and refused.kind in kinds:
        errors[kinds[refused.kind]] = refused.sentence
    return Wrong(refused.sentence, errors, refused.status)


def _form_field(name: str, fields: Mapping[str, str]) -> str | None:
    """The form's name for a field of the API, or for what it is a part of."""
    parts = name.split(".")
    plain = [part for part in parts if not part.isdigit()]
    place = next((part for part in parts if part.isdigit()), "0")
    known = (".".join(plain[:length]) for length in range(len(plain), 0, -1))
    return next((fields[each].format(place) for each in known if each in fields), None)


async def all_of(asked: Asked, service: str, path: str, **query: Any) -> list[Any]:
    """The items of a list, as many as one page of it holds."""
    found = await asked.read_from(service, path, limit=200, **query)
    return list(found["items"])


async def people_of(asked: Asked) -> dict[str, str]:
    """The practitioners who work at the clinic, by id."""
    found = await all_of(asked, "booking", f"/clinics/{asked.at.id}/practitioners")
    return {each["id"]: f"{each['given_name']} {each['family_name']}" for each in found if not each.get("ends_at")}


async def devices_of(asked: Asked) -> list[Any]:
    """The devices that are at the clinic."""
    found = await all_of(asked, "booking", f"/clinics/{asked.at.id}/devices")
    return [each for each in found if not each.get("ends_at")]
