"""Addresses that are bad, as rows; an end makes one history."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.notifications.domain.recipients import Channel, Route
from services.notifications.tables import bad_addresses, patients

of = bad_addresses.c
_KNOWN = frozenset(Channel)


def routes_in(addresses: Sequence[Mapping[str, Any]] | None) -> tuple[Route, ...]:
    """The addresses of a patient's row, in order; those on a channel of a later release are left out."""
    known = [each for each in addresses or () if each["channel"] in _KNOWN]
    return tuple(Route(Channel(each["channel"]), each["address"]) for each in known)


def addresses_in(patient: Row) -> list[str]:
    """Every number and e-mail address of a patient's row, each once."""
    named = [route.address for route in routes_in(patient.addresses)]
    return list(dict.fromkeys(each for each in (patient.phone, patient.email, *named) if each))


def reached_at(route: Route) -> ColumnElement[bool]:
    """The condition for a patient to be reached there, whatever their order."""
    email = route.channel is Channel.EMAIL
    first = func.lower(patients.c.email) == route.address.lower() if email else patients.c.phone == route.address
    return first | patients.c.addresses.contains([{"key": route.address.lower()}])


async def patients_at(work: Work, route: Route) -> Sequence[Row]:
    """Everybody who has this number or address, in the order of their ids; not locked."""
    found = select(patients).where(reached_at(route), patients.c.merged_into.is_(None)).order_by(patients.c.id)
    return (await work.execute(found)).all()


async def keep_bad(work: Work, patient_id: UUID, route: Route, reason: str) -> None:
    """Note that a patient is not reached there; noted before, the first time stays."""
    values = {"patient_id": patient_id, "channel": route.channel.value, "address": route.address}
    statement = insert(bad_addresses).values(id=new_id(), **values, reason=reason, found_at=work.now)
    once = statement.on_conflict_do_nothing(
        index_elements=["patient_id", "channel", "address"], index_where=of.ended_at.is_(None)
    )
    await work.execute(once)


async def end_bad(work: Work, which: ColumnElement[bool], why: str, by: str | None = None) -> list[Row]:
    """They are reached there after all, or have another address. Answers what ended."""
    ended = update(bad_addresses).where(of.ended_at.is_(None), which)
    changed = ended.values(ended_at=work.now, ended_why=why, ended_by=by).returning(*bad_addresses.columns)
    return list((await work.execute(changed)).all())


def of_former(patient_id: UUID, present: Collection[str]) -> ColumnElement[bool]:
    """Those of a patient that are none of the addresses that they have."""
    return (of.patient_id == patient_id) & of.address.not_in(present)


def at(route: Route) -> ColumnElement[bool]:
    """Everybody's at one address on one channel."""
    return (of.channel == route.channel.value) & (func.lower(of.address) == route.address.lower())


async def bad_of(work: Work, patient_id: UUID, addresses: Collection[str]) -> Sequence[Row]:
    """What is bad of these addresses of a patient now, by channel."""
    found = select(bad_addresses).where(of.patient_id == patient_id, of.ended_at.is_(None), of.address.in_(addresses))
    return (await work.execute(found.order_by(of.channel, of.id))).all()


async def move_bad(work: Work, ends: UUID, stays: UUID) -> None:
    """The record that goes on has an address of its own: what was bad of the other one is history."""
    values = {"ended_at": func.coalesce(of.ended_at, work.now), "ended_why": func.coalesce(of.ended_why, "merged")}
    await work.execute(update(bad_addresses).where(of.patient_id == ends).values(patient_id=stays, **values))
