"""Patients, found by the keys of `domain/finding.py`: one index serves names, telephone numbers and addresses."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Text, cast, func, literal, select
from sqlalchemy.dialects.postgresql import TSQUERY

from chassis.data.rows import Row
from chassis.work import Work
from services.booking.people.domain.finding import email_key, keys_of, mistyped, phone_key
from services.booking.people.tables import PATIENT_COLUMNS, clinics, patients

CLINIC_NAME = clinics.c.name.label("home_clinic_name")
LIVE = patients.c.erased_at.is_(None) & patients.c.merged_into.is_(None)
"""The condition for a record to be one that goes on."""


def stored_keys(given_name: str, family_name: str, phone: str | None, email: str | None) -> ColumnElement[Any]:
    """A patient's keys, as the column ``found_by`` holds them. Stored whenever one of these four changes."""
    keys = keys_of(given_name, family_name, phone, email)
    return func.array_to_tsvector(cast(literal(keys, ARRAY(Text)), ARRAY(Text)))


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


async def lock_registration(work: Work, born: date, phone: str | None, email: str | None) -> None:
    """Until this transaction ends, nobody else registers a patient of this birthday, telephone number or address.

    Keys are locked in one order, so that two registrations do not wait for each other.
    """
    reached = (phone and phone_key(phone), email and email_key(email))
    keys = sorted([born.isoformat(), *(key for key in reached if key)])
    each = func.unnest(cast(literal(keys, ARRAY(Text)), ARRAY(Text)))
    await work.execute(select(func.pg_advisory_xact_lock(func.hashtext("booking.registration"), func.hashtext(each))))


async def patients_like(work: Work, born: date, phone: str | None, email: str | None, most: int) -> Sequence[Row]:
    """Patients of the chain with this birthday, telephone number (E.164) or e-mail address, with their home clinic.

    Their names are not compared: the domain does. The newest records first.
    """
    reached = [_quoted(key) for key in (phone and phone_key(phone), email and email_key(email)) if key]
    same: ColumnElement[bool] = patients.c.date_of_birth == born
    if reached:
        same = same | _matches(" | ".join(reached))
    statement = (
        select(*PATIENT_COLUMNS, CLINIC_NAME)
        .join(clinics, clinics.c.id == patients.c.home_clinic_id)
        .where(LIVE, same)
        .order_by(patients.c.id.desc())
        .limit(most)
    )
    return (await work.execute(statement)).all()


def _similar_to(word: str) -> list[str]:
    """A letter too many in what is stored, a letter too few, or another one."""
    short = list(mistyped(word))
    keys = [f"{_quoted(word)}:*", *(_quoted(each) for each in short), *(_quoted(f"~{each}") for each in [word, *short])]
    return keys if short else keys[:1]


def _matches(query: str) -> ColumnElement[bool]:
    return patients.c.found_by.bool_op("@@")(cast(literal(query, Text), TSQUERY))


def _quoted(key: str) -> str:
    """As a text search query writes a word that may hold signs of its own."""
    escaped = key.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
