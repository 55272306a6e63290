"""A number or address turns out not to reach a patient; a proof, another address or a colleague ends that."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.notifications.access import require_patient
from services.notifications.domain.addresses import subject_of_address
from services.notifications.domain.recipients import Channel, Route
from services.notifications.domain.refusals import NothingToConfirm
from services.notifications.store.addresses import (
    addresses_in,
    at,
    bad_of,
    end_bad,
    keep_bad,
    of,
    of_former,
    patients_at,
)
from services.notifications.store.patients import find_patient
from services.notifications.worklist import ADDRESS_BAD, WORKLIST

MEND_WITHIN = timedelta(days=1)
"""How soon somebody asks a patient for another number or address: a policy of the chain."""


async def note_bad(work: Work, route: Route, reason: str) -> None:
    """A carrier says that nobody is reached there: other ways are taken, and each clinic asks its patient."""
    for patient in await patients_at(work, route):
        theirs = next(each for each in addresses_in(patient) if each.lower() == route.address.lower())
        await keep_bad(work, patient.id, replace(route, address=theirs), reason)
        await WORKLIST.open(
            work,
            ADDRESS_BAD,
            subject_of_address(patient.id, route.address),
            clinic_id=patient.home_clinic_id,
            patient_id=patient.id,
            due_at=work.now + MEND_WITHIN,
        )


async def note_alive(work: Work, route: Route) -> None:
    """Something arrived there, or came from there: it reaches whoever has it."""
    await _close(work, await end_bad(work, at(route), "proven"))


async def forget_former(work: Work, patient_id: UUID, present: Collection[str]) -> None:
    """The patient's addresses are these now: what was bad of others is history."""
    await _close(work, await end_bad(work, of_former(patient_id, present), "changed"))


async def confirm_address(work: Work, patient_id: UUID, channel: Channel, address: str | None, note: str) -> None:
    """A colleague asked the patient: the number or address is right, and is tried again; by default the first bad one.

    Raises RecipientUnknown, Forbidden, RecordMerged, NothingToConfirm, ClaimedByAnother.
    """
    patient = require_patient(work.access, await find_patient(work, patient_id))
    bad = await bad_of(work, patient_id, addresses_in(patient))
    theirs = [each for each in bad if each.channel == channel.value and address in (None, each.address)]
    found = next(iter(theirs), None)
    if found is None:
        raise NothingToConfirm("Nothing is known against this number or address: messages go there.")
    await WORKLIST.require_free(work, ADDRESS_BAD, subject_of_address(patient_id, found.address))
    await _close(work, await end_bad(work, of.id == found.id, "confirmed", by=work.actor.subject))
    work.audit("address confirmed", f"patient/{patient_id}", channel=channel.value, note=note)


async def _close(work: Work, ended: list[Row]) -> None:
    for row in ended:
        if not await bad_of(work, row.patient_id, (row.address,)):
            await WORKLIST.close(work, ADDRESS_BAD, subject_of_address(row.patient_id, row.address), row.ended_why)
