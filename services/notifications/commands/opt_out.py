"""Somebody wrote back: a stop is obeyed for everyone who is reached there, and confirmed once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.dialects.postgresql import insert

from chassis.ids import new_id
from chassis.work import Work
from contracts.notifications.messages import ContactOptedOut
from contracts.vocabulary import Channel, MessageScope
from services.notifications.commands.plan import Cause, plan_messages
from services.notifications.domain.catalogue.journey import OPT_OUT_CONFIRMED
from services.notifications.domain.opt_out import SCOPE_IN_WORDS, OptOutPolicy, covers, heard
from services.notifications.domain.reach import Route
from services.notifications.domain.refusals import SenderUnknown
from services.notifications.store.opt_outs import opted_out
from services.notifications.tables import opt_outs, patients


@dataclass(frozen=True)
class Heard:
    """What was made of an inbound message."""

    scope: MessageScope | None
    """What was asked to stop; None when it was no stop, and the front desk should read it."""
    silenced: int
    """For how many patients something changed; several may share one telephone."""


async def take_inbound(work: Work, sender: Route, text: str, policy: OptOutPolicy) -> Heard:
    """Obey a stop that came from ``sender``. Raises SenderUnknown.

    It is obeyed for every patient who is reached there, for nothing tells which of them wrote.
    """
    reached = await _reached_by(work, sender)
    if not reached:
        raise SenderUnknown("No patient is known under this sender: have the front desk find out who wrote.")
    words = heard(text)
    if words is None:
        return Heard(scope=None, silenced=0)
    scope = policy.scope(words)
    silenced = [patient for patient in reached if await _silence(work, patient.id, scope)]
    if silenced:
        await _confirm(work, silenced[0], sender, scope)
    return Heard(scope, len(silenced))


async def _reached_by(work: Work, sender: Route) -> Sequence[Row[Any]]:
    """Locked, in the order of their ids: deliveries to them wait, and a second stop at once waits as well."""
    if sender.channel is Channel.EMAIL:
        where = func.lower(patients.c.email) == sender.address.strip().lower()
    else:
        where = patients.c.phone == as_e164(sender.address)
    return (await work.execute(select(patients).where(where).order_by(patients.c.id).with_for_update())).all()


def as_e164(address: str) -> str:
    """A number as gateways write it (``whatsapp:+351 912 345 678``, ``00351...``) in E.164."""
    digits = re.sub(r"[^0-9]", "", address)
    return f"+{digits.removeprefix('00')}"


async def _silence(work: Work, patient_id: UUID, scope: MessageScope) -> bool:
    """Note the opt-out and tell booking; False when it was silent already."""
    if covers(await opted_out(work, patient_id), scope):
        return False
    await work.execute(
        insert(opt_outs)
        .values(patient_id=patient_id, scope=scope.value, id=new_id(), opted_out_at=work.now)
        .on_conflict_do_nothing()
    )
    work.publish(ContactOptedOut(patient_id=patient_id, scope=scope, opted_out_at=work.now))
    work.audit("contact_opted_out", f"patient/{patient_id}", scope=scope.value)
    return True


async def _confirm(work: Work, patient: Row[Any], sender: Route, scope: MessageScope) -> None:
    await plan_messages(
        work,
        Cause(
            about=f"opt-out/{patient.id}",
            clinic_id=patient.home_clinic_id,
            happened_at=work.now,
            patient_id=patient.id,
            facts={
                "what_stops": SCOPE_IN_WORDS[scope],
                "reply_by": sender.channel.value,
                "reply_to": sender.address if sender.channel is Channel.EMAIL else as_e164(sender.address),
            },
        ),
        OPT_OUT_CONFIRMED,
    )
