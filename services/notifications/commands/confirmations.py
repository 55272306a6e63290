"""A new number or address: a code goes over it, the former one is told, and the code comes back."""

import secrets
from datetime import datetime
from uuid import UUID

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from contracts.booking.patients import ContactChangeRequested, ContactReplaced
from contracts.notifications.messages import ContactConfirmed, MessageFailed
from services.notifications.commands.plans import announce, call_off
from services.notifications.domain.addresses import given_since
from services.notifications.domain.confirmations import DIGITS, Attempt, attempt, hash_of, is_open
from services.notifications.domain.messages import CODE, Announcement
from services.notifications.domain.occasions import Occasion
from services.notifications.domain.recipients import Channel, Route, route_over
from services.notifications.domain.refusals import ChangeUnknown, CodeExpired
from services.notifications.store.confirmations import keep_attempt, keep_confirmation, lock_confirmation, make_void
from services.notifications.store.patients import find_patient
from services.notifications.store.templates import edition_in_force


async def ask_to_confirm(work: Work, event: ContactChangeRequested) -> None:
    """A code to the new address; who has the present one is told that another is asked for, and how to object."""
    patient = await find_patient(work, event.patient_id)
    if patient is None:
        return  # erased meanwhile
    await _send_code(work, event, patient)
    if not event.proves:
        await _tell_present(work, event, patient)


async def _send_code(work: Work, event: ContactChangeRequested, patient: Row) -> None:
    """Plan the message with the code, to the new address whatever the patient's own is. Only its hash is kept."""
    route = route_over(event.kind, event.address)
    if route is None:
        return  # a kind of contact of a later release, which nobody can confirm here
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    await keep_confirmation(work, event.change_id, event.patient_id, hash_of(code, event.change_id), event.until)
    planned = await announce(
        work,
        Announcement(
            Occasion.CONTACT_CODE,
            about=_about(event.change_id),
            clinic_id=patient.home_clinic_id,
            happened_at=event.requested_at,
            patient_id=event.patient_id,
            facts={CODE: code, "reply_by": route.channel.value, "reply_to": route.address},
        ),
    )
    if not planned:
        await _publish_without_template(work, event)


async def _publish_without_template(work: Work, event: ContactChangeRequested) -> None:
    edition = await edition_in_force(work, work.now.date())
    work.publish(
        MessageFailed(
            message_id=new_id(),
            patient_id=event.patient_id,
            appointment_id=None,
            template=Occasion.CONTACT_CODE.value,
            reason=f"templates {edition.version} have no message with a code: sign a version that has one",
            failed_at=work.now,
        )
    )


async def _tell_present(work: Work, event: ContactChangeRequested, patient: Row) -> None:
    """Tell who has the present address that another is asked for; without one, who has the patient's other address."""
    routes = {kind: route_over(kind, address) for kind, address in (("phone", patient.phone), ("email", patient.email))}
    others = (route for kind, route in routes.items() if kind != event.kind and route)
    route = routes.get(event.kind) or next(others, None)
    if route is not None:
        await _tell(work, patient, Occasion.CONTACT_CHANGE_ASKED, event.kind, event.requested_at, route)


async def tell_former(work: Work, event: ContactReplaced) -> None:
    """Tell who had an address that it is no longer the patient's."""
    patient, route = await find_patient(work, event.patient_id), route_over(event.kind, event.former)
    if patient is not None and route is not None:
        await _tell(work, patient, Occasion.CONTACT_REPLACED, event.kind, event.replaced_at, route)


async def tell_of_given(work: Work, patient_id: UUID, at: datetime) -> None:
    """Tell who has a number or address that was given for a patient, and the patient where they were reached before.

    So a slip of the keyboard is noticed, and so is somebody who has messages sent to themselves.
    """
    patient = await find_patient(work, patient_id)
    if patient is None:
        return  # erased, or not here yet
    given = given_since(patient.former_addresses, patient.addresses)
    told = [(Occasion.CONTACT_GIVEN, each) for each in given.new]
    told += [(Occasion.CONTACT_ADDED, each) for each in given.kept[:1]]
    for occasion, each in told:
        kind = "email" if each["channel"] == Channel.EMAIL else "phone"
        if route := route_over(kind, each["address"]):
            await _tell(work, patient, occasion, kind, at, route)


async def _tell(work: Work, patient: Row, occasion: Occasion, kind: str, at: datetime, route: Route) -> None:
    """Over this address, whatever the patient's is when it goes out."""
    await announce(
        work,
        Announcement(
            occasion,
            about=f"contact/{patient.id}",
            clinic_id=patient.home_clinic_id,
            happened_at=at,
            patient_id=patient.id,
            word=kind,
            facts={"sent_by": route.channel.value, "sent_to": route.address},
        ),
    )


async def withdraw(work: Work, change_id: UUID) -> None:
    """The code does not count any longer; if it is not sent yet, it is not sent."""
    await call_off(work, _about(change_id), "the change was withdrawn")
    await make_void(work, change_id)


async def confirm(work: Work, change_id: UUID, code: str) -> Attempt:
    """Count the code that came back. The first right one is published. Raises ChangeUnknown, CodeExpired, Forbidden."""
    row = await lock_confirmation(work, change_id)
    if row is None:
        raise ChangeUnknown("There is no such change: ask for it again in a moment.")
    work.access.authorize(whose=row.patient_id)
    if not is_open(row.state, row.until, work.now):
        raise CodeExpired("This code does not count any longer: ask for the change again, and a new code is sent.")
    made = attempt(code, change_id, row.code_hash, row.tries)
    await keep_attempt(work, change_id, made)
    if made.confirmed:
        work.publish(ContactConfirmed(change_id=change_id, patient_id=row.patient_id, confirmed_at=work.now))
    return made


def _about(change_id: UUID) -> str:
    return f"contact-change/{change_id}"
