"""Patients are found: at the caller's clinics by parts of what is known of them, elsewhere by what identifies them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from chassis.data.rows import Row
from chassis.http import Page, Paging, page
from chassis.work import Work
from contact_details.phone import endings_to_find
from services.booking.access import PATIENTS_READ
from services.booking.people.access import Findable, findable_at
from services.booking.people.domain.duplicates import Person, is_identified
from services.booking.people.domain.finding import is_enough_of_a_number, words_of
from services.booking.people.domain.refusals import NothingToFind
from services.booking.people.forms.patients import (
    FoundPatientView,
    KnownElsewhere,
    KnownElsewhereView,
    PatientNames,
    PatientNameView,
)
from services.booking.people.store.finding import (
    CLINIC_NAME,
    LIVE,
    ends_with_one_of,
    has_email,
    has_similar_words,
    has_words,
    patients_like,
)
from services.booking.people.store.patients import PATIENT_NAME
from services.booking.people.tables import PATIENT_COLUMNS, clinics, patients

_BY_NAME = [patients.c.family_name, patients.c.given_name, patients.c.id]
_MOST_LOOKED_AT = 500
MOST_NAMES = 200
"""As many as a page has."""


@dataclass(frozen=True)
class Wanted:
    """What is known of the patient who is looked for; a person has all of it."""

    name: str | None
    phone: str | None
    email: str | None
    date_of_birth: date | None


@dataclass(frozen=True)
class Identity:
    """What identifies one person of the chain."""

    given_name: str
    family_name: str
    date_of_birth: date
    phone: str | None
    email: str | None


async def find_patients(work: Work, wanted: Wanted, clinic_id: UUID | None, paging: Paging) -> Page[FoundPatientView]:
    """Patients whom the caller may see, by family name. Raises NothingToFind, Forbidden.

    Where no name has all the words, those are found that differ from them by a typing error.
    """
    findable = await findable_at(work, clinic_id)
    words = _words(wanted)
    others = _others(wanted)
    if not words and not others:
        raise NothingToFind("Give a name, a telephone number, an e-mail address or a date of birth.")
    statement: Select[tuple[object, ...]] = (
        select(*PATIENT_COLUMNS, CLINIC_NAME)
        .join(clinics, clinics.c.id == patients.c.home_clinic_id)
        .where(LIVE, findable.condition, *others)
    )
    if words:
        exact = statement.where(has_words(words))
        found = (await work.execute(exact.limit(1))).first() is not None
        statement = exact if found else statement.where(has_similar_words(words))
    shown = await page(work, statement, _BY_NAME, paging, lambda row: _view(row, findable))
    for each in shown.items:
        work.access.concerns(each.id, each.home_clinic_id)
    return shown


async def find_elsewhere(work: Work, who: Person, clinic_id: UUID) -> KnownElsewhere:
    """Patients of clinics that the caller does not work for who are this person. Each look is in the access log.

    Nothing is answered about who is only similar. Raises Forbidden.
    """
    work.access.authorize(where=clinic_id)
    (known,) = await patients_like(work, [who], _MOST_LOOKED_AT)
    items = []
    for row in known:
        theirs = work.access.may(PATIENTS_READ, whose=row.id, where={row.home_clinic_id})
        if not theirs and is_identified(who, row):
            work.access.concerns(row.id, row.home_clinic_id)
            items.append(
                KnownElsewhereView(
                    patient_id=row.id, home_clinic_id=row.home_clinic_id, home_clinic_name=row.home_clinic_name
                )
            )
    return KnownElsewhere(items=items)


async def names_of(work: Work, ids: str) -> PatientNames:
    """Who these ids are, as far as the caller may see them. Raises NothingToFind."""
    wanted = _ids(ids)
    condition = (await findable_at(work, None)).condition
    statement = (
        select(patients.c.id.label("patient_id"), PATIENT_NAME, patients.c.home_clinic_id)
        .where(patients.c.id.in_(wanted), LIVE, condition)
        .order_by(*_BY_NAME)
    )
    rows = (await work.execute(statement)).all()
    for row in rows:
        work.access.concerns(row.patient_id, row.home_clinic_id)
    return PatientNames(items=[PatientNameView(patient_id=row.patient_id, name=row.patient_name) for row in rows])


def _ids(written: str) -> list[UUID]:
    try:
        found = [UUID(each) for each in dict.fromkeys(written.split(","))]
    except ValueError as error:
        raise NothingToFind("Give the ids of patients, separated by commas.") from error
    if len(found) > MOST_NAMES:
        raise NothingToFind("Give at most {most} ids at once.", most=MOST_NAMES)
    return found


def _words(wanted: Wanted) -> list[str]:
    """Raises NothingToFind for a name of single letters."""
    if wanted.name is None:
        return []
    words = words_of(wanted.name)
    if not any(len(word) > 1 or not word.isascii() for word in words):
        raise NothingToFind("Give at least two letters of a name.")
    return words


def _others(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What the patient has besides a name. Raises NothingToFind for too few digits."""
    found: list[ColumnElement[bool]] = []
    if wanted.phone is not None:
        endings = [each for each in endings_to_find(wanted.phone) if is_enough_of_a_number(each)]
        if not endings:
            raise NothingToFind("Give at least the last six digits of the telephone number.")
        found.append(ends_with_one_of(endings))
    if wanted.email is not None:
        found.append(has_email(wanted.email.strip()))
    if wanted.date_of_birth is not None:
        found.append(patients.c.date_of_birth == wanted.date_of_birth)
    return found


def _view(row: Row, findable: Findable) -> FoundPatientView:
    """All that the desk needs of its own clinics' patients; of a visitor the name."""
    visiting = findable.is_visiting(row)
    shown = {name: value for name, value in row._mapping.items() if name in FoundPatientView.model_fields}
    if visiting:
        shown |= {"date_of_birth": None, "phone": None, "email": None}
    return FoundPatientView(**shown, visiting=visiting)
