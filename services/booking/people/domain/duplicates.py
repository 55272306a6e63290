"""Whether somebody who is registered may be a patient already."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from services.booking.people.domain.finding import same_names, similar_names
from services.booking.people.domain.refusals import PatientMayExist


class Sameness(StrEnum):
    """What two records have in common."""

    BIRTHDAY_AND_NAME = "birthday_and_name"
    PHONE = "phone"
    EMAIL = "email"


class PairStatus(StrEnum):
    """What became of two records that looked alike when one of them was registered."""

    OPEN = "open"
    MERGED = "merged"
    TWO_PEOPLE = "two_people"
    ERASED = "erased"
    """One of them was erased: nobody can find out any more."""


class Person(Protocol):
    """Who somebody is, in a form or in a record."""

    @property
    def given_name(self) -> str: ...
    @property
    def family_name(self) -> str: ...
    @property
    def date_of_birth(self) -> date: ...
    @property
    def phone(self) -> str | None: ...
    @property
    def email(self) -> str | None: ...


@dataclass(frozen=True)
class Candidate:
    """A patient who may be the same person; no more than whoever registers needs to find out."""

    patient_id: UUID
    home_clinic_id: UUID
    home_clinic_name: str
    of_your_clinic: bool
    same: tuple[Sameness, ...]
    name: str | None
    """None for a patient of another clinic: the name that was given is the same."""
    date_of_birth: date | None

    def as_json(self) -> dict[str, Any]:
        """As a member of the refusal."""
        return {
            "patient_id": str(self.patient_id),
            "home_clinic_id": str(self.home_clinic_id),
            "home_clinic_name": self.home_clinic_name,
            "of_your_clinic": self.of_your_clinic,
            "same": [each.value for each in self.same],
            "name": self.name,
            "date_of_birth": self.date_of_birth.isoformat() if self.date_of_birth else None,
        }


def in_common(one: Person, other: Person) -> tuple[Sameness, ...]:
    """What makes two records look like one person's."""
    names = full_name(one), full_name(other)
    found = {
        Sameness.BIRTHDAY_AND_NAME: one.date_of_birth == other.date_of_birth and similar_names(*names),
        Sameness.PHONE: one.phone is not None and one.phone == other.phone,
        Sameness.EMAIL: one.email is not None and _lower(one.email) == _lower(other.email),
    }
    return tuple(what for what, holds in found.items() if holds)


def is_identified(one: Person, other: Person) -> bool:
    """Whether so much agrees that it is the same person: then another clinic learns that the record exists.

    The birthday and the whole name, or the birthday and a telephone number or an e-mail address.
    """
    if one.date_of_birth != other.date_of_birth:
        return False
    reached = {Sameness.PHONE, Sameness.EMAIL}.intersection(in_common(one, other))
    return bool(reached) or same_names(full_name(one), full_name(other))


def require_new(candidates: list[Candidate]) -> None:
    """Raises PatientMayExist, with the candidates, when there are any."""
    if candidates:
        raise PatientMayExist(
            "This person may be a patient already: look at the candidates. If none of them is this person, send the "
            "registration again with confirm_new and, in new_because, how you know.",
            candidates=[each.as_json() for each in candidates],
        )


def full_name(person: Person) -> str:
    """Given name and family name."""
    return f"{person.given_name} {person.family_name}"


def _lower(address: str | None) -> str | None:
    return address and address.casefold()
