"""Patients, found by the keys of `domain/finding.py`: one index serves names, telephone numbers and addresses."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Date, Integer, Text, bindparam, cast, func, literal, select, text, true
from sqlalchemy.dialects.postgresql import TSQUERY

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.work import Work
from services.booking.people.domain.duplicates import Person
from services.booking.people.domain.finding import email_key, keys_of, mistyped, phone_key
from services.booking.people.tables import PATIENT_COLUMNS, clinics, patients

CLINIC_NAME = clinics.c.name.label("home_clinic_name")
LIVE = patients.c.erased_at.is_(None) & patients.c.merged_into.is_(None)
"""The condition for a record to be one that goes on."""


def _as_stored(keys: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.array_to_tsvector(cast(keys, ARRAY(Text)))


KEYS_TO_STORE = _as_stored(bindparam("keys", type_=ARRAY(Text)))
"""What the column ``found_by`` holds of ``keys``, which are those of `keys_of`."""


def stored_keys(given_name: str, family_name: str, *reached: str | None) -> ColumnElement[Any]:
    """A patient's keys, as the column ``found_by`` holds them. Stored whenever a name or an address changes."""
    return _as_stored(literal(keys_of(given_name, family_name, *reached), ARRAY(Text)))


def has_words(words: Iterable[str]) -> ColumnElement[bool]:
    """Every word begins a word of the name."""
    return _matches(" & ".join(f"{_quoted(word)}:*" for word in words))


def has_similar_words(words: Iterable[str]) -> ColumnElement[bool]:
    """Every word begins a word of the name, or differs from one by about one typing error."""
    return _matches(" & ".join(f"({' | '.join(_similar_to(word))})" for word in words))


def ends_with_one_of(endings: Iterable[str]) -> ColumnElement[bool]:
    """The telephone number ends with one of these digits."""
    return _matches(" | ".join(f"{_quoted(phone_key(each))}:*" for each in endings))


def has_email(address: str) -> ColumnElement[bool]:
    """The e-mail address is this one, whatever its capitals."""
    return _matches(_quoted(email_key(address)))


async def lock_registrations(work: Work, people: Iterable[Person]) -> None:
    """Until this transaction ends, nobody else registers a patient of these birthdays, telephone numbers or addresses.

    Keys are locked in one order, so that two registrations do not wait for each other.
    """
    keys = sorted({key for person in people for key in registration_keys(person)})
    await work.execute(_LOCK, {"keys": keys})


def registration_keys(person: Person) -> list[str]:
    """What two people who may be the same have at least one of in common: birthday, telephone number or address."""
    return [person.date_of_birth.isoformat(), *_reached(person)]


async def patients_like(work: Work, people: Sequence[Person], most: int) -> list[list[Row]]:
    """Of each the patients of the chain with their birthday, telephone number (E.164) or e-mail address.

    With the home clinic; ``most`` of each, the newest records first. Their names are not compared: the domain does.
    """
    found: list[list[Row]] = [[] for _ in people]
    asked = {
        "born": [person.date_of_birth for person in people],
        "reached": [" | ".join(map(_quoted, _reached(person))) or None for person in people],
    }
    for row in await work.execute(_LIKE, {**asked, "most": most}):
        found[row.number - 1].append(row)
    return found


async def many_patients_like(work: Work, people: Sequence[Person], most: int) -> list[list[Row]]:
    """The same, planned for these people: the plan that a connection keeps may read every patient for each of them."""
    await work.execute(_PLAN_FOR_THE_VALUES)
    found = await patients_like(work, people, most)
    await work.execute(_PLAN_AS_BEFORE)
    return found


def _reached(person: Person) -> list[str]:
    keys = (person.phone and phone_key(person.phone), person.email and email_key(person.email))
    return [key for key in keys if key]


def _similar_to(word: str) -> list[str]:
    """A letter too many in what is stored, a letter too few, or another one."""
    short = list(mistyped(word))
    keys = [f"{_quoted(word)}:*", *(_quoted(each) for each in short), *(_quoted(f"~{each}") for each in [word, *short])]
    return keys if short else keys[:1]


def _matches(query: str | ColumnElement[str]) -> ColumnElement[bool]:
    return patients.c.found_by.bool_op("@@")(cast(literal(query, Text) if isinstance(query, str) else query, TSQUERY))


def _quoted(key: str) -> str:
    """As a text search query writes a word that may hold signs of its own."""
    escaped = key.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


_LOCK = Prepared(
    text(
        "SELECT pg_advisory_xact_lock(hashtext('booking.registration'), hashtext(each)) FROM unnest(:keys) AS each"
    ).bindparams(bindparam("keys", type_=ARRAY(Text)))
)
_PLAN_FOR_THE_VALUES = text("SET LOCAL plan_cache_mode = force_custom_plan")
_PLAN_AS_BEFORE = text("SET LOCAL plan_cache_mode TO DEFAULT")
_asked = (
    func.unnest(bindparam("born", type_=ARRAY(Date)), bindparam("reached", type_=ARRAY(Text)))
    .table_valued("born", "reached", with_ordinality="number", name="asked")
    .render_derived()
)
_like = (
    select(*PATIENT_COLUMNS, CLINIC_NAME)
    .join(clinics, clinics.c.id == patients.c.home_clinic_id)
    .where(LIVE, (patients.c.date_of_birth == _asked.c.born) | _matches(_asked.c.reached))
    .order_by(patients.c.id.desc())
    .limit(bindparam("most", type_=Integer))
    .lateral("alike")
)
_LIKE = Prepared(
    select(_asked.c.number, _like).select_from(_asked.join(_like, true())).order_by(_asked.c.number, _like.c.id.desc())
)
